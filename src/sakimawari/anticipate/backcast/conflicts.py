"""Why there is no path: an irreducible set of rows in conflict, and the smallest giving way.

Elastic programming: every row that may be relaxed gets a slack, measured against the row's own
size; the smallest sum is the joint relaxation. Rows that lean on it are thinned, one left out at a
time, until each that is left is needed (deletion filter; J. W. Chinneck, Feasibility and
Infeasibility in Optimization, 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sakimawari.anticipate.backcast.equations import Equations
from sakimawari.anticipate.backcast.solving import Solved, relaxed, solve
from sakimawari.anticipate.backcast.values import Certificate, Loosened

MOST_TRIED = 400
_SMALL = 1e-7


def certify(equations: Equations) -> Certificate:
    """The certificate of equations that have no solution."""
    loose = [k for k, row in enumerate(equations.rows) if not row.fixed]
    linear = relaxed(equations)
    base = linear if not solve(linear).feasible else equations
    elastic = _elastic(base, [[k] for k in loose])
    together = _slacks(base, elastic, loose) if elastic.feasible else ()
    leaning = loose
    if elastic.feasible and len(elastic.dual) and np.any(elastic.dual):
        leaning = [k for k in loose if abs(elastic.dual[base.balances + k]) > 1e-9]
        if solve(_only(base, leaning, loose)).feasible:
            leaning = loose
    conflict = _irreducible(base, leaning, loose)
    alone = []
    for family in _families(base, conflict):
        tried = _elastic(base, [family])
        found = _slacks(base, tried, family) if tried.feasible else ()
        if found:
            most = max(found, key=lambda one: one.by)
            alone.append(replace(most, everywhere=len(family) > 1))
    return Certificate(
        conflict=tuple(base.rows[k] for k in conflict),
        alone=tuple(sorted(alone, key=lambda one: one.by / one.row.scale)),
        together=together,
    )


def _only(equations: Equations, kept: Sequence[int], loose: Sequence[int]) -> Equations:
    """The equations with only some of the rows that may be relaxed, and no cost."""
    low, high = equations.row_low.copy(), equations.row_high.copy()
    out = np.array(sorted(set(loose) - set(kept)), dtype=np.int64) + equations.balances
    low[out], high[out] = -np.inf, np.inf
    return replace(equations, row_low=low, row_high=high, cost=np.zeros(len(equations.cost)))


def _irreducible(equations: Equations, leaning: Sequence[int], loose: Sequence[int]) -> list[int]:
    """Leave out one row after the other while no solution appears; goals are tried last."""
    order = sorted(leaning, key=lambda k: (equations.rows[k].goal, -equations.rows[k].period))
    kept = list(order)
    for k in order[:MOST_TRIED]:
        without = [one for one in kept if one != k]
        if not solve(_only(equations, without, loose)).feasible:
            kept = without
    return sorted(kept)


def _families(equations: Equations, conflict: Sequence[int]) -> list[list[int]]:
    """The rows of each rule and member in conflict, every period of them."""
    named = {(equations.rows[k].rule, equations.rows[k].member) for k in conflict}
    return [
        [k for k, row in enumerate(equations.rows) if (row.rule, row.member) == one]
        for one in sorted(named)
    ]


def _elastic(equations: Equations, groups: Sequence[Sequence[int]]) -> Solved:
    """Each group of rows gives way by a slack of its own, at the price of one over their size."""
    columns = len(equations.low)
    prices: list[float] = []
    extra: dict[int, list[tuple[int, float]]] = {}
    for group in groups:
        for side, bound in ((1.0, equations.row_low), (-1.0, equations.row_high)):
            rows = [k for k in group if np.isfinite(bound[equations.balances + k])]
            if not rows:
                continue
            for k in rows:
                extra.setdefault(equations.balances + k, []).append((columns + len(prices), side))
            prices.append(1.0 / max(equations.rows[k].scale for k in rows))
    start, index, value = [0], [], []
    for row in range(len(equations.row_low)):
        part = slice(equations.start[row], equations.start[row + 1])
        index.extend(equations.index[part].tolist())
        value.extend(equations.value[part].tolist())
        for column, side in extra.get(row, []):
            index.append(column)
            value.append(side)
        start.append(len(index))
    return solve(
        replace(
            equations,
            start=np.array(start),
            index=np.array(index),
            value=np.array(value),
            low=np.concatenate([equations.low, np.zeros(len(prices))]),
            high=np.concatenate([equations.high, np.full(len(prices), np.inf)]),
            cost=np.concatenate([np.zeros(columns), np.array(prices)]),
            whole=np.concatenate([equations.whole, np.zeros(len(prices), dtype=bool)]),
        )
    )


def _slacks(equations: Equations, solved: Solved, loose: Sequence[int]) -> tuple[Loosened, ...]:
    """How far each loose row really is violated by the elastic path."""
    found = []
    for k in loose:
        row = equations.balances + k
        part = slice(equations.start[row], equations.start[row + 1])
        total = float(equations.value[part] @ solved.x[equations.index[part]])
        by = max(equations.row_low[row] - total, total - equations.row_high[row])
        if by > _SMALL * equations.rows[k].scale:
            found.append(Loosened(row=equations.rows[k], by=float(by)))
    return tuple(found)
