"""The words a small pack would declare, and short ways to read texts with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from sakimawari.problems import Place, Problem, Problems
from sakimawari.rules.figures import (
    DatedParameter,
    DatedTable,
    DatedValue,
    Figures,
    Provenance,
    TableRows,
    TableVersion,
    days,
    resolve,
)
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.situation import Held, Person, Reference, Situation, Sourced
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    DecisionTable,
    Fact,
    Holder,
    Kind,
    Parameter,
    ServiceRule,
    Shape,
    TableColumn,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.vocabulary import Vocabulary

PLACE = Place(file="services/child.yaml", line=12)
YEN = Type(kind=Kind.NUMBER, unit="円")
RATE = Type(kind=Kind.NUMBER, scale=7)
CARE = Type(kind=Kind.CATEGORY, labels=("なし", "要支援1", "要介護1", "要介護2", "要介護3"))
BAND = Type(kind=Kind.CATEGORY, labels=("ア", "イ", "ウ"))

FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="生年月日", type=DATE),
        Fact(name="所得", type=YEN, shape=Shape.YEARLY, low=0, high=1_000_000_000),
        Fact(name="公務員", type=TRUTH),
        Fact(name="要介護度", type=CARE, shape=Shape.SPANS, absent=0),
        Fact(name="障害手当", type=TRUTH, shape=Shape.SPANS, absent=0),
        Fact(name="養育費", type=YEN, low=0, high=5_000_000),
        Fact(name="課税", type=TRUTH, shape=Shape.YEARLY),
    )
}
HOUSEHOLD_FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="家賃", type=YEN, holder=Holder.HOUSEHOLD, high=500_000),
        Fact(name="生活保護", type=TRUTH, holder=Holder.HOUSEHOLD),
    )
}
FEES = DecisionTable(
    name="保育料",
    inputs=(TableColumn(name="所得割額", type=YEN), TableColumn(name="ひとり親", type=TRUTH)),
    outputs=(TableColumn(name="月額", type=YEN), TableColumn(name="階層", type=BAND)),
)
PROVENANCE = Provenance(
    article="児童手当法第6条第1項",
    source="https://laws.e-gov.go.jp/",
    checked=date(2026, 5, 1),
    check_by=date(2027, 4, 1),
)


def parameter(name: str, type: Type, *values: tuple[date, int | None]) -> DatedParameter:
    """A parameter with its values from their first days."""
    return DatedParameter(
        parameter=Parameter(name=name, type=type),
        values=tuple(
            DatedValue(since=since, value=value, provenance=PROVENANCE) for since, value in values
        ),
    )


PARAMETERS = (
    parameter("限度額", YEN, (date(2025, 4, 1), 2_460_000), (date(2026, 4, 1), 2_500_000)),
    parameter("支給額_3歳未満", YEN, (date(2024, 10, 1), 15_000)),
    parameter("係数", RATE, (date(2025, 11, 1), 264_029)),
    parameter("廃止額", YEN, (date(2020, 4, 1), 700), (date(2026, 4, 1), None)),
    parameter("将来額", YEN, (date(2030, 4, 1), 9_000)),
)
NO_LIMIT = 10**15
FEE_ROWS = TableRows(
    cells=np.array(
        [[(0, 48_599), (0, 1)], [(48_600, 96_999), (1, 1)], [(48_600, NO_LIMIT), (0, 1)]], np.int64
    ),
    outputs=np.array([[0, 0], [5_000, 1], [20_000, 2]], np.int64),
)
TABLES = (
    DatedTable(
        table=FEES,
        versions=(TableVersion(since=date(2026, 4, 1), rows=FEE_ROWS, provenance=PROVENANCE),),
    ),
)
VOCABULARY = Vocabulary(
    facts=FACTS,
    household_facts=HOUSEHOLD_FACTS,
    parameters={dated.parameter.name: dated.parameter for dated in PARAMETERS},
    tables={FEES.name: FEES},
)


def truth(text: str, vocabulary: Vocabulary = VOCABULARY, holder: Holder = Holder.PERSON) -> Truth:
    """The condition a text denotes."""
    return parse_truth(text, vocabulary, holder=holder, place=PLACE)


def value(
    text: str,
    vocabulary: Vocabulary = VOCABULARY,
    *,
    holder: Holder = Holder.PERSON,
    expected: Type | None = None,
) -> Value:
    """The value a text denotes."""
    return parse_value(text, vocabulary, holder=holder, place=PLACE, expected=expected)


def refused(text: str, *, holder: Holder = Holder.PERSON, expected: Type | None = None) -> Problem:
    """The one fault of a text; as a value of a type if one is expected."""
    try:
        if expected is None:
            truth(text, holder=holder)
        else:
            value(text, holder=holder, expected=expected)
    except Problems as problems:
        assert len(problems.found) == 1, problems
        return problems.found[0]
    raise AssertionError(f"{text} was taken")


def figures(on: date = date(2026, 6, 1)) -> Figures:
    """The figures of the small pack on a date."""
    return resolve(PARAMETERS, TABLES, on=on)


def person(
    id: str, *, guardian: Reference = None, spouse: Reference = None, **facts: Held
) -> Person:
    """A person with facts by name, from 住民記録."""
    return Person(
        id=id,
        guardian=guardian,
        spouse=spouse,
        facts={name: Sourced(held=held, source="住民記録") for name, held in facts.items()},
    )


def unit(*people: Person, household: Mapping[str, Held] | None = None) -> Situation:
    """A household."""
    held = {name: Sourced(held=value) for name, value in (household or {}).items()}
    return Situation(people=people, household=held)


def rule(
    *conditions: str,
    amount: str | None = None,
    tier: str | None = None,
    deadline: str | None = None,
    holder: Holder = Holder.PERSON,
) -> ServiceRule:
    """A service of some conditions; one that begins with "unless " is an exception."""
    clauses = tuple(
        Clause(
            id=f"c{at}",
            text="",
            article=f"第{at + 1}条",
            truth=truth(condition.removeprefix("unless "), holder=holder),
            excludes=condition.startswith("unless "),
        )
        for at, condition in enumerate(conditions)
    )

    def award(text: str | None, expected: Type) -> Award | None:
        if text is None:
            return None
        given = value(text, holder=holder, expected=expected)
        return Award(value=given, unit="円/月", article="第6条")

    return ServiceRule(
        service="child-allowance",
        holder=holder,
        clauses=clauses,
        amount=award(amount, YEN),
        tier=award(tier, BAND),
        deadline=None if deadline is None else value(deadline, holder=holder, expected=DATE),
    )


def read(
    service: ServiceRule,
    situation: Situation,
    *,
    on: date = date(2026, 6, 1),
    subject: int = 0,
) -> Reading:
    """A service read for one person."""
    return read_service(service, situation, figures(on), subject=subject)


def day(text: str) -> int:
    """A day number from ISO text."""
    return days(date.fromisoformat(text))
