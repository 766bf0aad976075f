"""Cells of decision tables, each spelling an official may use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.packs.cells import LEAST, MOST, UnreadableCell, output_of, ranges_of
from sakimawari.rules.tree import DATE, TRUTH, Kind, Type

AGE = Type(kind=Kind.NUMBER, unit="歳")
TENTHS = Type(kind=Kind.NUMBER, unit="割", scale=1)
GRADE = Type(kind=Kind.CATEGORY, labels=("なし", "1級", "2級", "3級"))


@pytest.mark.parametrize(
    ("cell", "ranges"),
    [
        ("-", [(LEAST, MOST)]),
        ("－", [(LEAST, MOST)]),
        ("ー", [(LEAST, MOST)]),
        ("3", [(3, 3)]),
        ("３歳", [(3, 3)]),
        (">=65", [(65, MOST)]),
        ("＞６５", [(66, MOST)]),
        ("≧65", [(65, MOST)]),
        ("<18", [(LEAST, 17)]),
        ("<= 18", [(LEAST, 18)]),
        ("[3..18)", [(3, 17)]),
        ("(3..18]", [(4, 18)]),
        ("［３．．１８）", [(3, 17)]),
        ("[..18)", [(LEAST, 17)]),
        ("[65..]", [(65, MOST)]),
        ("65以上", [(65, MOST)]),
        ("65歳以上75歳未満", [(65, 74)]),
        ("18超", [(19, MOST)]),
        ("1,2,5", [(1, 2), (5, 5)]),
        ("57、700", [(57, 57), (700, 700)]),
    ],
)
def test_a_number_cell_is_closed_ranges(cell: str, ranges: list[tuple[int, int]]) -> None:
    assert list(ranges_of(cell, AGE)) == ranges


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("", "empty"),
        ("57,700", "one number or several"),
        ("十八", "no number"),
        ("(3..4)", "holds nothing"),
        ("18以上18未満", "holds nothing"),
        ("1.5", "too many decimals"),
        ("3-5", "no number"),
        ("3..5", "no number"),
    ],
)
def test_a_number_cell_that_could_be_misread_is_refused(cell: str, told: str) -> None:
    with pytest.raises(UnreadableCell, match=told):
        ranges_of(cell, AGE)


def test_below_a_decimal_bound_ends_one_tenth_lower() -> None:
    assert ranges_of("<1.5", TENTHS) == ((LEAST, 14),)
    assert ranges_of("[1..1.5)", TENTHS) == ((10, 14),)


def test_labels_next_to_each_other_join_and_an_unknown_label_is_refused() -> None:
    assert ranges_of("なし,１級", GRADE) == ((0, 1),)
    assert ranges_of("3級、なし", GRADE) == ((0, 0), (3, 3))
    with pytest.raises(UnreadableCell, match="`4級`, which is not one of なし・1級・2級・3級"):
        ranges_of("なし,4級", GRADE)


def test_truths_and_dates_have_cells_too() -> None:
    assert ranges_of("真", TRUTH) == ((1, 1),)
    assert ranges_of("偽", TRUTH) == ((0, 0),)
    assert ranges_of(">=1970-01-02", DATE) == ((1, MOST),)
    with pytest.raises(UnreadableCell, match="neither 真 nor 偽"):
        ranges_of("たぶん", TRUTH)


def test_an_output_is_one_value_and_may_part_thousands() -> None:
    assert output_of("57,700円", Type(kind=Kind.NUMBER, unit="円")) == 57_700
    with pytest.raises(UnreadableCell):
        output_of("-", AGE)
    with pytest.raises(UnreadableCell):
        output_of("なし,1級", GRADE)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(-5, 205))
def test_a_half_open_interval_holds_just_its_numbers(low: int, high: int, age: int) -> None:
    if low >= high:
        with pytest.raises(UnreadableCell):
            ranges_of(f"[{low}..{high})", AGE)
        return
    ((least, most),) = ranges_of(f"[{low}..{high})", AGE)
    assert (least <= age <= most) == (low <= age < high)
