"""The one place that speaks to HiGHS: rows and columns in, values and duals out.

One thread and no limit of time, so that the same question has the same answer on every machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

import highspy
import numpy as np

from sakimawari.reach.plans.budget.values import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Maximise `worth` @ x, low <= A x <= high, 0 <= x <= most; A as entries."""

    worth: Column
    most: Column
    low: Column
    high: Column
    column: Column
    row: Column
    amount: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The best x found, its value, a bound, and the price of each row (what one more is worth)."""

    x: Column
    value: float
    bound: float
    price: Column


def quiet(seconds: float | None = None) -> highspy.Highs:
    """HiGHS as it is used here; only benchmarks set a limit of time."""
    _without_banner()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    return highs


@cache
def _without_banner() -> None:
    """The first solver of a process greets on standard output, where a program reads our JSON."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def solve(
    model: Model,
    *,
    whole: bool,
    gap: float = 0.0,
    nodes: int | None = None,
    seconds: float | None = None,
) -> Solved:
    """Solve, over whole numbers or not; `gap` is absolute, `nodes` ends a search that drags on."""
    highs = quiet(seconds)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", max(gap, 1e-6))
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    highs.passModel(_lp(model, whole=whole))
    highs.run()
    info, solution = highs.getInfo(), highs.getSolution()
    return Solved(
        x=np.array(solution.col_value),
        value=-info.objective_function_value,
        bound=-(info.mip_dual_bound if whole else info.objective_function_value),
        price=-np.array(solution.row_dual),
    )


def _lp(model: Model, *, whole: bool) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    columns, rows = len(model.worth), len(model.low)
    order = np.lexsort([model.row, model.column])
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = -model.worth
    lp.col_lower_ = np.zeros(columns)
    lp.col_upper_ = model.most
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    counts = np.bincount(model.column, minlength=columns)
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lp.a_matrix_.index_ = model.row[order].astype(np.int32)
    lp.a_matrix_.value_ = model.amount[order].astype(np.float64)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return lp
