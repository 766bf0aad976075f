"""A change of a pack as values: its states, its edits, what was reckoned of it, who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sakimawari.packs.editing.edits import Edit
from sakimawari.packs.editing.wording import Told


class State(Enum):
    """Where a change stands.

    DRAFT       下書き: its drafter edits it
    SUBMITTED   承認待ち: somebody else reads it
    APPROVED    承認済み: takes effect on its day, or is about to
    ACTIVE      施行済み: in the city's packs
    ASKED_BACK  取消し待ち: somebody asks to take it back, another has to confirm
    TAKEN_BACK  取消し済み: what was in effect before is in effect again
    WITHDRAWN   取下げ: its drafter gave it up
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACTIVE = "active"
    ASKED_BACK = "asked_back"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED})
STEPS: Mapping[str, tuple[frozenset[State], State]] = {
    "submit": (frozenset({State.DRAFT}), State.SUBMITTED),
    "return": (frozenset({State.SUBMITTED, State.APPROVED}), State.DRAFT),
    "approve": (frozenset({State.SUBMITTED}), State.APPROVED),
    "activate": (frozenset({State.APPROVED}), State.ACTIVE),
    "ask_back": (frozenset({State.ACTIVE}), State.ASKED_BACK),
    "keep": (frozenset({State.ASKED_BACK}), State.ACTIVE),
    "take_back": (frozenset({State.ASKED_BACK}), State.TAKEN_BACK),
    "withdraw": (frozenset({State.DRAFT, State.SUBMITTED}), State.WITHDRAWN),
}


class Kind(Enum):
    """What is reckoned of a draft, in this order."""

    SAMPLE = "sample"
    EXAMPLES = "examples"
    EXACT = "exact"


SAMPLE = 20_000  # households of a first look


def kinds_for(households: int) -> tuple[Kind, ...]:
    """What is reckoned in a city: a small one is read whole at once."""
    return tuple(kind for kind in Kind if kind is not Kind.SAMPLE or households > SAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the staff, as the record of a change names them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one pack.

    `told` are the edits in words, against the pack they were made upon. `base` is the hash of the pack it was made from, `hash` that of the draft (empty while it does
    not load: `faults` say why). `earlier` is the folder of what it replaced. `activate_on` is the
    day it is put into the city's packs, None at once.
    """

    id: str
    pack: str
    title: str
    state: State
    drafter: Person
    made: datetime
    changed: datetime
    base: str
    base_version: str
    version: str
    edits: tuple[Edit, ...]
    told: tuple[Told, ...]
    hash: str
    faults: tuple[Mapping[str, Any], ...]
    note: str
    activate_on: date | None
    approver: Person | None
    asker: Person | None
    earlier: str
    failure: Mapping[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Whether it may still come into effect."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something reckoned of a draft: waiting, running, done or failed.

    It counts only while `hash` is that of the draft and `packs` that of the packs in effect.
    """

    kind: Kind
    hash: str
    packs: str
    state: str
    stage: str
    share: float
    asked: datetime
    finished: datetime | None
    result: Mapping[str, Any] | None
    faults: tuple[Mapping[str, Any], ...]

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_under_way(self) -> bool:
        return self.state in {"waiting", "running"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the record: who did what, when, and why."""

    at: datetime
    person: Person
    what: str
    note: str
