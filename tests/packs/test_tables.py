"""Decision tables: read from any sheet a city has, written back byte for byte, checked for holes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.packs.findings import Findings
from sakimawari.packs.sheets import read_sheet
from sakimawari.packs.table_file import TableRow, parse_table, read_table, write_table
from sakimawari.packs.table_shape import shape_of, widened
from sakimawari.packs.tables import ReadTable, read_tables
from sakimawari.rules.figures import TableRows
from sakimawari.rules.tree import TRUTH, DecisionTable, Kind, TableColumn, Type

HEAD = """#表,保育料
#施行,2026-04-01
#根拠,条例別表
#出典,https://city.example.jp/reiki/3
#確認,2026-05-01
#確認期限,2027-04-01
#入力,所得割額:円,区分:区分(3歳未満,3歳以上)
#出力,保育料:円
"""
ROWS = """所得割額,区分,保育料
0,-,0
[1..48600),3歳未満,19500
>=48600,3歳未満,30000
-,3歳以上,0
"""


def sheets(*texts: str) -> tuple[ReadTable | None, list[str]]:
    findings = Findings()
    read = []
    for number, text in enumerate(texts):
        file = parse_table(text.encode())
        assert file is not None
        sheet = read_sheet(file, f"{number}.csv", findings)
        if sheet is not None:
            read.append(sheet)
    return read_tables(read, findings).get("保育料"), [str(p) for p in findings.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_sheet_comes_back_byte_for_byte(encoding: str, newline: str) -> None:
    content = (HEAD + ROWS + '\n"余り","引用",0').replace("\n", newline).encode(encoding)
    file = parse_table(content)
    assert file is not None
    assert file.encoding == encoding
    assert write_table(file) == content


def test_changing_one_row_leaves_every_other_byte() -> None:
    content = (HEAD + ROWS).replace("\n", "\r\n").encode("cp932")
    file = parse_table(content)
    assert file is not None
    row = next(row for row in file.rows if row.cells[0] == ">=48600")
    changed = TableRow(cells=(">=48600", "3歳未満", "31000"), line=row.line)
    edited = replace(file, rows=tuple(changed if old is row else old for old in file.rows))
    assert write_table(edited) == content.replace(b"30000", b"31000")


def test_a_row_added_after_a_last_line_without_end_begins_a_new_line() -> None:
    file = parse_table(b"a,b\n1,2")
    assert file is not None
    longer = replace(file, rows=(*file.rows, TableRow(cells=("なし,1級", "3"))))
    assert write_table(longer).decode() == 'a,b\n1,2\n"なし,1級",3\n'


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xff\xfe\x00a", b"a\x00b", b'"open'])
def test_a_workbook_a_zip_or_a_torn_file_is_no_table(tmp_path: Path, content: bytes) -> None:
    findings = Findings()
    path = tmp_path / "表.csv"
    path.write_bytes(content)
    assert read_table(path, "表.csv", findings) is None
    assert [problem.id for problem in findings.problems] == ["PACK002"]


def test_lists_split_rows_and_versions_stand_by_date() -> None:
    later = HEAD.replace("2026-04-01", "2027-04-01") + ROWS.replace("30000", "31000.5")
    table, problems = sheets(later, HEAD + ROWS)
    assert problems == []
    assert table is not None
    first, second = table.dated.versions
    assert (first.since.year, second.since.year) == (2026, 2027)
    assert table.dated.table.outputs[0].type.scale == 1
    assert first.rows.outputs[:, 0].tolist() == [0, 195_000, 300_000, 0]
    assert second.rows.outputs[2, 0] == 310_005
    assert first.rows.cells[1].tolist() == [[0, 48_599], [0, 0]]


@pytest.mark.parametrize(
    "columns",
    ['"所得割額:円","区分:区分(3歳未満,3歳以上)"', "所得割額：円,区分:区分（3歳未満、3歳以上）,,"],
)
def test_the_head_may_be_quoted_full_width_or_padded(columns: str) -> None:
    head = HEAD.replace("所得割額:円,区分:区分(3歳未満,3歳以上)", columns)
    table, problems = sheets(head + ROWS)
    assert problems == []
    assert table is not None
    assert [c.type.labels for c in table.dated.table.inputs] == [(), ("3歳未満", "3歳以上")]


def test_columns_may_stand_in_another_order_than_the_head_declares() -> None:
    rows = "保育料,区分,所得割額\n0,-,-\n"
    table, problems = sheets(HEAD + rows)
    assert problems == []
    assert table is not None
    assert [c.name for c in table.dated.table.inputs] == ["所得割額", "区分"]


def test_an_unsure_table_decides_nothing() -> None:
    table, _ = sheets(HEAD + "#確度,要確認\n" + ROWS)
    assert table is not None
    assert not table.dated.versions[0].provenance.certain


# ---------------------------------------------------------------- shape

AGE = Type(kind=Kind.NUMBER, unit="歳")
GRADE = Type(kind=Kind.CATEGORY, labels=("甲", "乙", "丙"))
TABLE = DecisionTable(
    name="t",
    inputs=(
        TableColumn(name="年齢", type=AGE),
        TableColumn(name="級", type=GRADE),
        TableColumn(name="有", type=TRUTH),
    ),
    outputs=(TableColumn(name="額", type=AGE),),
)


def rows_of(*rows: tuple[tuple[int, int], tuple[int, int], tuple[int, int], int]) -> TableRows:
    return TableRows(
        cells=np.array([row[:3] for row in rows], np.int64),
        outputs=np.array([[row[3]] for row in rows], np.int64),
    )


def test_a_row_taken_away_whole_by_two_rows_above_is_unreachable() -> None:
    rows = rows_of(
        ((0, 9), (0, 2), (0, 1), 1),
        ((10, 99), (0, 2), (0, 1), 2),
        ((5, 20), (1, 1), (0, 1), 3),
        ((100, 2**62), (0, 2), (0, 1), 4),
    )
    shape = shape_of(TABLE, rows, [11, 12, 13, 14])
    assert shape.unreachable == (13,)
    assert shape.gap is None


def test_an_exception_above_its_general_row_is_no_overlap_but_crossing_ranges_are() -> None:
    rows = rows_of(
        ((3, 5), (0, 0), (0, 1), 1),
        ((0, 10), (0, 2), (0, 1), 2),
        ((8, 20), (0, 1), (0, 1), 3),
    )
    shape = shape_of(TABLE, rows, [1, 2, 3])
    assert shape.overlaps == ((2, 3),)


def test_what_no_row_answers_is_told_as_a_cell_would_say_it() -> None:
    rows = rows_of(((0, 17), (0, 2), (0, 1), 1), ((18, 2**62), (0, 1), (0, 1), 2))
    assert shape_of(TABLE, rows, [1, 2]).gap == "年齢 >=18, 級 丙, 有 no,yes"


box = st.tuples(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (min(p), max(p))),
    st.tuples(st.integers(0, 2), st.integers(0, 2)).map(lambda p: (min(p), max(p))),
    st.tuples(st.integers(0, 1), st.integers(0, 1)).map(lambda p: (min(p), max(p))),
    st.integers(0, 2),
)


@given(st.lists(box, min_size=1, max_size=6))
def test_a_row_is_unreachable_exactly_if_no_case_finds_it_first(
    drawn: list[tuple[tuple[int, int], tuple[int, int], tuple[int, int], int]],
) -> None:
    first: set[int] = set()
    missed = False
    for point in product(range(8), range(3), range(2)):
        holds = [
            at
            for at, row in enumerate(drawn)
            if all(low <= x <= high for (low, high), x in zip(row[:3], point, strict=True))
        ]
        first.update(holds[:1])
        missed = missed or not holds
    shape = shape_of(TABLE, rows_of(*drawn), list(range(len(drawn))))
    assert set(shape.unreachable) == set(range(len(drawn))) - first
    assert (shape.gap is not None) == missed


def first_row(rows: TableRows, point: tuple[int, ...]) -> int | None:
    inside = [
        all(low <= x <= high for (low, high), x in zip(cells, point, strict=True))
        for cells in rows.cells.tolist()
    ]
    return inside.index(True) if True in inside else None


@given(st.lists(box, min_size=1, max_size=6))
def test_wider_cells_answer_every_known_case_as_before(
    drawn: list[tuple[tuple[int, int], tuple[int, int], tuple[int, int], int]],
) -> None:
    rows = rows_of(*drawn)
    wide = widened(TABLE, rows)
    assert (wide.cells[:, :, 0] <= rows.cells[:, :, 0]).all()
    assert (wide.cells[:, :, 1] >= rows.cells[:, :, 1]).all()
    for point in product(range(-1, 9), range(3), range(2)):
        assert first_row(rows, point) == first_row(wide, point)


def test_a_row_that_ends_where_those_above_begin_surely_holds_up_to_its_own_end() -> None:
    rows = rows_of(
        ((0, 9), (0, 2), (0, 1), 1),
        ((10, 19), (0, 2), (0, 1), 2),
        ((20, 2**63 - 1), (0, 2), (0, 0), 3),
        ((20, 2**63 - 1), (0, 2), (1, 1), 4),
    )
    wide = widened(TABLE, rows).cells.tolist()
    assert wide[1] == [[0, 19], [0, 2], [0, 1]]
    assert wide[2] == [[0, 2**63 - 1], [0, 2], [0, 0]]
    assert wide[3] == [[0, 2**63 - 1], [0, 2], [0, 1]]
