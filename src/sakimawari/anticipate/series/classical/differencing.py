"""The shock model fitted to one series: how often to difference, which orders, paths ahead."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.series.classical.choosing import corrected
from sakimawari.anticipate.series.classical.parting import parted
from sakimawari.anticipate.series.classical.searching import SHOCKS, least
from sakimawari.anticipate.series.classical.shocks import coefficients, expected_of_shocks, shocks

STRONG = 0.64  # a season explaining this share calls for seasonal differences
ROOT = 0.463  # the 5 % bound of the KPSS test for a level


@njit(cache=True, nogil=True, error_model="numpy")
def season_strength(y, m):  # type: ignore[no-untyped-def] # pragma: no cover
    """The share of season in season and rest, 0 to 1."""
    if m < 2 or len(y) < 2 * m + 2:
        return 0.0
    trend, season = parted(y, m, 11)
    rest = y - trend - season
    both = (season + rest).var()
    return max(0.0, 1.0 - rest.var() / both) if both > 0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def wanders(y):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether a series has no level of its own (KPSS)."""
    n = len(y)
    if n < 8:
        return False
    rest = y - y.mean()
    lags = int(3.0 * np.sqrt(n) / 13.0)
    total, summed = 0.0, 0.0
    for t in range(n):
        summed += rest[t]
        total += summed * summed
    power = (rest * rest).sum() / n
    for lag in range(1, lags + 1):
        weight = 1.0 - lag / (lags + 1.0)
        power += 2.0 * weight * (rest[lag:] * rest[: n - lag]).sum() / n
    return power > 1e-12 and total / (n * n) / power > ROOT


@njit(cache=True, nogil=True, error_model="numpy")
def tried(w, m, code, calls, seen):  # type: ignore[no-untyped-def] # pragma: no cover
    """Coefficients of one choice of orders and their corrected AIC; each choice is tried once."""
    at = (((code[0] * 3 + code[1]) * 2 + code[2]) * 2 + code[3]) * 2 + code[4]
    size = code.sum()
    start, widths = np.full(size, 0.1), np.full(size, 0.3)
    if code[4] > 0:
        start[size - 1] = w.mean()
        widths[size - 1] = w.std() * 0.3 + 1e-9
    if seen[at]:
        return start, 1e302
    seen[at] = True
    extra = np.zeros((2, len(w)))
    found, fit = least(SHOCKS, start, widths, w, m, code, extra, calls)
    return found, corrected(fit, size + 1, len(w))


@njit(cache=True, nogil=True, error_model="numpy")
def orders(w, m, constant, calls):  # type: ignore[no-untyped-def] # pragma: no cover
    """The best orders by corrected AIC, by walking from four starts to better neighbours."""
    top = 1 if m > 1 and len(w) > m + 4 else 0
    seen = np.zeros(72, np.bool_)
    starts = np.array([[2, 2, 1, 1, 1], [0, 0, 0, 0, 1], [1, 0, 1, 0, 1], [0, 1, 0, 1, 1]])
    kept, best_x, best = np.zeros(5, np.int64), np.zeros(0), 1e301
    for k in range(4):
        code = starts[k].copy()
        code[2], code[3], code[4] = min(code[2], top), min(code[3], top), constant
        found, value = tried(w, m, code, calls, seen)
        if value < best:
            best, best_x = value, found
            kept[:] = code
    moved = True
    while moved:
        moved = False
        centre = kept.copy()
        for which in range(5):
            for by in (-1, 1):
                code = centre.copy()
                code[which] += by
                most = 2 if which < 2 else (top if which < 4 else constant)
                if code[which] < 0 or code[which] > most:
                    continue
                found, value = tried(w, m, code, calls, seen)
                if value < best:
                    best, best_x, moved = value, found, True
                    kept[:] = code
    return kept, best_x


@njit(cache=True, nogil=True, error_model="numpy")
def differencing(y, m, seasonal, calls, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Paths of the best shock model into `out`, row by row of `drawn`."""
    n = len(y)
    yearly = seasonal and season_strength(y, m) > STRONG
    lag = m if seasonal and m > 1 else 1
    plain = y[m:] - y[: n - m] if yearly else y.copy()
    w = plain
    times = 0
    while times < 2 and len(w) > 8 and wanders(w):
        w = w[1:] - w[:-1]
        times += 1
    kept, x = orders(w, lag, 1 if times + yearly < 2 else 0, calls)
    c = coefficients(x, kept)
    e = np.zeros(len(w))
    squares = shocks(w, lag, c, e)
    spread = np.sqrt(squares / max(len(w) - kept.sum(), len(w) / 2.0))
    _ahead(y, plain, w, e, lag, yearly, times, c, spread, drawn, out)


@njit(cache=True, nogil=True, error_model="numpy")
def _ahead(y, plain, w, e, lag, yearly, times, c, spread, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    tail = lag + 2
    steps = out.shape[1]
    past_w = np.full(tail + steps, c[6])
    past_e = np.zeros(tail + steps)
    known = min(tail, len(w))
    past_w[tail - known : tail] = w[len(w) - known :]
    past_e[tail - known : tail] = e[len(e) - known :]
    n = len(y)
    for path in range(out.shape[0]):
        last = plain[-1]
        climb = plain[-1] - plain[-2] if times == 2 else 0.0
        for step in range(steps):
            t = tail + step
            past_e[t] = spread * drawn[path, step]
            past_w[t] = c[6] + expected_of_shocks(past_w, past_e, t, lag, c) + past_e[t]
            if times == 2:
                climb += past_w[t]
                last += climb
            elif times == 1:
                last += past_w[t]
            else:
                last = past_w[t]
            before = 0.0
            if yearly:
                before = y[n - lag + step] if step < lag else out[path, step - lag]
            out[path, step] = last + before
