"""An official changes one figure, row or bound, and nothing else of a pack's files moves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from sakimawari.packs.cases import run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.editing.bounds import bounds_of
from sakimawari.packs.editing.drafting import Note, next_version, pack_with, write_draft
from sakimawari.packs.editing.edits import (
    Edit,
    Grounds,
    MoreExample,
    NewBound,
    NewTable,
    NewValue,
    OtherResult,
    Result,
    as_json,
    edit_of,
    target_of,
)
from sakimawari.packs.editing.sheets import body_of, faults_of, pasted, uploaded, versions_in
from sakimawari.packs.editing.wording import row_changes, told_of
from sakimawari.packs.load import load_packs
from sakimawari.packs.pack import Pack
from sakimawari.packs.revision import with_draft
from sakimawari.problems import Problems
from sakimawari.rules.outcome import Status
from tests.packs.specimens import GOOD

LATER = date(2027, 4, 1)
GROUNDS = Grounds(
    since=LATER,
    article='例市敬老祝金条例第3条（"改正"）',
    source="https://city.example.jp/reiki/3",
    checked=date(2027, 1, 5),
    check_by=date(2028, 4, 1),
)
NOTE = Note(version="2026.1.1", on=LATER, lines=(("二百万円。", "三百万円。"),), period="4月から")
HEADER = ("年齢", "要介護度", "祝金")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_packs([GOOD])


@pytest.fixture
def pack(catalogue: Catalogue) -> Pack:
    return catalogue.packs[0]


def limit(value: str | None, since: date = LATER) -> NewValue:
    grounds = Grounds(
        since=since,
        article=GROUNDS.article,
        source=GROUNDS.source,
        checked=GROUNDS.checked,
        check_by=GROUNDS.check_by,
    )
    return NewValue(parameter="所得限度額", value=value, grounds=grounds)


def drafted(pack: Pack, *edits: Edit, to: Path) -> Path:
    return write_draft(pack, edits, to / pack.id, NOTE)


def lines_that_differ(pack: Pack, draft: Path, file: str) -> tuple[list[str], list[str]]:
    before = (pack.folder / file).read_text("utf-8").splitlines()
    after = (draft / file).read_text("utf-8").splitlines()
    return [x for x in before if x not in after], [x for x in after if x not in before]


def test_a_value_is_one_line_more_below_the_one_before_it(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, limit("3,000,000"), to=tmp_path)
    gone, come = lines_that_differ(pack, draft, "parameters/figures.yaml")
    assert (gone, len(come)) == ([], 1)
    after = with_draft(catalogue, draft)
    values = after.parameters["所得限度額"].values
    assert [(one.since, one.value) for one in values][-1] == (LATER, 3_000_000)
    assert values[-1].provenance.article == GROUNDS.article
    assert values[-2].value == 2_100_000  # what was is still explained by what was


def test_a_value_between_two_days_stands_between_them(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, limit("2050000", date(2025, 10, 1)), to=tmp_path)
    values = with_draft(catalogue, draft).parameters["所得限度額"].values
    assert [one.value for one in values] == [2_000_000, 2_050_000, 2_100_000]


def test_a_value_of_the_same_day_is_put_right_and_not_doubled(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, limit("2200000", date(2026, 4, 1)), to=tmp_path)
    values = with_draft(catalogue, draft).parameters["所得限度額"].values
    assert [one.value for one in values] == [2_000_000, 2_200_000]


def test_a_repealed_figure_has_no_value_from_its_day(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, limit(None), to=tmp_path)
    after = with_draft(catalogue, draft)
    assert after.parameters["所得限度額"].values[-1].value is None
    assert told_of(limit(None), catalogue).after == "廃止"


@pytest.mark.parametrize(
    "typed", ["1, article: 偽条例", "{a: b}", "0}\n- {from: 2020-01-01", "# 0"]
)
def test_nothing_typed_becomes_a_second_key_or_line(
    catalogue: Catalogue, pack: Pack, tmp_path: Path, typed: str
) -> None:
    draft = drafted(pack, limit(typed), to=tmp_path)
    _, come = lines_that_differ(pack, draft, "parameters/figures.yaml")
    assert len(come) == 1
    with pytest.raises(Problems) as raised:
        with_draft(catalogue, draft)
    assert {problem.id for problem in raised.value.found} == {"PACK010"}


def test_a_figure_of_another_pack_is_refused(pack: Pack, tmp_path: Path) -> None:
    elsewhere = NewValue(parameter="よその額", value="1", grounds=GROUNDS)
    with pytest.raises(Problems) as raised:
        drafted(pack, elsewhere, to=tmp_path)
    assert [problem.id for problem in raised.value.found] == ["EDIT001"]
    assert not (tmp_path / pack.id).exists()


def test_a_bound_is_changed_where_it_stands_and_nowhere_else(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    file = "services/family-gift.yaml"
    [bound] = bounds_of((pack.folder / file).read_text("utf-8"))
    assert (bound.clause, bound.figure, bound.comparison) == (
        "has-child",
        "1",
        "世帯.児童数 >= 1",
    )
    edit = NewBound(service="family-gift", clause="has-child", at=0, before="1", after="2")
    draft = drafted(pack, edit, to=tmp_path)
    gone, come = lines_that_differ(pack, draft, file)
    assert [line.strip() for line in gone] == ["when: 世帯.児童数 >= 1"]
    assert [line.strip() for line in come] == ["when: 世帯.児童数 >= 2"]
    with_draft(catalogue, draft)


def test_a_bound_that_is_no_longer_there_is_not_guessed(pack: Pack, tmp_path: Path) -> None:
    edit = NewBound(service="family-gift", clause="has-child", at=0, before="3", after="2")
    with pytest.raises(Problems) as raised:
        drafted(pack, edit, to=tmp_path)
    assert [problem.id for problem in raised.value.found] == ["EDIT002"]


@pytest.mark.parametrize(
    "formula", ["P.例_3か月の額 >= 2", "級 == '1級' and 人数 >= 2", ">-\n      人数\n      >= 2"]
)
def test_a_figure_in_a_name_or_a_label_is_no_bound(formula: str) -> None:
    text = f"clauses:\n  - id: a\n    when: {formula}\n"
    quoted = f'clauses:\n  - id: a\n    when: "{formula}"\n'
    for written in (text, quoted) if ">-" not in formula else (text,):
        assert [bound.figure for bound in bounds_of(written)] == ["2"]


# ---------------------------------------------------------------- tables


def table(*rows: tuple[str, ...], since: date = LATER) -> NewTable:
    grounds = Grounds(
        since=since,
        article="例市敬老祝金条例別表",
        source="https://city.example.jp/reiki/1",
        checked=GROUNDS.checked,
        check_by=GROUNDS.check_by,
    )
    return NewTable(table="祝金", header=HEADER, rows=rows, grounds=grounds)


SOUND = (
    ("[77..88)", "-", "12000"),
    (">=88", "なし", "20000"),
    (">=88", "-", "30000"),
    ("<77", "-", "0"),
)


def test_a_version_of_a_table_is_a_file_of_its_own(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, table(*SOUND), to=tmp_path)
    assert sorted(path.name for path in (draft / "tables").iterdir()) == [
        "祝金-2027-04-01.csv",
        "祝金.csv",
    ]
    versions = with_draft(catalogue, draft).tables["祝金"].versions
    assert [version.since for version in versions] == [date(2025, 4, 1), LATER]
    assert len(versions[1].rows.cells) == len(SOUND)


def test_a_table_of_the_same_day_is_put_right(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    draft = drafted(pack, table(*SOUND, since=date(2025, 4, 1)), to=tmp_path)
    assert len(list((draft / "tables").iterdir())) == 1
    assert len(with_draft(catalogue, draft).tables["祝金"].versions) == 1


def test_faults_of_a_grid_name_row_and_cell(pack: Pack) -> None:
    rows = (("[77..88)", "-", "一万円"), (">=88", "要看護", "20000"), ("<77", "-", "0"))
    faults = [each for each in faults_of(pack.folder, table(*rows)) if each.is_problem]
    assert [(each.row, each.column) for each in faults] == [(0, "祝金"), (1, "要介護度")]


def test_a_row_nobody_reaches_is_a_fault_and_a_gap_is_only_told(pack: Pack) -> None:
    faults = faults_of(pack.folder, table((">=77", "-", "1"), (">=88", "-", "2")))
    assert [(each.row, each.is_problem) for each in faults] == [(1, True), (None, False)]
    assert not faults_of(pack.folder, table(*SOUND))


def test_a_table_that_does_not_read_is_not_written(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(Problems):
        drafted(pack, table(("x", "-", "1")), to=tmp_path)


def test_cells_from_a_spreadsheet_are_taken_by_the_names_of_their_columns(tmp_path: Path) -> None:
    copied = "祝金\t年齢\t要介護度\n10000\t[77..88)\t-\n"
    assert body_of(pasted(copied), HEADER)[1] == (("[77..88)", "-", "10000"),)
    without = "[77..88)\t-\t10000\n"
    assert body_of(pasted(without), HEADER)[1] == (("[77..88)", "-", "10000"),)
    book = Workbook()
    book.active.append(["年齢", "要介護度", "祝金"])
    book.active.append([88, "なし", 20000])
    book.save(tmp_path / "t.xlsx")
    assert body_of(uploaded(tmp_path / "t.xlsx", "t.xlsx"), HEADER)[1] == (("88", "なし", "20000"),)


def test_a_copy_that_lacks_a_column_and_a_workbook_that_calculates_are_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(Problems) as raised:
        body_of(pasted("年齢\t祝金\n88\t1\n"), HEADER)
    assert [problem.id for problem in raised.value.found] == ["EDIT004"]
    book = Workbook()
    book.active.append(["年齢", "要介護度", "祝金"])
    book.active.append([88, "なし", "=1+1"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(Problems) as raised:
        uploaded(tmp_path / "t.xlsx", "t.xlsx")
    assert [problem.id for problem in raised.value.found] == ["PACK067"]


def test_the_rows_that_come_go_and_change_are_told(pack: Pack) -> None:
    [before] = versions_in(pack.folder, "祝金").values()
    changes = row_changes(before, table(("[77..88)", "-", "12000"), ("99", "-", "1")), 2)
    assert sorted((each.kind, each.before[:1], each.after[:1]) for each in changes) == [
        ("added", (), ("99",)),
        ("changed", ("[77..88)",), ("[77..88)",)),
        ("removed", ("<77",), ()),
        ("removed", (">=88",), ()),
        ("removed", (">=88",), ()),
    ]


# ---------------------------------------------------------------- examples, and the whole draft


def test_an_example_that_the_law_means_to_change_is_put_right(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    double = NewValue(
        parameter="子育て祝金額",
        value="6000",
        grounds=Grounds(
            since=date(2026, 1, 1),
            article="例市子育て祝金条例第4条",
            source="https://city.example.jp/reiki/2",
            checked=GROUNDS.checked,
            check_by=GROUNDS.check_by,
        ),
    )
    draft = drafted(pack, double, to=tmp_path / "a")
    assert [f.case.name for f in run_cases(with_draft(catalogue, draft)).failures] == [
        "子ども2人で1万円"
    ]
    right = OtherResult(
        file="family-gift.yaml",
        example="子ども2人で1万円",
        subject="世帯",
        service="family-gift",
        result=Result(status=Status.YES, amount=("12000",)),
    )
    draft = drafted(pack, double, right, to=tmp_path / "b")
    assert run_cases(with_draft(catalogue, draft)).holds


def test_the_people_of_an_example_are_taken_to_another_day(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    more = MoreExample(
        file="family-gift.yaml",
        example="子ども2人で1万円",
        name="廃止の日には支給しない: 2028年4月",
        on=date(2027, 6, 1),
        source="例市の条例",
        subject="世帯",
        service="family-gift",
        result=Result(status=Status.YES, amount=("5000",)),
    )
    before = run_cases(catalogue).total
    report = run_cases(with_draft(catalogue, drafted(pack, more, to=tmp_path)))
    assert (report.total, report.holds) == (before + 1, True)


def test_an_example_nobody_wrote_is_refused(pack: Pack, tmp_path: Path) -> None:
    wrong = OtherResult(
        file="../../pack.yaml",
        example="ない例",
        subject="世帯",
        service="family-gift",
        result=Result(status=Status.NO),
    )
    with pytest.raises(Problems) as raised:
        drafted(pack, wrong, to=tmp_path)
    assert [problem.id for problem in raised.value.found] == ["EDIT005"]


def test_the_same_edits_make_the_same_draft_with_a_version_of_its_own(
    catalogue: Catalogue, pack: Pack, tmp_path: Path
) -> None:
    edits = (limit("3000000"), table(*SOUND))
    one, other = (drafted(pack, *edits, to=tmp_path / name) for name in "ab")
    hashes = {with_draft(catalogue, draft).packs[0].hash for draft in (one, other)}
    assert len(hashes) == 1
    assert hashes != {pack.hash}
    head = with_draft(catalogue, one).packs[0]
    assert head.version == "2026.1.1"
    record = (one / "CHANGELOG.md").read_text("utf-8")
    assert "## 2026.1.1（2027-04-01）" in record


def test_versions_are_never_borne_twice() -> None:
    assert next_version("2026.4", ()) == "2026.4.1"
    assert next_version("2026.4", {"2026.4.1", "2026.4.2"}) == "2026.4.3"
    assert next_version("2026.4.3", {"2026.4"}) == "2026.4.1"


def test_edits_are_kept_as_they_are() -> None:
    edits: list[Edit] = [
        limit("3000000"),
        limit(None),
        table(*SOUND),
        NewBound(service="s", clause="c", at=1, before="1", after="2"),
        OtherResult(file="f.yaml", example="e", subject="父", service="s",
                    result=Result(status=Status.UNKNOWN, amount=("1", "2"))),
        MoreExample(file="f.yaml", example="e", name="n", on=LATER, source="x", subject="父",
                    service="s", result=Result(status=Status.NO, because="c")),
    ]  # fmt: skip
    assert [edit_of(as_json(edit)) for edit in edits] == edits
    assert len({target_of(edit) for edit in edits}) == len(edits) - 1  # the first two speak of one


def test_a_citys_figure_is_changed_in_the_citys_pack(tmp_path: Path, catalogue: Catalogue) -> None:
    city = tmp_path / "city"
    shutil.copytree(GOOD, city)
    head = city / "pack.yaml"
    text = head.read_text("utf-8").replace("id: celebration", "id: ours")
    head.write_text(text.replace("scope: national", 'scope: "401005"'), "utf-8")
    if '"401005"' not in head.read_text("utf-8"):
        pytest.skip("the specimen is a city's pack itself")
    assert pack_with(load_packs([GOOD, city]), "parameter", "所得限度額").id == "ours"
