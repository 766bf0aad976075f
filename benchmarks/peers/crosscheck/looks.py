"""Reasons for a difference that several benefits share, each looked for in facts and in our answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peers.calendar import year_from
from peers.crosscheck.benefit import Ground, Holds, Truths, ages, ages_by_birthday
from peers.facts import Array, dates, money
from sakimawari.rules.population import UNKNOWN_DATE

LEGAL_SUPPORT = ("老人扶養親族数", "特定扶養親族数", "控除対象扶養親族16から18歳数")
SCHOOL_LEAVER = 18


def of_year(ground: Ground, name: str, first_month: int) -> Array:
    """A yearly amount or count of everybody in the year a law goes by; nothing where missing."""
    held = money(ground.population, name, year_from(first_month, ground.on))
    return np.maximum(held, 0).astype(np.int64)


def born(ground: Ground) -> Array:
    """Everybody's birth day."""
    return dates(ground.population, "生年月日")


def eve_of(age: int, *, minor: bool = False) -> Holds:
    """Somebody reaches an age by law today, on the eve of the birthday (`minor`: a ward)."""

    def holds(ground: Ground) -> Truths:
        days = born(ground)
        eve = (ages(days, ground.on) == age) & (ages_by_birthday(days, ground.on) == age - 1)
        if minor:
            eve &= ground.population.guardian != -1
        return ground.households_with(eve)

    return holds


def refused_by(*clauses: str) -> Holds:
    """Somebody is refused by one of these clauses of ours first."""
    return lambda ground: ground.households_with(ground.no_by(*clauses))


def earns_most_besides(first_month: int) -> Holds:
    """Somebody else at home earns more than the one told as recipient."""

    def holds(ground: Ground) -> Truths:
        income = of_year(ground, "総所得金額等", first_month)
        most = np.maximum.reduceat(income, ground.population.offsets[:-1])
        return np.asarray(most > income[ground.homes.recipient])

    return holds


def raised_limit(first_month: int) -> Holds:
    """The recipient has dependants of the ages that raise a limit."""

    def holds(ground: Ground) -> Truths:
        raised = np.add.reduce([of_year(ground, name, first_month) for name in LEGAL_SUPPORT]) > 0
        return np.asarray(raised[ground.homes.recipient])

    return holds


def unadjusted(first_month: int) -> Holds:
    """Somebody's income is neither wage nor pension, so that the law takes no 100,000 yen off it."""

    def holds(ground: Ground) -> Truths:
        income = of_year(ground, "総所得金額等", first_month)
        other = of_year(ground, "その他の合計所得金額", first_month)
        wages = of_year(ground, "給与収入", first_month)
        return ground.households_with((income > 0) & (wages == 0) & (income == other))

    return holds


def has(name: str, first_month: int, *, over: int = 0) -> Holds:
    """Somebody has more of a yearly amount than so much."""
    return lambda ground: ground.households_with(of_year(ground, name, first_month) > over)


def at_a_limit(limits: Sequence[int], first_month: int, *, taken_off: int) -> Holds:
    """Somebody's income without what the law takes off is a limit to the yen."""

    def holds(ground: Ground) -> Truths:
        counted = of_year(ground, "総所得金額等", first_month) - taken_off
        return ground.households_with(np.isin(counted, limits))

    return holds


def young_earner(first_month: int, *, over: int) -> Holds:
    """Somebody of school age or younger earns more than so much."""

    def holds(ground: Ground) -> Truths:
        age = ages(born(ground), ground.on)
        young = (age >= 0) & (age <= SCHOOL_LEAVER)
        return ground.households_with(young & (of_year(ground, "総所得金額等", first_month) > over))

    return holds


def both(*reasons: Holds) -> Holds:
    """All of these hold of a household."""
    return lambda ground: np.logical_and.reduce([reason(ground) for reason in reasons])


def anybody(ground: Ground) -> Truths:
    """Every household: for a class that needs no more than its kind."""
    return np.ones(ground.population.units, bool)


def someone_right(ground: Ground) -> Truths:
    """Somebody of the household has a right by our rule."""
    return ground.households_with(ground.yes())


def unknown_birth(ground: Ground) -> Truths:
    """Somebody's birth day is missing: theirs takes 1 January 1970."""
    return ground.households_with(born(ground) == UNKNOWN_DATE)
