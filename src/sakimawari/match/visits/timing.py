"""One round by the clock: each visit as early as it may, the break wherever it delays least.

A visit that may begin earlier never makes a later one begin later, so going through a round once,
with two times kept (before the break, after it), gives the earliest end exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sakimawari.match.visits.travel import Mode
from sakimawari.match.visits.values import Pause, Shift, Task, Visit

NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A round by the clock: per visit arrival and beginning, the break, leaving and coming back."""

    arrive: tuple[int, ...]
    begin: tuple[int, ...]
    leave: int
    back: int
    pause: tuple[int, int] | None
    travel: int


class Board:
    """A task laid out for reckoning: ways as plain lists, visits and shifts by number."""

    def __init__(self, task: Task, *, like: Board | None = None) -> None:
        """`like`: the board of a task with the same travel, whose ways are taken over."""
        self.task = task
        self.visits: tuple[Visit, ...] = task.visits
        self.shifts: tuple[Shift, ...] = task.shifts
        if like is None:
            plain = {mode: matrix.tolist() for mode, matrix in task.travel.seconds.items()}
        else:
            plain = like._plain
        self._plain: dict[Mode, list[list[int]]] = plain
        self._ways: list[list[list[int]]] = [plain[shift.mode] for shift in task.shifts]
        self.number_of = {visit.id: number for number, visit in enumerate(task.visits)}
        self.shift_of = {shift.id: number for number, shift in enumerate(task.shifts)}

    def way(self, shift: int, origin: int, visit: int) -> int:
        """Seconds from a place to a visit's door, parking included."""
        place = self.visits[visit].place
        if place == origin:
            return 0
        return self._ways[shift][origin][place] + self.shifts[shift].parking

    def home(self, shift: int, origin: int) -> int:
        """Seconds from a place to where the shift ends."""
        return self._ways[shift][origin][self.shifts[shift].finish]

    def detour(self, shift: int, route: Sequence[int], visit: int, place: int) -> int:
        """Seconds of travel a visit adds where it is put at a place of a round's order."""
        duty = self.shifts[shift]
        origin = self.visits[route[place - 1]].place if place else duty.start
        there = self.way(shift, origin, visit)
        if place < len(route):
            before = self.way(shift, origin, route[place])
            return there + self.way(shift, self.visits[visit].place, route[place]) - before
        before = self.home(shift, origin) if route else 0
        return there + self.home(shift, self.visits[visit].place) - before

    def ways(self, shift: int, visits: Sequence[int]) -> list[int]:
        """Each way of a round in its order, the one back last."""
        place, found = self.shifts[shift].start, []
        for visit in visits:
            found.append(self.way(shift, place, visit))
            place = self.visits[visit].place
        found.append(self.home(shift, place))
        return found

    def travel(self, shift: int, visits: Sequence[int]) -> int:
        """Seconds under way on a round; none on one without visits."""
        return sum(self.ways(shift, visits)) if visits else 0


def opening(visit: Visit, ready: int) -> int:
    """When a visit begins if one stands before the door at `ready`; NEVER where it is too late."""
    found = NEVER
    for window in visit.windows:
        if ready <= window.latest:
            found = min(found, max(ready, window.earliest))
    return found


def timed(
    board: Board, shift: int, visits: Sequence[int], floors: Mapping[int, int]
) -> Clock | None:
    """A round by the clock, None where it cannot be. `floors`: visits that begin no earlier."""
    duty, ways = board.shifts[shift], board.ways(shift, visits)
    if not visits:
        return Clock((), (), duty.begin, duty.begin, None, 0)
    found = _pause_at(board, duty, visits, ways, floors)
    if found is None:
        return None
    return _laid_out(board, duty, visits, ways, floors, pause_at=found)


def _pause_at(
    board: Board,
    duty: Shift,
    visits: Sequence[int],
    ways: Sequence[int],
    floors: Mapping[int, int],
) -> tuple[int, bool] | None:
    """On which way the break is taken and whether after it; (-1, False) without a break."""
    pause = duty.pause
    before, after = duty.begin, (duty.begin if pause is None else NEVER)
    taken = (-1, False)
    for at, way in enumerate(ways):
        late, early = before + way, after + way
        if pause is not None and before < NEVER:
            ready, behind = _rested(pause, before, way)
            if ready < early:
                early, taken = ready, (at, behind)
        if at == len(visits):
            return taken if early <= duty.end else None
        visit = board.visits[visits[at]]
        floor = floors.get(visits[at], 0)
        before = opening(visit, max(late, floor)) + visit.seconds if late < NEVER else NEVER
        after = opening(visit, max(early, floor)) + visit.seconds if early < NEVER else NEVER
        if before >= NEVER and after >= NEVER:
            return None
    return None


def _rested(pause: Pause, ready: int, way: int) -> tuple[int, bool]:
    """When one stands at the next door, rested, and whether the break was taken there."""
    there = max(ready + way, pause.earliest)
    if there <= pause.latest:
        return there + pause.seconds, True
    here = max(ready, pause.earliest)
    return (here + pause.seconds + way, False) if here <= pause.latest else (NEVER, False)


def _laid_out(
    board: Board,
    duty: Shift,
    visits: Sequence[int],
    ways: Sequence[int],
    floors: Mapping[int, int],
    *,
    pause_at: tuple[int, bool],
) -> Clock:
    at_way, behind = pause_at
    now, leave, pause = duty.begin, duty.begin, None
    arrive: list[int] = []
    begin: list[int] = []
    for at, way in enumerate(ways):
        if at == at_way and not behind:
            now, pause = _taking(duty, now)
        if at == 0:
            leave = now
        now += way
        arrived = now
        if at == at_way and behind:
            now, pause = _taking(duty, now)
        if at == len(visits):
            break
        visit = board.visits[visits[at]]
        starts = opening(visit, max(now, floors.get(visits[at], 0)))
        if at == 0:  # nobody waits before the first door
            slack = (pause[0] if at_way == 0 and behind and pause else starts) - arrived
            leave, arrived = leave + slack, arrived + slack
        arrive.append(arrived)
        begin.append(starts)
        now = starts + visit.seconds
    back = arrived
    return Clock(tuple(arrive), tuple(begin), leave, back, pause, sum(ways))


def _taking(duty: Shift, now: int) -> tuple[int, tuple[int, int]]:
    if duty.pause is None:
        raise AssertionError("a break is laid into a round that has none")
    starts = max(now, duty.pause.earliest)
    return starts + duty.pause.seconds, (starts, starts + duty.pause.seconds)
