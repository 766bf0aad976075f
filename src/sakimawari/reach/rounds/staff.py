"""Who is on duty: the pattern of the week in `<home>/rounds/staff.yaml`, days that differ beside it.

offices:
  本庁: {lat: 33.8834, lon: 130.8752}
staff:
  - worker: yamaguchi            # id of the account
    days: [mon, tue, wed, thu, fri]
    hours: "08:30-17:15"
    break: {from: "11:30", until: "13:00", minutes: 60}
    by: car                      # car, bicycle, foot
    parking_minutes: 2
    skills: [手話]
    languages: [en, vi]
    start: 本庁
    most: 14                     # visits a day
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import jpholiday
import yaml

from sakimawari.match.visits.travel import Mode
from sakimawari.problems import Place, Problems, fault
from sakimawari.reach.rounds.values import Duty, Point

FILE = "rounds/staff.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KNOWN = frozenset(
    {"worker", "days", "hours", "break", "by", "parking_minutes", "skills", "languages", "start"}
    | {"most", "on_holidays"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """When a member of staff goes out, week by week."""

    days: frozenset[str]
    on_holidays: bool
    duty: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A day that differs: away, or other hours (seconds of the day)."""

    worker: str
    away: bool = False
    hours: tuple[int, int] | None = None


def read_patterns(home: Path) -> tuple[Pattern, ...]:
    """The patterns of a city; none without the file. VISIT010 for what cannot be read."""
    path = home / FILE
    if not path.is_file():
        return ()
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError:
        raise _wrong("it is no YAML") from None
    if not isinstance(given, dict) or not isinstance(given.get("staff", []), list):
        raise _wrong("`staff` is no list")
    offices = {name: _point(at) for name, at in (given.get("offices") or {}).items()}
    return tuple(_pattern(each, number, offices) for number, each in enumerate(given["staff"], 1))


def invented_patterns() -> tuple[Pattern, ...]:
    """The staff of the demo, where nobody gave any: three of its personas go out."""
    office = (33.8834, 130.8752)
    lunch = (clock("11:30"), clock("12:15"), 3_600)
    hours = {"begin": clock("08:45"), "end": clock("17:15"), "pause": lunch, "start": office}
    every_day = frozenset(DAYS[:5])
    duties = (
        Duty(worker="demo-caseworker", skills=frozenset({"手話", "en"}), parking=120, **hours),  # type: ignore[arg-type]
        Duty(worker="demo-clerk", mode=Mode.BICYCLE, skills=frozenset({"en"}), **hours),  # type: ignore[arg-type]
        Duty(worker="demo-supervisor", parking=120, **{**hours, "end": clock("13:30")}),  # type: ignore[arg-type]
    )
    return tuple(Pattern(days=every_day, on_holidays=False, duty=duty) for duty in duties)


def on_duty(
    patterns: Iterable[Pattern], on: date, changes: Iterable[Change] = ()
) -> tuple[Duty, ...]:
    """Who goes out on a day, in the order of their ids."""
    differs = {change.worker: change for change in changes}
    found = []
    for pattern in patterns:
        worker = pattern.duty.worker
        change = differs.get(worker)
        if change is not None and change.away:
            continue
        if change is not None and change.hours is not None:
            found.append(_with_hours(pattern.duty, change.hours))
        elif _goes(pattern, on):
            found.append(pattern.duty)
    return tuple(sorted(found, key=lambda duty: duty.worker))


def _goes(pattern: Pattern, on: date) -> bool:
    free = jpholiday.is_holiday(on) and not pattern.on_holidays
    return DAYS[on.weekday()] in pattern.days and not free


def _with_hours(duty: Duty, hours: tuple[int, int]) -> Duty:
    """Other hours; the break stays where all of it still lies within them."""
    begin, end = hours
    pause = duty.pause
    if pause is not None and not (begin <= pause[0] and pause[1] + pause[2] <= end):
        pause = None
    return replace(duty, begin=begin, end=end, pause=pause)


def _pattern(given: Any, number: int, offices: Mapping[str, Point]) -> Pattern:
    where = f"entry {number} of `staff`"
    if not isinstance(given, dict) or not given.get("worker"):
        raise _wrong(f"{where} names no worker")
    strange = sorted(set(given) - _KNOWN)
    if strange:
        raise _wrong(f"{where} has `{strange[0]}`, which is not known")
    days = frozenset(given.get("days") or DAYS[:5])
    if not days <= set(DAYS):
        raise _wrong(f"{where} has a day that is none")
    begin, end = hours_of(str(given.get("hours", "08:30-17:15")), where)
    try:
        mode = Mode(given.get("by", "car"))
    except ValueError:
        raise _wrong(f"{where} goes by something else than car, bicycle or foot") from None
    return Pattern(
        days=days,
        on_holidays=bool(given.get("on_holidays", False)),
        duty=Duty(
            worker=str(given["worker"]),
            begin=begin,
            end=end,
            start=_start(given.get("start"), offices, where),
            mode=mode,
            pause=_pause(given.get("break"), where),
            skills=frozenset(map(str, given.get("skills") or ()))
            | frozenset(map(str, given.get("languages") or ())),
            parking=60 * int(given.get("parking_minutes", 2 if mode is Mode.CAR else 0)),
            most=given.get("most"),
        ),
    )


def _start(given: Any, offices: Mapping[str, Point], where: str) -> Point:
    if isinstance(given, dict):
        return _point(given)
    if given is None and len(offices) == 1:
        return next(iter(offices.values()))
    if given in offices:
        return offices[given]
    raise _wrong(f"{where} starts at an office that `offices` does not have")


def _point(given: Any) -> Point:
    try:
        return float(given["lat"]), float(given["lon"])
    except (TypeError, KeyError, ValueError):
        raise _wrong("a place is not written as {lat: …, lon: …}") from None


def _pause(given: Any, where: str) -> tuple[int, int, int] | None:
    if given is None:
        return None
    try:
        since, until = clock(str(given["from"])), clock(str(given["until"]))
        minutes = int(given["minutes"])
    except (TypeError, KeyError, ValueError):
        raise _wrong(f"{where} has a break without from, until, minutes") from None
    latest = until - 60 * minutes
    return since, max(latest, since), 60 * minutes


def hours_of(text: str, where: str = "a line") -> tuple[int, int]:
    """Hours written 08:30-17:15, in seconds of the day."""
    begin, dash, end = text.replace("～", "-").replace("〜", "-").partition("-")
    try:
        hours = clock(begin), clock(end)
    except ValueError:
        raise _wrong(f"{where} has hours that are not written 08:30-17:15") from None
    if not dash or hours[0] >= hours[1]:
        raise _wrong(f"{where} has hours that end before they begin")
    return hours


def clock(text: str) -> int:
    """09:30 in seconds of the day; a ValueError for anything else."""
    hour, _, minute = text.strip().partition(":")
    found = int(hour) * 3_600 + int(minute or 0) * 60
    if not 0 <= found <= 24 * 3_600:
        raise ValueError(text)
    return found


def _wrong(what: str) -> Problems:
    return fault(
        "VISIT010",
        what,
        "correct the file; docs/how-to/plan-visits.md shows one",
        where=Place(file=FILE),
    )
