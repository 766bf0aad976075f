"""What one more place at a site would save, and one fewer cost: shortest chains of moves, both ways.

One more place at k lets a chain of moves end there that begins anywhere: its saving is the cheapest
such chain, turned round. These savings are also the least prices under which everybody is at the
cheapest site, prices included, and by which anybody can check that the answer is the best.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.assign.flow.ledger import FAR, Ledger, fill_row
from sakimawari.match.assign.flow.transport import Ints


@njit(cache=True, nogil=True)
def cheapest_moves(book: Ledger, of: Any, place: Any, sites: int, penalty: int) -> Any:
    """For each pair of sites (the last is nowhere) what its cheapest mover would pay more; FAR: nobody."""
    least = np.full((sites + 1, sites + 1), FAR, np.int64)
    row = np.empty(sites + 1, np.int64)
    for person in range(place.size):
        j = place[person]
        fill_row(book, of[person], row[:sites])
        row[sites] = penalty
        paid, mine = row[j], least[j]
        for k in range(sites + 1):
            if row[k] < FAR:
                mine[k] = min(mine[k], row[k] - paid)
    return least


def prices_of(moves: Ints) -> Ints:
    """What one more place at each site would save."""
    nodes = len(moves)
    ends = np.zeros(nodes, np.int64)
    while True:
        nearer = np.minimum(ends, (ends[:, None] + moves).min(axis=0))
        if np.array_equal(nearer, ends):
            prices: Ints = -ends[:-1]
            return prices
        ends = nearer


def losses_of(moves: Ints, free: Any, used: Any) -> Ints:
    """What one place fewer at each site would cost; nothing where one is free, or nobody is."""
    begins = np.where(np.append(free, True), 0, FAR)
    while True:
        nearer = np.minimum(begins, (moves + begins[None, :]).min(axis=1))
        if np.array_equal(nearer, begins):
            losses: Ints = np.where(used, begins[:-1], 0)
            return losses
        begins = nearer
