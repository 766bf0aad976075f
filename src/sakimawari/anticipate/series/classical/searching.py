"""The simplex of Nelder and Mead, compiled once for every cost of this room."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.series.classical.shocks import shocks_cost
from sakimawari.anticipate.series.classical.smoothing import smoothing_cost
from sakimawari.anticipate.series.classical.theta import theta_cost
from sakimawari.anticipate.series.classical.turning import turning_cost

SMOOTHING, THETA, TURNING, SHOCKS = 0, 1, 2, 3
_CORNER, _MIRROR, _FURTHER, _NEARER, _SHRINK = 0, 1, 2, 3, 4


@njit(cache=True, nogil=True, error_model="numpy")
def least(kind, start, widths, y, m, code, extra, calls):  # type: ignore[no-untyped-def] # pragma: no cover
    """The best figures found from `start` in about so many calls, and their cost.

    `widths` is the reach of the first simplex; `extra` (2, any) is what the kind needs besides. The
    cost is called at one place only, so that it is compiled into this function once.
    """
    size = len(start)
    corners = np.empty((size + 1, size))
    costs = np.full(size + 1, 1e300)
    trial, centre, first = start.copy(), start.copy(), start.copy()
    phase, at, cost_first, made = _CORNER, 0, 0.0, 0
    while True:
        if kind == SMOOTHING:
            value = smoothing_cost(trial, y, m, code, extra)
        elif kind == THETA:
            value = theta_cost(trial, y, extra[0, 0])
        elif kind == TURNING:
            value = turning_cost(trial, y, m, code[2], extra)
        else:
            value = shocks_cost(trial, y, m, code, extra[0])
        made += 1
        ready = True
        if phase in (_CORNER, _SHRINK):
            corners[at] = trial
            costs[at] = value
            at += 1
            ready = at > size
            if not ready and phase == _CORNER:
                trial = start.copy()
                trial[at - 1] += widths[at - 1]
            elif not ready:
                trial = 0.5 * (corners[at] + corners[0])
        elif phase == _MIRROR:
            first, cost_first = trial, value
            if value < costs[0]:
                phase, ready = _FURTHER, False
                trial = centre + 2.0 * (centre - corners[size])
            elif value >= costs[size - 1]:
                phase, ready = _NEARER, False
                side = 0.5 if value < costs[size] else -0.5
                trial = centre + side * (centre - corners[size])
            else:
                corners[size] = trial
                costs[size] = value
        elif phase == _NEARER and value >= min(cost_first, costs[size]):
            phase, at, ready = _SHRINK, 1, False
            trial = 0.5 * (corners[1] + corners[0])
        else:
            better = phase == _NEARER or value < cost_first
            corners[size] = trial if better else first
            costs[size] = value if better else cost_first
        if not ready:
            continue
        _sort(corners, costs)
        if made >= calls or costs[size] - costs[0] <= 1e-6 * (abs(costs[0]) + 1e-6):
            break
        phase = _MIRROR
        centre = np.zeros(size)
        for k in range(size):
            centre += corners[k] / size
        trial = 2.0 * centre - corners[size]
    return corners[0].copy(), costs[0]


@njit(cache=True, nogil=True, error_model="numpy")
def _sort(corners, costs):  # type: ignore[no-untyped-def] # pragma: no cover
    for k in range(1, len(costs)):
        at = k
        while at > 0 and costs[at] < costs[at - 1]:
            costs[at], costs[at - 1] = costs[at - 1], costs[at]
            for i in range(corners.shape[1]):
                held = corners[at, i]
                corners[at, i] = corners[at - 1, i]
                corners[at - 1, i] = held
            at -= 1
