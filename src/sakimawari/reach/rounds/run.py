"""A day of rounds from beginning to end: read, drawn up, examined, kept; moved by hand; shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sakimawari.guard.accounts.store import staff
from sakimawari.guard.keys import Keys
from sakimawari.match.visits.moving import Refusal, arranged
from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.verifying import verify
from sakimawari.problems import Problems, fault
from sakimawari.reach.addressing.hidden import hidden_people
from sakimawari.reach.channels import list_store
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.asking import NoMore, asked_on, closed_on
from sakimawari.reach.rounds.staff import Pattern, invented_patterns, on_duty, read_patterns
from sakimawari.reach.rounds.towns import read_towns
from sakimawari.reach.rounds.values import Asked, Day, Duty
from sakimawari.reach.rounds.weighing import day_of, task_of
from sakimawari.registry.store import Snapshot

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a day is planned on: the home, the registers of today, the keys; `no_more`: which entries
    are not to be done any more, by what sending knows; `invented`: the demo.
    """

    home: Path
    snapshot: Snapshot
    keys: Keys
    no_more: NoMore
    invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a day was planned: visits asked for, made, left out before (by reason), seconds of travel."""

    day: Day
    left_out: Mapping[str, int]
    middles: int  # doors known by the middle of their town alone
    version: int
    in_time: bool


def patterns_of(grounds: Grounds) -> tuple[Pattern, ...]:
    """The staff of the city; of the demo where it gave none."""
    found = read_patterns(grounds.home)
    return found or (invented_patterns() if grounds.invented else ())


def duties_on(grounds: Grounds, on: date) -> tuple[Duty, ...]:
    """Who goes out on a day, changes of that day included."""
    return on_duty(patterns_of(grounds), on, store.changes_on(on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which day is planned, by whom, at what effort; `anew`: as if nobody had been told.

    `most` bounds the visits, the first of the lists; None: all.
    """

    on: date
    by: str
    at: datetime
    effort: Effort | None = None
    anew: bool = False
    most: int | None = None


def plan_day(grounds: Grounds, order: Order, progress: Progress = lambda _: None) -> Report:
    """Draw up the rounds of a day and keep them.

    A day that has rounds keeps what people know as far as it can: an absence or an urgent visit
    moves few. VISIT013 where nobody is on duty; VISIT014 where the examiner does not certify what
    was found: then nothing is kept.
    """
    store.begin(order.on, by=order.by, at=order.at)
    try:
        return _planned(grounds, order, progress)
    except Problems as problems:
        store.fail(order.on, [problem.id for problem in problems.found])
        raise
    except BaseException:
        store.fail(order.on, ["VISIT015"])
        raise


def _planned(grounds: Grounds, order: Order, progress: Progress) -> Report:
    on = order.on
    towns = read_towns(grounds.home, invented=grounds.invented)
    duties = duties_on(grounds, on)
    if not duties:
        raise fault(
            "VISIT013",
            "nobody is on duty on that day",
            "say in rounds/staff.yaml who goes out when, or change the duty of that day",
        )
    found = asked_on(grounds.snapshot, grounds.keys, towns, grounds.no_more, on=on, most=order.most)
    before = None if order.anew else store.day(on)
    wards = wards_of(grounds.keys, duties)
    task = task_of(found.asked, duties, on=on, before=before, wards=wards)
    given = None
    if before is not None and before.walks:
        given = {walk.worker: [leg.entry for leg in walk.legs] for walk in before.walks}
    rounds = solve(task, order.effort, begin_with=given, progress=progress)
    if wrong := verify(task, rounds):
        rules = ", ".join(sorted({each.rule.value for each in wrong}))
        raise fault(
            "VISIT014",
            f"the examiner does not certify the rounds that were found ({rules})",
            "plan again with another seed, and report it: this is an error of the program",
        )
    day = day_of(rounds, found.asked, duties, on=on, before=before)
    middles = sum(each.is_middle for each in found.asked)
    figures = {
        **day.figures,
        "middles": middles,
        **{f"out_{k}": v for k, v in found.left_out.items()},
    }
    day = replace(day, figures=figures)
    version = store.keep(day, found.asked, grounds.keys, by=order.by, at=order.at)
    return Report(
        day=day, left_out=found.left_out, middles=middles, version=version, in_time=rounds.in_time
    )


def wards_of(keys: Keys, duties: Sequence[Duty]) -> dict[str, frozenset[str]]:
    """To which wards the accounts of those on duty reach; who has no account walks by paper alone."""
    accounts = {profile.id: profile.wards for profile in staff(keys)}
    return {duty.worker: accounts[duty.worker] for duty in duties if duty.worker in accounts}


def still_permitted(grounds: Grounds, day: Day, *, on: date) -> Day:
    """The day without whoever may not be visited any more; they are taken off for good."""
    visits = {leg.entry: leg.person for walk in day.walks for leg in walk.legs}
    visits |= {left.entry: left.person for left in day.left}
    gone = _closed(grounds, visits, on=on)
    if not gone:
        return day
    store.take_off(day.on, gone)
    return replace(
        day,
        walks=tuple(
            replace(walk, legs=tuple(leg for leg in walk.legs if leg.entry not in gone))
            for walk in day.walks
        ),
        left=tuple(left for left in day.left if left.entry not in gone),
    )


def _closed(grounds: Grounds, visits: Mapping[str, str], *, on: date) -> frozenset[str]:
    """The entries of some visits that are not to be done any more; `visits`: the person by entry.

    An entry whose list is not kept any longer is judged by its person alone.
    """
    entries = list_store.entries(visits)
    closed = closed_on(grounds.snapshot, entries, grounds.no_more, on=on)
    hidden = hidden_people(grounds.snapshot, on=on)
    return frozenset(closed) | {id for id, person in visits.items() if person in hidden}


# ------------------------------------------------------------------ by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A visit put on somebody's round, at a place in its order from 1; worker "": off all rounds.

    Of two who go, `instead_of` is the one whose part is given away.
    """

    entry: str
    worker: str
    place: int = 1
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifted:
    """A visit whose beginning, worker or both would change; seconds of the day, None: not made."""

    entry: str
    person: str
    before: int | None
    after: int | None
    worker_before: str
    worker_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a move would do, and the day after it; or why it cannot be."""

    day: Day | None
    refusal: Refusal | None = None
    shifted: tuple[Shifted, ...] = ()
    travel: int = 0  # seconds more (or fewer) under way


def consequences(
    move: Move,
    day: Day,
    asked: Mapping[str, Asked],
    duties: Sequence[Duty],
    *,
    wards: Mapping[str, frozenset[str]] | None = None,
) -> Consequences:
    """What comes of a move: nobody else is visited earlier than they were told, some perhaps later."""
    routes = _moved(move, day)
    everything = [asked[entry] for entry in sorted(asked)]
    task = task_of(everything, duties, on=day.on, wards=wards)
    floors = {entry: legs[0].begin for entry, legs in day.legs.items() if entry != move.entry}
    held = {entry for route in routes.values() for entry in route}
    made = arranged(
        task, routes, not_before={entry: at for entry, at in floors.items() if entry in held}
    )
    if made.rounds is None:
        return Consequences(day=None, refusal=made.refusal)
    after = day_of(made.rounds, everything, duties, on=day.on, before=day)
    after = replace(after, figures={**day.figures, **after.figures})
    return Consequences(
        day=after,
        shifted=tuple(_shifted(day, after)),
        travel=sum(w.travel for w in after.walks) - sum(w.travel for w in day.walks),
    )


def _moved(move: Move, day: Day) -> dict[str, list[str]]:
    routes = {walk.worker: [leg.entry for leg in walk.legs] for walk in day.walks}
    for worker, route in routes.items():
        if move.entry in route and move.instead_of in {"", worker}:
            route.remove(move.entry)
    if move.worker:
        route = routes.setdefault(move.worker, [])
        route.insert(min(max(move.place - 1, 0), len(route)), move.entry)
    return routes


def _shifted(before: Day, after: Day) -> list[Shifted]:
    was, becomes = before.legs, after.legs
    persons = {entry: legs[0].person for entry, legs in {**becomes, **was}.items()}
    found = []
    for entry in sorted(persons):
        old, new = was.get(entry, ()), becomes.get(entry, ())
        one = (old[0].begin if old else None, "、".join(sorted(leg.worker for leg in old)))
        other = (new[0].begin if new else None, "、".join(sorted(leg.worker for leg in new)))
        if one != other:
            found.append(
                Shifted(
                    entry=entry,
                    person=persons[entry],
                    before=one[0],
                    after=other[0],
                    worker_before=one[1],
                    worker_after=other[1],
                )
            )
    return found
