"""The path run forward: the same flows without any solver, then with what is in doubt drawn."""

from __future__ import annotations

import math

import numpy as np

from sakimawari.anticipate.backcast.equations import bounds_of
from sakimawari.anticipate.backcast.values import (
    Amount,
    Decision,
    Floats,
    Rule,
    Table,
    Target,
)

Factors = dict[str, Floats]  # by table: (members, periods), what its figures are multiplied by


def _grid(amount: Amount, factors: Factors | None) -> Floats:
    if factors is None or amount.table is None or amount.table not in factors:
        return amount.grid
    return np.asarray(amount.grid * factors[amount.table])


def effect_of(decision: Decision, units: Floats) -> Floats:
    """What so many units are worth, later ones less where the decision has steps."""
    if not decision.steps:
        return units
    worth, left = np.zeros(units.shape), units.copy()
    for most, each in decision.steps:
        taken = np.minimum(left, most)
        worth += each * taken
        left -= taken
    return worth


def run_forward(
    target: Target, decisions: dict[str, Floats], factors: Factors | None = None
) -> dict[str, Floats]:
    """Every stock (members, periods), period after period."""
    periods = len(target.labels)
    stocks = {}
    for stock in target.stocks.values():
        gains = _grid(stock.inflow, factors).copy()
        for decision in target.decisions.values():
            if stock.id not in decision.adds:
                continue
            effect = effect_of(decision, decisions[decision.id])
            effect = effect * _grid(decision.adds[stock.id], factors)
            if stock.over is None:
                effect = effect.sum(axis=0, keepdims=True)
            for later, share in enumerate(decision.spread):
                lag = decision.after + later
                if lag < periods:
                    gains[:, lag:] += share * effect[:, : periods - lag]
        retain = _grid(stock.retain, factors)
        level, before = np.zeros(gains.shape), stock.start
        for t in range(periods):
            before = retain[:, t] * before + gains[:, t]
            level[:, t] = before
        stocks[stock.id] = level
    return stocks


def shortfall(
    target: Target,
    rule: Rule,
    decisions: dict[str, Floats],
    stocks: dict[str, Floats],
    factors: Factors | None = None,
) -> Floats:
    """By how much each (member, period of `rule.at`) misses its bound; below zero is room."""
    out = np.full((len(target.members(rule.over)), len(rule.at)), -np.inf)
    parts = {}
    for name, amount in rule.terms.items():
        grid = _grid(amount, factors) * (stocks[name] if name in stocks else decisions[name])
        own = (target.stocks.get(name) or target.decisions[name]).over
        if own is not None and own != rule.over:
            grid = grid.sum(axis=0, keepdims=True)
        if rule.cumulative and name in decisions:
            grid = np.cumsum(grid, axis=1)
        parts[name] = grid
    for k in range(len(out)):
        for place, t in enumerate(rule.at):
            total = sum(float(grid[k if len(grid) > 1 else 0, t]) for grid in parts.values())
            low, high = _bounds(rule, k, t, factors)
            out[k, place] = max(low - total, total - high)
    return out


def _bounds(rule: Rule, member: int, period: int, factors: Factors | None) -> tuple[float, float]:
    low, high = bounds_of(rule, member, period)
    if factors is None:
        return low, high
    if rule.low is not None:
        low = float(_grid(rule.low, factors)[member, period])
    if rule.high is not None:
        high = float(_grid(rule.high, factors)[member, period])
    return low, high


def residual_of(target: Target, decisions: dict[str, Floats], sizes: dict[str, float]) -> float:
    """The largest violation of any rule or limit when the path is run forward, against its size."""
    stocks = run_forward(target, decisions)
    worst = 0.0
    for rule in target.rules:
        missed = float(shortfall(target, rule, decisions, stocks).max())
        worst = max(worst, missed / sizes[rule.id])
    for decision in target.decisions.values():
        if decision.most is not None:
            over = decisions[decision.id] - decision.most.grid
            worst = max(worst, float((over / np.maximum(decision.most.grid, 1.0)).max()))
    return worst


def drawn(target: Target) -> list[Factors]:
    """One set of factors a draw: replicates where a table has them, else errors that grow with time.

    Where replicates are all that is in doubt each counts once: more draws would tell no more.
    """
    rng = np.random.default_rng(target.seed)
    doubtful = [one for one in target.tables.values() if one.doubt > 0 or one.draws is not None]
    if not doubtful:
        return []
    out = []
    for draw in range(_times(target, doubtful)):
        factors: Factors = {}
        for table in doubtful:
            if table.draws is not None:
                sample = table.draws[draw % len(table.draws)]
                factors[table.id] = sample / np.where(table.grid == 0, 1.0, table.grid)
                continue
            members, periods = table.grid.shape
            shared = np.cumsum(rng.standard_normal((1, periods)), axis=1)
            own = np.cumsum(rng.standard_normal((members, periods)), axis=1)
            size = table.doubt * (np.sqrt(0.5) * shared + np.sqrt(0.5) * own)
            grown = table.doubt * np.sqrt(np.arange(1, periods + 1))
            factors[table.id] = np.exp(size - 0.5 * grown**2)
        out.append(factors)
    return out


def _times(target: Target, doubtful: list[Table]) -> int:
    lengths = [0 if one.draws is None else len(one.draws) for one in doubtful]
    return min(target.draws, math.lcm(*lengths)) if all(lengths) else target.draws
