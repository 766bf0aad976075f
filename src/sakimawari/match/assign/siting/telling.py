"""What is said of an answer: each site, each place, and what one site more or fewer would change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.siting.places import Bools, Choice, Floats, Goal, Ints, ways
from sakimawari.match.assign.siting.reading import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """By place: its nearest open site (-1: no way), the distance, whether it is within the radius.

    By site: people and places it is nearest to, its farthest place, and what the goal's value would
    gain if it were opened besides, or lose if it were closed.
    """

    nearest: Ints
    distance: Floats
    within: Bools
    people: Ints
    served: Ints
    farthest: Floats
    change: Floats


def told_of(named: Named, choice: Choice) -> Told:
    """What an answer means for everybody."""
    problem = named.problem
    opened = np.array(choice.opened, np.int64)
    given = problem.distances[:, opened]
    at = given.argmin(axis=1)
    distance = given[np.arange(len(given)), at]
    nearest = np.where(np.isfinite(distance), opened[at], -1)
    sites = len(problem.existing)
    there = nearest >= 0
    farthest = np.zeros(sites)
    np.maximum.at(farthest, nearest[there], distance[there])
    return Told(
        nearest=nearest,
        distance=distance,
        within=distance <= (np.inf if choice.radius is None else choice.radius),
        people=np.bincount(nearest[there], weights=problem.weights[there], minlength=sites).astype(
            np.int64
        ),
        served=np.bincount(nearest[there], minlength=sites),
        farthest=farthest,
        change=np.array([_change(named, choice, j) for j in range(sites)]),
    )


def _change(named: Named, choice: Choice, site: int) -> float:
    """How the measure changes when one site is opened besides, or one closed."""
    opened = set(choice.opened)
    other = sorted(opened ^ {site})
    if not other or named.problem.forbidden[site]:
        return 0.0
    return measure(named, choice, np.array(other)) - measure(named, choice, np.array(choice.opened))


def measure(named: Named, choice: Choice, opened: Ints) -> float:
    """People within the radius; or people times distance; or the farthest distance."""
    problem = named.problem
    nearest = problem.distances[:, opened].min(axis=1)
    if choice.radius is not None and choice.goal in (Goal.LSCP, Goal.MCLP):
        return float(problem.weights[nearest <= choice.radius].sum())
    reached = np.isfinite(problem.distances[:, problem.open_to_choice]).any(axis=1)
    distance = ways(problem)[reached][:, opened].min(axis=1)
    if choice.goal is Goal.P_CENTER:
        return float(distance.max(initial=0.0))
    return float((problem.weights[reached] * distance).sum())


def measure_unit(goal: Goal) -> str:
    """What `measure` is in."""
    return {Goal.P_MEDIAN: "人・m", Goal.P_CENTER: "m"}.get(goal, "人")


def value_in_words(choice: Choice) -> str:
    """The value of an answer in Japanese."""
    return {
        Goal.LSCP: f"{choice.value:,.0f}箇所",
        Goal.MCLP: f"圏内の人数{choice.value:,.0f}人",
        Goal.P_MEDIAN: f"人数×距離の合計{choice.value:,.0f}人・m",
        Goal.P_CENTER: f"最も遠い地点まで{choice.value:,.0f}m",
    }[choice.goal]
