"""Figures, marks and periods as municipal files write them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from sakimawari.anticipate.reading.cells import Grain, read_figure, read_period


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,204", 1204),
        ("１，２０４", 1204),
        ("1204人", 1204),
        ("▲12", -12),
        ("3.5", 3.5),
        ("(12)", -12),
        ("-7", -7),
        ("1e3", 1000),
    ],
)
def test_a_figure_is_read_with_its_marks(text: str, figure: float) -> None:
    assert read_figure(text) == figure


@pytest.mark.parametrize("text", ["", "-", "―", "*", "***", "…", "x", "秘", "NA", "－"])
def test_a_mark_is_not_reported_and_never_zero(text: str) -> None:
    read = read_figure(text)
    assert read is not None and math.isnan(read)


@pytest.mark.parametrize("text", ["多数", "12件以上", "1,20", "(12", "3 人と2人", "十二"])
def test_text_is_no_figure(text: str) -> None:
    assert read_figure(text) is None


@pytest.mark.parametrize(
    ("text", "first", "grain"),
    [
        ("令和6年5月13日", date(2024, 5, 13), Grain.DAY),
        ("2024/5/13(月)", date(2024, 5, 13), Grain.DAY),
        ("R6.5.13", date(2024, 5, 13), Grain.DAY),
        ("20240513", date(2024, 5, 13), Grain.DAY),
        ("令和元年5月", date(2019, 5, 1), Grain.MONTH),
        ("２０２４年５月", date(2024, 5, 1), Grain.MONTH),
        ("202405", date(2024, 5, 1), Grain.MONTH),
        ("令和6年度", date(2024, 4, 1), Grain.YEAR),
        ("平成30年", date(2018, 1, 1), Grain.YEAR),
        ("2024年度第4四半期", date(2025, 1, 1), Grain.QUARTER),
        ("2024Q2", date(2024, 4, 1), Grain.QUARTER),
        ("2024-W01", date(2024, 1, 1), Grain.WEEK),
        ("10/1/2017", date(2017, 10, 1), Grain.DAY),
    ],
)
def test_a_period_is_read_as_it_is_written(text: str, first: date, grain: Grain) -> None:
    read = read_period(text)
    assert read is not None and (read.first, read.grain) == (first, grain)


@pytest.mark.parametrize("text", ["", "164", "2024-13", "令和6年2月30日", "13/40/2017", "三月"])
def test_what_names_no_period_is_refused(text: str) -> None:
    assert read_period(text) is None
