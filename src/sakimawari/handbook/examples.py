"""Worked examples as a reader sees them: who, on which day, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimawari.handbook.labels import STATUSES, words
from sakimawari.packs.case_files import UNIT, Case
from sakimawari.packs.cases import CaseResult
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.expectation import Expected
from sakimawari.packs.pack import DeclaredFact, Service
from sakimawari.problems import Place
from sakimawari.rules.amounts import UNKNOWN, figure
from sakimawari.rules.columns import OPEN_BEGINNING, OPEN_END, Held, Span
from sakimawari.rules.figures import day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import NO_DEADLINE
from sakimawari.rules.phrases import plain
from sakimawari.rules.situation import Person, Somebody, Sourced
from sakimawari.rules.tree import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleShown:
    """One expectation of a worked example.

    `people` are names with their facts in words; `outcome` is the result, `because` the clause
    that decides a no.
    """

    name: str
    on: date
    subject: str
    people: tuple[tuple[str, tuple[str, ...]], ...]
    status: str
    outcome: str
    because: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShown:
    """An example with what the rules in effect make of it.

    `came` is that in words, `decided` the condition that decides a no; `place` is where the example
    stands in its pack.
    """

    example: ExampleShown
    came: str
    decided: str | None
    holds: bool
    place: Place


def results_shown(results: Iterable[CaseResult], catalogue: Catalogue) -> tuple[ResultShown, ...]:
    """Examples that were run, each with what was expected and what came."""
    return tuple(_result(result, catalogue) for result in results)


def _result(result: CaseResult, catalogue: Catalogue) -> ResultShown:
    expected, reading = result.expected, result.reading
    service = catalogue.services[expected.service]
    came = replace(
        expected,
        status=reading.status,
        amount=None if expected.amount is None else reading.amount,
        tier=None if expected.tier is None else reading.tier,
        deadline=None if reading.deadline == NO_DEADLINE else day_of(reading.deadline),
    )
    return ResultShown(
        example=_shown(result.case, _people(result.case, catalogue), expected, service),
        came=_outcome(came, service),
        decided=None if result.clause is None else result.clause.text,
        holds=result.holds,
        place=expected.place,
    )


def examples_by_service(
    cases: Iterable[Case], catalogue: Catalogue
) -> dict[str, list[ExampleShown]]:
    """Every expectation of every case, by service."""
    found: dict[str, list[ExampleShown]] = {slug: [] for slug in catalogue.services}
    for case in cases:
        people = _people(case, catalogue)
        for expected in case.expect:
            service = catalogue.services[expected.service]
            found[expected.service].append(_shown(case, people, expected, service))
    return found


def _shown(
    case: Case,
    people: tuple[tuple[str, tuple[str, ...]], ...],
    expected: Expected,
    service: Service,
) -> ExampleShown:
    decided = next(
        (clause.text for clause in service.rule.clauses if clause.id == expected.because), None
    )
    return ExampleShown(
        name=case.name,
        on=case.on,
        subject=expected.subject,
        people=people,
        status=expected.status.name.lower(),
        outcome=_outcome(expected, service),
        because=decided,
        source=case.source,
    )


def _outcome(expected: Expected, service: Service) -> str:
    parts = [STATUSES[expected.status]]
    rule = service.rule
    if expected.amount is not None and rule.amount is not None and expected.status != Status.NO:
        parts.append(_grouped(words(expected.amount, rule.amount)))
    if expected.tier is not None and rule.tier is not None and expected.status != Status.NO:
        parts.append(f"区分 {words(expected.tier, rule.tier).replace(' to ', '〜')}")
    if expected.says_deadline:
        last = "なし" if expected.deadline is None else expected.deadline.isoformat()
        parts.append(f"期限 {last}")
    return "、".join(parts)


def _grouped(text: str) -> str:
    """An amount with its thousands parted: 「15,000円/月」, 「0〜15,000円/月」."""
    parts = (f"{int(part):,}" if part.isdigit() else part for part in text.split(" "))
    return "".join(parts).replace("to", "〜")


def _people(case: Case, catalogue: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    told = [(person.id, _facts_of(person, catalogue)) for person in case.situation.people]
    if case.situation.household:
        told.append((UNIT, tuple(_facts(case.situation.household, catalogue.facts, "世帯."))))
    for name, company in case.companies.items():
        told.append((name, tuple(_facts(company.household, catalogue.facts, "企業."))))
    return tuple(told)


def _facts_of(person: Person, catalogue: Catalogue) -> tuple[str, ...]:
    ties = [
        f"{name}: {UNKNOWN if tie is Somebody.UNKNOWN else tie}"
        for name, tie in (("保護者", person.guardian), ("配偶者", person.spouse))
        if tie is not None
    ]
    if not person.is_subject:
        ties.append("別の世帯")
    return (*_facts(person.facts, catalogue.facts, ""), *ties)


def _facts(
    held: Mapping[str, Sourced], declared: Mapping[str, DeclaredFact], prefix: str
) -> Iterable[str]:
    for name, sourced in held.items():
        fact = declared.get(f"{prefix}{name}")
        if fact is not None:
            yield f"{plain(name)}: {held_in_words(fact.fact, sourced.held)}"


def held_in_words(fact: Fact, held: Held) -> str:
    """What is held of a fact: a value, years with their values, or values with their days."""
    if isinstance(held, int):
        return figure(held, fact.type).strip("「」")
    if isinstance(held, Mapping):
        years = (f"{year}年度 {figure(value, fact.type)}" for year, value in held.items())
        return "・".join(years)
    return "・".join(_span(fact, span) for span in held)


def _span(fact: Fact, span: Span) -> str:
    value = UNKNOWN if span.value is None else figure(span.value, fact.type).strip("「」")
    if span.since == OPEN_BEGINNING and span.until == OPEN_END:
        return value
    since = "" if span.since == OPEN_BEGINNING else day_of(span.since).isoformat()
    until = "" if span.until == OPEN_END else day_of(span.until).isoformat()
    return f"{value}（{since}〜{until}）"
