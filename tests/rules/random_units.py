"""Many random units from one seed: quick to draw, full of ties, unknowns and family relations."""

from __future__ import annotations

import random
from collections.abc import Iterable

from sakimawari.rules.figures import days
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.situation import Held, Person, Reference, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import Fact, Holder, Kind, Shape
from tests.rules.vocabulary import BIRTHS, ON, YEARS

MISSING = 0.2  # share of facts nobody knows
NEAR = [days(day) for day in (*BIRTHS, *ON)]
TURNS = [days(day) + off for day in ON for off in (-1, 0, 1)]


def random_units(seed: int, count: int, facts: Iterable[Fact]) -> list[Situation]:
    """Units of one to five people with the given facts, the same for the same seed."""
    drawn = random.Random(seed)
    known = tuple(facts)
    return [_unit(drawn, known) for _ in range(count)]


def random_companies(seed: int, count: int, facts: Iterable[Fact]) -> list[Situation]:
    """Companies with the given facts: units in which nobody stands."""
    drawn = random.Random(seed)
    known = tuple(facts)
    return [
        Situation(people=(), household=_facts(drawn, known, Holder.COMPANY)) for _ in range(count)
    ]


def _unit(drawn: random.Random, facts: tuple[Fact, ...]) -> Situation:
    ids = [f"p{at}" for at in range(drawn.randint(1, 5))]
    people = tuple(
        Person(
            id=id,
            guardian=_somebody(drawn, ids, id),
            spouse=_somebody(drawn, ids, id),
            is_subject=id == ids[0] or drawn.random() < 0.8,
            facts=_facts(drawn, facts, Holder.PERSON),
        )
        for id in ids
    )
    return Situation(people=people, household=_facts(drawn, facts, Holder.HOUSEHOLD))


def _somebody(drawn: random.Random, ids: list[str], own: str) -> Reference:
    chance = drawn.random()
    if chance < 0.25:
        return None if chance < 0.15 else Somebody.UNKNOWN
    # Often the first, so that brothers and sisters abound.
    return ids[0] if chance < 0.6 and own != ids[0] else drawn.choice([*ids, None])


def _facts(drawn: random.Random, facts: tuple[Fact, ...], holder: Holder) -> dict[str, Sourced]:
    found = {}
    for fact in facts:
        if fact.holder is holder and drawn.random() >= MISSING:
            held = _held(drawn, fact)
            if held not in ((), {}):
                found[fact.name] = Sourced(held=held)
    return found


def _held(drawn: random.Random, fact: Fact) -> Held:
    match fact.shape:
        case Shape.PLAIN:
            return _value(drawn, fact)
        case Shape.YEARLY:
            return {year: _value(drawn, fact) for year in YEARS if drawn.random() >= MISSING}
        case Shape.SPANS:
            ends = sorted(drawn.sample(TURNS, 4))
            spans = ((ends[0], ends[1] - 1), (ends[1], ends[2]), (ends[2] + 1, ends[3]))
            return tuple(
                Span(
                    value=None if drawn.random() < MISSING else _value(drawn, fact),
                    since=since,
                    until=until,
                )
                for since, until in spans
                if since <= until and drawn.random() < 0.7
            )


def _value(drawn: random.Random, fact: Fact) -> int:
    low, high = missing_range(fact)
    if fact.type.kind is Kind.DATE:
        near = [day for day in NEAR if low <= day <= high] or [low]
        return drawn.choice(near) + drawn.choice((0, 0, 0, -1 if near[0] > low else 0))
    if fact.type.kind is Kind.NUMBER:
        return drawn.randint(low, high) if drawn.random() < 0.3 else drawn.randint(0, min(6, high))
    return drawn.randint(low, high)
