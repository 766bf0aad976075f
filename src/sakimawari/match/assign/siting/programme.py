"""The one place of siting that speaks to HiGHS: one thread, no limit of time, the same answer anywhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import highspy
import numpy as np

from sakimawari.match.assign.siting.places import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Minimise cost @ x, low <= A x <= high, least <= x <= most; A as entries; some x whole numbers."""

    cost: Floats
    least: Floats
    most: Floats
    whole: Bools
    low: Floats
    high: Floats
    row: Ints
    column: Ints
    amount: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The best x, its value, a bound, and the dual of each row (of a programme without whole numbers)."""

    x: Floats
    value: float
    bound: float
    duals: Floats


def solve(programme: Programme, *, whole: bool) -> Solved | None:
    """The best x, or None where there is none."""
    _without_banner()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(_model(programme, whole=whole))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    info, solution = highs.getInfo(), highs.getSolution()
    value = float(info.objective_function_value)
    return Solved(
        x=np.array(solution.col_value),
        value=value,
        bound=float(info.mip_dual_bound) if whole else value,
        duals=np.array(solution.row_dual),
    )


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


def _model(given: Programme, *, whole: bool) -> Any:
    lp = highspy.HighsLp()
    columns = len(given.cost)
    order = np.lexsort((given.row, given.column))
    lp.num_col_, lp.num_row_ = columns, len(given.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = given.cost, given.least, given.most
    lp.row_lower_, lp.row_upper_ = given.low, given.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    counts = np.bincount(given.column, minlength=columns)
    lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    lp.a_matrix_.index_ = given.row[order].astype(np.int32)
    lp.a_matrix_.value_ = given.amount[order].astype(np.float64)
    if whole and given.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(each)] for each in given.whole]
    return lp
