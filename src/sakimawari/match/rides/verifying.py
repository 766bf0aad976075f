"""An examiner of runs, written apart from the search: it certifies a plan or says what is wrong.

It reads nothing of how runs are made. It walks each run by the clock that was written down, adds up
each way anew, counts who sits where, and holds each ride against what was asked. Of the reasons it
proves again those that are said to hold in every plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sakimawari.match.rides.values import (
    Because,
    Refused,
    Ride,
    Run,
    Runs,
    Stop,
    Task,
    Vehicle,
    Window,
)


class Rule(Enum):
    """What a plan has to keep."""

    KNOWN = "known"  # every ride and vehicle named is one of the task
    ONCE = "once"  # nobody rides twice, or both rides and is refused
    ALL = "all"  # every ride is given or refused with a reason
    WHOLE = "whole"  # whoever boards alights behind, from the same vehicle
    PLACES = "places"  # seats and places for wheelchairs
    ONLY = "only"
    WINDOW = "window"  # hours asked for
    TOLD = "told"  # hours told, within the tolerance
    ON_BOARD = "on_board"  # nobody is on board longer than they may
    LENGTH = "length"
    WAY = "way"  # no vehicle is at the next stop before it can be
    DUTY = "duty"  # nor out before, or back after, its hours, or out too long
    PAUSE = "pause"
    TRAVEL = "travel"
    PROOF = "proof"  # a reason said to be proved holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that is not kept: by which vehicle, for which ride."""

    rule: Rule
    vehicle: str = ""
    ride: str = ""


def verify(task: Task, runs: Runs) -> tuple[Breach, ...]:
    """Everything a plan does not keep; empty certifies it."""
    rides = {ride.id: ride for ride in task.rides}
    vehicles = {vehicle.id: vehicle for vehicle in task.vehicles}
    if unknown := tuple(_unknown(runs, rides, vehicles)):
        return unknown
    found: list[Breach] = []
    for run in runs.runs:
        if run.stops:
            found += _of_run(task, run, vehicles[run.vehicle], rides)
    found += _of_rides(task, runs)
    for refused in runs.refused:
        if refused.proved and not _proved(task, rides[refused.ride], refused):
            found.append(Breach(rule=Rule.PROOF, ride=refused.ride))
    return tuple(found)


def _unknown(runs: Runs, rides: dict[str, Ride], vehicles: dict[str, Vehicle]) -> Iterator[Breach]:
    for run in runs.runs:
        if run.vehicle not in vehicles:
            yield Breach(rule=Rule.KNOWN, vehicle=run.vehicle)
        for stop in run.stops:
            if stop.ride not in rides:
                yield Breach(rule=Rule.KNOWN, vehicle=run.vehicle, ride=stop.ride)
    for left in runs.refused:
        if left.ride not in rides:
            yield Breach(rule=Rule.KNOWN, ride=left.ride)
    for vehicle, count in Counter(run.vehicle for run in runs.runs).items():
        if count > 1:
            yield Breach(rule=Rule.ONCE, vehicle=vehicle)


def _of_run(task: Task, run: Run, duty: Vehicle, rides: dict[str, Ride]) -> Iterator[Breach]:
    yield from _walk(task, run, duty, rides)
    yield from _seated(run, duty, rides)
    yield from _paired(task, run, rides)
    yield from _rested(run, duty)
    if run.leave < duty.begin or run.back > duty.end:
        yield Breach(rule=Rule.DUTY, vehicle=duty.id)
    if duty.longest is not None and run.back - run.leave > duty.longest:
        yield Breach(rule=Rule.DUTY, vehicle=duty.id)


def _walk(task: Task, run: Run, duty: Vehicle, rides: dict[str, Ride]) -> Iterator[Breach]:
    """Every way by the clock: what was left of the time between two stops must suffice."""
    place, free, under_way = duty.start, run.leave, 0
    for stop in run.stops:
        ride = rides[stop.ride]
        there = ride.origin if stop.boards else ride.destination
        way = int(task.travel[place, there])
        under_way += way
        if stop.arrive - free < way:
            yield Breach(rule=Rule.WAY, vehicle=duty.id, ride=ride.id)
        if stop.begin - free < way + _resting(run, free, stop.begin):
            yield Breach(rule=Rule.PAUSE, vehicle=duty.id, ride=ride.id)
        yield from _at_the_door(task, stop, ride, duty)
        place, free = there, stop.end
    way = int(task.travel[place, duty.finish])
    if run.back - free < way + _resting(run, free, run.back):
        yield Breach(rule=Rule.WAY, vehicle=duty.id)
    if under_way + way != run.travel:
        yield Breach(rule=Rule.TRAVEL, vehicle=duty.id)


def _resting(run: Run, since: int, until: int) -> int:
    if run.pause is None:
        return 0
    return max(0, min(run.pause[1], until) - max(run.pause[0], since))


def _at_the_door(task: Task, stop: Stop, ride: Ride, duty: Vehicle) -> Iterator[Breach]:
    window = ride.pick_up if stop.boards else ride.drop_off
    if window is not None and not window.earliest <= stop.begin <= window.latest:
        yield Breach(rule=Rule.WINDOW, vehicle=duty.id, ride=ride.id)
    if stop.boards and stop.begin < ride.since:
        yield Breach(rule=Rule.WINDOW, vehicle=duty.id, ride=ride.id)
    lasts = ride.boarding if stop.boards else ride.alighting
    if stop.end - stop.begin != lasts or stop.begin < stop.arrive:
        yield Breach(rule=Rule.LENGTH, vehicle=duty.id, ride=ride.id)
    if ride.only and duty.id not in ride.only:
        yield Breach(rule=Rule.ONLY, vehicle=duty.id, ride=ride.id)
    moved = 0 if ride.told is None else abs(stop.begin - ride.told)
    if stop.boards and moved > task.rules.tolerance:
        yield Breach(rule=Rule.TOLD, vehicle=duty.id, ride=ride.id)


def _seated(run: Run, duty: Vehicle, rides: dict[str, Ride]) -> Iterator[Breach]:
    seats = chairs = 0
    for stop in run.stops:
        sign = 1 if stop.boards else -1
        seats += sign * rides[stop.ride].seats
        chairs += sign * rides[stop.ride].wheelchairs
        if chairs > duty.wheelchairs or seats + chairs * duty.folded > duty.seats:
            yield Breach(rule=Rule.PLACES, vehicle=duty.id, ride=stop.ride)


def _paired(task: Task, run: Run, rides: dict[str, Ride]) -> Iterator[Breach]:
    boarded: dict[str, Stop] = {}
    for stop in run.stops:
        if stop.boards:
            boarded[stop.ride] = stop
            continue
        before = boarded.pop(stop.ride, None)
        if before is None:
            yield Breach(rule=Rule.WHOLE, vehicle=run.vehicle, ride=stop.ride)
            continue
        ride = rides[stop.ride]
        most = task.rules.on_board(ride, task.direct(ride))
        if most is not None and stop.begin - before.end > most:
            yield Breach(rule=Rule.ON_BOARD, vehicle=run.vehicle, ride=ride.id)
    for left in boarded:
        yield Breach(rule=Rule.WHOLE, vehicle=run.vehicle, ride=left)


def _rested(run: Run, duty: Vehicle) -> Iterator[Breach]:
    """The break is as long and as early as agreed, while nobody is on board."""
    asked = duty.pause
    if asked is None or run.pause is None:
        if (asked is None) != (run.pause is None):
            yield Breach(rule=Rule.PAUSE, vehicle=duty.id)
        return
    since, until = run.pause
    wrong = until - since != asked.seconds or not asked.earliest <= since <= asked.latest
    wrong = wrong or since < duty.begin or until > duty.end
    aboard = 0
    for at, stop in enumerate(run.stops):
        aboard += 1 if stop.boards else -1
        following = run.stops[at + 1].begin if at + 1 < len(run.stops) else run.back
        wrong = wrong or (since < stop.end and until > stop.begin)
        wrong = wrong or (aboard > 0 and since < following and until > stop.end)
    if wrong:
        yield Breach(rule=Rule.PAUSE, vehicle=duty.id)


def _of_rides(task: Task, runs: Runs) -> Iterator[Breach]:
    boards = Counter(stop.ride for run in runs.runs for stop in run.stops if stop.boards)
    alights = Counter(stop.ride for run in runs.runs for stop in run.stops if not stop.boards)
    left = Counter(each.ride for each in runs.refused)
    for ride in task.rides:
        given = max(boards[ride.id], alights[ride.id])
        if given > 1 or left[ride.id] > 1 or (left[ride.id] and given):
            yield Breach(rule=Rule.ONCE, ride=ride.id)
        if not given and not left[ride.id]:
            yield Breach(rule=Rule.ALL, ride=ride.id)


# ------------------------------------------------------------------ reasons proved again


def _proved(task: Task, ride: Ride, refused: Refused) -> bool:
    having = [each for each in task.vehicles if _has_places(each, ride)]
    allowed = [each for each in having if not ride.only or each.id in ride.only]
    most = task.rules.on_board(ride, task.direct(ride))
    if refused.because is Because.NOBODY:
        return not having
    if refused.because is Because.EXCLUDED:
        return bool(having) and not allowed
    if refused.because is Because.LONG:
        return most is not None and task.direct(ride) > most
    if refused.because is Because.WINDOW:
        return not any(_goes_alone(task, ride, each) for each in allowed)
    return False


def _has_places(vehicle: Vehicle, ride: Ride) -> bool:
    return (
        ride.wheelchairs <= vehicle.wheelchairs
        and ride.seats + vehicle.folded * ride.wheelchairs <= vehicle.seats
    )


def _goes_alone(task: Task, ride: Ride, vehicle: Vehicle) -> bool:
    """Whether a vehicle without a break could give this ride alone; with one it is not asked."""
    if vehicle.pause is not None:
        return False
    direct, most = task.direct(ride), task.rules.on_board(ride, task.direct(ride))
    out = int(task.travel[vehicle.start, ride.origin])
    home = int(task.travel[ride.destination, vehicle.finish])
    boards, alights = ride.pick_up, ride.drop_off
    asked = boards or Window(earliest=0, latest=vehicle.end)
    until = alights or Window(earliest=0, latest=vehicle.end)
    early, late = max(asked.earliest, ride.since, vehicle.begin + out), asked.latest
    if ride.told is not None:
        early = max(early, ride.told - task.rules.tolerance)
        late = min(late, ride.told + task.rules.tolerance)
    reached_by = min(until.latest, vehicle.end - home - ride.alighting)
    if most is not None:
        early = max(early, until.earliest - most - ride.boarding)
    late = min(late, reached_by - direct - ride.boarding)
    if early > late or until.earliest > reached_by or (most is not None and direct > most):
        return False
    if vehicle.longest is None:
        return True
    latest_boarding = min(late, until.latest - direct - ride.boarding)
    ends = max(latest_boarding + ride.boarding + direct, until.earliest) + ride.alighting + home
    return ends - (latest_boarding - out) <= vehicle.longest
