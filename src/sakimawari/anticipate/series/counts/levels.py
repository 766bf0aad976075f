"""The level of a series through time: smoothed with hindsight, and followed as it was known then.

Following: a gamma-Poisson filter forgets old periods at a half-life (Harvey and Fernandes 1989);
several half-lives run side by side, two of them continued along their damped slope. Their mixture
is learned for each horizon, so that soon the newest weeks weigh most, and later the long run.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.series.values import Floats

DAMPING = 0.985
_ROUNDS = 24
_PRIOR = 0.5
_SLOPE = 0.015


@njit(cache=True, nogil=True)
def smoothed(y: Floats, weight: Floats, m: Floats, half_life: float) -> Floats:
    """The level at each period from both sides, as a factor on `m`."""
    n = len(y)
    keep = 0.5 ** (1.0 / half_life)
    seen, due = np.zeros(n), np.zeros(n)
    whole_seen = whole_due = 0.0
    a = b = 0.0
    for t in range(n):
        a, b = keep * a, keep * b
        if weight[t] > 0:
            a += weight[t] * y[t]
            b += weight[t] * m[t]
            whole_seen += weight[t] * y[t]
            whole_due += weight[t] * m[t]
        seen[t], due[t] = a, b
    a = b = 0.0
    usual = (whole_seen + 0.1) / (whole_due + 1e-9)
    level = np.empty(n)
    for back in range(n):
        t = n - 1 - back
        level[t] = (seen[t] + a + usual * _PRIOR * m[t]) / (due[t] + b + _PRIOR * m[t] + 1e-12)
        if weight[t] > 0:
            a += weight[t] * y[t]
            b += weight[t] * m[t]
        a, b = keep * a, keep * b
    return level


@njit(cache=True, nogil=True)
def followed(y: Floats, weight: Floats, m: Floats, half_lives: Floats, since: int) -> Floats:
    """(half-lives, periods): the level known after each period; all begin anew at `since`."""
    n, kinds = len(y), len(half_lives)
    level = np.empty((kinds, n))
    seen = due = 0.0
    for t in range(n):
        if weight[t] > 0:
            seen += y[t]
            due += m[t]
    usual = (seen + 0.1) / (due + 1e-9)
    for k in range(kinds):
        keep = 0.5 ** (1.0 / half_lives[k])
        a = b = 0.0
        for t in range(n):
            if t == since and since > 0:
                a = b = 0.0
                usual_now = level[0, t - 1] if k > 0 else usual
                a, b = usual_now * m[t] * 0.1, m[t] * 0.1
            a, b = keep * a, keep * b
            if weight[t] > 0:
                a += weight[t] * y[t]
                b += weight[t] * m[t]
            prior = _PRIOR * m[t]
            level[k, t] = (a + usual * prior) / (b + prior + 1e-12)
    return level


@njit(cache=True, nogil=True)
def spread_out(level: Floats, half_lives: Floats, ahead: int) -> Floats:
    """(half-lives + 2, periods): what each filter says of `ahead` periods later.

    The last two go on along the damped slope between a long and a longer filter.
    """
    kinds, n = level.shape
    said = np.empty((kinds + 2, n))
    said[:kinds] = level
    reach = 0.0
    step = 1.0
    for _ in range(ahead):
        step *= DAMPING
        reach += step
    for extra in range(2):
        short, long = kinds - 4 + extra, kinds - 2 + extra
        age = half_lives[short] / np.log(2.0)
        apart = half_lives[long] / np.log(2.0) - age
        most = _SLOPE * 26.0 / max(half_lives[short], 1.0)
        for t in range(n):
            slope = np.log(level[short, t] / level[long, t]) / apart
            trust = min(1.0, t / (2.0 * half_lives[long]))
            slope = min(max(slope, -most), most) * trust
            said[kinds + extra, t] = level[short, t] * np.exp(slope * (min(age, t / 2.0) + reach))
    return said


@njit(cache=True, nogil=True)
def mixed(
    y: Floats, weight: Floats, m: Floats, said: Floats, ahead: int, first: int, phi: float
) -> Floats:
    """How much to trust each of `said` at `ahead`: shares of 1, by maximum likelihood.

    Expectation-maximisation for a Poisson mean that is a sum of parts, each period weighted by
    its own overdispersion.
    """
    kinds, n = said.shape
    share = np.full(kinds, 1.0 / kinds)
    if n - first - ahead < 8:
        share[:] = 0.0
        share[kinds // 2 - 1] = 0.5
        share[kinds // 2] = 0.5
        return share
    gain, whole = np.empty(kinds), np.empty(kinds)
    for _ in range(_ROUNDS):
        gain[:] = 0.0
        whole[:] = 0.0
        for t in range(first, n - ahead):
            to = t + ahead
            if weight[to] <= 0:
                continue
            mean = 0.0
            for k in range(kinds):
                mean += share[k] * said[k, t]
            mean = max(mean * m[to], 1e-9)
            v = weight[to] * m[to] / (1.0 + phi * mean)
            ratio = min(y[to] / mean, 1.0 + 4.0 * np.sqrt(1.0 / mean + phi))
            for k in range(kinds):
                part = v * said[k, t]
                gain[k] += part * ratio
                whole[k] += part
        total = 0.0
        for k in range(kinds):
            share[k] *= (gain[k] + 1.0) / (whole[k] + 1.0)
            total += share[k]
        for k in range(kinds):
            share[k] /= total
    return share


@njit(cache=True, nogil=True)
def overdispersion(y: Floats, weight: Floats, mean: Floats, usual: float) -> float:
    """phi in var = mean + phi mean², by moments, drawn to `usual` where there is little to see.

    One period counts at most as five standard deviations: an outbreak is no measure of a quiet year.
    """
    more = whole = 0.0
    for turn in range(2):
        phi = usual if turn == 0 else max((more + usual * 4.0) / (whole + 4.0), 0.0)
        more = whole = 0.0
        for t in range(len(y)):
            if weight[t] > 0 and mean[t] > 0:
                variance = mean[t] * (1.0 + phi * mean[t])
                square = min((y[t] - mean[t]) ** 2, 25.0 * variance)
                # each period by its information on phi: large where counts are large
                w = mean[t] * mean[t] / (variance * variance) * weight[t]
                more += w * (square - mean[t])
                whole += w * mean[t] * mean[t]
    return max((more + usual * 4.0) / (whole + 4.0), 0.0)
