"""The dynamic optimised theta model: a level with a share of the running line through the past.

Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler: Models for optimising the theta method and their
relationship to state space models, International Journal of Forecasting 32 (2016).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def theta_bounds(x, scale):  # type: ignore[no-untyped-def] # pragma: no cover
    """Level, alpha and theta within their bounds."""
    return x[0] * scale, min(max(x[1], 0.1), 0.99), min(max(x[2], 1.0), 1e6)


@njit(cache=True, nogil=True, error_model="numpy")
def theta_walk(y, level, alpha, theta, state):  # type: ignore[no-untyped-def] # pragma: no cover
    """Walk through the past; the sum of squared errors from the fourth period on.

    `state` receives level, mean, intercept, slope of the running line, and (1 - alpha) ** n.
    """
    mean, start, slope, left = 0.0, 0.0, 0.0, 1.0
    squares = 0.0
    share = 1.0 - 1.0 / theta
    for t in range(len(y)):
        expected = level + share * (start * left + slope * (1.0 - left * (1.0 - alpha)) / alpha)
        error = y[t] - expected
        if t >= 3:
            squares += error * error
        level, mean, start, slope, left = theta_step(y[t], t, level, mean, slope, left, alpha)
    state[0], state[1], state[2], state[3], state[4] = level, mean, start, slope, left
    return squares


@njit(cache=True, nogil=True, error_model="numpy")
def theta_step(value, t, level, mean, slope, left, alpha):  # type: ignore[no-untyped-def] # pragma: no cover
    """The state after one more value, `t` counting from 0."""
    before = mean
    level = alpha * value + (1.0 - alpha) * level
    mean = (t * mean + value) / (t + 1)
    slope = 0.0 if t == 0 else ((t - 1) * slope + 6.0 * (value - before) / (t + 1)) / (t + 2)
    start = mean - slope * (t + 2) / 2.0
    return level, mean, start, slope, left * (1.0 - alpha)


@njit(cache=True, nogil=True, error_model="numpy")
def theta_cost(x, y, scale):  # type: ignore[no-untyped-def] # pragma: no cover
    """The sum of squares at the searched figures."""
    level, alpha, theta = theta_bounds(x, scale)
    return theta_walk(y, level, alpha, theta, np.empty(5))


@njit(cache=True, nogil=True, error_model="numpy")
def theta_ahead(n, alpha, theta, state, spread, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Paths from the last state; each path's own values move its own line."""
    share = 1.0 - 1.0 / theta
    for path in range(out.shape[0]):
        level, mean, start, slope, left = state[0], state[1], state[2], state[3], state[4]
        for step in range(out.shape[1]):
            line = start * left + slope * (1.0 - left * (1.0 - alpha)) / alpha
            value = level + share * line + spread * drawn[path, step]
            out[path, step] = value
            level, mean, start, slope, left = theta_step(
                value, n + step, level, mean, slope, left, alpha
            )
