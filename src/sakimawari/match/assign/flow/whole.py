"""Households kept whole: put together with the prices of the answer one by one, improved, proved.

The answer in which households may be split is the bound. Households of one size among themselves are
a problem that is solved exactly (places by the size): larger ones are placed first, each paying the
price of a place besides, so that they leave to others what others need more. Then each size anew in
what the others leave it, and pairs that save by changing places, over again until nothing is saved.

What is left is a small problem of whole numbers: a household's site is dearer than its cheapest, prices
included, by a known amount, and a site dearer than the whole gap is in no better answer. An exact
search over what remains closes the gap, or tells how much of it could not be closed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.match.assign.flow.exchanging import exchange
from sakimawari.match.assign.flow.ledger import FAR, Ledger, pairs
from sakimawari.match.assign.flow.movers import movers_of
from sakimawari.match.assign.flow.paths import settle
from sakimawari.match.assign.flow.searching import searched
from sakimawari.match.assign.flow.transport import NOWHERE, Ints, Placement, Transport

_ROUNDS = 6  # more save next to nothing
_LITTLE = 1e-6  # of the cost of all: a round that saves no more is the last


def kept_whole(problem: Transport, book: Ledger, split: Placement, effort: float) -> Placement:
    """Each household at one site. `split`: the answer one by one."""
    place = np.full(problem.units, problem.sites)
    priced = book.kind_cost + split.prices
    priced[book.kind_cost >= FAR] = FAR
    _each_size(problem, book._replace(kind_cost=priced), place, split.penalty)
    for _ in range(_ROUNDS):
        saved = exchange(book, problem.sizes, problem.capacities, place, split.penalty, 20)
        if saved <= split.objective * _LITTLE:
            break
        _each_size(problem, book, place, split.penalty)
    answer = _valued(problem, book, split, place)
    if answer.gap > 0:
        at, bound = searched(problem, book, answer, effort)
        answer = _valued(problem, book, replace(split, bound=bound), at)
    return replace(answer, proven=answer.gap == 0)


def _each_size(problem: Transport, book: Ledger, place: Ints, penalty: int) -> None:
    """Place the households of each size, larger ones first, in what those of other sizes leave."""
    for size in np.unique(problem.sizes)[::-1]:
        mine = problem.sizes == size
        units = np.flatnonzero(mine)
        weights = np.where(mine, 0, problem.sizes)
        taken = np.bincount(place, weights=weights, minlength=problem.sites + 1)[:-1]
        room = np.maximum(problem.capacities - taken.astype(np.int64), 0) // size
        places = np.append(np.minimum(room, len(units)), len(units) + 1)
        nowhere = np.full(len(units), problem.sites)
        movers = movers_of(nowhere, np.full(len(units), penalty), units, problem.sites)
        settle(book, movers, places, penalty, np.random.default_rng(0).permutation(len(units)))
        place[units] = movers.place


def _valued(problem: Transport, book: Ledger, split: Placement, place: Ints) -> Placement:
    placed = place < problem.sites
    paid = pairs(book, np.flatnonzero(placed), place[placed])
    return replace(
        split,
        site=np.where(placed, place, NOWHERE),
        cost=int((paid * problem.sizes[placed]).sum()),
        unplaced=int(problem.sizes[~placed].sum()),
    )
