"""Levels that moved and stayed: the strongest of long windows, up or down, against expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.alerts.measuring import height_of, window_scores
from sakimawari.anticipate.alerts.values import Watch, Watched

WINDOWS = {
    "day": (14, 21, 28, 56),
    "week": (6, 9, 13, 26),
    "month": (4, 6, 9, 12),
    "quarter": (3, 4, 6),
    "year": (3, 4),
}
FAR = 2.5  # standard errors beyond which one period counts no further: a burst is no level
MATTERS = 0.1  # a level within a tenth of its expectation is left alone, however sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A level of series `row` that moved: indices of the watched periods, inclusive."""

    row: int
    since: int
    noticed: int
    until: int
    up: bool
    strength: float


def shifts_of(watched: Watched, watch: Watch, frequency: str) -> list[Shift]:
    """Every shift, in the order of series and time; false ones at `watch.level_rate` a period."""
    windows = WINDOWS[frequency]
    height = height_of(watch.level_rate, windows, (0.0,) * len(windows), True)
    spread = np.sqrt(watched.variance + watched.doubt**2)
    residual = np.clip(watched.observed - watched.expected, -FAR * spread, FAR * spread)
    best = np.zeros(residual.shape)
    length = np.zeros(residual.shape, dtype=np.int64)
    for window in windows:
        score = np.nan_to_num(
            window_scores(residual, watched.variance, watched.doubt, watched.correlation, window)
        )
        stronger = np.abs(score) > np.abs(best)
        best = np.where(stronger, score, best)
        length = np.where(stronger, window, length)
    found: list[Shift] = []
    for row in np.flatnonzero((np.abs(best) > height).any(axis=1)):
        for up in (True, False):
            over = (best[row] if up else -best[row]) > height
            found.extend(_runs(watched, int(row), over, length[row], best[row], height, up=up))
    return found


def _runs(
    watched: Watched,
    row: int,
    over: np.ndarray[tuple[int], np.dtype[np.bool_]],
    length: np.ndarray[tuple[int], np.dtype[np.int64]],
    best: np.ndarray[tuple[int], np.dtype[np.float64]],
    height: float,
    *,
    up: bool,
) -> list[Shift]:
    """Each run of alarms as one shift, where it is large enough to matter."""
    found = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], over.astype(int), [0]])))
    for noticed, after in zip(edges[::2], edges[1::2], strict=True):
        since = max(int(noticed - length[noticed] + 1), 0)
        part = slice(since, int(after))
        observed, expected = watched.observed[row, part], watched.expected[row, part]
        seen = np.isfinite(observed) & np.isfinite(expected)
        usual = abs(float(expected[seen].sum()))
        if usual <= 0 or abs(float((observed - expected)[seen].sum())) < MATTERS * usual:
            continue
        found.append(
            Shift(
                row=row,
                since=since,
                noticed=int(noticed),
                until=int(after) - 1,
                up=up,
                strength=float(np.abs(best[noticed:after]).max() - height),
            )
        )
    return found
