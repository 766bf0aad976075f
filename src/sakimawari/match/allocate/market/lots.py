"""Lots anybody can draw again: orders by SHA-256 of a seed that was promised beforehand.

Where points and tie-breaks leave applicants equal, and in public housing, chance decides. Here chance
is a fingerprint, not a machine's secret:

1. before applications close the city publishes the *promise*: the SHA-256 of a text of its own that
   stays sealed, and names the public value that will be added to it (a closing price, the number of a
   public lottery, of a day after the closing);
2. after that day it opens the text. `seed = text + "|" + public value`. Neither the city, which was
   bound by its promise, nor an applicant, who could not know the public value, could choose it;
3. a ticket's number is the SHA-256 of `seed:application:ticket` (UTF-8, tickets counted from 1). The
   smallest number is drawn first. Whoever holds several tickets (優遇倍率) stands where their first one
   does, as with slips in a drum.

Anybody draws it again with two lines of shell:

    for a in $(cat applications.txt); do printf '%s:%s:1' "$SEED" "$a" | sha256sum | sed "s/-/$a/"; done | sort
    printf '%s' "$TEXT" | sha256sum   # the promise

Scheme: commit and reveal with a beacon, as in NIST IR 8213; several tickets: successive sampling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sakimawari.problems import Problem, Problems, fault

TICKETS_MOST = 1000  # more would be a slip of the pen, and slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An application that takes part, with its number of tickets (当せん優遇: 5 = 五倍)."""

    application: str
    tickets: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Where an application stands: `place` from 1, by its `ticket` with the smallest `number`."""

    application: str
    place: int
    ticket: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was published beforehand: the SHA-256 of the sealed text, and which public value follows.

    `public` says it in words ("2027年2月10日の日経平均株価終値"); empty: no public value is added, and
    then only the city's word says that it did not try several texts before it promised one.
    """

    digest: str
    public: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How many tickets an application has (優遇倍率表).

    `factors`: tickets by ground, the highest that applies counts (`add` False, as most cities say)
    or all together (`add` True). `each_failure`: tickets more for every earlier draw without luck, at
    most `failures_most` of them. `most`: no application has more than that.
    """

    factors: Mapping[str, int] = field(default_factory=dict)
    add: bool = False
    each_failure: int = 0
    failures_most: int = 10
    most: int = TICKETS_MOST


def promise_of(text: str, public: str = "") -> Promise:
    """The promise to publish for a sealed text (which should be long and random: 32 hex digits)."""
    return Promise(digest=_sha256(text), public=public)


def seed_of(promise: Promise, text: str, public_value: str = "") -> str:
    """The seed, once the text is opened. ALLOC020: not what was promised; ALLOC021: value missing."""
    if _sha256(text) != promise.digest:
        raise fault(
            "ALLOC020",
            "the opened text is not the one that was promised: its SHA-256 differs",
            "open the text that was sealed, without a line end or space that was not in it",
        )
    if bool(promise.public) != bool(public_value):
        raise fault(
            "ALLOC021",
            "the public value and the promise do not go together",
            "give the public value the promise names, and none where it names none",
        )
    return f"{text}|{public_value}" if promise.public else text


def tickets_of(weighing: Weighing, grounds: Iterable[str] = (), failures: int = 0) -> int:
    """An application's tickets by its grounds and earlier draws without luck; at least one."""
    held = [weighing.factors[each] for each in sorted(set(grounds)) if each in weighing.factors]
    plain = (sum(held) if weighing.add else max(held)) if held else 1
    extra = weighing.each_failure * min(max(failures, 0), weighing.failures_most)
    return max(1, min(plain + extra, weighing.most, TICKETS_MOST))


def number_of(seed: str, application: str, ticket: int = 1) -> str:
    """A ticket's number: 64 hexadecimal digits."""
    return _sha256(f"{seed}:{application}:{ticket}")


def draw_lots(seed: str, entries: Iterable[Entry]) -> tuple[Lot, ...]:
    """Everybody in the order drawn; the order of the entries does not matter.

    ALLOC022: an application twice, or with an id that would read as two; ALLOC023: tickets below one
    or above `TICKETS_MOST`.
    """
    given = tuple(entries)
    _check(given)
    first = [(*_first(seed, each), each.application) for each in given]
    first.sort()
    return tuple(
        Lot(application=application, place=place, ticket=ticket, number=number)
        for place, (number, ticket, application) in enumerate(first, 1)
    )


def places_of(seed: str, applications: Iterable[str]) -> dict[str, int]:
    """Each application's place, one ticket each: the last step of a chain of tie-breaks."""
    lots = draw_lots(seed, (Entry(application=each) for each in applications))
    return {lot.application: lot.place for lot in lots}


def wrong_lots(seed: str, entries: Iterable[Entry], lots: Sequence[Lot]) -> tuple[str, ...]:
    """Applications whose written lot is not what the seed gives, or that are missing or too many."""
    right = {lot.application: lot for lot in draw_lots(seed, entries)}
    said: dict[str, list[Lot]] = {}
    for lot in lots:
        said.setdefault(lot.application, []).append(lot)
    return tuple(
        sorted(
            each
            for each in right.keys() | said.keys()
            if each not in right or said.get(each, []) != [right[each]]
        )
    )


def _first(seed: str, entry: Entry) -> tuple[str, int]:
    return min(
        (number_of(seed, entry.application, ticket), ticket)
        for ticket in range(1, entry.tickets + 1)
    )


def _check(entries: Sequence[Entry]) -> None:
    seen: set[str] = set()
    found: list[Problem] = []
    for row, each in enumerate(entries, 1):
        if each.application in seen or not each.application or _ambiguous(each.application):
            found += fault(
                "ALLOC022",
                f"entry {row} has no id of its own: it is empty, stands twice, or holds ':' or a"
                " line end",
                "give every application one entry with its own number",
            ).found
        if not 1 <= each.tickets <= TICKETS_MOST:
            found += fault(
                "ALLOC023",
                f"entry {row} has fewer tickets than one or more than {TICKETS_MOST}",
                "correct the weight; who may not take part is left out, not given 0",
            ).found
        seen.add(each.application)
    if found:
        raise Problems(found)


def _ambiguous(application: str) -> bool:
    return ":" in application or len(application.splitlines()) != 1


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
