"""What of a returned slip is kept and shown: frozen values, sealed for the person they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from sakimawari.reach.letters.geometry import Answer, Area, Kind
from sakimawari.reach.returned.fields import FieldRead, Found
from sakimawari.reach.telling.occasion import ABOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A field of a slip as it stands now: read by the machine, and maybe settled by a clerk.

    `value` is what counts; `read` what the machine read, to be compared with and gone back to.
    `by` is the account of whoever settled it, "" for the machine.
    """

    key: str
    kind: Kind
    answer: Answer
    service: str
    offer: int
    name: str
    label: str
    found: Found
    value: str
    read: str
    sure: float
    why: str
    area: Area
    options: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    by: str = ""

    @property
    def settled(self) -> bool:
        """Whether nobody has to look at it any more."""
        return self.found is not Found.DOUBTFUL or bool(self.by)


def entry_of(read: FieldRead) -> Entry:
    """A field as the machine read it."""
    return Entry(
        key=read.key,
        kind=read.kind,
        answer=read.answer,
        service=read.service,
        offer=read.offer,
        name=read.name,
        label=read.label,
        found=read.found,
        value=read.value,
        read=read.value,
        sure=round(read.sure, 4),
        why=read.why,
        area=read.area,
        options=read.options,
        details=read.details,
    )


COMMON = "-"


def open_in(content: Content) -> tuple[str, ...]:
    """The services of a slip with a field to be settled, COMMON for fields about the addressee."""
    found = (entry.service or COMMON for entry in content.entries if not entry.settled)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sealed of a slip. `look`: why a person must see it though its fields are sure."""

    entries: tuple[Entry, ...]
    look: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTold:
    """A page as the reading process tells of it; pictures are JPEG."""

    number: int
    reference: str = ""
    problem: str = ""  # id of a problem, "" where it was read
    what: str = ""
    sure: bool = False
    content: Content | None = None
    page: bytes = b""
    slip: bytes = b""


class State(Enum):
    """Where a slip stands. WAITING: a clerk must look. DONE: everything on it was carried out."""

    WAITING = "waiting"
    DONE = "done"


class PageState(Enum):
    """What became of a page: read, seen before, or set aside for a person."""

    READ = "read"
    TWICE = "twice"
    ASIDE = "aside"
    CLEARED = "cleared"  # set aside, and a person has dealt with it


class Done(Enum):
    """What followed from an answer on a slip."""

    CASE = "case"  # a case was opened, or one was open already
    DECLINED = "declined"
    OBJECTED = "objected"
    ACCEPTED = "accepted"  # given without an application anyway
    CONSULT = "consult"  # somebody is to call them
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A slip as lists and the clerk's desk show it."""

    reference: str
    person: str
    household: str
    ward: str
    services: tuple[str, ...]
    open: tuple[str, ...]  # services with a field to be settled; COMMON for the addressee's own
    state: State
    arrived_at: datetime
    done_at: datetime | None
    by: str
    silent: bool  # nobody had to look
    version: int
    page: str
    content: Content | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A page nobody could be found for, or that must not be followed by a machine."""

    id: str
    problem: str
    reference: str
    person: str
    file: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A day's (or a file's) work in counts."""

    pages: int = 0
    read: int = 0
    silent: int = 0
    waiting: int = 0
    done: int = 0
    twice: int = 0
    aside: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0
    declined: int = 0
    consults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """Somebody who asked on a slip to be advised on a service."""

    id: int
    person: str
    ward: str
    service: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What of the desk somebody may work on. None is everything.

    A slip of several departments is settled by each for its own services; its whole picture is for
    those who look after all of them.
    """

    wards: frozenset[str] | None = None
    services: frozenset[str] | None = None

    def covers(self, sheet: Sheet) -> bool:
        """Whether a whole slip is within."""
        return all(self.covers_service(sheet.ward, service) for service in sheet.services)

    def touches(self, sheet: Sheet) -> bool:
        """Whether one of its services is within."""
        return any(self.covers_service(sheet.ward, service) for service in sheet.services)

    def has_work(self, sheet: Sheet) -> bool:
        """Whether a field within is still open, or the slip only waits to be carried out."""
        mine = [one for one in sheet.open if one == COMMON or self.covers_service(sheet.ward, one)]
        return self.touches(sheet) and (bool(mine) or not sheet.open)

    def covers_entry(self, sheet: Sheet, entry: Entry) -> bool:
        """Whether a field is within; those about the addressee are everybody's."""
        return not entry.service or self.covers_service(sheet.ward, entry.service)

    def covers_service(self, ward: str, service: str) -> bool:
        """Whether a service in a ward is within."""
        near = self.wards is None or not ward or ward in self.wards
        return near and (self.services is None or service.removeprefix(ABOUT) in self.services)
