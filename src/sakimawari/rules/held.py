"""What is known of one fact on the reading date: a range, with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.rules.proof import FactUse
from sakimawari.rules.ranges import Range, hull, missing_range
from sakimawari.rules.situation import Situation, Sourced
from sakimawari.rules.tree import Fact, Shape


def read_fact(
    situation: Situation, fact: Fact, *, person: int | None, on: int, years: Range | None = None
) -> tuple[FactUse, ...]:
    """The uses of a fact of a person (None: the household); one, or one for each stored year.

    Its range is the hull of the uses. A year nobody stored stands for all of them.
    """
    at = -1 if person is None else person
    sourced = situation.sourced(fact, at)
    if fact.shape is Shape.YEARLY and years is not None:
        return _yearly(fact, sourced, person=person, years=years)
    if sourced is None:
        return (_without_value(fact, person=person),)
    if isinstance(sourced.held, int):
        return (_with_value(fact, sourced, value=sourced.held, person=person),)
    if isinstance(sourced.held, tuple):
        for span in sourced.held:
            if span.since <= on <= span.until:
                if span.value is None:
                    return (_missing(fact, person=person),)
                return (
                    _with_value(fact, sourced, value=span.value, person=person, since=span.since),
                )
    return (_without_value(fact, person=person),)


def range_of(uses: tuple[FactUse, ...]) -> Range:
    """The range of a fact over its uses."""
    return hull((use.low, use.high) for use in uses)


def _yearly(
    fact: Fact, sourced: Sourced | None, *, person: int | None, years: Range
) -> tuple[FactUse, ...]:
    held = sourced.held if sourced is not None and isinstance(sourced.held, Mapping) else {}
    inside = sorted(year for year in held if years[0] <= year <= years[1])
    uses = [
        _with_value(fact, sourced, value=held[year], person=person, year=year)
        for year in inside
        if sourced is not None
    ]
    if len(inside) < years[1] - years[0] + 1:
        single = years[0] if years[0] == years[1] else None
        uses.append(_without_value(fact, person=person, year=single))
    return tuple(uses)


def _with_value(
    fact: Fact,
    sourced: Sourced,
    *,
    value: int,
    person: int | None,
    year: int | None = None,
    since: int | None = None,
) -> FactUse:
    return FactUse(
        name=fact.name,
        person=person,
        fact=fact,
        low=value,
        high=value,
        known=True,
        year=year,
        source=sourced.source_of(since if year is None else year),
        loaded=sourced.loaded,
    )


def _without_value(fact: Fact, *, person: int | None, year: int | None = None) -> FactUse:
    if fact.absent is None:
        return _missing(fact, person=person, year=year)
    return FactUse(
        name=fact.name,
        person=person,
        fact=fact,
        low=fact.absent,
        high=fact.absent,
        known=True,
        assumed=True,
        year=year,
    )


def _missing(fact: Fact, *, person: int | None, year: int | None = None) -> FactUse:
    low, high = missing_range(fact)
    return FactUse(
        name=fact.name, person=person, fact=fact, low=low, high=high, known=False, year=year
    )
