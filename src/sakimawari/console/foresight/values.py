"""What pages show of runs: small values, the same whatever a run's folder looks like inside.

People      a projection: ages by sex and area now and in each year, totals and flows
DemandBook  measures of services by area, period by period, each with its interval
SeriesBook  series: what was, what is coming, how well it was foreseen, what its file lacked
Path        a way to a target, or why there is none
Ready       tables of what must stand ready
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.pictures.ways import Way
from sakimawari.drawing.sheets import Table

Floats = npt.NDArray[np.float64]
CITY = ""  # the name of the area that is the whole city


class Step(StrEnum):
    """How far an alert has been answered."""

    SEEN = "seen"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answered an alert, and when; `by` is an account."""

    step: Step
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: its name, when it was made, and what it says of itself."""

    kind: str
    name: str
    made: datetime
    about: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One more figure of a projection: `quantiles` (7, years, areas + 1) by SHARES, the city last."""

    name: str
    years: tuple[int, ...]
    quantiles: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A projection. `years` are the calendar years of its yearly counts, the first one observed.

    `middle`, `low` and `high` (80 %) are (years, areas, 2, 101) persons, men first; `totals` is
    (7, years, areas + 1), the city last, by SHARES; `flows` maps births, deaths, arrived, left,
    moved_in and moved_out to (years - 1, areas + 1). `areas` are wards (or towns).
    """

    run: Run
    start: date
    areas: tuple[str, ...]
    years: tuple[int, ...]
    middle: Floats
    low: Floats
    high: Floats
    totals: Floats
    flows: dict[str, Floats]
    measured: tuple[Measured, ...] = ()


SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandBook:
    """Measures of services by area and period, each with its interval of 90 %.

    `services` maps slugs to names; `areas` are wards, the city (CITY) last. Each measure of
    `middle`, `low` and `high` is (services, areas + 1, periods), NaN where the run hides it because
    it counts too few. `frequency` is month or year; what stands, stands at a period's end. `turned`
    maps an age to who reaches it, (3, areas, periods): mean, low, high; by years alone.
    """

    run: Run
    services: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    frequency: str
    periods: tuple[date, ...]
    middle: dict[str, Floats]
    low: dict[str, Floats]
    high: dict[str, Floats]
    turned: dict[int, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A defect the gate found in a series' file; `period` None where it concerns all of it.

    `what` is the gate's own English; `count` its periods, `amount` its figure, None without one.
    """

    id: str
    series: str
    period: date | None
    what: str
    count: int = 1
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesBook:
    """Series on one grid. `past` is (series, periods), NaN where not reported; `ahead` is
    (7, series, horizon) by SHARES; `scores` maps a score's name to its value for each series.

    `levels` says where each stands in the hierarchy, `members` what its forecast is made of,
    `aside` of what kind each row of the file was that could not be used.
    """

    run: Run
    ids: tuple[str, ...]
    levels: tuple[str, ...]
    frequency: str
    starts: tuple[date, ...]
    later: tuple[date, ...]
    past: Floats
    ahead: Floats
    scores: dict[str, Floats]
    members: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    aside: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """What the path asks for of one member (a ward, a procedure), period by period."""

    name: dict[str, str]
    member: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way back from a target: its sentences by language, its pictures' values, its decisions.

    `ways` is empty where there is no path; the sentences say why.
    """

    run: Run
    name: dict[str, str]
    is_possible: bool
    words: dict[str, list[str]]
    labels: tuple[str, ...]
    ways: dict[str, Way]
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Tables of what must stand ready: each by its name, with its columns as the run names them.

    `about` says the sums: the most at a counter, persons, hours.
    """

    run: Run
    sheets: dict[str, Table]
