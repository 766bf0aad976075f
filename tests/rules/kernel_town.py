"""A few families, one service in plain words, and the generated text run without compiling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from sakimawari.problems import Place
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.kernel.binding import bind
from sakimawari.rules.kernel.cache import date_functions
from sakimawari.rules.kernel.program import Program, write_program
from sakimawari.rules.kernel.results import Results
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Person, Situation, Somebody, Sourced, to_population
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    Fact,
    Holder,
    Kind,
    Parameter,
    ServiceRule,
    Shape,
    Type,
    Variable,
)
from sakimawari.rules.vocabulary import Vocabulary

HERE = Place(file="town.yaml")
YEN, YEARS, PEOPLE = (Type(kind=Kind.NUMBER, unit=unit) for unit in ("円", "歳", "人"))
FACTS = (
    Fact(name="生年月日", type=DATE),
    Fact(name="公務員", type=TRUTH),
    Fact(name="所得", type=YEN, shape=Shape.YEARLY, high=10**9),
)
PARAMETERS = (
    Parameter(name="上限年齢", type=YEARS),
    Parameter(name="月額", type=YEN),
    Parameter(name="多子月額", type=YEN),
    Parameter(name="所得限度", type=YEN),
)
ON = date(2026, 6, 1)
SUMMARY = (
    "status",
    "decided_by",
    "undecided",
    "amount_low",
    "amount_high",
    "tier_low",
    "tier_high",
    "deadline",
)


def words(*variables: Variable) -> Vocabulary:
    """The vocabulary of the town, with some variables of people."""
    return Vocabulary(
        facts={fact.name: fact for fact in FACTS},
        parameters={parameter.name: parameter for parameter in PARAMETERS},
        variables={variable.name: variable for variable in variables},
    )


def variable(name: str, formula: str, type: Type, *known: Variable) -> Variable:
    """A variable of a person."""
    value = parse_value(formula, words(*known), holder=Holder.PERSON, place=HERE, expected=type)
    return Variable(name=name, type=type, holder=Holder.PERSON, formula=value)


def clause(id: str, text: str, vocabulary: Vocabulary, *, excludes: bool = False) -> Clause:
    """A clause in the language of rules."""
    truth = parse_truth(text, vocabulary, holder=Holder.PERSON, place=HERE)
    return Clause(id=id, text=id, article="第1条", truth=truth, excludes=excludes)


def child_allowance(*, below: str = "<") -> ServiceRule:
    """A child allowance: a child, no public servant, income below a limit; more for the third."""
    rank = variable("出生順位", "きょうだい.順位(生年月日, 年度末年齢(生年月日) <= 22)", PEOPLE)
    pay = variable("支給額", "P.多子月額 if 出生順位 >= 3 else P.月額", YEN, rank)
    vocabulary = words(rank, pay)
    total = "子.合計(支給額, 年度末年齢(生年月日) <= P.上限年齢)"
    limit = f"所得[年度(基準日) - 1] {below} P.所得限度"
    amount = parse_value(total, vocabulary, holder=Holder.PERSON, place=HERE)
    return ServiceRule(
        service="child-allowance",
        holder=Holder.PERSON,
        clauses=(
            clause("has-child", "子.誰か(年度末年齢(生年月日) <= P.上限年齢)", vocabulary),
            clause("public-servant", "公務員", vocabulary, excludes=True),
            clause("income", limit, vocabulary),
        ),
        amount=Award(value=amount, unit="円/月", article="第6条"),
    )


def figures(**changed: int) -> Figures:
    """The figures of the town on the reading date, some of them changed."""
    values = {"上限年齢": 18, "月額": 10_000, "多子月額": 30_000, "所得限度": 5_000_000, **changed}
    return Figures(
        on=days(ON),
        parameters={name: (value, value) for name, value in values.items()},
        tables={},
    )


def known(**facts: int | Mapping[int, int]) -> dict[str, Sourced]:
    """Facts that are known."""
    return {name: Sourced(held=held) for name, held in facts.items()}


def parent(id: str = "親", **changed: Any) -> Person:
    """A parent about whom all is known: 4,999,999 yen, no public servant, no spouse."""
    facts = known(生年月日=days(date(1990, 5, 1)), 公務員=0, 所得={2025: 4_999_999})
    facts |= known(**changed.pop("facts", {}))
    for name in changed.pop("without", ()):
        del facts[name]
    return Person(id=id, facts=facts, **changed)


def child(id: str, born: date | None, guardian: str | Somebody | None = "親") -> Person:
    """A child of a guardian."""
    facts = {} if born is None else known(生年月日=days(born))
    return Person(id=id, guardian=guardian, facts=facts)


def town(size: int = 60) -> Population:
    """Families of one to five people, some facts, guardians and spouses missing."""
    families = []
    for at in range(size):
        without = ("公務員",) if at % 7 == 3 else ("所得",) if at % 5 == 2 else ()
        people = [parent(without=without, is_subject=at % 11 != 10)]
        if at % 3:
            people.append(parent("配偶者", spouse="親"))
        for k in range(at % 4):
            born = None if at % 13 == 5 else date(2004 + 5 * k + at % 6, 4, 1 + at % 2)
            guardian = Somebody.UNKNOWN if at % 17 == 6 else "親"
            people.append(child(f"子{k}", born, guardian))
        families.append(Situation(people=tuple(people)))
    return to_population(families, FACTS)


def read_uncompiled(rule: ServiceRule, population: Population, given: Figures) -> Outcomes:
    """The generated text of a service run as plain Python: slow, but nothing to compile."""
    program = write_program(rule)
    names: dict[str, Any] = dict(date_functions())
    exec(compile(program.kernel, "<kernel>", "exec"), names)
    constants = compile(program.constants, "<constants>", "exec")
    bound = bind(program.inputs, constants, population, given)
    results = Results(rule, population, 0, population.units)
    # Lists of plain integers: NumPy's own small integers would overflow where compiled code widens.
    written = {name: array.tolist() for name, array in results.arrays.items()}
    plain = {name: _plain(value) for name, value in bound.arguments.items()}
    called = {**plain, **written, **_scratch(program, population)}
    names["read"](*[called[argument.name] for argument in program.arguments])
    for name, values in written.items():
        results.arrays[name][:] = values
    return results.outcomes()


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _scratch(program: Program, population: Population) -> dict[str, Any]:
    width = int(np.diff(population.offsets).max(initial=0))
    numbers = [0] * (program.inputs.number_slots * width)
    truths = [0] * (program.inputs.truth_slots * width)
    span = {"first": 0, "last": population.units, "base": 0}
    return {**span, "width": width, "w": numbers, "x": truths}


def same(one: Outcomes, another: Outcomes) -> bool:
    """Whether two outcomes agree on every subject in everything."""
    return one.first == another.first and all(
        np.array_equal(getattr(one, name), getattr(another, name)) for name in SUMMARY
    )
