"""Staff by hour: a day's arrivals spread over its hours, and who must stand ready in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sakimawari.anticipate.capacity.queue import Promise, servers_needed, share_served
from sakimawari.problems import fault

# Of a day's visitors, by hour from half past eight: assumed, busiest before noon and after lunch.
PROFILE = (0.10, 0.15, 0.16, 0.13, 0.09, 0.11, 0.11, 0.09, 0.06)
OPENS = 8  # the first hour of the profile
NORMAL = 1.2815515655446004  # of a standard normal, one in ten lies above


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Arrivals foreseen at one counter or telephone on a day; `high` is exceeded on 5 of 100 days."""

    counter: str
    day: date
    mean: float
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """How a counter works: minutes a case, its promise, the share of a day's arrivals by hour.

    `shrinkage` is the share of working time that is not at the counter (breaks, training, leave).
    """

    minutes: float
    promise: Promise = field(default_factory=Promise)
    profile: Sequence[float] = PROFILE
    opens: int = OPENS
    dispersion: float = 0.0
    shrinkage: float = 0.15

    def __post_init__(self) -> None:
        total = sum(self.profile)
        if not self.profile or min(self.profile) < 0 or abs(total - 1) > 1e-6:
            raise fault(
                "CAP003",
                "the shares of a day's arrivals by hour do not add up to 1",
                "give one share an hour that is open, together 1",
            )
        if not 0 <= self.shrinkage < 0.9:
            raise fault(
                "CAP003", "the share of time away is not between 0 and 0.9", "write 0.15 for 15 %"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Who must stand ready in one hour: `at_counter`, and `on_duty` with breaks and leave in it."""

    counter: str
    day: date
    hour: int
    arrivals: float
    at_counter: int
    on_duty: int
    served: float


def dispersion_of(mean: float, high: float | None) -> float:
    """How far counts vary beyond chance, from the value exceeded on 5 of 100 days."""
    if high is None or mean <= 0 or high <= mean:
        return 0.0
    spread = (high - mean) / 1.645
    return max((spread**2 - mean) / mean**2, 0.0)


def needs(days: Iterable[Day], counter: Counter) -> Iterator[Need]:
    """The staff of every hour of every day; days foreseen alike are reckoned once."""
    known: dict[tuple[float, float | None], tuple[tuple[float, int, float], ...]] = {}
    for day in days:
        key = (day.mean, day.high)
        if key not in known:
            known[key] = tuple(_hours(day, counter))
        for number, (rate, staff, served) in enumerate(known[key]):
            yield Need(
                counter=day.counter,
                day=day.day,
                hour=counter.opens + number,
                arrivals=rate,
                at_counter=staff,
                on_duty=int(np.ceil(staff / (1 - counter.shrinkage) - 1e-9)),
                served=served,
            )


def _hours(day: Day, counter: Counter) -> Iterator[tuple[float, int, float]]:
    """Arrivals, staff and the share served in time, hour by hour."""
    wide = max(counter.dispersion, dispersion_of(day.mean, day.high))
    for share in counter.profile:
        rate = day.mean * share
        staff = servers_needed(rate, counter.minutes, counter.promise, dispersion=wide)
        within = counter.promise.within
        served = share_served(rate, counter.minutes, staff, within, dispersion=wide)
        yield rate, staff, served
