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
from sakimawari.anticipate.projection.engine.city import City
from sakimawari.anticipate.projection.engine.lots import lot, uniform
from sakimawari.anticipate.projection.engine.units import ADULT, IN_PAIR
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
_BYTE, _S8, _S16 = np.uint64(0xFF), np.uint64(8), np.uint64(16)
_THIRD = np.uint64(0xFF0000)
_PER_BYTE = 1.0 / 256.0


class Tonight(NamedTuple):
    """Chances of a month as the second pass reads them: by cell, or by sex × age."""

    word: Uint64s  # the bytes chances fill at most, by cell
    care: Uint64s  # the same of 要介護, by sex × age
    leave: Floats  # of free people
    move: Floats
    bear: Floats  # of a woman without partner who stays


@njit(cache=True, nogil=True)
def _fills(chance: float) -> int:
    """How many of 256 bytes a chance touches."""
    return np.uint64(min(np.ceil(chance * 256.0), 255.0))


@njit(cache=True, nogil=True)
def words(now: Chances, leave: Floats, move: Floats, bear: Floats) -> tuple[Uint64s, Uint64s]:
    """The bytes of every cell, and those of 要介護."""
    cells = len(now.death)
    found = np.zeros(cells, np.uint64)
    for cell in range(cells):
        both = cell % (2 * AGES)
        word = _fills(now.death[cell])
        word |= _fills(leave[cell]) << np.uint64(8 * L_LEAVE)
        word |= _fills(move[cell]) << np.uint64(8 * L_MOVE)
        word |= _fills(bear[cell] * IN_PAIR) << np.uint64(8 * L_BIRTH)
        word |= _fills(max(now.partner[both], now.part[both])) << np.uint64(8 * L_PARTNER)
        word |= _fills(now.nest[both]) << np.uint64(8 * L_NEST)
        word |= _fills(max(now.start_work[both], now.stop_work[both])) << np.uint64(8 * L_WORK)
        word |= _fills(now.disability[both]) << np.uint64(8 * L_DISABILITY)
        found[cell] = word
    care = np.zeros(2 * AGES, np.uint64)
    for both in range(2 * AGES):
        for level in range(CARE_LEVELS):
            care[both] = max(care[both], _fills(now.care[both, level]))
    return found, care


@njit(cache=True, nogil=True)
def _drawn(word: int, lane: int, key: int, stream: int) -> float:
    """The uniform of an event whose byte decides little."""
    byte = (word >> np.uint64(8 * lane)) & _BYTE
    return (float(byte) + uniform(key, stream)) * _PER_BYTE


@njit(cache=True, nogil=True)
def _under(word: int, lane: int, key: int, stream: int, chance: float) -> bool:
    """Whether the uniform of an event lies under its chance."""
    byte = (word >> np.uint64(8 * lane)) & _BYTE
    if float(byte) * _PER_BYTE >= chance:
        return False
    return (float(byte) + uniform(key, stream)) * _PER_BYTE < chance


@njit(cache=True, nogil=True)
def month(
    city: City,
    span: tuple[int, int],
    at: int,
    now: Chances,
    tonight: Tonight,
    stream: Uint64s,
    events: Int64s,
    counted: Int64s,
) -> int:
    """Draw for the people of a span of rows; how many `events` were handed on."""
    found = 0
    for row in range(span[0], span[1]):
        base = city.base[row]
        if base < 0:
            continue
        age = min((at - 1 - city.born[row]) // 12, AGES - 1)
        cell = base * AGES + age
        both = (base & 1) * AGES + age
        drawn = lot(city.key[row], stream[lots.SCREEN])
        word = (drawn & _WITHOUT_THIRD) | ((~drawn << _S8) & _THIRD)
        most = tonight.word[cell]
        least = (word | _TOP) - (most & _REST)
        small = ((~word & most) | (~(word ^ most) & ~least)) & _TOP
        needs = ((drawn >> _S16) & _BYTE) < tonight.care[both]
        if small == 0 and not needs:
            continue
        found = _happens(
            city, row, cell, both, word, drawn, at, now, tonight, stream, events, found, counted
        )
    return found


@njit(cache=True, nogil=True)
def _happens(
    city: City,
    row: int,
    cell: int,
    both: int,
    word: int,
    drawn: int,
    at: int,
    now: Chances,
    tonight: Tonight,
    stream: Uint64s,
    events: Int64s,
    found: int,
    counted: Int64s,
) -> int:
    """Look at every event of one person whose byte may be small enough."""
    key = city.key[row]
    if _under(word, L_DEATH, key, stream[lots.DEATH], now.death[cell]):
        events[found] = row * 8 + DIES
        return found + 1
    if city.bound[row] == 0:
        u = _drawn(drawn, L_LEAVE, key, stream[lots.LEAVE])
        if u < tonight.leave[cell]:
            events[found] = row * 8 + LEAVES
            return found + 1
        if u >= 1.0 - tonight.move[cell]:
            events[found] = row * 8 + MOVES
            found += 1
    partner = city.partner[row]
    if tonight.bear[cell] > 0.0:
        chance = tonight.bear[cell] * (IN_PAIR if partner >= 0 else 1.0)
        if _under(word, L_BIRTH, key, stream[lots.BIRTH], chance):
            events[found] = row * 8 + BEARS
            found += 1
    grown_up = at - city.born[row] > ADULT
    if grown_up:
        chance = now.part[both] if partner >= 0 else now.partner[both]
        if _under(word, L_PARTNER, key, stream[lots.PARTNER], chance):
            if partner >= 0:
                # One of the two decides, the same one whatever the order of rows.
                if key < city.key[partner]:
                    events[found] = row * 8 + PARTS
                    found += 1
            elif city.seeks[row] == 0:
                events[found] = row * 8 + MEETS
                found += 1
        if city.leads[row] == 0 and partner < 0:
            if _under(word, L_NEST, key, stream[lots.NEST], now.nest[both]):
                events[found] = row * 8 + NESTS
                found += 1
    _own(city, row, both, word, drawn, now, stream, counted)
    return found


@njit(cache=True, nogil=True)
def _own(
    city: City,
    row: int,
    both: int,
    word: int,
    drawn: int,
    now: Chances,
    stream: Uint64s,
    counted: Int64s,
) -> None:
    """Work, disability and 要介護: what changes a person's own columns alone."""
    key = city.key[row]
    begins = city.work[row] == 0
    chance = now.start_work[both] if begins else now.stop_work[both]
    if _under(word, L_WORK, key, stream[lots.WORK], chance):
        if begins:
            city.work[row] = 1
            city.income[row] = np.int8(uniform(key, stream[lots.INCOME]) * INCOME_STEPS)
            counted[C_START] += 1
        else:
            city.work[row] = 0
            counted[C_STOP] += 1
    if city.disability[row] == 0:
        chance = now.disability[both]
        if _under(word, L_DISABILITY, key, stream[lots.DISABILITY], chance):
            grade = uniform(key, stream[lots.GRADE])
            city.disability[row] = 1 if grade < 0.35 else (2 if grade < 0.65 else 3)
            counted[C_DISABLED] += 1
    level = city.care[row]
    chance = now.care[both, level]
    if chance > 0.0:
        u = _drawn(drawn, L_MOVE, key, stream[lots.CARE])
        if u < chance:
            target = 0
            while target < CARE_LEVELS - 1 and now.care_to[both, level, target] * chance <= u:
                target += 1
            counted[C_RISEN if target > level else C_FALLEN] += 1
            city.care[row] = target


@njit(cache=True, nogil=True)
def careers(city: City, stream: Uint64s) -> None:
    """Once a year: one in five of those at work goes a step up, one in ten a step down."""
    for row in range(city.count[0]):
        if city.base[row] < 0 or city.work[row] == 0:
            continue
        u = uniform(city.key[row], stream[lots.RISE])
        if u < 0.2 and city.income[row] < INCOME_STEPS - 1:
            city.income[row] += 1
        elif u >= 0.9 and city.income[row] > 0:
            city.income[row] -= 1
