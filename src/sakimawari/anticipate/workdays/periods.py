"""The calendar of periods: what of the year's course falls into each day, week or month.

Pure and vectorised: dates in, figures out. A week is counted in its business days first: on real
weekly counts that one figure halves the error of the total.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.workdays.opening import (
    CITY_HALL,
    Closing,
    Days,
    Flags,
    as_days,
    golden_week,
    is_holiday,
    is_open,
    is_turn_of_year,
    month_and_day,
    weekday_of,
)

Figures = npt.NDArray[np.float64]

_DAY = np.timedelta64(1, "D")
_MARGIN = 40
_OBON = (813, 816)
_YEAR_CLOSES = (318, 331)
_YEAR_OPENS = (401, 414)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """One figure per period and kind of day; days unless said otherwise.

    `business` are the days open; `holidays` the public holidays on what would be days of work;
    `turn_of_year` 29 December to 3 January; `obon` 13 to 16 August; `golden` those of the year's
    Golden Week and `golden_length` its whole length where the period touches it; `fiscal_close`
    the days open in the last two weeks of March, `fiscal_open` those in the first two of April
    (moves, enrolments). `closed_before` is how many days in a row the place was closed before the
    period's first open day (0 if none is open), for what piled up. `since_year_end` counts from
    the last 3 January to the period's middle. `weekday` (0 is Monday) and `is_open` speak of the
    first day and matter for days only.
    """

    starts: Days
    days: Figures
    business: Figures
    holidays: Figures
    turn_of_year: Figures
    obon: Figures
    golden: Figures
    golden_length: Figures
    fiscal_close: Figures
    fiscal_open: Figures
    closed_before: Figures
    since_year_end: Figures
    weekday: npt.NDArray[np.int64]
    is_open: Flags

    def figures(self) -> dict[str, Figures]:
        """Every figure by its name, as columns for a model."""
        named = (one.name for one in fields(self) if one.name != "starts")
        return {name: np.asarray(getattr(self, name), dtype=np.float64) for name in named}


def ends_of(starts: Days, frequency: str) -> Days:
    """The first day after each period; `frequency` is day, week, month, quarter or year."""
    first = as_days(starts)
    if frequency in _MONTHS:
        months = first.astype("datetime64[M]")
        within = first - months.astype("datetime64[D]")
        return np.asarray((months + _MONTHS[frequency]).astype("datetime64[D]") + within)
    return first + np.timedelta64(7 if frequency == "week" else 1, "D")


def following(starts: Days, frequency: str, horizon: int) -> Days:
    """The first days of the periods after the last, `horizon` of them."""
    found: list[np.datetime64] = []
    last = as_days(starts)[-1:]
    for _ in range(horizon):
        last = ends_of(last, frequency)
        found.append(last[0])
    return np.array(found, dtype="datetime64[D]")


def calendar_of(starts: Days, frequency: str, closing: Closing = CITY_HALL) -> Workdays:
    """What falls into each period that begins on one of `starts`, in any order."""
    first, after = as_days(starts), ends_of(starts, frequency)
    if not len(first):
        none = np.zeros(0)
        empty = {one.name: none for one in fields(Workdays)}
        return Workdays(**{**empty, "starts": first})  # type: ignore[arg-type]
    grid = np.arange(first.min() - _MARGIN * _DAY, after.max() + _DAY)
    begin = (first - grid[0]).astype(np.int64)
    end = (after - grid[0]).astype(np.int64)
    at, opened = month_and_day(grid), is_open(grid, closing)
    turn = is_turn_of_year(grid, closing)
    usual = ~np.isin(weekday_of(grid), closing.weekly) & ~turn
    in_golden, length = _golden(grid, closing)

    def counted(flags: Flags) -> Figures:
        total = np.concatenate([[0], np.cumsum(flags)])
        return np.asarray(total[end] - total[begin], dtype=np.float64)

    golden = counted(in_golden)
    return Workdays(
        starts=first,
        days=(end - begin).astype(np.float64),
        business=counted(opened),
        holidays=counted(usual & is_holiday(grid)),
        turn_of_year=counted(turn),
        obon=counted(_within(at, _OBON)),
        golden=golden,
        golden_length=np.where(golden > 0, np.maximum(length[begin], length[end - 1]), 0.0),
        fiscal_close=counted(_within(at, _YEAR_CLOSES) & opened),
        fiscal_open=counted(_within(at, _YEAR_OPENS) & opened),
        closed_before=_closed_before(opened, begin, end),
        since_year_end=_since(grid[(begin + end) // 2]),
        weekday=weekday_of(first),
        is_open=opened[begin],
    )


def _within(at: npt.NDArray[np.int64], between: tuple[int, int]) -> Flags:
    return (at >= between[0]) & (at <= between[1])


def _golden(grid: Days, closing: Closing) -> tuple[Flags, Figures]:
    """Which days belong to a Golden Week, and for each day the length of its year's."""
    years = grid.astype("datetime64[Y]").astype(np.int64) + 1970
    inside, length = np.zeros(len(grid), dtype=bool), np.zeros(len(grid))
    for year in np.unique(years):
        begins, days = golden_week(int(year), closing)
        inside |= (grid >= begins) & (grid < begins + days * _DAY)
        length[years == year] = days
    return inside, length


def _closed_before(
    opened: Flags, begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> Figures:
    place = np.arange(len(opened))
    last_open = np.maximum.accumulate(np.where(opened, place, -1))
    next_open = np.minimum.accumulate(np.where(opened, place, len(opened))[::-1])[::-1]
    first = next_open[begin]
    run = first - 1 - last_open[np.maximum(first - 1, 0)]
    return np.where(first < end, run, 0).astype(np.float64)


def _since(middle: Days) -> Figures:
    year = middle.astype("datetime64[Y]").astype("datetime64[D]")
    past = (middle - year).astype(np.int64) - 2
    before = (middle - (middle.astype("datetime64[Y]") - 1).astype("datetime64[D]")).astype(
        np.int64
    )
    return np.asarray(np.where(past >= 0, past, before - 2), dtype=np.float64)
