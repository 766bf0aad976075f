"""The resident records: who lives here, who left, who stands twice, and nobody lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from tests.registry.exports import (
    NOT_PERSONAL_NUMBER,
    PERSONAL_NUMBER,
    RESIDENT_COLUMNS,
    facts,
    ledger,
    loaded,
    marks,
    people,
    repairs,
    resident,
    residents,
)

HEAD = resident("1", "10", "世帯主", "1990-05-01")


def persons(rows: list[dict[str, object]]) -> set[object]:
    return {row["person"] for row in rows}


def test_a_resident_is_taken_in_with_household_place_and_facts(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD | {"住民区分": "2", "住民となった日": "R1.5.1"})
    snapshot, _ = loaded(tmp_path / "e")
    [row] = people(snapshot)
    assert row == {
        "person": "p1",
        "household": "h10",
        "unit": 0,
        "ward": "小倉北区",
        "town": "城内",
        "relation": "世帯主",
        "guardian": -1,
        "spouse": -1,
        "is_subject": 1,
    }
    [birth] = facts(snapshot, "生年月日")
    assert birth == {"person": "p1", "value": 7425, "source": "01_住民記録.csv", "source_row": 2}
    assert facts(snapshot, "住民区分")[0]["value"] == 1


@pytest.mark.parametrize(
    ("removal", "lives_here"),
    [
        ({}, True),
        ({"消除事由": "死亡", "消除日": "2026-06-30"}, False),
        ({"消除事由": "転出", "消除日": "2026-07-01"}, False),  # on the day itself
        ({"消除事由": "転出", "消除日": "2026-07-02"}, True),  # tomorrow
        ({"消除事由": "転出"}, False),
        ({"消除日": "2026-06-30"}, False),
        ({"消除事由": "0"}, True),
    ],
)
def test_a_removed_resident_is_departed_from_the_day_of_removal(
    tmp_path: Path, removal: dict[str, str], lives_here: bool
) -> None:
    residents(tmp_path / "e", HEAD | removal)
    snapshot, _ = loaded(tmp_path / "e")
    assert persons(people(snapshot)) == ({"p1"} if lives_here else set())
    assert snapshot.departed()["person"].to_pylist() == ([] if lives_here else ["p1"])


def test_somebody_who_came_back_lives_here(tmp_path: Path) -> None:
    left = HEAD | {"消除事由": "転出", "消除日": "2024-03-31", "異動日": "2024-03-31"}
    back = resident("1", "11", "世帯主", "1990-05-01", 異動日="2025-04-01")
    residents(tmp_path / "e", back, left)
    snapshot, _ = loaded(tmp_path / "e")
    assert [row["household"] for row in people(snapshot)] == ["h11"]
    assert snapshot.departed().num_rows == 0


def test_of_two_rows_for_one_number_the_later_change_stays(tmp_path: Path) -> None:
    new = resident("1", "11", "世帯主", "1990-05-01", 異動日="R8.4.1")
    old = HEAD | {"異動日": "R2.4.1"}
    residents(tmp_path / "e", new, old)
    snapshot, _ = loaded(tmp_path / "e")
    assert [row["household"] for row in people(snapshot)] == ["h11"]
    assert marks(snapshot.set_aside()) == [(3, "ROW020", "宛名番号")]


@pytest.mark.parametrize("column", ["宛名番号", "世帯番号"])
@pytest.mark.parametrize("number", ["", "不明", "1.2E+10"])
def test_without_a_number_a_row_is_set_aside(tmp_path: Path, column: str, number: str) -> None:
    residents(tmp_path / "e", HEAD, resident("2", "10", "子", "2020-05-01") | {column: number})
    snapshot, _ = loaded(tmp_path / "e")
    assert persons(people(snapshot)) == {"p1"}
    assert marks(snapshot.set_aside()) == [(3, "ROW005", column)]


@pytest.mark.parametrize(
    ("birth", "id"), [("2020-02-30", "ROW010"), ("不詳", "ROW010"), ("2026-07-02", "ROW017")]
)
def test_an_impossible_birth_date_leaves_the_person_and_makes_the_date_unknown(
    tmp_path: Path, birth: str, id: str
) -> None:
    residents(tmp_path / "e", HEAD, resident("2", "10", "子", birth))
    snapshot, _ = loaded(tmp_path / "e")
    assert persons(people(snapshot)) == {"p1", "p2"}
    assert marks(snapshot.notices()) == [(3, id, "生年月日")]
    [unknown] = [entry for entry in facts(snapshot, "生年月日") if entry["person"] == "p2"]
    assert unknown["value"] == -(2**31)


def test_born_on_the_day_itself_is_no_future(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, resident("2", "10", "子", "2026-07-01"))
    snapshot, _ = loaded(tmp_path / "e")
    assert marks(snapshot.notices()) == []


def test_one_person_under_two_numbers_is_told_and_both_are_kept(tmp_path: Path) -> None:
    twin = {"氏名": "北九 花子", "生年月日": "2000-01-01", "番地": "1番1号"}
    residents(
        tmp_path / "e",
        resident("1", "10", "世帯主", "") | twin,
        resident("2", "20", "世帯主", "") | twin | {"氏名": "北九　花子", "番地": "１番１号"},
        resident("3", "30", "世帯主", "") | twin | {"生年月日": "2000-01-02"},
        resident("4", "40", "世帯主", "") | twin | {"番地": "1番2号"},
    )
    snapshot, _ = loaded(tmp_path / "e")
    assert marks(snapshot.notices()) == [(2, "ROW022", ""), (3, "ROW022", "")]
    assert len(people(snapshot)) == 4


def test_numbers_differing_only_in_zeros_and_width_are_one_person(tmp_path: Path) -> None:
    residents(tmp_path / "e", resident("0001", "010", "世帯主", "1990-05-01"))
    ledger(tmp_path / "e", "07b_公務員情報.csv", {"宛名番号": "１", "公務員": "○"})
    snapshot, _ = loaded(tmp_path / "e")
    assert [(f["person"], f["value"]) for f in facts(snapshot, "公務員")] == [("p1", 1)]
    assert repairs(snapshot) == [(2, "width", "宛名番号")]


def test_a_household_without_a_head_is_told_and_led_by_the_spouse(tmp_path: Path) -> None:
    residents(
        tmp_path / "e",
        HEAD | {"消除事由": "死亡", "消除日": "2026-06-01"},
        resident("2", "10", "子", "2015-05-01"),
        resident("3", "10", "妻", "1991-05-01", 性別="女"),
    )
    snapshot, _ = loaded(tmp_path / "e")
    rows = people(snapshot)
    [household] = snapshot.households().to_pylist()
    assert rows[household["head"]]["person"] == "p3"
    assert {id for _, id, _ in marks(snapshot.notices())} == {"ROW030"}


def test_two_heads_and_two_addresses_in_a_household_are_told(tmp_path: Path) -> None:
    residents(
        tmp_path / "e",
        HEAD,
        resident("2", "10", "世帯主", "1980-05-01"),
        resident("3", "10", "子", "2015-05-01", 行政区="門司区"),
    )
    snapshot, _ = loaded(tmp_path / "e")
    found = marks(snapshot.notices())
    assert (4, "ROW032", "") in found
    assert {row for row, id, _ in found if id == "ROW031"} == {2, 3, 4}
    assert {row["ward"] for row in people(snapshot)} == {"小倉北区"}


def test_a_relation_nobody_can_read_is_told_and_the_person_kept(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, resident("2", "10", "隣人", "2000-05-01"))
    snapshot, _ = loaded(tmp_path / "e")
    assert marks(snapshot.notices()) == [(3, "ROW033", "続柄")]
    assert len(people(snapshot)) == 2


def test_units_lie_by_ward_town_and_key_and_within_them_head_spouse_eldest(tmp_path: Path) -> None:
    residents(
        tmp_path / "e",
        resident("5", "20", "子", "2020-01-01", 行政区="門司区", 町字="港町"),
        resident("4", "20", "世帯主", "1980-01-01", 行政区="門司区", 町字="港町"),
        resident("3", "10", "子", "2019-01-01"),
        resident("6", "10", "子", "2012-01-01"),
        resident("2", "10", "妻", "1991-01-01", 性別="女"),
        resident("1", "10", "世帯主", "1992-01-01"),
        resident("7", "30", "世帯主", "1950-01-01", 町字="室町"),
        resident("8", "15", "世帯主", "1950-01-01", 町字="室町"),
    )
    snapshot, _ = loaded(tmp_path / "e")
    assert [row["person"] for row in people(snapshot)] == [
        "p1", "p2", "p6", "p3",  # 小倉北区 城内
        "p8", "p7",  # 小倉北区 室町, h15 before h30
        "p4", "p5",  # 門司区
    ]  # fmt: skip
    assert snapshot.households()["first_person"].to_pylist() == [0, 4, 5, 6]
    assert snapshot.manifest["wards"] == [
        {"ward": "小倉北区", "first_unit": 0, "units": 3, "first_person": 0, "people": 6},
        {"ward": "門司区", "first_unit": 3, "units": 1, "first_person": 6, "people": 2},
    ]


def test_identities_are_sealed_for_their_person_and_lie_nowhere_else(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD | {"氏名": "北九 太郎", "方書": '城内ハイツ"A"'})
    ledger(
        tmp_path / "e",
        "13_国民年金.csv",
        {
            "宛名番号": "1",
            "基礎年金番号": "1234567890",
            "被保険者種別": "1",
            "資格取得日": "R2.4.1",
            "資格喪失日": "",
        },
    )
    snapshot, _ = loaded(tmp_path / "e")
    [row] = snapshot.identities(["p1"]).to_pylist()
    person, plain = row["sealed"].split(b"|", 1)
    assert person == b"p1"
    assert json.loads(plain) == {
        "氏名": "北九 太郎",
        "番地": "1番",
        "方書": '城内ハイツ"A"',
        "国民年金_基礎年金番号": "1234567890",
    }
    for path in snapshot.folder.rglob("*"):
        if path.is_file() and path.name != "identities.parquet":
            assert "北九".encode() not in path.read_bytes(), path.name
    assert snapshot.identities(["p9"]).num_rows == 0


def test_a_personal_number_in_a_free_text_is_masked_everywhere(tmp_path: Path) -> None:
    residents(
        tmp_path / "e",
        HEAD | {"方書": f"個人番号{PERSONAL_NUMBER}"},
        resident("2", "10", "子", "2020-05-01", 方書=f"{NOT_PERSONAL_NUMBER}号室"),
        resident("", "10", "子", "2021-05-01", 氏名="1234-5678-9018"),
    )
    snapshot, _ = loaded(tmp_path / "e")
    assert (2, "ROW001", "方書") in marks(snapshot.notices())
    held = [row["sealed"].decode() for row in snapshot.identities().to_pylist()]
    assert not any("方書" in plain for plain in held if plain.startswith("p1|"))
    assert any(NOT_PERSONAL_NUMBER in plain for plain in held)
    for path in snapshot.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert PERSONAL_NUMBER.encode() not in content, path.name
            assert b"1234-5678-9018" not in content, path.name
    [aside] = (snapshot.folder / "set_aside").iterdir()
    assert "＊" * 14 in aside.read_text(encoding="utf-8-sig")


def test_header_with_titles_prefixes_and_aliases_is_read(tmp_path: Path) -> None:
    renamed = {
        "宛名番号": "住民コード",
        "生年月日": "生年月日_和暦",
        "行政区": "区名",
        "続柄": "続柄（世帯主との）",
    }
    header = [renamed.get(name, name) for name in RESIDENT_COLUMNS]
    path = ledger(
        tmp_path / "e", "x.csv", [HEAD.get(n, "") for n in RESIDENT_COLUMNS], header=header
    )  # type: ignore[arg-type]
    path.write_text("令和8年7月 住民一覧\n\n" + path.read_text("cp932"), "cp932")
    snapshot, told = loaded(tmp_path / "e")
    assert persons(people(snapshot)) == {"p1"}
    assert told["files"][0]["header"]["row"] == 3
    assert ["住民コード", "宛名番号"] in told["files"][0]["header"]["renamed"]


def test_resident_records_with_a_header_alone_are_a_broken_export(tmp_path: Path) -> None:
    residents(tmp_path / "e", resident("1", "10", "世帯主", "1985-05-01"))
    (file,) = (path for path in (tmp_path / "e").iterdir() if "住民記録" in path.name)
    header = file.read_bytes().splitlines(keepends=True)[0]
    file.write_bytes(header)
    with pytest.raises(Problems, match="LOAD023"):
        loaded(tmp_path / "e")
