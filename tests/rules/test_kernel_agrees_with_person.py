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
from sakimawari.rules.tree import Holder, ServiceRule
from tests.rules.kernel_town import SUMMARY, read_uncompiled
from tests.rules.strategies import figures, rules, situations

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


@settings(max_examples=120, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), units=st.lists(situations(), min_size=1, max_size=3), on=figures())
def test_the_generated_text_means_what_the_interpreter_means(
    rule: ServiceRule, units: list[Situation], on: Figures
) -> None:
    population = to_population(units, facts_read(rule))
    agree(rule, units, on, read_uncompiled(rule, population, on))


@settings(max_examples=4, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(), units=st.lists(situations(), min_size=4, max_size=8), on=figures())
def test_the_compiled_kernel_means_what_the_interpreter_means(
    cache: Path, rule: ServiceRule, units: list[Situation], on: Figures
) -> None:
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
