"""A register of many programmes, registers a city need not keep, and columns a file lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sakimawari.problems import Problems
from sakimawari.registry.layouts import layouts
from sakimawari.registry.ledgers import fact_columns
from sakimawari.registry.part import Citywide, part_of, programmes_named
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import UNKNOWN, PlainColumn, SpansColumn
from sakimawari.rules.results import receipt_fact
from sakimawari.rules.tree import Fact, Holder
from tests.registry.exports import ledger, loaded, marks, resident, residents

AWARDS = "31_給付・認定台帳.csv"
HEADER = ("宛名番号", "制度名", "決定日", "終了日", "決定額")
FACTS = {
    column.fact: layout.fact_of(column)
    for layout in layouts().values()
    for column in fact_columns(layout)
    if layout.level == "person"
}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    residents(
        tmp_path / "e",
        resident("1", "10", "世帯主", "1970-01-02"),
        resident("2", "10", "妻", "1970-01-11", 性別="女"),
    )
    return tmp_path / "e"


def awards(exports: Path, *rows: tuple[str, str, str]) -> None:
    full = [dict(zip(HEADER, (*row, "", ""), strict=True)) for row in rows]
    ledger(exports, AWARDS, *full, header=HEADER)


def received(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(row["person"], row["programme"]) for row in snapshot.receiving().to_pylist()]


def is_known(snapshot: Snapshot, programme: str) -> bool:
    """Whether the snapshot tells of everybody if they receive a programme."""
    fact = receipt_fact(programme, Holder.PERSON)
    column = snapshot.population([fact]).columns[fact.name]
    assert isinstance(column, SpansColumn)
    return not (column.values == UNKNOWN).any()


# ---------------------------------------------------------------- programmes


def test_each_row_of_a_general_register_names_its_programme(exports: Path) -> None:
    awards(exports, ("1", "葬祭費", "2026-05-01"), ("2", "障害基礎年金", "2026-05-01"))
    snapshot, _ = loaded(exports)
    assert received(snapshot) == [("p1", "葬祭費"), ("p2", "障害基礎年金")]
    assert marks(snapshot.notices()) == []


def test_a_programme_the_layout_does_not_list_is_kept_and_told(exports: Path) -> None:
    awards(exports, ("1", "市独自の祝金", "2026-05-01"), ("2", " 葬祭費", "2026-05-01"))
    snapshot, _ = loaded(exports)
    assert received(snapshot) == [("p1", "市独自の祝金"), ("p2", "葬祭費")]
    assert marks(snapshot.notices(), AWARDS) == [(2, "ROW061", "制度名")]


def test_a_programme_with_a_register_of_its_own_may_stand_in_the_general_one(exports: Path) -> None:
    awards(exports, ("1", "児童手当", "2026-05-01"))
    snapshot, _ = loaded(exports)
    assert received(snapshot) == [("p1", "児童手当")]
    assert marks(snapshot.notices(), AWARDS) == []


def test_a_row_that_names_no_programme_is_set_aside(exports: Path) -> None:
    awards(exports, ("1", "", "2026-05-01"), ("2", "葬祭費", "2026-05-01"))
    snapshot, _ = loaded(exports)
    assert received(snapshot) == [("p2", "葬祭費")]
    assert marks(snapshot.set_aside()) == [(2, "ROW043", "制度名")]


def test_of_a_listed_programme_without_a_recipient_it_is_known_that_nobody_receives_it(
    exports: Path,
) -> None:
    awards(exports, ("1", "葬祭費", "2026-05-01"))
    snapshot, _ = loaded(exports)
    assert is_known(snapshot, "葬祭費")
    assert is_known(snapshot, "障害基礎年金")
    assert not is_known(snapshot, "児童手当")  # its own register was not loaded
    assert not is_known(snapshot, "市独自の祝金")  # no register tells of it


def test_a_general_register_without_a_row_tells_nothing(exports: Path) -> None:
    awards(exports)
    assert not is_known(loaded(exports)[0], "葬祭費")


def test_without_the_general_register_nothing_is_known_of_its_programmes(exports: Path) -> None:
    assert not is_known(loaded(exports)[0], "葬祭費")


def test_a_part_of_the_city_knows_what_the_whole_knows_of_programmes(exports: Path) -> None:
    residents(
        exports,
        resident("1", "10", "世帯主", "1970-01-02"),
        resident("3", "30", "世帯主", "1970-01-02"),
    )
    awards(exports, ("1", "葬祭費", "2026-05-01"))
    snapshot, _ = loaded(exports)
    citywide = Citywide(closed=frozenset(), programmes=programmes_named(snapshot))
    for unit in range(2):
        part = part_of(snapshot, unit, unit + 1, citywide=citywide)
        assert [is_known(part, name) for name in ("葬祭費", "障害基礎年金", "児童手当")] == [
            True,
            True,
            False,
        ]


# ---------------------------------------------------------------- registers a city need not keep


def told(snapshot: Snapshot, fact: Fact) -> PlainColumn | None:
    column = snapshot.population([fact]).columns.get(fact.name)
    assert column is None or isinstance(column, PlainColumn)
    return column


def test_without_a_register_of_statements_nobody_has_told_anything(exports: Path) -> None:
    snapshot, quality = loaded(exports)
    assert told(snapshot, replace(FACTS["葬祭執行"], absent=0)) is None  # reads as absent
    missing = {entry["register"] for entry in quality["missing_registers"]}
    assert "申出・相談記録" not in missing
    assert "予防接種" in missing


def test_a_statement_is_read_and_its_missing_columns_are_as_if_nobody_had_told(
    exports: Path,
) -> None:
    told_so = {
        "葬祭執行": "1",
        "葬祭日": "2026-05-02",
        "亡くなった人の保険": "国民健康保険",
        "求職申込": "",
        "離職日": "",
    }
    ledger(exports, "27_申出・相談記録.csv", {"宛名番号": "2", **told_so})
    snapshot, _ = loaded(exports)
    held = told(snapshot, replace(FACTS["葬祭執行"], absent=0))
    assert held is not None
    assert held.values.tolist() == [0, 1]
    assert told(snapshot, replace(FACTS["入院中"], absent=0)) is None


# ---------------------------------------------------------------- columns a file lacks


@pytest.mark.parametrize(("lacking", "value"), [("", 0), ("二種混合接種済", int(UNKNOWN))])
def test_a_column_the_file_lacks_is_unknown_where_a_blank_one_is_absent(
    exports: Path, lacking: str, value: int
) -> None:
    header = [name for name in layouts()["予防接種"].columns if name != lacking]
    ledger(exports, "22b_予防接種.csv", {"宛名番号": "1", "BCG接種済": "1"}, header=header)
    snapshot, _ = loaded(exports)
    held = told(snapshot, replace(FACTS["二種混合接種済"], absent=0))
    assert held is not None
    assert np.unique(held.values).tolist() == [value]


# ---------------------------------------------------------------- decimal digits


def test_a_fact_with_decimals_is_held_as_declared_and_refused_if_declared_otherwise(
    exports: Path,
) -> None:
    house = {"家屋種別": "専用住宅", "構造": "木造", "建築年月日": "H22.6.28", "床面積": "93.5"}
    ledger(exports, "33_固定資産.csv", {"宛名番号": "1", **house})
    snapshot, _ = loaded(exports)
    floor = FACTS["家屋床面積"]
    held = told(snapshot, floor)
    assert held is not None
    assert held.values.tolist()[0] == 9_350
    with pytest.raises(Problems, match="decimals is 1"):
        snapshot.population([replace(floor, type=replace(floor.type, scale=1))])
