"""What a run is to be held against: the people to be expected, by an exact calculation of cohorts.

The same chances, month by month, over area × sex × month of birth: no lots, no households. Each cell
also gets the variance it has where people move independently of those of their own sex, age and
area: what the residents of the start may become is multinomial, births and arrivals are Poisson.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.projection.engine.chances import chances, year_in
from sakimawari.anticipate.projection.people import Against, Assumptions, Int64s, State
from sakimawari.anticipate.projection.values import AGES, Floats

_BY_ORIGIN = 12  # areas up to which residents are followed from each area apart
_SEEN = 0.5  # people a cell must be expected to hold to be tested
_ERRORS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """People to be expected by area, sex and age after the last month, with their variance.

    `totals` are (months + 1, areas); `births`, `deaths`, `left` and `arrived` sums over all months.
    """

    population: Floats
    variance: Floats
    totals: Floats
    births: float
    deaths: float
    left: float
    arrived: float


def expected(state: State, assumed: Assumptions, months: int) -> Expected:
    """The people to be expected so many months after a state."""
    areas, oldest = len(state.areas), int(state.born.min(initial=state.month))
    first = min(oldest, state.month - 12 * AGES - 12)  # arrivals of 100 years fit too
    width = state.month + months - first + 1
    start = np.zeros((areas, 2, width))
    np.add.at(start, (state.area, state.sex, state.born - first), 1.0)
    apart = areas <= _BY_ORIGIN
    people = np.zeros((areas, areas, 2, width)) if apart else start.copy()[None]
    if apart:
        for area in range(areas):
            people[area, area] = start[area]
    fresh = np.zeros_like(start)  # the expected number of those who were born or came since
    totals, sums = [start.sum(axis=(1, 2))], np.zeros(4)
    for month in range(state.month, state.month + months):
        fresh = _month(people, fresh, assumed, month, first, sums)
        totals.append(people.sum(axis=(0, 2, 3)) + fresh.sum(axis=(1, 2)))
    ages = _ages(state.month + months - 1 - first, width)
    mean = _by_age(people.sum(axis=0) + fresh, ages)
    variance = _by_age(_variance(people, start) + fresh, ages)
    births, deaths, left, arrived = (float(each) for each in sums)
    return Expected(
        population=mean,
        variance=variance,
        totals=np.array(totals),
        births=births,
        deaths=deaths,
        left=left,
        arrived=arrived,
    )


def _month(
    people: Floats, fresh: Floats, assumed: Assumptions, month: int, first: int, sums: Floats
) -> Floats:
    """Move everybody on by a month; the expected number of the fresh ones after it."""
    now, lived = chances(assumed, month), month - first
    areas, _, width = fresh.shape
    ages = _ages(lived - 1, width)
    shape = (areas, 2, AGES)
    death, leave = (getattr(now, n).reshape(shape)[:, :, ages] for n in ("death", "leave"))
    move, birth = (getattr(now, n).reshape(shape)[:, :, ages] for n in ("move", "birth"))
    everybody = people.sum(axis=0) + fresh
    births = (everybody * (1 - death) * birth).sum(axis=(1, 2))
    come = assumed.rates.arrive[year_in(assumed.rates, month)] / 12.0
    sums[0] += births.sum()
    sums[1] += (everybody * death).sum()
    sums[2] += (everybody * (1 - death) * leave).sum()
    sums[3] += come.sum()
    stay, go = (1 - death) * (1 - leave - move), (1 - death) * move
    towards = np.diff(now.towards, axis=1, prepend=0.0)
    moved = np.einsum("oasw,ab->obsw", people * go, towards, optimize=True)
    people *= stay
    people += moved
    after = fresh * stay + np.einsum("asw,ab->bsw", fresh * go, towards, optimize=True)
    after[:, 0, lived] += births * now.boys
    after[:, 1, lived] += births * (1 - now.boys)
    for part in range(12):
        after[:, :, lived - part - 12 * np.arange(AGES)] += come / 12.0
    return np.asarray(after)


def _ages(lived: int, width: int) -> Int64s:
    """Completed years of those born in each month, so many months after the first of them."""
    found: Int64s = np.clip((lived - np.arange(width)) // 12, 0, AGES - 1)
    return found


def _by_age(people: Floats, ages: Int64s) -> Floats:
    """Sums over months of birth by age: (areas, 2, AGES)."""
    found = np.zeros((*people.shape[:2], AGES))
    for area in range(len(found)):
        for sex in (0, 1):
            found[area, sex] = np.bincount(ages, people[area, sex], AGES)
    return found


def _variance(people: Floats, start: Floats) -> Floats:
    """Of residents of the start, area by area of theirs."""
    held = start[:, None] if len(people) > 1 or len(start) == 1 else start.sum(axis=0)[None, None]
    share = np.divide(people, held, out=np.zeros_like(people), where=held > 0)
    found: Floats = (people * (1.0 - share)).sum(axis=0)
    return found


def against(found: Int64s, hoped: Expected) -> Against:
    """Hold the people a replicate ended with, (areas, 2, AGES), against what was to be expected."""
    mean, variance, here = hoped.population, hoped.variance, found.astype(np.float64)
    seen = mean >= _SEEN
    away = np.abs(here - mean)[seen] / np.sqrt(np.maximum(variance[seen], 1e-9))
    # A cell of few people is a whole number: half a person is no distance.
    within = (away <= _ERRORS) | (np.abs(here - mean)[seen] <= 1.0)
    return Against(
        cells=int(seen.sum()),
        within=int(within.sum()),
        largest=float(np.max(away, initial=0.0)),
        total=int(found.sum()),
        total_expected=float(mean.sum()),
        total_away=float(np.abs((here - mean).sum()) / np.sqrt(max(variance.sum(), 1e-9))),
    )
