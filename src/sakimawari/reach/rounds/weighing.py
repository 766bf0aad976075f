"""A day of visits as the search takes it, and what it found in the words of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sakimawari.guard.actor import EVERYWHERE
from sakimawari.match.visits.travel import travel_between
from sakimawari.match.visits.values import (
    HIGHEST_WORTH,
    ORDINARY_WORTH,
    Pause,
    Promise,
    Rounds,
    Shift,
    Task,
    Unmade,
    Visit,
    Window,
)
from sakimawari.reach.rounds.values import OF_THE_DAY, Asked, Day, Duty, Left, Leg, Walk

APART = 180.0  # metres between two doors of which only the town is known
URGENT, TRIED, DUE = (
    3,
    1,
    1,
)  # times the ordinary worth: said to be urgent; each time in vain; deadline
NEAR_DAYS = 14


def task_of(
    asked: Sequence[Asked],
    duties: Sequence[Duty],
    *,
    on: date,
    before: Day | None = None,
    wards: Mapping[str, frozenset[str]] | None = None,
) -> Task:
    """The task of a day. What `before` told people is a promise; what staff locked is kept.

    Visits of one household lie at one door. `wards`: to which wards the account of a worker reaches;
    nobody is given a visit whose door they may not be shown.
    """
    starts = list(dict.fromkeys(duty.start for duty in duties))
    doors: dict[tuple[str, tuple[float, float]], int] = {}
    for each in asked:
        doors.setdefault((each.household or each.entry, each.point), len(starts) + len(doors))
    points = [*starts, *(point for _, point in doors)]
    legs = before.legs if before is not None else {}
    return Task(
        visits=tuple(
            replace(
                _visit(each, doors[each.household or each.entry, each.point], legs, on=on),
                never=_shut_out(each.ward, wards or {}),
            )
            for each in asked
        ),
        shifts=tuple(_shift(duty, starts.index(duty.start)) for duty in duties),
        travel=travel_between(points or [(0.0, 0.0)], apart=APART),
    )


def _shut_out(ward: str, wards: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The workers whose account does not reach to a ward."""
    return frozenset(
        worker for worker, own in wards.items() if EVERYWHERE not in own and ward not in own
    )


def _visit(each: Asked, place: int, legs: Mapping[str, tuple[Leg, ...]], *, on: date) -> Visit:
    known = legs.get(each.entry, ())
    details = each.details
    windows = details.windows or (OF_THE_DAY,)
    visit = Visit(
        id=each.entry,
        place=place,
        seconds=details.minutes * 60,
        windows=tuple(Window(earliest=since, latest=until) for since, until in windows),
        people=details.people,
        needs=frozenset(needs_of(each)),
        worth=worth_of(each, on=on),
        client=each.household,
        promise=Promise(workers=frozenset(leg.worker for leg in known), begin=known[0].begin)
        if known
        else None,
    )
    if any(leg.locked for leg in known):
        return _fixed(visit, known)
    return visit


def _fixed(visit: Visit, legs: Sequence[Leg]) -> Visit:
    """A visit staff locked: by these workers, at this time give or take what was told."""
    begin = legs[0].begin
    return replace(
        visit,
        only=frozenset(leg.worker for leg in legs),
        windows=(Window(earliest=max(begin - 900, 0), latest=begin + 900),),
        worth=HIGHEST_WORTH,
    )


def needs_of(each: Asked) -> tuple[str, ...]:
    """What somebody needs of whoever comes: what staff know, and their language if not Japanese."""
    own = () if each.language in {"ja", "easy", ""} else (each.language,)
    return tuple(dict.fromkeys((*each.details.needs, *own)))


def worth_of(each: Asked, *, on: date) -> int:
    """How much travel a visit is worth: more where it presses, or was in vain before."""
    times = 1 + TRIED * min(each.tries, 2)
    if each.details.urgent:
        times += URGENT
    if each.useful_until is not None and (each.useful_until - on).days <= NEAR_DAYS:
        times += DUE
    return ORDINARY_WORTH * times


def _shift(duty: Duty, start: int) -> Shift:
    pause = None
    if duty.pause is not None:
        earliest, latest, seconds = duty.pause
        pause = Pause(earliest=earliest, latest=latest, seconds=seconds)
    return Shift(
        id=duty.worker,
        worker=duty.worker,
        begin=duty.begin,
        end=duty.end,
        start=start,
        finish=start,
        mode=duty.mode,
        skills=duty.skills,
        pause=pause,
        parking=duty.parking,
        most=duty.most,
    )


# ------------------------------------------------------------------ read back


def day_of(
    rounds: Rounds,
    asked: Sequence[Asked],
    duties: Sequence[Duty],
    *,
    on: date,
    before: Day | None = None,
) -> Day:
    """What was found, as a day: locks of before stay on what they were on."""
    persons = {each.entry: each.person for each in asked}
    locked = {
        entry
        for entry, legs in (before.legs if before is not None else {}).items()
        if any(leg.locked for leg in legs)
    }
    starts = {duty.worker: duty.start for duty in duties}
    walks = tuple(
        Walk(
            worker=each.shift,
            leave=each.leave,
            back=each.back,
            travel=each.travel,
            pause=each.pause,
            start=starts[each.shift],
            legs=tuple(
                Leg(
                    entry=stop.visit,
                    person=persons[stop.visit],
                    worker=each.shift,
                    order=order,
                    arrive=stop.arrive,
                    begin=stop.begin,
                    end=stop.end,
                    leads=stop.leads,
                    locked=stop.visit in locked,
                )
                for order, stop in enumerate(each.stops, 1)
            ),
        )
        for each in rounds.rounds
        if each.stops
    )
    return Day(
        on=on,
        walks=walks,
        left=tuple(_left(each, persons) for each in rounds.unmade),
        figures={
            "asked": len(asked),
            "made": rounds.made,
            "travel": rounds.travel,
            "cost": rounds.cost,
            "staff": len(duties),
        },
    )


def _left(each: Unmade, persons: Mapping[str, str]) -> Left:
    return Left(
        entry=each.visit,
        person=persons[each.visit],
        because=each.because.value,
        told={
            "proved": each.proved,
            "lacking": list(each.lacking),
            "until": each.until,
            "free_from": each.free_from,
            "displaces": list(each.displaces),
            "relief": [relief.value for relief in each.relief],
        },
    )
