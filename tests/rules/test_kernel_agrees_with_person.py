"""The population reading and the reading of one case give the same, unknowns included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import compile_service
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.person import read_service
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Situation, to_population
from sakimawari.rules.tree import (
    DATE,
    AsNumber,
    Award,
    Gathered,
    Gathering,
    Group,
    Holder,
    ServiceRule,
    Value,
)
from tests.rules.kernel_town import SUMMARY, read_uncompiled
from tests.rules.random_units import random_companies, random_units
from tests.rules.strategies import (
    company_rules,
    figures,
    fits_64_bits,
    rules,
    situations,
    variables,
)
from tests.rules.trees import PERSONAL, Trees
from tests.rules.vocabulary import GRADE, NUMBER

SEEDS, UNITS = st.integers(0, 2**32), 12
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def agree(
    rule: ServiceRule, units: list[Situation], given_figures: Figures, outcomes: Outcomes
) -> None:
    """Demand that every subject's summary is the one the interpreter finds."""
    row = 0
    for unit in units:
        for at in range(len(unit.people) if rule.holder is Holder.PERSON else 1):
            reading = read_service(rule, unit, given_figures, subject=at)
            expected = {name: int(getattr(reading, name)) for name in SUMMARY}
            found = {name: int(getattr(outcomes, name)[row]) for name in SUMMARY}
            assert found == expected
            row += 1
    assert row == len(outcomes.status)


@settings(max_examples=100, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures())
def test_the_generated_text_means_what_the_interpreter_means(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    units = random_units(seed, UNITS, facts_read(rule))
    population = to_population(units, facts_read(rule))
    agree(rule, units, on, read_uncompiled(rule, population, on))


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rule=company_rules(), seed=SEEDS, on=figures())
def test_a_rule_about_companies_means_the_same_in_every_reading(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    companies = random_companies(seed, UNITS, facts_read(rule))
    population = to_population(companies, facts_read(rule))
    assert population.people == 0 and population.units == UNITS
    agree(rule, companies, on, read_uncompiled(rule, population, on))


@st.composite
def bare_values(draw: st.DrawFn) -> ServiceRule:
    """A service without clauses that gives what is drawn: nothing of it stays out of sight."""
    holder = draw(st.sampled_from([Holder.PERSON, Holder.PERSON, Holder.HOUSEHOLD]))
    trees = Trees(draw, of_person=holder is Holder.PERSON, variables=draw(variables()))
    group, depth = draw(st.sampled_from([*PERSONAL, Group.RESIDENTS])), 0
    if holder is Holder.HOUSEHOLD:
        group = Group.RESIDENTS
    inner, where = trees.value(NUMBER, 1, 1), trees.truth(1, 1) if draw(st.booleans()) else None
    gathering = draw(st.sampled_from([*Gathering] if holder is Holder.PERSON else [*Gathering][:4]))
    counted = None if gathering is Gathering.COUNT else inner
    amount: Value = Gathered(gathering, group, depth, counted, where, 3, NUMBER)
    if draw(st.booleans()):
        amount = AsNumber(trees.truth(2, 0))
    given = trees.value(GRADE, 2, 0), trees.value(DATE, 2, 0)
    return ServiceRule(
        service="bare",
        holder=holder,
        clauses=(),
        amount=Award(value=amount, unit="円", article="第1条"),
        tier=Award(value=given[0], unit="", article="第2条"),
        deadline=given[1],
    )


@settings(max_examples=250, deadline=None, suppress_health_check=CHECKS)
@given(
    rule=bare_values().filter(fits_64_bits),
    seed=SEEDS,
    on=figures(),
)
def test_every_single_form_means_what_the_interpreter_means(
    rule: ServiceRule, seed: int, on: Figures
) -> None:
    units = random_units(seed, UNITS, facts_read(rule))
    population = to_population(units, facts_read(rule))
    agree(rule, units, on, read_uncompiled(rule, population, on))


@settings(max_examples=4, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), seed=SEEDS, on=figures())
def test_the_compiled_kernel_means_what_the_interpreter_means(
    cache: Path, rule: ServiceRule, seed: int, on: Figures
) -> None:
    units = random_units(seed, UNITS, facts_read(rule))
    population = to_population(units, facts_read(rule))
    kernel = compile_service(rule, cache=cache)
    agree(rule, units, on, kernel.read(population, on))


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(fuel=2), unit=situations(), on=figures())
def test_facts_no_register_delivered_are_missing_for_everyone(
    rule: ServiceRule, unit: Situation, on: Figures
) -> None:
    population = to_population([unit], [])
    nothing_known = Situation.from_population(population, 0, [])
    agree(rule, [nothing_known], on, read_uncompiled(rule, population, on))
    assert np.all(population.is_subject == [person.is_subject for person in unit.people])
