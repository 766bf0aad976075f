"""The past made fit to learn from: missing, double and wild periods, and the last shift of level.

Nothing is repaired in the data: a period is weighed, shared out or left aside here, and noted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.counts.values import Note, Odd
from sakimawari.anticipate.series.values import Floats, Panel

_DOUBLE = (1.65, 2.6)
_OUTLIER = 6.0
_SHIFT = 1.6
_SHORT = 2
_NEAR_ZERO = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Counts and weights to learn from; `since` is the period the present level began (0: always)."""

    values: Floats
    weight: Floats
    since: npt.NDArray[np.int64]
    notes: tuple[Note, ...]


def cleaned(panel: Panel, factor: Floats, expected: Floats, window: int) -> Cleaned:
    """What can be learned from, given what calendar and season make of each period (`factor`) and a
    first rough expectation, level included (both series, periods).
    """
    values = panel.values.copy()
    weight = (~np.isnan(values)).astype(np.float64)
    doubled = _doubles(values, expected)
    rows, at = np.nonzero(doubled)
    values[rows, at] = values[rows, at] / 2
    values[rows, at - 1] = values[rows, at]
    weight[rows, at - 1] = 1.0
    gap = np.isnan(values)
    values = np.where(gap, 0.0, values)
    spread = np.sqrt(expected + 0.05 * expected**2) + 1e-9
    wild = (np.abs(values - expected) > _OUTLIER * spread) & (weight > 0)
    wild &= ~_in_company(wild)
    weight[wild] = 0.0
    usual = expected.mean(axis=1, keepdims=True) / factor.mean(axis=1, keepdims=True)
    since, size = shifts(values, weight, factor * usual, window)
    notes = [
        *_noted(panel, doubled, Odd.DOUBLE, panel.values / np.maximum(expected, 1e-9)),
        *_noted(panel, wild, Odd.OUTLIER, panel.values / np.maximum(expected, 1e-9)),
        *_gaps(panel),
        *_told(panel, since, size),
    ]
    return Cleaned(values=values, weight=weight, since=since, notes=tuple(notes))


def _doubles(values: Floats, expected: Floats) -> npt.NDArray[np.bool_]:
    """Periods that hold two: nothing reported just before, and about twice what was expected."""
    before = np.concatenate([np.full((len(values), 1), 1.0), values[:, :-1]], axis=1)
    due_before = np.concatenate([np.zeros((len(values), 1)), expected[:, :-1]], axis=1)
    empty = (np.isnan(before) | (before == 0)) & (due_before > 10)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = values / ((expected + due_before) / 2)
    twice = (ratio >= _DOUBLE[0]) & (ratio <= _DOUBLE[1])
    found: npt.NDArray[np.bool_] = empty & twice & (expected > 10)
    return found


def _in_company(wild: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Wild periods next to another are an event, not a slip: they are kept."""
    near = np.zeros_like(wild)
    near[:, 1:] |= wild[:, :-1]
    near[:, :-1] |= wild[:, 1:]
    near[:, -2:] = True  # the newest cannot be told from a beginning
    return near


def shifts(
    values: Floats, weight: Floats, expected: Floats, window: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Where each series' level last jumped and stayed, and by what factor (0 and 1: nowhere).

    The level of the `window` periods before a point is held against that of the window after;
    a jump must be by 1.6 or more and far beyond the noise of both.
    """
    count, periods = values.shape
    since, size = np.zeros(count, dtype=np.int64), np.ones(count)
    if periods < 4 * window:
        return since, size
    zero = np.zeros((count, 1))
    due = np.cumsum(np.concatenate([zero, expected * weight], axis=1), axis=1)
    got = np.cumsum(np.concatenate([zero, values * weight], axis=1), axis=1)
    mid = np.arange(2 * window, periods - window + 1)
    old = (got[:, mid] - got[:, mid - window] + 0.5) / (due[:, mid] - due[:, mid - window] + 0.5)
    later = got[:, mid + window] - got[:, mid]
    new = (later + 0.5) / (due[:, mid + window] - due[:, mid] + 0.5)
    jump = np.log(new / old)
    noise = np.sqrt(
        1 / (got[:, mid] - got[:, mid - window] + 1) + 1 / (later + 1) + 2 * 0.05 / window
    )
    strong = np.where(np.abs(jump) > np.log(_SHIFT), np.abs(jump) / noise, 0.0)
    best = np.argmax(strong, axis=1)
    rows = np.flatnonzero(strong[np.arange(count), best] > 6.0)
    since[rows] = mid[best[rows]]
    size[rows] = np.exp(jump[rows, best[rows]])
    return since, size


def _noted(panel: Panel, where: npt.NDArray[np.bool_], kind: Odd, size: Floats) -> list[Note]:
    return [
        Note(series=panel.ids[i], kind=kind, start=panel.starts[t], size=float(size[i, t]))
        for i, t in zip(*np.nonzero(where), strict=True)
    ]


def _gaps(panel: Panel) -> list[Note]:
    found = []
    for i, row in enumerate(panel.values):
        known = np.flatnonzero(~np.isnan(row))
        begun = int(known[0]) if len(known) else len(row)
        absent = int(np.isnan(row[begun:]).sum())
        at = panel.starts[min(begun, len(row) - 1)]
        if absent:
            first = panel.starts[begun + int(np.flatnonzero(np.isnan(row[begun:]))[0])]
            found.append(Note(series=panel.ids[i], kind=Odd.MISSING, start=first, size=absent))
        if len(row) - begun < _SHORT * max(panel.season, 6):
            size = float(len(row) - begun)
            found.append(Note(series=panel.ids[i], kind=Odd.SHORT, start=at, size=size))
        if len(known) and float(np.mean(row[known])) < _NEAR_ZERO:
            mean = float(np.mean(row[known]))
            found.append(Note(series=panel.ids[i], kind=Odd.NEAR_ZERO, start=at, size=mean))
    return found


def _told(panel: Panel, since: npt.NDArray[np.int64], size: Floats) -> list[Note]:
    return [
        Note(series=panel.ids[i], kind=Odd.SHIFT, start=panel.starts[t], size=float(size[i]))
        for i, t in enumerate(since)
        if t
    ]
