"""The invented tallies have the shape that forecasting must cope with, and nobody's data in them."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sakimawari.city.tallies import AMBULANCES, COUNTERS, SURGING, write_tallies


@pytest.fixture(scope="module")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tallies")
    write_tallies(folder, residents=20_000, on=date(2026, 10, 1), seed=1)
    return folder


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_moves_are_made_in_the_weeks_about_the_end_of_march(tallies: Path) -> None:
    moves: Counter[str] = Counter()
    for row in _rows(tallies / COUNTERS):
        if row["手続"] == "転入・転出・転居":
            moves[row["週の初日"]] += int(row["件数"])
    assert moves["2026-03-30"] > 2 * moves["2026-02-02"]


def test_a_week_without_an_open_day_has_no_visit_but_ambulances_go_out(tallies: Path) -> None:
    week = [r for r in _rows(tallies / COUNTERS) if r["週の初日"] == "2025-12-29"]
    open_day = [r for r in _rows(tallies / COUNTERS) if r["週の初日"] == "2025-12-22"]
    assert sum(int(r["件数"]) for r in week) < sum(int(r["件数"]) for r in open_day) / 3
    new_year = [r for r in _rows(tallies / AMBULANCES) if r["日付"] == "2026-01-01"]
    assert sum(int(r["件数"]) for r in new_year) > 0


def test_tallies_end_the_day_before_with_whole_weeks(tallies: Path) -> None:
    assert max(r["日付"] for r in _rows(tallies / AMBULANCES)) == "2026-09-30"
    assert max(r["週の初日"] for r in _rows(tallies / COUNTERS)) == "2026-09-21"


def test_one_errand_of_one_ward_surges_at_the_end_and_no_other(tallies: Path) -> None:
    def share_of_city(ward: str, errand: str, weeks: slice) -> float:
        rows = [r for r in _rows(tallies / COUNTERS) if r["手続"] == errand]
        chosen = set(sorted({r["週の初日"] for r in rows})[weeks])
        held = [r for r in rows if r["週の初日"] in chosen]
        return sum(int(r["件数"]) for r in held if r["区"] == ward) / sum(
            int(r["件数"]) for r in held
        )

    ward, errand = SURGING
    last, before = slice(-4, None), slice(-30, -4)
    assert share_of_city(ward, errand, last) > 1.25 * share_of_city(ward, errand, before)
    assert share_of_city(ward, "戸籍", last) < 1.25 * share_of_city(ward, "戸籍", before)


def test_the_same_seed_gives_the_same_bytes(tallies: Path, tmp_path: Path) -> None:
    write_tallies(tmp_path, residents=20_000, on=date(2026, 10, 1), seed=1)
    assert (tmp_path / COUNTERS).read_bytes() == (tallies / COUNTERS).read_bytes()
    write_tallies(tmp_path, residents=20_000, on=date(2026, 10, 1), seed=2)
    assert (tmp_path / COUNTERS).read_bytes() != (tallies / COUNTERS).read_bytes()
