"""What was sent to one person, by which medium, when, and what came of it. Read behind an open record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Service
from sakimawari.reach.sending.message import Message
from sakimawari.reach.sending.reading_store import Attempt, History, history_of
from sakimawari.reach.sending.values import State, Step

# An attempt that may have reached somebody.
WENT_OUT = frozenset({Step.SENT, Step.UNSURE, Step.DELIVERED, Step.BOUNCED, Step.AGAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One attempt: by which medium, how it ended, when it was made."""

    medium: str
    state: str
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of a person's history, the services by their names.

    `at` is the moment it first went out; None for one that waits, which has its day in `on`.
    """

    id: str
    services: tuple[tuple[str, str], ...]  # slug and name
    state: str
    medium: str
    at: datetime | None
    on: date
    replied_at: datetime | None
    ways: tuple[Way, ...]

    @property
    def went_out(self) -> bool:
        """Whether anything of it may have reached the person."""
        return self.at is not None


def told_to(
    person: str, services: Mapping[str, Service], *, language: str = "ja"
) -> tuple[Told, ...]:
    """The messages of a person, the newest first. Whoever asks has opened the person's record."""
    return tuple(_told(each, services, language) for each in history_of(person))


def _told(each: History, services: Mapping[str, Service], language: str) -> Told:
    message = each.message
    return Told(
        id=message.id,
        services=tuple(
            (slug, name_of(services.get(slug), slug, language))
            for slug in dict.fromkeys(message.services)
        ),
        state=message.state.value,
        medium=message.medium.value,
        at=_first(message, each.attempts),
        on=message.send_on,
        replied_at=message.replied_at if message.state is State.REPLIED else None,
        ways=tuple(_way(attempt) for attempt in each.attempts),
    )


def _first(message: Message, attempts: tuple[Attempt, ...]) -> datetime | None:
    moments = [
        moment
        for attempt in attempts
        if attempt.state in WENT_OUT and (moment := attempt.called_at or attempt.answered_at)
    ]
    return message.sent_at or min(moments, default=None)


def _way(attempt: Attempt) -> Way:
    return Way(
        medium=attempt.medium.value,
        state=attempt.state.value,
        why=attempt.why,
        at=attempt.answered_at or attempt.called_at,
    )


def name_of(service: Service | None, slug: str, language: str) -> str:
    """A service's name in a language, its official one where it has none."""
    if service is None:
        return slug
    return (service.messages or Messages()).names.get(language, service.name)
