"""The calendar as an iCalendar file (RFC 5545) to take into one's own: days and services, no names.

Whoever shares a calendar with others can have the services left out too (`discreet`): each entry
then says only that something of the city falls on that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_FOLD_BYTES = 73  # a line holds 75 bytes, a fold takes one
_REMIND_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A whole day with what it is about; `remind` adds an alarm a week before."""

    on: date
    key: str  # tells it from others of the day, and is the same when taken in again
    title: str
    text: str = ""
    remind: bool = False


def written(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """The file, its lines folded and ended as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sakimawari//my page//JA",
        "METHOD:PUBLISH",
    ]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for entry in entries:
        lines.extend(_event(entry, stamp))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folds(line)).encode()


def _event(entry: Entry, stamp: str) -> Iterator[str]:
    digest = hashlib.sha256(f"{entry.on.isoformat()}\0{entry.key}".encode()).hexdigest()
    yield "BEGIN:VEVENT"
    yield f"UID:{digest[:32]}@sakimawari"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(entry.title)}"
    if entry.text:
        yield f"DESCRIPTION:{_escaped(entry.text)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    if entry.remind:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{_REMIND_DAYS}D")
        yield f"DESCRIPTION:{_escaped(entry.title)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for mark, written_as in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, written_as)
    return text.replace("\r", "")


def _folds(line: str) -> Iterator[str]:
    """A line in pieces of bytes, never cut within a character."""
    held, size, first = "", 0, True
    for character in line:
        width = len(character.encode())
        if size + width > _FOLD_BYTES:
            yield held if first else f" {held}"
            held, size, first = "", 0, False
        held, size = held + character, size + width
    yield held if first else f" {held}"
