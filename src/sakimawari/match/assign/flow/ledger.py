"""A problem laid out for compiled code: what a person of a unit pays at a site, one or all."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.match.assign.flow.transport import NOWHERE, Arcs, Matrix, Positions, Transport

FAR = 1 << 60  # no way; sums of a few stay within 64 bits
IN_SPACE, WRITTEN, LISTED = 0, 1, 2


class Ledger(NamedTuple):
    """Arrays of a problem by unit, site, kind; `mode` says where base costs come from."""

    mode: int
    units: npt.NDArray[np.float64]
    sites: npt.NDArray[np.float64]
    matrix: npt.NDArray[np.int32]
    arc_start: npt.NDArray[np.int64]
    arc_site: npt.NDArray[np.int32]
    arc_cost: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int32]
    kind_cost: npt.NDArray[np.int64]
    present: npt.NDArray[np.int32]
    moving: npt.NDArray[np.int64]
    extra_start: npt.NDArray[np.int64]
    extra_site: npt.NDArray[np.int32]
    extra_cost: npt.NDArray[np.int64]


def ledger_of(problem: Transport) -> Ledger:
    """The problem's ledger; large arrays are shared where their type allows."""
    n, m = problem.units, problem.sites
    mode, units, sites = IN_SPACE, np.zeros((0, 3)), np.zeros((0, 3))
    matrix, arcs = np.zeros((0, 0), np.int32), _none(0)
    match problem.costs:
        case Positions():
            units = np.ascontiguousarray(problem.costs.units, np.float64)
            sites = np.ascontiguousarray(problem.costs.sites, np.float64)
        case Matrix(costs=costs):
            mode, matrix = WRITTEN, np.ascontiguousarray(costs, np.int32)
        case Arcs():
            mode, arcs = LISTED, problem.costs
    extras = problem.extras or _none(n)
    kind_cost = np.zeros((len(problem.admits), m), np.int64)
    if problem.kind_costs is not None:
        kind_cost += problem.kind_costs
    kind_cost[~problem.admits] = FAR
    return Ledger(
        mode=mode,
        units=units,
        sites=sites,
        matrix=matrix,
        arc_start=_as(arcs.start, np.int64),
        arc_site=_as(arcs.site, np.int32),
        arc_cost=_as(arcs.cost, np.int64),
        kind=_as(problem.kinds, np.int32),
        kind_cost=kind_cost,
        present=_as(_filled(problem.present, n, NOWHERE), np.int32),
        moving=_as(_filled(problem.moving, n, 0), np.int64),
        extra_start=_as(extras.start, np.int64),
        extra_site=_as(extras.site, np.int32),
        extra_cost=_as(extras.cost, np.int64),
    )


def _none(units: int) -> Arcs:
    empty = np.zeros(0, np.int64)
    return Arcs(start=np.zeros(units + 1, np.int64), site=empty, cost=empty)


def _filled(given: Any, length: int, value: int) -> Any:
    return np.full(length, value) if given is None else given


def _as(array: Any, kind: Any) -> Any:
    return np.ascontiguousarray(array, kind)


@njit(cache=True, nogil=True)
def fill_row(book: Ledger, unit: int, row: Any) -> None:
    """What a person of a unit pays at each site, FAR where there is no way, into `row`."""
    sites = row.size
    if book.mode == IN_SPACE:
        x, y, z = book.units[unit, 0], book.units[unit, 1], book.units[unit, 2]
        for j in range(sites):
            dx, dy, dz = x - book.sites[j, 0], y - book.sites[j, 1], z - book.sites[j, 2]
            row[j] = np.int64(np.rint(np.sqrt(dx * dx + dy * dy + dz * dz)))
    elif book.mode == WRITTEN:
        for j in range(sites):
            row[j] = book.matrix[unit, j] if book.matrix[unit, j] >= 0 else FAR
    else:
        row[:] = FAR
        for at in range(book.arc_start[unit], book.arc_start[unit + 1]):
            if book.arc_cost[at] >= 0:
                row[book.arc_site[at]] = book.arc_cost[at]
    kind, known, moving = book.kind[unit], book.present[unit], book.moving[unit]
    if known < 0:
        moving = np.int64(0)
    for j in range(sites):
        row[j] = min(row[j] + book.kind_cost[kind, j] + moving, FAR)
    if known >= 0 and row[known] < FAR:
        row[known] -= moving
    for at in range(book.extra_start[unit], book.extra_start[unit + 1]):
        j, more = book.extra_site[at], book.extra_cost[at]
        row[j] = FAR if more < 0 or row[j] >= FAR else row[j] + more


@njit(cache=True, nogil=True)
def cost_at(book: Ledger, unit: int, j: int) -> Any:
    """The same for one site."""
    cost = book.kind_cost[book.kind[unit], j]
    if cost >= FAR:
        return FAR
    if book.mode == IN_SPACE:
        dx = book.units[unit, 0] - book.sites[j, 0]
        dy = book.units[unit, 1] - book.sites[j, 1]
        dz = book.units[unit, 2] - book.sites[j, 2]
        cost += np.int64(np.rint(np.sqrt(dx * dx + dy * dy + dz * dz)))
    elif book.mode == WRITTEN:
        if book.matrix[unit, j] < 0:
            return FAR
        cost += np.int64(book.matrix[unit, j])
    else:
        found = _listed(book.arc_start, book.arc_site, unit, j)
        if found < 0 or book.arc_cost[found] < 0:
            return FAR
        cost += book.arc_cost[found]
    if book.present[unit] >= 0 and book.present[unit] != j:
        cost += book.moving[unit]
    found = _listed(book.extra_start, book.extra_site, unit, j)
    if found >= 0:
        if book.extra_cost[found] < 0:
            return FAR
        cost += book.extra_cost[found]
    return cost


@njit(cache=True, nogil=True)
def _listed(start: Any, site: Any, unit: int, j: int) -> Any:
    low, high = start[unit], start[unit + 1]
    while low < high:
        middle = (low + high) // 2
        if site[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < start[unit + 1] and site[low] == j else -1


@njit(cache=True, nogil=True)
def nearest(book: Ledger, count: int, sites: int) -> Any:
    """For each unit: its best site (-1: none open), what that costs, and the dearest open cost of all."""
    best = np.full(count, -1, np.int64)
    paid = np.full(count, FAR, np.int64)
    dearest = np.int64(0)
    row = np.empty(sites, np.int64)
    for unit in range(count):
        fill_row(book, unit, row)
        for j in range(sites):
            if row[j] < paid[unit]:
                paid[unit], best[unit] = row[j], j
            if row[j] < FAR:
                dearest = max(dearest, row[j])
    return best, paid, dearest


@njit(cache=True, nogil=True)
def pairs(book: Ledger, units: Any, sites: Any) -> Any:
    """What a person of each unit pays at the site beside it."""
    found = np.empty(units.size, np.int64)
    for at in range(units.size):
        found[at] = cost_at(book, units[at], sites[at])
    return found


@njit(cache=True, nogil=True)
def rows(book: Ledger, units: Any, sites: int) -> Any:
    """What a person of each of some units pays at every site, FAR where there is no way."""
    found = np.empty((units.size, sites), np.int64)
    for at in range(units.size):
        fill_row(book, units[at], found[at])
    return found
