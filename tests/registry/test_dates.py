"""Dates as municipal files write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.registry.dates import ERAS, LAST_DAY_EVER, date_of, day_of, read_date

FIRST_MEIJI = date(1873, 1, 1)  # the solar calendar begins


def read(text: str) -> date | None:
    found = read_date(text)
    return None if found is None or found.day is None else date_of(found.day)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("2026.4.1", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("２０２６年４月１日", date(2026, 4, 1)),
        ("2026年 4月 1日", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        ("2026-04-01 00:00:00", date(2026, 4, 1)),
        ("2026-04-01T09:30:00+09:00", date(2026, 4, 1)),
        ("令和8年4月1日", date(2026, 4, 1)),
        ("令和８年４月１日", date(2026, 4, 1)),
        (" 令和8年4月1日　", date(2026, 4, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("r08/04/01", date(2026, 4, 1)),
        ("Ｒ８．４．１", date(2026, 4, 1)),
        ("R080401", date(2026, 4, 1)),
        ("5080401", date(2026, 4, 1)),
        ("令8.4.1", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("3640107", date(1989, 1, 7)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, meant: date) -> None:
    assert read(text) == meant
    assert not read_date(text).era_repaired  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2025-02-29",
        "令和7年2月29日",
        "2026-13-01",
        "2026-00-10",
        "2026-4",
        "令和8年",
        "令和0年4月1日",
        "6080401",  # no such era
        "R8.4",
        "4/1/2026",
        "不詳",
        "昭和20年頃",
        "2026-04-01以降",
        "99",
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("平成35年3月31日", date(2023, 3, 31)),
        ("昭和64年2月1日", date(1989, 2, 1)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("令和元年4月30日", date(2019, 4, 30)),
    ],
)
def test_a_year_beyond_its_era_means_the_day_it_counts_to_and_is_told(
    text: str, meant: date
) -> None:
    assert read(text) == meant
    assert read_date(text).era_repaired  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["99999999", "9999-12-31", "9999/12/31", "９９９９９９９９"])
def test_nines_are_an_open_end(text: str) -> None:
    assert read_date(text).day == LAST_DAY_EVER  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["00000000", "0000-00-00", "0"])
def test_zeros_are_no_date(text: str) -> None:
    assert read_date(text).day is None  # type: ignore[union-attr]


@given(day=st.dates(min_value=FIRST_MEIJI, max_value=date(2099, 12, 31)))
def test_every_day_reads_back_from_every_form(day: date) -> None:
    era = next(era for era in reversed(ERAS) if era.first <= day)
    year = day.year - era.first.year + 1
    forms = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{era.name}{year}年{day.month}月{day.day}日",
        f"{era.marks[2]}{year}.{day.month}.{day.day}",
        f"{era.code}{year:02}{day:%m%d}",
    ]
    assert {read(form) for form in forms} == {day}


@given(day=st.dates())
def test_days_count_from_1970(day: date) -> None:
    assert date(1970, 1, 1) + timedelta(days=day_of(day)) == day
    assert date_of(day_of(day)) == day
