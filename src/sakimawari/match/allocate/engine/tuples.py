"""How a family compares its tuples, compiled: a key for every tuple, the smaller the better.

No list of tuples is ever made. A tuple's key is (step that accepts it, or number of its combination;
the step's criteria; the children's choices), and `key` also gives a lower bound for all tuples that
begin alike, so the search for the best tuple within reach cuts off what cannot be better: three
siblings with twenty wishes each cost what is in reach for them, not 9,260 tuples.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.engine.compiling import (
    CHILD_FROM,
    COMBINATION,
    COMBINATION_FROM,
    CONDITION,
    CONDITION_FROM,
    CONDITION_WIDTH,
    FACILITY,
    FIXED,
    MOST_CHILDREN,
    NAMED,
    OPTION_FROM,
    RANK,
    STAYS_AT,
    STEP,
    STEP_FROM,
    STEP_WIDTH,
    STEPS,
    WHO,
)
from sakimawari.match.allocate.market.flat import Ints, of
from sakimawari.match.allocate.market.values import First, Who

WIDTH = 2 + len(First)  # of a key
_UNPLACED = 99  # the rank of no new place, and of a place told that is no wish any more
_ALL, _SOME = WHO.index(Who.ALL), WHO.index(Who.SOME)
_ELDEST, _YOUNGEST = WHO.index(Who.ELDEST), WHO.index(Who.YOUNGEST)
_FIRST = tuple(First)
_PLACED, _TOGETHER = _FIRST.index(First.PLACED), _FIRST.index(First.TOGETHER)
_ELDEST_PLACED = _FIRST.index(First.ELDEST_PLACED)
_YOUNGEST_PLACED = _FIRST.index(First.YOUNGEST_PLACED)
_PRODUCT, _SUM, _WORST = (
    _FIRST.index(First.PRODUCT),
    _FIRST.index(First.SUM),
    _FIRST.index(First.WORST),
)
_ELDEST_RANK = _FIRST.index(First.ELDEST_RANK)
_ONE_PLACE, _WHO, _FROM, _TO, _STAYING, _CRITERIA = range(6)


@njit(cache=True, nogil=True)
def smaller(one: Ints, other: Ints) -> bool:  # pragma: no cover
    """Whether a key comes before another."""
    for at in range(WIDTH):
        if one[at] != other[at]:
            return bool(one[at] < other[at])
    return False


@njit(cache=True, nogil=True)
def key(m: Ints, family: int, choice: Ints, filled: int, out: Ints) -> bool:  # pragma: no cover
    """The key of a tuple whose first `filled` children have chosen; False: never accepted.

    With children still to choose: a key no tuple that begins so comes before, False only if none
    can be accepted.
    """
    out[:] = 0
    child, size = (
        of(m, CHILD_FROM, family),
        of(m, CHILD_FROM, family + 1) - of(m, CHILD_FROM, family),
    )
    if not _conditions_hold(m, family, choice, filled):
        return False
    out[WIDTH - 1] = _packed(choice, filled, size, False)
    first, last = of(m, COMBINATION_FROM, family), of(m, COMBINATION_FROM, family + 1)
    if last > first:
        for row in range(first, last):
            if _combines(m, row, child, choice, filled):
                out[0] = row - first
                return True
        return False
    for number in range(of(m, STEP_FROM, family), of(m, STEP_FROM, family + 1)):
        step = m[2 * STEPS] + STEP_WIDTH * of(m, STEP, number)
        if _accepts(m, step, child, choice, filled, size):
            out[0] = number - of(m, STEP_FROM, family)
            _compare(m, step, child, choice, filled, size, out)
            return True
    return False


@njit(cache=True, nogil=True)
def _packed(choice: Ints, filled: int, size: int, backwards: bool) -> int:  # pragma: no cover
    """Choices, the eldest's first (or the youngest's), as one number; no new place is the last."""
    total = 0
    for at in range(size):
        who = size - 1 - at if backwards else at
        part = 0
        if who < filled:
            part = 127 if choice[who] < 0 else choice[who]
        total = total * 128 + part
    return total


@njit(cache=True, nogil=True)
def _combines(  # pragma: no cover
    m: Ints, row: int, child: int, choice: Ints, filled: int
) -> bool:
    for who in range(filled):
        if choice[who] < 0:
            if of(m, COMBINATION, MOST_CHILDREN * row + who) != -1:
                return False
        elif of(m, FACILITY, of(m, OPTION_FROM, child + who) + choice[who]) != of(
            m, COMBINATION, MOST_CHILDREN * row + who
        ):
            return False
    return True


@njit(cache=True, nogil=True)
def _names(m: Ints, start: int, end: int, place: int) -> bool:  # pragma: no cover
    start_of = m[2 * NAMED]
    return place in m[start_of + start : start_of + end]


@njit(cache=True, nogil=True)
def _conditions_hold(m: Ints, family: int, choice: Ints, filled: int) -> bool:  # pragma: no cover
    child = of(m, CHILD_FROM, family)
    for row in range(of(m, CONDITION_FROM, family), of(m, CONDITION_FROM, family + 1)):
        base = m[2 * CONDITION] + CONDITION_WIDTH * row
        one, other, at_from, at_to, where_from, where_to = m[base : base + CONDITION_WIDTH]
        if one >= filled or other >= filled or choice[one] < 0:
            continue
        place = of(m, FACILITY, of(m, OPTION_FROM, child + one) + choice[one])
        if at_to > at_from and not _names(m, at_from, at_to, place):
            continue
        if choice[other] >= 0:
            there = of(m, FACILITY, of(m, OPTION_FROM, child + other) + choice[other])
        else:
            there = of(m, STAYS_AT, child + other)
        if where_to > where_from:
            if there < 0 or not _names(m, where_from, where_to, there):
                return False
        elif choice[other] < 0:
            return False
    return True


@njit(cache=True, nogil=True)
def _place(m: Ints, step: int, child: int, choice: int) -> int:  # pragma: no cover
    """The facility a choice counts as being placed at under a step, or -1."""
    if choice >= 0:
        return int(of(m, FACILITY, of(m, OPTION_FROM, child) + choice))
    return int(of(m, STAYS_AT, child)) if m[step + _STAYING] else -1


@njit(cache=True, nogil=True)
def _accepts(  # pragma: no cover
    m: Ints, step: int, child: int, choice: Ints, filled: int, size: int
) -> bool:
    one, new, placed = -1, 0, 0
    for who in range(filled):
        place = _place(m, step, child + who, choice[who])
        if choice[who] >= 0:
            new += 1
            rank = of(m, RANK, of(m, OPTION_FROM, child + who) + choice[who])
            ranked = rank != _UNPLACED and not of(m, FIXED, child + who)
            if ranked and (rank < m[step + _FROM] or rank > m[step + _TO]):
                return False
        if place < 0:
            if m[step + _WHO] == _ALL:
                return False
            continue
        placed += 1
        if m[step + _ONE_PLACE] and one >= 0 and place != one:
            return False
        one = place
    if filled < size:
        return True
    if new == 0:
        return False
    if m[step + _WHO] == _ELDEST:
        return _place(m, step, child, choice[0]) >= 0
    if m[step + _WHO] == _YOUNGEST:
        return _place(m, step, child + size - 1, choice[size - 1]) >= 0
    return True


@njit(cache=True, nogil=True)
def _compare(  # pragma: no cover
    m: Ints, step: int, child: int, choice: Ints, filled: int, size: int, out: Ints
) -> None:
    placed, product, total, worst, mask, back = size - filled, 1, size - filled, 1, 0, 0
    for who in range(size):
        there = who >= filled or _place(m, step, child + who, choice[who]) >= 0
        mask = 2 * mask + (0 if there else 1)
        if there:
            back += 1 << who
        if who >= filled:
            continue
        rank = _UNPLACED
        if choice[who] >= 0:
            rank = of(m, RANK, of(m, OPTION_FROM, child + who) + choice[who])
        placed += there
        product *= rank
        total += rank
        worst = max(worst, rank)
    for at in range(_CRITERIA, _CRITERIA + len(_FIRST)):
        criterion = m[step + at]
        if criterion < 0:
            break
        if criterion == _PLACED:
            value = size - placed
        elif criterion == _TOGETHER:
            value = size - _together(m, step, child, choice, filled, size)
        elif criterion == _ELDEST_PLACED:
            value = mask
        elif criterion == _YOUNGEST_PLACED:
            value = (1 << size) - 1 - back
        elif criterion == _PRODUCT:
            value = product
        elif criterion == _SUM:
            value = total
        elif criterion == _WORST:
            value = worst
        else:
            value = _packed(choice, filled, size, criterion != _ELDEST_RANK)
        out[1 + at - _CRITERIA] = value


@njit(cache=True, nogil=True)
def _together(  # pragma: no cover
    m: Ints, step: int, child: int, choice: Ints, filled: int, size: int
) -> int:
    """Most children at one facility; those still to choose may join them."""
    most = 0
    for who in range(filled):
        place = _place(m, step, child + who, choice[who])
        if place < 0:
            continue
        count = 0
        for other in range(filled):
            count += _place(m, step, child + other, choice[other]) == place
        most = max(most, count)
    return most + size - filled


@njit(cache=True, nogil=True)
def key_of(m: Ints, family: int, choice: Ints, out: Ints) -> None:  # pragma: no cover
    """The key of what the family has; the floor, where no step accepts it, comes after all tuples."""
    if not key(m, family, choice, len(choice), out):
        out[:] = np.iinfo(np.int64).max
