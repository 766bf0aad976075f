"""A task as the columns the compiled search reads: stops, vehicles, who may go by which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sakimawari.match.rides.schedule import (
    NEVER,
    S_AT_MOST,
    S_CHAIRS,
    S_COLUMNS,
    S_EARLY,
    S_LASTS,
    S_LATE,
    S_PLACE,
    S_SEATS,
    V_BEGIN,
    V_CHAIRS,
    V_COLUMNS,
    V_END,
    V_FINISH,
    V_FOLDED,
    V_LONGEST,
    V_REST,
    V_REST_FROM,
    V_REST_UNTIL,
    V_SEATS,
    V_START,
)
from sakimawari.match.rides.values import Ride, Task, Vehicle, Window

LAST = 1 << 40  # later than any hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """`stops`: a row a boarding, then a row an alighting; `vehicles`; `may` (vehicle by ride)."""

    stops: Any
    vehicles: Any
    travel: Any
    may: Any
    worth: Any


def laid(task: Task) -> Laid:
    """The columns of a task; windows narrowed by each other and by what was told."""
    count = len(task.rides)
    stops = np.zeros((2 * count, S_COLUMNS), np.int64)
    for at, ride in enumerate(task.rides):
        lay_ride(task, ride, stops[at], stops[count + at])
    vehicles = np.zeros((len(task.vehicles), V_COLUMNS), np.int64)
    for at, vehicle in enumerate(task.vehicles):
        _lay_vehicle(vehicle, vehicles[at])
    may = np.array(
        [[may_take(vehicle, ride) for ride in task.rides] for vehicle in task.vehicles],
        np.bool_,
    ).reshape(len(task.vehicles), count)
    return Laid(
        stops=stops,
        vehicles=vehicles,
        travel=np.ascontiguousarray(task.travel, np.int64),
        may=may,
        worth=np.array([ride.worth for ride in task.rides], np.int64),
    )


def may_take(vehicle: Vehicle, ride: Ride) -> bool:
    """Whether a vehicle has the places a ride takes, and is one it may take."""
    return has_places(vehicle, ride) and (not ride.only or vehicle.id in ride.only)


def has_places(vehicle: Vehicle, ride: Ride) -> bool:
    """Whether a vehicle has the places a ride takes, were it empty."""
    seats = ride.seats + vehicle.folded * ride.wheelchairs
    return ride.wheelchairs <= vehicle.wheelchairs and seats <= vehicle.seats


def lay_ride(task: Task, ride: Ride, boards: Any, alights: Any) -> None:
    """Lay a ride into the rows of its boarding and alighting."""
    most = task.rules.on_board(ride, task.direct(ride))
    early, late, arrives, arrives_late = hours_of(task, ride)
    boards[S_PLACE], alights[S_PLACE] = ride.origin, ride.destination
    boards[S_EARLY], boards[S_LATE] = early, late
    alights[S_EARLY], alights[S_LATE] = arrives, arrives_late
    boards[S_LASTS], alights[S_LASTS] = ride.boarding, ride.alighting
    boards[S_SEATS], alights[S_SEATS] = ride.seats, -ride.seats
    boards[S_CHAIRS], alights[S_CHAIRS] = ride.wheelchairs, -ride.wheelchairs
    boards[S_AT_MOST] = alights[S_AT_MOST] = NEVER if most is None else most


def hours_of(task: Task, ride: Ride) -> tuple[int, int, int, int]:
    """From when to when a ride may begin to board, and to alight: what is asked and told, each
    narrowed by the other. A range that ends before it begins: it does not go at all."""
    direct = task.direct(ride)
    most = task.rules.on_board(ride, direct)
    asked = ride.pick_up or Window(earliest=0, latest=LAST)
    until = ride.drop_off or Window(earliest=0, latest=LAST)
    early, late = max(asked.earliest, ride.since), asked.latest
    arrives, arrives_late = until.earliest, until.latest
    if ride.told is not None:
        early = max(early, ride.told - task.rules.tolerance)
        late = min(late, ride.told + task.rules.tolerance)
    if most is not None:
        early = max(early, arrives - most - ride.boarding)
        arrives_late = min(arrives_late, late + ride.boarding + most)
    late = min(late, arrives_late - direct - ride.boarding)
    arrives = max(arrives, early + ride.boarding + direct)
    return early, late, arrives, arrives_late


def _lay_vehicle(vehicle: Vehicle, row: Any) -> None:
    row[V_START], row[V_FINISH] = vehicle.start, vehicle.finish
    row[V_BEGIN], row[V_END] = vehicle.begin, vehicle.end
    row[V_SEATS], row[V_CHAIRS] = vehicle.seats, vehicle.wheelchairs
    row[V_FOLDED] = vehicle.folded
    row[V_LONGEST] = NEVER if vehicle.longest is None else vehicle.longest
    if vehicle.pause is not None:
        row[V_REST_FROM], row[V_REST_UNTIL] = vehicle.pause.earliest, vehicle.pause.latest
        row[V_REST] = vehicle.pause.seconds
