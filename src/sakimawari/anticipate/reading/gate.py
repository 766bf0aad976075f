"""The quality gate: what a panel of series shows of gaps, closed days, stretches and doubled days.

Pure: figures in, defects by series and date out. Nothing is repaired but what the defect says.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.reading.totals import date_at
from sakimawari.anticipate.reading.values import EVERY, Days, Defect, Floats, Frequency

Mask = npt.NDArray[np.bool_]
_CLOSED_SHARE = 0.95
_RUN = 6
_LEAST_LEVEL = 5.0


def gaps(values: Floats, present: Mask, starts: Days, names: Sequence[str]) -> list[Defect]:
    """Periods without a row from a series' first to the end of the file; one defect a gap."""
    found: list[Defect] = []
    if not len(values):
        return found
    missing = ~present & between(present)
    common = (missing.mean(axis=0) >= 0.9) & (len(values) > 1)
    for first, last in _runs(common):
        what = f"{_many(last - first + 1, 'period')} missing in every series"
        found.append(_gap(EVERY, starts, first, last, what))
    missing &= ~common
    for row in np.flatnonzero(missing.any(axis=1)).tolist():
        for first, last in _runs(missing[row]):
            what = f"{_many(last - first + 1, 'period')} missing"
            found.append(_gap(names[row], starts, first, last, what))
    return [*found, *_ended(present, starts, names)]


def _ended(present: Mask, starts: Days, names: Sequence[str]) -> list[Defect]:
    """Series without a row up to the end of the file, while others have one."""
    last = present.shape[1] - 1
    ends = np.where(present.any(axis=1), last - present[:, ::-1].argmax(axis=1), last)
    return [
        Defect(
            id="SERIES007",
            series=names[row],
            period=date_at(starts, int(ends[row]) + 1),
            what=f"no row for the last {_many(last - int(ends[row]), 'period')} of the file",
            done="taken as not reported, never as zero; forecast as if it went on",
            count=last - int(ends[row]),
        )
        for row in np.flatnonzero(ends < last).tolist()
    ]


def _gap(series: str, starts: Days, first: int, last: int, what: str) -> Defect:
    if last > first:
        what += f" until {date_at(starts, last)}"
    return Defect(
        id="SERIES007",
        series=series,
        period=date_at(starts, first),
        what=what,
        done="taken as not reported, never as zero",
        count=last - first + 1,
    )


def marks(values: Floats, present: Mask, starts: Days, names: Sequence[str]) -> list[Defect]:
    """Rows that say "not reported": one defect a series, with the first of them."""
    marked = present & np.isnan(values)
    found = []
    for row in np.flatnonzero(marked.any(axis=1)).tolist():
        places = np.flatnonzero(marked[row])
        found.append(
            Defect(
                id="SERIES011",
                series=names[row],
                period=date_at(starts, int(places[0])),
                what=f"{_many(len(places), 'period')} marked as not reported",
                done="taken as not reported, never as zero",
                count=len(places),
            )
        )
    return found


def closed_weekdays(values: Floats, starts: Days, frequency: Frequency) -> Mask:
    """(series, 7): the weekdays, Monday first, on which a daily series has hardly ever a figure."""
    closed = np.zeros((len(values), 7), bool)
    if frequency is not Frequency.DAY or values.shape[1] < 28:
        return closed
    weekday = (starts.astype(np.int64) + 3) % 7
    began = between(np.nan_to_num(values) > 0)
    for day in range(7):
        those = began[:, weekday == day]
        empty = ~(np.nan_to_num(values[:, weekday == day]) > 0) & those
        closed[:, day] = empty.sum(axis=1) >= _CLOSED_SHARE * np.maximum(those.sum(axis=1), 4)
    closed[closed.all(axis=1)] = False
    sparse = (np.nan_to_num(values) > 0).mean(axis=1) < 0.3
    closed[sparse] = False
    return closed


def closed_defects(closed: Mask, starts: Days, names: Sequence[str]) -> list[Defect]:
    """One notice a series with closed weekdays."""
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return [
        Defect(
            id="SERIES017",
            series=names[row],
            period=date_at(starts, 0),
            what=f"closed on {', '.join(np.array(days)[closed[row]])}",
            done="zero on these days, in the past and in the forecast",
            count=int(closed[row].sum()),
        )
        for row in np.flatnonzero(closed.any(axis=1)).tolist()
    ]


def constant_stretches(values: Floats, starts: Days, names: Sequence[str]) -> list[Defect]:
    """The same figure again and again in a series that otherwise moves; zeros amid busy days.

    A stretch of zeros counts where the series' usual figure is 5 or more, another stretch where
    chance would not leave a figure of that size unmoved.
    """
    if values.shape[1] < 3 * _RUN:
        return []
    same = np.zeros(values.shape, bool)
    same[:, 1:] = values[:, 1:] == values[:, :-1]
    moving = 1.0 - same.sum(axis=1) / np.maximum(np.isfinite(values).sum(axis=1) - 1, 1)
    longest = _longest(same)
    found = []
    for row in np.flatnonzero(longest + 1 >= _RUN).tolist():
        level = _usual(values[row])
        zeros = int((values[row] == 0).sum())
        some = int((np.nan_to_num(values[row]) > 0).sum())
        for first, last in _runs(same[row]):
            begin, figure = first - 1, float(values[row, last])
            length = last - begin + 1
            others = zeros - length  # zeros elsewhere: a series that often has none is not stuck
            busy = figure == 0.0 and level >= _LEAST_LEVEL and others < 0.15 * (others + some)
            stuck = abs(figure) >= _LEAST_LEVEL and moving[row] > 0.7
            if length >= _RUN and (busy or stuck):
                found.append(_stretch(names[row], starts, begin, last, figure))
    return found


def _stretch(series: str, starts: Days, first: int, last: int, figure: float) -> Defect:
    what = f"{figure:,.10g} in {last - first + 1} periods running, until {date_at(starts, last)}"
    done = "kept as reported; if nothing was counted then, mark it as not reported"
    return Defect(
        id="SERIES014",
        series=series,
        period=date_at(starts, first),
        what=what,
        done=done,
        amount=figure,
        count=last - first + 1,
    )


def doubled(values: Floats, starts: Days, names: Sequence[str], season: int) -> list[Defect]:
    """A figure that holds the period before as well: that one is empty, this one is about the two."""
    if values.shape[1] < 4 * min(season, 7):
        return []
    usual = _season_usual(values, season)
    before = np.roll(usual, 1, axis=1)
    empty = np.zeros(values.shape, bool)
    empty[:, 1:] = ~(np.nan_to_num(values[:, :-1]) > 0)
    empty[:, 1:] &= np.logical_or.accumulate(np.isfinite(values[:, :-1]), axis=1)  # it had begun
    both = usual + before
    near = np.abs(values - both) < 0.35 * before + 1.0
    large = (before >= 10) & (values > usual + 0.6 * before) & (values > 3 * np.sqrt(both))
    hits = empty & near & large & np.isfinite(values)
    hits[:, 0] = False
    return [
        Defect(
            id="SERIES013",
            series=names[row],
            period=date_at(starts, at),
            what=f"{values[row, at]:,.10g}, about twice the usual, after a period without any",
            done="kept as reported",
            amount=float(values[row, at]),
        )
        for row, at in np.argwhere(hits).tolist()
    ]


def plain_series(values: Floats, starts: Days, names: Sequence[str], season: int) -> list[Defect]:
    """Series that are empty, all zero, constant, or shorter than two seasons."""
    found = []
    known = np.isfinite(values)
    count = known.sum(axis=1)
    with np.errstate(invalid="ignore"):
        high = np.where(known, values, -np.inf).max(axis=1, initial=-np.inf)
        low = np.where(known, values, np.inf).min(axis=1, initial=np.inf)
    for row, name in enumerate(names):
        if count[row] == 0:
            id, what, done = "SERIES062", "no figure at all", "forecast as zero"
        elif high[row] == low[row]:
            id, what = "SERIES062", f"always {low[row]:,.10g} ({_many(int(count[row]), 'period')})"
            done = "forecast as it always was, with the doubt of so few figures"
        elif count[row] < max(2 * season, 8):
            id, what = (
                "SERIES061",
                f"{_many(int(count[row]), 'period')} of history, less than two seasons",
            )
            done = "forecast without a season of its own"
        else:
            continue
        first = int(np.argmax(known[row])) if count[row] else 0
        found.append(
            Defect(id=id, series=name, period=date_at(starts, first), what=what, done=done)
        )
    return found


def strange_letters(names: Sequence[str]) -> list[Defect]:
    """Names with letters no text holds: read in a wrong encoding before they came here."""
    return [
        Defect(
            id="SERIES067",
            series=name,
            period=None,
            what="the name holds letters of a broken encoding",
            done="kept as it is",
        )
        for name in names
        if any(letter == "�" or "\u0080" <= letter <= "\u009f" for letter in name)
    ]


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count:,} {word}s"


def between(present: Mask) -> Mask:
    """Periods from a series' first to its last present one."""
    began = np.logical_or.accumulate(present, axis=1)
    ended: Mask = np.logical_or.accumulate(present[:, ::-1], axis=1)[:, ::-1]
    return began & ended


def _runs(mask: Mask) -> list[tuple[int, int]]:
    """First and last place of each run of True."""
    edges = np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _longest(mask: Mask) -> npt.NDArray[np.int64]:
    run = np.zeros(len(mask), np.int64)
    best = np.zeros(len(mask), np.int64)
    for at in range(mask.shape[1]):
        run = (run + 1) * mask[:, at]
        best = np.maximum(best, run)
    return best


def _usual(figures: Floats) -> float:
    """The median of what is above zero."""
    positive = figures[np.nan_to_num(figures) > 0]
    return float(np.median(positive)) if len(positive) else 0.0


def _season_usual(values: Floats, season: int) -> Floats:
    """The usual figure of each period: the median of the same place in the season, near in time.

    Zeros and missing figures do not count, so that a gap does not lower what was to be expected.
    """
    reach = 4 if season <= 12 else 2
    shifted = []
    for step in range(-reach, reach + 1):
        if step == 0:
            continue
        moved = np.full(values.shape, np.nan)
        by = step * season if season <= 12 else step
        if by > 0:
            moved[:, by:] = values[:, :-by]
        else:
            moved[:, :by] = values[:, -by:]
        moved[~(np.nan_to_num(moved) > 0)] = np.nan
        shifted.append(moved)
    stacked = np.sort(np.stack(shifted), axis=0)  # NaN last
    known = np.isfinite(stacked).sum(axis=0)
    middle = np.maximum(known - 1, 0) // 2
    usual: Floats = np.take_along_axis(stacked, middle[None], axis=0)[0]
    return np.where(known >= 2, usual, 0.0)
