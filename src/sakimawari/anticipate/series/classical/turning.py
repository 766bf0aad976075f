"""Complex exponential smoothing: a level and its hidden companion turn about each other.

Svetunkov, Kourentzes, Ord: Complex exponential smoothing, Naval Research Logistics 69 (2022). Seasons:
0 none, 1 simple (the pair lives at lag m), 2 partial (added figures), 3 full (a second pair at lag m).
"""

from __future__ import annotations

import numpy as np
from numba import njit

SIMPLE, PARTIAL, FULL = 1, 2, 3


@njit(cache=True, nogil=True, error_model="numpy")
def turning_weights(x, season):  # type: ignore[no-untyped-def] # pragma: no cover
    """The two to four weights within their bounds."""
    out = np.zeros(4)
    out[0] = min(max(x[0], 0.01), 1.9)
    out[1] = min(max(x[1], 0.01), 1.9)
    if season == PARTIAL:
        out[2] = min(max(x[2], 1e-3), 0.99)
    elif season == FULL:
        out[2] = min(max(x[2], 0.01), 1.9)
        out[3] = min(max(x[3], 0.01), 1.9)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def settles(a, b):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether old errors fade (both roots of the discounting matrix within the unit circle)."""
    trace = 2.0 - 2.0 * a + b
    product = (1.0 - a + b) * (1.0 - a) - (b - 1.0) * (1.0 - a - b)
    return product < 1.0 and abs(trace) < 1.0 + product


@njit(cache=True, nogil=True, error_model="numpy")
def turning_rough(y, m, season, added):  # type: ignore[no-untyped-def] # pragma: no cover
    """A rough state (2, 1 + m) at the end: column 0 the pair, then the seasonal pairs."""
    n = len(y)
    state = np.zeros((2, 1 + m))
    near = min(n, max(m, 4))
    state[0, 0] = y[n - near :].mean()
    state[1, 0] = state[0, 0] / 1.1
    if season == SIMPLE:
        for t in range(n - m, n):
            state[0, 1 + t % m] = y[t]
            state[1, 1 + t % m] = y[t] / 1.1
    elif season >= PARTIAL:
        for k in range(m):
            state[0, 1 + k] = added[k]
            state[1, 1 + k] = added[k] / 1.1
    return state


@njit(cache=True, nogil=True, error_model="numpy")
def expected_of(state, place, season):  # type: ignore[no-untyped-def] # pragma: no cover
    """What the next period should show."""
    if season == SIMPLE:
        return state[0, place]
    if season == 0:
        return state[0, 0]
    return state[0, 0] + state[0, place]


@njit(cache=True, nogil=True, error_model="numpy")
def turn(error, state, place, season, weights):  # type: ignore[no-untyped-def] # pragma: no cover
    """Move the state by one error."""
    a, b = weights[0], weights[1]
    at = place if season == SIMPLE else 0
    level, hidden = state[0, at], state[1, at]
    state[0, at] = level - (1.0 - b) * hidden + (a - b) * error
    state[1, at] = level + (1.0 - a) * hidden + (a + b) * error
    if season == PARTIAL:
        state[0, place] += weights[2] * error
    elif season == FULL:
        c, d = weights[2], weights[3]
        level, hidden = state[0, place], state[1, place]
        state[0, place] = level - (1.0 - d) * hidden + (c - d) * error
        state[1, place] = level + (1.0 - c) * hidden + (c + d) * error


@njit(cache=True, nogil=True, error_model="numpy")
def turning_walk(y, m, season, weights, rough):  # type: ignore[no-untyped-def] # pragma: no cover
    """Backwards from the rough state, then forwards: the sum of squares and the final state."""
    state = rough.copy()
    for t in range(len(y) - 1, -1, -1):
        place = 1 + t % m
        turn(y[t] - expected_of(state, place, season), state, place, season, weights)
    squares = 0.0
    for t in range(len(y)):
        place = 1 + t % m
        error = y[t] - expected_of(state, place, season)
        squares += error * error
        turn(error, state, place, season, weights)
    return squares, state


@njit(cache=True, nogil=True, error_model="numpy")
def turning_cost(x, y, m, season, rough):  # type: ignore[no-untyped-def] # pragma: no cover
    """Minus twice the log likelihood, up to a constant."""
    weights = turning_weights(x, season)
    if not settles(weights[0], weights[1]) or (
        season == FULL and not settles(weights[2], weights[3])
    ):
        return 1e300
    squares, _ = turning_walk(y, m, season, weights, rough)
    if not np.isfinite(squares):
        return 1e300
    return len(y) * np.log(max(squares, 1e-12))


@njit(cache=True, nogil=True, error_model="numpy")
def turning_ahead(n, m, season, weights, ending, spread, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Paths from the final state."""
    for path in range(out.shape[0]):
        state = ending.copy()
        for step in range(out.shape[1]):
            place = 1 + (n + step) % m
            error = spread * drawn[path, step]
            out[path, step] = expected_of(state, place, season) + error
            turn(error, state, place, season, weights)
