"""The transport problem, and its answer.

Units are people, or households of `sizes` people that stay together. Costs are whole numbers (metres)
for one person; a unit's cost is that times its people. A unit may go to a site when its kind is
admitted there, its costs have the arc, and no extra closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.match.positions.points import EARTH_METRES, Point
from sakimawari.problems import Problem, Problems

CLOSED = -1  # as a cost: no way there
NOWHERE = -1  # as a site: no place found
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_MOST = 1 << 31  # a cost for one person stays below this, so that sums stay exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Costs are straight lines in metres, rounded: `units` n x 3, `sites` m x 3, in metres.

    The three are the points' places in space (`in_space`); a plane map has zeros in the third. A line
    through the ground is shorter than the way along it by 0.1 m in 50 km.
    """

    units: Floats
    sites: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Costs written out, n x m; CLOSED where there is no way."""

    costs: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """Costs of some pairs: unit i has the arcs `start[i]:start[i + 1]`, its sites ascending.

    As the costs of a problem, every other pair is closed. As extras, a cost is added to the pair's
    own, and CLOSED closes the pair.
    """

    start: Ints
    site: Ints
    cost: Ints


Costs = Positions | Matrix | Arcs


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """Who is to be placed where.

    `sizes` people in each of n units; `capacities` places at each of m sites. `kinds[i]` is a row of
    `admits` (kinds x sites) and of `kind_costs` (what a person of the kind pays more there).
    `present[i]` is the site the unit knows (NOWHERE: none), and going anywhere else costs each of its
    people `moving[i]` more. `unplaced` is what a person without a place costs; None: as many people as
    possible are placed, whatever it costs, and only then is the cost made least.
    """

    sizes: Ints
    capacities: Ints
    costs: Costs
    kinds: Ints
    admits: Bools
    kind_costs: Ints | None = None
    present: Ints | None = None
    moving: Ints | None = None
    extras: Arcs | None = None
    unplaced: int | None = None

    @property
    def units(self) -> int:
        """How many units."""
        return len(self.sizes)

    @property
    def sites(self) -> int:
        """How many sites."""
        return len(self.capacities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Why not everybody fits: these units can go to these sites only, which hold fewer people.

    Every site a unit of `units` may go to is in `sites`; `people` > `places`.
    """

    units: tuple[int, ...]
    sites: tuple[int, ...]
    people: int
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An answer.

    `site[i]` of each unit, or NOWHERE. `cost`: of all people placed. `unplaced`: people without a
    place. `prices[j]`: what one more place at j would save (for people who can be placed one by one:
    exactly; where `unplaced` of the problem is None and people lack a place, a price of `penalty` or
    more says that one more would be placed). `losses[j]`: what one place fewer would cost.
    `bound`: no answer has a lower `cost + penalty * unplaced`; `proven`: this answer reaches the
    bound, or no better one with households whole exists. Households: `bound` is the answer in which
    they may be split, or better where proven.
    """

    site: Ints
    cost: int
    unplaced: int
    penalty: int
    prices: Ints
    losses: Ints
    bound: int
    proven: bool
    witnesses: tuple[Witness, ...] = field(default=())

    @property
    def objective(self) -> int:
        """What is made least."""
        return self.cost + self.penalty * self.unplaced

    @property
    def gap(self) -> int:
        """How much better an answer could be at most."""
        return self.objective - self.bound


def in_space(points: Sequence[Point]) -> Floats:
    """Points as places in space, in metres: straight lines between them are Euclid's."""
    angles = np.radians([(p.latitude, p.longitude) for p in points]).reshape(-1, 2)
    return space_of(angles[:, 0], angles[:, 1])


def space_of(north: Floats, east: Floats) -> Floats:
    """The same from arrays of radians."""
    flat = np.cos(north)
    axes = (flat * np.cos(east), flat * np.sin(east), np.sin(north))
    found: Floats = EARTH_METRES * np.stack(axes, axis=1)
    return np.ascontiguousarray(found)


def one_kind(units: int, sites: int) -> tuple[Ints, Bools]:
    """`kinds` and `admits` where everybody may go everywhere."""
    return np.zeros(units, np.int64), np.ones((1, sites), np.bool_)


def checked(problem: Transport) -> Transport:
    """The problem, found consistent. ASSIGN001: shapes; ASSIGN002: figures out of range."""
    found = [*_shapes(problem)] or [*_ranges(problem)]
    if found:
        raise Problems(found)
    return problem


def _shapes(problem: Transport) -> list[Problem]:
    n, m, kinds = problem.units, problem.sites, len(problem.admits)
    wanted: list[tuple[str, Any, tuple[int, ...]]] = [
        ("kinds", problem.kinds, (n,)),
        ("admits", problem.admits, (kinds, m)),
        ("kind_costs", problem.kind_costs, (kinds, m)),
        ("present", problem.present, (n,)),
        ("moving", problem.moving, (n,)),
    ]
    match problem.costs:
        case Positions(units=units, sites=sites):
            wanted += [("positions of units", units, (n, 3)), ("of sites", sites, (m, 3))]
        case Matrix(costs=costs):
            wanted += [("costs", costs, (n, m))]
        case Arcs(start=start):
            wanted += [("start of arcs", start, (n + 1,))]
    if problem.extras is not None:
        wanted += [("start of extras", problem.extras.start, (n + 1,))]
    return [
        Problem(
            id="ASSIGN001",
            what=f"{name} has the shape {array.shape}, and {shape} is meant",
            do="give one row a unit and one column a site",
        )
        for name, array, shape in wanted
        if array is not None and array.shape != shape
    ]


def _ranges(problem: Transport) -> list[Problem]:
    n, m = problem.units, problem.sites
    within: list[tuple[str, Any, int, int]] = [
        ("sizes", problem.sizes, 1, 1000),
        ("capacities", problem.capacities, 0, _MOST),
        ("kinds", problem.kinds, 0, len(problem.admits) - 1),
        ("kind_costs", problem.kind_costs, 0, _MOST),
        ("present", problem.present, NOWHERE, m - 1),
        ("moving", problem.moving, 0, _MOST),
    ]
    for name, arcs in (("costs", problem.costs), ("extras", problem.extras)):
        match arcs:
            case Matrix(costs=costs):
                within += [(name, costs, CLOSED, _MOST)]
            case Arcs(start=start, site=site, cost=cost):
                within += [(name, cost, CLOSED, _MOST), (f"sites of {name}", site, 0, m - 1)]
                within += [(f"start of {name}", np.diff(start), 0, max(m, 1) + n)]
    return [
        Problem(
            id="ASSIGN002",
            what=f"{name} holds a figure outside {least} to {most}",
            do="correct the figure; costs are whole numbers, CLOSED (-1) says that there is no way",
        )
        for name, array, least, most in within
        if array is not None and array.size and (array.min() < least or array.max() > most)
    ]
