"""Exports that cannot be a snapshot: refused whole, every problem told at once, nothing published."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.registry.run import load
from sakimawari.registry.store import current_snapshot
from tests.registry.exports import (
    ON,
    RESIDENT_COLUMNS,
    ledger,
    load_all,
    loaded,
    opaque,
    refused,
    resident,
    residents,
    seal,
    text_of,
)

HEAD = resident("1", "10", "世帯主", "1990-05-01")
CHILD = {
    "宛名番号": "1",
    "児童宛名番号": "2",
    "認定日": "R5.4.1",
    "消滅日": "",
    "手当月額": "10000",
    "監護相当": "",
}


def printed(exports: Path) -> str:
    return "\n\n".join(str(problem) for problem in refused(exports))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert printed(tmp_path / "exports") == (
        "LOAD001  exports\n"
        "  what   there is no such folder\n"
        "  do     name the folder that holds the city's exports (CSV files, or a zip of them)"
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    assert printed(tmp_path / "exports") == (
        "LOAD001  exports\n"
        "  what   the folder is empty\n"
        "  do     name the folder that holds the city's exports (CSV files, or a zip of them)"
    )


def test_an_empty_file(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    (tmp_path / "exports" / "07_児童手当.csv").touch()
    assert printed(tmp_path / "exports") == (
        "LOAD002  07_児童手当.csv\n"
        "  what   the file is empty\n"
        "  do     export it again; a register without entries still has its header line"
    )


def test_a_wrong_encoding(tmp_path: Path) -> None:
    path = residents(tmp_path / "exports", HEAD)
    path.write_bytes(path.read_bytes() + b"2,\x81\r\n")
    assert printed(tmp_path / "exports") == (
        "LOAD003  01_住民記録.csv:3\n"
        "  what   the text is neither UTF-8 nor CP932\n"
        "  do     save the file as CSV UTF-8 (or Shift_JIS as Windows writes it) and load again"
    )


@pytest.mark.parametrize(
    ("encoding", "name"), [("euc_jp", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP (JIS)")]
)
def test_an_encoding_that_decodes_by_chance_is_not_read_as_another(
    tmp_path: Path, encoding: str, name: str
) -> None:
    residents(tmp_path / "exports", HEAD, encoding=encoding)
    [problem] = refused(tmp_path / "exports")
    assert problem.id == "LOAD003"
    assert problem.near == f"the beginning reads as {name}"


def test_a_damaged_zip(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("07_児童手当.csv", text_of(tuple(CHILD), [CHILD]))
    (tmp_path / "exports" / "送付.zip").write_bytes(packed.getvalue()[:-30])
    assert printed(tmp_path / "exports") == (
        "LOAD005  送付.zip\n"
        "  what   the zip is damaged or cut off\n"
        "  do     unpack it by hand, check the files, and put them into the folder as they are"
    )


def test_a_zip_locked_with_a_password(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "x,y\n1,2\n")
    locked = bytearray(packed.getvalue())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1  # the flag of encryption in the directory
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.zip").write_bytes(locked)
    [problem] = refused(tmp_path / "exports")
    assert (problem.id, problem.what) == ("LOAD005", "the zip is locked with a password")


def test_a_zip_that_unpacks_to_an_implausible_size(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    with zipfile.ZipFile(tmp_path / "exports" / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 5_000_000)
    [problem] = refused(tmp_path / "exports")
    assert (problem.id, str(problem.where)) == ("LOAD005", "a.zip/a.csv")


def test_a_spreadsheet_is_reported_and_the_rest_is_loaded(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    (tmp_path / "exports" / "07_児童手当.xlsx").write_bytes(b"PK")
    report = load_all(tmp_path / "exports")
    assert [str(problem) for problem in report.problems] == [
        "LOAD006  07_児童手当.xlsx\n"
        "  what   the file is a spreadsheet, which is not read\n"
        "  do     save each sheet as CSV UTF-8 and load again"
    ]
    assert report.people == 1


def test_an_unknown_file_is_reported_and_the_rest_is_loaded(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    ledger(tmp_path / "exports", "メモ.csv", {"日付": "R8.4.1", "内容": "会議"})
    report = load_all(tmp_path / "exports")
    assert [str(problem) for problem in report.problems] == [
        "LOAD007  メモ.csv:1\n"
        "  what   the header is that of no known register; the file was left out\n"
        "  do     if it belongs to the load, compare its header with docs/reference/registers.md, or add a layout"
    ]


def test_a_text_that_is_no_table_is_left_without_a_word(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    (tmp_path / "exports" / "README.txt").write_text("毎月1日に,\n書き出したもの\nです\n")
    assert load_all(tmp_path / "exports").problems == ()


def test_a_missing_required_column(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    row = {name.replace("認定日", "認定"): value for name, value in CHILD.items()}
    ledger(tmp_path / "exports", "07_児童手当.csv", row)
    assert printed(tmp_path / "exports") == (
        "LOAD008  07_児童手当.csv:1\n"
        "  what   the column 認定日 of the register 児童手当 is missing\n"
        "  near   the file has a column 認定\n"
        "  do     export the file with this column, or add the column's name here to the layout's aliases"
    )


def test_a_header_that_fits_two_registers(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    row = {"宛名番号": "1", "児童宛名番号": "2", "認定日": "R5.4.1", "消滅日": "", "手当月額": "1"}
    ledger(tmp_path / "exports", "手当.csv", row)
    assert printed(tmp_path / "exports") == (
        "LOAD009  手当.csv:1\n"
        "  what   the header fits two registers: 児童手当 or 児童扶養手当\n"
        "  do     name the file after its register (for example 児童手当.csv) and load again"
    )


def test_the_same_header_under_the_registers_name_is_read(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD, resident("2", "10", "子", "2020-05-01"))
    row = {"宛名番号": "1", "児童宛名番号": "2", "認定日": "R5.4.1", "消滅日": "", "手当月額": "1"}
    ledger(tmp_path / "exports", "児童扶養手当.csv", row)
    snapshot, _ = loaded(tmp_path / "exports")
    assert snapshot.receiving()["programme"].to_pylist() == ["児童扶養手当"]


def test_a_column_that_stands_twice(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    path = tmp_path / "exports" / "07b_公務員情報.csv"
    path.write_text("宛名番号,公務員,公務員\n1,1,0\n", encoding="utf-8")
    assert printed(tmp_path / "exports") == (
        "LOAD010  07b_公務員情報.csv:1 [公務員]\n"
        "  what   the column 公務員 of the register 公務員 stands there twice\n"
        "  do     export the file with this column once"
    )


def test_ledgers_without_the_resident_records(tmp_path: Path) -> None:
    ledger(tmp_path / "exports", "07_児童手当.csv", CHILD)
    assert printed(tmp_path / "exports") == (
        "LOAD011  01_住民記録.csv\n"
        "  what   the register 住民記録 is missing; without it nobody in the other files can be placed\n"
        "  near   07_児童手当.csv is the register 児童手当\n"
        "  do     put the export of 住民記録 (usually 01_住民記録.csv) into the folder"
    )


def test_a_folder_without_any_register(tmp_path: Path) -> None:
    ledger(tmp_path / "exports", "メモ.csv", {"日付": "R8.4.1", "内容": "会議"})
    assert printed(tmp_path / "exports") == (
        "LOAD012\n"
        "  what   no file in the folder is a register or a list of facilities\n"
        "  near   メモ.csv\n"
        "  do     name the folder that holds the city's exports; docs/reference/registers.md lists their headers"
    )


def test_columns_in_another_order_are_read_by_name_and_told(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    turned = dict(reversed({"宛名番号": "1", "公務員": "1"}.items()))
    ledger(tmp_path / "exports", "07b_公務員情報.csv", turned)
    snapshot, told = loaded(tmp_path / "exports")
    assert [(one["id"], one["where"]) for one in told["problems"]] == [
        ("LOAD013", "07b_公務員情報.csv:1")
    ]
    assert told["problems"][0]["what"] == (
        "the columns stand in another order than usual; they were read by their names"
    )
    assert snapshot.set_aside().num_rows == 0


def test_a_register_without_entries_is_told(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)
    ledger(tmp_path / "exports", "07_児童手当.csv", header=tuple(CHILD))
    report = load_all(tmp_path / "exports")
    assert [(p.id, p.what) for p in report.problems] == [
        ("LOAD014", "the file has a header and no rows")
    ]


def test_personal_numbers_in_place_of_the_citys_own_are_refused_whole(tmp_path: Path) -> None:
    numbers = ["123456789018", "111111111118", "222222222226", "333333333334", "987654321093"]
    rows = [resident(number, "10", "世帯主", "1990-05-01") for number in numbers]
    residents(tmp_path / "exports", *rows)
    assert printed(tmp_path / "exports") == (
        "LOAD015  01_住民記録.csv [宛名番号]\n"
        "  what   the column of 宛名番号 holds マイナンバー (individual numbers); nothing of it was kept\n"
        "  do     export the file with the city's own 宛名番号, and delete this one safely"
    )


def test_the_same_file_under_two_names_is_read_once(tmp_path: Path) -> None:
    path = residents(tmp_path / "exports", HEAD)
    (tmp_path / "exports" / "写し.csv").write_bytes(path.read_bytes())
    report = load_all(tmp_path / "exports")
    assert [(p.id, str(p.where), p.near) for p in report.problems] == [
        ("LOAD016", "写し.csv", "it equals 01_住民記録.csv")
    ]
    assert report.people == 1


def test_a_second_load_at_the_same_time_is_refused(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD)

    def load_within(stage: str, done: int, total: int) -> None:
        load_all(tmp_path / "exports")

    with pytest.raises(Problems) as problems:
        load(
            tmp_path / "exports",
            tmp_path / "var",
            on=ON,
            opaque=opaque,
            seal=seal,
            progress=load_within,
            without_protection=True,
        )
    assert [problem.id for problem in problems.value.found] == ["LOAD017"]


def test_all_problems_of_the_files_are_told_together_and_nothing_is_published(
    tmp_path: Path,
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.csv").touch()
    (tmp_path / "exports" / "b.zip").write_bytes(b"no zip")
    header = tuple(name for name in RESIDENT_COLUMNS if name not in ("続柄", "世帯番号"))
    ledger(tmp_path / "exports", "01_住民記録.csv", HEAD, header=header)
    found = [problem.id for problem in refused(tmp_path / "exports")]
    assert sorted(found) == ["LOAD002", "LOAD005", "LOAD008", "LOAD008"]
    with pytest.raises(Problems) as problems:
        current_snapshot(tmp_path / "var")
    assert [problem.id for problem in problems.value.found] == ["SNAP001"]


def test_several_files_of_one_register_are_read_as_one(tmp_path: Path) -> None:
    residents(tmp_path / "exports" / "北", HEAD)
    residents(tmp_path / "exports" / "南", resident("2", "20", "世帯主", "1980-05-01"))
    snapshot, _ = loaded(tmp_path / "exports")
    assert sorted(snapshot.people()["person"].to_pylist()) == ["p1", "p2"]


def test_no_message_holds_a_name_or_a_number(tmp_path: Path) -> None:
    residents(tmp_path / "exports", HEAD | {"氏名": "北九 太郎", "方書": "123456789018"})
    report = load_all(tmp_path / "exports")
    told = (report.snapshot / "quality.html").read_text(encoding="utf-8")
    told += (report.snapshot / "quality.json").read_text(encoding="utf-8")
    told += "".join(str(problem) for problem in report.problems)
    assert "北九" not in told
    assert "123456789018" not in told
