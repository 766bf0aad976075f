"""Compiled search for families that block a plan (see `accepting` for what that means)."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.examining.accepting import (
    LAST,
    before,
    key_of,
    key_width,
    widest,
)
from sakimawari.match.allocate.examining.terms import (
    CHILD_FROM,
    FLOOR,
    OPTION_FROM,
    ORDER,
    POOL,
    SEATS,
    STAY_ORDER,
    STAY_POOL,
)
from sakimawari.match.allocate.market.flat import Ints, length, of


@njit(cache=True, nogil=True)
def seat_of(t: Ints, child: int, option: int) -> tuple[int, int]:
    """The pool a child sits in and its order there; pool -1: nowhere."""
    if option >= 0:
        return of(t, POOL, option), of(t, ORDER, option)
    return of(t, STAY_POOL, child), of(t, STAY_ORDER, child)


@njit(cache=True, nogil=True)
def sitting(t: Ints, chosen: Ints) -> tuple[Ints, Ints, Ints]:
    """Who sits where: `begin` by pool, then children and their orders, the first first."""
    pools = length(t, SEATS)
    begin = np.zeros(pools + 1, dtype=np.int64)
    for child in range(len(chosen)):
        pool, _ = seat_of(t, child, chosen[child])
        if pool >= 0:
            begin[pool + 1] += 1
    begin = np.cumsum(begin)
    children = np.empty(begin[pools], dtype=np.int64)
    orders = np.empty(begin[pools], dtype=np.int64)
    filled = begin[:-1].copy()
    for child in range(len(chosen)):
        pool, order = seat_of(t, child, chosen[child])
        if pool < 0:
            continue
        at = filled[pool]
        while at > begin[pool] and orders[at - 1] > order:
            orders[at], children[at] = orders[at - 1], children[at - 1]
            at -= 1
        orders[at], children[at] = order, child
        filled[pool] += 1
    return begin, children, orders


@njit(cache=True, nogil=True)
def granted(t: Ints, family: int, wanted: Ints, begin: Ints, children: Ints, orders: Ints) -> bool:
    """Whether every pool would take all of the family's children named there (condition 2)."""
    start, end = of(t, CHILD_FROM, family), of(t, CHILD_FROM, family + 1)
    for at in range(end - start):
        pool, worst = seat_of(t, start + at, wanted[at])
        if pool < 0:
            continue
        count = 1
        for other in range(end - start):
            theirs, order = seat_of(t, start + other, wanted[other])
            if other != at and theirs == pool and order < worst:
                count += 1
        for each in range(begin[pool], begin[pool + 1]):
            if orders[each] >= worst:
                break
            if children[each] < start or children[each] >= end:
                count += 1
        if count > of(t, SEATS, pool):
            return False
    return True


@njit(cache=True, nogil=True)
def alone(
    t: Ints, family: int, child: int, option: int, begin: Ints, children: Ints, orders: Ints
) -> bool:
    """Whether a pool would take one child, its siblings away: without that no tuple is granted."""
    start, end = of(t, CHILD_FROM, family), of(t, CHILD_FROM, family + 1)
    pool, order = seat_of(t, child, option)
    count = 1
    for each in range(begin[pool], begin[pool + 1]):
        if orders[each] >= order:
            break
        if children[each] < start or children[each] >= end:
            count += 1
    return bool(count <= of(t, SEATS, pool))


@njit(cache=True, nogil=True)
def reachable(
    t: Ints, family: int, begin: Ints, children: Ints, orders: Ints, reach: Ints, counts: Ints
) -> None:
    """By child of a family, the options a pool would take it for, and none where it may have none."""
    start, end = of(t, CHILD_FROM, family), of(t, CHILD_FROM, family + 1)
    for child in range(start, end):
        count = 0
        for option in range(of(t, OPTION_FROM, child), of(t, OPTION_FROM, child + 1)):
            if alone(t, family, child, option, begin, children, orders):
                reach[child - start, count] = option
                count += 1
        if of(t, FLOOR, child) < 0:
            reach[child - start, count] = -1
            count += 1
        counts[child - start] = count


@njit(cache=True, nogil=True)
def sizes(t: Ints) -> tuple[int, int]:
    """Most children of a family, most options of a child."""
    most_children, most_options = 1, 0
    for family in range(length(t, CHILD_FROM) - 1):
        own = of(t, CHILD_FROM, family + 1) - of(t, CHILD_FROM, family)
        most_children = max(most_children, own)
    for child in range(length(t, OPTION_FROM) - 1):
        own = of(t, OPTION_FROM, child + 1) - of(t, OPTION_FROM, child)
        most_options = max(most_options, own)
    return most_children, most_options


@njit(cache=True, nogil=True)
def blocking(t: Ints, chosen: Ints, accepted: Ints, wanted: Ints) -> Ints:
    """Every blocking family, in order; `wanted` gets the tuple it likes best of those it would get.

    `accepted` gets, by family, whether what it has is a tuple it accepts; where not, all it accepts
    is before it.
    """
    begin, children, orders = sitting(t, chosen)
    found = np.zeros(len(accepted), dtype=np.int64)
    most, options = sizes(t)
    reach, counts = np.empty((most, options + 1), dtype=np.int64), np.empty(most, dtype=np.int64)
    tried, at = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    keys = np.empty((2, widest(most)), dtype=np.int64)
    for family in range(len(accepted)):
        start, end = of(t, CHILD_FROM, family), of(t, CHILD_FROM, family + 1)
        size, width = end - start, key_width(t, family)
        best, key, own = keys[0, :width], keys[1, :width], tried[:size]
        accepted[family] = key_of(t, family, chosen[start:end], best)
        if accepted[family] == 0:
            best[:] = 0
            best[0] = LAST + 1
        reachable(t, family, begin, children, orders, reach, counts)
        going = counts[:size].min() > 0
        at[:size] = 0
        while going:
            for who in range(size):
                own[who] = reach[who, at[who]]
            if (
                key_of(t, family, own, key)
                and before(key, best)
                and granted(t, family, own, begin, children, orders)
            ):
                best[:] = key
                wanted[start:end] = own
                found[family] = 1
            going = turned(at, counts, size)
    return np.flatnonzero(found)


@njit(cache=True, nogil=True)
def turned(at: Ints, counts: Ints, size: int) -> bool:
    """The next of all combinations, the last position first; False after the last."""
    for who in range(size - 1, -1, -1):
        at[who] += 1
        if at[who] < counts[who]:
            return True
        at[who] = 0
    return False


@njit(cache=True, nogil=True)
def worse_off(t: Ints, earlier: Ints, chosen: Ints, accepted: Ints, worse: Ints) -> None:
    """By family: whether it accepts what it has, and whether it has less than it had earlier.

    Less: a tuple it puts after the earlier one, or a child that had a new place and has none.
    """
    keys = np.empty((2, widest(sizes(t)[0])), dtype=np.int64)
    for family in range(len(accepted)):
        start, end = of(t, CHILD_FROM, family), of(t, CHILD_FROM, family + 1)
        width = key_width(t, family)
        had, has = keys[0, :width], keys[1, :width]
        key_of(t, family, earlier[start:end], had)
        accepted[family] = key_of(t, family, chosen[start:end], has)
        worse[family] = accepted[family] != 0 and before(had, has)
        for child in range(start, end):
            if earlier[child] >= 0 and chosen[child] < 0:
                worse[family] = 1
