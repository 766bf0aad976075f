"""Seasonal autoregressions with moving averages on differences, by conditional least squares.

Orders p, q up to 2 at lag one and P, Q up to 1 at lag m. Coefficients are searched as partial
correlations, so that every candidate is stationary and invertible.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def pair(x, order, at):  # type: ignore[no-untyped-def] # pragma: no cover
    """Two coefficients from up to two partial correlations given as any numbers."""
    if order == 0:
        return 0.0, 0.0
    one = 0.99 * np.tanh(x[at])
    if order == 1:
        return one, 0.0
    two = 0.99 * np.tanh(x[at + 1])
    return one * (1.0 - two), two


@njit(cache=True, nogil=True, error_model="numpy")
def coefficients(x, code):  # type: ignore[no-untyped-def] # pragma: no cover
    """AR 1, AR 2, MA 1, MA 2, seasonal AR, seasonal MA, mean."""
    out = np.zeros(7)
    at = 0
    out[0], out[1] = pair(x, code[0], at)
    at += code[0]
    out[2], out[3] = pair(x, code[1], at)
    at += code[1]
    if code[2] > 0:
        out[4] = 0.99 * np.tanh(x[at])
        at += 1
    if code[3] > 0:
        out[5] = 0.99 * np.tanh(x[at])
        at += 1
    if code[4] > 0:
        out[6] = x[at]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def shocks(w, m, c, e):  # type: ignore[no-untyped-def] # pragma: no cover
    """The shocks of a differenced series into `e`; their sum of squares."""
    squares = 0.0
    for t in range(len(w)):
        e[t] = w[t] - c[6] - expected_of_shocks(w, e, t, m, c)
        squares += e[t] * e[t]
    return squares


@njit(cache=True, nogil=True, error_model="numpy")
def expected_of_shocks(w, e, t, m, c):  # type: ignore[no-untyped-def] # pragma: no cover
    """What w[t] should be beyond its mean, from earlier values and shocks; nothing before the start."""
    mean = c[6]
    out = 0.0
    if t >= 1:
        out += c[0] * (w[t - 1] - mean) - c[2] * e[t - 1]
    if t >= 2:
        out += c[1] * (w[t - 2] - mean) - c[3] * e[t - 2]
    if t >= m:
        out += c[4] * (w[t - m] - mean) - c[5] * e[t - m]
    if t >= m + 1:
        out += -c[4] * c[0] * (w[t - m - 1] - mean) + c[5] * c[2] * e[t - m - 1]
    if t >= m + 2:
        out += -c[4] * c[1] * (w[t - m - 2] - mean) + c[5] * c[3] * e[t - m - 2]
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def shocks_cost(x, w, m, code, scratch):  # type: ignore[no-untyped-def] # pragma: no cover
    """Minus twice the log likelihood, up to a constant."""
    squares = shocks(w, m, coefficients(x, code), scratch)
    if not np.isfinite(squares):
        return 1e300
    return len(w) * np.log(max(squares, 1e-12))
