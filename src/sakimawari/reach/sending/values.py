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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One step of an approved plan, as sending takes it over. `id` is the plan's `step`."""

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
