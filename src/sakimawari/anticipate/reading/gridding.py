"""Readings laid on one grid: the frequency found, what lies off it or twice on it set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.reading.rows import Ints, Readings
from sakimawari.anticipate.reading.values import Days, Floats, Frequency

Mask = npt.NDArray[np.bool_]
_CLASSES = (
    (1, 1, "day"),
    (7, 7, "week"),
    (28, 31, "month"),
    (89, 92, "quarter"),
    (365, 366, "year"),
)
_ORDER = ("day", "week", "month", "quarter", "year")
_MIXED_SHARE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`values` (series, periods), NaN where nothing was reported; what did not fit, by id.

    `present`: a row was there, be it with a mark. `refused` maps an id to the readings it set aside.
    """

    frequency: Frequency
    starts: Days
    values: Floats
    present: Mask
    exposure: Floats | None
    refused: dict[str, Ints]
    repeated: tuple[tuple[int, int], ...] = ()


def frequency_of(readings: Readings) -> tuple[Frequency, dict[int, str]]:
    """The frequency most series have, and the series that have another one."""
    grain = Counter(readings.grains.tolist()).most_common(1)
    if not grain:
        return Frequency.DAY, {}
    if grain[0][0] > 0:
        return Frequency(_ORDER[grain[0][0]]), {}
    classes = _classes(readings)
    usual = Counter(classes.values())
    if not usual:
        return Frequency.MONTH, {}
    best = Frequency(usual.most_common(1)[0][0])
    return best, {series: kind for series, kind in classes.items() if kind != best.value}


def _classes(readings: Readings) -> dict[int, str]:
    """Each series' most frequent step, as a class; none for steps of no class."""
    order = np.lexsort((readings.days, readings.series))
    series, days = readings.series[order], readings.days[order]
    same = (series[1:] == series[:-1]) & (days[1:] > days[:-1])
    steps, of = (days[1:] - days[:-1])[same], series[1:][same]
    kinds = np.full(len(steps), -1, np.int64)
    for number, (low, high, _) in enumerate(_CLASSES):
        kinds[(steps >= low) & (steps <= high)] = number
    known = kinds >= 0
    if not known.any():
        return {}
    pairs, counts = np.unique(of[known] * 8 + kinds[known], return_counts=True)
    best: dict[int, tuple[int, int]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        if count > best.get(pair // 8, (0, 0))[0]:
            best[pair // 8] = (count, pair % 8)
    return {one: _CLASSES[kind][2] for one, (_, kind) in best.items()}


def within_mixed(readings: Readings, frequency: Frequency) -> dict[int, int]:
    """Series that change their step: the day from which it is another one.

    Only a step of another class, several times in a row, counts; gaps are multiples of the step.
    """
    if frequency is Frequency.DAY:
        wanted = {7: "week", 28: "month", 29: "month", 30: "month", 31: "month"}
    else:
        limit = next(low for low, _, name in _CLASSES if name == frequency.value)
        wanted = {step: "finer" for step in (1, 7, *range(28, 32)) if step < limit}
    order = np.lexsort((readings.days, readings.series))
    series, days = readings.series[order], readings.days[order]
    same = series[1:] == series[:-1]
    other = same & np.isin(days[1:] - days[:-1], list(wanted))
    runs = other[2:] & other[1:-1] & other[:-2]
    found: dict[int, int] = {}
    for at in np.flatnonzero(runs).tolist():
        found.setdefault(int(series[at]), int(days[at]))
    return found


def lay(readings: Readings, frequency: Frequency, *, add: bool) -> Grid:
    """The readings on their grid. `add`: rows of one series and period are parts to be added up."""
    refused: dict[str, Ints] = {}
    index, starts, off = _index(readings.days, frequency)
    if off.any():
        refused["SERIES009"] = np.flatnonzero(off)
    number = len(readings.keys)
    cell = readings.series * len(starts) + index
    valid = np.flatnonzero(~off)
    order = valid[np.argsort(cell[valid], kind="stable")]
    cells = cell[order]
    first = np.ones(len(cells), bool)
    first[1:] = cells[1:] != cells[:-1]
    values = np.full(number * len(starts), np.nan)
    repeated: list[tuple[int, int]] = []
    if add:
        spot, group = np.unique(cells, return_inverse=True)
        figures = readings.values[order]
        summed = np.bincount(group, np.nan_to_num(figures), len(spot))
        known = np.bincount(group, ~np.isnan(figures), len(spot)) > 0
        values[spot[known]] = summed[known]
    else:
        values[cells[first]] = readings.values[order[first]]
        refused |= _twice(readings, order, cells, first, values, repeated, len(starts))
    present = np.zeros(number * len(starts), bool)
    present[cells] = True
    exposure: Floats | None = None
    if readings.exposure is not None:
        exposure = np.full(number * len(starts), np.nan)
        exposure[cells] = readings.exposure[order]
        exposure = np.asarray(exposure).reshape(number, len(starts))
    return Grid(
        frequency=frequency,
        starts=starts,
        values=values.reshape(number, -1),
        present=present.reshape(number, -1),
        exposure=exposure,
        refused=refused,
        repeated=tuple(repeated),
    )


def _twice(
    readings: Readings,
    order: Ints,
    cells: Ints,
    first: Mask,
    values: Floats,
    repeated: list[tuple[int, int]],
    periods: int,
) -> dict[str, Ints]:
    """Periods given twice: the same figure again is one, different figures are none."""
    aside: list[int] = []
    for at in np.flatnonzero(~first).tolist():
        spot = int(cells[at])
        same = np.array_equal(values[spot], readings.values[order[at]], equal_nan=True)
        if same:
            repeated.append((spot // periods, spot % periods))
            continue
        low, high = np.searchsorted(cells, [spot, spot + 1])
        aside += order[low:high].tolist()
        values[spot] = np.nan
    return {"SERIES006": np.unique(np.array(aside, np.int64))} if aside else {}


def _index(days: Ints, frequency: Frequency) -> tuple[Ints, Days, Mask]:
    """Each day's place on the grid, the grid's first days, and which days lie off it."""
    dates = days.astype("M8[D]")
    off = np.zeros(len(days), bool)
    if frequency in (Frequency.DAY, Frequency.WEEK):
        step = 1 if frequency is Frequency.DAY else 7
        anchor = Counter((days % step).tolist()).most_common(1)[0][0]
        off = days % step != anchor
        low, high = days[~off].min(), days[~off].max()
        starts = np.arange(low, high + 1, step).astype("M8[D]")
        return np.where(off, 0, (days - low) // step), starts, off
    months = dates.astype("M8[M]").astype(np.int64)
    width = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}[frequency]
    anchor = Counter((months % width).tolist()).most_common(1)[0][0]
    off = months % width != anchor
    low, high = months[~off].min(), months[~off].max()
    starts = np.arange(low, high + 1, width).astype("M8[M]").astype("M8[D]")
    return np.where(off, 0, (months - low) // width), starts, off
