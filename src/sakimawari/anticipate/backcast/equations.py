"""A target as equations: balances of stocks, and rows for rules and for the most of each decision.

Columns are the units of each decision by step, member and period, then the stocks; balances are
equalities that no one may relax.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.backcast.values import Amount, Floats, Row, Rule, Target

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equations:
    """Rows `a` (sparse by row): balances first, then `rows`; columns with bounds and costs.

    `column` gives the place of a decision's unit by (id, step, member, period), of a stock by
    (id, -1, member, period). `later` counts the steps before a unit's own: worth less, and not to be
    taken while earlier ones are free.
    """

    start: Ints
    index: Ints
    value: Floats
    row_low: Floats
    row_high: Floats
    balances: int
    rows: tuple[Row, ...]
    low: Floats
    high: Floats
    cost: Floats
    whole: npt.NDArray[np.bool_]
    later: Floats
    column: dict[tuple[str, int, int, int], int]


@dataclass(slots=True)
class _Gathered:
    """Rows while they are written."""

    index: list[int]
    value: list[float]
    start: list[int]
    low: list[float]
    high: list[float]

    def add(self, entries: dict[int, float], low: float, high: float) -> None:
        for column in sorted(entries):
            if entries[column] != 0.0:
                self.index.append(column)
                self.value.append(entries[column])
        self.start.append(len(self.index))
        self.low.append(low)
        self.high.append(high)


def equations_of(target: Target) -> Equations:
    """Write a target out."""
    column, low, high, cost, whole = _columns(target)
    rows = _Gathered([], [], [0], [], [])
    _balances(target, column, rows)
    balances = len(rows.low)
    named = [*_mosts(target, column, rows), *_rules(target, column, rows)]
    return Equations(
        start=np.array(rows.start, dtype=np.int64),
        index=np.array(rows.index, dtype=np.int64),
        value=np.array(rows.value),
        row_low=np.array(rows.low),
        row_high=np.array(rows.high),
        balances=balances,
        rows=tuple(named),
        low=low,
        high=high,
        cost=cost,
        whole=whole,
        later=np.array([float(max(step, 0)) for _, step, _, _ in column]),
        column=column,
    )


def _columns(
    target: Target,
) -> tuple[dict[tuple[str, int, int, int], int], Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    column: dict[tuple[str, int, int, int], int] = {}
    low: list[float] = []
    high: list[float] = []
    cost: list[float] = []
    whole: list[bool] = []
    periods = len(target.labels)
    for decision in target.decisions.values():
        steps = decision.steps or ((np.inf, 1.0),)
        for step, (most, _) in enumerate(steps):
            for k in range(len(target.members(decision.over))):
                for t in range(periods):
                    column[decision.id, step, k, t] = len(low)
                    low.append(decision.least.grid[k, t] if step == 0 else 0.0)
                    high.append(most)
                    cost.append(decision.cost.grid[k, t])
                    whole.append(decision.whole)
    for stock in target.stocks.values():
        for k in range(len(target.members(stock.over))):
            for t in range(periods):
                column[stock.id, -1, k, t] = len(low)
                low.append(-np.inf)
                high.append(np.inf)
                cost.append(stock.cost.grid[k, t])
                whole.append(False)
    return column, np.array(low), np.array(high), np.array(cost), np.array(whole, dtype=bool)


def _at(amount: Amount, member: int, period: int) -> float:
    grid = amount.grid
    return float(grid[member if len(grid) > 1 else 0, period])


def _balances(
    target: Target, column: dict[tuple[str, int, int, int], int], rows: _Gathered
) -> None:
    periods = len(target.labels)
    for stock in target.stocks.values():
        members = len(target.members(stock.over))
        entries: list[list[dict[int, float]]] = [
            [{} for _ in range(periods)] for _ in range(members)
        ]
        for decision in target.decisions.values():
            if stock.id not in decision.adds:
                continue
            for (id, step, k, t), place in column.items():
                if id != decision.id or step < 0:
                    continue
                worth = decision.steps[step][1] if decision.steps else 1.0
                own = k if stock.over is not None else 0
                for later, share in enumerate(decision.spread):
                    at = t + decision.after + later
                    if at < periods:
                        gain = _at(decision.adds[stock.id], k, t) * worth * share
                        entries[own][at][place] = entries[own][at].get(place, 0.0) - gain
        for k in range(members):
            for t in range(periods):
                row = entries[k][t]
                row[column[stock.id, -1, k, t]] = 1.0
                right = _at(stock.inflow, k, t)
                if t:
                    row[column[stock.id, -1, k, t - 1]] = -_at(stock.retain, k, t)
                else:
                    right += _at(stock.retain, k, 0) * float(stock.start[k])
                rows.add(row, right, right)


def _mosts(
    target: Target, column: dict[tuple[str, int, int, int], int], rows: _Gathered
) -> list[Row]:
    named = []
    for decision in target.decisions.values():
        if decision.most is None:
            continue
        steps = range(max(len(decision.steps), 1))
        for k, member in enumerate(target.members(decision.over)):
            for t in range(len(target.labels)):
                most = _at(decision.most, k, t)
                rows.add({column[decision.id, s, k, t]: 1.0 for s in steps}, -np.inf, most)
                named.append(
                    Row(
                        rule=decision.id,
                        member=member,
                        period=t,
                        low=-np.inf,
                        high=most,
                        goal=False,
                        fixed=False,
                        unit=decision.unit,
                        words=decision.words,
                        scale=max(abs(most), 1.0),
                    )
                )
    return named


def _rules(
    target: Target, column: dict[tuple[str, int, int, int], int], rows: _Gathered
) -> list[Row]:
    named = []
    for rule in target.rules:
        for k, member in enumerate(target.members(rule.over)):
            for t in rule.at:
                low, high = bounds_of(rule, k, t)
                rows.add(_entries(target, rule, column, k, t), low, high)
                finite = [abs(one) for one in (low, high) if np.isfinite(one)]
                size = max(finite)
                if size < 1e-9:
                    size = _size(target, rule)
                named.append(
                    Row(
                        rule=rule.id,
                        member=member,
                        period=t,
                        low=low,
                        high=high,
                        goal=rule.goal,
                        fixed=rule.fixed,
                        unit=rule.unit,
                        words=rule.words,
                        scale=max(size, 1.0),
                    )
                )
    return named


def bounds_of(rule: Rule, member: int, period: int) -> tuple[float, float]:
    """Both bounds of a rule in a period, as they stand in the file."""
    low = -np.inf if rule.low is None else float(rule.low.grid[member, period])
    high = np.inf if rule.high is None else float(rule.high.grid[member, period])
    return low, high


def _size(target: Target, rule: Rule) -> float:
    """How large the parts of a rule are whose bound is zero: by the start of its stocks."""
    sizes = [
        float(np.abs(target.stocks[name].start * amount.grid[:, 0].max()).sum())
        for name, amount in rule.terms.items()
        if name in target.stocks
    ]
    return max(sizes, default=1.0)


def _entries(
    target: Target,
    rule: Rule,
    column: dict[tuple[str, int, int, int], int],
    member: int,
    period: int,
) -> dict[int, float]:
    entries: dict[int, float] = {}
    for name, amount in rule.terms.items():
        is_stock = name in target.stocks
        own = (target.stocks[name] if is_stock else target.decisions[name]).over
        if own is None:
            members = [0]
        else:
            members = [member] if rule.over == own else list(range(len(target.groups[own])))
        decision = None if is_stock else target.decisions[name]
        steps = [-1] if decision is None else list(range(max(len(decision.steps), 1)))
        first = 0 if rule.cumulative and decision is not None else period
        for k in members:
            for t in range(first, period + 1):
                for step in steps:
                    place = column[name, step, k, t]
                    entries[place] = entries.get(place, 0.0) + _at(amount, k, t)
    return entries
