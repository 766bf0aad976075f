"""A handful of households and two services, for the tests of fit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sakimawari.problems import Place
from sakimawari.rules.figures import Figures, days, resolve
from sakimawari.rules.kernel import Kernel, compile_service
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Person, Situation, Sourced, to_population
from sakimawari.rules.tree import (
    DATE,
    Award,
    Clause,
    Fact,
    Holder,
    Kind,
    ServiceRule,
    Type,
)
from sakimawari.rules.vocabulary import Vocabulary

BIRTH = Fact(name="生年月日", type=DATE)
INCOME = Fact(name="所得", type=Type(kind=Kind.NUMBER, unit="円"))
FACTS = (BIRTH, INCOME)
PLACE = Place(file="test.yaml", line=1)
VOCABULARY = Vocabulary(
    facts={fact.name: fact for fact in FACTS},
    household_facts={},
    variables={},
    household_variables={},
    parameters={},
    tables={},
)


def clause(id: str, text: str) -> Clause:
    truth = parse_truth(text, VOCABULARY, holder=Holder.PERSON, place=PLACE)
    return Clause(id=id, text=text, article="試験条例第1条", truth=truth)


CARD_AT_65 = ServiceRule(
    service="card-at-65",
    holder=Holder.PERSON,
    clauses=(clause("age", "年齢(生年月日) >= 65"),),
)
LOW_INCOME_GRANT = ServiceRule(
    service="low-income-grant",
    holder=Holder.PERSON,
    clauses=(
        clause("child", "子.誰か(年度末年齢(生年月日) <= 18)"),
        clause("income", "所得 < 1000000"),
    ),
    amount=Award(
        value=parse_value(
            "10000 * 子.人数(年度末年齢(生年月日) <= 18)",
            VOCABULARY,
            holder=Holder.PERSON,
            place=PLACE,
            expected=Type(kind=Kind.NUMBER, unit="円"),
        ),
        unit="円/月",
        article="試験条例第2条",
    ),
)
RULES = (CARD_AT_65, LOW_INCOME_GRANT)


def person(id: str, born: date, income: int | None = None, guardian: str | None = None) -> Person:
    facts = {"生年月日": Sourced(held=days(born))}
    if income is not None:
        facts["所得"] = Sourced(held=income)
    return Person(id=id, guardian=guardian, facts=facts)


HOUSEHOLDS = (
    Situation(people=(person("turns 65 on 10 November", date(1961, 11, 10), 0),)),
    Situation(
        people=(
            person("mother", date(1990, 5, 1), 999_999),
            person("child", date(2008, 4, 1), 0, guardian="mother"),
        )
    ),
    Situation(
        people=(
            person("father, income unknown", date(1985, 1, 1)),
            person("baby", date(2026, 2, 28), 0, guardian="father, income unknown"),
        )
    ),
    Situation(people=(person("born on 29 February", date(1960, 2, 29), 5_000_000),)),
)


def town() -> Population:
    return to_population(HOUSEHOLDS, FACTS)


def figures_on(day: date) -> Figures:
    return resolve((), (), on=day)


def kernels(cache: Path) -> list[Kernel]:
    return [compile_service(rule, cache=cache) for rule in RULES]
