"""A small city of counts, and plans for it, for the tests of the engine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sakimawari.anticipate.projection.founding import founded
from sakimawari.anticipate.projection.people import Plan, State
from sakimawari.anticipate.projection.rates import default_doubt, default_rates, default_social
from sakimawari.anticipate.projection.values import AGES, Rates

AREAS = ("東", "西", "南")
START = (2026 - 1970) * 12 + 9  # October 2026


@cache
def hamlet(people: int = 6_000) -> State:
    """Three areas with the ages of a shrinking city."""
    ages = np.arange(AGES)
    shape = np.where(ages < 20, 0.7, 1.0) * np.exp(-(np.maximum(ages - 70, 0) ** 2) / 500)
    each = np.array([0.5, 0.3, 0.2])[:, None, None] * np.stack([shape, shape * 1.05])[None]
    counts = np.floor(people * each / each.sum() + 0.5).astype(np.int64)
    return founded(counts, AREAS, month=START, seed=3)


@cache
def plan(
    months: int = 18, *, seed: int = 5, doubt: bool = False, threads: int = 2, people: int = 6_000
) -> Plan:
    """A plan for the hamlet; rates as shipped for places without their own."""
    state = hamlet(people)
    counts = np.zeros((len(AREAS), 2, AGES))
    np.add.at(counts, (state.area, state.sex, np.clip(state.age, 0, AGES - 1)), 1)
    return Plan(
        state=state,
        rates=default_rates(AREAS, 2026, counts=counts, years=4),
        social=default_social(),
        doubt=default_doubt() if doubt else None,
        months=months,
        replicates=2,
        seed=seed,
        threads=threads,
    )


def but(given: Plan, **rates: float) -> Plan:
    """The same plan with some rates multiplied."""
    changed = {name: getattr(given.rates, name) * by for name, by in rates.items()}
    changed_rates: Rates = replace(given.rates, **changed)
    return replace(given, rates=changed_rates)
