"""The seam between sending and a provider: a parcel goes out, an answer and later reports come back.

A parcel bears our own id, which never changes: a provider that heard it before refuses the second,
and one that may have heard it is asked before it is called again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a provider is called, and what it does with a parcel it may have already.

    `can_be_asked`: `has` says yes or no once the call is over. `refuses_second_for`: so long after
    the first call, a second with the same id reaches nobody twice (zero: not at all). A provider with neither
    is never called again after a call whose end nobody knows. `a_second`: calls it takes in a
    second, None where it sets no limit; `at_once`: calls it takes at the same time.
    """

    can_be_asked: bool = False
    refuses_second_for: timedelta = timedelta(0)
    a_second: float | None = None
    at_once: int = 1


class Provider(Protocol):
    """Somebody who carries parcels of one medium."""

    @property
    def name(self) -> str:
        """A short name, unique in the city: smtp, line, sms-a."""

    @property
    def medium(self) -> Medium:
        """What it carries."""

    @property
    def habits(self) -> Habits:
        """How it is called."""

    def send(self, parcel: Parcel) -> Answer:
        """Hand a parcel over; never raises for what a network or provider does."""

    def has(self, id: str) -> bool | None:
        """Whether it took a parcel with our id; None where it cannot be asked, or not now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One message of a batch: to whom, about what. Keys only; the writer opens what it needs.

    `id` is our own id of this message by this medium, as in a `Parcel`; `message` the plan's step.
    `services` and `subjects` (whose right each is) stand in the same order.
    """

    id: str
    message: str
    plan: str
    person: str
    household: str
    ward: str
    language: str
    services: tuple[str, ...]
    subjects: tuple[str, ...]
    variant: str = "a"
    useful_until: date | None = None


class BatchWriter(Protocol):
    """Whoever makes the letters, the file or the list of one medium that leave together.

    A batch is published by one rename of a whole folder: it is there or it is not.
    """

    @property
    def medium(self) -> Medium:
        """What it writes."""

    def write(self, batch_id: str, items: Sequence[BatchItem]) -> tuple[Path, ...]:
        """Write and publish a batch; the files of a published one, unchanged, if it exists.

        An item that cannot be written (no address) is left out, and named by `left_out`.
        A withdrawn batch is not written: REACH052.
        """

    def left_out(self, batch_id: str) -> dict[str, str]:
        """Of a published batch, the items that are not in it, by id, each with a short code."""

    def withdraw(self, batch_id: str) -> bool:
        """See to it that a batch is never published any more; False where it already is.

        Whoever still writes it fails at its rename, however late.
        """
