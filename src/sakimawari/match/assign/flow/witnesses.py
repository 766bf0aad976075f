"""Why not everybody has a place: people whose every site is full, with people who can go to no other.

From the people without a place follow every site they may go to, and every site the people there may
go to. None of these has a free place (else a chain of moves would place one more), so all these people
can reach these sites only, and there are too many of them (Hall's condition, the other way round).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sakimawari.match.assign.flow.ledger import FAR, Ledger, rows
from sakimawari.match.assign.flow.transport import Ints, Transport, Witness


def witnesses_of(
    problem: Transport, book: Ledger, of: Ints, place: Ints, moves: Ints
) -> tuple[Witness, ...]:
    """Apart from each other, the largest lack first; together they lack exactly whom no place is left for.

    Nothing where a person's lacking a place has a price and is chosen, not forced.
    """
    sites = problem.sites
    lacking = np.unique(of[place == sites])
    if not len(lacking):
        return ()
    reach = _reach(moves[:sites, :sites] < FAR)
    reached = (rows(book, lacking, sites) < FAR) @ reach
    load = np.bincount(place, minlength=sites + 1)[:sites]
    if (reached.any(axis=0) & (load < problem.capacities)).any():
        return ()
    found = []
    for group in _together(reached):
        group_sites = np.flatnonzero(reached[group].any(axis=0))
        there = np.unique(of[np.isin(place, group_sites)])
        units = np.union1d(lacking[group], there)
        found.append(
            Witness(
                units=tuple(units.tolist()),
                sites=tuple(group_sites.tolist()),
                people=int(problem.sizes[units].sum()),
                places=int(problem.capacities[group_sites].sum()),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.places - each.people, each.sites)))


def _reach(near: Any) -> Any:
    """Which sites lead to which by any number of moves (Warshall), each to itself."""
    reach = near | np.eye(len(near), dtype=np.bool_)
    for middle in range(len(reach)):
        reach[reach[:, middle]] |= reach[middle]
    return reach


def _together(reached: Any) -> list[Ints]:
    """Rows that share a site, and rows that share one with those; rows without a site are one group."""
    alone = ~reached.any(axis=1)
    groups: list[tuple[Any, list[int]]] = []
    for at in np.flatnonzero(~alone):
        mine, rows = reached[at].copy(), [int(at)]
        apart = []
        for sites, others in groups:
            if (sites & mine).any():
                mine, rows = mine | sites, others + rows
            else:
                apart.append((sites, others))
        groups = [*apart, (mine, rows)]
    found = [np.array(rows, np.int64) for _, rows in groups]
    return ([np.flatnonzero(alone)] if alone.any() else []) + found
