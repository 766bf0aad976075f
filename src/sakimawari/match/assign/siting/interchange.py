"""p sites whose farthest place is near, quickly: one changed for another, shaken, and again.

Only a site nearer to the farthest place than its own can help; for each of these the best site to give
up is found in one pass over the places (Mladenović, Labbé, Hansen 2003). It proves nothing: how near the
farthest place can be at all is told by covers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.assign.siting.places import Bools, Floats, Ints

_WORK = 400_000_000  # distances looked at, roughly; some tenths of a second
_SWAPS = 4  # at most, in a shake


def interchanged(ways: Floats, fixed: Bools, given: Ints, p: int) -> Ints:
    """p sites, at least as near as the `given` ones (at most p, the fixed among them), ascending.

    `ways`: a row a site, a column a place, all finite.
    """
    opened = np.full(p, -1, np.int64)
    opened[: len(given)] = given
    sites, places = ways.shape
    shakes = max(10, min(300, _WORK // (20 * sites * max(places, 1))))
    draws = np.random.default_rng(0).integers(0, 1 << 30, (shakes, 2 * _SWAPS))
    _grown(ways, opened, len(given))
    free = np.flatnonzero(~fixed[opened])
    if len(free) and p < sites:
        _shaken(ways, opened, free, draws)
    return np.sort(opened)


@njit(cache=True, nogil=True)
def _grown(ways: Any, opened: Any, count: int) -> None:
    """Open more sites, each the nearest to the place that is then the farthest."""
    sites, places = ways.shape
    one = np.full(places, np.inf)
    is_open = np.zeros(sites, np.bool_)
    for j in opened[:count]:
        is_open[j] = True
        one = np.minimum(one, ways[j])
    while count < opened.size:
        worst, best = (one.argmax() if places else 0), -1
        for j in range(sites):
            if not is_open[j] and (best < 0 or (places and ways[j, worst] < ways[best, worst])):
                best = j
        opened[count], is_open[best] = best, True
        one = np.minimum(one, ways[best])
        count += 1


@njit(cache=True, nogil=True)
def _shaken(ways: Any, opened: Any, free: Any, draws: Any) -> None:
    value = _descended(ways, opened, free)
    sites = ways.shape[0]
    for shake in range(draws.shape[0]):
        tried = opened.copy()
        for swap in range(1 + shake % (draws.shape[1] // 2)):
            come = draws[shake, 2 * swap] % sites
            if not (tried == come).any():
                tried[free[draws[shake, 2 * swap + 1] % free.size]] = come
        reached = _descended(ways, tried, free)
        if reached <= value:
            value = reached
            opened[:] = tried


@njit(cache=True, nogil=True)
def _descended(ways: Any, opened: Any, free: Any) -> Any:
    """Change one site for another while the farthest place comes nearer; how far it is then."""
    sites, places = ways.shape
    one, two = np.empty(places), np.empty(places)
    whose = np.empty(places, np.int64)
    kept, lost = np.empty(opened.size), np.empty(opened.size)
    while True:
        _two_nearest(ways, opened, one, two, whose)
        worst = one.argmax()
        value, go, come = one[worst], -1, -1
        for j in range(sites):
            if ways[j, worst] < one[worst]:
                _without(ways[j], one, two, whose, kept, lost)
                at, reached = _cheapest_loss(kept, lost, free)
                if reached < value:
                    value, go, come = reached, at, j
        if go < 0:
            return value
        opened[go] = come


@njit(cache=True, nogil=True)
def _two_nearest(ways: Any, opened: Any, one: Any, two: Any, whose: Any) -> None:
    one[:], two[:], whose[:] = np.inf, np.inf, 0
    for at in range(opened.size):
        way = ways[opened[at]]
        for i in range(one.size):
            if way[i] < one[i]:
                two[i], one[i], whose[i] = one[i], way[i], at
            elif way[i] < two[i]:
                two[i] = way[i]


@njit(cache=True, nogil=True)
def _without(way: Any, one: Any, two: Any, whose: Any, kept: Any, lost: Any) -> None:
    """With one site more: how far each open site's places are, and how far when that site is given up."""
    kept[:], lost[:] = 0.0, 0.0
    for i in range(one.size):
        at = whose[i]
        kept[at] = max(kept[at], min(way[i], one[i]))
        lost[at] = max(lost[at], min(way[i], two[i]))


@njit(cache=True, nogil=True)
def _cheapest_loss(kept: Any, lost: Any, free: Any) -> Any:
    """The site to give up, and how far the farthest place is then."""
    first = kept.argmax()
    second = 0.0
    for at in range(kept.size):
        if at != first:
            second = max(second, kept[at])
    best, value = -1, np.inf
    for at in free:
        reached = max(lost[at], second if at == first else kept[first])
        if reached < value:
            best, value = at, reached
    return best, value
