"""Successive shortest paths on the graph of sites.

Everybody starts at the cheapest site. From a site with more people than places the cheapest chain of
moves to a site with a free place is found (Dijkstra on what the cheapest mover of each pair pays more,
made non-negative by potentials) and one person is moved along every arc of it. A chain passes a site
once, so the graph has as many nodes as there are sites, however many people there are. After each chain
the answer is the best one for the people who are no longer too many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.match.assign.flow.ledger import FAR, Ledger, fill_row
from sakimawari.match.assign.flow.movers import Movers, arrive, enter, leave, refresh


class Trail(NamedTuple):
    """Room for one search: distances, where sites were reached from, which were and in what order."""

    far: npt.NDArray[np.int64]
    came: npt.NDArray[np.int64]
    shut: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]
    movers: npt.NDArray[np.int32]
    targets: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def settle(book: Ledger, all_: Movers, places: Any, penalty: int, order: Any) -> Any:
    """Move people until no site (but nowhere, the last) holds more than its places; the chains made."""
    nodes = places.size
    row = np.empty(nodes, np.int64)
    potential = np.zeros(nodes, np.int64)
    trail = Trail(
        np.empty(nodes, np.int64),
        np.empty(nodes, np.int64),
        np.empty(nodes, np.int64),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
    )
    chains = 0
    for person in order:
        site = _cheapest(book, all_, potential, person, penalty, row)
        enter(all_, person, site)
        arrive(all_, book, person, site, penalty, row)
        if all_.load[site] > places[site]:
            end = _chain(book, all_, places, potential, site, penalty, trail)
            _move_along(book, all_, site, end, penalty, trail, row)
            chains += 1
    return chains


@njit(cache=True, nogil=True)
def _cheapest(
    book: Ledger, all_: Movers, potential: Any, person: int, penalty: int, row: Any
) -> Any:
    """Where a person pays least, prices (potentials turned round) included."""
    sites = row.size - 1
    fill_row(book, all_.of[person], row[:sites])
    row[sites] = penalty
    site = sites
    for k in range(sites):
        if row[k] - potential[k] < row[site] - potential[site]:
            site = k
    return site


@njit(cache=True, nogil=True)
def _chain(
    book: Ledger, all_: Movers, places: Any, potential: Any, source: int, penalty: int, trail: Trail
) -> Any:
    """The free site the cheapest chain from a site ends at; potentials follow.

    Distances are from what pairs are known to cost at least. Only the pair by which a site is reached
    has to be exact, and is made so when the site is the next to be reached.
    """
    far, came, shut = trail.far, trail.came, trail.shut
    far[:] = FAR
    shut[:] = 0
    far[source] = 0
    reached, here = 0, source
    while all_.load[here] >= places[here]:
        shut[here] = FAR
        trail.order[reached] = here
        reached += 1
        base = far[here] + potential[here]
        _spread(all_.least[here], potential, base, here, far, came, shut)
        there = _next(far, shut)
        while not refresh(all_, book, came[there], there, penalty):
            far[there] = FAR
            for at in range(reached):
                j = trail.order[at]
                step = far[j] + potential[j] + all_.least[j, there] - potential[there]
                if step < far[there]:
                    far[there], came[there] = step, j
            there = _next(far, shut)
        here = there
    for at in range(reached):
        k = trail.order[at]
        potential[k] -= far[here] - far[k]
    return here


@njit(cache=True, nogil=True)
def _spread(
    least: Any, potential: Any, base: int, here: int, far: Any, came: Any, shut: Any
) -> None:
    """Reach on from a site: plain arrays and no branches, so that eight sites are done at once."""
    for k in range(far.size):
        step = base + least[k] - potential[k] + shut[k]
        nearer = step < far[k]
        far[k] = step if nearer else far[k]
        came[k] = here if nearer else came[k]


@njit(cache=True, nogil=True)
def _next(far: Any, shut: Any) -> Any:
    """The nearest site not yet reached."""
    least = np.int64(FAR)
    for k in range(far.size):
        least = min(least, far[k] + shut[k])
    for k in range(far.size):
        if far[k] + shut[k] == least:
            return k
    return -1


@njit(cache=True, nogil=True)
def _move_along(
    book: Ledger, all_: Movers, source: int, end: int, penalty: int, trail: Trail, row: Any
) -> None:
    hops, k = 0, end
    while k != source:
        trail.movers[hops], trail.targets[hops] = all_.unit[trail.came[k], k, 0], k
        hops += 1
        k = trail.came[k]
    for hop in range(hops):
        leave(all_, trail.movers[hop])
        enter(all_, trail.movers[hop], trail.targets[hop])
    for hop in range(hops):
        arrive(all_, book, trail.movers[hop], trail.targets[hop], penalty, row)
