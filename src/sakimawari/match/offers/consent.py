"""Introductions: both sides are told of an anonymous profile, and nobody is named before both agree.

    proposed → told (each side) → agreed (each side) → introduced → outcome
       any side may decline, or withdraw what it agreed to, with a reason; then the introduction is closed

Pure: an introduction's state is what its events make of it. Events are only added, never changed
(`introductions` keeps them). A refusal is learned from at the next match (経緯).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimawari.match.offers.values import Entry, Side
from sakimawari.match.offers.wording import known_to_several, plain
from sakimawari.problems import fault


class Event(StrEnum):
    """What happens to an introduction."""

    PROPOSED = "proposed"
    TOLD = "told"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDREW = "withdrew"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class State(StrEnum):
    """Where an introduction stands."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


REASONS = ("遠い", "時間", "内容", "人数", "費用", "条件", "ほかで決まった", "その他")
CLOSED = frozenset({State.DECLINED, State.SUCCEEDED, State.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event: of which introduction, by which side (None: the office), on which day, why."""

    introduction: str
    event: Event
    side: Side | None = None
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """An introduction and what its events have made of it."""

    id: str
    need: str
    offer: str
    told: frozenset[Side] = frozenset()
    agreed: frozenset[Side] = frozenset()
    state: State = State.PROPOSED
    ended_by: Side | None = None
    reason: str = ""

    @property
    def may_name(self) -> bool:
        """Whether the sides may learn who the other is: both agreed, and neither withdrew."""
        return len(self.agreed) == 2 and self.state in (State.INTRODUCED, State.SUCCEEDED)


def after(introduction: Introduction, happened: Happened) -> Introduction:
    """The introduction after an event. OFFER013 where the event cannot follow."""
    problem = _refusal(introduction, happened)
    if problem is not None:
        raise fault("OFFER013", problem, _remedy(introduction))
    told, agreed = introduction.told, introduction.agreed
    state, side = introduction.state, happened.side
    ended_by, reason = introduction.ended_by, introduction.reason
    sides = frozenset() if side is None else frozenset({side})
    match happened.event:
        case Event.TOLD:
            told |= sides
            state = State.WAITING
        case Event.AGREED:
            agreed |= sides
            state = State.INTRODUCED if len(agreed) == 2 else State.WAITING
        case Event.DECLINED | Event.WITHDREW:
            agreed -= sides
            state, ended_by, reason = State.DECLINED, side, happened.reason
        case Event.SUCCEEDED:
            state = State.SUCCEEDED
        case Event.FAILED:
            state, ended_by, reason = State.FAILED, side, happened.reason
        case Event.PROPOSED:
            pass
    return Introduction(
        id=introduction.id,
        need=introduction.need,
        offer=introduction.offer,
        told=told,
        agreed=agreed,
        state=state,
        ended_by=ended_by,
        reason=reason,
    )


def _refusal(introduction: Introduction, happened: Happened) -> str | None:
    event, side = happened.event, happened.side
    if introduction.state in CLOSED:
        return f"the introduction is closed ({introduction.state})"
    if event is Event.PROPOSED:
        return "the introduction is proposed already"
    if event in (Event.SUCCEEDED, Event.FAILED):
        if introduction.state is not State.INTRODUCED:
            return "an outcome can only follow when both sides have agreed"
        return None
    if side is None:
        return f"`{event}` needs a side: need or offer"
    if event is Event.TOLD:
        return "this side has been told already" if side in introduction.told else None
    if side not in introduction.told:
        return "this side has not been told of the other yet"
    if event is Event.WITHDREW and side not in introduction.agreed:
        return "this side has not agreed to anything it could withdraw"
    if event is Event.AGREED and side in introduction.agreed:
        return "this side has agreed already"
    if event in (Event.DECLINED, Event.WITHDREW) and happened.reason not in REASONS:
        return "a refusal needs its reason"
    return None


def _remedy(introduction: Introduction) -> str:
    if introduction.state in CLOSED:
        return "propose a new introduction with the next match"
    return f"tell both sides first, then record what each says; reasons: {'、'.join(REASONS)}"


def states(proposed: Iterable[Introduction], events: Iterable[Happened]) -> dict[str, Introduction]:
    """Every introduction as its events make it. OFFER013 for an event of an unknown introduction."""
    found = {each.id: each for each in proposed}
    for happened in events:
        if happened.introduction not in found:
            raise fault(
                "OFFER013",
                "the event is of an introduction that is not in the book",
                "write its id as introductions.csv has it",
            )
        if happened.event is not Event.PROPOSED:
            found[happened.introduction] = after(found[happened.introduction], happened)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one side is told of the other before anybody is named."""

    kind: str
    ward: str
    days: str
    text: str
    words: tuple[str, ...]


def profile(entry: Entry, all_texts: Sequence[str]) -> Profile:
    """An anonymous profile: the text its owner wrote for others (公開文) if there is one, and words.

    The free text itself is never passed on: it may name somebody. Its words are, if at least three
    texts hold them, so that a name or number of one person is none of them.
    """
    several = known_to_several(all_texts, least=3)
    own = plain(entry.text)
    words = sorted((word for word in several if word in own), key=own.index)
    days = entry.times.weekdays
    return Profile(
        kind=entry.kind,
        ward=entry.ward,
        days="" if days is None else "・".join("月火水木金土日"[day] for day in sorted(days)),
        text=entry.public,
        words=tuple(word for word in words if not word.isdigit())[:8],
    )
