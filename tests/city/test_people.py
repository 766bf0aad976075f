"""Residents, households and families of the synthetic city."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.city.composition import apportion, foreseen, kitakyushu
from sakimawari.city.homes import RELATIONS, make_homes
from sakimawari.city.matching import match_by_age
from sakimawari.city.places import WARDS
from sakimawari.city.run import CityReport
from sakimawari.registry.dates import date_of, read_date
from sakimawari.registry.relations import path_of

from .conftest import ON, Rows


def birth(row: dict[str, str]) -> date:
    """The birth date of a row of the records."""
    read = read_date(row["生年月日"])
    assert read is not None
    assert read.day is not None
    return date_of(read.day)


def age(row: dict[str, str]) -> int:
    """Age in whole years by the birthday on the day the city is seen."""
    born = birth(row)
    return ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day))


def test_every_household_has_exactly_one_head(
    residents: Rows, made: tuple[object, CityReport]
) -> None:
    heads = Counter(row["世帯番号"] for row in residents if row["続柄"] == "世帯主")
    assert set(heads.values()) == {1}
    assert set(heads) == {row["世帯番号"] for row in residents}
    assert len(heads) == made[1].households


def test_no_two_people_share_a_number(rows: Callable[[str], Rows]) -> None:
    numbers = [row["宛名番号"] for row in rows("01_住民記録.csv")]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 10 for number in numbers)
    assert any(number.startswith("0") for number in numbers)


def test_every_child_under_15_outside_an_institution_lives_with_an_adult(
    residents: Rows, rows: Callable[[str], Rows]
) -> None:
    in_institution = {row["宛名番号"] for row in rows("17_施設入所児童.csv")}
    oldest: dict[str, int] = defaultdict(int)
    for row in residents:
        oldest[row["世帯番号"]] = max(oldest[row["世帯番号"]], age(row))
    children = [row for row in residents if age(row) < 15 and row["宛名番号"] not in in_institution]
    assert len(children) > 1_500
    assert min(oldest[row["世帯番号"]] for row in children) >= 18


def test_every_relation_can_be_read_and_the_rare_ones_occur(residents: Rows) -> None:
    seen = {row["続柄"] for row in residents}
    assert seen <= set(RELATIONS)
    assert all(path_of(relation) is not None for relation in RELATIONS)
    assert {"妻", "夫", "子", "子の子", "父", "母", "妻の子", "妻（未届）", "同居人"} <= seen


def test_households_are_as_large_as_the_census_finds(residents: Rows) -> None:
    sizes = Counter(Counter(row["世帯番号"] for row in residents).values())
    households = sum(sizes.values())
    assert 1.95 < len(residents) / households < 2.3
    assert 0.33 < sizes[1] / households < 0.45


def test_wards_follow_the_published_totals_to_the_person(
    residents: Rows, made: tuple[object, CityReport]
) -> None:
    whole = np.array([foreseen(ward, ON).sum() for ward in WARDS])
    wanted = dict(zip([ward.name for ward in WARDS], apportion(whole, 20_000), strict=True))
    assert Counter(row["行政区"] for row in residents) == wanted
    assert made[1].wards == wanted


def test_age_groups_of_each_ward_follow_the_published_figures(residents: Rows) -> None:
    for ward in WARDS:
        mine = [age(row) for row in residents if row["行政区"] == ward.name]
        groups = [
            sum(low <= one < high for one in mine) for low, high in ((0, 15), (15, 65), (65, 120))
        ]
        assert groups == apportion(foreseen(ward, ON), len(mine)).tolist()


def test_figures_between_two_published_years_lie_on_the_line() -> None:
    moji = WARDS[0]
    assert foreseen(moji, date(2025, 10, 1)).tolist() == [8052, 42898, 36169]
    a_fifth = foreseen(moji, ON)
    assert a_fifth[0] == pytest.approx(8052 + (6776 - 8052) / 5, abs=1)
    assert foreseen(moji, date(2060, 1, 1)).tolist() == [6776, 39449, 34432]


def test_at_real_size_the_city_counts_what_the_figures_foresee() -> None:
    composition = kitakyushu(None, date(2025, 10, 1), np.random.default_rng(1))
    assert composition.residents == 907_778
    assert composition.counts[:, :, :15].sum() == 100_007
    assert composition.counts[:, :, 65:].sum() == 297_301


def test_people_are_born_on_the_days_where_the_law_turns(residents: Rows) -> None:
    days = Counter((birth(row).month, birth(row).day) for row in residents)
    for day in ((2, 29), (4, 1), (4, 2), (1, 31), (12, 31)):
        assert days[day] > 0, day
    assert max(birth(row) for row in residents) <= ON


def test_brothers_and_sisters_are_twins_or_ten_months_apart(residents: Rows) -> None:
    children: dict[str, list[date]] = defaultdict(list)
    for row in residents:
        if row["続柄"] == "子" and age(row) < 18:
            children[row["世帯番号"]].append(birth(row))
    gaps = [
        (later - earlier).days
        for born in children.values()
        for earlier, later in pairwise(sorted(born))
    ]
    assert all(gap == 0 or gap >= 280 for gap in gaps)
    assert 0 < sum(gap == 0 for gap in gaps) < 0.06 * len(gaps)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90)), max_size=40),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90)), max_size=40),
    st.integers(0, 12),
)
def test_nobody_is_found_twice_nor_outside_the_town_nor_beyond_the_spread(
    wanting: list[tuple[int, int]], offering: list[tuple[int, int]], spread: int
) -> None:
    found = match_by_age(
        [town for town, _ in wanting],
        [years for _, years in wanting],
        town_offering=[town for town, _ in offering],
        age_offered=[years for _, years in offering],
        spread=spread,
    )
    taken = found[found >= 0].tolist()
    assert len(set(taken)) == len(taken)
    for (town, years), at in zip(wanting, found.tolist(), strict=True):
        if at >= 0:
            assert offering[at][0] == town
            assert abs(offering[at][1] - years) <= spread


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 99)), min_size=1, max_size=60
    ),
    st.integers(0, 5),
)
def test_any_mix_of_people_makes_households_with_one_head_each(
    people: list[tuple[int, int, int]], seed: int
) -> None:
    people = sorted(people)
    town, sex, years = (np.array(column) for column in zip(*people, strict=True))
    homes = make_homes(
        town.astype(np.int16),
        sex.astype(np.int8),
        years.astype(np.int16),
        rng=np.random.default_rng(seed),
    )
    assert sorted(homes.origin.tolist()) == list(range(len(people)))
    heads = homes.relation == RELATIONS.index("世帯主")
    assert np.bincount(homes.household[heads]).tolist() == [1] * (len(homes.starts) - 1)
    in_towns = town[homes.origin]
    assert all(
        len(set(in_towns[first:last])) == 1
        for first, last in zip(homes.starts[:-1], homes.starts[1:], strict=True)
    )


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=30), st.integers(0, 10**6))
def test_shares_are_rounded_to_numbers_that_add_up(shares: list[float], total: int) -> None:
    exact = np.array(shares) * total / sum(shares)
    whole = apportion(np.array(shares), total)
    assert whole.sum() == total
    assert (np.abs(whole - exact) < 1.001).all()


def test_a_part_is_one_ward_and_small_so_that_memory_stays_flat() -> None:
    composition = kitakyushu(1_000_000, ON, np.random.default_rng(1))
    sizes = composition.counts.sum(axis=(1, 2))
    parts = list(composition.parts())
    assert [part.start for part in parts[1:]] == [part.stop for part in parts[:-1]]
    assert (parts[0].start, parts[-1].stop) == (0, len(composition.towns))
    for part in parts:
        assert len({town.ward for town in composition.towns[part]}) == 1
        assert sizes[part].sum() <= 25_000 or part.stop - part.start == 1
