"""The answer to a telephone call: when which vehicle comes, at which other hours one could, or why not.

A plan is running. What people were told stays within the tolerance; what happened already, or is on
its way, stays as it is. First the cheapest spot in the plan as it stands; if there is none, a short
search in which rides change places; then the nearest other hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sakimawari.match.rides.reasons import (
    Spot,
    best_spot,
    free_spots,
    reason,
    refused,
)
from sakimawari.match.rides.solving import Board, Effort, improve, told
from sakimawari.match.rides.values import Refused, Ride, Run, Runs, Task, Window

QUICK = Effort(steps=300, seconds=0.6)
ALTERNATIVES = 3
APART = 900  # seconds between two of them
FIXED_WORTH = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A ride whose hour of boarding changes by taking in the new one, within the tolerance."""

    ride: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A ride as it could be: by which vehicle, when boarding and alighting begin, the seconds under
    way it adds, and whose hours it moves.
    """

    vehicle: str
    boards: int
    alights: int
    added: int
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller is told. `offer` within the hours asked for, else `alternatives`, the nearest
    first, and why not. `runs` is the plan with the offer taken; None without one.
    """

    ride: str
    offer: Offer | None
    alternatives: tuple[Offer, ...] = ()
    refused: Refused | None = None
    runs: Runs | None = None
    task: Task | None = None


def promised(task: Task, runs: Runs) -> Task:
    """The task in which everybody who rides was told the hour the plan gives."""
    hours = {stop.ride: stop.begin for run in runs.runs for stop in run.stops if stop.boards}
    rides = tuple(
        replace(ride, told=hours.get(ride.id, ride.told) if ride.told is None else ride.told)
        for ride in task.rides
        if ride.id in hours
    )
    return replace(task, rides=rides)


def answer(
    task: Task, runs: Runs, call: Ride, *, now: int | None = None, effort: Effort = QUICK
) -> Answer:
    """What a caller is told who asks for a ride while a plan runs. `now`: seconds since midnight."""
    running = promised(task, runs)
    if now is not None:
        running = _under_way(running, runs, now)
        call = replace(call, since=max(call.since, now))
    board = Board(replace(running, rides=(*running.rides, call)))
    board.begin_with(
        {run.vehicle: [(stop.ride, stop.boards) for stop in run.stops] for run in runs.runs}
    )
    number = len(running.rides)
    spot = best_spot(board, number)
    if spot is not None:
        board.put(number, spot.vehicle, spot.at, spot.to)
        return _taken(board, runs, number)
    searched = board.copied()
    improve(searched, effort)
    if int(searched.by.min()) >= 0:
        return _taken(searched, runs, number)
    return Answer(
        ride=call.id,
        offer=None,
        alternatives=tuple(_alternatives(board, runs, number)),
        refused=reason(board, number),
    )


def _alternatives(board: Board, runs: Runs, number: int) -> Iterator[Offer]:
    """The nearest other hours, later and earlier in turn."""
    later, earlier = (_offers(board, runs, number, later=way) for way in (True, False))
    found = 0
    for pair in zip(_padded(later), _padded(earlier), strict=False):
        for offer in pair:
            if offer is not None:
                yield offer
                found += 1
            if found == ALTERNATIVES:
                return
        if pair == (None, None):
            return


def _padded(offers: Iterator[Offer]) -> Iterator[Offer | None]:
    yield from offers
    while True:
        yield None


def _offers(board: Board, runs: Runs, number: int, *, later: bool) -> Iterator[Offer]:
    last: int | None = None
    for spot, other in free_spots(board, number, later=later):
        begins = other.boards_at(number, spot)
        if last is None or abs(begins - last) >= APART:
            last = begins
            yield _offer_at(other, runs, number, spot)


def _offer_at(board: Board, runs: Runs, number: int, spot: Spot) -> Offer:
    tried = board.copied()
    tried.put(number, spot.vehicle, spot.at, spot.to)
    found = _taken(tried, runs, number).offer
    if found is None:
        raise AssertionError("a spot that was found is none")
    return found


def _taken(board: Board, runs: Runs, number: int) -> Answer:
    ride = board.task.rides[number]
    after = told(board)
    vehicle, hours = "", {}
    for run in after:
        for stop in run.stops:
            hours[stop.ride, stop.boards] = stop.begin
            if stop.ride == ride.id:
                vehicle = run.vehicle
    moved = tuple(
        Moved(ride=stop.ride, before=stop.begin, after=hours[stop.ride, True])
        for run in runs.runs
        for stop in run.stops
        if stop.boards and hours[stop.ride, True] != stop.begin
    )
    offer = Offer(
        vehicle=vehicle,
        boards=hours[ride.id, True],
        alights=hours[ride.id, False],
        added=sum(run.travel for run in after) - runs.travel,
        moved=moved,
    )
    whole = Runs(runs=after, refused=refused(board), steps=runs.steps, seed=runs.seed)
    return Answer(ride=ride.id, offer=offer, runs=whole, task=board.task)


# ------------------------------------------------------------------ while vehicles are out


def _under_way(task: Task, runs: Runs, now: int) -> Task:
    """The task in which every stop that was made, or is being driven to, stands as it is."""
    fixed: dict[tuple[str, bool], int] = {}
    by: dict[str, str] = {}
    rested: dict[str, int] = {}
    for run in runs.runs:
        if run.pause is not None and run.pause[0] <= now:
            rested[run.vehicle] = run.pause[0]
        for (ride, boards), begin in _driven_to(run, now):
            fixed[ride, boards] = begin
            by[ride] = run.vehicle
    rides = tuple(_fixed(ride, fixed, by.get(ride.id)) for ride in task.rides)
    vehicles = tuple(
        replace(each, pause=replace(each.pause, earliest=rested[each.id], latest=rested[each.id]))
        if each.pause is not None and each.id in rested
        else each
        for each in task.vehicles
    )
    return replace(task, rides=rides, vehicles=vehicles)


def _driven_to(run: Run, now: int) -> Iterator[tuple[tuple[str, bool], int]]:
    left = run.leave
    for stop in run.stops:
        if left > now:
            return
        yield (stop.ride, stop.boards), stop.begin
        left = stop.end


def _fixed(ride: Ride, fixed: dict[tuple[str, bool], int], vehicle: str | None) -> Ride:
    if vehicle is None:
        return ride
    boards, alights = fixed.get((ride.id, True)), fixed.get((ride.id, False))
    return replace(
        ride,
        told=None,
        only=frozenset({vehicle}),
        worth=FIXED_WORTH,
        pick_up=ride.pick_up if boards is None else Window(earliest=boards, latest=boards),
        drop_off=ride.drop_off if alights is None else Window(earliest=alights, latest=alights),
    )
