"""What was sent to one person, by which medium, when, and what came of it. Read behind an open record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sakimawari.guard.keys import Keys
from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems
from sakimawari.reach.plans.folder import open_plan, topics_of
from sakimawari.reach.sending.message import Message
from sakimawari.reach.sending.reading_store import Attempt, History, history_of
from sakimawari.reach.sending.said_store import Said, said_to
from sakimawari.reach.sending.values import State, Step
from sakimawari.reach.telling.offer import Language, Wording
from sakimawari.reach.telling.staff_topic import TOPIC, StaffTopic

# An attempt that may have reached somebody.
WENT_OUT = frozenset({Step.SENT, Step.UNSURE, Step.DELIVERED, Step.BOUNCED, Step.AGAIN})
# Of a topic whose words went with its plan.
_NAMELESS = Wording(
    ja="市からのお知らせ", easy="市役所からの お知らせ", en="A notice from the city"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One attempt: by which medium, how it ended, when it was made, and what was said, where it may
    have reached the person (of letters nothing: they are kept as they were printed).
    """

    medium: str
    state: str
    why: str
    at: datetime | None
    said: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of a person's history, the services by their names; a topic of staff has no slug.

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
    person: str, services: Mapping[str, Service], *, keys: Keys, home: Path, language: str = "ja"
) -> tuple[Told, ...]:
    """The messages of a person, the newest first. Whoever asks has opened the person's record."""
    histories = history_of(person)
    said = said_to(person, [each.message.id for each in histories], keys)
    names = _Names(services=services, home=home, language=language)
    return tuple(_told(each, names, said) for each in histories)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What things are called in a language; topics as the plan that told of them says."""

    services: Mapping[str, Service]
    home: Path
    language: str

    def of(self, message: Message) -> tuple[tuple[str, str], ...]:
        """Slug and name of each thing told, each once."""
        slugs = tuple(dict.fromkeys(message.services))
        topics: Mapping[str, StaffTopic] = {}
        if any(slug.startswith(TOPIC) for slug in slugs):
            topics = self._topics(message.plan)
        return tuple(
            ("", self._topic(topics.get(slug)))
            if slug.startswith(TOPIC)
            else (slug, name_of(self.services.get(slug), slug, self.language))
            for slug in slugs
        )

    def _topics(self, plan: str) -> Mapping[str, StaffTopic]:
        try:
            return topics_of(open_plan(self.home, plan))
        except Problems:  # its folder is gone by schedule
            return {}

    def _topic(self, topic: StaffTopic | None) -> str:
        language = Language(self.language)
        return _NAMELESS.speak(language) if topic is None else topic.name.speak(language)


def _told(each: History, names: _Names, said: Mapping[str, Said]) -> Told:
    message = each.message
    return Told(
        id=message.id,
        services=names.of(message),
        state=message.state.value,
        medium=message.medium.value,
        at=_first(message, each.attempts),
        on=message.send_on,
        replied_at=message.replied_at if message.state is State.REPLIED else None,
        ways=tuple(_way(attempt, said) for attempt in each.attempts),
    )


def _first(message: Message, attempts: tuple[Attempt, ...]) -> datetime | None:
    moments = [
        moment
        for attempt in attempts
        if attempt.state in WENT_OUT and (moment := attempt.called_at or attempt.answered_at)
    ]
    return message.sent_at or min(moments, default=None)


def _way(attempt: Attempt, said: Mapping[str, Said]) -> Way:
    return Way(
        said=said.get(attempt.ours) if attempt.state in WENT_OUT else None,
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
