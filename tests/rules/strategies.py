"""Random situations, figures and rules over one small vocabulary, for the property tests.

The vocabulary holds a fact of every kind, shape and holder, with and without a declared absence.
Rules are drawn as trees, every node type among them, nested group forms and variables too; those
whose numbers could exceed 64 bits are not drawn, as the checker would refuse them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures, TableRows, days, no_rows, widest_range
from sakimawari.rules.magnitude import Magnitudes
from sakimawari.rules.ranges import missing_range
from sakimawari.rules.situation import Held, Person, Reference, Situation, Somebody, Sourced, Span
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    DecisionTable,
    Fact,
    Holder,
    Kind,
    ServiceRule,
    Shape,
    Variable,
)
from sakimawari.rules.walk import roots_of
from tests.rules.trees import Trees
from tests.rules.vocabulary import (
    BIRTHS,
    FACTS,
    GRADE,
    NUMBER,
    ON,
    PARAMETERS,
    TABLES,
    YEARS,
)

# ---------------------------------------------------------------- situations


def values_of(fact: Fact) -> st.SearchStrategy[int]:
    """Values a fact may have; dates lie near births and turns of the year."""
    low, high = missing_range(fact)
    if fact.type.kind is not Kind.DATE:
        return st.integers(low, high)
    near = [days(day) for day in (*BIRTHS, *ON) if low <= days(day) <= high]
    return st.one_of(st.sampled_from(near), st.integers(low, high))


def spans_of(fact: Fact) -> st.SearchStrategy[Held]:
    """Entries that do not overlap, some open at an end, some around the reading dates."""
    ends = st.lists(st.integers(days(date(2026, 1, 1)), days(date(2028, 6, 30))), max_size=4)

    @st.composite
    def drawn(draw: st.DrawFn) -> Held:
        bounds = sorted({*draw(ends), days(date(2026, 1, 1)), days(date(2028, 6, 30))})
        entries = []
        for since, following in pairwise(bounds):
            if draw(st.booleans()):
                value = draw(st.one_of(st.none(), values_of(fact), values_of(fact)))
                entries.append(Span(value=value, since=since, until=following - 1))
        if draw(st.integers(0, 2)) == 0:
            return (Span(value=draw(values_of(fact))),)
        return tuple(entries)

    return drawn()


def helds_of(fact: Fact) -> st.SearchStrategy[Held]:
    """What a register may hold of a fact."""
    match fact.shape:
        case Shape.PLAIN:
            return values_of(fact)
        case Shape.YEARLY:
            return st.dictionaries(st.sampled_from(YEARS), values_of(fact), min_size=1)
        case Shape.SPANS:
            return spans_of(fact)


@st.composite
def known_facts(
    draw: st.DrawFn, holder: Holder, facts: Sequence[Fact] = FACTS
) -> dict[str, Sourced]:
    """Facts of one holder; about a third is missing."""
    found = {}
    for fact in facts:
        if fact.holder is holder and draw(st.integers(0, 2)) > 0:
            held = draw(helds_of(fact))
            if held != ():
                found[fact.name] = Sourced(held=held)
    return found


@st.composite
def situations(draw: st.DrawFn, *, largest: int = 4, facts: Sequence[Fact] = FACTS) -> Situation:
    """A unit of one to `largest` people; guardians and spouses known, unknown or nobody."""
    size = draw(st.integers(1, largest))
    ids = [f"p{at}" for at in range(size)]
    people = []
    for at in range(size):
        others: list[Reference] = [None, Somebody.UNKNOWN, *ids[:at], *ids[at + 1 :]]
        people.append(
            Person(
                id=ids[at],
                guardian=draw(st.sampled_from(others)),
                spouse=draw(st.sampled_from(others)),
                is_subject=at == 0 or draw(st.integers(0, 4)) > 0,
                facts=draw(known_facts(Holder.PERSON, facts)),
            )
        )
    return Situation(people=tuple(people), household=draw(known_facts(Holder.HOUSEHOLD, facts)))


# ---------------------------------------------------------------- figures


@st.composite
def table_rows(draw: st.DrawFn, table: DecisionTable) -> TableRows:
    """A few rows with single values, bounds and wildcards; sometimes none."""
    wide = 10**12
    count = draw(st.integers(0, 4))
    if count == 0:
        return no_rows(table)
    cells, outputs = [], []
    for _ in range(count):
        row = []
        for column in table.inputs:
            top = 3 if column.type.kind is Kind.CATEGORY else 40
            low = draw(st.integers(-5 if top == 40 else 0, top))
            high = draw(st.integers(low, top))
            row.append(draw(st.sampled_from([(low, high), (low, low), (low, wide), (-wide, wide)])))
        cells.append(row)
        outputs.append(
            [
                draw(st.integers(0, 3 if column.type.kind is Kind.CATEGORY else 60))
                for column in table.outputs
            ]
        )
    return TableRows(cells=np.array(cells, np.int64), outputs=np.array(outputs, np.int64))


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    """Parameters known or not, tables with few rows or none, on a date near a turn of the year."""
    ranges = {}
    for parameter in PARAMETERS:
        match parameter.type.kind:
            case Kind.DATE:
                value = days(draw(st.sampled_from([*BIRTHS, *ON])))
            case Kind.CATEGORY:
                value = draw(st.integers(0, 3))
            case _:
                value = draw(st.integers(-3, 40))
        known = draw(st.integers(0, 4)) > 0
        ranges[parameter.name] = (value, value) if known else widest_range(parameter.type)
    return Figures(
        on=days(draw(st.sampled_from(ON))),
        parameters=ranges,
        tables={table.name: draw(table_rows(table)) for table in TABLES},
    )


@st.composite
def variables(draw: st.DrawFn, *, fuel: int = 2) -> tuple[Variable, ...]:
    """A few variables of people and household; later ones may read earlier ones."""
    found: tuple[Variable, ...] = ()
    for at in range(draw(st.integers(0, 3))):
        holder = draw(st.sampled_from([Holder.PERSON, Holder.HOUSEHOLD]))
        type = draw(st.sampled_from([NUMBER, NUMBER, TRUTH, DATE, GRADE]))
        trees = Trees(draw, of_person=holder is Holder.PERSON, variables=found)
        formula = trees.truth(fuel, 0) if type == TRUTH else trees.value(type, fuel, 0)
        found = (*found, Variable(name=f"算出{at}", type=type, holder=holder, formula=formula))
    return found


@st.composite
def drawn_rules(draw: st.DrawFn, *, fuel: int = 3) -> ServiceRule:
    """A rule of one to three clauses with amount, tier and deadline; its numbers may be large."""
    holder = draw(st.sampled_from([Holder.PERSON, Holder.PERSON, Holder.HOUSEHOLD]))
    trees = Trees(draw, of_person=holder is Holder.PERSON, variables=draw(variables()))
    clauses = tuple(
        Clause(
            id=f"clause-{at}",
            text="条項",
            article="第1条",
            truth=trees.truth(fuel, 0),
            excludes=draw(st.booleans()),
        )
        for at in range(draw(st.integers(1, 3)))
    )
    amount = Award(value=trees.value(NUMBER, fuel, 0), unit="円", article="第2条")
    tier = Award(value=trees.value(GRADE, fuel, 0), unit="", article="第3条")
    return ServiceRule(
        service="drawn",
        holder=holder,
        clauses=clauses,
        amount=amount if draw(st.booleans()) else None,
        tier=tier if draw(st.booleans()) else None,
        deadline=trees.value(DATE, fuel, 0) if draw(st.booleans()) else None,
    )


def about_companies(part: Any) -> Any:
    """A household's rule as one of companies: everything of the household is the company's."""
    if isinstance(part, tuple):
        return tuple(about_companies(each) for each in part)
    if part is Holder.HOUSEHOLD:
        return Holder.COMPANY
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{f.name: about_companies(getattr(part, f.name)) for f in fields(part)})


def company_rules(*, fuel: int = 2) -> st.SearchStrategy[ServiceRule]:
    """Rules of companies the checker takes."""
    of_households = rules(fuel=fuel).filter(lambda rule: rule.holder is Holder.HOUSEHOLD)
    return of_households.map(about_companies)


def fits_64_bits(rule: ServiceRule) -> bool:
    """Whether no number of the rule can leave 64 bits, as the checker demands."""
    magnitudes = Magnitudes()
    for root in roots_of(rule):
        magnitudes.range_of(root)
    return not magnitudes.excesses


def rules(*, fuel: int = 3) -> st.SearchStrategy[ServiceRule]:
    """Rules the checker takes."""
    return drawn_rules(fuel=fuel).filter(fits_64_bits)
