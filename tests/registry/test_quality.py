"""Nothing is lost: every row read is kept, set aside or counted, and the report says so."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.problems import Problems
from sakimawari.registry.faults import ROW_FAULTS
from tests.registry.exports import (
    PERSONAL_NUMBER,
    RESIDENT_COLUMNS,
    ledger,
    load_all,
    loaded,
    marks,
    people,
    resident,
    residents,
)

HEAD = resident("1", "10", "世帯主", "1985-05-01")
ROOT = Path(__file__).resolve().parents[2]

awkward = st.sampled_from(
    ["", "1", "2", "03", "x", "R8.4.1", "R8.2.30", "2026-04-01", "○", "子", "世帯主", "合計", '"', ",",
     "死亡", "要介護1", "1,000円", "９", "\n", PERSONAL_NUMBER, "99999999"]
)  # fmt: skip


@st.composite
def messy(draw: st.DrawFn, header: tuple[str, ...]) -> str:
    """A file under a sound header whose rows are anything at all."""
    rows = draw(st.lists(st.lists(awkward, max_size=len(header) + 1), max_size=6))
    lines = [",".join(header), *(",".join(row) for row in rows)]
    return "\r\n".join(lines) + draw(st.sampled_from(["\r\n", ""]))


CARE = ("宛名番号", "要介護状態区分", "認定有効期間開始日", "認定有効期間終了日")


@settings(max_examples=15, deadline=None)
@given(
    records=messy(RESIDENT_COLUMNS),
    care=messy(CARE),
    protection=messy(("宛名番号", "支援措置開始日", "支援措置終了日")),
)
def test_rows_read_are_kept_set_aside_or_passed_over_whatever_the_files_hold(
    records: str, care: str, protection: str
) -> None:
    with TemporaryDirectory() as folder:
        exports = Path(folder) / "e"
        exports.mkdir()
        (exports / "01_住民記録.csv").write_text(records, "utf-8", newline="")
        (exports / "05b_要介護認定.csv").write_text(care, "utf-8", newline="")
        (exports / "15_支援措置.csv").write_text(protection, "utf-8", newline="")
        try:
            report = load_all(exports)
        except Problems as refused:
            # A row of 支援措置 names nobody, or 住民記録 is no table or has nobody: nothing is shown.
            found = {problem.id for problem in refused.found}
            assert found in ({"LOAD020"}, {"LOAD011"}, {"LOAD023"})
            assert not list((exports.parent / "var" / "snapshots").glob("[!.]*"))
            return
        told = json.loads((report.snapshot / "quality.json").read_text("utf-8"))
        aside: dict[str, set[int]] = {}
        for file in told["files"]:
            rows = file["rows"]
            assert rows["read"] == sum(
                rows[name] for name in ("kept", "set_aside", "blank", "total", "departed")
            )
            assert min(rows.values()) >= 0
            written = report.snapshot / "set_aside" / f"{file['file']}.csv"
            listed = []
            if written.exists():
                with written.open(encoding="utf-8-sig", newline="") as opened:
                    listed = list(csv.reader(opened))[1:]
            aside[file["file"]] = {int(row[0]) for row in listed}
            assert len(listed) == len(aside[file["file"]]) == rows["set_aside"]
        assert report.rows_read == report.rows_kept + report.set_aside + report.rows_passed_over
        for path in report.snapshot.rglob("*"):
            assert path.is_dir() or PERSONAL_NUMBER.encode() not in path.read_bytes()


def test_rows_that_cannot_be_parted_stand_aside_as_they_were(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "e",
        "05b_要介護認定.csv",
        dict(zip(CARE, ("1", "要介護1", "R8.4.1", ""), strict=True)),
    )
    residents(tmp_path / "e", HEAD)
    lines = [
        "1,要介護1",  # row 3: too few
        "1,要介護1,R8.4.1,,",  # row 4: a comma too many, and nothing behind it
        '1,"要介護1,R8.4.1,',  # row 5: an open quote
        "",  # row 6
        "合計,1件,,",  # row 7
        " , ,　,",  # row 8
        "1,要介護2,R9.4.1,",  # row 9
    ]
    path.write_bytes(path.read_bytes() + "\r\n".join([*lines, ""]).encode("cp932"))
    snapshot, told = loaded(tmp_path / "e")
    assert marks(snapshot.set_aside()) == [(3, "ROW002", ""), (4, "ROW003", ""), (5, "ROW004", "")]
    care = next(file for file in told["files"] if file["register"] == "要介護認定")
    assert care["rows"] == {
        "read": 8, "kept": 2, "set_aside": 3, "blank": 2, "total": 1, "departed": 0
    }  # fmt: skip
    written = snapshot.folder / "set_aside" / "05b_要介護認定.csv.csv"
    with written.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = list(csv.reader(opened))
    assert header == ["行", "番号", "列", "理由", "対処", *CARE]
    assert rows[0][:2] == ["3", "ROW002"]
    assert rows[0][5:] == ["1", "要介護1"]
    assert rows[1][3] == ROW_FAULTS["ROW003"].what


def test_a_person_called_total_is_no_line_of_totals(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD | {"氏名": "合計"})
    snapshot, told = loaded(tmp_path / "e")
    assert told["rows"]["total"] == 0
    assert len(people(snapshot)) == 1


def test_a_file_that_breaks_off_loses_its_last_row_only_and_is_reported(tmp_path: Path) -> None:
    path = residents(tmp_path / "e", HEAD, resident("2", "10", "子", "2016-05-01"))
    path.write_bytes(path.read_bytes()[:-25])
    report = load_all(tmp_path / "e")
    assert [str(problem) for problem in report.problems] == [
        "LOAD004  01_住民記録.csv\n"
        "  what   the file breaks off in the middle of its last row; rows behind it may be lost\n"
        "  do     export or transfer the file again and compare its number of rows with the system's"
    ]
    assert (report.people, report.set_aside) == (1, 1)


def test_a_whole_last_row_without_a_line_end_is_taken_in(tmp_path: Path) -> None:
    path = residents(tmp_path / "e", HEAD)
    path.write_bytes(path.read_bytes().rstrip(b"\r\n"))
    report = load_all(tmp_path / "e")
    assert (report.people, report.set_aside, report.problems) == (1, 0, ())


def test_set_aside_rows_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, resident("", "10", "子", "2016-05-01"))
    folder = loaded(tmp_path / "e")[0].folder / "set_aside"
    [written] = folder.iterdir()
    assert written.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_comma_line_break_and_quote_in_a_cell_survive_setting_aside(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD, resident("", "10", "子", "2016-05-01", 方書='3階\n"A",B'))
    [written] = (loaded(tmp_path / "e")[0].folder / "set_aside").iterdir()
    with written.open(encoding="utf-8-sig", newline="") as opened:
        _, row = list(csv.reader(opened))
    assert row[5 + RESIDENT_COLUMNS.index("方書")] == '3階\n"A",B'


def test_registers_that_were_not_delivered_are_listed_with_what_is_unknown(tmp_path: Path) -> None:
    residents(tmp_path / "e", HEAD)
    _, told = loaded(tmp_path / "e")
    missing = {entry["register"]: entry for entry in told["missing_registers"]}
    assert missing["要介護認定"]["facts"] == ["要介護度"]
    assert missing["児童手当"]["programme"] == "児童手当"
    assert "住民記録" not in missing


@pytest.mark.parametrize(("rows", "told"), [(80, False), (79, True)])
def test_a_register_that_lost_a_fifth_of_its_rows_is_reported(
    tmp_path: Path, rows: int, told: bool
) -> None:
    everybody = [resident(str(n), str(n), "世帯主", "1985-05-01") for n in range(1, 101)]
    residents(tmp_path / "e", *everybody)
    assert load_all(tmp_path / "e").problems == ()
    residents(tmp_path / "e", *everybody[:rows])
    problems = load_all(tmp_path / "e").problems
    assert [str(problem) for problem in problems] == (
        [
            "LOAD018\n"
            "  what   the register 住民記録 has 79 rows, 21% fewer than in the snapshot before\n"
            "  near   there it had 100\n"
            "  do     make sure that the export is whole; if it was cut short, load again before anything is sent"
        ]
        if told
        else []
    )


class _Page(HTMLParser):
    """Collects what the accessibility of a page hangs on."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: dict[str, int] = {}
        self.outside: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.found[tag] = self.found.get(tag, 0) + 1
        if tag == "html":
            self.language = told.get("lang") or ""
        for name in ("src", "href"):
            if (told.get(name) or "#").startswith(("http", "//")):
                self.outside.append(told[name] or "")
        if tag == "th":
            assert told.get("scope") == "col"
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_is_one_whole_japanese_page_without_anything_from_outside(
    tmp_path: Path,
) -> None:
    residents(tmp_path / "e", HEAD, resident("", "10", "子", "不詳"))
    ledger(tmp_path / "e", "<メモ>.csv", {"a": "1", "b": "2"})
    snapshot, _ = loaded(tmp_path / "e")
    text = (snapshot.folder / "quality.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.language == "ja"
    assert page.found["h1"] == page.found["main"] == page.found["title"] == 1
    assert page.found["caption"] == page.found["table"] >= 3
    assert page.outside == []
    assert "script" not in page.found
    assert "取り込まなかった行が 1 行あります" in text
    assert ROW_FAULTS["ROW005"].do in text
    assert "&lt;メモ&gt;.csv" in text


@pytest.mark.parametrize("family", ["LOAD", "ROW", "SNAP"])
def test_every_id_is_documented(family: str) -> None:
    engine = ROOT / "src" / "sakimawari"
    code = "".join(
        path.read_text(encoding="utf-8")
        for stage in ("registry",)
        for path in sorted((engine / stage).glob("*.py"))
    )
    used = set(re.findall(rf'"({family}0\d\d)"', code))
    page = (ROOT / "docs" / "reference" / "problems" / "registry.md").read_text(encoding="utf-8")
    documented = set(re.findall(rf"^\| ({family}0\d\d) \|", page, flags=re.MULTILINE))
    assert used
    assert used == documented
