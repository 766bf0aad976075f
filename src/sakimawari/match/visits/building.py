"""A task in the terms of PyVRP: clients, vehicle types, matrices; and a solution read back.

What PyVRP does not know is brought into what it knows. A window more, or a promised time, is another
client of the same group, of which one is served. A break is a client of one worker that may be
served at any of several doors. A pair is two clients at one fixed time. Who may come, and whom one
wishes to come, lies in the worker's own matrix of costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyvrp

from sakimawari.match.visits.plan import Plan, burden, fits
from sakimawari.match.visits.timing import Board
from sakimawari.match.visits.values import Shift, Visit

CLOSED = 100_000_000  # the cost of a way nobody may take: above every worth
PAUSE_WORTH = 20_000_000  # a break is left out for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One way in which a visit may be served: between two times, as the leader's or the second's."""

    visit: int
    earliest: int
    latest: int
    beside: bool = False
    told: bool = True  # at the time somebody was told; or nobody was told any
    floor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A break of one shift at one place."""

    shift: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What an earlier search found: fixed times of pairs, doors at which a break may be taken, and
    who saw a client already.
    """

    pairs: Mapping[int, int] = field(default_factory=dict)
    resting: Mapping[int, Sequence[int]] = field(default_factory=dict)
    seen_by: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The problem as PyVRP takes it, and what each of its clients stands for."""

    data: pyvrp.ProblemData
    served: tuple[Aim | Resting, ...]
    depots: int


def build(board: Board, hints: Hints) -> Built:
    """The problem of a task. Pairs without a fixed time are two clients of one window each."""
    aims = tuple(each for n in range(len(board.visits)) for each in _aims(board, n, hints))
    rests = tuple(
        Resting(shift=shift, place=place)
        for shift, places in sorted(hints.resting.items())
        for place in places
    )
    served: tuple[Aim | Resting, ...] = (*aims, *rests)
    ends = sorted({place for duty in board.shifts for place in (duty.start, duty.finish)})
    places = [*ends, *(_place(board, each) for each in served)]
    kinds = _kinds(board, hints)
    matrices = [_matrices(board, each, places, served, hints) for each in kinds.values()]
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in places],
        clients=list(_clients(board, served, len(ends), _groups(board, served))),
        depots=[pyvrp.Depot(location=at) for at in range(len(ends))],
        vehicle_types=list(_vehicles(board, ends, kinds)),
        distance_matrices=[distance for distance, _ in matrices],
        duration_matrices=[duration for _, duration in matrices],
        groups=[
            pyvrp.ClientGroup(clients=members, required=False)
            for members in _groups(board, served).values()
        ],
    )
    return Built(data=data, served=served, depots=len(ends))


def _aims(board: Board, number: int, hints: Hints) -> Iterator[Aim]:
    visit = board.visits[number]
    fixed = hints.pairs.get(number)
    for beside in (False, True)[: visit.people]:
        if fixed is not None:
            yield Aim(visit=number, earliest=fixed, latest=fixed, beside=beside, floor=fixed)
            continue
        for earliest, latest, told in _hours(board, visit):
            floor = earliest if told and visit.promise is not None else None
            yield Aim(
                visit=number,
                earliest=earliest,
                latest=latest,
                beside=beside,
                told=told,
                floor=floor,
            )


def _hours(board: Board, visit: Visit) -> Iterator[tuple[int, int, bool]]:
    tolerance = board.task.weights.tolerance
    for window in visit.windows:
        if visit.promise is None:
            yield window.earliest, window.latest, True
            continue
        earliest = max(window.earliest, visit.promise.begin - tolerance)
        latest = min(window.latest, visit.promise.begin + tolerance)
        if earliest <= latest:
            yield earliest, latest, True
        yield window.earliest, window.latest, False


def _place(board: Board, each: Aim | Resting) -> int:
    return board.visits[each.visit].place if isinstance(each, Aim) else each.place


def _groups(board: Board, served: Sequence[Aim | Resting]) -> dict[tuple[object, ...], list[int]]:
    """Clients of which at most one is served, by what they have in common."""
    found: dict[tuple[object, ...], list[int]] = {}
    for at, each in enumerate(served):
        if isinstance(each, Resting):
            key: tuple[object, ...] = ("pause", each.shift)
        else:
            visit = board.visits[each.visit]
            key = ("instead", visit.instead_of, each.beside)
            if not visit.instead_of:
                key = ("visit", each.visit, each.beside)
        found.setdefault(key, []).append(at)
    return {key: members for key, members in found.items() if len(members) > 1}


def _clients(
    board: Board,
    served: Sequence[Aim | Resting],
    depots: int,
    groups: Mapping[tuple[object, ...], Sequence[int]],
) -> Iterator[pyvrp.Client]:
    group_of = {at: number for number, each in enumerate(groups.values()) for at in each}
    for at, each in enumerate(served):
        if isinstance(each, Aim):
            visit = board.visits[each.visit]
            yield pyvrp.Client(
                location=depots + at,
                delivery=[1, visit.load],
                service_duration=visit.seconds,
                tw_early=each.earliest,
                tw_late=each.latest,
                prize=max(visit.worth // visit.people, 1),
                required=False,
                group=group_of.get(at),
            )
        elif (pause := board.shifts[each.shift].pause) is not None:
            yield pyvrp.Client(
                location=depots + at,
                delivery=[0, 0],
                service_duration=pause.seconds,
                tw_early=pause.earliest,
                tw_late=pause.latest,
                prize=PAUSE_WORTH,
                required=False,
                group=group_of.get(at),
            )


Kind = tuple[str, object, int, frozenset[str]]


def _kinds(board: Board, hints: Hints) -> dict[Kind, int]:
    """One shift for each kind of worker, by what sets them apart; in the order of the shifts."""
    named = frozenset[str]().union(*hints.seen_by.values())
    for visit in board.visits:
        named |= visit.only | visit.never | visit.wished
        named |= visit.promise.workers if visit.promise is not None else frozenset()
    found: dict[Kind, int] = {}
    for at, duty in enumerate(board.shifts):
        found.setdefault(_kind(duty, named), at)
    return found


def _kind(duty: Shift, named: frozenset[str]) -> Kind:
    """Whom no visit names, and who takes no break of their own, is like others of their skills."""
    own = duty.worker if duty.pause is not None or duty.worker in named else ""
    return own, duty.mode, duty.parking, duty.skills


def _vehicles(
    board: Board, ends: Sequence[int], kinds: Mapping[Kind, int]
) -> Iterator[pyvrp.VehicleType]:
    places = {kind: place for place, kind in enumerate(kinds)}
    loads = sum(visit.load for visit in board.visits)
    for duty in board.shifts:
        own = (duty.worker, duty.mode, duty.parking, duty.skills)
        yield pyvrp.VehicleType(
            num_available=1,
            capacity=[
                len(board.visits) if duty.most is None else duty.most,
                loads if duty.room is None else duty.room,
            ],
            start_depot=ends.index(duty.start),
            end_depot=ends.index(duty.finish),
            tw_early=duty.begin,
            tw_late=duty.end,
            profile=places.get(own, places.get(("", *own[1:]), 0)),
        )


def _matrices(
    board: Board,
    profile: int,
    places: Sequence[int],
    served: Sequence[Aim | Resting],
    hints: Hints,
) -> tuple[Any, Any]:
    duty = board.shifts[profile]
    rows = np.asarray(places)
    depots = len(places) - len(served)
    ways = board.task.travel.seconds[duty.mode][np.ix_(rows, rows)].astype(np.int64)
    apart = rows[:, None] != rows[None, :]
    ways[:, depots:] += np.where(apart[:, depots:], duty.parking, 0)
    costs = ways.copy()
    for at, each in enumerate(served):
        costs[:, depots + at] += _burden(board, profile, each, hints)
    np.fill_diagonal(costs, 0)
    np.fill_diagonal(ways, 0)
    return costs, ways


def _burden(board: Board, profile: int, each: Aim | Resting, hints: Hints) -> int:
    duty = board.shifts[profile]
    if isinstance(each, Resting):
        return 0 if board.shifts[each.shift].worker == duty.worker else CLOSED
    visit = board.visits[each.visit]
    if not fits(board, profile, visit, beside=each.beside):
        return CLOSED
    extra = 0 if each.told else board.task.weights.told_time
    known = hints.seen_by.get(visit.client)
    if known and duty.worker not in known:
        extra += board.task.weights.same_worker
    return extra + burden(board, visit, duty.worker, None)


def read_back(board: Board, built: Built, solution: pyvrp.Solution) -> Plan:
    """The plan of a solution: breaks left out, whoever may not come taken off."""
    plan = Plan([[] for _ in board.shifts])
    for route in solution.routes():
        shift = route.vehicle_type()
        for activity in route:
            if not activity.is_client():
                continue
            each = built.served[activity.idx]
            if isinstance(each, Resting) or not fits(
                board, shift, board.visits[each.visit], beside=each.beside
            ):
                continue
            plan.routes[shift].append(each.visit)
            if each.floor is not None and board.visits[each.visit].people == 1:
                plan.floors[each.visit] = each.floor
    return plan
