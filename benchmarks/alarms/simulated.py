"""Simulated weekly counts with past and present outbreaks, in the manner of Noufaily et al. 2013.

log mean = theta + beta·t + sum over m harmonics of g1·cos + g2·sin; negative binomial, variance
phi·mean. 624 weeks; four outbreaks in weeks 313-575 (of size 2, 3, 5 or 10), one in the last 49
(size 2 to 10). An outbreak of size k at week s holds Poisson(k·sd at s) cases, at least 2, spread
from s on by a lognormal of mean 0 and deviation .5, in weeks rounded down. 42 scenarios: seven sets
of parameters that span the published ranges, no, one or two harmonics, with and without trend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WEEKS, PAST, LAST = 624, 312, 49
BASE = (
    # theta, beta, g1, g2, phi
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.0015, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """Counts (series, 624), the cases each week owes to an outbreak, and each series' scenario."""

    counts: np.ndarray
    outbreak: np.ndarray
    scenario: np.ndarray


def simulate(series: int, seed: int, *, present: bool = True) -> Simulated:
    """So many series, the scenarios in turn; without `present` the last 49 weeks stay quiet."""
    rng = np.random.default_rng(seed)
    scenarios = [(base, m, trend) for base in BASE for m in (0, 1, 2) for trend in (0, 1)]
    t = np.arange(1, WEEKS + 1)
    counts = np.zeros((series, WEEKS))
    outbreak = np.zeros((series, WEEKS))
    for i in range(series):
        (theta, beta, g1, g2, phi), m, trend = scenarios[i % len(scenarios)]
        eta = theta + trend * beta * t
        for j in range(1, m + 1):
            eta = eta + g1 * np.cos(2 * np.pi * j * t / 52) + g2 * np.sin(2 * np.pi * j * t / 52)
        mu = np.exp(eta)
        if phi == 1:
            counts[i] = rng.poisson(mu)
        else:
            counts[i] = rng.negative_binomial(mu / (phi - 1), 1 / phi)
        starts = list(rng.choice(np.arange(PAST, WEEKS - LAST), 4, replace=False))
        sizes = list(rng.choice([2, 3, 5, 10], 4))
        if present:
            starts.append(int(rng.integers(WEEKS - LAST, WEEKS)))
            sizes.append(int(rng.integers(2, 11)))
        for at, k in zip(starts, sizes, strict=True):
            size = 0
            while size < 2:
                size = rng.poisson(k * np.sqrt(mu[at] * phi))
            weeks = at + np.floor(rng.lognormal(0.0, 0.5, size)).astype(int)
            weeks = weeks[weeks < (WEEKS if present else WEEKS - LAST)]
            np.add.at(outbreak[i], weeks, 1)
    return Simulated(
        counts=counts + outbreak,
        outbreak=outbreak,
        scenario=np.arange(series) % len(scenarios),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wards:
    """A total and its seven wards, (cities × 8, 624), totals first; outbreaks spread over wards."""

    counts: np.ndarray
    outbreak: np.ndarray


def spread_over_wards(cities: int, seed: int) -> Wards:
    """Cities whose last outbreak falls on all seven wards at once, none of which sees much of it."""
    rng = np.random.default_rng(seed)
    t = np.arange(1, WEEKS + 1)
    counts = np.zeros((cities, 8, WEEKS))
    outbreak = np.zeros((cities, WEEKS))
    for city in range(cities):
        season = 0.4 * np.cos(2 * np.pi * t / 52 + rng.uniform(0, 6))
        means = np.exp(rng.uniform(0.0, 2.0, 7)[:, None] + season)
        counts[city, 1:] = rng.negative_binomial(means / 0.5, 1 / 1.5)
        at = int(rng.integers(WEEKS - LAST, WEEKS - 4))
        size = rng.poisson(5 * np.sqrt(1.5 * means[:, at].sum()))
        weeks = at + np.floor(rng.lognormal(0.0, 0.5, size)).astype(int)
        share = means[:, at] / means[:, at].sum()
        for week in weeks[weeks < WEEKS]:
            counts[city, 1 + rng.choice(7, p=share), week] += 1
            outbreak[city, week] += 1
        counts[city, 0] = counts[city, 1:].sum(axis=0)
    return Wards(counts=counts.reshape(-1, WEEKS), outbreak=outbreak)
