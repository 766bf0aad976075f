"""Between the claim and the call: judged by today's registers, put into words, addressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sakimawari.guard.keys import Keys
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import call_store as calls
from sakimawari.reach.sending import said_store
from sakimawari.reach.sending.call_store import Fate, Kind
from sakimawari.reach.sending.claim_store import Held
from sakimawari.reach.sending.composing import Composed, Wanted
from sakimawari.reach.sending.gates import Verdict
from sakimawari.reach.sending.hours import allowed_from
from sakimawari.reach.sending.message import Telling
from sakimawari.reach.sending.post import Post

QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A claimed message with its words and address, the services it tells, and its words under seal
    (none where others write it, as a letter).
    """

    held: Held
    composed: Composed
    tellings: tuple[Telling, ...]
    sealed: bytes = field(repr=False, default=b"")


def seal_words(keys: Keys, person: str, words: Composed) -> bytes:
    """What is about to be said, under the seal of whom it is said to; without the address."""
    return said_store.sealed(keys, person, subject=words.subject, text=words.text)


def said_of(ready: Sequence[Ready]) -> dict[str, bytes]:
    """The words of some messages under seal, by our id."""
    return {each.held.ours: each.sealed for each in ready if each.sealed}


@dataclass(slots=True, kw_only=True)
class Prepared:
    """What may be called, and what becomes of the rest; fates and shortened messages by message id."""

    ready: list[Ready] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    told: dict[str, tuple[Telling, ...]] = field(default_factory=dict)


def prepare(post: Post, held: Sequence[Held], token: str, *, batch: bool = False) -> list[Ready]:
    """Judge and write claimed messages of one medium; what is not to go is let go of at once."""
    if not held:
        return []
    at = post.clock()
    medium = held[0].message.medium
    verdicts = post.gates.judge([each.message for each in held], at=at)
    prepared = Prepared()
    wanted = []
    for each in held:
        verdict = verdicts[each.message.id]
        fate = _fate(post, medium, verdict)
        if fate is not None and not (batch and fate.kind is Kind.WAIT):
            prepared.fates[each.message.id] = fate
            continue
        wanted.append((each, verdict.tellings))
        if verdict.tellings != each.message.tellings:
            prepared.told[each.message.id] = verdict.tellings
    _compose(post, medium, wanted, prepared)
    post.checkpoint("prepared")
    calls.settle(prepared.fates, prepared.told, post.lease_of(token, batch=batch))
    for fate in prepared.fates.values():
        post.done[fate.kind.value] += 1
    return prepared.ready


def _fate(post: Post, medium: Medium, verdict: Verdict) -> Fate | None:
    """What becomes of a message that is not called; None for one that may be."""
    if verdict.stop:
        return Fate(kind=Kind.STOP, why=verdict.stop)
    at = post.clock()
    free = allowed_from(medium, at, post.terms, verdict.wishes)
    if free is None:
        return Fate(kind=Kind.ONWARD, why=QUIET)
    return Fate(kind=Kind.WAIT, why=QUIET, until=free) if free > at else None


def _compose(
    post: Post,
    medium: Medium,
    wanted: Sequence[tuple[Held, tuple[Telling, ...]]],
    prepared: Prepared,
) -> None:
    asked = [
        Wanted(id=each.ours, message=each.message, medium=medium, tellings=tellings)
        for each, tellings in wanted
    ]
    composed = post.composer.compose(asked, at=post.clock()) if asked else {}
    for each, tellings in wanted:
        words = composed[each.ours]
        if words.missing:
            prepared.fates[each.message.id] = Fate(kind=Kind.ONWARD, why=words.missing)
            prepared.told.pop(each.message.id, None)
        else:
            seal = post.seal(each.message.person, words) if post.seal and words.text else b""
            prepared.ready.append(Ready(held=each, composed=words, tellings=tellings, sealed=seal))
