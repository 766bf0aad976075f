"""The second pass of a month: one word of lots for everybody, and what it lets happen.

Eight bytes of the word stand for eight events. Each is compared with the byte its chance fills at
most, all eight in one go; only where a byte is small enough is the event looked at (see `lots`). The
byte of leaving is that of moving too, from its other end: nobody does both. A ninth byte is that of
要介護. What changes only a person's own columns is done here; what touches a household is handed on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.engine.chances import Chances
from sakimawari.anticipate.projection.engine.city import ADULT, City, Rows
from sakimawari.anticipate.projection.engine.lots import Word, lot, uniform
from sakimawari.anticipate.projection.engine.units import IN_PAIR, years_of
from sakimawari.anticipate.projection.people import CARE_LEVELS, INCOME_STEPS, Int64s, Uint64s
from sakimawari.anticipate.projection.values import AGES, Floats

# Bytes of the word, from the lowest; the third is the complement of the second.
L_DEATH, L_LEAVE, L_MOVE, L_BIRTH, L_PARTNER, L_NEST, L_WORK, L_DISABILITY = range(8)
# What is handed on, with the row, as row × 8 + what.
DIES, LEAVES, MOVES, BEARS, MEETS, PARTS, NESTS = range(7)
# What is counted here, by its place among HAPPENINGS.
C_START, C_STOP, C_DISABLED, C_RISEN, C_FALLEN = 3, 4, 5, 6, 7

_TOP = np.uint64(0x8080808080808080)
_REST = np.uint64(0x7F7F7F7F7F7F7F7F)
_WITHOUT_THIRD = np.uint64(0xFFFFFFFFFF00FFFF)
_BYTE, _S8, _S16, _S63 = np.uint64(0xFF), np.uint64(8), np.uint64(16), np.uint64(63)
_THIRD = np.uint64(0xFF0000)
_PER_BYTE = 1.0 / 256.0
_PIECE = 1_024  # people screened in one go


class Tonight(NamedTuple):
    """Chances of a month as the second pass reads them.

    `cell` (cells, 4): death, leaving and moving of free people, birth of a woman without partner who
    stays; `both` (2 × AGES, 6) by sex and age: partner, part, nest, start and stop work, disability;
    `care` and `care_to` as in `Chances`. `word` and `care_word` are the bytes these touch at most.
    """

    cell: Floats
    both: Floats
    care: Floats
    care_to: Floats
    word: Uint64s
    care_word: Uint64s


def tonight(now: Chances, leave: Floats, move: Floats, bear: Floats) -> Tonight:
    """Lay the chances of a month out for the second pass."""
    cell = np.stack([now.death, leave, move, bear], axis=1)
    both = np.stack(
        [now.partner, now.part, now.nest, now.start_work, now.stop_work, now.disability], axis=1
    )
    touched = np.zeros((len(cell), 8))
    touched[:, [L_DEATH, L_LEAVE, L_MOVE]] = cell[:, :3]
    touched[:, L_BIRTH] = np.minimum(bear * IN_PAIR, 1.0)
    pairs = np.stack([np.maximum(both[:, 0], both[:, 1]), both[:, 2]], axis=1)
    rest = np.stack([np.maximum(both[:, 3], both[:, 4]), both[:, 5]], axis=1)
    touched[:, L_PARTNER:] = np.tile(
        np.concatenate([pairs, rest], axis=1), (len(cell) // len(both), 1)
    )
    return Tonight(
        cell=cell,
        both=both,
        care=now.care,
        care_to=now.care_to,
        word=(_bytes(touched) << (np.uint64(8) * np.arange(8, dtype=np.uint64))).sum(
            axis=1, dtype=np.uint64
        ),
        care_word=np.tile(_bytes(now.care.max(axis=1)), len(cell) // len(both)),
    )


def _bytes(chance: Floats) -> Uint64s:
    """How many of 256 bytes a chance touches."""
    return np.minimum(np.ceil(chance * 256.0), 255.0).astype(np.uint64)


@njit(cache=True, nogil=True)
def _under(word: Word, lane: int, key: Word, stream: Word, chance: float) -> bool:
    """Whether the uniform of an event lies under its chance."""
    byte = (word >> np.uint64(8 * lane)) & _BYTE
    if float(byte) * _PER_BYTE >= chance:
        return False
    return (float(byte) + uniform(key, stream)) * _PER_BYTE < chance


@njit(cache=True, nogil=True)
def screened(
    city: City,
    span: tuple[int, int],
    at: int,
    words: tuple[Uint64s, Uint64s],
    stream: Uint64s,
    found: Int64s,
    drawn: Uint64s,
) -> int:
    """Who of a span of rows must be looked at: rows and words are put into `found` and `drawn`."""
    many, flags, lots_of = 0, np.empty(_PIECE, np.uint64), np.empty(_PIECE, np.uint64)
    for start in range(span[0], span[1], _PIECE):
        length = min(_PIECE, span[1] - start)
        people, keys = city.people[start : start + length], city.keys[start : start + length]
        _screen(people, keys, at, words, stream[lots.SCREEN], flags, lots_of)
        for place in range(length):
            if flags[place] != 0:
                found[many] = start + place
                drawn[many] = lots_of[place]
                many += 1
    return many


@njit(cache=True, nogil=True)
def _screen(
    people: Rows,
    keys: Uint64s,
    at: int,
    words: tuple[Uint64s, Uint64s],
    stream: Word,
    flags: Uint64s,
    lots_of: Uint64s,
) -> None:
    """Words of a few people and, not zero, flags of those who must be looked at; without a branch."""
    for place in range(len(keys)):
        lots_of[place] = lot(keys[place], stream)
    for place in range(len(people)):
        base, drawn = people[place].base, lots_of[place]
        age = min(years_of(at - 1 - people[place].born), AGES - 1)
        cell = np.uint64(max(base, 0) * AGES + age)
        word = (drawn & _WITHOUT_THIRD) | ((~drawn << _S8) & _THIRD)
        most = words[0][cell]
        least = (word | _TOP) - (most & _REST)
        small = ((~word & most) | (~(word ^ most) & ~least)) & _TOP
        # The highest bit of the difference: whether the byte of care is below.
        care = ((drawn >> _S16) & _BYTE) - words[1][cell]
        flags[place] = (small | (care >> _S63)) * np.uint64(base >= 0)


@njit(cache=True, nogil=True)
def of_homes(
    city: City,
    rows: Int64s,
    drawn: Uint64s,
    at: int,
    night: Tonight,
    stream: Uint64s,
    events: Int64s,
) -> int:
    """Events of those looked at that touch a household, into `events`; how many.

    Rows become row × 2 + sex, as `of_own` reads them, and -1 for whoever dies or leaves: nothing
    else happens to them.
    """
    people, keys, facts, found = city.people, city.keys, city.facts, 0
    for place in range(len(rows)):
        row, word = rows[place], drawn[place]
        key, partner, months = keys[row], people[row].partner, at - people[row].born
        age = min(years_of(months - 1), AGES - 1)
        cell = people[row].base * AGES + age
        sex = people[row].base & 1
        both, rows[place] = sex * AGES + age, row * 2 + sex
        if _under(word, L_DEATH, key, stream[lots.DEATH], night.cell[cell, 0]):
            events[found] = row * 8 + DIES
            found += 1
            rows[place] = -1
            continue
        if people[row].bound == 0:
            byte = float((word >> _S8) & _BYTE)
            leaves, moves = night.cell[cell, 1], night.cell[cell, 2]
            if byte * _PER_BYTE < leaves or (byte + 1.0) * _PER_BYTE > 1.0 - moves:
                u = (byte + uniform(key, stream[lots.LEAVE])) * _PER_BYTE
                if u < leaves:
                    events[found] = row * 8 + LEAVES
                    found += 1
                    rows[place] = -1
                    continue
                if u >= 1.0 - moves:
                    events[found] = row * 8 + MOVES
                    found += 1
        if night.cell[cell, 3] > 0.0:
            chance = night.cell[cell, 3] * (IN_PAIR if partner >= 0 else 1.0)
            if _under(word, L_BIRTH, key, stream[lots.BIRTH], chance):
                events[found] = row * 8 + BEARS
                found += 1
        if months > ADULT:
            chance = night.both[both, 1 if partner >= 0 else 0]
            if _under(word, L_PARTNER, key, stream[lots.PARTNER], chance):
                # Of partners one decides, the same one whatever the order of rows.
                if partner < 0 and facts[row].seeks == 0:
                    events[found] = row * 8 + MEETS
                    found += 1
                elif partner >= 0 and key < keys[partner]:
                    events[found] = row * 8 + PARTS
                    found += 1
            at_parents = people[row].leads == 0 and partner < 0
            if at_parents and _under(word, L_NEST, key, stream[lots.NEST], night.both[both, 2]):
                events[found] = row * 8 + NESTS
                found += 1
    return found


@njit(cache=True, nogil=True)
def of_own(
    city: City,
    rows: Int64s,
    drawn: Uint64s,
    at: int,
    night: Tonight,
    stream: Uint64s,
    counted: Int64s,
) -> None:
    """Work, disability and 要介護 of those looked at: what changes their own columns alone.

    It reads nothing that changes households, so that both may go on at the same time.
    """
    people, keys, facts = city.people, city.keys, city.facts
    for place in range(len(rows)):
        if rows[place] < 0:
            continue
        row, sex, word = rows[place] >> 1, rows[place] & 1, drawn[place]
        key, begins = keys[row], facts[row].work == 0
        age = min(years_of(at - 1 - people[row].born), AGES - 1)
        both = sex * AGES + age
        if _under(word, L_WORK, key, stream[lots.WORK], night.both[both, 3 if begins else 4]):
            facts[row].work = 1 if begins else 0
            counted[C_START if begins else C_STOP] += 1
            if begins:
                facts[row].income = int(uniform(key, stream[lots.INCOME]) * INCOME_STEPS)
        chance = night.both[both, 5] if facts[row].disability == 0 else 0.0
        if _under(word, L_DISABILITY, key, stream[lots.DISABILITY], chance):
            grade = uniform(key, stream[lots.GRADE])
            facts[row].disability = 1 if grade < 0.35 else (2 if grade < 0.65 else 3)
            counted[C_DISABLED] += 1
        level = facts[row].care
        chance = night.care[both, level]
        if _under(word, L_MOVE, key, stream[lots.CARE], chance):
            u = (float((word >> _S16) & _BYTE) + uniform(key, stream[lots.CARE])) * _PER_BYTE
            target = 0
            while target < CARE_LEVELS - 1 and night.care_to[both, level, target] * chance <= u:
                target += 1
            counted[C_RISEN if target > level else C_FALLEN] += 1
            facts[row].care = target


@njit(cache=True, nogil=True)
def careers(city: City, span: tuple[int, int], stream: Uint64s) -> None:
    """Once a year: one in five of those at work goes a step up, one in ten a step down."""
    for row in range(span[0], span[1]):
        if city.people[row].base < 0 or city.facts[row].work == 0:
            continue
        u = uniform(city.keys[row], stream[lots.RISE])
        if u < 0.2 and city.facts[row].income < INCOME_STEPS - 1:
            city.facts[row].income += 1
        elif u >= 0.9 and city.facts[row].income > 0:
            city.facts[row].income -= 1
