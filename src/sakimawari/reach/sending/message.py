"""A message as a worker holds it, and what becomes of it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.values import State, Step

Telling = tuple[str, str]  # a service's slug, and whose right it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One step of a plan with where it stands. `media` in the order they are tried.

    `occasions` says why there is something to say, in the plan's words; `why` what became of it.
    """

    id: str
    plan: str
    person: str
    household: str
    ward: str
    language: str
    tellings: tuple[Telling, ...]
    media: tuple[Medium, ...]
    position: int
    state: State
    send_on: date
    useful_until: date | None
    variant: str
    tries: int
    due_at: datetime | None
    recorded_at: datetime
    sent_at: datetime | None = None
    replied_at: datetime | None = None
    why: str = ""
    occasions: Mapping[Telling, str] = field(default_factory=dict)

    @property
    def medium(self) -> Medium:
        """The medium whose turn it is."""
        return self.media[self.position]

    @property
    def next_medium(self) -> Medium | None:
        """The one that is tried after it, if there is one."""
        further = self.media[self.position + 1 :]
        return further[0] if further else None

    @property
    def services(self) -> tuple[str, ...]:
        """The slugs, the most pressing first."""
        return tuple(slug for slug, _ in self.tellings)


# The best of what is known of several attempts comes first.
_BEST = (Step.DELIVERED, Step.SENT, Step.UNSURE, Step.CALLING, Step.AGAIN)
_STATE_OF = {Step.DELIVERED: State.DELIVERED, Step.SENT: State.SENT}


def ended_as(attempts: Iterable[Step], otherwise: State) -> State:
    """How a message ends about which nothing more is done.

    What reached somebody, or may have, by an earlier medium did so for good: only a message that
    never left is STOPPED, EXPIRED or FAILED.
    """
    steps = set(attempts)
    best = next((step for step in _BEST if step in steps), None)
    return otherwise if best is None else _STATE_OF.get(best, State.UNSURE)


def is_too_late(useful_until: date | None, on: date) -> bool:
    """Whether a message is of no use any more on a day; its last day still counts."""
    return useful_until is not None and on > useful_until
