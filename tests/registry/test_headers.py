"""Headers recognised by what they say, not by the file's name."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.registry.headers import closest_name, find_header, loose_name, match_columns
from sakimawari.registry.intake import known_layouts
from sakimawari.registry.layouts import Layout, Level, layouts
from sakimawari.registry.opendata import open_data_layouts

CITY_LAYOUTS = [layout for layout in layouts().values() if layout.level is not Level.FACILITY]


def header_of(layout: Layout) -> list[str]:
    return [column.name for column in layout.columns.values() if column.in_file]


def best(header: list[str], stem: str = "export") -> str | None:
    _, fitting = find_header([header], known_layouts(), stem)
    return fitting[0].layout.register if fitting else None


@pytest.mark.parametrize("layout", CITY_LAYOUTS, ids=lambda layout: layout.register)
def test_every_register_is_told_from_all_others_by_its_header_alone(layout: Layout) -> None:
    assert best(header_of(layout)) == layout.register


@given(layout=st.sampled_from(CITY_LAYOUTS), seed=st.integers(0, 1000))
def test_the_order_of_columns_makes_no_difference(layout: Layout, seed: int) -> None:
    header = header_of(layout)
    random.Random(seed).shuffle(header)
    assert best(header) == layout.register
    places, twice = match_columns(header, layout)
    assert {header[place] for place in places.values()} == set(header)
    assert all(header[place] == name for name, place in places.items())
    assert not twice


@given(layout=st.sampled_from(CITY_LAYOUTS), seed=st.integers(0, 1000))
def test_any_alias_stands_for_its_column(layout: Layout, seed: int) -> None:
    pick = random.Random(seed)
    chosen = {
        column.name: pick.choice([column.name, *column.aliases])
        for column in layout.columns.values()
        if column.in_file
    }
    places, _ = match_columns(list(chosen.values()), layout)
    assert [list(chosen)[place] for place in places.values()] == list(places)


@pytest.mark.parametrize(
    "written",
    [
        "都道府県コ―ド又は市区町村コ―ド",  # U+2015
        "都道府県コ‐ド又は市区町村コ−ド",
        "都道府県ｺｰﾄﾞ又は市区町村ｺｰﾄﾞ",
        " 都道府県コード 又は 市区町村コード",
        "\ufeff都道府県コード又は市区町村コード",
        "都道府県コード(又は)市区町村コード",
    ],
)
def test_dashes_width_blanks_and_brackets_are_forgiven(written: str) -> None:
    assert loose_name(written) == loose_name("都道府県コード又は市区町村コード")


@pytest.mark.parametrize(
    "written", ["宛名番号（10桁）", "住民.宛名番号", "JUKI_宛名番号", "宛名番号【必須】"]
)
def test_a_note_behind_and_a_prefix_before_a_name_are_forgiven(written: str) -> None:
    places, _ = match_columns([written], layouts()["公務員"])
    assert places == {"宛名番号": 0}


def test_a_longer_name_is_not_taken_for_the_shorter_one_it_ends_with() -> None:
    places, _ = match_columns(["児童宛名番号", "宛名番号"], layouts()["児童手当"])
    assert places == {"児童宛名番号": 0, "宛名番号": 1}


def test_a_name_that_stands_twice_is_told() -> None:
    _, twice = match_columns(["宛名番号", "公務員", "宛名番号"], layouts()["公務員"])
    assert twice == ("宛名番号",)


def test_two_names_of_one_column_are_no_repetition_and_the_first_in_rank_counts() -> None:
    places, twice = match_columns(["NO", "共通ID"], open_data_layouts()["指定緊急避難場所一覧"])
    assert (places["ID"], twice) == (1, ())


def test_title_lines_above_the_header_are_passed_over() -> None:
    rows = [["児童手当受給者一覧"], [], header_of(layouts()["児童手当"]), ["1", "2"]]
    number, fitting = find_header(rows, known_layouts(), "export")
    assert (number, fitting[0].layout.register) == (3, "児童手当")


def test_a_ledger_nobody_knows_is_not_taken_for_one_that_shares_its_usual_columns() -> None:
    assert best(["宛名番号", "認定日", "金額", "備考"]) is None


def test_the_name_of_the_file_decides_between_registers_with_like_columns() -> None:
    header = ["宛名番号", "被保険者番号", "資格取得日", "資格喪失日"]
    assert best(header, "介護保険") == "介護保険"
    assert best(header, "後期高齢者医療") == "後期高齢者医療"


def test_half_of_the_tax_columns_are_enough_to_know_the_tax_register() -> None:
    assert best(header_of(layouts()["個人住民税"])[:9]) == "個人住民税"


def test_the_closest_name_is_found() -> None:
    assert closest_name("生年月日", ["氏名", "生年月", "番地"]) == "生年月"
    assert closest_name("生年月日", ["氏名", "番地"]) is None
