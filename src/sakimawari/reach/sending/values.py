"""What is to be sent and in which state it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from sakimawari.reach.medium import Medium


class State(Enum):
    """Where a message stands. Each medium tried is an attempt of one message.

    WAITING recorded, its day has not come · CLAIMED a worker has it · SENT a provider took it ·
    UNSURE a provider may have taken it · DELIVERED · REPLIED the resident acted · FAILED no medium
    is left · STOPPED opted out, protected, departed or declined before it left · EXPIRED too late ·
    HELD_OUT never sent, to compare with
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    UNSURE = "unsure"
    DELIVERED = "delivered"
    REPLIED = "replied"
    FAILED = "failed"
    STOPPED = "stopped"
    EXPIRED = "expired"
    HELD_OUT = "held_out"


class Step(Enum):
    """Where one attempt stands: one message, by one medium, at one provider.

    CLAIMED a worker has it and has not called · CALLING the call may have begun · AGAIN nobody knows
    how a call ended, and a second one with the same id is harmless · SENT taken · UNSURE nobody will
    ever know, unless a report comes · DELIVERED · BUSY not taken: it may go to any provider ·
    REFUSED never taken · BOUNCED taken and not delivered · STOPPED not called, and not to be
    """

    CLAIMED = "claimed"
    CALLING = "calling"
    AGAIN = "again"
    SENT = "sent"
    UNSURE = "unsure"
    DELIVERED = "delivered"
    BUSY = "busy"
    REFUSED = "refused"
    BOUNCED = "bounced"
    STOPPED = "stopped"


# The provider may have it, now or soon: no other provider is called with the same id, and it counts
# as a contact with the person.
LIVE = (Step.CLAIMED, Step.CALLING, Step.AGAIN, Step.SENT, Step.UNSURE, Step.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One step of an approved plan, as sending takes it over. `id` is the plan's `step`.

    `subjects` and `why` (the plan's word for the occasion) stand in the order of `services`.
    """

    id: str
    plan: str
    person: str
    household: str
    ward: str
    language: str
    services: tuple[str, ...]
    subjects: tuple[str, ...]
    media: tuple[Medium, ...]  # the first to be tried, then the further ones
    send_on: date
    useful_until: date | None
    variant: str = "a"
    held_out: bool = False
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many messages were taken over, and how many had been before."""

    new: int
    known: int
