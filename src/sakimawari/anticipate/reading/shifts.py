"""Breaks in a series: a changed unit (× 10, × 100), a level shift, a single figure out of line,
and one series that goes on under another name.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from sakimawari.anticipate.reading.totals import date_at
from sakimawari.anticipate.reading.values import Days, Defect, Floats

_WINDOW = 8
_UNIT_NEAR = 0.08  # of a power of ten, as a logarithm of base 10
_SHIFT = 0.45  # as a natural logarithm: half as much again, or a third less
_MOST_SHIFTS = 3


def breaks(values: Floats, starts: Days, names: Sequence[str], season: int) -> list[Defect]:
    """Changed units, level shifts and figures out of line, of all series."""
    found: list[Defect] = []
    if values.shape[1] < 3 * _WINDOW:
        return found
    for row, name in enumerate(names):
        known = np.flatnonzero(np.isfinite(values[row]))
        if len(known) < 3 * _WINDOW or np.median(values[row, known]) < 3:
            continue
        figures = values[row, known]
        if figures.min() < 0:
            continue
        when = starts[known]
        units, alone = _units(figures)
        found += [_unit(name, when, figures, at, power) for at, power in units]
        found += [_alone(name, when, figures, at) for at in alone]
        taken = {at for at, _ in units} | set(alone)
        found += [
            _sudden(name, when, figures, at) for at in _jumps(figures, season) if at not in taken
        ]
        if not units:
            found += [
                _shift(name, when, figures, at, size) for at, size in _shifts(figures, season)
            ]
    return found


def _medians(figures: Floats) -> tuple[Floats, Floats]:
    """The median of the window before and from each period on; NaN near the ends."""
    windows = np.lib.stride_tricks.sliding_window_view(figures, _WINDOW)
    middle = np.median(windows, axis=1)
    before, after = np.full(len(figures), np.nan), np.full(len(figures), np.nan)
    before[_WINDOW:] = middle[: len(figures) - _WINDOW]
    after[: len(middle)] = middle
    return before, after


def _units(figures: Floats) -> tuple[list[tuple[int, int]], list[int]]:
    """Where figures go on ten (hundred, a tenth) times as large; and single figures that are."""
    before, after = _medians(figures)
    spread = _spread(figures)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log10(after / before)
        single = np.log10(figures / before)
    lasting = _power(ratio) & (np.fmin(before, after) >= 1) & (np.fmax(before, after) >= 20)
    changes, logs = list[tuple[int, int]](), np.log10(np.maximum(figures, 0.5))
    for group in _groups(np.flatnonzero(lasting)):
        steps = [abs(logs[at] - logs[at - 1]) if at else 0.0 for at in group]
        at = group[int(np.argmax(np.nan_to_num(steps)))]
        if np.log(10) > 5 * spread and abs(logs[at] - logs[at - 1]) > 0.75:
            changes.append((at, int(np.round(ratio[at]))))
    near = {step for at, _ in changes for step in range(at - _WINDOW, at + _WINDOW)}
    alone = [
        at
        for at in np.flatnonzero(_power(single) & (figures >= 50) & (before >= 5)).tolist()
        if at not in near
        and (at + 1 >= len(figures) or figures[at + 1] < 0.4 * figures[at])
        and np.log(figures[at] / before[at]) > 6 * spread
    ]
    return changes, alone


def _power(logarithm: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    whole = np.round(logarithm)
    with np.errstate(invalid="ignore"):
        return (
            (np.abs(whole) >= 1) & (np.abs(whole) <= 4) & (np.abs(logarithm - whole) < _UNIT_NEAR)
        )


def _groups(places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[list[int]]:
    groups: list[list[int]] = []
    for at in places.tolist():
        if groups and at - groups[-1][-1] <= 2:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _spread(figures: Floats) -> float:
    """The usual size of a step from one period to the next, as a logarithm, with counting noise."""
    steps = np.abs(np.diff(np.log1p(figures)))
    usual = float(np.median(steps)) * 1.4826
    return max(usual, 1.0 / np.sqrt(max(float(np.median(figures)), 1.0)))


def _jumps(figures: Floats, season: int) -> list[int]:
    """Single steps far beyond all others of the series and not of the season.

    Counts and stocks alike: a step of a quarter and more, twelve times the usual one.
    """
    level = np.maximum(figures[:-1], 1.0)
    step = np.diff(figures)
    usual = 1.4826 * float(np.median(np.abs(step)))
    limit = np.maximum(12 * usual, 0.25 * level)
    limit = np.maximum(limit, 8 * np.sqrt(level))
    wild = np.abs(step) > np.maximum(limit, 30)
    wild &= np.abs(np.diff(np.log1p(figures))) > min(5 * _spread(figures), 1.2)
    if wild.sum() > 4:
        return []
    last_year = np.zeros(len(step))
    if 1 < season < len(step):
        last_year[season:] = np.abs(step[:-season])
    return [int(at) + 1 for at in np.flatnonzero(wild & (last_year < 0.5 * np.abs(step)))]


def _shifts(figures: Floats, season: int) -> list[tuple[int, float]]:
    """Where the level moves and stays: the window after against the one before, the season out."""
    logs = np.log1p(figures)
    width = max(2 * _WINDOW, 28 if season == 7 else 12)
    if len(logs) < 2 * width + season:
        return []
    if season > 7:
        logs = logs[season:] - logs[:-season]
        offset = season
    else:
        kernel = np.ones(season) / season
        logs, offset = np.convolve(logs, kernel, "valid"), season - 1
    total = np.concatenate([[0.0], np.cumsum(logs)])
    mean = (total[width:] - total[:-width]) / width
    move = np.full(len(logs), 0.0)
    move[width : len(logs) - width + 1] = mean[width:] - mean[: len(mean) - width]
    noise = 1.4826 * float(np.median(np.abs(np.diff(logs)))) + 1e-9
    score = np.abs(move) / max(noise * np.sqrt(2.0 / width), 0.04)
    found: list[tuple[int, float]] = []
    left = np.where((np.abs(move) > _SHIFT) & (score > 6), np.abs(move), 0.0)
    while left.max(initial=0.0) > 0 and len(found) < _MOST_SHIFTS:
        at = int(np.argmax(left))
        # the year after a shift repeats it with the other sign where the season is taken out
        echo = any(
            abs(at - (other - offset) - season) < width and size * move[at] < 0
            for other, size in found
        )
        if not echo:
            found.append((at + offset, float(np.exp(move[at]))))
        left[max(0, at - width) : at + width] = 0.0
    return sorted(found)


def _unit(name: str, when: Days, figures: Floats, at: int, power: int) -> Defect:
    by = f"× {10**power:,}" if power > 0 else f"÷ {10 ** (-power):,}"
    return Defect(
        id="SERIES015",
        series=name,
        period=date_at(when, at),
        what=f"from {figures[at - 1]:,.10g} to {figures[at]:,.10g} and on so ({by}): another unit?",
        done="kept as reported; tell the unit and read again",
        amount=float(figures[at]),
    )


def _alone(name: str, when: Days, figures: Floats, at: int) -> Defect:
    return Defect(
        id="SERIES015",
        series=name,
        period=date_at(when, at),
        what=f"{figures[at]:,.10g} after {figures[at - 1]:,.10g}: a single figure a power of ten too large?",
        done="kept as reported; compare with the source",
        amount=float(figures[at]),
    )


def _sudden(name: str, when: Days, figures: Floats, at: int) -> Defect:
    return Defect(
        id="SERIES019",
        series=name,
        period=date_at(when, at),
        what=f"from {figures[at - 1]:,.10g} to {figures[at]:,.10g} in one period, unlike any other step",
        done="kept as reported; compare with the source",
        amount=float(figures[at]),
    )


def _shift(name: str, when: Days, figures: Floats, at: int, size: float) -> Defect:
    return Defect(
        id="SERIES016",
        series=name,
        period=date_at(when, at),
        what=f"the level moves to about {size:.2f} times what it was",
        done="kept; what came after it counts most",
        amount=size,
    )


def renamed(
    values: Floats, starts: Days, keys: Sequence[tuple[str, ...]], names: Sequence[str]
) -> list[Defect]:
    """Series that end where another of a like name, with the other keys the same, begins."""
    known = np.isfinite(values)
    first = np.where(known.any(axis=1), known.argmax(axis=1), -1)
    last = np.where(known.any(axis=1), values.shape[1] - 1 - known[:, ::-1].argmax(axis=1), -1)
    pairs: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    width = len(keys[0]) if keys else 0
    for place in range(width):
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            groups[key[:place] + key[place + 1 :]].append(row)
        for rows in groups.values():
            ended = [row for row in rows if 0 <= last[row] < values.shape[1] - 1]
            began = {row for row in rows if first[row] > 0}
            for one in ended:
                for other in began:
                    if 0 < first[other] - last[one] <= 6:
                        pairs[place, keys[one][place], keys[other][place]].append(other)
    found = []
    for (_, old, new), rows in pairs.items():
        if old != new and _alike(old, new):
            at = int(np.min(first[rows]))
            found.append(
                Defect(
                    id="SERIES018",
                    series=names[rows[0]] if len(rows) == 1 else new,
                    period=date_at(starts, at),
                    what=f"`{new}` begins where `{old}` ends, in {len(rows)} series: one thing under two names?",
                    done=f'left apart; join them with --same "{old}={new}"',
                    count=len(rows),
                )
            )
    return found


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio() > 0.55 or (
        min(len(one), len(other)) >= 2 and (one in other or other in one)
    )
