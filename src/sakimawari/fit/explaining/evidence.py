"""All that one result rests on: enough to reach it again, with no pack and no snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Gives, Service
from sakimawari.rules.figures import DatedParameter, DatedTable, Figures, TableVersion, resolve
from sakimawari.rules.reads import Reads, facts_read, parameters_read, tables_read
from sakimawari.rules.situation import Person, Situation, Sourced
from sakimawari.rules.tree import Fact, Holder, ServiceRule

MONTHS_AHEAD = 24  # how far ahead time alone is followed
# How many nodes of the rule each search for a change may read: at a desk, and where asked in full.
QUICK, THOROUGH = 2_000, 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The service and the pack it stands in, as they are called."""

    service: str
    name: str
    law: str
    department: str
    gives: Gives
    pack: str
    pack_name: str
    pack_version: str
    pack_scope: str
    pack_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How to ask a resident for a fact, and the register that would hold it."""

    register: str | None = None
    ja: str | None = None
    easy: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is the same for everybody: a service's rule with all figures and words it reads.

    Of a parameter every listed value is held (a value that is not certain lies among them), of a
    table the versions in force from the reading date until `MONTHS_AHEAD` later.
    """

    about: About
    rule: ServiceRule
    parameters: tuple[DatedParameter, ...]
    tables: tuple[DatedTable, ...]
    asking: Mapping[str, Asking] = field(default_factory=dict)

    def figures(self, on: date) -> Figures:
        """The figures of the law as they stand on a date."""
        return resolve(self.parameters, self.tables, on=on)

    def turns(self) -> list[date]:
        """The first days of all values and versions."""
        days = {value.since for dated in self.parameters for value in dated.values}
        days |= {version.since for dated in self.tables for version in dated.versions}
        return sorted(days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One result's whole ground: the rule and figures, the household as held, whom and when.

    `key` is opaque; `relations` are the words for the people of the unit by position. `effort`
    bounds the search for changes, so that a replay finds the same.
    """

    ground: Ground
    situation: Situation
    subject: int
    relations: tuple[str, ...]
    on: date
    key: str = ""
    effort: int = QUICK

    def whose(self, person: int | None) -> str:
        """A person of the unit by position and relation, never by name."""
        if person is None:
            return "企業" if self.of_company else "世帯"
        return f"{person + 1}人目（{self.relations[person]}）"

    @property
    def of_company(self) -> bool:
        """Whether the unit is a company."""
        return self.ground.rule.holder is Holder.COMPANY


def ground_of(service: Service, catalogue: Catalogue, *, on: date) -> Ground:
    """What the rule of a service rests on, from the packs."""
    pack = catalogue.pack_of(service)
    about = About(
        service=service.slug,
        name=service.name,
        law=service.law,
        department=service.department,
        gives=service.gives,
        pack=pack.id,
        pack_name=pack.name,
        pack_version=pack.version,
        pack_scope=pack.scope,
        pack_hash=pack.hash,
    )
    facts = facts_read(service.rule, notes=True)
    return Ground(
        about=about,
        rule=service.rule,
        parameters=tuple(
            catalogue.parameters[one.name] for one in parameters_read(service.rule, notes=True)
        ),
        tables=tuple(
            _in_force(catalogue.tables[one.name], on)
            for one in tables_read(service.rule, notes=True)
        ),
        asking={fact.name: _asking(fact, catalogue) for fact in facts},
    )


def _in_force(dated: DatedTable, on: date) -> DatedTable:
    current = dated.on(on)
    last = date(on.year + MONTHS_AHEAD // 12, on.month, 1)

    def matters(version: TableVersion) -> bool:
        return version is current or on < version.since <= last

    return replace(dated, versions=tuple(filter(matters, dated.versions)))


def _asking(fact: Fact, catalogue: Catalogue) -> Asking:
    declared = catalogue.facts.get(f"{fact.holder.prefix}{fact.name}")
    if declared is None:
        return Asking()
    return Asking(
        register=declared.register,
        ja=declared.question,
        easy=declared.question_easy,
        en=declared.question_en,
    )


def only_read(situation: Situation, facts: Iterable[Fact]) -> Situation:
    """The unit with what its rule reads and nothing else: nobody needs to see more."""
    listed = list(facts)
    of_people = {fact.name for fact in listed if fact.holder is Holder.PERSON}
    of_unit = {fact.name for fact in listed if fact.holder is not Holder.PERSON}

    def of(held: Mapping[str, Sourced], names: set[str]) -> dict[str, Sourced]:
        return {name: one for name, one in held.items() if name in names}

    people: list[Person] = [
        replace(person, facts=of(person.facts, of_people)) for person in situation.people
    ]
    return Situation(people=tuple(people), household=of(situation.household, of_unit))


def reads_of(ground: Ground) -> Reads:
    """What each node of the rule reads."""
    return Reads(ground.rule)
