"""Problems drawn from the registers of the small city: who is owed what, where, and who is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sakimawari.console.city import city
from sakimawari.packs.posing import Table
from sakimawari.posing.drawing_up import draw, grounds_of, write
from sakimawari.posing.people import people_rows
from sakimawari.posing.places import facility_rows, town_rows, with_hazards
from sakimawari.posing.values import Grounds, Problem
from sakimawari.problems import Problems
from tests.console.town import ON, Hall

CHILDREN = Table(
    name="児童",
    service="child-allowance",
    columns={"番号": "key", "世帯": "household", "緯度": "latitude", "生年月日": "生年月日",
             "支援措置": "protected", "希望1": "empty"},
)  # fmt: skip


@pytest.fixture(scope="module")
def grounds(home: Hall) -> Iterator[Grounds]:
    there = city()
    yield grounds_of(home.home, there.catalogue, there.keys, on=ON, invented=True)


def test_everybody_owed_a_service_has_a_row_with_a_place_and_what_nobody_holds_is_empty(
    grounds: Grounds,
) -> None:
    drawn = people_rows(grounds, CHILDREN, ON, sure=True, with_protected=False)
    assert drawn.rows and drawn.empty == ("希望1",)
    for row in drawn.rows:
        assert row["番号"] and row["希望1"] == ""
        assert 33 < float(row["緯度"]) < 35
    assert drawn.middles == len(drawn.rows)


def test_a_protected_household_is_left_out_and_counted_or_marked_where_asked(
    grounds: Grounds,
) -> None:
    everybody = people_rows(grounds, CHILDREN, ON, sure=True, with_protected=False)
    one = everybody.rows[0]["世帯"]
    closed = replace(grounds, closed=grounds.closed | {one})
    drawn = people_rows(closed, CHILDREN, ON, sure=True, with_protected=False)
    assert one not in {row["世帯"] for row in drawn.rows}
    assert len(drawn.rows) + drawn.left_out["protected"] == len(everybody.rows) + (
        everybody.left_out.get("protected", 0)
    )
    marked = people_rows(closed, CHILDREN, ON, sure=True, with_protected=True)
    assert {row["支援措置"] for row in marked.rows if row["世帯"] == one} == {"1"}


def test_classes_are_told_by_the_age_on_the_next_first_of_april(grounds: Grounds) -> None:
    drawn = people_rows(grounds, replace(CHILDREN, ages=(0, 0)), ON, sure=True,
                        with_protected=False)  # fmt: skip
    assert all("2026-04-02" <= row["生年月日"] <= "2027-04-01" for row in drawn.rows)
    assert drawn.left_out["out_of_age"] > 0


def test_facilities_are_of_the_kinds_named_and_say_for_what_they_open(grounds: Grounds) -> None:
    table = Table(name="避難所", facilities=("指定避難所",),
                  columns={"番号": "id", "種別": "kind", "洪水": "flood"})  # fmt: skip
    drawn = with_hazards(facility_rows(grounds, table), table)
    assert drawn.rows and {row["種別"] for row in drawn.rows} == {"指定避難所"}
    assert {row["洪水"] for row in drawn.rows} <= {"○", "×", ""}


def test_towns_are_told_with_their_residents_of_some_ages_unless_they_are_few(
    grounds: Grounds,
) -> None:
    table = Table(name="需要", towns=True, columns={"町": "town", "人数": "residents"})
    whole, old = (town_rows(grounds, each, ON) for each in (table, replace(table, ages=(65, 200))))
    assert min(int(row["人数"]) for row in whole.rows) >= 3
    assert 0 < sum(int(r["人数"]) for r in old.rows) < sum(int(r["人数"]) for r in whole.rows)


def test_a_kind_no_pack_speaks_of_is_refused_with_those_that_are_known(grounds: Grounds) -> None:
    with pytest.raises(Problems, match="MATCH012"):
        draw(grounds, "chess", ON)


def test_what_is_drawn_is_for_its_owner_alone_and_says_of_what_it_was_made(
    grounds: Grounds, tmp_path: Path
) -> None:
    drawn = people_rows(grounds, CHILDREN, ON, sure=True, with_protected=False)
    write(Problem(kind="nursery", tables=(drawn,), about={"run": "x"}), tmp_path)
    assert (tmp_path / "児童.csv").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "drawn.json").read_text(encoding="utf-8")) == {"run": "x"}
