"""Compiled search for families that block a plan (see `accepting` for what that means)."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.accepting import (
    LAST,
    before,
    first_tuple,
    key_of,
    key_width,
    next_tuple,
)
from sakimawari.match.allocate.terms import Ints, Tables


@njit(cache=True, nogil=True)
def seat_of(tables: Tables, child: int, option: int) -> tuple[int, int]:
    """The pool a child sits in and its order there; pool -1: nowhere."""
    if option >= 0:
        return tables.pool[option], tables.order[option]
    return tables.stay_pool[child], tables.stay_order[child]


@njit(cache=True, nogil=True)
def sitting(tables: Tables, chosen: Ints) -> tuple[Ints, Ints, Ints]:
    """Who sits where: `begin` by pool, then children and their orders, the first first."""
    pools = len(tables.seats)
    begin = np.zeros(pools + 1, dtype=np.int64)
    for child in range(len(chosen)):
        pool, _ = seat_of(tables, child, chosen[child])
        if pool >= 0:
            begin[pool + 1] += 1
    begin = np.cumsum(begin)
    children = np.empty(begin[pools], dtype=np.int64)
    orders = np.empty(begin[pools], dtype=np.int64)
    filled = begin[:-1].copy()
    for child in range(len(chosen)):
        pool, order = seat_of(tables, child, chosen[child])
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
def granted(
    tables: Tables, family: int, wanted: Ints, begin: Ints, children: Ints, orders: Ints
) -> bool:
    """Whether every pool would take all of the family's children named there (condition 2)."""
    start, end = tables.child_from[family], tables.child_from[family + 1]
    for at in range(end - start):
        pool, worst = seat_of(tables, start + at, wanted[at])
        if pool < 0:
            continue
        count = 1
        for other in range(end - start):
            theirs, order = seat_of(tables, start + other, wanted[other])
            if other != at and theirs == pool and order < worst:
                count += 1
        for each in range(begin[pool], begin[pool + 1]):
            if orders[each] >= worst:
                break
            if children[each] < start or children[each] >= end:
                count += 1
        if count > tables.seats[pool]:
            return False
    return True


@njit(cache=True, nogil=True)
def blocking(tables: Tables, chosen: Ints, accepted: Ints, wanted: Ints) -> Ints:
    """Every blocking family, in order; `wanted` gets the tuple it likes best of those it would get.

    `accepted` gets, by family, whether what it has is a tuple it accepts; where not, all it accepts
    is before it.
    """
    begin, children, orders = sitting(tables, chosen)
    found = np.zeros(len(accepted), dtype=np.int64)
    for family in range(len(accepted)):
        start, end = tables.child_from[family], tables.child_from[family + 1]
        width = key_width(tables, family)
        best = np.empty(width, dtype=np.int64)
        accepted[family] = key_of(tables, family, chosen[start:end], best)
        if accepted[family] == 0:
            best[:] = 0
            best[0] = LAST + 1
        tried = np.empty(end - start, dtype=np.int64)
        key = np.empty(width, dtype=np.int64)
        first_tuple(tables, family, tried)
        going = True
        while going:
            if (
                key_of(tables, family, tried, key)
                and before(key, best)
                and granted(tables, family, tried, begin, children, orders)
            ):
                best[:] = key
                wanted[start:end] = tried
                found[family] = 1
            going = next_tuple(tables, family, tried)
    return np.flatnonzero(found)
