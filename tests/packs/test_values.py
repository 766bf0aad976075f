"""Values as text: numbers with their decimals, dates that exist, labels, yes and no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.packs.values import date_of, number_of, text_of, value_of
from sakimawari.rules.figures import WIDEST
from sakimawari.rules.tree import DATE, TRUTH, Kind, Type

YEN = Type(kind=Kind.NUMBER, unit="円")
RATE = Type(kind=Kind.NUMBER, scale=7)
GRADE = Type(kind=Kind.CATEGORY, labels=("なし", "1級", "(特)2級"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("15000", (15000, 0)),
        ("15,000", (15000, 0)),
        ("１５０００", (15000, 0)),
        ("-5", (-5, 0)),
        ("0.0264029", (264029, 7)),
        ("1.50", (150, 2)),
        ("100_000", (100000, 0)),
        (str(WIDEST), (WIDEST, 0)),
        (str(WIDEST + 1), None),
        ("0.0123456789", None),
        ("1.", None),
        ("1e3", None),
        ("五", None),
        ("", None),
    ],
)
def test_a_number_is_an_exact_integer_with_its_decimals(
    text: str, read: tuple[int, int] | None
) -> None:
    assert number_of(text) == read


def test_a_number_with_more_decimals_than_its_type_is_none() -> None:
    assert value_of("0.026", RATE) == 260_000
    assert value_of("0.5", YEN) is None


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "26-04-01", "2026/04/01", "令和8年"])
def test_a_day_that_does_not_exist_or_is_written_otherwise_is_no_date(text: str) -> None:
    assert date_of(text) is None


def test_leap_days_and_full_width_dates_are_dates() -> None:
    assert str(date_of("2028-02-29")) == "2028-02-29"
    assert str(date_of("２０２６-４-１")) == "2026-04-01"


def test_a_label_is_found_in_any_width_and_no_other() -> None:
    assert value_of("１級", GRADE) == 1
    assert value_of("（特）２級", GRADE) == 2
    assert value_of("3級", GRADE) is None


def test_yes_and_no_have_japanese_and_english_forms() -> None:
    assert [value_of(text, TRUTH) for text in ("yes", "No", "真", "偽", "はい", "1")] == [
        1,
        0,
        1,
        0,
        1,
        None,
    ]


@given(st.integers(-WIDEST, WIDEST), st.integers(0, 9))
def test_the_text_of_a_number_reads_back_as_that_number(value: int, scale: int) -> None:
    type = Type(kind=Kind.NUMBER, scale=scale)
    assert value_of(text_of(value, type), type) == value


@given(st.dates())
def test_the_text_of_a_date_reads_back_as_that_date(day: object) -> None:
    assert str(date_of(str(day))) == str(day)
    read = value_of(str(day), DATE)
    assert read is not None
    assert text_of(read, DATE) == str(day)
