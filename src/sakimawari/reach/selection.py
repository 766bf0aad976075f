"""Who gets a letter, and about what.

Nobody of a household with a protected member (支援措置) is ever chosen, nobody who died or moved
away, and nobody who declined notices. A child's rights are told to the guardian. A household gets
one letter, with all its rights, the most urgent and most valuable first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE, Int8s, Int32s, Int64s

Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

ADULT_AGE = 18  # 民法第4条
URGENT_DAYS = 60
DECLINED = 0  # consent_notice: 0 no, 1 yes, 2 not asked
NOBODY_TO_WRITE_TO = -1
NO_DEADLINE = np.iinfo(np.int64).max

# Why a right found by the run leads to no letter; counted, never listed.
PROTECTED, DEPARTED, OPTED_OUT, NO_ADULT = "protected", "departed", "opted_out", "no_adult"


@dataclass(frozen=True, slots=True, kw_only=True)
class Residents:
    """The people of a snapshot as far as letters need them, row by row; units lie contiguous.

    `guardian` is a row, -1 nobody, -2 unknown; `head` the row of the household's head, per unit.
    `birth` holds day numbers, UNKNOWN_DATE where missing; `consent` the answer on notices.
    `protected` marks people whose protection has not ended, `departed` those who died or left.
    """

    unit: Int32s
    guardian: Int32s
    is_subject: Int8s
    head: Int32s
    birth: Int32s
    consent: Int8s
    protected: Bools
    departed: Bools
    person: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Rows of the gap that are unclaimed or possible, row by row.

    `row` is the subject's row of people, or -1 for a household's service. `certain` is True for
    unclaimed rights; `to_act` for services that may be applied for, not only told of; `yen` the
    least amount a year; `deadline` a day number or NO_DEADLINE.
    """

    service: Texts
    unit: Int32s
    row: Int64s
    certain: Bools
    to_act: Bools
    yen: Int64s
    deadline: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A letter to be written: to the person at row `to`, about these positions in `Rights`."""

    unit: int
    to: int
    rights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The letters to write, in the order of units, and what was left out, counted by reason."""

    chosen: tuple[Chosen, ...]
    households: int  # that could get a letter, before the limit
    left_out: Counter[str]


def closed_units(residents: Residents) -> Bools:
    """Units nothing may be sent to: those in which anyone appears whose home holds a protected
    person, be it as a resident or as a visitor linked from another household.
    """
    units = len(residents.head)
    resident = residents.is_subject == 1
    home_touched = np.zeros(units, np.bool_)
    home_touched[residents.unit[residents.protected]] = True
    living_there = resident & home_touched[residents.unit]
    hidden = set(residents.person[living_there | residents.protected].tolist())
    appears = np.fromiter((key in hidden for key in residents.person), np.bool_, len(resident))
    closed = home_touched.copy()
    closed[residents.unit[appears]] = True
    return closed


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
    guardian who lives there, else the head, else the guardian who lives elsewhere.
    """
    adult = adults(residents, on=on)
    head = residents.head[rights.unit].astype(np.int64)
    own = np.where(rights.row >= 0, rights.row, head)
    guardian = np.where(own >= 0, _taken(residents.guardian, own), -1).astype(np.int64)
    to = np.full(len(own), NOBODY_TO_WRITE_TO, np.int64)
    lives_here = holds_at(residents.is_subject == 1, guardian)
    anywhere = np.ones(len(own), np.bool_)
    # From the last resort to the first choice: each later candidate overrules.
    for candidate, allowed in (
        (guardian, anywhere),
        (head, anywhere),
        (guardian, lives_here),
        (own, anywhere),
    ):
        fitting = holds_at(adult, candidate) & allowed
        to = np.where(fitting, candidate, to)
    return to


def _taken(values: Int32s, rows: Int64s) -> Int64s:
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
    """The letters to write on a day: one a household, at most `limit`, the most pressing ones."""
    to = recipients(residents, rights, on=on)
    left_out: Counter[str] = Counter()
    open_right = np.ones(len(to), np.bool_)
    for reason, blocked in _obstacles(residents, rights, to):
        left_out[reason] += int((blocked & open_right).sum())
        open_right &= ~blocked
    order = _by_urgency(rights, on=on)
    order = order[open_right[order]]
    by_unit: dict[int, list[int]] = {}
    for position in order.tolist():
        by_unit.setdefault(int(rights.unit[position]), []).append(position)
    # A dict keeps the order of first insertion: households stand by their most pressing right.
    pressing = list(by_unit)[:limit]
    chosen = tuple(
        Chosen(unit=unit, to=_addressee(residents, to, by_unit[unit]), rights=tuple(by_unit[unit]))
        for unit in sorted(pressing)
    )
    return Selection(chosen=chosen, households=len(by_unit), left_out=left_out)


def _obstacles(residents: Residents, rights: Rights, to: Int64s) -> Iterator[tuple[str, Bools]]:
    yield PROTECTED, closed_units(residents)[rights.unit]
    for reason, marks in (
        (DEPARTED, residents.departed),
        (OPTED_OUT, np.asarray(residents.consent == DECLINED)),
    ):
        yield reason, holds_at(marks, rights.row) | holds_at(marks, to)
    yield NO_ADULT, np.asarray(to == NOBODY_TO_WRITE_TO)


def _by_urgency(rights: Rights, *, on: date) -> Int64s:
    """Positions of rights: deadlines near first, then what can be applied for before what is only
    told, the certain before the possible, by yen a year, then by service and row so that the order
    never wavers.
    """
    left = rights.deadline - days(on)
    near = (left >= 0) & (left <= URGENT_DAYS)
    pressing = np.where(near, left, URGENT_DAYS + 1)
    _, slug = np.unique(rights.service.astype(str), return_inverse=True)
    keys = (rights.row, rights.unit, slug, -rights.yen, ~rights.certain, ~rights.to_act, pressing)
    return np.lexsort(keys).astype(np.int64)


def _addressee(residents: Residents, to: Int64s, positions: list[int]) -> int:
    """The head where the head is among those to be told, else whoever's right comes first."""
    told = [int(to[position]) for position in positions]
    head = int(residents.head[residents.unit[told[0]]]) if told else NOBODY_TO_WRITE_TO
    return head if head in told else told[0]
