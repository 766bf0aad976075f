"""Who gets a letter, and about what.

Nobody of a household with a protected member (支援措置) is ever chosen, nobody who died or moved
away, and nobody who declined notices. An adult is told of their own rights, by a letter of their
own: what it says of health or welfare is not for the head of the household. A child's rights are
told to the guardian, a household's to its head. A person gets one letter, the most urgent and most
valuable rights first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.reach.addressing.closure import Bools
from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE, Int8s, Int32s, Int64s

Texts = npt.NDArray[np.object_]
Int16s = npt.NDArray[np.int16]

ADULT_AGE = 18  # 民法第4条
URGENT_DAYS = 60
DECLINED = 0  # consent_notice: 0 no, 1 yes, 2 not asked
NOBODY_TO_WRITE_TO = -1
NO_DEADLINE = np.iinfo(np.int64).max

# Why a right found by the run leads to no letter; counted, never listed.
PROTECTED, DEPARTED, OPTED_OUT, NO_ADULT = "protected", "departed", "opted_out", "no_adult"
NOT_FOUND, ALREADY = "not_found", "already_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Residents:
    """The people of a snapshot as far as letters need them, row by row; units lie contiguous.

    `guardian` is a row, -1 nobody, -2 unknown; `head` the row of the household's head, per unit.
    `birth` holds day numbers, UNKNOWN_DATE where missing; `consent` the answer on notices.
    `home` is the row in which someone is registered, -1 nowhere; for visitors it is another row.
    `departed` marks those who died or left, `moved` those who no longer are where the run saw them,
    `written` those with a letter from the run. `closed` marks units nothing may be sent to because
    of a protection, `shut_in` the people who live in one.
    """

    unit: Int32s
    guardian: Int32s
    is_subject: Int8s
    head: Int32s
    home: Int64s
    birth: Int32s
    consent: Int8s
    departed: Bools
    moved: Bools
    written: Bools
    closed: Bools
    shut_in: Bools
    person: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Rows of the gap that are unclaimed or possible, row by row.

    `service` holds slugs, or numbers in the order of the slugs. `row` is the subject's row of
    people, or -1 for a household's service. `certain` is True for
    unclaimed rights; `to_act` for services that may be applied for, not only told of; `private`
    for those that read facts on health or welfare; `yen` the least amount a year; `deadline` a day number or NO_DEADLINE.
    """

    service: Texts | Int16s
    unit: Int32s
    row: Int64s
    certain: Bools
    to_act: Bools
    private: Bools
    yen: Int64s
    deadline: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A letter to be written: to the person registered at row `to`, about these positions in
    `Rights`; `unit` is where the addressee lives.
    """

    unit: int
    to: int
    rights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The letters to write, in the order of units, and what was left out, counted by reason."""

    chosen: tuple[Chosen, ...]
    addressees: int  # who could get a letter, before the limit
    left_out: Counter[str]


def adults(residents: Residents, *, on: date) -> Bools:
    """Who is of legal age on a day; where the birth date is missing, who has no guardian."""
    births, inverse = np.unique(residents.birth, return_inverse=True)
    day = days(on)
    grown = [b != UNKNOWN_DATE and legal_age(int(b), day) >= ADULT_AGE for b in births]
    of_age = np.asarray(grown, np.bool_)[inverse]
    unknown = residents.birth == UNKNOWN_DATE
    return np.asarray(np.where(unknown, residents.guardian == -1, of_age), np.bool_)


def recipients(residents: Residents, rights: Rights, *, on: date) -> Int64s:
    """Row of the adult each right is told to, NOBODY_TO_WRITE_TO where there is none.

    An adult hears for themselves, a household's service goes to its head. For a child it is the
    guardian, at home there or elsewhere; the head stands in where no guardian is known, but not for
    what touches on health or welfare.
    """
    adult = adults(residents, on=on)
    head = residents.head[rights.unit].astype(np.int64)
    own = np.where(rights.row >= 0, rights.row, head)
    guardian = np.where(own >= 0, _taken(residents.guardian, own), -1).astype(np.int64)
    to = np.full(len(own), NOBODY_TO_WRITE_TO, np.int64)
    anyone = np.ones(len(own), np.bool_)
    # From the last resort to the first choice: each later candidate overrules.
    for candidate, allowed in ((head, ~rights.private), (guardian, anyone), (own, anyone)):
        at_home = np.where(candidate >= 0, _taken(residents.home, candidate), -1)
        to = np.where(holds_at(adult, at_home) & allowed, at_home, to)
    return to.astype(np.int64)


def _taken(values: Int32s | Int64s, rows: Int64s) -> Int64s:
    """Values at rows; what stands for a negative row is arbitrary."""
    if not len(values):
        return np.full(len(rows), -1, np.int64)
    return values[np.maximum(rows, 0)].astype(np.int64)


def holds_at(marks: Bools, rows: Int64s) -> Bools:
    """Marks at rows; False where a row is negative."""
    if not len(marks):
        return np.zeros(len(rows), np.bool_)
    return np.asarray(marks[np.maximum(rows, 0)] & (rows >= 0), np.bool_)


def choose(
    residents: Residents, rights: Rights, *, on: date, limit: int | None = None
) -> Selection:
    """The letters to write on a day: one an addressee, at most `limit`, the most pressing ones."""
    to = recipients(residents, rights, on=on)
    left_out: Counter[str] = Counter()
    open_right = np.ones(len(to), np.bool_)
    for reason, blocked in obstacles(residents, rights, to):
        left_out[reason] += int((blocked & open_right).sum())
        open_right &= ~blocked
    order = by_urgency(rights, on=on)
    order = order[open_right[order]]
    by_addressee: dict[int, list[int]] = {}
    for position in order.tolist():
        by_addressee.setdefault(int(to[position]), []).append(position)
    # A dict keeps the order of first insertion: people stand by their most pressing right.
    pressing = list(by_addressee)[:limit]
    chosen = tuple(  # units lie contiguous: the order of rows is that of units
        Chosen(unit=int(residents.unit[row]), to=row, rights=tuple(by_addressee[row]))
        for row in sorted(pressing)
    )
    return Selection(chosen=chosen, addressees=len(by_addressee), left_out=left_out)


def obstacles(residents: Residents, rights: Rights, to: Int64s) -> Iterator[tuple[str, Bools]]:
    """Why a right may not be told to the adult at row `to`, reason by reason, whatever the medium."""
    own = np.where(rights.row >= 0, rights.row, residents.head[rights.unit]).astype(np.int64)
    yield PROTECTED, residents.closed[rights.unit] | holds_at(residents.shut_in, to)
    for reason, marks in (
        (DEPARTED, residents.departed),
        (OPTED_OUT, np.asarray(residents.consent == DECLINED)),
        (NOT_FOUND, residents.moved),
    ):
        yield reason, holds_at(marks, own) | holds_at(marks, to)
    yield NO_ADULT, np.asarray(to == NOBODY_TO_WRITE_TO)
    yield ALREADY, holds_at(residents.written, to)


def by_urgency(rights: Rights, *, on: date) -> Int64s:
    """Positions of rights: deadlines near first, then what can be applied for before what is only
    told, the certain before the possible, by yen a year, then by service and row so that the order
    never wavers.
    """
    left = rights.deadline - days(on)
    near = (left >= 0) & (left <= URGENT_DAYS)
    pressing = np.where(near, left, URGENT_DAYS + 1)
    _, slug = np.unique(rights.service, return_inverse=True)
    keys = (rights.row, rights.unit, slug, -rights.yen, ~rights.certain, ~rights.to_act, pressing)
    return np.lexsort(keys).astype(np.int64)
