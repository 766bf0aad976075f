"""Whether an answer is right and the best: told without what found it.

The value is computed anew. Multipliers are added up to a bound, each kind in its own way:

    lscp      each place may say what it adds; no site may gather more than 1 of it from the places it
              reaches; then no cover has fewer sites than the sum, rounded up
    p-center  the same at the longest distance shorter than the answer: more than p sites would be needed
    mclp      a place's people are counted apart from it by its multiplier, which the sites that reach
              it gather; the p sites that gather most, and what is left, are more than anybody reaches
    p-median  a place gives its multiplier for being reached; each site gains what the places give above
              the way's cost; the sum, less the p largest gains, is less than anybody walks
"""

from __future__ import annotations

import math

import numpy as np

from sakimawari.match.assign.siting.places import Bools, Choice, Floats, Goal, Siting
from sakimawari.match.results.certificate import Certificate, Claim, Violation

_ROUND = 1e-6
_FAR = 10


def examine(problem: Siting, choice: Choice) -> Certificate:
    """Claims `sites`, `value` and `optimal`."""
    opened = np.zeros(len(problem.existing), np.bool_)
    opened[list(choice.opened)] = True
    broken = [*_wrong_sites(problem, choice, opened)]
    value = _value(problem, choice, opened)
    right = abs(value - choice.value) <= _ROUND * max(1.0, abs(value))
    claims = (
        Claim(
            id="sites",
            text="既存の施設はすべて残り、使えない候補地は選ばれず、箇所数が守られている",
            holds=not broken,
            figures={"opened": int(opened.sum())},
        ),
        Claim(id="value", text="値が正しい", holds=right, figures={"value": value}),
        _optimal(problem, choice, value),
    )
    return Certificate(kind="sites", claims=claims, violations=tuple(broken))


def _wrong_sites(problem: Siting, choice: Choice, opened: Bools) -> list[Violation]:
    found = [
        Violation(claim="sites", who=(f"#{j}",), text="不可の候補地が選ばれている")
        for j in np.flatnonzero(opened & problem.forbidden).tolist()
    ]
    found += [
        Violation(claim="sites", who=(f"#{j}",), text="既存の施設が選ばれていない")
        for j in np.flatnonzero(problem.existing & ~opened).tolist()
    ]
    if choice.p is not None and int(opened.sum()) > choice.p:
        found.append(Violation(claim="sites", who=(), text=f"{opened.sum()}箇所、上限{choice.p}"))
    if choice.goal is Goal.LSCP:
        possible = (problem.distances[:, ~problem.forbidden] <= (choice.radius or 0.0)).any(axis=1)
        reached = (problem.distances[:, opened] <= (choice.radius or 0.0)).any(axis=1)
        found += [
            Violation(claim="sites", who=(f"place #{i}",), text="圏内に入れられるのに入っていない")
            for i in np.flatnonzero(possible & ~reached).tolist()
        ]
    return found


def _value(problem: Siting, choice: Choice, opened: Bools) -> float:
    if choice.goal is Goal.LSCP:
        return float(opened.sum())
    if choice.goal is Goal.MCLP:
        reached = (problem.distances[:, opened] <= (choice.radius or 0.0)).any(axis=1)
        return float(problem.weights[reached].sum())
    counted = np.isfinite(problem.distances[:, ~problem.forbidden]).any(axis=1)
    nearest = _finite(problem)[counted][:, opened].min(axis=1, initial=np.inf)
    if choice.goal is Goal.P_CENTER:
        return float(nearest.max(initial=0.0))
    return float((problem.weights[counted] * nearest).sum())


def _finite(problem: Siting) -> Floats:
    there = np.isfinite(problem.distances)
    return np.where(
        there, problem.distances, _FAR * max(problem.distances[there].max(initial=0), 1)
    )


def bound_of(problem: Siting, choice: Choice) -> float:
    """The bound that the multipliers prove."""
    if choice.goal is Goal.LSCP:
        return _fewest(problem, choice, choice.radius or 0.0, problem.distances)
    if choice.goal is Goal.MCLP:
        return _most(problem, choice)
    if choice.goal is Goal.P_MEDIAN:
        return _shortest(problem, choice)
    return _nearest(problem, choice)


def _fewest(problem: Siting, choice: Choice, radius: float, distances: Floats) -> float:
    near, candidates = distances <= radius, ~problem.forbidden & ~problem.existing
    open_ = near[:, ~problem.forbidden].any(axis=1) & ~near[:, problem.existing].any(axis=1)
    added = np.where(open_, np.maximum(choice.multipliers, 0), 0)
    gathered = float((added @ near[:, candidates]).max(initial=0.0))
    total = float(added.sum()) / max(gathered, 1.0)
    return float(problem.existing.sum()) + math.ceil(total - _ROUND)


def _nearest(problem: Siting, choice: Choice) -> float:
    distances = _finite(problem)
    counted = np.isfinite(problem.distances[:, ~problem.forbidden]).any(axis=1)
    possible = distances[counted][:, ~problem.forbidden]
    least = float(possible.min(axis=1).max(initial=0.0))
    shorter = possible[possible < choice.value]
    if least >= choice.value or not len(shorter):
        return choice.value
    before = float(shorter.max())
    if before < least:
        return choice.value
    needed = _fewest(problem, choice, before, np.where(counted.reshape(-1, 1), distances, np.inf))
    return choice.value if needed > (choice.p or 0) else least


def _most(problem: Siting, choice: Choice) -> float:
    near = (problem.distances <= (choice.radius or 0.0)) & ~problem.forbidden
    weights = np.where(near.any(axis=1), problem.weights, 0)
    apart = np.clip(choice.multipliers, 0, weights)
    gathered = apart @ near
    total = (weights - apart).sum() + _top(gathered, problem, choice.p or 0)
    return math.floor(float(total) + _ROUND)


def _shortest(problem: Siting, choice: Choice) -> float:
    counted = np.isfinite(problem.distances[:, ~problem.forbidden]).any(axis=1)
    counted &= problem.weights > 0
    cost = problem.weights[counted, None] * _finite(problem)[counted]
    gives = choice.multipliers[counted]
    gains = np.maximum(gives[:, None] - cost, 0).sum(axis=0)
    return float(gives.sum()) - _top(gains, problem, choice.p or 0)


def _top(figures: Floats, problem: Siting, p: int) -> float:
    """The sum of the existing sites' figures and of the largest others that may be open, p in all."""
    others = np.sort(figures[~problem.existing & ~problem.forbidden])[::-1]
    rest = p - int(problem.existing.sum())
    return float(figures[problem.existing].sum() + others[:rest].sum())


def _optimal(problem: Siting, choice: Choice, value: float) -> Claim:
    bound = bound_of(problem, choice)
    more_is_better = choice.goal is Goal.MCLP
    off = (bound - value) if more_is_better else (value - bound)
    tolerance = 1e-9 * max(1.0, abs(value))
    holds = True if abs(off) <= tolerance else (None if off > 0 else False)
    text = "これより良い選び方はない（下限・上限による証明）"
    if holds is None and choice.proven:
        text = "これより良い選び方はない（探索による。単独の検算で示せるのは記した限界まで）"
    return Claim(id="optimal", text=text, holds=holds, figures={"value": value}, bound=bound)
