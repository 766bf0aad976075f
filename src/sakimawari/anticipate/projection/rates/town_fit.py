"""Rates of every town of a city, from its tables of residents month by month.

What a town's residents became within a year, beyond ageing, deaths and births at the city's level,
is its gain or loss by moving. The city's gain by sex and age is taken as it was in the last years;
a town departs from it by what has lasted over the years, drawn towards the city (see `shrinking`):
first by stage of life, then by group of ages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sakimawari.anticipate.projection.rates import moving
from sakimawari.anticipate.projection.rates.cohort import Course, by_year_of_age
from sakimawari.anticipate.projection.rates.national import fertility, mortality
from sakimawari.anticipate.projection.rates.nowhere import by_size
from sakimawari.anticipate.projection.rates.shrinking import shrunk
from sakimawari.anticipate.projection.rates.town_state import Past, grouped, remembered, states
from sakimawari.anticipate.projection.rates.town_values import (
    GROUPS,
    LOWS,
    TownTable,
    month_name,
    month_number,
)
from sakimawari.anticipate.projection.rates.vital import Vital
from sakimawari.anticipate.projection.values import AGES, Floats, Rates
from sakimawari.problems import fault

# Stages of life by group: families (0-9 and 30-44), youth (10-29), later (45-64), old (65+).
STAGES = (0, 0, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2, 2, 3, 3, 3, 3, 3)
_FADE = 0.85  # how much a year counts against the one after it
_BETWEEN_TOWNS = 40.0  # moves a thousand residents and year between towns of a city; assumed
_HIGHEST = 2.0  # departures a resident and year, where hardly anybody is of an age
_CITY_YEARS = 3  # years the city's own gain is the mean of


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A city's deaths and births against the nation's at the same ages."""

    deaths: float
    births: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFit:
    """What was learnt of the towns by the end of `month`.

    `rates` start in January of the year after; `people` (towns, 2, 1212 months of age) are the
    residents of the month; `gain` (towns, 2, 18) is the yearly gain by moving a resident.
    """

    month: str
    towns: tuple[str, ...]
    rates: Rates
    people: Floats
    gain: Floats
    level: Level
    years: int

    def after(self, months: int) -> Floats:
        """Residents expected so many months later by town, sex and group (towns, 2, 18)."""
        number = month_number(self.month)
        course = Course(self.rates, self.people, month=number - self.rates.start * 12)
        return grouped(course.advance(months).people)


def filled(table: TownTable, month: str) -> Floats:
    """Counts at a month (towns, 2, 18); a town not known then has its last known counts."""
    at = table.at(month)
    if at < 0 or not table.known[: at + 1].any():
        raise fault(
            "PROJ031",
            f"The town tables hold nothing of {month}.",
            "Choose a month the table has.",
        )
    found = np.zeros(table.counts.shape[1:])
    for town in range(len(table.towns)):
        known = np.flatnonzero(table.known[: at + 1, town])
        if len(known):
            found[town] = table.counts[known[-1], town]
    return found


def starting_counts(table: TownTable, month: str) -> Floats:
    """Residents by town, sex and single year of age (towns, 2, AGES): where a projection begins."""
    return by_year_of_age(states(filled(table, month)))


def fit_towns(
    table: TownTable, month: str, vital: Vital | None = None, *, years: int = 30
) -> TownFit:
    """Learn the towns' rates from what the tables say up to a month, and nothing later.

    Raises:
        Problems: PROJ031 if the month is not in the tables, PROJ032 if there is less than a year.
    """
    table = table.until(month)
    vital = None if vital is None else vital.until(month)
    counts = filled(table, month)
    starts = spans(table, month)
    if not starts:
        raise fault(
            "PROJ032",
            f"The town tables hold no full year before {month}.",
            "Give at least thirteen months; five years say much more.",
        )
    level = _level(table, month, vital)
    gain = np.zeros((len(table.towns), 2, GROUPS))
    for _ in range(_PASSES):
        years_of = [_gain(table, at, level, gain, vital) for at in starts]
        gains, people, known = (np.stack(part) for part in zip(*years_of, strict=True))
        gain = _lasting(gains, people, known)
    now = remembered(counts, _past(table, month, gain, level, vital))
    base = _base(table.towns, month_number(month) // 12, years, level)
    return TownFit(
        month=month,
        towns=table.towns,
        rates=_rates(base, by_year_of_age(now), gain, _out_a_thousand(vital, float(now.sum()))),
        people=now,
        gain=gain,
        level=level,
        years=len(starts),
    )


_PASSES = 2
_FARTHEST = 12  # half years of memory, back and ahead


def _past(table: TownTable, month: str, gain: Floats, level: Level, vital: Vital | None) -> Past:
    """The counts of other half years, each town's own gain taken off them in proportion.

    Those of the year that follows are left out: it is the year whose gain is measured.
    """
    number = month_number(month)
    lags = [
        lag
        for lag in range(-_FARTHEST, _FARTHEST + 1)
        if not -2 <= lag <= 0
        and table.at(month_name(number - 6 * lag)) >= 0
        and table.known[table.at(month_name(number - 6 * lag))].any()
    ]
    rows = [table.at(month_name(number - 6 * lag)) for lag in lags]
    counts = table.counts[rows].astype(np.float64)
    people = counts[0].sum(axis=0) if rows else table.counts[-1].sum(axis=0)
    city = np.average(gain, axis=0, weights=np.broadcast_to(people + 1e-9, gain.shape))
    beyond = np.exp((gain - city) * (np.array(lags)[:, None, None, None] / 2.0))
    group = np.minimum(np.arange(AGES) // 5, GROUPS - 1)
    death = mortality(number // 12, 1)[0] * level.deaths
    leave = moving.at_level(moving.pattern(), _ages(people), moving.OUT_A_THOUSAND + _BETWEEN_TOWNS)
    return Past(
        lags=tuple(lags),
        counts=counts * beyond,
        known=table.known[rows],
        fading=death - city[:, group],
        turnover=2.0 * leave,
    )


def _ages(groups: Floats) -> Floats:
    return np.asarray(by_year_of_age(states(groups[None].astype(np.float64)))[0])


def spans(table: TownTable, month: str) -> list[str]:
    """The first months of the years that end at `month`, one after another back in time."""
    found = []
    number = month_number(month) - 12
    while table.at(month_name(number)) >= 0:
        if table.known[table.at(month_name(number))].any():
            found.append(month_name(number))
        number -= 12
    return found


def _base(towns: tuple[str, ...], start: int, years: int, level: Level) -> Rates:
    shape = (years, len(towns), 2, AGES)
    nothing = np.zeros((years, len(towns), 2, AGES))
    return Rates(
        start=start,
        areas=towns,
        death=np.broadcast_to(mortality(start, years)[:, None] * level.deaths, shape),
        birth=np.broadcast_to(
            fertility(start, years)[:, None] * level.births, (years, len(towns), AGES)
        ),
        leave=nothing,
        arrive=nothing,
        move=nothing,
        towards=np.eye(len(towns)),
    )


def _level(table: TownTable, month: str, vital: Vital | None) -> Level:
    """The city's deaths and births of the last years against the nation's rates."""
    if vital is None:
        return Level(deaths=1.0, births=1.0)
    found: dict[str, list[float]] = {"deaths": [], "births": []}
    for start in spans(table, month)[:2]:
        number = month_number(start)
        within = [month_name(number + k) for k in range(1, 13)]
        city = states(table.city(start)[None])
        course = Course(
            _base(("city",), number // 12, 2, Level(deaths=1.0, births=1.0)),
            city,
            month=number % 12,
        )
        flows = course.advance(12).flows
        for name, mean in (("deaths", flows.deaths), ("births", flows.births)):
            events = getattr(vital, name)
            if all(at in events for at in within):
                found[name].append(sum(events[at] for at in within) / float(mean.sum()))
    return Level(
        deaths=float(np.mean(found["deaths"] or [1.0])),
        births=float(np.mean(found["births"] or [1.0])),
    )


def _gain(
    table: TownTable, start: str, level: Level, gain: Floats, vital: Vital | None
) -> tuple[Floats, Floats, Floats]:
    """Gains by moving within the year from `start` (towns, 2, 18), people at risk, and if known."""
    number = month_number(start)
    first, last = table.at(start), table.at(month_name(number + 12))
    now = remembered(
        table.counts[first].astype(np.float64), _past(table, start, gain, level, vital)
    )
    course = Course(
        _base(table.towns, number // 12, 2, level),
        now,
        month=number % 12,
    )
    without = grouped(course.advance(12).people)
    known = (table.known[first] & table.known[last])[:, None, None]
    gained = np.where(known, table.counts[last] - without, 0.0)
    return gained, np.where(known, without, 0.0), np.broadcast_to(known, gained.shape)


def _lasting(gains: Floats, people: Floats, known: Floats) -> Floats:
    """The yearly gain a resident that is expected to go on (towns, 2, 18); newest year first."""
    recent = slice(0, _CITY_YEARS)
    city = gains[recent].sum(axis=(0, 1)) / np.maximum(people[recent].sum(axis=(0, 1)), 1.0)
    yearly = gains.sum(axis=1) / np.maximum(people.sum(axis=1), 1.0)
    beyond = np.where(known, gains - yearly[:, None] * people, 0.0).sum(axis=2)  # both sexes
    risk = people.sum(axis=2)
    weights = _FADE ** np.arange(len(gains), dtype=np.float64)
    found = np.zeros((gains.shape[1], GROUPS))
    stages = np.array(STAGES)
    for stage in range(max(STAGES) + 1):
        part = stages == stage
        found[:, part] = shrunk(
            beyond[:, :, part].sum(axis=2), risk[:, :, part].sum(axis=2), weights
        ).deviation[:, None]
    for group in range(GROUPS):
        rest = beyond[:, :, group] - found[:, group] * risk[:, :, group]
        found[:, group] += shrunk(rest, risk[:, :, group], weights).deviation
    return np.asarray(city[None] + found[:, None])


def _rates(base: Rates, people: Floats, gain: Floats, out: float) -> Rates:
    """Gross flows around the gains: as many arrive as leave, and the gain more."""
    whole = people.sum(axis=0)
    leave = np.broadcast_to(moving.at_level(moving.pattern(), whole, out), people.shape).copy()
    move = moving.at_level(moving.pattern(local=True), whole, moving.WITHIN_A_THOUSAND)
    moves = np.broadcast_to(move if len(base.areas) > 1 else move * 0.0, people.shape)
    towards = by_size(people.sum(axis=(1, 2)))
    came = np.tensordot(towards, moves * people, axes=(0, 0)) if len(base.areas) > 1 else 0.0
    group = np.minimum(np.arange(AGES) // 5, GROUPS - 1)
    wanted = people * (leave + moves + gain[:, :, group]) - came
    arrive = np.maximum(wanted, 0.0)
    lacking = np.divide(arrive - wanted, people, out=np.zeros_like(people), where=people > 0)
    lacking = np.minimum(lacking, _HIGHEST)
    return replace(
        base,
        leave=np.broadcast_to(leave + lacking, base.leave.shape),
        arrive=np.broadcast_to(arrive, base.arrive.shape),
        move=np.broadcast_to(moves, base.move.shape),
        towards=towards,
    )


def _out_a_thousand(vital: Vital | None, people: float) -> float:
    """Moves out of the city a thousand residents in the last twelve months, or as assumed."""
    last = [] if vital is None else sorted(vital.departures)[-12:]
    if vital is None or len(last) < 12:
        return moving.OUT_A_THOUSAND
    return sum(vital.departures[month] for month in last) / people * 1000.0


def ages_of(group: int) -> str:
    """The name of a group of ages, e.g. 15-19 or 85+."""
    return "85+" if group == GROUPS - 1 else f"{LOWS[group]}-{LOWS[group] + 4}"
