"""Solve equations: linear and with whole numbers by HiGHS, a smooth path from the inside."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from sakimawari.anticipate.backcast.equations import Equations
from sakimawari.anticipate.backcast.interior import from_inside
from sakimawari.anticipate.backcast.values import Floats
from sakimawari.problems import fault

SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A path's columns, what each row is worth (dual), and how far the proof is from closed."""

    feasible: bool
    x: Floats
    dual: Floats
    objective: float
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadratic:
    """Half of x'Qx to be added: entries of the lower triangle by column, as (row, column, value)."""

    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    value: Floats


@cache
def _greet_nobody() -> None:
    """The first solver of a process greets on standard output, where a program reads our JSON."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def solve(equations: Equations, quadratic: Quadratic | None = None) -> Solved:
    """The cheapest path, or none. BACK010 where the solver gives up."""
    if quadratic is not None:
        inner = from_inside(equations, _square(len(equations.low), quadratic))
        if inner.close:
            curve = _times(quadratic, inner.x)
            return Solved(
                feasible=True,
                x=np.clip(inner.x, equations.low, equations.high),
                dual=inner.dual,
                objective=float(equations.cost @ inner.x) + 0.5 * float(curve @ inner.x),
                gap=_gap(equations, inner.x, inner.dual, quadratic),
            )
    _greet_nobody()
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", SECONDS)
    highs.setOptionValue("random_seed", 1)
    highs.passModel(_model(equations))
    if quadratic is not None:
        highs.passHessian(_hessian(len(equations.low), quadratic))
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")
        highs.run()
        status = highs.getModelStatus()
    columns = len(equations.low)
    if status == highspy.HighsModelStatus.kInfeasible:
        nothing = np.zeros(columns)
        return Solved(feasible=False, x=nothing, dual=np.zeros(0), objective=np.inf, gap=np.inf)
    if status != highspy.HighsModelStatus.kOptimal:
        raise fault(
            "BACK010",
            f"the solver gave up: {highs.modelStatusToString(status)}",
            "see that no cost is negative without a limit, and that figures are of like size",
        )
    solution, info = highs.getSolution(), highs.getInfo()
    x = np.array(solution.col_value)
    whole = bool(equations.whole.any())
    dual = np.zeros(len(equations.row_low)) if whole else np.array(solution.row_dual)
    return Solved(
        feasible=True,
        x=x,
        dual=dual,
        objective=float(info.objective_function_value),
        gap=float(info.mip_gap) if whole else _gap(equations, x, dual, quadratic),
    )


def _gap(equations: Equations, x: Floats, dual: Floats, quadratic: Quadratic | None) -> float:
    """How far the path's cost lies above the bound its own prices prove, against that cost."""
    curve = _times(quadratic, x)
    reduced = equations.cost + curve - _transposed(equations, dual)
    bound = -0.5 * float(curve @ x)
    for price, low, high in (
        (dual, equations.row_low, equations.row_high),
        (reduced, equations.low, equations.high),
    ):
        side = np.where(price > 0, low, high)
        used = np.where(np.isfinite(side), side, 0.0)
        bound += float((np.where(np.abs(price) < 1e-9, 0.0, price) * used).sum())
    value = float(equations.cost @ x) + 0.5 * float(curve @ x)
    return abs(value - bound) / max(abs(value), 1.0)


def _times(quadratic: Quadratic | None, x: Floats) -> Floats:
    out = np.zeros(len(x))
    if quadratic is None:
        return out
    np.add.at(out, quadratic.row, quadratic.value * x[quadratic.column])
    off = quadratic.row != quadratic.column
    np.add.at(out, quadratic.column[off], quadratic.value[off] * x[quadratic.row[off]])
    return out


def _transposed(equations: Equations, dual: Floats) -> Floats:
    out = np.zeros(len(equations.low))
    rows = np.repeat(np.arange(len(dual)), np.diff(equations.start))
    np.add.at(out, equations.index, equations.value * dual[rows])
    return out


def _square(columns: int, quadratic: Quadratic) -> Any:
    """The whole symmetric matrix."""
    off = quadratic.row != quadratic.column
    row = np.concatenate([quadratic.row, quadratic.column[off]])
    column = np.concatenate([quadratic.column, quadratic.row[off]])
    value = np.concatenate([quadratic.value, quadratic.value[off]])
    return sparse.csr_array((value, (row, column)), shape=(columns, columns))


def relaxed(equations: Equations) -> Equations:
    """The same equations without whole numbers."""
    return replace(equations, whole=np.zeros(len(equations.low), dtype=bool))


def _model(equations: Equations) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_ = len(equations.low)
    model.num_row_ = len(equations.row_low)
    model.col_cost_ = equations.cost
    model.col_lower_ = equations.low
    model.col_upper_ = equations.high
    model.row_lower_ = equations.row_low
    model.row_upper_ = equations.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = equations.start
    model.a_matrix_.index_ = equations.index
    model.a_matrix_.value_ = equations.value
    if equations.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in equations.whole]
    return model


def _hessian(columns: int, quadratic: Quadratic) -> highspy.HighsHessian:
    order = np.lexsort((quadratic.row, quadratic.column))
    hessian = highspy.HighsHessian()
    hessian.dim_ = columns
    hessian.format_ = highspy.HessianFormat.kTriangular
    counts = np.bincount(quadratic.column, minlength=columns)
    hessian.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    hessian.index_ = quadratic.row[order].astype(np.int32)
    hessian.value_ = quadratic.value[order]
    return hessian
