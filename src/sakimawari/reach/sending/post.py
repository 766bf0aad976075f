"""The post: everything a worker needs to send, as one value; and what it did, counted."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sakimawari.reach.channels.seam import BatchWriter, Closes
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.call_store import Lease
from sakimawari.reach.sending.caps import Contacts
from sakimawari.reach.sending.claim_store import Asking
from sakimawari.reach.sending.composing import Composed, Composer
from sakimawari.reach.sending.gates import Gates
from sakimawari.reach.sending.health import Limits
from sakimawari.reach.sending.provider_store import Carrier
from sakimawari.reach.terms.values import Terms


def _pass(place: str) -> None:
    """What a worker does between its steps: nothing."""


def _nothing(at: datetime) -> Sequence[Contacts]:
    """A post that knows of no contact but its own."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One worker's means. `worker` is unique in the world; `carriers` in the order they are tried.

    `lease`: how long a worker may be silent before another looks after what it held; longer than
    any call. `beyond`: contacts of the last month that no plan asked for. `seal` puts the words of a
    message under the seal of a person, so that what was said is kept (None: it is not). `checkpoint`
    is told the name of each step as it is reached.
    """

    worker: str
    carriers: Sequence[Carrier]
    writers: Sequence[BatchWriter]
    gates: Gates
    composer: Composer
    terms: Terms
    clock: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)
    lease: timedelta = timedelta(minutes=5)
    batch_lease: timedelta = timedelta(minutes=30)
    beyond: Callable[[datetime], Sequence[Contacts]] = _nothing
    most: int = 500
    most_in_batch: int = 5_000
    seal: Callable[[str, Composed], bytes] | None = None
    checkpoint: Callable[[str], None] = _pass
    stopping: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    done: Counter[str] = field(default_factory=Counter)
    troubles: list[Exception] = field(default_factory=list)

    @property
    def reply_within(self) -> timedelta:
        """How long a reply is waited for before the next medium."""
        return timedelta(days=self.terms.reply_within_days)

    def carriers_of(self, medium: Medium) -> tuple[Carrier, ...]:
        """The providers of a medium, in the order they are tried."""
        return tuple(each for each in self.carriers if each.medium is medium)

    def carrier(self, name: str) -> Carrier | None:
        """A provider by its name; None for one the city no longer has."""
        return next((each for each in self.carriers if each.name == name), None)

    def media(self) -> tuple[Medium, ...]:
        """The media sent one by one that have a provider."""
        return tuple(dict.fromkeys(each.medium for each in self.carriers))

    def asking(self, *, most: int | None = None, batch: bool = False) -> Asking:
        """A new claim, under a token no other ever had."""
        at = self.clock()
        return Asking(
            token=f"{self.worker} {next(self.numbers)}",
            at=at,
            until=at + (self.batch_lease if batch else self.lease),
            most=self.most if most is None else most,
        )

    def lease_of(self, token: str, *, batch: bool = False) -> Lease:
        """The lease of a claim, from now on."""
        at = self.clock()
        until = at + (self.batch_lease if batch else self.lease)
        return Lease(token=token, at=at, until=until, reply_within=self.reply_within)

    def close(self) -> None:
        """Close the lines to providers that hold one open; a call after it opens a new one."""
        for each in self.carriers:
            if isinstance(each.provider, Closes):
                each.provider.close()
