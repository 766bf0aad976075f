"""The typed tables say where they come from, and lead to what was published."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from sakimawari.anticipate.projection.rates import (
    care,
    default_rates,
    default_social,
    expected,
    kitakyushu,
    living,
    national,
    people,
)
from sakimawari.anticipate.projection.rates.calibrate import groups_of
from sakimawari.anticipate.projection.rates.shipped import source, table
from sakimawari.anticipate.projection.rates.single import hazards, life_expectancy, spread
from sakimawari.anticipate.projection.values import AGES, MEN, WOMEN

TABLES = sorted(
    file.name.removesuffix(".csv")
    for file in (resources.files("sakimawari.anticipate.projection.rates") / "tables").iterdir()
)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_names_its_source_and_its_date(name: str) -> None:
    assert "2026-11" in source(name)
    assert any(word in source(name) for word in ("Source:", "IPSS 2023"))


@pytest.mark.parametrize(("sex", "name"), [(MEN, "e0_men"), (WOMEN, "e0_women")])
def test_deaths_by_single_year_lead_to_the_published_life_expectancy(sex: int, name: str) -> None:
    known = {int(row["year"]): row[name] for row in table("nation")}
    for year in (1998, 2008, 2018):
        ours = life_expectancy(national.mortality(year, 1)[0, sex])
        assert ours == pytest.approx(float(known[year]), abs=0.35)


def test_a_group_of_ages_keeps_its_own_hazard() -> None:
    found = hazards(np.array([0.002, 0.0001, 0.01, 0.2]), (0, 1, 60, 90))
    living = np.exp(-np.concatenate([[0.0], np.cumsum(found)[:-1]]))
    assert np.average(found[60:90], weights=living[60:90]) == pytest.approx(0.01, rel=0.01)


def test_births_by_age_add_up_to_the_total_fertility_rate() -> None:
    found = national.fertility(2020, 3)
    assert found.sum(axis=1) == pytest.approx(national.total_fertility(2020, 3))
    assert found[:, :10].sum() == found[:, 55:].sum() == 0.0


def test_people_by_single_year_keep_their_groups_and_are_never_negative() -> None:
    found = spread([100.0, 0.0, 400.0, 3.0], (0, 5, 10, 15, 101))
    assert found[:5].sum() == pytest.approx(100.0)
    assert found[5:10].sum() == pytest.approx(0.0, abs=1e-9)
    assert (found >= 0.0).all()


def test_the_wards_follow_the_official_projection_to_2050() -> None:
    course = expected(kitakyushu.official_rates(), people.census(), years=30, month=9)
    assert course[-1].sum() == pytest.approx(728_898, rel=1e-4)
    assert course[-1, :, WOMEN, 20:40].sum() == pytest.approx(64_607, rel=1e-4)
    assert groups_of(course[::5]) == pytest.approx(kitakyushu.anchors().groups, rel=1e-4)


def test_a_city_of_twenty_thousand_does_not_receive_the_arrivals_of_a_million() -> None:
    counts = kitakyushu.residents(2026) / 50.0
    small = default_rates(people.wards(), 2026, counts=counts)
    assert small.arrive.sum() == pytest.approx(
        default_rates(people.wards(), 2026).arrive.sum() / 50.0
    )


def test_towns_of_a_ward_share_its_arrivals_by_their_residents() -> None:
    counts = (
        kitakyushu.residents(2026)[:1].repeat(2, axis=0) * np.array([0.25, 0.75])[:, None, None]
    )
    towns = default_rates(("門司区 田野浦", "門司区 大里"), 2026, counts=counts)
    ward = default_rates(people.wards(), 2026)
    assert towns.arrive.sum(axis=1) == pytest.approx(ward.arrive[:, 0])
    assert np.array_equal(towns.birth[:, 0], towns.birth[:, 1])


def test_areas_of_unknown_names_share_the_nations_rates_and_neither_gain_nor_lose_by_moving() -> (
    None
):
    rates = default_rates(("北", "南"), 2026)
    counts = np.repeat(kitakyushu.residents(2026).sum(axis=0)[None] / 2.0, 2, axis=0)
    assert rates.arrive[0] == pytest.approx(rates.leave[0] * counts)
    assert rates.birth[0, 0].sum() == pytest.approx(national.total_fertility(2026, 1)[0])


def test_care_transitions_keep_the_certified_share_of_every_age() -> None:
    moves = care.transitions()
    share = care.certified()
    state = np.zeros((2, 8))
    state[:, 0] = 1.0
    for age in range(40, 95):
        for _ in range(12):
            step = moves[:, age] / 12.0
            state = state + np.einsum("si,sij->sj", state, step) - state * step.sum(axis=2)
        if age >= 70:
            assert 1.0 - state[:, 0] == pytest.approx(
                (share[:, age] + share[:, age + 1]) / 2, rel=0.06
            )


def test_nobody_under_forty_enters_care_and_no_level_moves_to_itself() -> None:
    moves = default_social().care
    assert moves.shape == (2, AGES, 8, 8)
    assert moves[:, :40].sum() == 0.0
    assert np.einsum("saii->sai", moves).sum() == 0.0


def test_no_chance_of_life_in_the_city_is_negative_or_beyond_one_a_year() -> None:
    social = living.default_social()
    for name in ("partner", "part", "nest", "start_work", "stop_work", "disability"):
        found = getattr(social, name)
        assert found.shape == (2, AGES)
        assert 0.0 <= found.min() <= found.max() <= 1.0
