"""cases/*.yaml: worked examples as an official writes them, read into situations.

A person's ties (配偶者, 保護者) name others of the example; left out means nobody, 不明 unknown.
A fact left out is unknown, or its declared `absent`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import Item, Listing, normal
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.expectation import Expected, read_expected
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.held import is_unknown, read_held
from sakimawari.packs.names import COMPANY, HOUSEHOLD
from sakimawari.packs.section import Section
from sakimawari.problems import Place
from sakimawari.rules.situation import Person, Reference, Situation, Somebody, Sourced
from sakimawari.rules.tree import Holder

SPOUSE, GUARDIAN, HERE = "配偶者", "保護者", "同居"
UNIT = "世帯"  # stands for the household among those expected of
_NOBODY = frozenset({"なし", "null", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked example: people or companies on a date, and what the services must come to for them.

    `situation` is the household as every reading takes it; each of `companies` is one of its own.
    """

    name: str
    on: date
    situation: Situation
    expect: tuple[Expected, ...]
    place: Place
    source: str | None = None
    companies: Mapping[str, Situation] = field(default_factory=dict)

    def read_for(self, subject: str) -> tuple[Situation, int]:
        """The situation a subject stands in, and its position there (0 for a unit)."""
        if subject in self.companies:
            return self.companies[subject], 0
        return self.situation, 0 if subject == UNIT else self.situation.position(subject)


def read_cases(
    item: Item | None,
    catalogue: Catalogue,
    findings: Findings,
    *,
    elsewhere: Catalogue | None = None,
) -> tuple[Case, ...]:
    """The cases of one file; faults are noted, and sound cases are returned.

    A case that `needs` services of other packs is passed over where those are not loaded, and so
    is one that is read `elsewhere`, because everything it needs is there.
    """
    if item is None:
        return ()
    if not isinstance(item, Listing):
        findings.problem(
            "PACK005",
            "a file of cases should be a list (- name: …)",
            "begin each case with `- name:`",
            where=item.place,
        )
        return ()
    cases: list[Case] = []
    for entry in item.items:
        if not isinstance(entry, YamlMapping):
            findings.problem(
                "PACK005",
                "a case should be a mapping (name, on, people, expect)",
                "begin each case with `- name:`",
                where=entry.place,
            )
            continue
        section = Section(entry, findings, "the case")
        needs = {need.value.strip() for need in section.texts("needs")}
        if not needs <= catalogue.services.keys() or (
            elsewhere is not None and needs <= elsewhere.services.keys()
        ):
            continue
        case = _read_case(section, catalogue)
        if case is not None:
            cases.append(case)
    _note_twice(cases, findings)
    return tuple(cases)


def read_household(item: Item, catalogue: Catalogue, findings: Findings) -> Situation | None:
    """The people, and what is held of the household, of a mapping written like a case.

    None where it is no such mapping; faults are noted.
    """
    if not isinstance(item, YamlMapping):
        return None
    section = Section(item, findings, "the household")
    people = section.section("people", "the people", required=True)
    household = section.section("household", "what is held of the household")
    section.close()
    if people is None:
        return None
    held = {} if household is None else _facts(household, HOUSEHOLD, catalogue)
    return Situation(people=_married(_people(people, catalogue)), household=held)


def _note_twice(cases: Iterable[Case], findings: Findings) -> None:
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.name, case)
        if first is not case:
            findings.problem(
                "PACK012",
                f"the case “{case.name}” stands twice",
                "give each case its own name",
                where=case.place,
                near=f"the first stands in line {first.place.line}",
            )


def _read_case(section: Section, catalogue: Catalogue) -> Case | None:
    known = len(section.findings.problems)
    name = section.words("name", required=True) or ""
    section.what = f"the case “{name}”" if name else section.what
    source, on = section.words("source"), section.day("on", required=True)
    section.words("note", most=2000)
    companies = section.section("companies", f"companies of {section.what}")
    people = section.section("people", f"people of {section.what}", required=companies is None)
    household = section.section("household", f"the household of {section.what}")
    expect = section.section("expect", f"what {section.what} expects", required=True)
    section.close()
    if (people is None and companies is None) or expect is None or on is None:
        return None
    read = [] if people is None else _people(people, catalogue)
    held = {} if household is None else _facts(household, HOUSEHOLD, catalogue)
    enterprises = {} if companies is None else _companies(companies, people, catalogue)
    subjects = {
        Holder.PERSON: [] if people is None else list(people.items),
        Holder.HOUSEHOLD: [] if people is None else [UNIT],
        Holder.COMPANY: list(enterprises),
    }
    expected = tuple(_expected(expect, subjects, catalogue))
    if len(section.findings.problems) > known:
        return None
    return Case(
        name=name,
        on=on,
        situation=Situation(people=_married(read), household=held),
        expect=expected,
        place=section.place,
        source=source,
        companies=enterprises,
    )


def _companies(
    companies: Section, people: Section | None, catalogue: Catalogue
) -> dict[str, Situation]:
    """Each company as a unit of its own, in which nobody stands."""
    found: dict[str, Situation] = {}
    for name, item in companies.items.items():
        if name == UNIT or (people is not None and name in people.items):
            companies.findings.problem(
                "PACK012",
                f"`{name}` names a company and somebody else of the example",
                "give the company another name",
                where=companies.places[name],
            )
        elif isinstance(item, YamlMapping):
            section = Section(item, companies.findings, name)
            found[name] = Situation(people=(), household=_facts(section, COMPANY, catalogue))
        else:
            companies.wrong_shape(name, item, "a mapping ({従業員数: 5})")
    return found


def _people(people: Section, catalogue: Catalogue) -> list[Person]:
    read: list[Person] = []
    for name, item in people.items.items():
        if isinstance(item, YamlMapping):
            section = Section(item, people.findings, name)
            read.append(_person(name, section, list(people.items), catalogue))
        else:
            people.wrong_shape(name, item, "a mapping ({生年月日: …})")
    return read


def _married(people: list[Person]) -> tuple[Person, ...]:
    """People with each marriage known from both sides, though stated from one."""
    spouses = {person.spouse: person.id for person in people if isinstance(person.spouse, str)}
    return tuple(
        Person(
            id=person.id,
            guardian=person.guardian,
            spouse=person.spouse if person.spouse is not None else spouses.get(person.id),
            is_subject=person.is_subject,
            facts=person.facts,
        )
        for person in people
    )


def _person(name: str, section: Section, people: list[str], catalogue: Catalogue) -> Person:
    spouse = _reference(section, SPOUSE, people)
    guardian = _reference(section, GUARDIAN, people)
    here = section.yes(HERE, default=True)
    return Person(
        id=name,
        guardian=guardian,
        spouse=spouse,
        is_subject=here,
        facts=_facts(section, "", catalogue),
    )


def _reference(section: Section, key: str, people: list[str]) -> Reference:
    text = section.text(key)
    if text is None:
        return None
    named = normal(text.value)
    if is_unknown(text):
        return Somebody.UNKNOWN
    if named in _NOBODY:
        return None
    if named not in people:
        section.findings.problem(
            "CASE002",
            f"the {key} `{named}` is not among the people of the example",
            "name one of them, なし, or 不明",
            where=text.place,
            near=nearest(named, people),
        )
        return None
    return named


def _facts(section: Section, prefix: str, catalogue: Catalogue) -> dict[str, Sourced]:
    facts: dict[str, Sourced] = {}
    for key, item in section.items.items():
        if not prefix and key in {SPOUSE, GUARDIAN, HERE}:
            continue
        name = f"{prefix}{key.removeprefix(prefix)}"
        declared = catalogue.facts.get(name)
        if declared is None:
            section.findings.problem(
                "CASE003",
                f"the fact `{name}` is declared by no pack",
                "correct the name, or declare the fact in facts.yaml",
                where=section.places[key],
                near=nearest(name, catalogue.facts),
            )
            continue
        held = read_held(declared.fact, item, section.findings)
        if held is not None:
            facts[declared.fact.name] = Sourced(held=held)
    return facts


def _expected(
    section: Section, subjects: Mapping[Holder, list[str]], catalogue: Catalogue
) -> list[Expected]:
    found: list[Expected] = []
    holders = {name: holder for holder, names in subjects.items() for name in names}
    for name, item in section.items.items():
        if name not in holders:
            section.findings.problem(
                "CASE002",
                f"`{name}` is not among the people or companies of the example",
                f"name one of them, or {UNIT} for a service of the household",
                where=section.places[name],
                near=nearest(name, holders),
            )
        elif not isinstance(item, YamlMapping):
            section.wrong_shape(name, item, "a mapping (service: {status: …})")
        else:
            services = Section(item, section.findings, f"what is expected of {name}")
            found.extend(read_expected(name, services, catalogue, holder=holders[name]))
    if not section.items:
        section.findings.problem(
            "PACK007",
            f"{section.what} is nothing",
            "expect at least one service's status",
            where=section.place,
        )
    return found
