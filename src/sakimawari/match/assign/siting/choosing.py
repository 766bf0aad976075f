"""The best sites for a goal."""

from __future__ import annotations

from sakimawari.match.assign.siting.centres import nearest_farthest
from sakimawari.match.assign.siting.covering import fewest, most_reached
from sakimawari.match.assign.siting.medians import shortest_sum
from sakimawari.match.assign.siting.places import Choice, Goal, Siting, checked


def choose(
    problem: Siting, goal: Goal, *, radius: float | None = None, p: int | None = None
) -> Choice:
    """The best sites, proved. `p` counts the existing ones in. ASSIGN010, ASSIGN011."""
    checked(problem, goal, radius, p)
    if goal is Goal.LSCP:
        return fewest(problem, radius or 0.0)
    if goal is Goal.MCLP:
        return most_reached(problem, radius or 0.0, p or 0)
    if goal is Goal.P_MEDIAN:
        return shortest_sum(problem, p or 0)
    return nearest_farthest(problem, p or 0)
