"""From files to panels: kinds of file, keys, frequencies, totals, and rows set aside."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sakimawari.anticipate.reading.run import Asked, examine_series, read_series
from sakimawari.anticipate.reading.values import Frequency
from sakimawari.problems import Problems
from tests.anticipate.reading.files import MONDAY, days, weeks, written


def wards(count: int = 30) -> list[list[str]]:
    return [
        [row[0], ward, service, str(int(row[1]) + at)]
        for at, (ward, service) in enumerate(
            (w, s) for w in ("門司区", "若松区") for s in ("住民票", "年金")
        )
        for row in weeks(count, seed=at)
    ]


HEADER = ["週", "区", "業務", "受付件数"]


def test_a_long_file_becomes_a_panel_of_totals_and_parts(tmp_path: Path) -> None:
    panel, hierarchy, problems = read_series(written(tmp_path / "a.csv", HEADER, wards(), "cp932"))
    assert hierarchy is not None
    assert list(hierarchy.levels) == ["total", "区", "業務", "区 × 業務"]
    assert panel.ids[0] == "total" and panel.ids[-1] == "若松区/年金"
    assert panel.frequency is Frequency.WEEK and panel.season == 52 and panel.is_count
    assert np.array_equal(hierarchy.sums @ panel.values[-4:], panel.values)
    assert {one.id for one in problems} == {"SERIES061"}  # thirty weeks are less than two seasons


def test_keys_not_asked_for_are_added_up(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", HEADER, wards())
    panel, _, _ = read_series(path, by=["区"])
    whole, _, _ = read_series(path)
    assert panel.ids == ("total", "門司区", "若松区")
    assert np.array_equal(panel.values[0], whole.values[0])


def test_excel_and_parquet_say_the_same_as_csv(tmp_path: Path) -> None:
    rows = wards(12)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["窓口の受付件数（週報）"])
    sheet.append(HEADER)
    for day, *rest in rows:
        sheet.append([date.fromisoformat(day), *rest[:2], int(rest[2])])
    book.save(tmp_path / "a.xlsx")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(HEADER)}
    columns["受付件数"] = [int(figure) for figure in columns["受付件数"]]
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    panels = [
        read_series(path)[0]
        for path in (
            written(tmp_path / "a.csv", HEADER, rows),
            tmp_path / "a.xlsx",
            tmp_path / "a.parquet",
        )
    ]
    assert panels[0].ids == panels[1].ids == panels[2].ids
    assert np.array_equal(panels[0].values, panels[1].values)
    assert np.array_equal(panels[0].values, panels[2].values)


def test_a_wide_file_is_a_series_a_column_and_its_sums_are_totals(tmp_path: Path) -> None:
    rows = [[f"{2018 + at // 12}-{at % 12 + 1:02}", 100 + at, 90 - at, 190] for at in range(40)]
    rows[33][3] = 191
    told = examine_series(written(tmp_path / "a.csv", ["年月", "出生男", "出生女", "出生計"], rows))
    assert told.panel.ids == ("出生計", "出生男", "出生女")
    assert told.hierarchy is not None and told.hierarchy.bottom == 2
    (defect,) = [one for one in told.defects if one.id == "SERIES012"]
    assert "2020-10" in defect.what and "191" in defect.what


def test_a_total_among_the_rows_is_no_part_and_is_compared_with_its_parts(tmp_path: Path) -> None:
    rows = [
        [f"2024-{month:02}", ward, 10 * month] for month in range(1, 13) for ward in ("甲", "乙")
    ]
    rows += [[f"2024-{month:02}", "計", 20 * month + (month == 5)] for month in range(1, 13)]
    told = examine_series(written(tmp_path / "a.csv", ["月", "区", "件数"], rows))
    assert told.hierarchy is not None and told.hierarchy.bottom == 2
    (defect,) = [one for one in told.defects if one.id == "SERIES012"]
    assert (defect.series, defect.period, defect.amount) == ("計", date(2024, 5, 1), 1.0)


def test_rows_that_cannot_be_used_are_kept_with_line_and_reason(tmp_path: Path) -> None:
    rows: list[list[str]] = [[day, figure] for day, figure in weeks(40)]
    rows[3][1], rows[5][0] = "多数", "2023年13月1日"
    rows.append([str(MONDAY + timedelta(7 * 60)), "41"])
    rows.append(["2024-01-01", "41", "余り"])
    told = examine_series(
        written(tmp_path / "a.csv", ["週", "件数"], rows), Asked(on=date(2024, 3, 1))
    )
    assert [(row.line, row.id) for row in told.set_aside] == [
        (5, "SERIES003"),
        (7, "SERIES004"),
        (42, "SERIES005"),
        (43, "SERIES066"),
    ]
    assert np.isfinite(told.panel.values).sum() + len(told.set_aside) == told.rows


def test_one_figure_below_zero_is_set_aside_but_always_the_same_one_is_a_mark(
    tmp_path: Path,
) -> None:
    rows = weeks(40)
    rows[8][1] = "-3"
    told = examine_series(written(tmp_path / "a.csv", ["週", "件数"], rows))
    assert [row.id for row in told.set_aside] == ["SERIES010"]
    assert "2023-05-29" in told.set_aside[0].reason
    rows[8][1] = rows[20][1] = "-1"
    told = examine_series(written(tmp_path / "b.csv", ["週", "件数"], rows))
    assert told.set_aside == ()
    assert [(one.id, one.count) for one in told.defects if one.id == "SERIES011"] == [
        ("SERIES011", 2)
    ]
    assert np.isnan(told.panel.values[0, [8, 20]]).all()


def test_the_same_row_twice_is_one_and_two_figures_for_one_week_are_none(tmp_path: Path) -> None:
    rows = weeks(40)
    rows.insert(11, rows[10])
    rows.insert(20, [rows[19][0], "999"])
    told = examine_series(written(tmp_path / "a.csv", ["週", "件数"], rows))
    twice = [one for one in told.defects if one.id == "SERIES006"]
    assert [str(one.period) for one in twice] == [rows[10][0]]
    assert [row.line for row in told.set_aside] == [21, 22]
    assert np.isnan(told.panel.values[0]).sum() == 1


def test_another_frequency_is_named_by_series_and_date(tmp_path: Path) -> None:
    rows = [[day, "甲", figure] for day, figure in weeks(60)]
    rows += [[day, "乙", figure] for day, figure in weeks(60, seed=2)]
    rows += [[f"202{3 + at // 12}-{at % 12 + 1:02}-03", "丙", "70"] for at in range(14)]
    rows += [[str(MONDAY + timedelta(420 + at)), "甲", "9"] for at in range(1, 9)]
    told = examine_series(written(tmp_path / "a.csv", ["日付", "区", "件数"], rows))
    mixed = {one.series: one.period for one in told.defects if one.id == "SERIES008"}
    assert mixed.keys() == {"甲", "丙"}
    assert mixed["甲"] is not None and mixed["甲"] > MONDAY + timedelta(400)
    assert told.panel.ids == ("total", "甲", "乙")


def test_a_weekday_that_is_none_of_the_weeks_beginnings_is_set_aside(tmp_path: Path) -> None:
    rows = weeks(40)
    rows[7][0] = str(MONDAY + timedelta(7 * 7 + 2))
    told = examine_series(written(tmp_path / "a.csv", ["週", "件数"], rows))
    assert [(row.line, row.id) for row in told.set_aside] == [(9, "SERIES009")]


def test_two_names_of_one_series_are_found_and_joined_when_told(tmp_path: Path) -> None:
    rows = [
        [day, "児童扶養手当" if at < 30 else "児童扶養手当（新様式）", n]
        for at, (day, n) in enumerate(weeks(60))
    ]
    rows += [[day, "年金", figure] for day, figure in weeks(60, seed=2)]
    path = written(tmp_path / "a.csv", ["週", "業務", "件数"], rows)
    told = examine_series(path)
    (found,) = [one for one in told.defects if one.id == "SERIES018"]
    assert found.period == MONDAY + timedelta(210)
    assert "年金" not in found.what
    joined = examine_series(path, Asked(same={"児童扶養手当": "児童扶養手当(新様式)"}))
    assert joined.panel.ids == ("total", "児童扶養手当(新様式)", "年金")
    assert np.isfinite(joined.panel.values).all()


@pytest.mark.parametrize(
    ("header", "rows", "id"),
    [
        (["day", "calls"], [[at, 100 + at] for at in range(1, 60)], "SERIES001"),
        (["日付", "区"], [["2024-01-01", "甲"], ["2024-01-02", "乙"]], "SERIES001"),
        (["日付", "件数"], [], "SERIES001"),
    ],
)
def test_a_file_without_series_says_what_is_missing(
    tmp_path: Path, header: list[str], rows: list[list[object]], id: str
) -> None:
    with pytest.raises(Problems) as raised:
        read_series(written(tmp_path / "a.csv", header, rows))
    assert [one.id for one in raised.value.found] == [id]


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ["週", "件数"], weeks(10))
    with pytest.raises(Problems, match="SERIES002") as raised:
        read_series(path, by=["区"])
    assert "件数" in raised.value.found[0].do


def test_a_day_closed_every_week_is_zero_and_a_missing_day_is_not(tmp_path: Path) -> None:
    rows = [row for at, row in enumerate(days(140)) if at % 7 < 5 and at != 51]
    told = examine_series(written(tmp_path / "a.csv", ["日付", "来庁者数"], rows))
    figures = told.panel.values[0]
    assert told.panel.frequency is Frequency.DAY
    assert figures[5] == 0 and figures[6] == 0 and np.isnan(figures[51])
    assert [one.what for one in told.defects if one.id == "SERIES017"] == ["closed on Sat, Sun"]
    assert [str(one.period) for one in told.defects if one.id == "SERIES007"] == [
        str(MONDAY + timedelta(51))
    ]


def test_a_row_set_aside_is_named_by_series_and_date(tmp_path: Path) -> None:
    rows = wards()
    rows[3][3] = "多数"
    rows[5][0] = "2099-01-05"
    path = written(tmp_path / "a.csv", HEADER, rows)
    read = examine_series(path, Asked(on=date(2026, 10, 1)))
    reasons = {one.id: one.reason for one in read.set_aside}
    assert reasons["SERIES003"].startswith(f"門司区/住民票 {rows[3][0]}: `多数`")
    assert reasons["SERIES005"] == "門司区/住民票: 2099-01-05 lies after 2026-10-01"
    with pytest.raises(Problems, match=r"set aside, the first in line 2: .* lies after 2000-01-01"):
        examine_series(path, Asked(on=date(2000, 1, 1)))


def test_a_series_that_ends_before_the_others_is_named_with_its_day(tmp_path: Path) -> None:
    rows = [row for row in wards() if not (row[1] == "若松区" and row[0] > wards()[20][0])]
    _, _, problems = read_series(written(tmp_path / "a.csv", HEADER, rows))
    (gap,) = (one for one in problems if one.id == "SERIES007")
    assert "若松区/住民票" in gap.what and "no row for the last 9 periods" in gap.what
    assert all(one.id != "SERIES013" for one in problems)
