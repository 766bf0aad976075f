"""The problem of where to open, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sakimawari.problems import fault

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Goal(StrEnum):
    """What is sought."""

    LSCP = "lscp"  # the fewest sites that reach everybody within the radius (Toregas 1971)
    MCLP = "mclp"  # p sites that reach the most people within the radius (Church, ReVelle 1974)
    P_MEDIAN = "p-median"  # p sites with the least sum of people times distance (Hakimi 1964)
    P_CENTER = "p-center"  # p sites from which the farthest place is nearest (Hakimi 1964)

    @property
    def in_japanese(self) -> str:
        """Its name in Japanese."""
        return {
            Goal.LSCP: "全員を圏内にする最少の箇所",
            Goal.MCLP: "圏内の人数が最も多くなる箇所",
            Goal.P_MEDIAN: "道のりの合計が最も短くなる箇所",
            Goal.P_CENTER: "最も遠い人が最も近くなる箇所",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Siting:
    """`weights` people at each of n places; `distances` n x m to sites, infinite where there is no way.

    `existing` sites stay open; `forbidden` ones are never opened.
    """

    weights: Ints
    distances: Floats
    existing: Bools
    forbidden: Bools

    @property
    def open_to_choice(self) -> Ints:
        """Sites that may be open, the existing ones among them."""
        return np.flatnonzero(~self.forbidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Open sites, ascending, the existing ones among them.

    `value`: sites, people reached, people times distance, or the farthest distance. `bound`: none has
    a better value. `multipliers`, one a place, prove a bound that anybody can add up; where it does not
    reach the value and `bound` does, an exhaustive search has closed the rest.
    """

    goal: Goal
    radius: float | None
    p: int | None
    opened: tuple[int, ...]
    value: float
    bound: float
    multipliers: Floats

    @property
    def proven(self) -> bool:
        """Whether no better answer exists."""
        return abs(self.value - self.bound) <= 1e-9 * max(1.0, abs(self.value))


def reachable(problem: Siting, radius: float | None) -> Bools:
    """Places that some site open to choice reaches (within the radius, if there is one)."""
    nearest = problem.distances[:, problem.open_to_choice].min(axis=1, initial=np.inf)
    limit = np.inf if radius is None else radius
    found: Bools = (nearest <= limit) & np.isfinite(nearest)
    return found


def ways(problem: Siting) -> Floats:
    """Distances with a finite stand-in for no way: ten times the farthest, so that it is avoided."""
    there = np.isfinite(problem.distances)
    farthest = float(problem.distances[there].max(initial=0.0))
    return np.where(there, problem.distances, 10 * max(farthest, 1.0))


def value_of(problem: Siting, goal: Goal, radius: float | None, opened: Ints) -> float:
    """What an answer is worth: places nothing can reach are left out of it."""
    if goal is Goal.LSCP:
        return float(len(opened))
    kept = reachable(problem, radius if goal is Goal.MCLP else None)
    nearest = ways(problem)[:, opened].min(axis=1, initial=np.inf)
    if goal is Goal.MCLP:
        near = problem.distances[:, opened].min(axis=1, initial=np.inf) <= (radius or 0.0)
        return float(problem.weights[near].sum())
    if goal is Goal.P_MEDIAN:
        return float((problem.weights[kept] * nearest[kept]).sum())
    return float(nearest[kept].max(initial=0.0))


def checked(problem: Siting, goal: Goal, radius: float | None, p: int | None) -> None:
    """ASSIGN010: a radius or a number of sites missing; ASSIGN011: a number that cannot be."""
    if goal in (Goal.LSCP, Goal.MCLP) and (radius is None or radius <= 0):
        raise fault(
            "ASSIGN010",
            f"{goal} needs the radius within which people are reached",
            "give it in metres, for example --radius 800",
        )
    if goal is Goal.LSCP:
        return
    if p is None:
        raise fault("ASSIGN010", f"{goal} needs the number of sites", "give it, for example --p 4")
    existing, possible = int(problem.existing.sum()), len(problem.open_to_choice)
    if not max(existing, 1) <= p <= possible:
        raise fault(
            "ASSIGN011",
            f"{p} sites cannot be open: {existing} exist and {possible} may be open in all",
            "count the existing sites in, and give no more than there are candidates",
        )
