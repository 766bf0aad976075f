"""The p sites with the least sum of people times distance.

Multipliers say what a place at most gives for being reached. For any multipliers the sum of them, less
what the p sites that profit most would gain by serving whoever gives more than the way costs, is a
bound (Lagrange; Cornuejols, Fisher, Nemhauser 1977). They are moved towards places served too little
or too often; meanwhile sites found so are improved by exchange (Teitz, Bart 1968). A site that lifts the
bound above the best sum known is closed for good, one without which it is lifted is open for good, and
what remains is a small programme of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.siting.places import (
    Bools,
    Choice,
    Floats,
    Goal,
    Ints,
    Siting,
    reachable,
    value_of,
    ways,
)
from sakimawari.match.assign.siting.programme import Programme, solve

_STEPS = 800
_TIGHT = 1e-10  # a gap of this share is none


@dataclass(slots=True, kw_only=True)
class _Search:
    """What is known: the best sites and their sum; the best bound and its multipliers and profits."""

    opened: Ints
    best: float
    bound: float
    multipliers: Floats
    profits: Floats


def shortest_sum(problem: Siting, p: int) -> Choice:
    """The best p sites (p-median)."""
    kept = reachable(problem, None) & (problem.weights > 0)
    sites = problem.open_to_choice
    cost = problem.weights[kept, None] * ways(problem)[kept][:, sites]
    forced = problem.existing[sites]
    search = _searched(cost, forced, p)
    if search.best - search.bound > _TIGHT * max(1.0, search.best):
        _close(search, cost, forced, p)
    opened = sites[search.opened]
    multipliers = np.zeros(len(kept))
    multipliers[kept] = search.multipliers
    value = value_of(problem, Goal.P_MEDIAN, None, opened)
    tight = search.best - search.bound <= _TIGHT * max(1.0, search.best)
    return Choice(
        goal=Goal.P_MEDIAN,
        radius=None,
        p=p,
        opened=tuple(opened.tolist()),
        value=value,
        bound=value if tight else search.bound,
        multipliers=multipliers,
    )


def _searched(cost: Floats, forced: Bools, p: int) -> _Search:
    order = np.sort(cost, axis=1)
    multipliers = order[:, min(1, order.shape[1] - 1)].copy()
    opened = _exchanged(cost, forced, _first(cost, forced, p))
    search = _Search(
        opened=opened,
        best=float(cost[:, opened].min(axis=1).sum()),
        bound=-np.inf,
        multipliers=multipliers.copy(),
        profits=np.zeros(len(forced)),
    )
    share, idle, seen = 1.5, 0, {tuple(opened.tolist())}
    for _ in range(_STEPS):
        profits = np.minimum(cost - multipliers[:, None], 0).sum(axis=0)
        chosen = _most_profitable(profits, forced, p)
        bound = float(multipliers.sum() + profits[chosen].sum())
        idle += 1
        if bound > search.bound:
            idle = 0 if bound > search.bound + 1e-7 * abs(bound) else idle
            search.bound, search.multipliers, search.profits = bound, multipliers.copy(), profits
        _try(search, cost, forced, chosen, seen)
        if search.best - search.bound <= _TIGHT * max(1.0, search.best) or share < 1e-4:
            break
        if idle >= 15:
            share, idle, multipliers = share / 2, 0, search.multipliers.copy()
            continue
        missing = 1.0 - (cost[:, chosen] < multipliers[:, None]).sum(axis=1)
        length = float((missing**2).sum())
        if length == 0:
            break
        multipliers = multipliers + share * (search.best - bound) / length * missing
    return search


def _try(
    search: _Search, cost: Floats, forced: Bools, chosen: Ints, seen: set[tuple[int, ...]]
) -> None:
    """Sites the multipliers point at, improved by exchange where they are near the best."""
    key = tuple(np.sort(chosen).tolist())
    if key in seen:
        return
    seen.add(key)
    total = float(cost[:, chosen].min(axis=1).sum())
    if total < search.best * 1.01:
        better = _exchanged(cost, forced, chosen)
        seen.add(tuple(better.tolist()))
        total = float(cost[:, better].min(axis=1).sum())
        if total < search.best:
            search.best, search.opened = total, better


def _most_profitable(profits: Floats, forced: Bools, p: int) -> Ints:
    """The forced sites, and of the others those that profit most, p in all."""
    ranked = np.argsort(np.where(forced, -np.inf, profits), kind="stable")
    return np.sort(ranked[:p])


def _first(cost: Floats, forced: Bools, p: int) -> Ints:
    """One site after the other, each where it shortens most."""
    opened = np.flatnonzero(forced).tolist()
    now = cost[:, opened].min(axis=1) if opened else cost.max(axis=1)
    while len(opened) < p:
        saved = np.maximum(now[:, None] - cost, 0).sum(axis=0)
        saved[opened] = -1
        opened.append(int(saved.argmax()))
        now = np.minimum(now, cost[:, opened[-1]])
    return np.array(sorted(opened), np.int64)


def _exchanged(cost: Floats, forced: Bools, opened: Ints) -> Ints:
    """Change one site for another while that shortens the sum, the best change each time."""
    opened = np.sort(opened)
    while True:
        near = np.argsort(cost[:, opened], axis=1, kind="stable")[:, :2]
        rows = np.arange(len(cost))
        one = cost[rows, opened[near[:, 0]]]
        two = cost[rows, opened[near[:, -1]]] if len(opened) > 1 else cost.max(axis=1)
        best, change = -1e-9 * max(1.0, float(one.sum())), None
        others = np.setdiff1d(np.arange(cost.shape[1]), opened)
        free = ~forced[opened]
        if not free.any():
            return opened
        for come in others:
            with_it = np.minimum(one, cost[:, come])
            without = np.minimum(two, cost[:, come]) - with_it
            lost = np.bincount(near[:, 0], weights=without, minlength=len(opened))
            delta = np.where(free, lost, np.inf) + (with_it - one).sum()
            go = int(delta.argmin())
            if delta[go] < best:
                best, change = float(delta[go]), (go, int(come))
        if change is None:
            return opened
        opened = opened.copy()
        opened[change[0]] = change[1]
        opened = np.sort(opened)


def _close(search: _Search, cost: Floats, forced: Bools, p: int) -> None:
    """Search what the bound leaves open; the best sites and the bound are then exact."""
    slack = search.best - search.bound + _TIGHT * search.best
    chosen = _most_profitable(search.profits, forced, p)
    inside = np.zeros(len(forced), np.bool_)
    inside[chosen] = True
    profits = search.profits
    worst = profits[inside & ~forced].max(initial=-np.inf)
    next_best = profits[~inside].min(initial=np.inf)
    shut = ~inside & (profits - worst > slack)
    fixed = forced | (inside & (next_best - profits > slack))
    programme, pairs = _programme(search, cost, np.flatnonzero(~shut), fixed, p, slack)
    found = solve(programme, whole=True)
    if found is None:  # nothing better than what is known
        search.bound = search.best
        return
    sites = np.flatnonzero(~shut)
    opened = sites[found.x[: len(sites)] > 0.5]
    total = float(cost[:, opened].min(axis=1).sum()) if len(opened) == p else np.inf
    if total < search.best:
        search.best, search.opened = total, opened
    closed = found.bound >= search.best - 1e-9 * max(1.0, search.best) - 1e-6
    search.bound = search.best if closed else max(search.bound, min(found.bound, search.best))
    assert len(pairs)


def _programme(
    search: _Search, cost: Floats, sites: Ints, fixed: Bools, p: int, slack: float
) -> tuple[Programme, Ints]:
    """Sites, then pairs of place and site that an answer as good as the best could use."""
    given = cost[:, sites]
    within = given - search.multipliers[:, None] <= slack
    fixed_here = np.flatnonzero(fixed[sites])
    if len(fixed_here):
        within &= given <= given[:, fixed_here].min(axis=1)[:, None]
    place, site = np.nonzero(within)
    count, pairs, places = len(sites), len(place), len(cost)
    x = count + np.arange(pairs)
    link = places + 1 + np.arange(pairs)
    programme = Programme(
        cost=np.concatenate((np.zeros(count), given[place, site])),
        least=np.concatenate((fixed[sites].astype(np.float64), np.zeros(pairs))),
        most=np.ones(count + pairs),
        whole=np.arange(count + pairs) < count,
        low=np.concatenate((np.ones(places), [float(p)], np.full(pairs, -np.inf))),
        high=np.concatenate((np.ones(places), [float(p)], np.zeros(pairs))),
        row=np.concatenate((place, np.full(count, places), link, link)),
        column=np.concatenate((x, np.arange(count), x, site)),
        amount=np.concatenate((np.ones(pairs + count + pairs), -np.ones(pairs))),
    )
    return programme, place
