"""A clerk's desk: any resident of a snapshot in an instant, with the sources of what is held.

Opened once for a snapshot; every answer then reads only the rows of one household.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.fit.frame import persons_by_row
from sakimawari.guard import clearance
from sakimawari.problems import fault
from sakimawari.registry.companies import companies_of
from sakimawari.registry.mapped import MappedSnapshot, map_snapshot
from sakimawari.registry.store import Snapshot
from sakimawari.rules.columns import held_in
from sakimawari.rules.figures import days
from sakimawari.rules.population import NOBODY
from sakimawari.rules.situation import Person, Reference, Situation, Somebody, Sourced
from sakimawari.rules.tree import Fact, Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person, household or company of a snapshot: its kind, unit, and position within the unit."""

    key: str
    holder: Holder
    unit: int
    position: int  # 0 for a household and a company


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Direct access to the households of one snapshot."""

    mapped: MappedSnapshot
    protected: dict[tuple[int, bool], frozenset[int]] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        return self.mapped.snapshot

    @property
    def loaded(self) -> date:
        """The day the registers were taken in."""
        return date.fromisoformat(self.snapshot.manifest["date"])

    @property
    def units(self) -> int:
        return len(self.mapped.people.arrays["first_person"])

    def rows(self, unit: int) -> range:
        """The rows of people of a unit, visitors included."""
        offsets = self.mapped.people.arrays["offsets"]
        return range(int(offsets[unit]), int(offsets[unit + 1]))

    def find(self, key: str, holder: Holder | None = None) -> Subject:
        """The subject with this opaque key; a person before a household if neither is named.

        Raises CLI010 if there is none of this kind.
        """
        if holder in (None, Holder.PERSON):
            held = self.mapped.people.arrays
            for row in self.mapped.rows_of_person(key).tolist():
                if held["is_subject"][row] == 1:
                    unit = int(held["unit"][row])
                    position = row - self.rows(unit).start
                    return Subject(key=key, holder=Holder.PERSON, unit=unit, position=position)
        if holder is not Holder.PERSON:
            unit = self.mapped.unit_of_household(key)
            if unit >= 0:
                return Subject(key=key, holder=holder or Holder.HOUSEHOLD, unit=unit, position=0)
        raise fault(
            "CLI010",
            f"no {'subject' if holder is None else holder.value} with this key is in the current snapshot",
            "take a key from `sakimawari list`; keys change when the keys folder changes"
            if holder is not Holder.COMPANY
            else "take a 法人番号 from the register of companies, or from `sakimawari list`",
        )

    def keys(self, unit: int) -> tuple[str, ...]:
        """The opaque keys of the members of a unit, visitors included, in their order."""
        return self.mapped.keys_of_rows(self.rows(unit))

    def keys_of(self, unit: int) -> tuple[str, ...]:
        """The opaque keys of the people of a unit, visitors included, in their order."""
        keys = persons_by_row(self.mapped)
        return tuple(keys[row].decode() for row in self.rows(unit))

    def home(self, subject: Subject) -> tuple[str, str]:
        """Household and ward of a subject; each empty where the registers do not say."""
        household = subject.key
        if subject.holder is Holder.PERSON:
            row = self.rows(subject.unit).start + subject.position
            household = self.mapped.household_of_row(row)
        return household, self.mapped.ward_of_unit(subject.unit)

    def relations(self, unit: int) -> tuple[str, ...]:
        """The words for the members of a unit: 世帯主, 妻, 子 … in their order."""
        people = self.mapped.people
        codes = (int(people.arrays["relation"][row]) for row in self.rows(unit))
        return tuple(people.words[code] if code >= 0 else "" for code in codes)

    def situation(
        self, unit: int, facts: Sequence[Fact], *, with_sources: bool = True
    ) -> Situation:
        """The household of a unit with what is held of some facts, each with file and row.

        Within a watched request somebody of the unit must have been cleared (`guard.clearance`).
        """
        self.mapped.prepare(facts)
        rows = self.rows(unit)
        if rows and clearance.is_watched():
            clearance.require_any(self.keys_of(unit))
        held = self.mapped.people.arrays
        of_people = [fact for fact in facts if fact.holder is Holder.PERSON]
        of_unit = [fact for fact in facts if fact.holder is not Holder.PERSON]

        def referred(value: int) -> Reference:
            if value < 0:
                return None if value == NOBODY else Somebody.UNKNOWN
            return str(value - rows.start) if value in rows else None

        people = tuple(
            Person(
                id=str(row - rows.start),
                guardian=referred(int(held["guardian"][row])),
                spouse=referred(int(held["spouse"][row])),
                is_subject=bool(held["is_subject"][row]),
                facts=self._held(row, of_people, with_sources=with_sources),
            )
            for row in rows
        )
        return Situation(
            people=people, household=self._held(unit, of_unit, with_sources=with_sources)
        )

    def _held(self, row: int, facts: Sequence[Fact], *, with_sources: bool) -> dict[str, Sourced]:
        found: dict[str, Sourced] = {}
        for fact in facts:
            held = held_in(fact, self.mapped.column(fact), row)
            if held is None:
                continue
            found[fact.name] = (
                self._sourced(fact, row, Sourced(held=held)) if with_sources else Sourced(held=held)
            )
        return found

    def _sourced(self, fact: Fact, row: int, held: Sourced) -> Sourced:
        origins = list(self.mapped.origins(fact, row))
        if not origins:
            return held
        told = [f"{origin.file} {origin.row}行" for origin in origins]
        return Sourced(
            held=held.held,
            source=told[-1],
            loaded=self.loaded,
            sources={
                origin.within: words
                for origin, words in zip(origins, told, strict=True)
                if origin.within is not None
            },
        )

    def is_protected(self, key: str, on: date, *, including_future: bool = True) -> bool:
        """Whether a person or household belongs to a household under 支援措置 on a day.

        As `guard.protection.households_of`: every household in which a protected person appears,
        as resident or as visitor, and every household that shares a unit with such a person. A
        measure that starts later counts too, unless asked otherwise.
        """
        asked = (days(on), including_future)
        if asked not in self.protected:
            self.protected[asked] = self._protected_households(*asked)
        households = self.mapped.people.arrays["household"]
        own = {int(households[row]) for row in self.mapped.rows_of_person(key)}
        own.add(self.mapped.number_of_household(key))
        return not own.isdisjoint(self.protected[asked])

    def protected_households(self, on: date) -> frozenset[str]:
        """The keys of the households under 支援措置 on a day, those that begin later included."""
        asked = (days(on), True)
        if asked not in self.protected:
            self.protected[asked] = self._protected_households(*asked)
        keys = self.mapped.people.arrays["household_keys"]
        return frozenset(keys[number].decode() for number in self.protected[asked])

    def _protected_households(self, on: int, including_future: bool) -> frozenset[int]:
        persons = self.snapshot.protected_people(on, including_future=including_future)
        held = self.mapped.people.arrays
        found: set[int] = set()
        for person in persons:
            for row in self.mapped.rows_of_person(person):
                members = self.rows(int(held["unit"][row]))
                found.update(held["household"][members.start : members.stop].tolist())
        return frozenset(found - {-1})


_open: dict[Path, Desk] = {}
_MOST_OPEN = 4


def desk_of(snapshot: Snapshot) -> Desk:
    """The desk of a snapshot; the last few stay open in a process."""
    desk = _open.get(snapshot.folder)
    if desk is None or desk.snapshot.manifest != snapshot.manifest:
        desk = open_desk(snapshot)
        while len(_open) >= _MOST_OPEN:
            _open.pop(next(iter(_open)), None)
        _open[snapshot.folder] = desk
    return desk


def desk_for(snapshot: Snapshot, holder: Holder) -> Desk:
    """The desk at which subjects of a kind are found; companies have one of their own.

    Raises CLI010 where the snapshot holds no companies.
    """
    if holder is not Holder.COMPANY:
        return desk_of(snapshot)
    apart = companies_of(snapshot)
    if apart is None:
        raise fault(
            "CLI010",
            "the current snapshot holds no companies",
            "put the register of companies (法人) among the exports and load again",
        )
    return desk_of(apart)


def open_desk(snapshot: Snapshot, *, cache: Path | None = None) -> Desk:
    """A desk over a snapshot; `cache` says where its columns are kept if not in the home."""
    return Desk(mapped=map_snapshot(snapshot, cache=cache))


def all_keys(desk: Desk, holder: Holder) -> list[str]:
    """The keys of all subjects of a kind, in order of their text; visitors are nobody's subject.

    Those of companies are at a desk of their own (`desk_for`).
    """
    held = desk.mapped.people.arrays
    if holder is not Holder.PERSON:
        return [key.decode() for key in held["household_keys"].tolist()]
    subjects = held["is_subject"][held["person_rows"]] == 1
    keys = np.asarray(held["person_keys"])[subjects].tolist()
    return [key.decode() for key in keys]
