"""One unit of people with what is known of them, in the form a person can read.

The plain interpreter reads a `Situation`; the kernel reads a `Population`. Worked examples and
`why` build situations; `from_population` and `to_population` lead from one form to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import numpy as np

from sakimawari.rules.columns import (
    OPEN_BEGINNING,
    OPEN_END,
    Held,
    Span,
    build_column,
    held_in,
)
from sakimawari.rules.population import (
    NOBODY,
    SOMEBODY_UNKNOWN,
    Int8s,
    Int32s,
    Population,
)
from sakimawari.rules.tree import Fact, Holder

__all__ = [
    "OPEN_BEGINNING",
    "OPEN_END",
    "Held",
    "Person",
    "Situation",
    "Somebody",
    "Sourced",
    "Span",
    "to_population",
]


class Somebody(Enum):
    """A guardian or spouse who exists but is not known."""

    UNKNOWN = "unknown"


Reference = str | Somebody | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What is held of one fact, with the register it comes from and the date it was taken in.

    `held` is an int for a plain fact, a mapping fiscal year → int for a yearly one, a tuple of
    `Span` for one with spans; values are coded as in `tree` (truth 0 or 1, category position,
    date as day number). A fact that is not known is left out of the mapping of facts. `sources`
    tells the register of single entries, by fiscal year or first day, where they differ.
    """

    held: Held
    source: str | None = None
    loaded: date | None = None
    sources: Mapping[int, str] = field(default_factory=dict)

    def source_of(self, within: int | None) -> str | None:
        """The register of the entry of a fiscal year or first day; of a plain fact, its own."""
        return self.source if within is None else self.sources.get(within, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the unit. `guardian` and `spouse` are ids in the unit, None is nobody.

    `is_subject` is False for a visitor linked from another household.
    """

    id: str
    guardian: Reference = None
    spouse: Reference = None
    is_subject: bool = True
    facts: Mapping[str, Sourced] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A household with the people linked to it, in their order within the unit.

    A company is a situation without people; its facts stand where a household's do.
    """

    people: tuple[Person, ...]
    household: Mapping[str, Sourced] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [person.id for person in self.people]
        if len(set(ids)) != len(ids):
            raise ValueError("two people of a situation bear the same id")
        for position, person in enumerate(self.people):
            for reference in (person.guardian, person.spouse):
                if isinstance(reference, str) and reference not in ids:
                    raise ValueError(f"person {position} refers to someone not in the situation")

    def position(self, id: str) -> int:
        """The position of the person with this id."""
        return next(at for at, person in enumerate(self.people) if person.id == id)

    def guardian(self, position: int) -> int:
        """Position of the main guardian, or NOBODY, or SOMEBODY_UNKNOWN."""
        return self._referred(self.people[position].guardian)

    def spouse(self, position: int) -> int:
        """Position of the spouse, or NOBODY, or SOMEBODY_UNKNOWN."""
        return self._referred(self.people[position].spouse)

    def sourced(self, fact: Fact, position: int) -> Sourced | None:
        """What is held of a fact of the person at a position, of the household or the company."""
        if fact.holder is not Holder.PERSON:
            return self.household.get(fact.name)
        return self.people[position].facts.get(fact.name)

    def to_population(self, facts: Iterable[Fact]) -> Population:
        """This one unit as a population."""
        return to_population([self], facts)

    @classmethod
    def from_population(
        cls,
        population: Population,
        unit: int,
        facts: Iterable[Fact],
        *,
        ids: Sequence[str] | None = None,
        origins: Mapping[tuple[str, int | None], tuple[str, date | None]] | None = None,
    ) -> Situation:
        """One unit of a population.

        `ids` names its people in order (default: their positions). `origins` gives source and
        loading date by (fact, position in the unit; None: household).
        """
        first, last = int(population.offsets[unit]), int(population.offsets[unit + 1])
        names = tuple(ids) if ids is not None else tuple(str(at) for at in range(last - first))
        listed = tuple(facts)
        of_people = [fact for fact in listed if fact.holder is Holder.PERSON]
        of_unit = [fact for fact in listed if fact.holder is not Holder.PERSON]
        known = origins or {}

        def referred(column: Int32s, row: int) -> Reference:
            value = int(column[row])
            if value < 0:
                return None if value == NOBODY else Somebody.UNKNOWN
            return names[value - first] if first <= value < last else None

        people = tuple(
            Person(
                id=names[row - first],
                guardian=referred(population.guardian, row),
                spouse=referred(population.spouse, row),
                is_subject=bool(population.is_subject[row]),
                facts=_taken(population, row, facts=of_people, origins=known, at=row - first),
            )
            for row in range(first, last)
        )
        household = _taken(population, unit, facts=of_unit, origins=known, at=None)
        return cls(people=people, household=household)

    def _referred(self, reference: Reference) -> int:
        if reference is None:
            return int(NOBODY)
        if isinstance(reference, Somebody):
            return int(SOMEBODY_UNKNOWN)
        return self.position(reference)


def _taken(
    population: Population,
    row: int,
    *,
    facts: Iterable[Fact],
    origins: Mapping[tuple[str, int | None], tuple[str, date | None]],
    at: int | None,
) -> dict[str, Sourced]:
    """What one row holds of some facts, with where it comes from."""
    found: dict[str, Sourced] = {}
    for fact in facts:
        held = held_in(fact, population.columns.get(fact.name), row)
        if held is not None:
            source, loaded = origins.get((fact.name, at), (None, None))
            found[fact.name] = Sourced(held=held, source=source, loaded=loaded)
    return found


def to_population(situations: Sequence[Situation], facts: Iterable[Fact]) -> Population:
    """Several units laid out for the kernel, in their order, with a column for every fact."""
    sizes = [len(situation.people) for situation in situations]
    offsets: Int32s = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    guardian: list[int] = []
    spouse: list[int] = []
    for first, situation in zip(offsets[:-1].tolist(), situations, strict=True):
        for at in range(len(situation.people)):
            for rows, value in (
                (guardian, situation.guardian(at)),
                (spouse, situation.spouse(at)),
            ):
                rows.append(value + first if value >= 0 else value)
    people = [person for situation in situations for person in situation.people]
    is_subject: Int8s = np.array([person.is_subject for person in people], np.int8)
    columns = {}
    for fact in facts:
        holders: Iterable[Mapping[str, Sourced]] = (
            (person.facts for person in people)
            if fact.holder is Holder.PERSON
            else (situation.household for situation in situations)
        )
        found = [held.get(fact.name) for held in holders]
        columns[fact.name] = build_column(
            fact, [None if sourced is None else sourced.held for sourced in found]
        )
    return Population(
        offsets=offsets,
        guardian=np.array(guardian, np.int32),
        spouse=np.array(spouse, np.int32),
        is_subject=is_subject,
        columns=columns,
    )
