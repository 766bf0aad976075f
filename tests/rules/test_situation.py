"""A unit in the form people read, and the same unit in the columns the kernel reads."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.rules.population import NOBODY, SOMEBODY_UNKNOWN, shape_matches
from sakimawari.rules.ranges import within_bounds
from sakimawari.rules.situation import (
    Person,
    Situation,
    Somebody,
    Sourced,
    Span,
    to_population,
)
from tests.rules.strategies import situations
from tests.rules.town_words import FACTS as TOWN_FACTS
from tests.rules.town_words import day, person, unit
from tests.rules.vocabulary import FACTS


@settings(max_examples=60, deadline=None)
@given(st.lists(situations(), min_size=1, max_size=3))
def test_units_survive_the_way_into_columns_and_back(units: list[Situation]) -> None:
    population = to_population(units, FACTS)
    assert population.units == len(units)
    for at, situation in enumerate(units):
        ids = [person.id for person in situation.people]
        assert Situation.from_population(population, at, FACTS, ids=ids) == situation
    for fact in FACTS:
        assert shape_matches(fact, population.columns[fact.name])


def test_guardians_are_rows_of_the_population_and_unknown_ones_stay_unknown() -> None:
    first = unit(person("a"), person("b", guardian="a"))
    second = unit(person("a", spouse="b"), person("b", guardian=Somebody.UNKNOWN, spouse="a"))
    population = to_population([first, second], [])
    assert population.offsets.tolist() == [0, 2, 4]
    assert population.guardian.tolist() == [NOBODY, 0, NOBODY, SOMEBODY_UNKNOWN]
    assert population.spouse.tolist() == [NOBODY, NOBODY, 3, 2]


def test_spans_are_laid_out_in_order_of_time_with_open_ends() -> None:
    care = TOWN_FACTS["要介護度"]
    later = Span(value=3, since=day("2026-04-01"))
    earlier = Span(value=2, until=day("2026-03-31"))
    population = unit(person("a", 要介護度=(later, earlier))).to_population([care])
    column = population.columns["要介護度"]
    assert np.asarray(column.values).tolist() == [2, 3]
    assert shape_matches(care, column)


def test_source_and_loading_date_come_with_the_facts_of_a_unit() -> None:
    population = unit(person("a", 養育費=5)).to_population([TOWN_FACTS["養育費"]])
    origins: dict[tuple[str, int | None], tuple[str, date | None]] = {
        ("養育費", 0): ("child.csv", date(2026, 5, 31))
    }
    taken = Situation.from_population(
        population, 0, [TOWN_FACTS["養育費"]], ids=["x"], origins=origins
    )
    assert taken.people[0].facts["養育費"] == Sourced(
        held=5, source="child.csv", loaded=date(2026, 5, 31)
    )


def test_a_fact_without_a_column_is_held_by_nobody() -> None:
    population = unit(person("a")).to_population([])
    taken = Situation.from_population(population, 0, TOWN_FACTS.values())
    assert taken.people == (Person(id="0"),)


def test_two_people_with_one_id_or_a_guardian_from_nowhere_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        unit(person("a"), person("a"))
    with pytest.raises(ValueError, match="person 0 refers to someone not in the situation"):
        unit(person("a", guardian="b"))


def test_bounds_tell_which_values_a_population_may_hold() -> None:
    assert within_bounds(TOWN_FACTS["養育費"], 5_000_000)
    assert not within_bounds(TOWN_FACTS["養育費"], 5_000_001)
    assert not within_bounds(TOWN_FACTS["要介護度"], 5)
    assert within_bounds(TOWN_FACTS["生年月日"], day("1850-01-01"))
    assert not within_bounds(TOWN_FACTS["生年月日"], day("1849-12-31"))
