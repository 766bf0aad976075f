"""A baseline of counts from the past: log-linear, overdispersed, past outbreaks weighed down.

The manner of Farrington and Noufaily (Statistics in Medicine 32, 2013): quasi-likelihood with the
variance in proportion to the mean, weights for past periods that lie far above, here for every
period of the past, the season as harmonics, with a mild prior on every effect so that short
histories stay sane.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

LOWEST, HIGHEST = -12.0, 16.0


@njit(cache=True, nogil=True)
def solve(a: Any, b: Any, inverse: Any) -> Any:
    """Solve a·x = b by Cholesky; `inverse` is filled with that of `a` (positive definite)."""
    p = len(b)
    low = np.zeros((p, p))
    for i in range(p):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= low[i, k] * low[j, k]
            if i == j:
                low[i, i] = math.sqrt(max(s, 1e-12))
            else:
                low[i, j] = s / low[j, j]
    for c in range(p):
        column = np.zeros(p)
        for i in range(p):
            s = 1.0 if i == c else 0.0
            for k in range(i):
                s -= low[i, k] * column[k]
            column[i] = s / low[i, i]
        for i in range(p - 1, -1, -1):
            s = column[i]
            for k in range(i + 1, p):
                s -= low[k, i] * column[k]
            column[i] = s / low[i, i]
        for i in range(p):
            inverse[i, c] = column[i]
    x = np.zeros(p)
    for i in range(p):
        for j in range(p):
            x[i] += inverse[i, j] * b[j]
    return x


@njit(cache=True, nogil=True)
def weight_of(y: float, mu: float, phi: float, far: float) -> float:
    """One, or less for a count whose Anscombe residual lies further above than `far`.

    It falls with the fourth power, so that a great outbreak of the past leaves next to no trace.
    """
    residual = 1.5 * (y ** (2.0 / 3.0) - mu ** (2.0 / 3.0)) / (mu ** (1.0 / 6.0) * math.sqrt(phi))
    if residual <= far:
        return 1.0
    return float((far / residual) ** 4)


@njit(cache=True, nogil=True)
def fit(
    y: Any,
    x: Any,
    offset: Any,
    first: int,
    last: int,
    prior: Any,
    centre: Any,
    beta: Any,
    cov: Any,
    phi: float,
    rounds: int,
    far: float,
) -> float:
    """Fit `beta` in place on the periods [first, last); the dispersion comes back.

    `prior` holds the precision of each effect about `centre`, `cov` is filled with the covariance.
    """
    p = x.shape[1]
    for turn in range(rounds):
        a = np.zeros((p, p))
        b = np.zeros(p)
        pearson, weights = 0.0, 0.0
        for t in range(first, last):
            if math.isnan(y[t]):
                continue
            eta = offset[t]
            for j in range(p):
                eta += x[t, j] * beta[j]
            eta = min(max(eta, LOWEST), HIGHEST)
            mu = math.exp(eta)
            w = weight_of(y[t], mu, phi, far) if turn > 0 else 1.0
            pearson += w * (y[t] - mu) * (y[t] - mu) / mu
            weights += w
            w /= phi
            r = w * (y[t] - mu)
            for j in range(p):
                b[j] += x[t, j] * r
                wx = w * mu * x[t, j]
                for k in range(j + 1):
                    a[j, k] += wx * x[t, k]
        for j in range(p):
            a[j, j] += prior[j]
            b[j] += prior[j] * (centre[j] - beta[j])
            for k in range(j):
                a[k, j] = a[j, k]
        step = solve(a, b, cov)
        largest = 0.0
        for j in range(p):
            largest = max(largest, abs(step[j]))
        short = min(1.0, 2.0 / max(largest, 1e-9))
        for j in range(p):
            beta[j] += short * step[j]
        free = max(weights - p, 4.0)
        phi = max(pearson / free, 1.0)
    return phi
