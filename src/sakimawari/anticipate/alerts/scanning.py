"""The scan of one series: score every window that ends now, and know how high quiet ones reach."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit, prange

from sakimawari.anticipate.alerts.draws import count, normal
from sakimawari.anticipate.alerts.fitting import HIGHEST, LOWEST, fit, weight_of
from sakimawari.anticipate.alerts.tails import score_of

MEMORY = 0.8  # how a burst of correlated periods fades from one period to the next
NEVER = -50.0
TAIL = 6  # exceedances below which the tail is extended as a normal one


@njit(cache=True, nogil=True)
def strongest(
    y: Any,
    mu: Any,
    at: int,
    phi: float,
    error: float,
    correlation: float,
    windows: Any,
    handicaps: Any,
    gate: float,
    share: float,
    least: float,
    found: Any,
) -> float:
    """The highest score of the windows ending at `at`; found = (window, score of `at` alone).

    A window of several periods speaks only while the newest of them is itself above expectation by
    `gate`, so that an outbreak that is over does not go on raising alarms.
    """
    total, mean, own, cross, run = 0.0, 0.0, 0.0, 0.0, 0.0
    best, next_window = NEVER, 0
    found[0], found[1] = 0.0, 0.0
    newest = y[at] - mu[at]
    for back in range(windows[-1]):
        t = at - back
        if t < 0:
            break
        if not math.isnan(y[t]):
            m = mu[t]
            total += y[t]
            mean += m
            deviation = math.sqrt(phi * m)
            cross += 2.0 * correlation * run * deviation
            run = run * MEMORY + deviation
            own += phi * m
        if next_window < len(windows) and windows[next_window] == back + 1:
            variance = own + cross + (error * mean) ** 2
            high = total - mean > 0.8 * math.sqrt(variance)
            if back == 0:
                score = score_of(total, mean, variance)
                found[1] = score
            own_part = share * (total - mean) <= (back + 1.0) * newest
            if (back == 0 or (found[1] > gate and own_part)) and high and total >= least:
                if back > 0:
                    score = score_of(total, mean, variance)
                score -= handicaps[next_window]
                if score > best:
                    best = score
                    found[0] = back + 1.0
            next_window += 1
    return best


@njit(cache=True, nogil=True)
def doubt_of(phi: float, mean: float, free: float) -> float:
    """The relative standard error of the excess dispersion (phi - 1): large where counts are small.

    From the kurtosis of a negative binomial count of this mean.
    """
    beyond = 6.0 * (phi - 1.0) / mean + 1.0 / (phi * mean)
    error = math.sqrt((2.0 + beyond) / max(free, 4.0))
    return min(error * phi / max(phi - 1.0, 0.05), 0.8)


@njit(cache=True, nogil=True)
def quiet_height(
    state: Any,
    mu: Any,
    phi: float,
    error: float,
    free: float,
    correlation: float,
    windows: Any,
    handicaps: Any,
    gate: float,
    share: float,
    least: float,
    draws: int,
    rate: float,
) -> float:
    """What the strongest score of a quiet series passes at this rate, by simulation of the model.

    Each simulated past draws the baseline's error and the dispersion's, not only lots; correlated
    series are simulated with bursts that fade.
    """
    n = len(mu)
    lead = windows[-1] - 1
    paths = max(draws // max(n - lead, 1), 1)
    heights = np.empty(paths * (n - lead))
    y = np.empty(n)
    found = np.zeros(2)
    spread = doubt_of(phi, mu.mean(), free)
    filled = 0
    for _ in range(paths):
        shift = error * normal(state) - 0.5 * error * error
        over = 1.0 + (phi - 1.0) * math.exp(spread * normal(state) - 0.5 * spread * spread)
        burst = normal(state)
        for t in range(n):
            m = mu[t] * math.exp(shift)
            burst = MEMORY * burst + math.sqrt(1.0 - MEMORY * MEMORY) * normal(state)
            left = over
            if correlation > 0.0:
                s2 = math.log(1.0 + correlation * over / (MEMORY * m))
                if m * (math.exp(s2) - 1.0) > 0.9 * (over - 1.0):
                    s2 = math.log(1.0 + 0.9 * (over - 1.0) / m)
                left = over - m * (math.exp(s2) - 1.0)
                m *= math.exp(math.sqrt(s2) * burst - 0.5 * s2)
            y[t] = count(state, m, left)
            if t >= lead:
                heights[filled] = strongest(
                    y, mu, t, phi, error, correlation, windows, handicaps, gate, share, least, found
                )
                filled += 1
    heights = np.sort(heights[:filled])
    wanted = rate * (filled + 1.0)
    if wanted >= TAIL:
        k = int(wanted)
        part = wanted - k
        return float((1.0 - part) * heights[filled - k] + part * heights[filled - k - 1])
    at = heights[max(filled - TAIL, 0)]
    if at <= 0.0:
        top = heights[filled - 1 - min(int(wanted), filled - 1)]
        return max(float(top), math.sqrt(2.0 * math.log(1.0 / max(rate, 1e-9))))
    return math.sqrt(at * at + 2.0 * math.log(TAIL / max(wanted, 1e-9)) * at * at / (at * at + 1.0))


@njit(cache=True, nogil=True)
def upright(state: Any, mu: Any, phi: float, far: float, draws: int) -> tuple[float, float]:
    """What weighing high counts down takes from the dispersion, and from the mean, as factors.

    By simulation from the model: the more skewed counts are, the more they lose to the weights.
    """
    pearson, weights, seen, meant = 0.0, 0.0, 0.0, 0.0
    for k in range(draws):
        m = mu[k % len(mu)]
        y = count(state, m, phi)
        w = weight_of(y, m, phi, far)
        pearson += w * (y - m) * (y - m) / m
        weights += w
        seen += w * y
        meant += w * m
    fair = 1.0 + (phi - 1.0) * min(max(phi * weights / max(pearson, 1e-9), 1.0), 1.5)
    return fair / phi, min(max(meant / max(seen, 1e-9), 1.0), 1.25)


@njit(cache=True, nogil=True)
def _correlation(y: Any, mu: Any, first: int, last: int, phi: float) -> float:
    """How much one period's residual says of the next, no less than nothing, noise taken off."""
    before, products, squares, n = math.nan, 0.0, 0.0, 0
    for t in range(first, last):
        if math.isnan(y[t]):
            before = math.nan
            continue
        r = (y[t] - mu[t]) / math.sqrt(phi * mu[t])
        r = min(max(r, -2.5), 2.5)
        squares += r * r
        if not math.isnan(before):
            products += r * before
        before = r
        n += 1
    if n < 20:
        return 0.0
    found = products / max(squares, 1e-9)
    return min(max(found - 1.0 / math.sqrt(n), 0.0), 0.6)


@njit(cache=True, nogil=True)
def _mean_at(x: Any, offset: Any, beta: Any, t: int) -> float:
    eta = offset[t]
    for j in range(len(beta)):
        eta += x[t, j] * beta[j]
    return math.exp(min(max(eta, LOWEST), HIGHEST))


@njit(cache=True, nogil=True)
def _error_at(x: Any, cov: Any, t: int) -> float:
    s = 0.0
    for j in range(x.shape[1]):
        for k in range(x.shape[1]):
            s += x[t, j] * cov[j, k] * x[t, k]
    return min(math.sqrt(max(s, 0.0)), 1.5)


@njit(cache=True, nogil=True)
def watch_one(
    y: Any,
    x: Any,
    offset: Any,
    since: int,
    reach: int,
    apart: int,
    refit: int,
    block: int,
    prior: Any,
    windows: Any,
    handicaps: Any,
    gate: float,
    share: float,
    least: float,
    far: float,
    draws: int,
    rate: float,
    seed: int,
    out: Any,
) -> None:
    """Watch the periods from `since` on; `out` is (8, periods): mean, dispersion, score, threshold,
    window, score alone, error of the log mean, correlation of one period with the next.
    """
    periods, p = x.shape
    beta, cov, centre = np.zeros(p), np.eye(p), np.zeros(p)
    mu = np.full(periods, math.nan)
    found = np.zeros(2)
    state = np.array([np.uint64(seed)])
    phi, fair, lift, height, correlation, cold = 1.5, 1.0, 1.0, 99.0, 0.0, True
    for t in range(since, periods):
        first, last = max(0, t - reach), t - apart
        if cold or (t - since) % refit == 0:
            total, seen = 0.5, 0
            for s in range(first, last):
                if not math.isnan(y[s]):
                    total += y[s] / math.exp(offset[s])
                    seen += 1
            if seen < 8:
                continue
            centre[0] = math.log(total / seen)
            if cold:
                beta[0] = centre[0]
            phi = fit(
                y, x, offset, first, last, prior, centre, beta, cov, phi, 10 if cold else 3, far
            )
        if cold or (t - since) % block == 0:
            end = min(t + block, periods)
            for s in range(first, end):
                mu[s] = max(_mean_at(x, offset, beta, s), 1e-4)
            correlation = _correlation(y, mu, first, last, phi)
            fair, lift = upright(state, mu[first:last], phi, far, draws // 2)
            for s in range(first, end):
                mu[s] *= lift
            begin = max(t - windows[-1] + 1, 0)
            middle = _error_at(x, cov, min(t + block // 4, periods - 1))
            height = quiet_height(
                state,
                mu[begin:end],
                phi * fair,
                middle,
                float(last - first - p),
                correlation,
                windows,
                handicaps,
                gate,
                share,
                least,
                draws,
                rate,
            )
            cold = False
        for s in range(max(t - windows[-1] + 1, 0), t + 1):
            mu[s] = max(lift * _mean_at(x, offset, beta, s), 1e-4)
        error = _error_at(x, cov, t)
        out[0, t], out[1, t], out[3, t], out[6, t] = mu[t], phi * fair, height, error
        out[7, t] = correlation
        if not math.isnan(y[t]):
            out[2, t] = strongest(
                y,
                mu,
                t,
                phi * fair,
                error,
                correlation,
                windows,
                handicaps,
                gate,
                share,
                least,
                found,
            )
            out[4, t], out[5, t] = found[0], found[1]


@njit(cache=True, nogil=True, parallel=True)
def watch_all(
    y: Any,
    x: Any,
    offset: Any,
    since: int,
    reach: int,
    apart: int,
    refit: int,
    block: int,
    prior: Any,
    windows: Any,
    handicaps: Any,
    gate: float,
    share: float,
    least: float,
    far: float,
    draws: int,
    rate: float,
    seeds: Any,
    out: Any,
) -> None:
    """Every series by itself; the order and the number of threads change nothing."""
    for i in prange(y.shape[0]):
        watch_one(
            y[i],
            x,
            offset[i],
            since,
            reach,
            apart,
            refit,
            block,
            prior,
            windows,
            handicaps,
            gate,
            share,
            least,
            far,
            draws,
            rate,
            seeds[i],
            out[i],
        )
