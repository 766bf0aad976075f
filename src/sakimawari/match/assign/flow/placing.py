"""The whole answer to a transport problem."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.match.assign.flow.ledger import Ledger, ledger_of, nearest, pairs
from sakimawari.match.assign.flow.marginals import cheapest_moves, losses_of, prices_of
from sakimawari.match.assign.flow.movers import movers_of
from sakimawari.match.assign.flow.paths import settle
from sakimawari.match.assign.flow.transport import NOWHERE, Ints, Placement, Transport, checked
from sakimawari.match.assign.flow.whole import kept_whole
from sakimawari.match.assign.flow.witnesses import witnesses_of


def place(problem: Transport, *, effort: float = 10.0) -> Placement:
    """Everybody's place at the least total cost.

    Exact where every unit is one person. Households are kept whole: improved and proved within
    `effort` (units of work of the exact search, about seconds; the same answer on every machine), the
    gap to what a split would allow told. ASSIGN001, ASSIGN002: a problem that is not consistent.
    """
    checked(problem)
    book = ledger_of(problem)
    of = np.repeat(np.arange(problem.units), problem.sizes)
    _, _, dearest = nearest(book, problem.units, problem.sites)
    penalty = _penalty(problem, int(dearest))
    people = _settled(problem, book, of, penalty)
    moves = cheapest_moves(book, of, people, problem.sites, penalty)
    load = np.bincount(people, minlength=problem.sites + 1)[: problem.sites]
    one_by_one = Placement(
        site=_of_units(problem, people),
        cost=0,
        unplaced=0,
        penalty=penalty,
        prices=prices_of(moves),
        losses=losses_of(moves, load < problem.capacities, load > 0),
        bound=0,
        proven=True,
        witnesses=witnesses_of(problem, book, of, people, moves),
    )
    cost, unplaced = _paid(book, of, people, problem.sites)
    answer = replace(one_by_one, cost=cost, unplaced=unplaced)
    answer = replace(answer, bound=answer.objective)
    if problem.units == len(of):
        return answer
    return kept_whole(problem, book, answer, effort)


def _penalty(problem: Transport, dearest: int) -> int:
    """What lacking a place costs a person: more than any chain of moves could, unless it is given.

    One by one a chain passes each site once; households that stay whole may be moved all at once.
    """
    if problem.unplaced is not None:
        return problem.unplaced
    alone = problem.units == problem.sizes.sum()
    longest = problem.sites + 1 if alone else int(problem.sizes.sum()) + 1
    return longest * (dearest + 1) + 1


def _settled(problem: Transport, book: Ledger, of: Ints, penalty: int) -> Ints:
    """Everybody's site one by one, the number of sites for nowhere."""
    sites, people = problem.sites, len(of)
    movers = movers_of(np.full(people, sites), np.full(people, penalty), of, sites)
    places = np.append(np.minimum(problem.capacities, people), people + 1)
    order = np.random.default_rng(0).permutation(people)  # mixed, so that prices grow everywhere
    settle(book, movers, places, penalty, order)
    return movers.place


def _of_units(problem: Transport, people: Ints) -> Ints:
    """Where units are who are one person each, NOWHERE for nowhere; else the first person's place."""
    first = np.concatenate(([0], np.cumsum(problem.sizes)[:-1])).astype(np.int64)
    site = people[first]
    return np.where(site == problem.sites, NOWHERE, site)


def _paid(book: Ledger, of: Ints, people: Ints, sites: int) -> tuple[int, int]:
    placed = people < sites
    units, at = of[placed], people[placed]
    return int(pairs(book, units, at).sum()), int((~placed).sum())
