"""How far a count lies above its expectation, in standard errors that keep small counts honest.

Counts are negative binomial with a mean and a variance (dispersion = variance / mean). The upper
tail is taken with half of the probability of the count itself, so that the score of a quiet series
is close to a standard normal however small the counts. Small counts are summed exactly; large ones
use the normal approximation of D. B. Peizer and J. W. Pratt (JASA 63, 1968), good to 1e-4.
"""

from __future__ import annotations

import math

from numba import njit

SUMMED = 60
_FAR = 8.0


@njit(cache=True, nogil=True)
def quantile(upper: float) -> float:
    """The standard normal value with this probability above it (Abramowitz-Stegun 26.2.23)."""
    tail = min(max(upper, 1e-15), 1.0 - 1e-15)
    p = min(tail, 1.0 - tail)
    t = math.sqrt(-2.0 * math.log(p))
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    z = t - above / below
    return z if tail <= 0.5 else -z


@njit(cache=True, nogil=True)
def _summed(count: int, mean: float, dispersion: float) -> float:
    """Probability above a count, and half of its own, term by term."""
    size = mean / (dispersion - 1.0)
    q = 1.0 - 1.0 / dispersion
    term = math.exp(-size * math.log(dispersion))
    below = 0.0
    for k in range(count):
        below += term
        term *= (k + size) / (k + 1.0) * q
    if below < 0.999:
        return 1.0 - below - 0.5 * term
    above, k = 0.5 * term, count
    while term > 1e-17 and k < count + 2000:
        term *= (k + size) / (k + 1.0) * q
        above += term
        k += 1
    return above


@njit(cache=True, nogil=True)
def _bend(x: float) -> float:
    if abs(1.0 - x) < 1e-4:
        return (1.0 - x) / 3.0
    if x <= 0.0:
        return 1.0
    return (1.0 - x * x + 2.0 * x * math.log(x)) / ((1.0 - x) * (1.0 - x))


@njit(cache=True, nogil=True)
def _peizer_pratt(count: float, mean: float, dispersion: float) -> float:
    """The normal score of `count` for large counts, its own probability halved."""
    size = mean / (dispersion - 1.0)
    p = 1.0 - 1.0 / dispersion
    q = 1.0 - p
    k = count - 0.5
    n = k + size
    s = k + 0.5
    t = max(size - 0.5, 1e-6)
    d = k + 2.0 / 3.0 - (n + 1.0 / 3.0) * p
    d += 0.02 * (q / (k + 1.0) - p / max(size, 1e-6) + (q - 0.5) / (n + 1.0))
    spread = 1.0 + q * _bend(s / (n * p)) + p * _bend(t / (n * q))
    return d * math.sqrt(max(spread, 1e-12) / ((n + 1.0 / 6.0) * p * q))


@njit(cache=True, nogil=True)
def score_of(count: float, mean: float, variance: float) -> float:
    """Standard errors by which a count lies above a mean, given the variance about it."""
    mean = max(mean, 1e-9)
    dispersion = max(variance / mean, 1.0001)
    size = mean / (dispersion - 1.0)
    if count <= SUMMED or size < 5.0:
        if (count - mean) ** 2 > 400.0 * variance and count > 400:
            return _FAR
        if mean < 300.0 and count < 5000:
            return min(quantile(_summed(int(count), mean, dispersion)), _FAR)
    return max(min(_peizer_pratt(count, mean, dispersion), 4 * _FAR), -4 * _FAR)
