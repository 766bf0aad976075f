"""Households kept whole: put together from the answer in which they may be split, improved, proved.

The answer one by one is the bound. Households it splits go where room is, then households move or
change places while that saves. What is left is a small problem of whole numbers: under the prices of
the answer one by one a household's site is dearer than its cheapest by a known amount, and a site
dearer than the whole gap is in no better answer. An exact search over what remains closes the gap, or
tells how much of it could not be closed within the effort.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.match.assign.flow.exchanging import exchange
from sakimawari.match.assign.flow.ledger import FAR, Ledger, pairs, rows
from sakimawari.match.assign.flow.searching import searched
from sakimawari.match.assign.flow.transport import NOWHERE, Ints, Placement, Transport


def kept_whole(
    problem: Transport, book: Ledger, split: Placement, people: Ints, effort: float
) -> Placement:
    """Each household at one site. `split`: the answer one by one, `people` their sites in it."""
    sites = problem.sites
    place = _put_together(problem, book, people, split.penalty)
    exchange(book, problem.sizes, problem.capacities, place, split.penalty, 50)
    answer = _valued(problem, book, split, place)
    if answer.gap > 0:
        at, bound = searched(problem, book, answer, effort)
        exchange(book, problem.sizes, problem.capacities, at, split.penalty, 50)
        answer = _valued(problem, book, replace(split, bound=bound), at)
    assert answer.gap >= 0 and len(answer.prices) == sites
    return replace(answer, proven=answer.gap == 0)


def _put_together(problem: Transport, book: Ledger, people: Ints, penalty: int) -> Ints:
    """Whole households: those together stay, the others, larger ones first, go where room is."""
    sizes, sites = problem.sizes, problem.sites
    first = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    last = np.maximum.reduceat(people, first)
    together = np.minimum.reduceat(people, first) == last
    place = np.where(together, people[first], sites)
    load = np.bincount(place, weights=sizes, minlength=sites + 1).astype(np.int64)[:sites]
    room = problem.capacities - load
    split = np.flatnonzero(~together)
    for unit in split[np.argsort(-sizes[split], kind="stable")]:
        row = rows(book, np.array([unit]), sites)[0]
        row[room < sizes[unit]] = FAR
        best = int(row.argmin()) if sites else 0
        if sites and row[best] < penalty:
            place[unit] = best
            room[best] -= sizes[unit]
    return place


def _valued(problem: Transport, book: Ledger, split: Placement, place: Ints) -> Placement:
    placed = place < problem.sites
    paid = pairs(book, np.flatnonzero(placed), place[placed])
    return replace(
        split,
        site=np.where(placed, place, NOWHERE),
        cost=int((paid * problem.sizes[placed]).sum()),
        unplaced=int(problem.sizes[~placed].sum()),
    )
