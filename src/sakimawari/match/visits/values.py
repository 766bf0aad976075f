"""What is asked of a plan of visits, and its answer. Nothing here names anybody.

Times are whole seconds since midnight of the first day; a second day begins at 86,400. A place is a
row of the matrix of travel. Costs are seconds of travel: what else is weighed (a wished worker, a
promise kept) is expressed by the travel one would accept for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from sakimawari.match.visits.travel import Mode, Travel
from sakimawari.problems import Problem, Problems

DAY = 86_400
ORDINARY_WORTH = 14_400  # four hours of travel: a visit is left out for want of time, not of will
HIGHEST_WORTH = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A visit may begin from `earliest` to `latest`, both included."""

    earliest: int
    latest: int

    def holds(self, begin: int) -> bool:
        """Whether a visit may begin then."""
        return self.earliest <= begin <= self.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody was told before: by whom they are visited, and when it begins."""

    workers: frozenset[str]
    begin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to a door.

    `needs` are skills (a language, 手話, a licence) of the one who leads it, `needs_beside` those of
    the second where `people` is 2: both are at the door at the same time. `worth` is the travel one
    would accept for it, in seconds. Of visits with the same `instead_of` at most one is made. Visits
    of one `client` are better made by the same worker. `only` and `never` name workers; `wished`
    are preferred. What staff fixed is said by `only`, one narrow window and a high worth. `load` is
    the room taken in a vehicle by what is carried.
    """

    id: str
    place: int
    seconds: int
    windows: tuple[Window, ...]
    people: int = 1
    needs: frozenset[str] = frozenset()
    needs_beside: frozenset[str] = frozenset()
    worth: int = ORDINARY_WORTH
    wished: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()  # empty: anybody
    never: frozenset[str] = frozenset()
    client: str = ""
    instead_of: str = ""
    promise: Promise | None = None
    load: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A break of `seconds` that begins from `earliest` to `latest`; taken wherever one is then."""

    earliest: int
    latest: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A worker's duty on one day, from place to place; a worker may have several shifts.

    `parking` is the time lost at each new door with a vehicle. `most` bounds the visits, `room` the
    load carried; None: no bound.
    """

    id: str
    worker: str
    begin: int
    end: int
    start: int
    finish: int
    mode: Mode = Mode.CAR
    skills: frozenset[str] = frozenset()
    pause: Pause | None = None
    parking: int = 0
    most: int | None = None
    room: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What is weighed beside travel, each in seconds of travel one would accept for it."""

    wished: int = 900  # a wished worker comes
    same_worker: int = 1_200  # a client with several visits sees one worker less
    told_worker: int = 2_700  # the worker somebody was told of comes
    told_time: int = 1_800  # and at the time they were told
    tolerance: int = 900  # so far a time may move and still be what was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """All visits asked for and everybody on duty. VISIT001 where they do not fit together."""

    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    travel: Travel
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        if wrong := tuple(_faults(self)):
            raise Problems(
                Problem(
                    id="VISIT001",
                    what=what,
                    do="correct the list of visits or of the staff on duty",
                )
                for what in wrong
            )


def _faults(task: Task) -> list[str]:
    found = []
    for kind, ids in (
        ("visit", [each.id for each in task.visits]),
        ("shift", [each.id for each in task.shifts]),
    ):
        if len(set(ids)) < len(ids):
            found.append(f"two entries of the list bear the same id of a {kind}")
    for number, visit in enumerate(task.visits, 1):
        if not 1 <= visit.people <= 2:
            found.append(f"visit {number} asks for {visit.people} people: one or two can go")
        if visit.seconds < 0 or not 0 <= visit.worth <= HIGHEST_WORTH:
            found.append(f"visit {number} has a length or worth out of bounds")
        if not 0 <= visit.place < task.travel.places:
            found.append(f"visit {number} is at a place the matrix of travel does not have")
        if not visit.windows or any(each.earliest > each.latest for each in visit.windows):
            found.append(f"visit {number} has no window in which it may begin")
    for number, shift in enumerate(task.shifts, 1):
        if shift.begin >= shift.end:
            found.append(f"shift {number} ends before it begins")
        if not all(0 <= place < task.travel.places for place in (shift.start, shift.finish)):
            found.append(f"shift {number} is at a place the matrix of travel does not have")
        if shift.mode not in task.travel.seconds:
            found.append(f"shift {number} goes by {shift.mode.value}, of which no travel is given")
    return found


# ------------------------------------------------------------------ the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit on a round: arrival at the door, beginning, end. `leads`: of two, who has the needs."""

    visit: str
    arrive: int
    begin: int
    end: int
    leads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One shift by the clock; `pause` is the break taken, as its beginning and end."""

    shift: str
    leave: int
    stops: tuple[Stop, ...]
    back: int
    pause: tuple[int, int] | None
    travel: int  # seconds under way, parking included


class Because(Enum):
    """Why a visit is not made. All but FULL, PAIR and WORTH are proved by each round alone.

    NOBODY     nobody on duty has what it needs
    EXCLUDED   who has it is excluded for this visit
    WINDOW     who could, could not even as their only visit: not within its hours
    PAUSE      it would only go without the break
    FULL       it goes alone, but into no round beside what is more pressing
    PAIR       one could come, a second at the same time could not
    INSTEAD    another visit is made in its place
    WORTH      it would go, at more travel than it is worth
    """

    NOBODY = "nobody"
    EXCLUDED = "excluded"
    WINDOW = "window"
    PAUSE = "pause"
    FULL = "full"
    PAIR = "pair"
    INSTEAD = "instead"
    WORTH = "worth"


class Relief(Enum):
    """What was tried and found to make room for a visit, alone and nothing else.

    ANY_TIME any time of the day · LATER half an hour longer on duty · NO_PAUSE without a break ·
    SKILL one worker more with what it needs · ONE_PERSON one person instead of two ·
    DISPLACE another visit given up
    """

    ANY_TIME = "any_time"
    LATER = "later"
    NO_PAUSE = "no_pause"
    SKILL = "skill"
    ONE_PERSON = "one_person"
    DISPLACE = "displace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade:
    """A visit that is not made, why, and what would help.

    `lacking` are the needs in question; `until` is the end of the last window in which somebody with
    them is asked for (seconds); `free_from` the earliest a capable worker could begin on an empty
    round, None where never. `displaces` names visits that would have to go instead. `proved`: no
    plan of any kind makes this visit, not only this one.
    """

    visit: str
    because: Because
    proved: bool
    lacking: tuple[str, ...] = ()
    until: int | None = None
    free_from: int | None = None
    displaces: tuple[str, ...] = ()
    relief: tuple[Relief, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """The rounds, in the order of the shifts (those without visits too), and what was left.

    `cost` is travel and what is weighed beside it, without the worth of visits not made; `steps` and
    `seed` make it again. `in_time`: the search ended by its steps, so it repeats exactly.
    """

    rounds: tuple[Round, ...]
    unmade: tuple[Unmade, ...]
    cost: int
    steps: int
    seed: int
    in_time: bool = True

    @property
    def made(self) -> int:
        """How many visits are made."""
        return len({stop.visit for each in self.rounds for stop in each.stops})

    @property
    def travel(self) -> int:
        """Seconds under way, all together."""
        return sum(each.travel for each in self.rounds)
