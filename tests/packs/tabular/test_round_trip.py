"""What is written and read back is the same: workbook, CSV, DMN; and cells of FEEL."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.packs.cells import condition_of
from sakimawari.packs.eras import western
from sakimawari.packs.tabular.dmn_reading import read_dmn
from sakimawari.packs.tabular.dmn_writing import as_dmn
from sakimawari.packs.tabular.feel import NotFeel, condition_in, unary_tests
from sakimawari.packs.tabular.grids import read_grids
from sakimawari.packs.tabular.reading import read_written
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.writing import as_csv, as_pair, as_workbook
from sakimawari.packs.tabular.written import WrittenService
from sakimawari.rules.tree import Kind
from tests.packs.tabular.drawn import COLUMNS, conditions, services, sources, unit_type

CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def read_back(path: Path) -> tuple[WrittenService | None, Notebook]:
    notebook = Notebook()
    if path.suffix == ".dmn":
        return read_dmn(path, path.name, notebook), notebook
    return read_written(read_grids(path, path.name, notebook), path.name, notebook), notebook


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(written=services(columns=6))
def test_every_form_of_file_gives_back_the_same_service(
    tmp_path: Path, written: WrittenService
) -> None:
    (tmp_path / "x.xlsx").write_bytes(as_workbook(written))
    (tmp_path / "x.csv").write_bytes(as_csv(written))
    (tmp_path / "x.dmn").write_bytes(as_dmn(written, "x"))
    (tmp_path / "x").mkdir(exist_ok=True)
    for name, content in as_pair(written).items():
        (tmp_path / "x" / name).write_bytes(content)
    for name in ("x.xlsx", "x.csv", "x.dmn", "x"):
        same, notebook = read_back(tmp_path / name)
        assert same == written, name
        assert notebook.findings.problems == notebook.findings.remarks == []


@given(st.data())
def test_a_condition_written_as_a_cell_or_as_feel_is_read_back(data: st.DataObject) -> None:
    type = unit_type(data.draw(st.sampled_from(COLUMNS)))
    condition = data.draw(conditions(type))
    assert condition_of(condition.as_cell(), type) == condition
    assert condition_in(unary_tests(condition, type.kind), type.kind) == condition


def test_a_service_survives_every_file_after_the_other(tmp_path: Path) -> None:
    written: WrittenService | None = sources().tabular[0].written
    first = written
    for name in ("a.dmn", "b.xlsx", "c.csv", "d.dmn"):
        assert written is not None
        make = {".dmn": lambda w: as_dmn(w, "x"), ".xlsx": as_workbook, ".csv": as_csv}
        (tmp_path / name).write_bytes(make[name[1:]](written))
        written, _ = read_back(tmp_path / name)
        assert written == first


@pytest.mark.parametrize(
    ("text", "kind", "cell"),
    [
        ("", Kind.NUMBER, "-"),
        ("< 18", Kind.NUMBER, "<18"),
        (">=65", Kind.NUMBER, ">=65"),
        ("]3..18[", Kind.NUMBER, "(3..18)"),
        ("[3..18)", Kind.NUMBER, "[3..18)"),
        ("1, [3..5], > 9.50", Kind.NUMBER, "1、[3..5]、>9.5"),
        ("not(1, 2)", Kind.NUMBER, "not(1、2)"),
        ("-.5", Kind.NUMBER, "-0.5"),
        ('"なし", "要支援"', Kind.CATEGORY, "なし、要支援"),
        ('not("なし")', Kind.CATEGORY, "not(なし)"),
        ("true", Kind.TRUTH, "はい"),
        ('[date("2026-04-01")..date("2027-03-31")]', Kind.DATE, "[2026-04-01..2027-03-31]"),
        ('< @"2026-04-01"', Kind.DATE, "<2026-04-01"),
        (">= date(2026, 4, 1)", Kind.DATE, ">=2026-04-01"),
    ],
)
def test_unary_tests_as_modellers_write_them(text: str, kind: Kind, cell: str) -> None:
    assert condition_in(text, kind).as_cell() == cell


@pytest.mark.parametrize("text", ["x + 1", "today()", "? > 3", '"a"', "null", "[1..x]", "1..3"])
def test_other_feel_is_no_literal(text: str) -> None:
    with pytest.raises(NotFeel):
        condition_in(text, Kind.NUMBER)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("令和8年4月1日", "2026-04-01"),
        ("Ｒ８．４．１", "2026-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        (">=平成31年4月30日", ">=2019-04-30"),
        ("[2026/4/1..2027年3月31日]", "[2026-04-01..2027-03-31]"),
        ("令和元年4月30日", "令和元年4月30日"),  # the day before the era began
        ("2026/2/30", "2026/2/30"),
    ],
)
def test_dates_in_eras_and_slashes_take_one_form(text: str, taken: str) -> None:
    assert western(text) == taken


def test_typed_cells_of_a_spreadsheet_say_what_they_show(tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([True, 12000, 12000.0, 1.5, datetime(2026, 4, 1), "a"])  # noqa: DTZ001 - a cell's
    sheet.append(["合"])
    sheet.merge_cells("A2:A3")
    sheet["A4"] = "x"
    book.save(tmp_path / "t.xlsx")
    (grid,) = read_grids(tmp_path / "t.xlsx", "t.xlsx", Notebook())
    assert grid.rows[0][1] == ("はい", "12000", "12000", "1.5", "2026-04-01", "a")
    assert [cells[0] for _, cells in grid.rows[1:]] == ["合", "合", "x"]


def test_a_formula_is_refused_at_its_cell(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "x.xlsx"
    path.write_bytes(as_workbook(sources().tabular[0].written))
    book = load_workbook(path)
    book["表"]["G6"] = "=1+2"
    book.save(path)
    _, notebook = read_back(path)
    problem = notebook.findings.problems[0]
    assert (problem.id, str(problem.where)) == ("PACK067", "x.xlsx「表」:6 [G6]")


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    written = sources().tabular[0].written
    row = written.rows[0]
    changed = WrittenService(
        form=written.form,
        inputs=written.inputs,
        outputs=written.outputs,
        rows=(type(row)(inputs=row.inputs, outputs=row.outputs, notes={"条": "=第1条"}),),
    )
    (tmp_path / "x.xlsx").write_bytes(as_workbook(changed))
    assert read_back(tmp_path / "x.xlsx")[0] == changed


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 70_000_000)
    (tmp_path / "x.xlsx").write_bytes(packed.getvalue())
    _, notebook = read_back(tmp_path / "x.xlsx")
    assert [problem.id for problem in notebook.findings.problems] == ["PACK002"]
