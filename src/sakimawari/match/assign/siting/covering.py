"""Reaching people within a radius: with the fewest sites, or as many as p sites can."""

from __future__ import annotations

import math

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
)
from sakimawari.match.assign.siting.programme import Programme, solve

ROUND = 1e-6  # what a solver's figures may be off by


def fewest(problem: Siting, radius: float) -> Choice:
    """The fewest sites that reach everybody who can be reached (LSCP)."""
    opened, multipliers, bound = cover(problem, radius)
    return Choice(
        goal=Goal.LSCP,
        radius=radius,
        p=None,
        opened=tuple(opened.tolist()),
        value=float(len(opened)),
        bound=bound,
        multipliers=multipliers,
    )


def cover(problem: Siting, radius: float) -> tuple[Ints, Floats, float]:
    """Open sites, multipliers by place, and the least number there can be."""
    near, rows, existing = _to_cover(problem, radius)
    multipliers = np.zeros(len(near))
    sites = np.flatnonzero(~problem.forbidden & ~problem.existing)
    if not len(rows):
        return existing, multipliers, float(len(existing))
    programme, which = _covering(near[rows][:, sites])
    relaxed = solve(programme, whole=False)
    assert relaxed is not None  # every place kept has a site
    multipliers[rows[which]] = np.maximum(relaxed.duals, 0)
    found = solve(programme, whole=True)
    assert found is not None
    opened = np.sort(np.append(existing, sites[found.x > 0.5]))
    return opened, multipliers, len(existing) + float(math.ceil(found.bound - ROUND))


def least_sites(problem: Siting, radius: float) -> tuple[float, Floats]:
    """A number of sites no cover has fewer than, quickly; its multipliers."""
    near, rows, existing = _to_cover(problem, radius)
    multipliers = np.zeros(len(near))
    sites = np.flatnonzero(~problem.forbidden & ~problem.existing)
    if not len(rows):
        return float(len(existing)), multipliers
    programme, which = _covering(near[rows][:, sites])
    relaxed = solve(programme, whole=False)
    if relaxed is None:
        return math.inf, multipliers
    multipliers[rows[which]] = np.maximum(relaxed.duals, 0)
    return len(existing) + float(math.ceil(relaxed.value - ROUND)), multipliers


def _to_cover(problem: Siting, radius: float) -> tuple[Bools, Ints, Ints]:
    near = problem.distances <= radius
    existing = np.flatnonzero(problem.existing)
    wanted = reachable(problem, radius) & ~near[:, existing].any(axis=1)
    return near, np.flatnonzero(wanted), existing


def _covering(near: Bools) -> tuple[Programme, Ints]:
    """The programme of a cover; places reached by the same sites are one row, the first of them told."""
    patterns, which = np.unique(near, axis=0, return_index=True)
    kept = _hardest(patterns)
    patterns, which = patterns[kept], which[kept]
    row, column = np.nonzero(patterns)
    rows, columns = patterns.shape
    programme = Programme(
        cost=np.ones(columns),
        least=np.zeros(columns),
        most=np.ones(columns),
        whole=np.ones(columns, np.bool_),
        low=np.ones(rows),
        high=np.full(rows, np.inf),
        row=row,
        column=column,
        amount=np.ones(len(row)),
    )
    return programme, which


def _hardest(patterns: Bools) -> Ints:
    """Places of which no other's sites are among theirs: who reaches the others reaches these too."""
    counts = patterns.sum(axis=1)
    order = np.argsort(counts, kind="stable")
    shared = patterns[order].astype(np.float32)
    within = shared @ shared.T >= counts[order][:, None] - 0.5  # row's sites all among column's
    harder = np.triu(within, 1).any(axis=0)
    return np.sort(order[~harder])


def most_reached(problem: Siting, radius: float, p: int) -> Choice:
    """The p sites within whose radius most people are (MCLP)."""
    near = problem.distances <= radius
    near[:, problem.forbidden] = False
    kept = np.flatnonzero(near.any(axis=1) & (problem.weights > 0))
    patterns, group = np.unique(near[kept], axis=0, return_inverse=True)
    group = group.reshape(-1)
    weights = np.bincount(group, problem.weights[kept], len(patterns)).astype(np.float64)
    programme = _reaching(problem, patterns, weights, p)
    relaxed, found = solve(programme, whole=False), solve(programme, whole=True)
    assert relaxed is not None and found is not None
    sites = len(problem.existing)
    opened = np.flatnonzero(found.x[:sites] > 0.5)
    share = np.abs(relaxed.duals[: len(patterns)]) / np.maximum(weights, 1)
    multipliers = np.zeros(len(near))
    multipliers[kept] = np.minimum(share[group], 1) * problem.weights[kept]
    return Choice(
        goal=Goal.MCLP,
        radius=radius,
        p=p,
        opened=tuple(opened.tolist()),
        value=value_of(problem, Goal.MCLP, radius, opened),
        bound=float(math.floor(-found.bound + ROUND)),
        multipliers=multipliers,
    )


def _reaching(problem: Siting, patterns: Bools, weights: Floats, p: int) -> Programme:
    """Sites, then groups of places; a group counts as far as one of its sites is open."""
    sites, groups = len(problem.existing), len(patterns)
    row, column = np.nonzero(patterns)
    least = np.concatenate((problem.existing.astype(np.float64), np.zeros(groups)))
    most = np.concatenate(((~problem.forbidden).astype(np.float64), np.ones(groups)))
    return Programme(
        cost=np.concatenate((np.zeros(sites), -weights)),
        least=least,
        most=most,
        whole=np.arange(sites + groups) < sites,
        low=np.append(np.zeros(groups), 0.0),
        high=np.append(np.full(groups, np.inf), float(p)),
        row=np.concatenate((row, np.arange(groups), np.full(sites, groups))),
        column=np.concatenate((column, sites + np.arange(groups), np.arange(sites))),
        amount=np.concatenate((np.ones(len(row)), -np.ones(groups), np.ones(sites))),
    )
