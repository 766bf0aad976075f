"""How many must stand ready so that few wait long: Erlang's formula C, also for uncertain arrivals.

An M/M/c queue: people come by chance at a rate, each takes a time, whoever finds nobody free waits in
line and does not leave. Real counters see more days far from the mean than chance alone makes; then
the rate itself is drawn (a gamma distribution, so that counts are negative binomial), and what is
held is the share of all people who are served in time, over all such days. Erlang, A. K. (1917);
Gans, Koole, Mandelbaum (2003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from sakimawari.problems import fault

Floats = npt.NDArray[np.float64]
MOST = 100_000  # servers; beyond is an error of the input
_NODES = (np.arange(64) + 0.5) / 64  # of the distribution of the rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised: `share` of people (0 to 1) are served `within` so many minutes."""

    share: float = 0.80
    within: float = 10.0

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 <= self.within < 24 * 60):
            raise fault(
                "CAP001",
                f"{self.share} served within {self.within} minutes is no promise that can be kept",
                "give a share between 0 and 1, such as 0.8, and minutes of 0 or more",
            )


def erlang_b(load: float, servers: int) -> float:
    """The chance that all servers are busy where nobody may wait; `load` in erlangs."""
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """The chance of having to wait: 1 where the load is no less than the servers."""
    if servers <= load:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1 - blocked))


def served_in_time(rate: float, minutes: float, servers: int, within: float) -> float:
    """The share served within so many minutes; `rate` people an hour, `minutes` a case."""
    load = rate * minutes / 60
    if load == 0:
        return 1.0
    if servers <= load:
        return 0.0
    return 1 - erlang_c(load, servers) * float(np.exp(-(servers - load) * within / minutes))


def mean_wait(rate: float, minutes: float, servers: int) -> float:
    """Minutes a person waits in the mean; infinite where the line only grows."""
    load = rate * minutes / 60
    return np.inf if servers <= load else erlang_c(load, servers) * minutes / (servers - load)


def rates_of(mean: float, dispersion: float) -> Floats:
    """Equally likely rates whose counts vary as mean + dispersion × mean²; one where it is 0."""
    if dispersion <= 0 or mean <= 0:
        return np.array([mean])
    shape = 1 / dispersion
    drawn = gammaincinv(shape, _NODES)
    return np.asarray(drawn * mean / drawn.mean())


def share_served(
    rate: float, minutes: float, servers: int, within: float, *, dispersion: float = 0.0
) -> float:
    """The share of all people served in time where the rate itself is uncertain."""
    rates = rates_of(rate, dispersion)
    if rates.sum() == 0:
        return 1.0
    shares = np.array([served_in_time(float(each), minutes, servers, within) for each in rates])
    return float((shares * rates).sum() / rates.sum())


def servers_needed(
    rate: float, minutes: float, promise: Promise, *, dispersion: float = 0.0
) -> int:
    """The fewest servers that keep the promise. CAP002 where a rate or a time is no number."""
    if not (np.isfinite(rate) and np.isfinite(minutes) and rate >= 0 and minutes >= 0):
        raise fault(
            "CAP002",
            "arrivals and minutes a case must be numbers of 0 or more",
            "correct the row; leave out hours that are closed",
        )
    if rate == 0 or minutes == 0:
        return 0
    low = max(int(np.floor(rate * minutes / 60)), 0)
    high = low + 1
    while not _kept(rate, minutes, high, promise, dispersion):
        low, high = high, high * 2
        if high > MOST:
            raise fault("CAP002", f"more than {MOST:,} servers would be needed", "check the units")
    while high - low > 1:
        middle = (low + high) // 2
        if _kept(rate, minutes, middle, promise, dispersion):
            high = middle
        else:
            low = middle
    return high


def _kept(rate: float, minutes: float, servers: int, promise: Promise, dispersion: float) -> bool:
    share = share_served(rate, minutes, servers, promise.within, dispersion=dispersion)
    return share >= promise.share
