"""What is asked of a plan of rides, and its answer. Nothing here names anybody.

Times are whole seconds since midnight; a place is a row of the matrix of travel, which is in whole
seconds as well. A plan minimises the seconds under way; a ride left out costs its worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

from sakimawari.problems import Problem, Problems

DAY = 86_400
ORDINARY_WORTH = 36_000  # ten hours under way: a ride is left out for want of room, not of will
Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Something may begin from `earliest` to `latest`, both included."""

    earliest: int
    latest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """A ride asked for, from a place to another.

    `pick_up` and `drop_off` bound when boarding and alighting begin; None: not bound. `boarding` and
    `alighting` are how long they take. `seats` and `wheelchairs` are places taken. `longest` bounds
    the time on board, from the end of boarding to the beginning of alighting; None: by the rules.
    `only` names vehicles. `told` is the hour of boarding somebody was told, kept within the rules'
    tolerance. Nobody boards before `since` (the present, for somebody who calls).
    """

    id: str
    origin: int
    destination: int
    pick_up: Window | None = None
    drop_off: Window | None = None
    boarding: int = 60
    alighting: int = 60
    seats: int = 1
    wheelchairs: int = 0
    longest: int | None = None
    worth: int = ORDINARY_WORTH
    only: frozenset[str] = frozenset()
    told: int | None = None
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A driver's break of `seconds` that begins from `earliest` to `latest`, with nobody on board."""

    earliest: int
    latest: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle on duty from `begin` to `end`, from place to place.

    `seats` are for passengers, `wheelchairs` places for them; each wheelchair on board takes
    `folded` seats away. `longest` bounds the time from leaving to being back; None: its hours.
    """

    id: str
    begin: int
    end: int
    start: int
    finish: int
    seats: int
    wheelchairs: int = 0
    folded: int = 0
    longest: int | None = None
    pause: Pause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for everybody: the time on board is at most `factor` times the direct way (or
    `allowance` more than it, whichever is longer), and at most `longest`; None: not bound.
    `tolerance` is how far an hour somebody was told may move.
    """

    factor: float | None = None
    allowance: int = 0
    longest: int | None = None
    tolerance: int = 600

    def on_board(self, ride: Ride, direct: int) -> int | None:
        """How long this ride may take at most; None: as long as it likes."""
        bounds = [bound for bound in (ride.longest, self.longest) if bound is not None]
        if self.factor is not None:
            bounds.append(max(int(direct * self.factor), direct + self.allowance))
        return min(bounds, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """All rides asked for and every vehicle on duty. RIDE001 where they do not fit together."""

    rides: tuple[Ride, ...]
    vehicles: tuple[Vehicle, ...]
    travel: Seconds = field(repr=False)
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        if wrong := tuple(_faults(self)):
            raise Problems(
                Problem(
                    id="RIDE001",
                    what=what,
                    do="correct the list of rides or of vehicles",
                )
                for what in wrong
            )

    def direct(self, ride: Ride) -> int:
        """Seconds of the direct way."""
        return int(self.travel[ride.origin, ride.destination])


def _faults(task: Task) -> Iterator[str]:
    shape = task.travel.shape
    if len(shape) != 2 or shape[0] != shape[1] or (shape[0] and int(task.travel.min()) < 0):
        yield "the matrix of travel is not square, or holds a negative time"
        return
    for kind, ids in (
        ("ride", [each.id for each in task.rides]),
        ("vehicle", [each.id for each in task.vehicles]),
    ):
        if len(set(ids)) < len(ids):
            yield f"two entries of the list bear the same id of a {kind}"
    for number, ride in enumerate(task.rides, 1):
        if not all(0 <= place < shape[0] for place in (ride.origin, ride.destination)):
            yield f"ride {number} is at a place the matrix of travel does not have"
        if any(w and w.earliest > w.latest for w in (ride.pick_up, ride.drop_off)):
            yield f"ride {number} has a window that closes before it opens"
        if min(ride.seats, ride.wheelchairs, ride.boarding, ride.alighting, ride.worth) < 0:
            yield f"ride {number} has a negative number"
        if ride.seats + ride.wheelchairs == 0:
            yield f"ride {number} takes no place"
    for number, vehicle in enumerate(task.vehicles, 1):
        if vehicle.begin >= vehicle.end:
            yield f"vehicle {number} is back before it leaves"
        if not all(0 <= place < shape[0] for place in (vehicle.start, vehicle.finish)):
            yield f"vehicle {number} is at a place the matrix of travel does not have"
        if min(vehicle.seats, vehicle.wheelchairs, vehicle.folded) < 0:
            yield f"vehicle {number} has a negative number of places"


# ------------------------------------------------------------------ the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop of a run: arrival, beginning and end of boarding (`boards`) or alighting."""

    ride: str
    boards: bool
    arrive: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One vehicle by the clock; `pause` is the break taken, as its beginning and end."""

    vehicle: str
    leave: int
    stops: tuple[Stop, ...]
    back: int
    pause: tuple[int, int] | None
    travel: int  # seconds under way


class Because(Enum):
    """Why a ride is not given. NOBODY, LONG, WINDOW and EXCLUDED hold in every plan.

    NOBODY    no vehicle on duty has the places it takes
    EXCLUDED  those that have are not among those it may take
    LONG      the direct way takes longer than a ride may
    WINDOW    it does not go within its hours, were it the only ride
    FULL      the vehicles pass in time, and have no place free
    BUSY      no vehicle comes by in time beside the rides it has
    TOLD      it would go, if others were fetched at another time than they were told
    WORTH     it would go, at more travel than it is worth
    """

    NOBODY = "nobody"
    EXCLUDED = "excluded"
    LONG = "long"
    WINDOW = "window"
    FULL = "full"
    BUSY = "busy"
    TOLD = "told"
    WORTH = "worth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A ride that is not given, and why; `proved`: no plan of any kind gives it.

    `free_from` is the earliest boarding from the asked hour on that goes beside the plan, `free_until`
    the latest before it; None: none that day. `vehicles` is how many could have taken it alone.
    """

    ride: str
    because: Because
    proved: bool
    vehicles: int = 0
    free_from: int | None = None
    free_until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """A plan of the day: runs in the order of the vehicles (those that stay too), and what was left.

    `steps` and `seed` make it again. `in_time`: the search ended by its steps, so it repeats exactly.
    """

    runs: tuple[Run, ...]
    refused: tuple[Refused, ...]
    steps: int = 0
    seed: int = 0
    in_time: bool = True

    @property
    def given(self) -> int:
        """How many rides are given."""
        return sum(stop.boards for run in self.runs for stop in run.stops)

    @property
    def travel(self) -> int:
        """Seconds under way, all together."""
        return sum(run.travel for run in self.runs)
