"""The population reading of one service: near misses, threads, batches, hostile names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sakimawari.problems import Problems
from sakimawari.rules.figures import days
from sakimawari.rules.kernel import Kernel, compile_service, run
from sakimawari.rules.kernel.program import write_program
from sakimawari.rules.outcome import Outcomes, Status
from sakimawari.rules.population import PlainColumn, Population
from sakimawari.rules.reads import facts_read, parameters_read, tables_read
from sakimawari.rules.situation import Person, Situation, Somebody, to_population
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    Fact,
    FactTruth,
    FactValue,
    Holder,
    Kind,
    Parameter,
    ParameterValue,
    ServiceRule,
    Type,
    Variable,
    VariableValue,
)
from tests.rules.kernel_town import (
    FACTS,
    SUMMARY,
    child,
    child_allowance,
    figures,
    parent,
    same,
    town,
)

RULE = child_allowance()
LAST_BORN_IN_TIME = date(2008, 4, 2)  # 18 on 31 March 2027; born the day before: 19 by law


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    return compile_service(RULE, cache=tmp_path_factory.mktemp("cache"))


def reading(kernel: Kernel, *people: Person) -> Outcomes:
    population = to_population([Situation(people=people)], FACTS)
    return kernel.read(population, figures())


def test_a_parent_of_a_child_at_the_limit_age_is_entitled(kernel: Kernel) -> None:
    found = reading(kernel, parent(), child("子", LAST_BORN_IN_TIME))
    assert found.status.tolist() == [Status.YES, Status.NO]
    assert found.amount_low.tolist() == found.amount_high.tolist() == [10_000, 0]


def test_a_child_born_the_day_before_is_a_year_too_old(kernel: Kernel) -> None:
    found = reading(kernel, parent(), child("子", date(2008, 4, 1)))
    assert (found.status[0], found.decided_by[0]) == (Status.NO, 0)


def test_one_yen_over_the_limit_fails_the_third_clause(kernel: Kernel) -> None:
    rich = parent(facts={"所得": {2025: 5_000_000}})
    found = reading(kernel, rich, child("子", LAST_BORN_IN_TIME))
    assert (found.status[0], found.decided_by[0]) == (Status.NO, 2)


def test_the_first_clause_that_fails_decides_even_if_an_earlier_one_is_unknown(
    kernel: Kernel,
) -> None:
    servant = parent(facts={"公務員": 1, "所得": {2025: 9_000_000}})
    found = reading(kernel, servant, child("子", None))
    assert (found.status[0], found.decided_by[0], found.undecided[0]) == (Status.NO, 1, 0)


def test_a_missing_income_leaves_the_clause_undecided_and_the_amount_known(kernel: Kernel) -> None:
    found = reading(kernel, parent(without=("所得",)), child("子", LAST_BORN_IN_TIME))
    assert (found.status[0], found.undecided[0]) == (Status.UNKNOWN, 0b100)
    assert (found.amount_low[0], found.amount_high[0]) == (10_000, 10_000)


def test_a_third_child_whose_elder_has_no_birth_date_may_be_second_or_third(kernel: Kernel) -> None:
    eldest = child("長子", None)
    younger = (child("次子", date(2015, 1, 1)), child("末子", date(2018, 1, 1)))
    found = reading(kernel, parent(), eldest, *younger)
    assert found.status[0] == Status.YES
    # Surely two children; the eldest may be one, first or last born.
    assert (found.amount_low[0], found.amount_high[0]) == (20_000, 70_000)


def test_a_child_with_unknown_guardian_may_be_anyones(kernel: Kernel) -> None:
    found = reading(kernel, parent(), child("子", LAST_BORN_IN_TIME, Somebody.UNKNOWN))
    assert (found.status[0], found.undecided[0]) == (Status.UNKNOWN, 0b001)
    assert (found.amount_low[0], found.amount_high[0]) == (0, 10_000)


def test_a_visitor_is_seen_but_no_subject(kernel: Kernel) -> None:
    found = reading(kernel, parent(is_subject=False), child("子", LAST_BORN_IN_TIME))
    assert (found.status[0], found.decided_by[0]) == (Status.NO, -2)


def test_an_uncertain_figure_makes_the_amount_a_range(kernel: Kernel) -> None:
    unit = Situation(people=(parent(), child("子", LAST_BORN_IN_TIME)))
    given = figures()
    uncertain = replace(given, parameters={**given.parameters, "月額": (0, 100_000)})
    found = kernel.read(to_population([unit], FACTS), uncertain)
    assert (found.amount_low[0], found.amount_high[0]) == (0, 100_000)


# ---------------------------------------------------------------- ranges, threads, batches


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_any_number_of_threads_gives_the_same(kernel: Kernel, threads: int) -> None:
    population = town()
    one = kernel.read(population, figures())
    assert same(kernel.read(population, figures(), threads=threads), one)
    assert set(one.status.tolist()) == {Status.NO, Status.YES, Status.UNKNOWN}


@pytest.mark.parametrize("units_per_batch", [1, 7, 59, 60, 1000])
@pytest.mark.parametrize("threads", [1, 3])
def test_any_batching_gives_the_same(kernel: Kernel, threads: int, units_per_batch: int) -> None:
    population = town()
    whole = kernel.read(population, figures())
    batches = list(
        run(
            [kernel, kernel],
            population,
            figures(),
            threads=threads,
            units_per_batch=units_per_batch,
        )
    )
    for each in (batches[::2], batches[1::2]):
        assert [outcomes.first for outcomes in each] == _firsts(population, units_per_batch)
        for name in SUMMARY:
            joined = np.concatenate([getattr(outcomes, name) for outcomes in each])
            assert np.array_equal(joined, getattr(whole, name))


def _firsts(population: Population, units_per_batch: int) -> list[int]:
    return [int(row) for row in population.offsets[:-1:units_per_batch]]


def test_some_units_alone_are_read_as_among_all(kernel: Kernel) -> None:
    population = town()
    whole = kernel.read(population, figures())
    part = kernel.read(population, figures(), first_unit=20, last_unit=31, threads=2)
    first, last = int(population.offsets[20]), int(population.offsets[31])
    assert part.first == first
    assert np.array_equal(part.status, whole.status[first:last])
    assert np.array_equal(part.amount_high, whole.amount_high[first:last])


def test_a_town_without_anyone_has_no_outcomes(kernel: Kernel) -> None:
    nobody = to_population([], FACTS)
    assert len(kernel.read(nobody, figures(), threads=2).status) == 0
    assert list(run([kernel], nobody, figures())) == []


def test_columns_that_must_not_be_written_are_read(kernel: Kernel) -> None:
    population = town()
    births = population.columns["生年月日"]
    assert isinstance(births, PlainColumn)
    births.values.setflags(write=False)
    population.offsets.setflags(write=False)
    assert same(kernel.read(population, figures()), kernel.read(town(), figures()))


# ---------------------------------------------------------------- what a service reads, problems


def test_a_service_tells_what_it_reads() -> None:
    assert {fact.name for fact in facts_read(RULE)} == {"生年月日", "公務員", "所得"}
    assert {item.name for item in parameters_read(RULE)} == set(figures().parameters)
    assert tables_read(RULE) == ()


def test_a_column_of_another_shape_is_a_problem(kernel: Kernel) -> None:
    population = town(3)
    columns = {**population.columns, "生年月日": population.columns["所得"]}
    with pytest.raises(Problems, match="RULE902"):
        kernel.read(replace(population, columns=columns), figures())


def test_all_figures_that_lack_are_named_at_once(kernel: Kernel) -> None:
    given = figures()
    fewer = {name: given.parameters[name] for name in ("上限年齢", "月額")}
    with pytest.raises(Problems) as raised:
        kernel.read(town(3), replace(given, parameters=fewer))
    assert [problem.id for problem in raised.value.found] == ["RULE904", "RULE904"]
    assert "多子月額" in str(raised.value) and "所得限度" in str(raised.value)


def test_a_64th_clause_is_refused(tmp_path: Path) -> None:
    many = replace(RULE, clauses=RULE.clauses[1:2] * 64)
    with pytest.raises(Problems, match="RULE903"):
        compile_service(many, cache=tmp_path)
    most = compile_service(replace(RULE, clauses=RULE.clauses[1:2] * 63), cache=tmp_path)
    alone = Situation(people=(parent(without=("公務員",)),))
    found = most.read(to_population([alone], FACTS), figures())
    assert found.undecided[0] == 2**63 - 1


# ---------------------------------------------------------------- hostile names


def _named(name: str) -> ServiceRule:
    """A service all of whose names are one text."""
    yen = Type(kind=Kind.NUMBER, unit=name)
    fact = Fact(name=name, type=TRUTH)
    grade = Fact(name=f"{name}2", type=Type(kind=Kind.CATEGORY, labels=(name, f"{name}3")))
    due = Fact(name=f"{name}4", type=DATE)
    value = ParameterValue(Parameter(name=name, type=yen))
    variable = Variable(name=name, type=yen, holder=Holder.PERSON, formula=value)
    return ServiceRule(
        service=name,
        holder=Holder.PERSON,
        clauses=(Clause(id=name, text=name, article=name, truth=FactTruth(fact, 0)),),
        amount=Award(value=VariableValue(variable, 0), unit=name, article=name),
        tier=Award(value=FactValue(grade, 0), unit=name, article=name),
        deadline=FactValue(due, 0),
    )


@pytest.mark.parametrize(
    "name",
    [
        "__import__('os').system('echo owned')",
        "x\nraise SystemExit\n",
        '"""; import os #',
        "first",
        "c0",
        "status",
    ],
)
def test_names_of_a_pack_never_enter_the_generated_text(name: str) -> None:
    hostile, harmless = write_program(_named(name)), write_program(_named("名"))
    assert hostile.kernel == harmless.kernel
    assert hostile.constants == harmless.constants


def test_a_deadline_that_depends_on_a_missing_fact_is_not_shown(tmp_path: Path) -> None:
    kernel = compile_service(_named("名"), cache=tmp_path)
    due = days(date(2026, 7, 31))
    columns = {
        "名": PlainColumn(values=np.array([1, 1, 0], np.int8)),
        "名4": PlainColumn(values=np.array([due, np.iinfo(np.int32).min, due], np.int32)),
    }
    population = replace(to_population([Situation(people=(parent(),))] * 3, []), columns=columns)
    given = replace(figures(), parameters={"名": (7, 7)})
    never = np.iinfo(np.int64).min
    assert kernel.read(population, given).deadline.tolist() == [due, never, never]
