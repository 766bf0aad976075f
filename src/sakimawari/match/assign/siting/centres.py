"""The p sites from which the farthest place is nearest: a cover for every distance tried."""

from __future__ import annotations

import numpy as np

from sakimawari.match.assign.siting.covering import cover, least_sites
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

    Distances are tried by halving, by the multipliers of a cover first, then by covers; that at the one just shorter more than p sites are needed is the
    proof.
    """
    kept = reachable(problem, None)
    finite = Siting(
        weights=problem.weights[kept],
        distances=ways(problem)[kept],
        existing=problem.existing,
        forbidden=problem.forbidden,
    )
    tried = np.unique(finite.distances[:, problem.open_to_choice])
    # nobody is nearer than the nearest site: shorter distances reach not everybody
    least = finite.distances[:, problem.open_to_choice].min(axis=1).max(initial=0.0)
    low = _first_possible(finite, tried, int(np.searchsorted(tried, least)), p)
    low, opened = _first_enough(finite, tried, low, p)
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


def _first_possible(finite: Siting, tried: Floats, low: int, p: int) -> int:
    """The first distance at which multipliers do not show already that p sites are too few."""
    high = len(tried) - 1
    while low < high:
        middle = (low + high) // 2
        if least_sites(finite, float(tried[middle]))[0] > p:
            low = middle + 1
        else:
            high = middle
    return low


def _first_enough(finite: Siting, tried: Floats, low: int, p: int) -> tuple[int, Ints]:
    """The first distance at which p sites do, and those: near ones are tried first, it seldom is far."""
    high, step = low, 1
    opened = cover(finite, float(tried[high]))[0]
    while len(opened) > p:
        low, high, step = high + 1, min(high + step, len(tried) - 1), 2 * step
        opened = cover(finite, float(tried[high]))[0]
    while low < high:
        middle = (low + high) // 2
        sites = cover(finite, float(tried[middle]))[0]
        if len(sites) > p:
            low = middle + 1
        else:
            opened = sites
            reached = float(finite.distances[:, sites].min(axis=1).max())
            high = max(int(np.searchsorted(tried, reached)), low)  # often nearer than was asked
    return high, opened


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
