"""Find the rates under which an official projection's own path follows.

An official projection publishes residents by area in three groups of ages every five years, not its
rates. Five things are solved for, each by the figure it moves most: births by residents of 0-14;
arrivals by those of 15-64; the sizes of the cohorts of 35-64 at the start (within bounds) and then
deaths by those of 65 and over; and the youth of arrivals by the city's women of 20-39 at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sakimawari.anticipate.projection.rates.cohort import Course
from sakimawari.anticipate.projection.values import AGES, MEN, WOMEN, Floats, Rates

SPAN = 5  # years between the published figures
_YOUNG = slice(18, 35)
_COHORTS = (60, 55, 50, 45, 40, 35)
_SWEEPS = (40, 80)  # with the sizes of cohorts moving, then with deaths moving
_BOUNDS = (0.80, 1.30)  # of a cohort's size against the first guess
_CLOSE = 2e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """What is published: `groups` (periods + 1, areas, 3) residents of 0-14, 15-64, 65 or over.

    The first row is the count at the start. `women` are the city's women of 20-39 at the start and
    at the end, if known. `month` is the month of the figures, 9 for 1 October.
    """

    start: int
    groups: Floats
    women: tuple[float, float] | None = None
    month: int = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The rates found, the residents at the start they go with, and the worst deviation left."""

    rates: Rates
    people: Floats
    births: Floats  # (periods, areas) times the given births
    deaths: Floats  # (periods, areas) times the given deaths
    arrivals: Floats  # (periods, areas) times the given arrivals
    youth: float  # times arrivals of 18-34, the rest making up for it
    worst: float  # relative, over areas, periods and groups


@dataclass(slots=True)
class _State:
    people: Floats
    cohorts: Floats  # (areas, 6): those of 60-64, 55-59 ... 35-39 against the first guess
    births: Floats
    deaths: Floats
    arrivals: Floats
    youth: float


def groups_of(people: Floats) -> Floats:
    """Residents (..., 3) of 0-14, 15-64 and 65 or over, both sexes."""
    both = people.sum(axis=-2)
    parts = (both[..., :15], both[..., 15:65], both[..., 65:])
    return np.stack([part.sum(axis=-1) for part in parts], axis=-1)


def calibrated(rates: Rates, people: Floats, anchors: Anchors, *, cohorts: bool = True) -> Fit:
    """Rates and starting residents whose expected course meets the anchors.

    Without `cohorts` the ages at the start are known and stay. `rates.start` must be the year of the first anchor, `people` (areas, 2, AGES) the first guess.
    """
    periods = len(anchors.groups) - 1
    given = _reaching(rates, periods * SPAN + 1)
    births, deaths, arrivals = (np.ones((periods, len(rates.areas))) for _ in range(3))
    state = _State(
        people=people.copy(),
        cohorts=np.ones((len(rates.areas), len(_COHORTS))),
        births=births,
        deaths=deaths,
        arrivals=arrivals,
        youth=1.0,
    )
    _to_groups(state, anchors)
    worst = np.inf
    for sweep in range(sum(_SWEEPS)):
        moving = sweep < _SWEEPS[0]
        if moving and not cohorts:
            continue
        worst = _sweep(state, anchors, _applied(given, state, anchors.month), cohorts=moving)
        if worst < _CLOSE:
            break
    made = _applied(given, state, anchors.month)
    return Fit(
        rates=made,
        people=state.people,
        births=state.births,
        deaths=state.deaths,
        arrivals=state.arrivals,
        youth=state.youth,
        worst=worst,
    )


def _reaching(rates: Rates, years: int) -> Rates:
    """The rates for so many years, the last given year held on."""
    at = np.minimum(np.arange(years), len(rates.death) - 1)
    return replace(
        rates,
        **{
            name: getattr(rates, name)[at] for name in ("death", "birth", "leave", "arrive", "move")
        },
    )


def factors_by_year(factors: Floats, month: int, years: int) -> Floats:
    """Factors by calendar year (years, areas) from factors by period: a year takes the period in
    which most of its months lie, the last one holds on."""
    first = 1 if month > 6 else 0
    at = np.clip((np.arange(years) - first) // SPAN, 0, len(factors) - 1)
    return factors[at]


def youthful(arrive: Floats, youth: float) -> Floats:
    """Arrivals with those of 18-34 times `youth`, other adults making up for the number."""
    found = arrive.copy()
    found[..., _YOUNG] *= youth
    adults = slice(15, 65)
    before = arrive[..., adults].sum(axis=-1)
    after = found[..., adults].sum(axis=-1)
    rest = np.ones(arrive.shape[-1], bool)
    rest[_YOUNG] = False
    rest[:15] = rest[65:] = False
    spare = arrive[..., rest].sum(axis=-1)
    found[..., rest] *= np.maximum(1.0 - (after - before) / np.maximum(spare, 1e-9), 0.0)[..., None]
    return found


def by_age(factors: Floats) -> Floats:
    """Factors of arrivals (..., 1, AGES): whole until 55, none from 70 on, so that a ward young
    adults leave does not lose its old people as well."""
    weight = np.clip((70.0 - np.arange(AGES)) / 15.0, 0.0, 1.0)
    return np.asarray(1.0 + (factors[..., None, None] - 1.0) * weight)


def _applied(given: Rates, state: _State, month: int) -> Rates:
    years = len(given.death)
    births = factors_by_year(state.births, month, years)
    deaths = factors_by_year(state.deaths, month, years)
    arrivals = factors_by_year(state.arrivals, month, years)
    return replace(
        given,
        death=given.death * deaths[:, :, None, None],
        birth=given.birth * births[:, :, None],
        arrive=youthful(given.arrive, state.youth) * by_age(arrivals),
    )


def _sweep(state: _State, anchors: Anchors, made: Rates, *, cohorts: bool) -> float:
    """Run once from the start, correct each unknown by its own figure, return the worst miss.

    What an earlier period missed is mended there; a period corrects only what it adds itself.
    """
    course = Course(made, state.people, month=anchors.month)
    worst, missed = 0.0, np.zeros((len(made.areas), 3))
    for period in range(len(anchors.groups) - 1):
        died = course.flows.deaths.copy()
        course.advance(SPAN * 12)
        died = course.flows.deaths - died
        target = anchors.groups[period + 1]
        gap = target - groups_of(course.residents())
        worst = max(worst, float(np.abs(gap / target).max()))
        year = period * SPAN + 2
        born = (made.birth[year] * course.residents()[:, WOMEN]).sum(axis=-1) * SPAN
        came = made.arrive[year, :, :, 15:65].sum(axis=(1, 2)) * SPAN
        state.births[period] *= np.clip(1.0 + 0.5 * gap[:, 0] / born, 0.5, 2.0)
        step = 0.5 * (gap[:, 1] - missed[:, 1]) / came
        state.arrivals[period] *= np.clip(1.0 + step, 0.7, 1.4)
        if cohorts and period < len(_COHORTS):
            _resize(state, period, gap[:, 2])
        elif not cohorts:
            step = 0.5 * (gap[:, 2] - missed[:, 2]) / died
            state.deaths[period] *= np.clip(1.0 - step, 0.8, 1.25)
        missed = gap
    if anchors.women is not None:
        found = float(course.residents()[:, WOMEN, 20:40].sum())
        worst = max(worst, abs(found / anchors.women[1] - 1.0))
        state.youth *= float(np.clip((anchors.women[1] / found) ** 0.6, 0.9, 1.1))
    _to_groups(state, anchors)
    return worst


def _resize(state: _State, period: int, gap: Floats) -> None:
    """Make the cohort that turns 65-69 at the end of the period larger where people lack."""
    low = _COHORTS[period]
    cohort = state.people[:, :, low : low + SPAN]
    wanted = 1.0 + 0.6 * gap / cohort.sum(axis=(1, 2))
    after = np.clip(state.cohorts[:, period] * wanted, *_BOUNDS)
    cohort *= (after / state.cohorts[:, period])[:, None, None]
    state.cohorts[:, period] = after


def _to_groups(state: _State, anchors: Anchors) -> None:
    """Make the start count what was counted: women of 20-39 in the city, three groups by area."""
    people = state.people
    if anchors.women is not None:
        women = people[:, WOMEN, 20:35]
        wanted = anchors.women[0] - float(people[:, WOMEN, 35:40].sum())
        factor = wanted / float(women.sum())
        added = (factor - 1.0) * women.sum(axis=1)
        women *= factor
        men = people[:, MEN, 20:35]
        men *= (1.0 - added / men.sum(axis=1))[:, None]
    for at, (low, high) in enumerate(((0, 15), (15, 35), (65, people.shape[-1]))):
        target = anchors.groups[0, :, at]
        if at == 1:
            target = target - people[:, :, 35:65].sum(axis=(1, 2))
        part = people[:, :, low:high]
        part *= (target / part.sum(axis=(1, 2)))[:, None, None]
