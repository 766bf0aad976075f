"""A calendar is what one finds who reads every subject on every single day."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.rules.kernel import compile_calendar
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import to_population
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import ServiceRule
from tests.rules.calendar_town import as_rows, day_by_day, read_uncompiled, timelines
from tests.rules.interplay import services
from tests.rules.random_units import random_companies, random_units
from tests.rules.strategies import company_rules, rules

SEEDS = st.integers(0, 2**32)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(fuel=2), seed=SEEDS, timeline=timelines())
def test_the_generated_text_finds_the_intervals_of_day_by_day_reading(
    rule: ServiceRule, seed: int, timeline: Timeline
) -> None:
    units = random_units(seed, 3, facts_read(rule))
    population = to_population(units, facts_read(rule))
    found, _ = read_uncompiled(rule, population, timeline)
    assert as_rows(found) == day_by_day(rule, units, timeline)


@settings(max_examples=20, deadline=None, suppress_health_check=CHECKS)
@given(rule=company_rules(), seed=SEEDS, timeline=timelines())
def test_a_calendar_of_companies_is_found_by_reading_every_day(
    rule: ServiceRule, seed: int, timeline: Timeline
) -> None:
    companies = random_companies(seed, 3, facts_read(rule))
    population = to_population(companies, facts_read(rule))
    found, _ = read_uncompiled(rule, population, timeline)
    assert as_rows(found) == day_by_day(rule, companies, timeline)


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(drawn=services(), seed=SEEDS, timeline=timelines(longest=30, beyond=20))
def test_services_that_read_each_other_turn_on_the_days_of_each_other(
    drawn: tuple[ServiceRule, ...], seed: int, timeline: Timeline
) -> None:
    rule = drawn[-1]
    units = random_units(seed, 2, facts_read(rule))
    population = to_population(units, facts_read(rule))
    found, _ = read_uncompiled(rule, population, timeline)
    assert as_rows(found) == day_by_day(rule, units, timeline)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@settings(max_examples=3, deadline=None, suppress_health_check=CHECKS)
@given(rule=rules(fuel=2), seed=SEEDS, timeline=timelines())
def test_the_compiled_kernel_finds_the_intervals_of_day_by_day_reading(
    cache: Path, rule: ServiceRule, seed: int, timeline: Timeline
) -> None:
    units = random_units(seed, 3, facts_read(rule))
    population = to_population(units, facts_read(rule))
    found = compile_calendar(rule, cache=cache).read(population, timeline)
    assert as_rows(found) == day_by_day(rule, units, timeline)
