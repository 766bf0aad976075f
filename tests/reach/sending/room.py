"""A sending room for the tests: a clock that is told the time, gates and words that are simple, and a
provider that keeps a ledger of what residents would have received.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sakimawari.reach.channels.seam import Answer, Item, Outcome, Parcel, Provider
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.composing import Composed, Wanted
from sakimawari.reach.sending.gates import Verdict
from sakimawari.reach.sending.health import Limits
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import Message
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.provider_store import Carrier
from sakimawari.reach.sending.values import Outgoing
from sakimawari.reach.terms.values import Terms

MONDAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=JAPAN)
FREELY = Terms(
    per_person_a_week=99, per_person_a_month=99, per_household_a_week=99, on_holidays=True
)


def outgoing(
    id: str = "step-1",
    *,
    person: str = "resident",
    household: str = "home",
    services: Sequence[str] = ("child-allowance",),
    subjects: Sequence[str] = (),
    media: Sequence[Medium] = (Medium.EMAIL, Medium.LETTER),
    send_on: date = MONDAY,
    useful_until: date | None = None,
    held_out: bool = False,
    plan: str = "2026-06-01",
) -> Outgoing:
    """A step of a plan."""
    return Outgoing(
        id=id,
        plan=plan,
        person=person,
        household=household,
        ward="小倉北区",
        language="ja",
        services=tuple(services),
        subjects=tuple(subjects) or (person,) * len(services),
        media=tuple(media),
        send_on=send_on,
        useful_until=useful_until,
        held_out=held_out,
    )


@dataclass(slots=True)
class Clock:
    """The time, as the test says."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(slots=True)
class OpenGates:
    """Everybody may be told of everything, but for what a test says."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def judge(self, messages: Sequence[Message], *, at: datetime) -> Mapping[str, Verdict]:
        return {
            each.id: self.verdicts.get(each.id, Verdict(tellings=each.tellings))
            for each in messages
        }


@dataclass(slots=True)
class PlainComposer:
    """The same words for everybody; `homeless` are people without an address."""

    homeless: set[str] = field(default_factory=set)

    def compose(self, wanted: Sequence[Wanted], *, at: datetime) -> Mapping[str, Composed]:
        return {each.id: self._one(each) for each in wanted}

    def _one(self, wanted: Wanted) -> Composed:
        person = wanted.message.person
        if person in self.homeless:
            return Composed(missing="no_address")
        return Composed(to=person, subject="お知らせ", text=" ".join(s for s, _ in wanted.tellings))


@dataclass(slots=True)
class Ledgered:
    """A provider that notes what residents receive. `script` says what it does with a call.

    `remembers`: it refuses a second parcel with the same id. `tells`: it can be asked.
    """

    name: str = "mail"
    medium: Medium = Medium.EMAIL
    repeats_for: timedelta = timedelta(0)
    tells: bool = False
    script: Callable[[Parcel], str] = lambda parcel: "ok"
    received: Counter[str] = field(default_factory=Counter)
    said: list[tuple[str, str]] = field(default_factory=list)

    def send(self, parcel: Parcel) -> Answer:
        does = self.script(parcel)
        if does == "busy":
            return Answer(outcome=Outcome.BUSY, why="down")
        if does == "refuse":
            return Answer(outcome=Outcome.REFUSED, why="unknown")
        if does == "lost":
            return Answer(outcome=Outcome.UNSURE, why="timeout")
        if not (self.repeats_for and self.received[parcel.id]):
            self.received[parcel.id] += 1
            self.said.append((parcel.to, parcel.text))
        if does == "hang":
            return Answer(outcome=Outcome.UNSURE, why="timeout")
        return Answer(outcome=Outcome.ACCEPTED, theirs=f"{self.name}-{parcel.id}")

    def has(self, id: str) -> bool | None:
        return bool(self.received[id]) if self.tells else None


@dataclass(slots=True)
class Shelf:
    """A batch writer that publishes each batch once, and notes what is in it."""

    name: str = "letters"
    medium: Medium = Medium.LETTER
    published: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda batch: None
    after: Callable[[str], None] = lambda batch: None

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        self.before(batch)
        taken = {item.id for some in self.published.values() for item in some}
        if batch not in self.published:
            self.published[batch] = tuple(item for item in items if item.id not in taken)
        self.after(batch)
        return {item.id: Answer(outcome=Outcome.ACCEPTED, theirs=batch) for item in items}


def post(
    clock: Callable[[], datetime],
    *providers: Provider,
    terms: Terms = FREELY,
    worker: str = "worker",
    writers: Sequence[Shelf] = (),
    gates: OpenGates | None = None,
    composer: PlainComposer | None = None,
    limits: Limits | None = None,
    checkpoint: Callable[[str], None] = lambda place: None,
    at_once: int = 1,
    a_second: float | None = None,
) -> Post:
    """A worker's means over these providers."""
    return Post(
        worker=worker,
        carriers=[Carrier(provider=p, at_once=at_once, a_second=a_second) for p in providers],
        writers=writers,
        gates=gates or OpenGates(),
        composer=composer or PlainComposer(),
        terms=terms,
        clock=clock,
        limits=limits or Limits(),
        checkpoint=checkpoint,
    )
