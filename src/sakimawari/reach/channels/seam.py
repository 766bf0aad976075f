"""The seam between sending and a provider: a parcel goes out, an answer and later reports come back.

A parcel bears our own id, which never changes: a provider that heard it before refuses the second,
and one that may have heard it is asked before it is called again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Protocol

from sakimawari.reach.medium import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message ready to go. Personal data: never logged, never in an error.

    `to` is the address by the medium: an e-mail address, a telephone number, a LINE user's id.
    """

    id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str = "ja"
    unsubscribe: str = field(default="", repr=False)  # address for one-click opt-out (RFC 8058)


class Outcome(Enum):
    """What a provider said to a call.

    ACCEPTED  it has the message (or had it before under the same id)
    REFUSED   it will never take this one: wrong address, blocked by the receiver
    BUSY      not now: try again later, at this provider or another
    UNSURE    nobody knows: the line broke after the message may have been taken
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    BUSY = "busy"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A provider's answer; `why` is a short code without anything of the receiver."""

    outcome: Outcome
    theirs: str = ""  # the provider's id
    why: str = ""
    wait_seconds: float = 0.0


class Said(Enum):
    """What a later report says."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"  # for ever: the address does not exist
    FAILED = "failed"  # not delivered this time
    READ = "read"
    COMPLAINED = "complained"  # marked as unwanted: counts as an opt-out
    STOPPED = "stopped"  # opted out of this medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report on a parcel, under our id or the provider's; it may come twice and out of order."""

    provider: str
    said: Said
    at: datetime
    id: str = ""
    theirs: str = ""


class Provider(Protocol):
    """Somebody who carries parcels of one medium."""

    @property
    def name(self) -> str:
        """A short name, unique in the city: smtp, line, sms-a."""

    @property
    def medium(self) -> Medium:
        """What it carries."""

    @property
    def repeats_for(self) -> timedelta:
        """For how long a second call with the same id is known to be the first one again.

        Within it an unsure call may simply be made again: the provider itself refuses the second.
        Zero where each call may become another message.
        """

    def send(self, parcel: Parcel) -> Answer:
        """Hand a parcel over; never raises for what a network or provider does."""

    def has(self, id: str) -> bool | None:
        """Whether it took a parcel with our id; None where it cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message of a batch: a line of a file, or of a list that staff work through.

    Personal data: never logged, never in an error. `useful_until`: after this day nobody is called
    or visited about it any more. `why` stands beside `services`, in the words of the `plan`.
    """

    id: str
    person: str
    household: str
    ward: str
    language: str
    services: tuple[str, ...]
    subjects: tuple[str, ...]
    subject: str = field(repr=False)
    text: str = field(repr=False)
    useful_until: date | None = None
    variant: str = "a"
    why: tuple[str, ...] = ()
    plan: str = ""


class BatchWriter(Protocol):
    """Somebody who takes messages of one medium as a batch: a file, a list for staff."""

    @property
    def name(self) -> str:
        """A short name, unique in the city: letters, portal, calls, visits."""

    @property
    def medium(self) -> Medium:
        """What it carries."""

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Take a batch over whole or not at all, and answer for each id.

        The same batch again, or an id that any batch took before, is ACCEPTED and done once. REFUSED
        where this medium does not reach the person: no number, no address, a protection.
        """
