"""The columns of the regression: season, weekday and calendar, and how far each may go.

Each column has a prior spread: how large its effect (on the logarithm of the mean) may be before
the series has said anything. Seasonal waves are held the tighter the quicker they swing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.series.values import Days, Floats
from sakimawari.anticipate.workdays import CITY_HALL, Closing, Workdays, calendar_of, following

_YEAR = 365.2425


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """`x` is (periods + horizon, columns), the first column being the level; `spread` their priors."""

    names: tuple[str, ...]
    x: Floats
    spread: Floats


def columns_of(starts: Days, frequency: str, horizon: int, closing: Closing = CITY_HALL) -> Columns:
    """The columns of a grid of periods and of the `horizon` after it.

    Waves of the year need a year and a half to be told from a trend; before that they are left out.
    """
    known = starts.astype("datetime64[D]")
    grid = np.concatenate([known, following(known, frequency, horizon)])
    calendar = calendar_of(grid, frequency, closing)
    years = float((known[-1] - known[0]).astype(np.int64)) / _YEAR if len(known) else 0.0
    made: list[tuple[str, Floats, float]] = [("level", np.ones(len(grid)), 30.0)]
    made += _OF[frequency](calendar) if frequency in _OF else []
    if years >= 1.5:
        made += _waves(calendar, {"day": 6, "week": 5, "month": 6, "quarter": 2}.get(frequency, 0))
    told = [one for one in made if one[0] == "level" or np.ptp(one[1][: len(known)]) > 1e-9]
    return Columns(
        names=tuple(name for name, _, _ in told),
        x=np.ascontiguousarray(np.stack([column for _, column, _ in told], axis=1)),
        spread=np.array([spread for _, _, spread in told]),
    )


def _waves(calendar: Workdays, most: int) -> list[tuple[str, Floats, float]]:
    middle = calendar.starts + (calendar.days / 2).astype(np.int64).astype("timedelta64[D]")
    turn = 2 * np.pi * (middle.astype(np.int64) % _YEAR) / _YEAR
    made = []
    for k in range(1, most + 1):
        made.append((f"sin{k}", np.sin(k * turn), 0.5 / k))
        made.append((f"cos{k}", np.cos(k * turn), 0.5 / k))
    return made


def _day(calendar: Workdays) -> list[tuple[str, Floats, float]]:
    at = calendar.weekday
    made = [(f"weekday{d}", (at == d).astype(np.float64), 1.5) for d in range(1, 7)]
    off = ((calendar.holidays > 0) & ~calendar.is_open).astype(np.float64)
    return [
        *made,
        ("holiday", off, 1.5),
        ("turn_of_year", calendar.turn_of_year, 1.5),
        ("obon", calendar.obon, 0.3),
        ("golden", calendar.golden, 0.3),
        ("closed_before", np.log1p(np.maximum(calendar.closed_before - 2, 0)), 0.3),
        ("fiscal_close", calendar.fiscal_close, 0.3),
        ("fiscal_open", calendar.fiscal_open, 0.3),
    ]


def _week(calendar: Workdays) -> list[tuple[str, Floats, float]]:
    short = (calendar.business - 5) / 5
    before = np.concatenate([[0.0], short[:-1]])
    after = np.concatenate([short[1:], [0.0]])
    return [
        ("business", short, 1.0),
        ("business_log", np.log((calendar.business + 0.5) / 5.5), 0.7),
        ("business_before", before, 0.4),
        ("business_after", after, 0.3),
        ("turn_of_year", calendar.turn_of_year / 6, 0.5),
        ("golden", calendar.golden / 7, 0.4),
        ("obon", calendar.obon / 4, 0.4),
        ("fiscal_close", calendar.fiscal_close / 10, 0.3),
        ("fiscal_open", calendar.fiscal_open / 10, 0.3),
    ]


def _month(calendar: Workdays) -> list[tuple[str, Floats, float]]:
    return [
        ("business", np.log((calendar.business + 0.5) / 20.5), 0.7),
        ("days", np.log(calendar.days / 30.4), 0.7),
        ("golden", (calendar.golden_length > 5) * calendar.golden / 10, 0.3),
    ]


_OF: dict[str, Callable[[Workdays], list[tuple[str, Floats, float]]]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "quarter": _month,
}
