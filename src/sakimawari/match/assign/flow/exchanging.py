"""Households that move, or change places with another, while that saves."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.assign.flow.ledger import FAR, Ledger, cost_at, fill_row


@njit(cache=True, nogil=True)
def exchange(
    book: Ledger, sizes: Any, capacities: Any, place: Any, penalty: int, rounds: int
) -> int:
    """Improve `place` (the number of sites: nowhere) in place; what was saved.

    In the order of units: the best of moving to a site with room and of changing places with one
    household elsewhere, taken when it saves; over again until nothing does, or `rounds` times.
    """
    sites, units = capacities.size, place.size
    room = capacities.copy()
    head = np.full(sites + 1, -1, np.int64)
    after = np.full(units, -1, np.int64)
    for unit in range(units):
        after[unit], head[place[unit]] = head[place[unit]], unit
        if place[unit] < sites:
            room[place[unit]] -= sizes[unit]
    row = np.empty(sites + 1, np.int64)
    saved = 0
    for _ in range(rounds):
        before = saved
        for unit in range(units):
            fill_row(book, unit, row[:sites])
            row[sites] = penalty
            change, k, other = _best(book, sizes, room, place, penalty, row, unit, head, after)
            if change < 0:
                saved -= change
                j = place[unit]
                _shift(place, room, sizes, head, after, unit, k)
                if other >= 0:
                    _shift(place, room, sizes, head, after, other, j)
        if saved == before:
            break
    return saved


@njit(cache=True, nogil=True)
def _best(
    book: Ledger,
    sizes: Any,
    room: Any,
    place: Any,
    penalty: int,
    row: Any,
    unit: int,
    head: Any,
    after: Any,
) -> Any:
    """The change a unit saves most by: what, where to, whose place (-1: a free one)."""
    sites, size, j = room.size, sizes[unit], place[unit]
    best, to, whose = np.int64(0), -1, -1
    for k in range(sites + 1):
        gain = size * (row[k] - row[j])
        if k == j or row[k] >= FAR or gain >= best:
            continue
        if k == sites or room[k] >= size:
            best, to, whose = gain, k, -1
            continue
        other = head[k]
        while other >= 0:
            fits = room[k] + sizes[other] >= size and (j == sites or room[j] + size >= sizes[other])
            if fits:
                there = penalty if j == sites else cost_at(book, other, j)
                if there < FAR:
                    change = gain + sizes[other] * (there - cost_at(book, other, k))
                    if change < best:
                        best, to, whose = change, k, other
            other = after[other]
    return best, to, whose


@njit(cache=True, nogil=True)
def _shift(place: Any, room: Any, sizes: Any, head: Any, after: Any, unit: int, k: int) -> None:
    j, sites = place[unit], room.size
    if head[j] == unit:
        head[j] = after[unit]
    else:
        one = head[j]
        while after[one] != unit:
            one = after[one]
        after[one] = after[unit]
    after[unit], head[k] = head[k], unit
    place[unit] = k
    if j < sites:
        room[j] += sizes[unit]
    if k < sites:
        room[k] -= sizes[unit]
