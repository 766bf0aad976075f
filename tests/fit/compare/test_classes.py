"""How households and incomes are told apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sakimawari.fit.compare.classes import DECILES, deciles, equivalised_income
from sakimawari.fit.compare.composition import KINDS, household_kinds, role_of
from sakimawari.fit.compare.roll import Roll, ages_on
from sakimawari.rules.figures import days
from sakimawari.rules.population import Population
from tests.fit.compare.town import BIRTH, INCOME, ON, Member, found_city

OLD, GROWN, CHILD = date(1950, 1, 1), date(1985, 1, 1), date(2015, 1, 1)


def city(
    folder: Path, homes: list[list[Member]]
) -> tuple[Population, Roll, np.ndarray[tuple[int], np.dtype[np.int32]]]:
    snapshot = found_city(folder / "city", homes)
    population = snapshot.population([BIRTH, INCOME])
    people, households = snapshot.people(), snapshot.households()
    roll = Roll(
        people=people,
        ages=ages_on(population, days(ON)),
        heads=np.asarray(households["head"]),
        protected=np.zeros(population.units, np.bool_),
    )
    return population, roll, np.asarray(people["unit"])


HOMES = [
    ("単身高齢", [(OLD, "世帯主")]),
    ("単身", [(GROWN, "世帯主")]),
    ("夫婦高齢", [(OLD, "世帯主"), (OLD, "妻")]),
    ("夫婦のみ", [(OLD, "世帯主"), (GROWN, "夫")]),
    ("夫婦と子", [(GROWN, "世帯主"), (GROWN, "妻"), (CHILD, "子"), (CHILD, "妻の子")]),
    ("ひとり親と子", [(GROWN, "世帯主"), (CHILD, "子")]),
    ("その他", [(OLD, "世帯主"), (GROWN, "子")]),
    ("三世代", [(OLD, "世帯主"), (GROWN, "子"), (CHILD, "子の子")]),
    ("三世代", [(GROWN, "世帯主"), (OLD, "母"), (CHILD, "子")]),
    ("その他", [(GROWN, "世帯主"), (GROWN, "弟")]),
    ("その他", [(GROWN, "世帯主"), (GROWN, "妻"), (CHILD, "子"), (OLD, "同居人")]),
]


def test_a_household_is_of_the_kind_its_relations_make_it(tmp_path: Path) -> None:
    homes = [[Member(born=born, relation=word) for born, word in home] for _, home in HOMES]
    kinds = household_kinds(*city(tmp_path, homes))
    assert [KINDS[kind] for kind in kinds] == [kind for kind, _ in HOMES]


@pytest.mark.parametrize(
    ("relation", "level"), [("子の子", -2), ("夫の母", 1), ("妻（未届）", 0), ("父の父", 2)]
)
def test_a_relation_tells_the_generation(relation: str, level: int) -> None:
    assert role_of(relation)[1] == level


def test_income_is_shared_by_the_root_of_the_household_and_unknown_if_an_adults_is(
    tmp_path: Path,
) -> None:
    four = [Member(income=4_000_000), *(Member(born=CHILD, income=None) for _ in range(3))]
    lacking = [Member(income=4_000_000), Member(born=GROWN, income=None, relation="妻")]
    population, frame, units = city(tmp_path, [four, lacking])
    income, year = equivalised_income(population, frame, units, year=2026)
    assert year == 2026
    assert income[0] == 2_000_000
    assert np.isnan(income[1])


def test_no_tax_year_before_the_first_one_held(tmp_path: Path) -> None:
    income, year = equivalised_income(*city(tmp_path, [[Member()]]), year=2025)
    assert year is None
    assert np.isnan(income).all()


def test_deciles_hold_a_tenth_each_and_equal_incomes_stay_together() -> None:
    counted = np.ones(100, np.bool_)
    even = deciles(np.arange(100.0), counted)
    assert np.bincount(even).tolist() == [10] * 10
    same = deciles(np.zeros(100), counted)
    assert len(set(same.tolist())) == 1
    assert deciles(np.full(3, np.nan), np.ones(3, np.bool_)).tolist() == [DECILES] * 3
