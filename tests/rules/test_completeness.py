"""More knowledge never contradicts: whatever fills the gaps stays within what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures, TableRows, widest_range
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.ranges import Range
from sakimawari.rules.situation import Held, Person, Reference, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import DecisionTable, Fact, Holder, ServiceRule, Shape
from tests.rules.strategies import figures, rules, situations, values_of
from tests.rules.vocabulary import FACTS, TABLES

RICH = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def filled(draw: st.DrawFn, fact: Fact, sourced: Sourced | None) -> Sourced | None:
    """What is held of a fact after some gaps in it were filled."""
    if fact.shape is Shape.YEARLY:
        held = sourced.held if sourced is not None and isinstance(sourced.held, Mapping) else {}
        if fact.absent is None:
            drawn = {year: draw(values_of(fact)) for year in range(2020, 2030)}
            held = {**drawn, **held}
        return Sourced(held=held) if held else None
    if sourced is not None and isinstance(sourced.held, tuple):
        return Sourced(held=filled_spans(draw, fact, sourced.held))
    if sourced is None and fact.absent is None:
        value = draw(values_of(fact))
        plain = fact.shape is Shape.PLAIN
        return Sourced(held=value if plain else (Span(value=value),))
    return sourced


def filled_spans(draw: st.DrawFn, fact: Fact, spans: tuple[Span, ...]) -> Held:
    """Entries whose unknown values became known, on all days where absence says nothing."""
    known = [
        replace(span, value=draw(values_of(fact))) if span.value is None else span for span in spans
    ]
    if fact.absent is not None:
        return tuple(known)
    gaps: list[Span] = []
    day = Span(value=0).since
    for span in [*known, Span(value=0, since=Span(value=0).until)]:
        if day < span.since:
            gaps.append(Span(value=draw(values_of(fact)), since=day, until=span.since - 1))
        day = span.until + 1
    return tuple(sorted([*known, *gaps], key=lambda span: span.since))


@st.composite
def completed(draw: st.DrawFn, situation: Situation) -> Situation:
    """The same unit with everything known that the rules can read."""
    ids = [person.id for person in situation.people]

    def somebody(reference: Reference, id: str) -> Reference:
        if not isinstance(reference, Somebody):
            return reference
        return draw(st.sampled_from([None, *(other for other in ids if other != id)]))

    def facts(holder: Holder, held: Mapping[str, Sourced]) -> dict[str, Sourced]:
        found = {
            fact.name: filled(draw, fact, held.get(fact.name))
            for fact in FACTS
            if fact.holder is holder
        }
        return {name: sourced for name, sourced in found.items() if sourced is not None}

    people = tuple(
        Person(
            id=person.id,
            guardian=somebody(person.guardian, person.id),
            spouse=somebody(person.spouse, person.id),
            is_subject=person.is_subject,
            facts=facts(Holder.PERSON, person.facts),
        )
        for person in situation.people
    )
    return Situation(people=people, household=facts(Holder.HOUSEHOLD, situation.household))


@st.composite
def settled(draw: st.DrawFn, given: Figures) -> Figures:
    """The same date with every parameter certain and every empty table in force."""
    parameters = {
        name: (value, value)
        for name, (low, high) in given.parameters.items()
        for value in [draw(st.integers(low, high))]
    }
    tables = {}
    for table in TABLES:
        rows = given.tables[table.name]
        tables[table.name] = rows if len(rows.cells) else catch_all(draw, table)
    return Figures(on=given.on, parameters=parameters, tables=tables)


def catch_all(draw: st.DrawFn, table: DecisionTable) -> TableRows:
    """A table of one row that always holds."""
    outputs = [draw(st.integers(*widest_range(column.type))) for column in table.outputs]
    cells = [[(-(10**18), 10**18) for _ in table.inputs]]
    return TableRows(cells=np.array(cells, np.int64), outputs=np.array([outputs], np.int64))


def within(inner: Range, outer: Range) -> bool:
    return outer[0] <= inner[0] <= inner[1] <= outer[1]


def readings(rule: ServiceRule, situation: Situation, given: Figures) -> Reading:
    return read_service(rule, situation, given, subject=0)


@pytest.mark.parametrize("fuel", [1, 2, 3])
@RICH
@given(data=st.data(), situation=situations(), given_figures=figures())
def test_no_completion_of_missing_facts_contradicts_a_reading(
    fuel: int, data: st.DataObject, situation: Situation, given_figures: Figures
) -> None:
    rule = data.draw(rules(fuel=fuel))
    before = readings(rule, situation, given_figures)
    after = readings(rule, data.draw(completed(situation)), data.draw(settled(given_figures)))
    if before.status != Status.UNKNOWN:
        assert after.status == before.status
    if before.decided_by >= 0:
        assert after.clauses[before.decided_by].outcome == Status.NO
    for was, became in zip(before.clauses, after.clauses, strict=True):
        assert within(became.step.range, was.step.range)
    for earlier, later in (
        (before.amount_step, after.amount_step),
        (before.tier_step, after.tier_step),
        (before.deadline_step, after.deadline_step),
    ):
        if earlier is not None and later is not None:
            assert within(later.range, earlier.range)
