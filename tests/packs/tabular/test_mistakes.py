"""Every mistake of a table is told by row and cell, with an example where rows meet or part."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sakimawari.packs.cells import ranges_of
from sakimawari.packs.tabular.exchange import Looked, annotate, look_at
from sakimawari.packs.tabular.geometry import TooMixed, Work, covers, uncovered
from sakimawari.packs.tabular.rivals import compare_rows
from sakimawari.packs.tabular.wording import WORDS, Notebook
from sakimawari.packs.tabular.writing import as_workbook
from sakimawari.packs.tabular.written import HitPolicy, WrittenService
from sakimawari.rules.tree import Type
from tests.packs.tabular.drawn import COLUMNS, WINTER, rows, sources, unit_type

FORM = """項目,内容
名称,冬の助成
概要,助けます
対象,個人
法令,要綱
所管,福祉課
ライフイベント,加齢
届け方,手伝う
行の選び方,一つだけ
施行,2026-04-01
出典,https://city.example.jp/winter
確認,2026-05-01
確認期限,2027-05-01
金額の単位,円/月
"""
HEAD = """
#列,年齢,要介護度,該当,金額,条,施行,終了
#単位,歳,区分,,円
#式,年齢(生年月日),要介護度
"""
GOOD = """,<65,-,いいえ,,第1条
,>=65,なし,はい,1000,第2条
,>=65,なし以外,はい,2000,第2条
"""
FIRST_ROW = 19  # of the table, in the file


def looked_at(tmp_path: Path, rows: str, *, form: str = FORM, head: str = HEAD) -> Looked:
    path = tmp_path / "winter.csv"
    path.write_text(form + head + rows, encoding="utf-8")
    return look_at(path, pack=WINTER)


def told(looked: Looked) -> list[tuple[str, str, str]]:
    """(id, place, what) of all that was found, without the name of the file."""
    findings = looked.notebook.findings
    return [
        (each.id, str(each.where).replace("winter.csv:", ""), each.what)
        for each in (*findings.problems, *findings.remarks)
    ]


def test_a_table_without_mistakes_says_nothing(tmp_path: Path) -> None:
    assert told(looked_at(tmp_path, GOOD)) == []


def test_the_table_of_the_how_to_has_no_mistake(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "write-a-service-as-a-table.md"
    block = page.read_text(encoding="utf-8").split("```\n#列")[1].split("```")[0]
    form = FORM.replace("一つだけ", "上の行").replace("2026-04-01", "2025-10-01")
    assert told(looked_at(tmp_path, "", form=form, head=f"\n#列{block}")) == []


def test_two_rows_that_overlap_are_told_with_a_case_of_both(tmp_path: Path) -> None:
    found = told(looked_at(tmp_path, GOOD.replace("<65", "<=65")))
    assert [(id, place) for id, place, _ in found] == [("PACK028", "20"), ("PACK028", "21")]
    assert "row 19 both hold for 年齢=65歳、要介護度=なし" in found[0][2]
    assert "年齢=65歳、要介護度=要支援" in found[1][2]


def test_rows_that_say_the_same_may_overlap_where_any_of_them_will_do(tmp_path: Path) -> None:
    rows = GOOD + ",>=70,なし,はい,1000,第2条\n"
    form = FORM.replace("一つだけ", "同じ結果")
    assert [id for id, _, _ in told(looked_at(tmp_path, rows, form=form))] == ["PACK023"]
    differs = rows.replace("はい,1000,第2条\n,>=65,なし以外", "はい,900,第2条\n,>=65,なし以外")
    ids = [id for id, _, _ in told(looked_at(tmp_path, differs, form=form))]
    assert ids == ["PACK028", "PACK023"]


def test_a_case_no_row_takes_is_a_gap_told_with_that_case(tmp_path: Path) -> None:
    found = told(looked_at(tmp_path, GOOD.replace("<65", "<64")))
    assert [(id, what.split(";")[0]) for id, _, what in found] == [
        ("PACK058", "no row holds for 年齢=64歳、要介護度=なし")
    ]


def test_a_row_taken_by_two_rows_together_is_never_reached(tmp_path: Path) -> None:
    rows = ",-,なし,はい,1,第1条\n,-,要支援、要介護,はい,2,第1条\n,>=65,なし、要介護,はい,3,第1条\n"
    form = FORM.replace("一つだけ", "上の行")
    found = told(looked_at(tmp_path, rows, form=form))
    assert found[0][:2] == ("PACK023", "21")
    assert "row 19, row 20 take them all" in found[0][2]


def test_with_the_upper_row_deciding_only_rows_that_cross_and_differ_are_told(
    tmp_path: Path,
) -> None:
    rows = ",>=90,-,いいえ,,第1条\n,>=75,要介護,はい,3,第1条\n,>=65,-,はい,1,第1条\n,-,要支援,はい,2,第1条\n,-,-,いいえ,,第1条\n"
    found = told(looked_at(tmp_path, rows, form=FORM.replace("一つだけ", "上の行")))
    assert [(id, place) for id, place, _ in found] == [("PACK057", "22")]
    assert "row 21 both hold for 年齢=65歳、要介護度=要支援" in found[0][2]


def test_two_rows_of_one_condition_whose_dates_overlap_are_told_as_such(tmp_path: Path) -> None:
    rows = GOOD.replace(
        ",>=65,なし,はい,1000,第2条",
        ",>=65,なし,はい,1000,第2条,2026-04-01,2027-04-01\n,>=65,なし,はい,1100,第2条,2027-04-01",
    )
    found = told(looked_at(tmp_path, rows))
    assert [(id, place) for id, place, _ in found] == [("PACK029", "21 [G21]")]
    assert "2027-04-01" in found[0][2]
    assert (
        told(looked_at(tmp_path, rows.replace("2026-04-01,2027-04-01", "2026-04-01,2027-03-31")))
        == []
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1000,第2条", "1000,", ("PACK027", "20 [F20]", "no article")),
        (
            "はい,1000",
            "たぶん,1000",
            ("PACK063", "20 [D20]", "`たぶん`, which is not はい・いいえ"),
        ),
        ("はい,1000", "はい,千円", ("PACK063", "20 [E20]", "a number (円)")),
        ("はい,1000", "はい,-", ("PACK063", "20 [E20]", "a number (円)")),
        ("はい,1000", "はい,1000人", ("PACK026", "20 [E20]", "in 人 here, but in 円")),
        ("<65", "65人未満", ("PACK026", "19 [B19]", "in 人 here, but in 歳")),
        ("<65", "六十五未満", ("PACK022", "19 [B19]", "no number")),
        (",なし,", ",要支緩,", ("PACK022", "20 [C20]", "not one of なし・要支援・要介護")),
        ("<65,-", "<65,", ("PACK022", "19 [C19]", "empty; write -")),
        ("第1条", "第1条,2026-13-01", ("PACK010", "19 [G19]", "2026-13-01")),
        ("第1条", "第1条,2026-05-01,2026-04-30", ("PACK061", "19 [H19]", "ends before")),
    ],
)
def test_a_cell_at_fault_is_named(
    tmp_path: Path, old: str, new: str, expected: tuple[str, str, str]
) -> None:
    assert old in GOOD
    found = told(looked_at(tmp_path, GOOD.replace(old, new, 1)))
    matching = [each for each in found if each[:2] == expected[:2]]
    assert matching, found
    assert expected[2] in matching[0][2]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("#単位,歳", "#単位,", ("PACK025", "17 [B17]")),
        ("#単位,歳", "#単位,才", ("PACK025", "17 [B17]")),
        ("区分,,円", "区分,,月", ("PACK026", "17 [E17]")),
        ("区分,,円", "区分(なし、要介護),,円", ("PACK026", "17 [C17]")),
        ("条,施行", "條,施行", ("PACK062", "16 [F16]")),
        ("終了", "終わり", ("PACK062", "16 [H16]")),
        ("該当,金額", "該当,該当", ("PACK008", "16 [E16]")),
        ("年齢(生年月日),要介護度", "年齢(生年日),要介護度", ("RULE012", "18 [B18]")),
        ("年齢(生年月日),要介護度", "年齢(生年月日) > 3,要介護度", ("RULE015", "18 [B18]")),
        ("#列,年齢", "#列,年 齢", ("PACK009", "16 [B16]")),
    ],
)
def test_a_head_at_fault_is_named(
    tmp_path: Path, old: str, new: str, expected: tuple[str, str]
) -> None:
    assert old in HEAD
    found = told(looked_at(tmp_path, GOOD, head=HEAD.replace(old, new, 1)))
    assert expected in [each[:2] for each in found], found


def test_an_unknown_column_names_the_nearest_known_one(tmp_path: Path) -> None:
    looked = looked_at(tmp_path, GOOD, head=HEAD.replace("終了", "終り"))
    assert looked.notebook.findings.problems[0].near == "終了"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("名称,冬の助成\n", "", ("PACK007", "1")),
        ("届け方,手伝う", "届け方,手伝い", ("PACK010", "8 [B8]")),
        ("所管,福祉課", "所官,福祉課", ("PACK006", "6 [A6]")),
        ("所管,福祉課", "所管,福祉課\n所管,市民課", ("PACK008", "7 [B7]")),
        ("施行,2026-04-01", "施行,令和8年4月31日", ("PACK010", "10 [B10]")),
        ("出典,https://city.example.jp/winter\n", "", ("PACK015", "18")),
        ("ライフイベント,加齢", "ライフイベント,老化", ("PACK010", "7 [B7]")),
        ("届け方,手伝う", "届け方,申し出る", ("PACK034", "")),
    ],
)
def test_a_line_of_the_form_at_fault_is_named(
    tmp_path: Path, old: str, new: str, expected: tuple[str, str]
) -> None:
    assert old in FORM
    found = told(looked_at(tmp_path, GOOD, form=FORM.replace(old, new, 1)))
    assert expected[0] in [each[0] for each in found], found
    if expected[1]:
        assert expected in [each[:2] for each in found], found


def test_all_mistakes_come_in_one_run_with_a_japanese_sentence_each(tmp_path: Path) -> None:
    rows = GOOD.replace("第1条", "").replace("はい,1000", "はい,千").replace("なし以外", "なしい外")
    looked = looked_at(tmp_path, rows, head=HEAD.replace("終了", "終り"))
    problems = looked.notebook.findings.problems
    assert {each.id for each in problems} == {"PACK062", "PACK027", "PACK063", "PACK022"}
    spoken = [looked.notebook.in_japanese(each) for each in problems]
    assert "条がありません。この行の根拠となる条を書いてください。" in spoken
    assert all(any("ぁ" <= letter <= "ん" for letter in each) for each in spoken)


def test_every_finding_of_tables_has_words_in_both_languages() -> None:
    for id, wording in WORDS.items():
        assert wording.what, id
        assert wording.do, id
        assert wording.ja.endswith(("。", "}")), id


def test_a_workbook_is_given_back_with_a_remark_at_its_row(tmp_path: Path) -> None:
    written = sources().tabular[0].written
    path = tmp_path / "h.xlsx"
    path.write_bytes(as_workbook(written))
    book = load_workbook(path)
    sheet = book["表"]
    articles = next(cell.column for cell in sheet[1] if cell.value == "条")
    sheet.cell(5, articles).value = None
    book.save(path)
    (tmp_path / "marked.xlsx").write_bytes(annotate(look_at(path, pack=WINTER)))
    marked = load_workbook(tmp_path / "marked.xlsx")
    remarks = next(cell.column for cell in marked["表"][1] if cell.value == "指摘")
    assert marked["表"].cell(5, remarks).value.startswith("PACK027 条がありません")
    assert marked["指摘一覧"]["B2"].value == "PACK027"
    # The copy, once mended, is a table like any other: the remarks are not read.
    again = look_at(tmp_path / "marked.xlsx", pack=WINTER)
    assert [each.id for each in again.notebook.findings.problems] == ["PACK027"]
    mended = annotate(again)
    (tmp_path / "twice.xlsx").write_bytes(mended)
    heads = [cell.value for cell in load_workbook(tmp_path / "twice.xlsx")["表"][1]]
    assert heads.count("指摘") == 1


# ---------------------------------------------------------------- geometry

box = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=3).map(
    lambda ends: [(min(pair), max(pair)) for pair in ends]
)
DOMAIN = np.array([(0, 5)] * 3, np.int64)


@given(st.lists(box, min_size=1, max_size=7))
def test_what_no_box_takes_is_found_whole_and_without_repetition(
    drawn: list[list[tuple[int, int]]],
) -> None:
    boxes = np.array(drawn, np.int64)
    parts = [part.tolist() for part in uncovered(DOMAIN, boxes, Work())]
    for point in product(range(6), repeat=3):
        taken = any(_holds(each, point) for each in drawn)
        assert sum(_holds(part, point) for part in parts) == (0 if taken else 1)
    assert covers(boxes, DOMAIN[None], Work()) == (parts == [])


def _holds(box: list[tuple[int, int]], point: tuple[int, ...]) -> bool:
    return all(low <= x <= high for (low, high), x in zip(box, point, strict=True))


def test_beyond_the_bound_nothing_is_claimed() -> None:
    with pytest.raises(TooMixed):
        list(uncovered(DOMAIN, np.array([[(1, 1)] * 3], np.int64), Work(2)))


def test_a_table_too_mixed_to_decide_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from sakimawari.packs.tabular import rivals

    monkeypatch.setattr(rivals, "MOST_BOXES", 1)
    notebook = Notebook()
    written = sources().tabular[0].written
    compare_rows(written, tuple(unit_type(column) for column in written.inputs), notebook)
    assert [remark.id for remark in notebook.findings.remarks] == ["PACK060"]


@settings(max_examples=30)
@given(data=st.data())
def test_every_example_told_is_one(data: st.DataObject) -> None:
    """A case named for an overlap lies in both rows; one named for a gap lies in none."""
    inputs = COLUMNS[:1] + COLUMNS[2:4]
    drawn = data.draw(st.lists(rows(inputs, dated=False), min_size=1, max_size=5))
    written = WrittenService(
        form=(("施行", "2026-04-01"), ("行の選び方", HitPolicy.UNIQUE.value)),
        inputs=inputs,
        outputs=sources().tabular[0].written.outputs,
        rows=tuple(drawn),
    )
    types: tuple[Type, ...] = tuple(unit_type(column) for column in inputs)
    notebook = Notebook()
    compare_rows(written, types, notebook)
    gaps = [each for each in notebook.findings.remarks if each.id == "PACK058"]
    meetings = [each for each in notebook.findings.problems if each.id == "PACK028"]
    for problem in (*gaps, *meetings):
        assert "年齢=" in problem.what
    ranges = [
        [ranges_of(cell, type) for cell, type in zip(row.inputs, types, strict=True)]
        for row in drawn
    ]
    exhaustive = {
        sum(
            all(
                any(low <= x <= high for low, high in cell)
                for cell, x in zip(row, point, strict=True)
            )
            for row in ranges
        )
        for point in product(range(102), range(3), range(2))
    }
    assert bool(gaps) == (0 in exhaustive)
    assert bool(meetings) == (max(exhaustive) > 1)
