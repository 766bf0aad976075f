"""A kind of model over many series: gaps filled, scaled, fitted, drawn; the same bits for any threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numba import njit

from sakimawari.anticipate.series.classical.averaging import smoothing
from sakimawari.anticipate.series.classical.choosing import theta, turning
from sakimawari.anticipate.series.classical.differencing import differencing
from sakimawari.anticipate.series.classical.noise import noise
from sakimawari.anticipate.series.classical.parting import parted
from sakimawari.anticipate.series.values import Floats, Panel


def parting(y: Floats, m: int, seasonal: bool, calls: int, drawn: Floats, made: Floats) -> None:
    """Season by local regression, repeated; the rest by smoothing without a season."""
    if not seasonal:
        smoothing(y, 1, False, calls, drawn, made, trends=(0, 2))
        return
    season = parted(y, m, 11)[1]
    smoothing(y - season, 1, False, calls, drawn, made, trends=(0, 2))
    made += season[len(y) - m + np.arange(made.shape[1]) % m]


def parted_shocks(
    y: Floats, m: int, seasonal: bool, calls: int, drawn: Floats, made: Floats
) -> None:
    """Season by local regression, repeated; the rest by shocks on differences."""
    season = parted(y, m, 11)[1] if seasonal else np.zeros(len(y))
    differencing(y - season, 1, False, calls, drawn, made)
    if seasonal:
        made += season[len(y) - m + np.arange(made.shape[1]) % m]


KINDS: dict[str, Any] = {
    "smoothing": partial(smoothing, trends=(0, 1, 2)),
    "damped": partial(smoothing, trends=(0, 2)),
    "theta": theta,
    "turning": turning,
    "parting": parting,
    "differencing": differencing,
    "parted shocks": parted_shocks,
}
LONGEST, LONGEST_SEASONS = 400, 10  # older history says nothing about the next periods
SHORT = 6  # periods below which only the naive rule speaks


def driven(
    kind: str,
    panel: Panel,
    horizon: int,
    *,
    paths: int,
    seed: int,
    calls: int = 200,
    log: bool = False,
    threads: int | None = None,
) -> Floats:
    """Sample paths (series, paths, horizon) of one kind of model for every series of a panel."""
    series = len(panel.values)
    out = np.zeros((series, paths, horizon))
    values = np.ascontiguousarray(panel.values, dtype=np.float64)
    edges = np.linspace(0, series, max(1, min(series, 64)) + 1).astype(int)

    def part(at: int) -> None:
        for one in range(int(edges[at]), int(edges[at + 1])):
            _one(kind, values[one], one, panel.season, seed, calls, log, out[one])

    with ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 2)) as pool:
        list(pool.map(part, range(len(edges) - 1)))
    return out


def _one(
    kind: str, values: Floats, key: int, m: int, seed: int, calls: int, log: bool, out: Floats
) -> None:
    y, late = filled(values, m)
    y = y[-max(LONGEST_SEASONS * m, LONGEST) :]
    paths, horizon = out.shape
    drawn = np.zeros((paths + 1, horizon + late))
    drawn[1:] = noise(seed, key, paths, horizon + late)
    made = np.empty_like(drawn)
    unit = float(np.abs(y).mean()) if len(y) else 0.0
    if len(y) < SHORT or unit <= 0 or np.ptp(y) <= 1e-9 * unit:
        flat(y, drawn, made)
    else:
        bent = log and bool(y.min() > 1e-3 * unit)
        scaled = np.log(y / unit) if bent else y / unit
        KINDS[kind](scaled, m, m > 1 and len(y) >= 2 * m, calls, drawn, made)
        _bounded(scaled, made)
        made = unit * (np.exp(made) if bent else made)
    made = made[:, late:]
    out[:] = made[1:] + (made[0] - np.median(made[1:], axis=0))


def _bounded(y: Floats, made: Floats) -> None:
    """No path may leave five times the range ever seen: an exploding trend is no forecast."""
    reach = 5.0 * (y.max() - y.min())
    np.nan_to_num(made, copy=False, nan=y[-1], posinf=y[-1], neginf=y[-1])
    np.clip(made, y.min() - reach, y.max() + reach, out=made)


@njit(cache=True, nogil=True, error_model="numpy")
def flat(y, drawn, made):  # type: ignore[no-untyped-def] # pragma: no cover
    """The last value goes on, by steps as large as the past ones."""
    n = len(y)
    last = y[n - 1] if n else 0.0
    spread = 0.0
    for t in range(1, n):
        spread += (y[t] - y[t - 1]) ** 2 / (n - 1)
    spread = np.sqrt(spread)
    for path in range(made.shape[0]):
        value = last
        for step in range(made.shape[1]):
            value += spread * drawn[path, step]
            made[path, step] = value


@njit(cache=True, nogil=True, error_model="numpy")
def filled(values, m):  # type: ignore[no-untyped-def] # pragma: no cover
    """A series from its first to its last report, gaps filled; and how many periods it is late.

    A gap takes the season before where known, moved by the line between its neighbours' changes;
    without a season the straight line between its neighbours.
    """
    first, last = 0, len(values)
    while first < last and np.isnan(values[first]):
        first += 1
    while last > first and np.isnan(values[last - 1]):
        last -= 1
    y = values[first:last].copy()
    late = len(values) - last
    t = 0
    while t < len(y):
        if not np.isnan(y[t]):
            t += 1
            continue
        stop = t
        while np.isnan(y[stop]):
            stop += 1
        before, after = y[t - 1], y[stop]
        for k in range(t, stop):
            share = (k - t + 1.0) / (stop - t + 1.0)
            y[k] = before + share * (after - before)
            if m > 1 and t - 1 - m >= 0:
                base = y[t - 1 - m] + share * (y[stop - m] - y[t - 1 - m])
                y[k] += y[k - m] - base
        t = stop
    return y, late
