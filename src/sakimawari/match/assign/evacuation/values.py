"""People who need help to flee, shelters, supporters, and the hazards planned for.

Law: 災害対策基本法 49条の10 (list of people), 49条の14 (individual plans), 49条の4 and 49条の7 (places).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sakimawari.match.positions.points import Point

HAZARDS = ("洪水", "土砂", "高潮", "地震", "津波", "大規模火災", "内水", "火山")
EVERYWHERE = frozenset({"地震"})  # strikes supporter and person alike: no zone sets them apart
NEEDS = ("福祉", "電源", "段差なし")  # what a shelter must offer, in the order it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of the list, or a facility whose people flee together.

    `people`: how many go, those who accompany included. `levels`: how deep each hazard reaches at
    home (0: outside its zone; 1 and more: inside); a hazard that is not there is unknown, and unknown
    counts as inside. `consent` None: not asked. `present`: the shelter of the plan they know.
    """

    id: str
    household: str
    point: Point
    line: int
    people: int = 1
    ward: str = ""
    needs: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    language: str = ""
    protected: bool = False
    consent: bool | None = None
    present: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def listed(self) -> bool:
        """Whether the plan may go to supporters and partners (49条の11, 49条の15; 支援措置)."""
        return self.consent is True and not self.protected


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelter:
    """A place to flee to.

    `capacity`: people who fit; None: not known. `takes`: hazards it is opened for (True) or not
    (False); absent: the list does not say. `offers` likewise for NEEDS. `only_welfare`: nobody but
    those who need a 福祉避難所. `inside`: hazards in whose zone it lies.
    """

    id: str
    name: str
    point: Point
    line: int
    capacity: int | None = None
    takes: Mapping[str, bool] = field(default_factory=dict)
    offers: Mapping[str, bool] = field(default_factory=dict)
    only_welfare: bool = False
    inside: frozenset[str] = frozenset()
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """Somebody who goes along: how many people they take on, what they can do, where they live.

    `levels` as for a person. `kept_from`: ids of people they must have no contact with;
    `kept_from_protected`: none at all with people under 支援措置.
    """

    id: str
    point: Point
    line: int
    load: int = 1
    skills: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    kept_from: frozenset[str] = frozenset()
    kept_from_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A hazard planned for: who leaves, and which shelters are closed.

    `everybody`: all leave; otherwise those at home within the zone at `least` or deeper. `closed`:
    ids of shelters. `inside_if_named`: a shelter within the zone is used where the city's list opens
    it for the hazard (upper floors, towers).
    """

    id: str
    hazard: str
    everybody: bool = False
    least: int = 1
    closed: frozenset[str] = frozenset()
    inside_if_named: bool = False

    def leaves(self, person: Person) -> bool:
        """Whether a person has to leave home; unknown counts as yes."""
        return self.everybody or person.levels.get(self.hazard, self.least) >= self.least

    def strikes(self, supporter: Supporter) -> bool:
        """Whether the hazard is known to reach a supporter's home; of an earthquake never."""
        if self.hazard in EVERYWHERE:
            return False
        return supporter.levels.get(self.hazard, 0) >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a city decides.

    `area`: ㎡ a person, where a shelter tells only its area. `unknown_places`: places where it tells
    neither (None: no limit). `within`: metres to a shelter at most (None: no limit).
    `supporter_within`: metres from a supporter's home at most. `keep`: metres that leaving the known
    shelter must save for each person. `people`: in a row that tells no number. `unsaid`: use shelters
    whose list does not say whether they open for the hazard.
    """

    area: float = 3.5
    unknown_places: int | None = None
    within: int | None = None
    supporter_within: int = 1500
    keep: int = 300
    people: int = 1
    unsaid: bool = False
    nearest: int = 12
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evacuation:
    """A whole problem, in the order of its tables."""

    people: tuple[Person, ...]
    shelters: tuple[Shelter, ...]
    supporters: tuple[Supporter, ...]
    scenarios: tuple[Scenario, ...]
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A household, kept whole: places of its members in `people`, how many flee, what all need."""

    household: str
    members: tuple[int, ...]
    people: int
    point: Point
    needs: frozenset[str]
    skills: frozenset[str]
    protected: bool
    present: str


def households(people: tuple[Person, ...]) -> tuple[Unit, ...]:
    """People as households, in the order of their first member."""
    groups: dict[str, list[int]] = {}
    for at, person in enumerate(people):
        groups.setdefault(person.household or f"\0{person.id}", []).append(at)
    return tuple(_unit(people, tuple(members)) for members in groups.values())


def _unit(people: tuple[Person, ...], members: tuple[int, ...]) -> Unit:
    group = [people[at] for at in members]
    return Unit(
        household=group[0].household,
        members=members,
        people=sum(person.people for person in group),
        point=group[0].point,
        needs=frozenset().union(*(person.needs for person in group)),
        skills=frozenset().union(*(person.skills for person in group)),
        protected=any(person.protected for person in group),
        present=next((person.present for person in group if person.present), ""),
    )


def leaving(unit: Unit, people: tuple[Person, ...], scenario: Scenario) -> bool:
    """Whether a household leaves: all go when one has to."""
    return any(scenario.leaves(people[at]) for at in unit.members)


def in_people(amount: int, weight: int) -> tuple[int, int]:
    """An amount in which a person without a place counts `weight`, as people and metres.

    The weight is more than any chain of moves can save or cost, so the nearest number of people is the
    number meant; metres below zero: as many people more, and so much way more for all.
    """
    people = (amount + weight // 2) // weight
    return people, amount - people * weight
