"""Rounds in the operational store: a day is replaced whole, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import fault
from sakimawari.reach.rounds.models import DayRow, DetailRow, DutyRow, VisitRow, WalkRow
from sakimawari.reach.rounds.staff import Change
from sakimawari.reach.rounds.values import Asked, Day, Details, Left, Leg, Walk

PLANNING, READY, FAILED = "planning", "ready", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How a day stands: its state, how far planning is, its version, its figures."""

    on: date
    state: str
    share: float
    version: int
    figures: dict[str, float]
    faults: tuple[str, ...]
    at: datetime
    by: str


def planned(on: date) -> Planned | None:
    """How a day stands; None where nobody planned it."""
    row = DayRow.objects.filter(pk=on).first()
    return None if row is None else _planned(row)


def planned_days(since: date, until: date) -> tuple[Planned, ...]:
    """The days planned within a span, in their order."""
    rows = DayRow.objects.filter(on__gte=since, on__lte=until).order_by("on")
    return tuple(_planned(row) for row in rows)


def _planned(row: DayRow) -> Planned:
    return Planned(
        on=row.on,
        state=row.state,
        share=row.share,
        version=row.version,
        figures=dict(row.figures),
        faults=tuple(row.faults),
        at=row.at,
        by=row.by,
    )


def begin(on: date, *, by: str, at: datetime) -> None:
    """Mark a day as being planned. The rounds it has stay until new ones are there."""
    DayRow.objects.update_or_create(
        on=on, defaults={"state": PLANNING, "share": 0.0, "faults": [], "at": at, "by": by}
    )


def advance(on: date, share: float) -> None:
    """Say how far planning is."""
    DayRow.objects.filter(pk=on, state=PLANNING).update(share=share)


def fail(on: date, faults: Sequence[str]) -> None:
    """Say that planning came to nothing, by the ids of the problems."""
    DayRow.objects.filter(pk=on).update(state=FAILED, faults=list(faults))


def keep(
    day: Day,
    asked: Sequence[Asked],
    keys: Keys,
    *,
    by: str,
    at: datetime,
    version: int | None = None,
) -> int:
    """Keep a day in the place of what was there; its new version.

    VISIT012 where `version` is given and somebody changed the day meanwhile.
    """
    known = {each.entry: each for each in asked}
    rows = [_leg_row(day.on, leg, known[leg.entry], keys) for w in day.walks for leg in w.legs]
    rows += [_left_row(day.on, left, known[left.entry], keys) for left in day.left]
    with transaction.atomic():
        row, _ = DayRow.objects.select_for_update().get_or_create(
            on=day.on, defaults={"state": READY, "at": at, "by": by}
        )
        if version is not None and row.version != version:
            raise fault(
                "VISIT012",
                "somebody changed the rounds of this day meanwhile",
                "look at the day as it stands now, and make the change again",
            )
        VisitRow.objects.filter(on=day.on).delete()
        WalkRow.objects.filter(on=day.on).delete()
        VisitRow.objects.bulk_create(rows, batch_size=500)
        WalkRow.objects.bulk_create([_walk_row(day.on, walk) for walk in day.walks])
        row.state, row.share, row.version = READY, 1.0, row.version + 1
        row.figures, row.faults, row.at, row.by = dict(day.figures), [], at, by
        row.save()
    return int(row.version)


def _content(each: Asked, keys: Keys, told: Mapping[str, object] | None = None) -> bytes:
    details = each.details
    plain: dict[str, Any] = {
        "point": list(each.point),
        "middle": each.is_middle,
        "town": each.town,
        "services": list(each.services),
        "language": each.language,
        "until": each.useful_until.isoformat() if each.useful_until else None,
        "tries": each.tries,
        "details": _details_plain(details),
        "told": dict(told or {}),
    }
    return seal_json(keys, each.person, plain)


def _leg_row(on: date, leg: Leg, each: Asked, keys: Keys) -> VisitRow:
    return VisitRow(
        on=on,
        entry=leg.entry,
        person=each.person,
        household=each.household,
        ward=each.ward,
        worker=leg.worker,
        order=leg.order,
        arrive=leg.arrive,
        begin=leg.begin,
        end=leg.end,
        leads=leg.leads,
        locked=leg.locked,
        content=_content(each, keys),
    )


def _left_row(on: date, left: Left, each: Asked, keys: Keys) -> VisitRow:
    return VisitRow(
        on=on,
        entry=left.entry,
        person=each.person,
        household=each.household,
        ward=each.ward,
        because=left.because,
        content=_content(each, keys, left.told),
    )


def _walk_row(on: date, walk: Walk) -> WalkRow:
    return WalkRow(
        on=on,
        worker=walk.worker,
        leave=walk.leave,
        back=walk.back,
        travel=walk.travel,
        pause_from=walk.pause[0] if walk.pause else None,
        pause_until=walk.pause[1] if walk.pause else None,
        lat=walk.start[0],
        lon=walk.start[1],
    )


# ------------------------------------------------------------------ read


def day(on: date, *, worker: str | None = None) -> Day:
    """The rounds of a day, or one worker's alone; nothing of it is opened."""
    walks, visits = WalkRow.objects.filter(on=on), VisitRow.objects.filter(on=on)
    if worker is not None:
        walks, visits = walks.filter(worker=worker), visits.filter(worker=worker)
    legs: dict[str, list[Leg]] = {}
    left = []
    for row in visits.order_by("worker", "order", "entry"):
        if row.worker:
            legs.setdefault(row.worker, []).append(_leg(row))
        else:
            left.append(Left(entry=row.entry, person=row.person, because=row.because))
    held = DayRow.objects.filter(pk=on).first()
    return Day(
        on=on,
        walks=tuple(_walk(row, legs.get(row.worker, [])) for row in walks.order_by("worker")),
        left=tuple(left),
        figures=dict(held.figures) if held is not None else {},
    )


def _leg(row: VisitRow) -> Leg:
    return Leg(
        entry=row.entry,
        person=row.person,
        worker=row.worker,
        order=row.order,
        arrive=row.arrive,
        begin=row.begin,
        end=row.end,
        leads=row.leads,
        locked=row.locked,
    )


def _walk(row: WalkRow, legs: Sequence[Leg]) -> Walk:
    pause = None
    if row.pause_from is not None and row.pause_until is not None:
        pause = (row.pause_from, row.pause_until)
    return Walk(
        worker=row.worker,
        leave=row.leave,
        back=row.back,
        travel=row.travel,
        pause=pause,
        start=(row.lat, row.lon),
        legs=tuple(legs),
    )


def opened(on: date, keys: Keys, *, persons: Collection[str]) -> dict[str, Asked]:
    """What is known of each visit of these people, by entry; they must have been cleared before."""
    found = {}
    for row in VisitRow.objects.filter(on=on, person__in=list(persons)).order_by("pk"):
        found[row.entry] = _asked(row, open_json(keys, row.person, row.content))
    return found


def reasons(on: date, keys: Keys, *, persons: Collection[str]) -> dict[str, dict[str, Any]]:
    """The parts of the reasons why visits of these people found no place, by entry."""
    rows = VisitRow.objects.filter(on=on, worker="", person__in=list(persons))
    return {row.entry: open_json(keys, row.person, row.content)["told"] for row in rows}


def _asked(row: VisitRow, told: Mapping[str, Any]) -> Asked:
    until = told["until"]
    return Asked(
        entry=row.entry,
        person=row.person,
        household=row.household,
        ward=row.ward,
        town=told["town"],
        services=tuple(told["services"]),
        language=told["language"],
        useful_until=date.fromisoformat(until) if until else None,
        tries=told["tries"],
        details=_details(told["details"]),
        point=(told["point"][0], told["point"][1]),
        is_middle=told["middle"],
    )


def take_off(on: date, entries: Collection[str]) -> int:
    """Take visits off the rounds of a day and what follows: protected since, gone, opted out."""
    return VisitRow.objects.filter(on__gte=on, entry__in=list(entries)).delete()[0]


def lock(on: date, entry: str, *, locked: bool) -> None:
    """Fix a visit where it stands, or let it be moved again."""
    VisitRow.objects.filter(on=on, entry=entry).exclude(worker="").update(locked=locked)


# ------------------------------------------------------------------ details and duties


def say_details(entry: str, person: str, details: Details, keys: Keys, *, at: datetime) -> None:
    """Keep what staff know of a visit before it is planned."""
    content = seal_json(keys, person, _details_plain(details))
    DetailRow.objects.update_or_create(
        entry=entry, defaults={"person": person, "content": content, "at": at}
    )


def details_of(entries: Collection[str], keys: Keys) -> dict[str, Details]:
    """What staff said of visits, by entry."""
    rows = DetailRow.objects.filter(pk__in=list(entries))
    return {row.entry: _details(open_json(keys, row.person, row.content)) for row in rows}


def _details_plain(details: Details) -> dict[str, Any]:
    return {
        "minutes": details.minutes,
        "people": details.people,
        "needs": list(details.needs),
        "windows": [list(window) for window in details.windows],
        "urgent": details.urgent,
        "note": details.note,
    }


def _details(told: Mapping[str, Any]) -> Details:
    return Details(
        minutes=told["minutes"],
        people=told["people"],
        needs=tuple(told["needs"]),
        windows=tuple((window[0], window[1]) for window in told["windows"]),
        urgent=told["urgent"],
        note=told["note"],
    )


def changes_on(on: date) -> tuple[Change, ...]:
    """Whose duty differs on a day."""
    return tuple(
        Change(
            worker=row.worker,
            away=row.away,
            hours=None if row.begin is None or row.end is None else (row.begin, row.end),
        )
        for row in DutyRow.objects.filter(on=on).order_by("worker")
    )


def say_duty(on: date, change: Change, *, by: str, at: datetime) -> None:
    """Keep that a duty differs on a day; with neither absence nor hours it is as every week again."""
    if not change.away and change.hours is None:
        DutyRow.objects.filter(on=on, worker=change.worker).delete()
        return
    begin, end = change.hours or (None, None)
    DutyRow.objects.update_or_create(
        on=on,
        worker=change.worker,
        defaults={"away": change.away, "begin": begin, "end": end, "by": by, "at": at},
    )
