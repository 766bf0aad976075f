"""Negative binomial regression with priors, compiled: iterated weighted least squares.

log E y = offset + x b;  var y = m + phi m²;  b ~ normal(prior, spread²).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.series.values import Floats

_STEPS = 6
_FAR = 3.0


@njit(cache=True, nogil=True)
def solved(a: Floats, b: Floats) -> Floats:
    """x with a x = b, for a symmetric positive a (Cholesky); `a` is used up."""
    n = len(b)
    for i in range(n):
        for j in range(i + 1):
            left = a[i, j]
            for k in range(j):
                left -= a[i, k] * a[j, k]
            if i == j:
                a[i, i] = np.sqrt(max(left, 1e-12))
            else:
                a[i, j] = left / a[j, j]
    x = b.copy()
    for i in range(n):
        for k in range(i):
            x[i] -= a[i, k] * x[k]
        x[i] /= a[i, i]
    for back in range(n):
        i = n - 1 - back
        for k in range(i + 1, n):
            x[i] -= a[k, i] * x[k]
        x[i] /= a[i, i]
    return x


@njit(cache=True, nogil=True)
def regressed(
    y: Floats, weight: Floats, x: Floats, offset: Floats, prior: Floats, spread: Floats, phi: float
) -> Floats:
    """The coefficients of one series; periods of weight 0 are left out.

    A count far above what the model expects pulls no harder than one three standard deviations off.
    """
    periods, columns = len(y), x.shape[1]
    b = prior.copy()
    a = np.empty((columns, columns))
    g = np.empty(columns)
    for _ in range(_STEPS):
        a[:] = 0.0
        for j in range(columns):
            precise = 1.0 / (spread[j] * spread[j])
            a[j, j] = precise
            g[j] = precise * (prior[j] - b[j])
        for t in range(periods):
            if weight[t] <= 0.0:
                continue
            eta = offset[t]
            for j in range(columns):
                eta += x[t, j] * b[j]
            m = np.exp(min(max(eta, -12.0), 20.0))
            variance = m * (1.0 + phi * m)
            far = _FAR * np.sqrt(variance) + 1.0
            u = min(max(y[t] - m, -far), far) * weight[t] * m / variance
            w = weight[t] * m * m / variance
            for i in range(columns):
                xi = x[t, i]
                if xi == 0.0:
                    continue
                g[i] += xi * u
                wx = w * xi
                for j in range(i + 1):
                    a[i, j] += wx * x[t, j]
        step = solved(a, g)
        most = 0.0
        for j in range(columns):
            step[j] = min(max(step[j], -1.5), 1.5)
            b[j] += step[j]
            most = max(most, abs(step[j]))
        if most < 1e-4:
            break
    return b
