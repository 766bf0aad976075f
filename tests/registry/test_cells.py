"""Cells read as amounts, labels, yes and no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.registry.cells import (
    parse_amount,
    parse_category,
    parse_date,
    parse_decimal,
    parse_truth,
)
from sakimawari.registry.columns import NO_NUMBER, READ, REFUSED, DistinctReader, NumberReader
from sakimawari.registry.columns import parse_year as year_of
from tests.registry.exports import NOT_PERSONAL_NUMBER, PERSONAL_NUMBER

CARE = ("なし", "要支援1", "要支援2", "要介護1")


@pytest.mark.parametrize(
    ("text", "value", "repair"),
    [
        ("0", 0, None),
        ("1200000", 1_200_000, None),
        ("1,200,000", 1_200_000, "amount_marks"),
        ("1,200,000円", 1_200_000, "amount_marks"),
        ("１２００", 1_200, "width"),
        ("32,500 ", 32_500, "amount_marks"),
        (" 500", 500, "width"),
        ("０", 0, "width"),
        ("▲500", -500, "amount_marks"),
        ("△1,000", -1_000, "amount_marks"),
        ("-20", -20, "amount_marks"),
        ("(300)", -300, "amount_marks"),
        ("¥3,000", 3_000, "amount_marks"),
        ("15000.0", 15_000, "amount_marks"),
        ("3人", 3, "amount_marks"),
        ("007", 7, None),
    ],
)
def test_amounts_are_read_with_their_marks(text: str, value: int, repair: str | None) -> None:
    cell = parse_amount(text)
    assert (cell.value, cell.fault, cell.repair) == (value, None, repair)


@pytest.mark.parametrize("text", ["12万円", "約100", "1,20,000", "1.5", "一万", "100~200", "12 34"])
def test_an_amount_that_may_mean_something_else_is_refused(text: str) -> None:
    assert parse_amount(text).fault == "ROW011"


@pytest.mark.parametrize(
    ("text", "value", "repair"),
    [
        ("67.14", 6_714, None),
        ("67", 6_700, None),
        ("67.1", 6_710, None),
        ("67.1400", 6_714, None),
        ("1,067.14", 106_714, "amount_marks"),
        ("６７．１４", 6_714, "width"),
        ("-0.5", -50, "amount_marks"),
        ("", None, None),
    ],
)
def test_a_number_is_counted_in_its_last_decimal_digit(
    text: str, value: int | None, repair: str | None
) -> None:
    [held] = DistinctReader(parse_decimal(2)).read([text]).values.tolist()
    assert held == (value or 0)
    if text:
        assert parse_decimal(2)(text).repair == repair


@pytest.mark.parametrize("text", ["67.145", "1.2.0", "6.7.14", "67.1a", "約67.1", "67,14"])
def test_a_number_that_would_have_to_be_rounded_or_guessed_is_refused(text: str) -> None:
    assert parse_decimal(2)(text).fault == "ROW011"


def test_a_dash_is_no_amount_and_no_fault() -> None:
    assert (parse_amount("-").value, parse_amount("―").fault) == (None, None)


@pytest.mark.parametrize("text", ["1", "○", "〇", "◯", "有", "はい", "１", "Yes", "該当"])
def test_yes_in_every_hand(text: str) -> None:
    assert parse_truth({})(text).value == 1


@pytest.mark.parametrize("text", ["0", "×", "無", "いいえ", "０", "no", "非該当"])
def test_no_in_every_hand(text: str) -> None:
    assert parse_truth({})(text).value == 0


@pytest.mark.parametrize("text", ["2", "△", "不明", "区域外"])
def test_neither_yes_nor_no_is_refused(text: str) -> None:
    assert parse_truth({})(text).fault == "ROW013"


def test_codes_of_the_layout_go_before_the_usual_marks() -> None:
    parse = parse_truth({"1": "no", "2": "yes"})
    assert (parse("1").value, parse("2").value) == (0, 1)


@pytest.mark.parametrize(
    ("text", "place", "repair"),
    [
        ("要支援1", 1, None),
        ("12", 1, None),
        ("要支援１", 1, "width"),
        (" 要介護1 ", 3, "width"),
        ("要支援 2", 2, "width"),
        ("021", 3, "width"),
    ],
)
def test_labels_are_found_by_name_and_by_code(text: str, place: int, repair: str | None) -> None:
    cell = parse_category(CARE, {"12": "要支援1", "21": "要介護1"})(text)
    assert (cell.value, cell.repair) == (place, repair)


@pytest.mark.parametrize("text", ["要介護9", "99", "要支援"])
def test_a_label_that_is_not_among_the_labels_is_refused(text: str) -> None:
    assert parse_category(CARE, {"12": "要支援1"})(text).fault == "ROW012"


@pytest.mark.parametrize(
    "parse", [parse_amount, parse_date, parse_truth({}), parse_category(CARE, {})]
)
def test_a_personal_number_in_any_column_is_told_as_such(parse: object) -> None:
    assert parse(PERSONAL_NUMBER).fault == "ROW001"  # type: ignore[operator]
    assert parse("１２３４-５６７８-９０１８").fault == "ROW001"  # type: ignore[operator]


def test_twelve_digits_that_are_no_personal_number_are_only_a_large_amount() -> None:
    assert parse_amount(NOT_PERSONAL_NUMBER).value == int(NOT_PERSONAL_NUMBER)


@pytest.mark.parametrize(
    ("text", "year"),
    [("2026", 2026), ("令和8年度", 2026), ("R8", 2026), ("8", 2026), ("平成31", 2019)],
)
def test_fiscal_years_in_both_reckonings(text: str, year: int) -> None:
    assert year_of(text).value == year


@pytest.mark.parametrize("text", ["26年度版", "1889", "二〇二六", "2026-27"])
def test_a_year_that_cannot_be_read_is_refused(text: str) -> None:
    assert year_of(text).fault == "ROW016"


def test_numbers_of_the_city_are_the_same_with_or_without_zeros_width_or_decimal_point() -> None:
    reader = NumberReader()
    cells = reader.read(
        ["0012345", "12345", "１２３４５", " 12345 ", "12345.0"], twelve_is_usual=False
    )
    assert cells.values.tolist() == [12345] * 5
    assert reader.text_of(12345) == "12345"


def test_numbers_with_letters_keep_their_identity() -> None:
    reader = NumberReader()
    values = reader.read(["A100", "a100", "A101", ""], twelve_is_usual=False).values.tolist()
    assert values[0] == values[1] != values[2]
    assert reader.text_of(values[0]) == "A100"
    assert values[3] == NO_NUMBER


def test_a_number_a_spreadsheet_spoiled_is_refused() -> None:
    cells = NumberReader().read(["1.23457E+11", "山田", "12 34"], twelve_is_usual=False)
    assert cells.state.tolist() == [REFUSED, REFUSED, READ]
    assert {id: at.tolist() for id, at in cells.faults.items()} == {"ROW005": [0, 1]}


def test_a_lone_personal_number_among_shorter_numbers_is_refused_and_not_read() -> None:
    cells = NumberReader().read(["1001", PERSONAL_NUMBER], twelve_is_usual=False)
    assert cells.values.tolist() == [1001, NO_NUMBER]
    assert {id: at.tolist() for id, at in cells.faults.items()} == {"ROW001": [1]}


def test_where_numbers_have_twelve_digits_one_in_eleven_passes_the_check_and_is_kept() -> None:
    cells = NumberReader().read([PERSONAL_NUMBER, NOT_PERSONAL_NUMBER], twelve_is_usual=True)
    assert cells.state.tolist() == [READ, READ]


@given(texts=st.lists(st.sampled_from(["5", "1,000", "", "x", "▲3", "１", " 7", "5"])))
def test_a_column_reads_each_cell_as_it_reads_alone(texts: list[str]) -> None:
    cells = DistinctReader(parse_amount, whole_numbers=True).read(texts)
    for place, text in enumerate(texts):
        alone = parse_amount(text) if text else None
        read = cells.state[place] == READ
        assert read == (alone is not None and alone.value is not None)
        if read and alone is not None:
            assert cells.values[place] == alone.value
        refused = [id for id, at in cells.faults.items() if place in at]
        assert refused == ([alone.fault] if alone is not None and alone.fault else [])
