"""The p sites from which the farthest place is nearest: a cover for every distance tried."""

from __future__ import annotations

import numpy as np

from sakimawari.match.assign.siting.covering import cover, least_sites
from sakimawari.match.assign.siting.interchange import interchanged
from sakimawari.match.assign.siting.places import (
    Choice,
    Floats,
    Goal,
    Ints,
    Siting,
    reachable,
    value_of,
    ways,
)


def nearest_farthest(problem: Siting, p: int) -> Choice:
    """The best p sites (p-center): the shortest distance at which p sites reach everybody.

    Sites near the best come from interchange, distances that are too short from the multipliers of
    covers, what lies between from covers. That at the distance just shorter more than p sites are
    needed is the proof.
    """
    kept = reachable(problem, None)
    finite = Siting(
        weights=problem.weights[kept],
        distances=ways(problem)[kept],
        existing=problem.existing,
        forbidden=problem.forbidden,
    )
    sites = problem.open_to_choice
    tried = np.unique(finite.distances[:, sites])
    # nobody is nearer than the nearest site: shorter distances reach not everybody
    least = finite.distances[:, sites].min(axis=1).max(initial=0.0)
    low, opened = _narrowed(finite, tried, int(np.searchsorted(tried, least)), p)
    opened = _needed(finite, opened)
    full = _filled(problem, opened.tolist(), p)
    value = value_of(problem, Goal.P_CENTER, None, full)
    multipliers = np.zeros(len(kept))
    multipliers[kept] = _just_shorter(finite, tried, value)
    return Choice(
        goal=Goal.P_CENTER,
        radius=None,
        p=p,
        opened=tuple(full.tolist()),
        value=value,
        bound=float(tried[low]),
        multipliers=multipliers,
    )


def _narrowed(finite: Siting, tried: Floats, low: int, p: int) -> tuple[int, Ints]:
    """The first distance at which p sites do, and those.

    Sites found by interchange are often the best: that nothing just shorter does is asked first, and
    the middle every other time, in case they were far from it.
    """
    opened, high = _improved(finite, tried, np.flatnonzero(finite.existing), p)
    low, once = _first_possible(finite, tried, low, high, p), True
    while low < high:
        middle = high - 1 if once else (low + high) // 2
        sites = cover(finite, float(tried[middle]))[0]
        if len(sites) > p:
            low = middle + 1
        else:
            opened, high = _improved(finite, tried, sites, p)
        once = not once
    return high, opened


def _improved(finite: Siting, tried: Floats, given: Ints, p: int) -> tuple[Ints, int]:
    """p sites by interchange, and which of the distances they reach everybody at."""
    sites = finite.open_to_choice
    ways = np.ascontiguousarray(finite.distances[:, sites].T)
    fixed = finite.existing[sites]
    opened = sites[interchanged(ways, fixed, np.searchsorted(sites, given), p)]
    reached = float(finite.distances[:, opened].min(axis=1).max(initial=0.0))
    return opened, int(np.searchsorted(tried, reached))


def _first_possible(finite: Siting, tried: Floats, low: int, high: int, p: int) -> int:
    """The first distance at which multipliers do not show already that p sites are too few."""
    while low < high:
        middle = (low + high) // 2
        if least_sites(finite, float(tried[middle]))[0] > p:
            low = middle + 1
        else:
            high = middle
    return low


def _needed(finite: Siting, opened: Ints) -> Ints:
    """The same without sites that nobody needs to be as near as the farthest."""
    value = finite.distances[:, opened].min(axis=1).max(initial=0.0)
    for site in opened[~finite.existing[opened]].tolist():
        fewer = opened[opened != site]
        if finite.distances[:, fewer].min(axis=1, initial=np.inf).max(initial=0.0) <= value:
            opened = fewer
    return opened


def _just_shorter(finite: Siting, tried: Floats, value: float) -> Floats:
    """Multipliers of the cover at the distance before the best; none where nobody could be nearer."""
    at = int(np.searchsorted(tried, value)) - 1
    if at < 0 or not reachable(finite, float(tried[at])).all():
        return np.zeros(len(finite.weights))
    return least_sites(finite, float(tried[at]))[1]


def _filled(
    problem: Siting, opened: list[int], p: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Open sites up to p: each further one where it shortens most ways."""
    cost = problem.weights[:, None] * ways(problem)
    while len(opened) < p:
        now = cost[:, opened].min(axis=1)
        others = [j for j in problem.open_to_choice.tolist() if j not in opened]
        saved = [float(np.maximum(now - cost[:, j], 0).sum()) for j in others]
        opened.append(others[int(np.argmax(saved))])
    return np.array(sorted(opened), np.int64)
