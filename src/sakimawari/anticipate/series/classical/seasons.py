"""Seasonal figures by ratio or difference to a centred moving average, and whether there is a season."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_year(y, m):  # type: ignore[no-untyped-def] # pragma: no cover
    """Centred moving average over one season, NaN at the ends."""
    n = len(y)
    out = np.full(n, np.nan)
    half = m // 2
    for t in range(half, n - half):
        total = 0.0
        if m % 2 == 0:
            for k in range(t - half + 1, t + half):
                total += y[k]
            total += 0.5 * (y[t - half] + y[t + half])
        else:
            for k in range(t - half, t + half + 1):
                total += y[k]
        out[t] = total / m
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def figures(y, m, ratio):  # type: ignore[no-untyped-def] # pragma: no cover
    """Seasonal figures (m,) at position t % m: ratios around 1, or differences around 0."""
    out = np.full(m, 1.0 if ratio else 0.0)
    if m < 2 or len(y) < 2 * m:
        return out
    middle = smooth_year(y, m)
    total = np.zeros(m)
    seen = np.zeros(m)
    for t in range(len(y)):
        if not np.isnan(middle[t]):
            total[t % m] += y[t] / middle[t] if ratio else y[t] - middle[t]
            seen[t % m] += 1.0
    for k in range(m):
        if seen[k] > 0:
            out[k] = total[k] / seen[k]
    mean = out.mean()
    for k in range(m):
        out[k] = out[k] / mean if ratio else out[k] - mean
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def recurs(y, m, bar):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether the autocorrelation at lag m stands out by `bar` standard errors."""
    n = len(y)
    if m < 2 or n < 2 * m + 1:
        return False
    mean = y.mean()
    power = 0.0
    for t in range(n):
        power += (y[t] - mean) ** 2
    if power <= 0:
        return False
    error = 1.0
    for lag in range(1, m):
        error += 2.0 * _correlation(y, lag, mean, power) ** 2
    return abs(_correlation(y, m, mean, power)) > bar * np.sqrt(error / n)


@njit(cache=True, nogil=True, error_model="numpy")
def _correlation(y, lag, mean, power):  # type: ignore[no-untyped-def] # pragma: no cover
    total = 0.0
    for t in range(lag, len(y)):
        total += (y[t] - mean) * (y[t - lag] - mean)
    return total / power


@njit(cache=True, nogil=True, error_model="numpy")
def line(y, first, last):  # type: ignore[no-untyped-def] # pragma: no cover
    """Least squares line through y[first:last]: its value at `first` and its slope."""
    n = last - first
    centre = (n - 1) / 2.0
    mean, up, across = 0.0, 0.0, 0.0
    for t in range(n):
        mean += y[first + t]
    mean /= n
    for t in range(n):
        up += (t - centre) * (y[first + t] - mean)
        across += (t - centre) ** 2
    slope = up / across if across > 0 else 0.0
    return mean - slope * centre, slope
