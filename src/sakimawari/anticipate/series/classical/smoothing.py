"""Exponential smoothing in state space: level, trend (none, straight, damped), season (none, +, ×).

The recursions do not depend on whether errors add or multiply; only the likelihood and the spread
do (Hyndman, Koehler, Ord, Snyder: Forecasting with Exponential Smoothing, 2008, ch. 2). First states
come from running the same recursion backwards through the series, not from a search.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ADDED, TIMES = 1, 2
TINY = 1e-8


@njit(cache=True, nogil=True, error_model="numpy")
def run(y, first, stop, step, m, season, weights, state, shares):  # type: ignore[no-untyped-def] # pragma: no cover
    """Walk from `first` to `stop` by `step`, changing `state`; `shares` asks for relative errors too.

    `weights` is alpha, beta, gamma, phi; `state` is level, slope, then m seasonal figures. Returns
    the sum of squares, of squared relative errors, of the logarithms of expectations, and whether
    the walk stayed possible.
    """
    alpha, beta, gamma, phi = weights[0], weights[1], weights[2], weights[3]
    level, slope = state[0], state[1]
    squares, relative, logs, fine = 0.0, 0.0, 0.0, True
    t = first
    while t != stop:
        base = level + phi * slope
        place = 2 + t % m
        if season == TIMES:
            figure = state[place]
            expected = base * figure
            error = y[t] - expected
            if abs(figure) < TINY or abs(base) < TINY:
                fine = False
                break
            level = base + alpha * error / figure
            slope = phi * slope + beta * error / figure
            state[place] = figure + gamma * error / base
        elif season == ADDED:
            expected = base + state[place]
            error = y[t] - expected
            level = base + alpha * error
            slope = phi * slope + beta * error
            state[place] += gamma * error
        else:
            expected = base
            error = y[t] - expected
            level = base + alpha * error
            slope = phi * slope + beta * error
        squares += error * error
        if shares:
            if expected > TINY:
                relative += (error / expected) ** 2
                logs += np.log(expected)
            else:
                relative = np.inf
        t += step
    state[0], state[1] = level, slope
    return squares, relative, logs, fine


@njit(cache=True, nogil=True, error_model="numpy")
def weights_of(x, code):  # type: ignore[no-untyped-def] # pragma: no cover
    """The four weights from the searched figures, each within its usual bounds."""
    out = np.zeros(4)
    alpha = min(max(x[0], 1e-4), 0.9999)
    out[0], out[3] = alpha, 1.0
    at = 1
    if code[1] > 0:
        out[1] = alpha * min(max(x[at], 1e-4), 0.9999)
        at += 1
    if code[2] > 0:
        out[2] = (1.0 - alpha) * min(max(x[at], 1e-4), 0.9999)
        at += 1
    if code[1] == 2:
        out[3] = min(max(x[at], 0.8), 0.98)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def first_state(x, y, m, code, weights, rough):  # type: ignore[no-untyped-def] # pragma: no cover
    """The state before the first period, by walking back from a rough state at the end.

    With a trend, level and slope are searched instead: a damped slope cannot be walked back. `rough`
    (2, 3 + m) holds the rough end, and the rough level, slope and spread at the beginning.
    """
    state = rough[0].copy()
    trend = code[1] > 0
    if not trend:
        state[1] = 0.0
    if not trend or code[2] > 0:
        state[1] = -state[1]
        run(y, len(y) - 1, -1, -1, m, code[2], weights, state, False)
    if trend:
        at = len(x) - 2
        state[0] = rough[1, 0] + x[at] * rough[1, 2]
        state[1] = rough[1, 1] + x[at + 1] * rough[1, 2] * 0.1
    else:
        state[1] = 0.0
    return state


@njit(cache=True, nogil=True, error_model="numpy")
def smoothing_cost(x, y, m, code, rough):  # type: ignore[no-untyped-def] # pragma: no cover
    """Minus twice the log likelihood, up to a constant; a large number where impossible."""
    weights = weights_of(x, code)
    state = first_state(x, y, m, code, weights, rough)
    squares, relative, logs, fine = run(y, 0, len(y), 1, m, code[2], weights, state, code[0] == 1)
    n = len(y)
    if not fine or not np.isfinite(squares):
        return 1e300
    if code[0] == 0:
        return n * np.log(max(squares, 1e-12))
    if not np.isfinite(relative):
        return 1e300
    return n * np.log(max(relative, 1e-12)) + 2.0 * logs


@njit(cache=True, nogil=True, error_model="numpy")
def ahead(m, code, weights, ending, start, spread, drawn, out):  # type: ignore[no-untyped-def] # pragma: no cover
    """Paths from the final state into `out` (paths, steps); row by row of `drawn`."""
    phi = weights[3]
    for path in range(out.shape[0]):
        state = ending.copy()
        for step in range(out.shape[1]):
            t = start + step
            base = state[0] + phi * state[1]
            place = 2 + t % m
            expected = base
            if code[2] == TIMES:
                expected = base * state[place]
            elif code[2] == ADDED:
                expected = base + state[place]
            push = drawn[path, step] * spread
            if code[0] == 1:
                push = max(push, -0.95) * expected
            out[path, step] = expected + push
            figure = state[place]
            if code[2] == TIMES and (abs(figure) < TINY or abs(base) < TINY):
                continue
            _step(push, base, figure, place, code[2], weights, state)


@njit(cache=True, nogil=True, error_model="numpy")
def _step(error, base, figure, place, season, weights, state):  # type: ignore[no-untyped-def] # pragma: no cover
    by = error / figure if season == TIMES else error
    state[0] = base + weights[0] * by
    state[1] = weights[3] * state[1] + weights[1] * by
    if season == TIMES:
        state[place] = figure + weights[2] * error / base
    elif season == ADDED:
        state[place] = figure + weights[2] * error
