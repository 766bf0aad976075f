"""Each kind of model fitted to one series: candidates searched, the best by corrected AIC kept."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.series.classical.searching import SMOOTHING, THETA, TURNING, least
from sakimawari.anticipate.series.classical.seasons import figures, line, recurs
from sakimawari.anticipate.series.classical.smoothing import (
    ADDED,
    ahead,
    first_state,
    run,
    weights_of,
)
from sakimawari.anticipate.series.classical.theta import theta_ahead, theta_bounds, theta_walk
from sakimawari.anticipate.series.classical.turning import (
    FULL,
    PARTIAL,
    SIMPLE,
    turning_ahead,
    turning_rough,
    turning_walk,
    turning_weights,
)


@njit(cache=True, nogil=True, error_model="numpy")
def corrected(fit, figures_used, n):  # type: ignore[no-untyped-def] # pragma: no cover
    """Akaike's criterion corrected for short series."""
    if n - figures_used - 1 <= 0:
        return 1e300
    return fit + 2.0 * figures_used * n / (n - figures_used - 1)


@njit(cache=True, nogil=True, error_model="numpy")
def rough_ends(y, m, season):  # type: ignore[no-untyped-def] # pragma: no cover
    """Rough level, slope and seasonal figures at the end; level, slope and spread at the beginning."""
    n = len(y)
    found = np.zeros((2, 2 + max(m, 2)))
    plain = y.copy()
    if season > 0:
        year = figures(y, m, season != ADDED)
        for t in range(n):
            plain[t] = y[t] - year[t % m] if season == ADDED else y[t] / max(year[t % m], 1e-3)
        for k in range(m):
            found[0, 2 + k] = year[k] if season == ADDED else max(year[k], 1e-3)
    near = min(n, max(2 * m, 10))
    start, slope = line(plain, n - near, n)
    found[0, 0] = start + slope * (near - 1)
    found[0, 1] = slope
    start, slope = line(plain, 0, near)
    found[1, 0], found[1, 1] = start - slope, slope
    spread = 0.0
    for t in range(1, n):
        spread += abs(plain[t] - plain[t - 1]) / n
    found[1, 2] = spread + 1e-9
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def searched_smoothing(y, m, code, calls):  # type: ignore[no-untyped-def] # pragma: no cover
    """The figures of one kind of smoothing, its cost, and the rough states it started from."""
    rough = rough_ends(y, m, code[2])
    trend, damped, seasonal = code[1] > 0, code[1] == 2, code[2] > 0
    size = 1 + 3 * trend + seasonal + damped
    start, widths = np.zeros(size), np.full(size, 0.2)
    start[0] = 0.3
    at = 1
    for wanted in (trend, seasonal):
        if wanted:
            start[at] = 0.1
            at += 1
    if damped:
        start[at], widths[at] = 0.95, -0.07
    if trend:
        widths[size - 2 :] = 1.0
    found, fit = least(SMOOTHING, start, widths, y, m, code, rough, calls)
    return found, fit, rough


@njit(cache=True, nogil=True, error_model="numpy")
def smoothing_ahead(x, y, m, code, rough, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Paths of one fitted smoothing into `out`, row by row of `drawn`."""
    n = len(y)
    weights = weights_of(x, code)
    state = first_state(x, y, m, code, weights, rough)
    squares, relative, _, _ = run(y, 0, n, 1, m, code[2], weights, state, code[0] == 1)
    spread = np.sqrt((relative if code[0] == 1 else squares) / max(n - len(x) - 2, n / 2.0))
    ahead(m, code, weights, state, n, spread, drawn, out)


@njit(cache=True, nogil=True, error_model="numpy")
def theta(y, m, seasonal, calls, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Theta on the seasonally adjusted series; the season is put back."""
    n = len(y)
    found = np.zeros(max(m, 1))
    ratio = y.min() > 0
    if seasonal and recurs(y, m, 1.645):
        found = figures(y, m, ratio)
        if ratio and found.min() < 0.01:
            ratio = False
            found = figures(y, m, ratio)
    else:
        ratio = False
    plain = y.copy()
    for t in range(n):
        plain[t] = y[t] / found[t % m] if ratio else y[t] - found[t % m]
    extra = np.zeros((2, 1))
    extra[0, 0] = max(abs(plain[0]), 1e-6)
    start = np.array([0.5 * np.sign(plain[0]), 0.5, 2.0])
    widths = np.array([0.4 * np.sign(plain[0]) + 0.05, -0.3, 3.0])
    code = np.zeros(5, np.int64)
    best, _ = least(THETA, start, widths, plain, m, code, extra, calls)
    level, alpha, form = theta_bounds(best, extra[0, 0])
    state = np.empty(5)
    squares = theta_walk(plain, level, alpha, form, state)
    theta_ahead(n, alpha, form, state, np.sqrt(squares / max(n - 6, n / 2.0)), drawn, out)
    for step in range(out.shape[1]):
        figure = found[(n + step) % m]
        for path in range(out.shape[0]):
            out[path, step] = out[path, step] * figure if ratio else out[path, step] + figure


@njit(cache=True, nogil=True, error_model="numpy")
def turning(y, m, seasonal, calls, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Complex smoothing: the best of four kinds of season by corrected AIC."""
    n = len(y)
    best = 1e301
    kept = 0
    weights = np.zeros(4)
    rough = np.zeros((2, 1 + max(m, 1)))
    added = figures(y, m, False)
    code = np.zeros(5, np.int64)
    used = 2
    for season in range(4 if seasonal and m > 1 and n >= 2 * m else 1):
        size = 2 + (season == PARTIAL) + 2 * (season == FULL)
        start = np.array([1.3, 1.0, 0.1 if season == PARTIAL else 1.3, 1.0])[:size]
        code[2] = season
        extra = turning_rough(y, m, season, added)
        found, fit = least(TURNING, start, np.full(size, 0.15), y, m, code, extra, calls)
        states = (
            2 * m if season == SIMPLE else 2 + (season == PARTIAL) * m + (season == FULL) * 2 * m
        )
        value = corrected(fit, size + states, n)
        if value < best:
            best, kept, used = value, season, size + 2
            weights[:] = turning_weights(found, season)
            rough[:] = extra
    squares, state = turning_walk(y, m, kept, weights, rough)
    spread = np.sqrt(squares / max(n - used, n / 2.0))
    turning_ahead(n, m, kept, weights, state, spread, drawn, out)
