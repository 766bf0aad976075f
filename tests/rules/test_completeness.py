"""More knowledge never contradicts: whatever fills the gaps stays within what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures, TableRows, days, widest_range
from sakimawari.rules.interpret import Interpreter
from sakimawari.rules.moments import calendar_range
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.ranges import Range, missing_range
from sakimawari.rules.situation import Held, Person, Reference, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import (
    DATE,
    Calendar,
    DecisionTable,
    Fact,
    Gathered,
    Gathering,
    Group,
    Holder,
    Shape,
    Type,
)
from sakimawari.rules.walk import Node, facts_of, roots_of
from tests.rules.strategies import figures, rules, situations, values_of
from tests.rules.trees import Trees
from tests.rules.vocabulary import FACTS, GRADE, NUMBER, ON, TABLES, TENTHS

BIRTH = next(fact for fact in FACTS if fact.name == "生年月日")
RICH = settings(
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
def completed(draw: st.DrawFn, situation: Situation, read: Sequence[Fact] = FACTS) -> Situation:
    """The same unit with everything known that the rules read."""
    ids = [person.id for person in situation.people]

    def somebody(reference: Reference, id: str) -> Reference:
        if not isinstance(reference, Somebody):
            return reference
        return draw(st.sampled_from([None, *(other for other in ids if other != id)]))

    def facts(holder: Holder, held: Mapping[str, Sourced]) -> dict[str, Sourced]:
        found = {
            fact.name: filled(draw, fact, held.get(fact.name))
            for fact in read
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


@pytest.mark.parametrize("fuel", [2, 3])
@settings(RICH, max_examples=60)
@given(data=st.data(), given_figures=figures())
def test_no_completion_of_missing_facts_contradicts_a_reading(
    fuel: int, data: st.DataObject, given_figures: Figures
) -> None:
    rule = data.draw(rules(fuel=fuel))
    facts = facts_of(*roots_of(rule))
    situation = data.draw(situations(facts=facts))
    before = read_service(rule, situation, given_figures, subject=0)
    known = data.draw(completed(situation, facts))
    after = read_service(rule, known, data.draw(settled(given_figures)), subject=0)
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


def contradicts_nothing(data: st.DataObject, node: Node, given_figures: Figures) -> None:
    """Read a node with gaps and with the gaps filled."""
    facts = facts_of(node)
    situation = data.draw(situations(facts=facts))
    known = data.draw(completed(situation, facts))
    before = Interpreter(situation, given_figures).read(node, (0,))
    after = Interpreter(known, data.draw(settled(given_figures))).read(node, (0,))
    assert within(after.range, before.range)


def drawn_form(draw: st.DrawFn, form: str, type: Type | None) -> Node:
    trees = Trees(draw, of_person=True)
    return trees.truth_form(form) if type is None else trees.value_form(form, type)


@pytest.mark.parametrize(
    ("form", "type"),
    [
        *(("arithmetic", NUMBER), ("rescaled", TENTHS), ("rounded", NUMBER), ("extreme", DATE)),
        *(("choice", GRADE), ("calendar_number", NUMBER), ("moved_date", DATE), ("yearly", NUMBER)),
        *(("gathered", NUMBER), ("gathered", GRADE), ("count", NUMBER), ("rank", NUMBER)),
        *(("table", NUMBER), ("table", TENTHS)),
        *(("compared", None), ("one_of", None), ("truth_choice", None), ("yearly_truth", None)),
        *(("some", None), ("every", None)),
    ],
)
@settings(RICH, max_examples=80)
@given(data=st.data(), given_figures=figures())
def test_no_completion_contradicts_a_single_form(
    form: str, type: Type | None, data: st.DataObject, given_figures: Figures
) -> None:
    contradicts_nothing(data, data.draw(st.composite(drawn_form)(form, type)), given_figures)


NO_FIGURES = Figures(on=days(date(2026, 4, 1)), parameters={}, tables={})


@pytest.mark.parametrize("group", Group)
@settings(RICH, max_examples=100)
@given(data=st.data())
def test_no_guardian_or_spouse_found_later_contradicts_who_may_belong(
    group: Group, data: st.DataObject
) -> None:
    node = Gathered(Gathering.COUNT, group, 0, None, None, None, NUMBER)
    situation = data.draw(situations(facts=()))
    known = data.draw(completed(situation, ()))
    before = Interpreter(situation, NO_FIGURES).read(node, (0,))
    after = Interpreter(known, NO_FIGURES).read(node, (0,))
    assert after.certain
    assert within(after.range, before.range)


@pytest.mark.parametrize("function", Calendar)
@settings(RICH, max_examples=60)
@given(
    birth=values_of(BIRTH), near=st.integers(0, 500), n=st.integers(0, 100), on=st.sampled_from(ON)
)
def test_no_date_found_later_contradicts_a_function_of_dates(
    function: Calendar, birth: int, near: int, n: int, on: date
) -> None:
    known = calendar_range(function, (birth, birth), n=(n, n), on=days(on))
    between = calendar_range(function, (birth - near, birth + near), n=(n - 1, n + 2), on=days(on))
    unknown = calendar_range(function, missing_range(BIRTH), n=(0, 100), on=days(on))
    assert known[0] == known[1]
    assert within(known, between)
    assert within(known, unknown)
