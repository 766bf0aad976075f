"""By which media an adult can really be reached, and which of them they wish.

A wish goes before everything: whoever asked for LINE is not written to by letter while LINE works.
Whoever wished nothing may be told by whatever is held of them. A seal of contacts is opened only to
see what it holds; nothing of it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.guard.consents.values import Channel, Wishes
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.sealed import OpenIdentity
from sakimawari.reach.medium import LAST_RESORTS, OF_WISH, Medium
from sakimawari.reach.plans.budget.values import MEDIA, mask_of, ranks_of
from sakimawari.reach.telling.offer import PREFERRED
from sakimawari.registry.store import Snapshot

UInt8s = npt.NDArray[np.uint8]
LANGUAGES = ("ja", "easy", "en")
STAFF = mask_of([each for each in MEDIA if each.takes_staff])
VISITS = mask_of([Medium.VISIT])
_OF_LABEL = {
    "郵便": (Channel.LETTER,),
    "メール": (Channel.EMAIL,),
    "LINE": (Channel.LINE,),
    "電話": (Channel.PHONE,),
}
_LINKED = 1  # line: 0 no, 1 yes, 2 not known
_PHONE, _EMAIL = "電話番号", "メールアドレス"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Adults with the media that reach them (bits) and a wish, in the order they were asked about.

    `wish` is a place in `orders`, each the media wished in their order; () where nothing was.
    """

    media: UInt8s
    wish: npt.NDArray[np.int16]
    orders: tuple[tuple[Medium, ...], ...]
    language: npt.NDArray[np.int8]  # a place in LANGUAGES
    large_text: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the city has: media set up, how seals are opened, what residents said themselves.

    `stopped`: who wants nothing by a medium; `cards`: who can see the portal. `linked`: whose LINE
    account is known to the city's own account; None where only the register's mark is there.
    """

    media: frozenset[Medium]
    open_identity: OpenIdentity
    wishes: Mapping[str, Wishes]
    stopped: Mapping[Medium, Collection[str]]
    linked: Collection[str] | None = None


def reachable(persons: pa.Array, current: Snapshot, means: Means, *, cards: Bools) -> Reachable:
    """How these people are reached by today's registers; `cards` of those who hold a card."""
    contacts = current.contacts().combine_chunks()
    place = pc.index_in(persons, value_set=_text(contacts["person"]))
    own = contacts.take(place)
    phone, email = _held(persons, own["sealed"], means)
    if means.linked is None:
        line = np.asarray(pc.fill_null(pc.equal(own["line"], _LINKED), False)).astype(np.bool_)
    else:
        known = pa.array(sorted(means.linked), pa.string())
        line = np.asarray(pc.is_in(persons, value_set=known)).astype(np.bool_)
    has = {
        Medium.EMAIL: email,
        Medium.LINE: line,
        Medium.SMS: phone,
        Medium.CALL: phone,
        Medium.PORTAL: cards,
        Medium.LETTER: _has_address(persons, current),
        Medium.VISIT: _has_address(persons, current),
    }
    media = np.zeros(len(persons), np.uint8)
    for medium in means.media:
        allowed = has[medium]
        if gone := means.stopped.get(medium):
            keys = pa.array(sorted(gone), pa.string())
            allowed = allowed & ~np.asarray(pc.is_in(persons, value_set=keys)).astype(np.bool_)
        media |= np.where(allowed, mask_of([medium]), 0).astype(np.uint8)
    return _with_wishes(persons, own, media, means.wishes)


def _with_wishes(
    persons: pa.Array, own: pa.Table, media: UInt8s, wishes: Mapping[str, Wishes]
) -> Reachable:
    orders: dict[tuple[Medium, ...], int] = {(): 0}
    said = own["prefers"].cast(pa.string())
    wish = np.zeros(len(persons), np.int16)
    for label, channels in _OF_LABEL.items():
        number = orders.setdefault(_order(channels), len(orders))
        wish[np.asarray(pc.fill_null(pc.equal(said, label), False)).astype(np.bool_)] = number
    language = np.zeros(len(persons), np.int8)
    spoken = own["language"].cast(pa.string())
    for label, name in PREFERRED.items():
        speaks = np.asarray(pc.fill_null(pc.equal(spoken, label), False)).astype(np.bool_)
        language[speaks] = LANGUAGES.index(name.value)
    large = np.zeros(len(persons), np.bool_)
    keys = sorted(wishes)
    places = pc.index_in(pa.array(keys, pa.string()), value_set=persons)
    for key, at in zip(keys, places.to_pylist(), strict=True):
        if at is None:
            continue
        word = wishes[key]
        if word.channels:
            wish[at] = orders.setdefault(_order(word.channels), len(orders))
        if word.language in LANGUAGES:
            language[at] = LANGUAGES.index(word.language)
        large[at] = word.large_text
    return Reachable(
        media=media, wish=wish, orders=tuple(orders), language=language, large_text=large
    )


def _order(channels: Sequence[Channel]) -> tuple[Medium, ...]:
    return tuple(medium for channel in channels for medium in OF_WISH[channel])


def _held(persons: pa.Array, sealed: pa.ChunkedArray, means: Means) -> tuple[Bools, Bools]:
    """Who may be telephoned, and who has an e-mail address."""
    phone, email = (np.zeros(len(persons), np.bool_) for _ in range(2))
    if means.media <= {Medium.LETTER, Medium.VISIT, Medium.LINE, Medium.PORTAL}:
        return phone, email
    pairs = zip(persons.to_pylist(), sealed.to_pylist(), strict=True)
    for at, (person, seal) in enumerate(pairs):
        if seal is not None:
            held = json.loads(means.open_identity(person, seal))
            phone[at], email[at] = bool(held.get(_PHONE)), bool(held.get(_EMAIL))
    return phone, email


def _has_address(persons: pa.Array, current: Snapshot) -> Bools:
    """Who has a sealed identity and lives in a known part of the town."""
    identities = current.identities()
    named = np.asarray(pc.is_in(persons, value_set=_text(identities["person"]))).astype(np.bool_)
    people = current.people()
    placed = people.filter(pc.and_(pc.equal(people["is_subject"], 1), pc.is_valid(people["town"])))
    return named & np.asarray(pc.is_in(persons, value_set=_text(placed["person"]))).astype(np.bool_)


def _text(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.cast(pa.string()).chunks
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


# ---------------------------------------------------------------- of a bundle


def first_media(
    reached: Reachable, at: npt.NDArray[np.int64], *, acts: Bools, asked: UInt8s
) -> UInt8s:
    """The media that may be tried first, as bits, for bundles of the adults at these places.

    What staff ask for goes first, then what is wished, then whatever works; staff are sent where
    there is something to do (`acts`), and to the door where nothing else reaches.
    """
    wished = np.array([mask_of(order) for order in reached.orders], np.uint8)[reached.wish[at]]
    works = reached.media[at] & np.where(acts, 255, 255 & ~STAFF).astype(np.uint8)
    chosen = works & asked
    for choice in (works & wished, works & (255 & ~STAFF), works & (255 & ~VISITS), works):
        chosen = np.where(chosen == 0, choice, chosen).astype(np.uint8)
    return chosen


def ranks(reached: Reachable, at: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    """The wish of each adult as `Bundles.rank`."""
    rows = [ranks_of(order) if order else [0] * len(MEDIA) for order in reached.orders]
    return np.array(rows, np.int8)[reached.wish[at]]


def further_media(
    medium: Medium, works: int, order: Sequence[Medium], *, acts: bool
) -> tuple[Medium, ...]:
    """The media tried after the first one, while no answer comes: what else is wished, one more of
    those that cost little where nothing was wished, then the last resorts.
    """
    usable = [each for each in MEDIA if works & mask_of([each])]
    if not acts:
        usable = [each for each in usable if not each.takes_staff]
    tried = [medium, *(each for each in order if each in usable and each is not medium)]
    if not order:
        cheap = (each for each in (Medium.LINE, Medium.SMS, Medium.EMAIL) if each in usable)
        tried += [each for each in cheap if each is not medium][:1]
    if medium is not Medium.VISIT:
        tried += [each for each in LAST_RESORTS if each in usable and each not in tried]
    return tuple(tried[1:])
