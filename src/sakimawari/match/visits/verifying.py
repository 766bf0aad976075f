"""An examiner of rounds, written apart from the search: it certifies a result or says what is wrong.

It reads nothing of how rounds are made. It walks each round by the clock that was written down, adds
up each way anew from the matrix, and holds every visit against what was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sakimawari.match.visits.values import Round, Rounds, Shift, Stop, Task, Visit


class Rule(Enum):
    """What a result has to keep."""

    KNOWN = "known"  # every visit and shift named is one of the task
    ONCE = "once"  # nobody is visited twice, or both made and left
    ALL = "all"  # every visit is made or left with a reason
    PEOPLE = "people"  # as many come as asked for, different ones
    TOGETHER = "together"  # two begin at the same time
    SKILLS = "skills"
    ONLY = "only"  # nobody comes who is excluded
    WINDOW = "window"
    LENGTH = "length"
    WAY = "way"  # nobody is at the next door before they can be
    SHIFT = "shift"  # nobody leaves before, or is back after, their duty
    PAUSE = "pause"
    BOUNDS = "bounds"  # number of visits, load
    INSTEAD = "instead"  # of several for one another one is made
    TRAVEL = "travel"  # the time under way is what the matrix says


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that is not kept: by which shift, at which visit."""

    rule: Rule
    shift: str = ""
    visit: str = ""


def verify(task: Task, rounds: Rounds) -> tuple[Violation, ...]:
    """Everything a result does not keep; empty certifies it."""
    visits = {visit.id: visit for visit in task.visits}
    shifts = {shift.id: shift for shift in task.shifts}
    unknown = tuple(_unknown(rounds, visits, shifts))
    if unknown:
        return unknown
    found: list[Violation] = []
    for each in rounds.rounds:
        found += _of_round(task, each, shifts[each.shift], visits)
    found += _of_visits(task, rounds, visits, shifts)
    return tuple(found)


def _unknown(
    rounds: Rounds, visits: dict[str, Visit], shifts: dict[str, Shift]
) -> Iterator[Violation]:
    for each in rounds.rounds:
        if each.shift not in shifts:
            yield Violation(rule=Rule.KNOWN, shift=each.shift)
        for stop in each.stops:
            if stop.visit not in visits:
                yield Violation(rule=Rule.KNOWN, shift=each.shift, visit=stop.visit)
    for left in rounds.unmade:
        if left.visit not in visits:
            yield Violation(rule=Rule.KNOWN, visit=left.visit)
    for shift, count in Counter(each.shift for each in rounds.rounds).items():
        if count > 1:
            yield Violation(rule=Rule.ONCE, shift=shift)


def _of_round(
    task: Task, walked: Round, duty: Shift, visits: dict[str, Visit]
) -> Iterator[Violation]:
    if not walked.stops:
        return
    yield from _walk(task, walked, duty, visits)
    yield from _rest(walked, duty)
    if walked.leave < duty.begin or walked.back > duty.end:
        yield Violation(rule=Rule.SHIFT, shift=duty.id)
    if duty.most is not None and len(walked.stops) > duty.most:
        yield Violation(rule=Rule.BOUNDS, shift=duty.id)
    if duty.room is not None and sum(visits[one.visit].load for one in walked.stops) > duty.room:
        yield Violation(rule=Rule.BOUNDS, shift=duty.id)


def _walk(task: Task, walked: Round, duty: Shift, visits: dict[str, Visit]) -> Iterator[Violation]:
    """Every way and visit by the clock: what was left of the time between two must suffice."""
    matrix = task.travel.seconds[duty.mode]
    place, free, under_way = duty.start, walked.leave, 0
    for stop in walked.stops:
        visit = visits[stop.visit]
        way = int(matrix[place, visit.place])
        if place != visit.place:
            way += duty.parking
        under_way += way
        if stop.arrive - free < way + _rested_between(walked, free, stop.arrive):
            yield Violation(rule=Rule.WAY, shift=duty.id, visit=stop.visit)
        if stop.begin - stop.arrive < _rested_between(walked, stop.arrive, stop.begin):
            yield Violation(rule=Rule.PAUSE, shift=duty.id, visit=stop.visit)
        yield from _at_the_door(stop, visit, duty)
        place, free = visit.place, stop.end
    way = int(matrix[place, duty.finish])
    under_way += way
    if walked.back - free < way + _rested_between(walked, free, walked.back):
        yield Violation(rule=Rule.WAY, shift=duty.id)
    if under_way != walked.travel:
        yield Violation(rule=Rule.TRAVEL, shift=duty.id)


def _rested_between(walked: Round, since: int, until: int) -> int:
    """Seconds of the break that lie between two moments."""
    if walked.pause is None:
        return 0
    return max(0, min(walked.pause[1], until) - max(walked.pause[0], since))


def _at_the_door(stop: Stop, visit: Visit, duty: Shift) -> Iterator[Violation]:
    where = {"shift": duty.id, "visit": visit.id}
    if not any(w.earliest <= stop.begin <= w.latest for w in visit.windows):
        yield Violation(rule=Rule.WINDOW, **where)
    if stop.end - stop.begin != visit.seconds or stop.begin < stop.arrive:
        yield Violation(rule=Rule.LENGTH, **where)
    if duty.worker in visit.never or (visit.only and duty.worker not in visit.only):
        yield Violation(rule=Rule.ONLY, **where)
    if not (visit.needs if stop.leads else visit.needs_beside) <= duty.skills:
        yield Violation(rule=Rule.SKILLS, **where)


def _rest(walked: Round, duty: Shift) -> Iterator[Violation]:
    """The break is as long and as early as agreed, within the duty, and in no visit."""
    if duty.pause is None:
        if walked.pause is not None:
            yield Violation(rule=Rule.PAUSE, shift=duty.id)
        return
    if walked.pause is None:
        yield Violation(rule=Rule.PAUSE, shift=duty.id)
        return
    since, until = walked.pause
    if until - since != duty.pause.seconds or not (
        duty.pause.earliest <= since <= duty.pause.latest
    ):
        yield Violation(rule=Rule.PAUSE, shift=duty.id)
    if since < duty.begin or until > duty.end:
        yield Violation(rule=Rule.PAUSE, shift=duty.id)
    for stop in walked.stops:
        if since < stop.end and until > stop.begin:
            yield Violation(rule=Rule.PAUSE, shift=duty.id, visit=stop.visit)


def _of_visits(
    task: Task, rounds: Rounds, visits: dict[str, Visit], shifts: dict[str, Shift]
) -> Iterator[Violation]:
    made: dict[str, list[tuple[Shift, Stop]]] = {}
    for each in rounds.rounds:
        for stop in each.stops:
            made.setdefault(stop.visit, []).append((shifts[each.shift], stop))
    left = Counter(each.visit for each in rounds.unmade)
    for visit in task.visits:
        who = made.get(visit.id, [])
        if left[visit.id] > 1 or (left[visit.id] and who):
            yield Violation(rule=Rule.ONCE, visit=visit.id)
        if not left[visit.id] and not who:
            yield Violation(rule=Rule.ALL, visit=visit.id)
        if who:
            yield from _those_who_come(visit, who)
    groups = Counter(visits[id].instead_of for id in made)
    for visit in task.visits:
        if visit.instead_of and visit.id in made and groups[visit.instead_of] > 1:
            yield Violation(rule=Rule.INSTEAD, visit=visit.id)


def _those_who_come(visit: Visit, who: list[tuple[Shift, Stop]]) -> Iterator[Violation]:
    workers = {duty.worker for duty, _ in who}
    if len(who) != visit.people or len(workers) != visit.people:
        yield Violation(rule=Rule.PEOPLE, visit=visit.id)
    if len({stop.begin for _, stop in who}) > 1:
        yield Violation(rule=Rule.TOGETHER, visit=visit.id)
    if sum(stop.leads for _, stop in who) != 1:
        yield Violation(rule=Rule.PEOPLE, visit=visit.id)
