"""A series parted into trend, season and rest by local regression (STL).

Cleveland, Cleveland, McRae, Terpenning: STL, Journal of Official Statistics 6 (1990).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def local(y, window, degree, at):  # type: ignore[no-untyped-def] # pragma: no cover
    """The local fit of degree 0 or 1 at position `at`, which may lie just outside."""
    n = len(y)
    width = min(window, n)
    first = int(min(max(at - (width - 1) // 2, 0), n - width))
    reach = max(at - first, first + width - 1 - at)
    if window > n:
        reach += (window - n) / 2.0
    reach = max(reach, 1e-9)
    total, mean, middle = 0.0, 0.0, 0.0
    for t in range(first, first + width):
        gap = min(abs(t - at) / (reach * 1.001), 1.0)
        weight = (1.0 - gap**3) ** 3
        total += weight
        mean += weight * y[t]
        middle += weight * t
    mean /= total
    if degree == 0:
        return mean
    middle /= total
    up, across = 0.0, 0.0
    for t in range(first, first + width):
        gap = min(abs(t - at) / (reach * 1.001), 1.0)
        weight = (1.0 - gap**3) ** 3
        up += weight * (t - middle) * (y[t] - mean)
        across += weight * (t - middle) ** 2
    if across <= 1e-12:
        return mean
    return mean + (at - middle) * up / across


@njit(cache=True, nogil=True, error_model="numpy")
def _moving(y, width):  # type: ignore[no-untyped-def] # pragma: no cover
    out = np.empty(len(y) - width + 1)
    total = y[:width].sum()
    out[0] = total / width
    for t in range(1, len(out)):
        total += y[t + width - 1] - y[t - 1]
        out[t] = total / width
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def parted(y, m, window):  # type: ignore[no-untyped-def] # pragma: no cover
    """Trend and season of a series of at least two seasons; what is left is the rest."""
    n = len(y)
    trend = np.zeros(n)
    season = np.zeros(n)
    wide = 1.5 * m / (1.0 - 1.5 / window)
    reach = int(np.ceil(wide)) | 1
    low = m | 1
    for _ in range(2):
        cycle = np.zeros(n + 2 * m)
        for k in range(m):
            part = (y - trend)[k::m]
            for step in range(-1, len(part) + 1):
                cycle[k + (step + 1) * m] = local(part, window, 0, step)
        base = _moving(_moving(_moving(cycle, m), m), 3)
        for t in range(n):
            season[t] = cycle[t + m] - local(base, low, 1, t)
        rest = y - season
        for t in range(n):
            trend[t] = local(rest, reach, 1, t)
    return trend, season
