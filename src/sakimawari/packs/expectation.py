"""What a worked example expects of a service, and how a reading differs from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import Item, Listing, Text, normal
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.findings import nearest
from sakimawari.packs.pack import Service
from sakimawari.packs.section import Section
from sakimawari.packs.values import UNKNOWN, date_of, text_of, value_of, wanted
from sakimawari.problems import Place
from sakimawari.rules.figures import day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import NO_DEADLINE
from sakimawari.rules.proof import Reading
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Award, Holder

STATUSES = {"yes": Status.YES, "no": Status.NO, "unknown": Status.UNKNOWN}
_EXPECT_OF = {
    Holder.PERSON: "expect it of a person",
    Holder.HOUSEHOLD: "expect it of 世帯",
    Holder.COMPANY: "expect it of a company named under `companies:`",
}
_WORDS = {status: word for word, status in STATUSES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one service must come to for one person (or the household).

    Amount and tier are ranges, equal where one figure is meant. What is None is not compared.
    `deadline` is compared where `says_deadline` holds; None then means that there is none, or that
    it cannot be known.
    """

    subject: str
    service: str
    status: Status
    place: Place
    amount: Range | None = None
    tier: Range | None = None
    because: str | None = None
    deadline: date | None = None
    says_deadline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One respect in which a reading is not what was expected, both as text."""

    what: str
    expected: str
    came: str


def read_expected(
    subject: str, section: Section, catalogue: Catalogue, *, holder: Holder
) -> Iterator[Expected]:
    """What is expected of each service named; an unknown service or clause is a problem."""
    for slug, item in section.items.items():
        service = catalogue.services.get(slug)
        if service is None:
            section.findings.problem(
                "CASE001",
                f"the service `{slug}` is in no pack",
                "correct the slug",
                where=section.places[slug],
                near=nearest(slug, catalogue.services),
            )
        elif service.holder is not holder:
            section.findings.problem(
                "CASE005",
                f"`{slug}` is a service of the {service.holder.value}",
                _EXPECT_OF[service.holder],
                where=section.places[slug],
            )
        elif not isinstance(item, YamlMapping):
            section.wrong_shape(slug, item, "a mapping ({status: …})")
        else:
            yield _read_one(subject, service, Section(item, section.findings, f"{slug} expected"))


def _read_one(subject: str, service: Service, section: Section) -> Expected:
    status = STATUSES[section.choice("status", tuple(STATUSES))]
    because = section.words("because")
    clauses = [clause.id for clause in service.rule.clauses]
    if because is not None and (because not in clauses or status != Status.NO):
        section.findings.problem(
            "CASE006",
            f"`because: {because}` names no clause of {service.slug}"
            if because not in clauses
            else "`because` names the clause that decides a no; this expects none",
            f"name one of {', '.join(clauses)}, with `status: no`",
            where=section.places["because"],
            near=nearest(because, clauses),
        )
    deadline = section.text("deadline")
    expected = Expected(
        subject=subject,
        service=service.slug,
        status=status,
        place=section.place,
        amount=_range("amount", section, service.rule.amount),
        tier=_range("tier", section, service.rule.tier),
        because=because,
        deadline=None if deadline is None else _deadline(deadline, section),
        says_deadline=deadline is not None,
    )
    section.close()
    return expected


def _deadline(text: Text, section: Section) -> date | None:
    if normal(text.value) in UNKNOWN | {"none", "なし"}:
        return None
    day = date_of(text.value)
    if day is None:
        section.unreadable("deadline", text, "a date such as 2026-04-01, or none")
    return day


def _range(key: str, section: Section, award: Award | None) -> Range | None:
    """One figure or `[low, high]` in the unit and scale of what the service gives."""
    item = section.item(key)
    if item is None:
        return None
    if award is None:
        section.findings.problem(
            "CASE006",
            f"the service has no {key}",
            f"remove `{key}` here, or add it to the service",
            where=section.places[key],
        )
        return None
    ends: tuple[Item, ...] = item.items if isinstance(item, Listing) else (item, item)
    if len(ends) != 2:
        section.wrong_shape(key, item, "one figure, or [low, high]")
        return None
    low, high = (_end(key, section, end, award) for end in ends)
    return None if low is None or high is None else (low, high)


def _end(key: str, section: Section, item: Item, award: Award) -> int | None:
    if not isinstance(item, Text):
        section.wrong_shape(key, item, "one figure, or [low, high]")
        return None
    value = value_of(item.value, award.value.type)
    if value is None:
        section.unreadable(key, item, wanted(award.value.type))
    return value


def differences(expected: Expected, reading: Reading, service: Service) -> tuple[Difference, ...]:
    """Where a reading is not what was expected; nothing if it is."""
    rule = service.rule
    found: list[Difference] = []

    def compare(what: str, wanted: str, came: str) -> None:
        if wanted != came:
            found.append(Difference(what=what, expected=wanted, came=came))

    compare("status", _WORDS[expected.status], _WORDS[reading.status])
    if expected.amount is not None and rule.amount is not None:
        compare("amount", words(expected.amount, rule.amount), words(reading.amount, rule.amount))
    if expected.tier is not None and rule.tier is not None:
        compare("tier", words(expected.tier, rule.tier), words(reading.tier, rule.tier))
    if expected.because is not None:
        decided = reading.decided_by
        compare("because", expected.because, rule.clauses[decided].id if decided >= 0 else "none")
    if expected.says_deadline:
        came = None if reading.deadline == NO_DEADLINE else day_of(reading.deadline)
        compare("deadline", str(expected.deadline or "none"), str(came or "none"))
    return tuple(found)


def words(given: Range, award: Award) -> str:
    """An amount or tier with its unit; `none` where a no gives nothing."""
    low, high = given
    if award.value.type.labels:
        if low < 0:
            return "none"
        ends = [text_of(end, award.value.type) for end in given]
        return ends[0] if low == high else f"{ends[0]} to {ends[1]}"
    ends = [text_of(end, award.value.type) for end in given]
    return f"{ends[0]} {award.unit}" if low == high else f"{ends[0]} to {ends[1]} {award.unit}"
