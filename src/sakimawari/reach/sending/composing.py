"""The seam to the words: who puts a message into words and finds the address, by medium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.message import Message, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A message to be put into words, with the services that are still to be told.

    `id` is our own id of it by this medium.
    """

    id: str
    message: Message
    medium: Medium
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Words and address. Personal data: never logged, never in an error.

    `missing` is a code where there is nothing to send to or to say (no_address, nothing_left,
    too_long); then the rest is empty. `to` is empty for media that leave as a batch.
    """

    missing: str = ""
    to: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)


class Composer(Protocol):
    """Whoever writes messages. Pure enough to be asked twice: the same message, the same words."""

    def compose(self, wanted: Sequence[Wanted], *, at: datetime) -> Mapping[str, Composed]:
        """Each message in words, by `Wanted.id`."""
