"""What an official is shown of packs that load: stale and unsure figures, idle names, thin cases."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import load_packs
from sakimawari.packs.upkeep import Doubt, DoubtfulFigure, doubtful_figures, summaries, upkeep
from sakimawari.problems import Problem
from tests.packs.specimens import GOOD


def reviewed(
    folder: Path, *changes: tuple[str, str, str], on: date = date(2026, 9, 1)
) -> tuple[list[DoubtfulFigure], list[Problem]]:
    """The doubtful figures of the good pack with some changes, and all remarks on it."""
    pack = folder / "celebration"
    shutil.copytree(GOOD, pack)
    for file, old, new in changes:
        path = pack / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    catalogue = load_packs([pack])
    remarks = [*catalogue.remarks, *upkeep(catalogue, on=on, report=run_cases(catalogue))]
    return doubtful_figures(catalogue.packs[0], on=on), remarks


def lines(remarks: list[Problem]) -> list[str]:
    return [f"{remark.id} {remark.where}" for remark in remarks]


def test_a_pack_in_order_leaves_nothing_to_remark(tmp_path: Path) -> None:
    _, remarks = reviewed(tmp_path)
    assert remarks == []
    catalogue = load_packs([GOOD])
    (summary,) = summaries(catalogue, run_cases(catalogue))
    assert summary.examples == (("family-gift", 3), ("long-life-gift", 6))


def test_figures_are_stale_from_the_day_after_their_check_by(tmp_path: Path) -> None:
    found, _ = reviewed(tmp_path / "on the day", on=date(2027, 4, 1))
    assert found == []
    found, remarks = reviewed(tmp_path / "a day later", on=date(2027, 4, 2))
    assert {figure.name for figure in found} == {
        "所得限度額",
        "児童上限年齢",
        "子育て祝金額",
        "祝金",
    }
    assert {figure.doubt for figure in found} == {Doubt.OVERDUE}
    assert lines(remarks)[0] == "PACK054 celebration/parameters/figures.yaml:1"


def test_a_figure_that_is_superseded_is_not_asked_for_again(tmp_path: Path) -> None:
    change = ("parameters/figures.yaml", "check_by: 2027-04-01", "check_by: 2025-04-01")
    _, remarks = reviewed(tmp_path, change)
    assert remarks == []


def test_an_unsure_figure_is_listed_and_leaves_examples_open(tmp_path: Path) -> None:
    change = ("parameters/figures.yaml", "value: 2100000, ", "value: 2100000, certainty: check, ")
    found, remarks = reviewed(tmp_path, change)
    assert [(figure.name, figure.doubt) for figure in found] == [("所得限度額", Doubt.UNSURE)]
    assert lines(remarks)[0] == "PACK055 celebration/parameters/figures.yaml:1"
    assert "marked as unsure" in remarks[0].what


@pytest.mark.parametrize(
    ("file", "added", "remark"),
    [
        (
            "variables.yaml",
            "子の数:\n  type: number\n  unit: 人\n  formula: 子.人数()\n  article: 第1条\n",
            "PACK050 celebration/variables.yaml:11",
        ),
        ("facts.yaml", "届出日: {type: date}\n", "PACK051 celebration/facts.yaml:6"),
        (
            "parameters/figures.yaml",
            "年額: {unit: 円, values: [{from: 2025-04-01, value: 1, article: 第1条, source: x, "
            "checked: 2026-05-01, check_by: 2027-04-01}]}\n",
            "PACK052 celebration/parameters/figures.yaml:15",
        ),
    ],
)
def test_what_no_service_reads_is_remarked(
    tmp_path: Path, file: str, added: str, remark: str
) -> None:
    last = (GOOD / file).read_text(encoding="utf-8")
    _, remarks = reviewed(tmp_path, (file, last, last + added))
    assert lines(remarks) == [remark]


def test_an_idle_table_an_overlap_and_a_gap_are_remarked(tmp_path: Path) -> None:
    table = ("tables/祝金.csv", "#表,祝金", "#表,祝金の表")
    gap = ("tables/祝金.csv", "<77,-,0\n", "")
    cross = ("tables/祝金.csv", ">=88,なし,20000", ">=85,なし,20000")
    use = (
        "services/long-life-gift.yaml",
        "表('祝金', 年齢=年齢(生年月日), 要介護度=要介護度).祝金",
        "10000",
    )
    _, remarks = reviewed(tmp_path, table, gap, cross, use)
    assert sorted(line.split()[0] for line in lines(remarks) if "tables" in line) == [
        "PACK053",
        "PACK057",
        "PACK058",
    ]
    assert any("no row answers 年齢 [0..76], 要介護度 なし" in r.what for r in remarks)
    assert "PACK057 celebration/tables/祝金.csv:11" in lines(remarks)


def test_a_clause_no_example_is_refused_by_is_remarked(tmp_path: Path) -> None:
    change = ("cases/family-gift.yaml", "because: owns-home", "because: owns-home")
    case = (GOOD / "cases" / "family-gift.yaml").read_text(encoding="utf-8")
    last = case[case.index("- name: 持ち家の世帯") :]
    _, remarks = reviewed(tmp_path, change, ("cases/family-gift.yaml", last, ""))
    assert lines(remarks) == ["PACK056 celebration/services/family-gift.yaml:13"]
