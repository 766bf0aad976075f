"""Every possible schedule of a handful of bundles, to know the best one for certain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np

from sakimawari.reach.plans.budget.blocks import blocks_of
from sakimawari.reach.plans.budget.days import calendar_of, number_of
from sakimawari.reach.plans.budget.values import Allocation, Bundles, Earlier
from sakimawari.reach.plans.budget.verify import violations
from sakimawari.reach.terms.values import Terms


@dataclass(frozen=True)
class Best:
    """The fewest persons short of all floors together, and then the most worth."""

    missing: int
    value: float


def tables(bundles: Bundles, terms: Terms, start: date) -> tuple[np.ndarray, np.ndarray]:
    """Worth (row, week, medium) and effect (row, medium) in the order of the rows."""
    blocks = blocks_of(bundles, terms, calendar_of(start, terms), None)
    code = np.empty(len(bundles), np.int64)
    code[blocks.order] = blocks.row_code
    return blocks.worth[code], blocks.effect[code]


def missing(bundles: Bundles, terms: Terms, week: np.ndarray) -> int:
    """Persons short of the floors."""
    short = 0
    for floor in terms.floors:
        groups: dict[int, dict[int, bool]] = {}
        for row, group in enumerate(getattr(bundles, floor.by)):
            persons = groups.setdefault(int(group), {})
            who = int(bundles.person[row])
            persons[who] = persons.get(who, False) or bool(week[row] >= 0)
        for persons in groups.values():
            needed = int(np.ceil(len(persons) * floor.share - 1e-9))
            short += max(0, needed - sum(persons.values()))
    return short


def best_of_all(
    bundles: Bundles, terms: Terms, start: date, earlier: Earlier | None, like: Allocation
) -> Best:
    """Try every schedule."""
    worth, effect = tables(bundles, terms, start)
    relaxed = replace(terms, on_holidays=True)
    choices = [
        [(-1, -1), *zip(*np.nonzero(np.isfinite(worth[row])), strict=True)]
        for row in range(len(bundles))
    ]
    best = Best(missing=10**9, value=0.0)
    for schedule in product(*choices):
        week = np.array([one[0] for one in schedule], np.int16)
        medium = np.array([one[1] for one in schedule], np.int8)
        told = np.flatnonzero(week >= 0)
        value = float(worth[told, week[told], medium[told]].sum())
        short = missing(bundles, terms, week)
        if (short, -value) >= (best.missing, -best.value):
            continue
        tried = replace(
            like,
            week=week,
            medium=medium,
            day=number_of(start) + 7 * week.astype(np.int32),
            effect=np.where(week >= 0, effect[np.arange(len(week)), medium], 0.0),
        )
        broken = violations(bundles, relaxed, tried, start=start, earlier=earlier)
        if not [one for one in broken if "hear" in one or " of " in one]:
            best = Best(missing=short, value=value)
    return best
