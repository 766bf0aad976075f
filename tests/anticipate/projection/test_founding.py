"""A city made of counts keeps them to the person, and its households hold together before any month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sakimawari.anticipate.projection.counted import read_counts
from sakimawari.anticipate.projection.engine.consistent import consistent
from sakimawari.anticipate.projection.founding import founded
from sakimawari.anticipate.projection.people import State, day_of, month_of
from sakimawari.anticipate.projection.registered import counts_of
from sakimawari.anticipate.projection.values import AGES, MEN, WOMEN
from sakimawari.problems import Problems

from .hamlet import AREAS, START, hamlet


def test_counts_are_kept_to_the_person() -> None:
    counts = np.zeros((2, 2, AGES), np.int64)
    counts[0, WOMEN, 30], counts[0, MEN, 0], counts[1, WOMEN, 100] = 7, 3, 2
    state = founded(counts, ("甲", "乙"), month=START, seed=1)
    assert np.array_equal(counts_of(state, AGES), counts)
    assert np.array_equal(
        counts_of(founded(counts, ("甲", "乙"), month=START, seed=2), AGES), counts
    )


def test_children_live_with_a_mother_of_a_mothers_age() -> None:
    state = hamlet()
    children = np.flatnonzero((state.age < 18) & (state.parent >= 0))
    mothers = state.parent[children]
    assert len(children) > 0.95 * (state.age < 18).sum()
    assert np.array_equal(state.house[mothers], state.house[children])
    between = state.age[mothers] - state.age[children]
    assert ((between >= 17) & (between <= 50)).mean() > 0.98
    assert 25 < np.median(between) < 37


def test_partners_are_mutual_and_of_one_household() -> None:
    state = hamlet()
    paired = np.flatnonzero(state.partner >= 0)
    assert np.array_equal(state.partner[state.partner[paired]], paired)
    assert np.array_equal(state.house[state.partner[paired]], state.house[paired])
    assert (state.sex[paired] != state.sex[state.partner[paired]]).all()


@pytest.mark.parametrize("count", [-1, 0.5])
def test_a_count_that_is_none_is_refused(count: float) -> None:
    counts = np.zeros((1, 2, AGES))
    counts[0, 0, 3] = count
    with pytest.raises(Problems, match="PROJ005"):
        founded(counts, ("甲",), month=START, seed=1)


def test_months_and_days_are_one_another() -> None:
    for month in (0, START, START + 3):
        assert month_of(day_of(month)) == month


def family(**changed: object) -> State:
    """Grandfather (head), mother, her partner, a child; one household."""
    some = hamlet()
    rows = np.arange(4)
    base = replace(
        some,
        key=np.arange(4, dtype=np.uint64) + np.uint64(100),
        born=np.array([START - 12 * age - 5 for age in (70, 40, 42, 8)], np.int32),
        sex=np.array([0, 1, 0, 1], np.int8),
        house=np.zeros(4, np.int32),
        partner=np.array([-1, 2, 1, -1], np.int32),
        parent=np.array([-1, -1, -1, 1], np.int32),
        leads=np.array([1, 0, 0, 0], np.int8),
        house_key=np.array([7], np.uint64),
        house_area=np.zeros(1, np.int32),
        **{n: getattr(some, n)[rows] for n in ("care", "disability", "work", "income", "origin")},
        whence=np.zeros(4, np.int8),
    )
    return replace(base, **changed)  # type: ignore[arg-type]


def test_children_go_with_their_guardian_not_with_the_head_of_the_register() -> None:
    assert consistent(family()).leads.tolist() == [0, 1, 1, 0]


def test_where_no_guardian_is_known_the_head_leads() -> None:
    orphaned = family(parent=np.full(4, -1, np.int32))
    assert consistent(orphaned).leads.tolist() == [1, 0, 0, 0]


def test_a_household_without_a_head_is_led_by_its_oldest() -> None:
    headless = family(parent=np.full(4, -1, np.int32), leads=np.zeros(4, np.int8))
    assert consistent(headless).leads.tolist() == [1, 0, 0, 0]


def test_a_child_neither_leads_nor_has_a_partner() -> None:
    odd = family(partner=np.array([3, 2, 1, 0], np.int32), leads=np.array([0, 0, 0, 1], np.int8))
    made = consistent(odd)
    assert made.leads[3] == 0
    assert made.partner.tolist() == [-1, 2, 1, -1]


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "residents.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_is_read_as_excel_saves_it(tmp_path: Path) -> None:
    text = 'area,sex,age,people\r\n東区,男,0,12\r\n東区,女,104,3\r\n東区,女,100+,2\r\n西区,m,30,"1,200"\r\n'
    for encoding in ("utf-8-sig", "cp932"):
        areas, counts, month = read_counts(written(tmp_path, text, encoding))
        assert areas == ("東区", "西区")
        assert month is None
        assert counts[0, MEN, 0] == 12
        assert counts[0, WOMEN, 100] == 5  # the last age is open
        assert counts[1, MEN, 30] == 1_200


def test_each_bad_row_is_named(tmp_path: Path) -> None:
    text = "area,sex,age,people\n東区,男,0,12\n東区,?,1,3\n東区,女,two,3\n東区,女,3,-4\n"
    with pytest.raises(Problems) as told:
        read_counts(written(tmp_path, text))
    lines = [each.where.line for each in told.value.found if each.where is not None]
    assert lines == [3, 4, 5]
    assert {each.id for each in told.value.found} == {"PROJ007"}


@pytest.mark.parametrize("text", ["area,sex,people\n", "area,sex,age,people\n"])
def test_a_table_without_its_columns_or_rows_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Problems, match="PROJ007"):
        read_counts(written(tmp_path, text))


def test_towns_of_five_year_groups_add_up_again(tmp_path: Path) -> None:
    lows = [*range(0, 85, 5)]
    names = [f"{s}{low}_{low + 4}" for low in lows for s in "mf"] + ["m85p", "f85p"]
    head = ",".join(["month", "no", "town", "total", "male", "female", *names])
    rows = []
    for month in ("2025-03", "2025-04"):
        for town, scale in (("甲町", 10), ("乙町", 3)):
            values = [scale + at % 4 for at in range(len(names))]
            sums = [sum(values), sum(values[::2]), sum(values[1::2])]
            rows.append(",".join(map(str, [month, 1, town, *sums, *values])))
    path = written(tmp_path, "\n".join([head, *rows]) + "\n")
    areas, counts, month = read_counts(path)
    assert set(areas) == {"甲町", "乙町"}
    assert month == month_of(day_of(START).replace(year=2025, month=4))
    first = counts[areas.index("甲町")]
    assert first[0, :5].sum() == 10 and first[1, :5].sum() == 11
    assert first[:, 85:].sum() == sum((10 + at % 4) for at in (len(names) - 2, len(names) - 1))
    with pytest.raises(Problems, match="PROJ007"):
        read_counts(path, month="2024-01")


def test_areas_keep_their_order() -> None:
    assert hamlet().areas == AREAS
    assert np.array_equal(np.bincount(hamlet().area) > 0, np.ones(3, bool))
