"""Who may go to which shelter, and which supporter may help whom; each refusal by its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from sakimawari.match.assign.evacuation.values import (
    NEEDS,
    Evacuation,
    Scenario,
    Shelter,
    Supporter,
    Unit,
    leaving,
)
from sakimawari.match.assign.flow.transport import in_space

CLOSED, HAZARD, UNSAID, ZONE, RESERVED = "閉鎖", "災害種別", "種別不明", "区域内", "福祉専用"
SKILLS, STRUCK, CONTACT = "できること", "同じ災害", "接触不可"


def refusals(
    needs: frozenset[str], shelter: Shelter, scenario: Scenario, *, unsaid: bool
) -> tuple[str, ...]:
    """Why people with these needs may not go there; empty: they may."""
    found = []
    if shelter.id in scenario.closed:
        found.append(CLOSED)
    takes = shelter.takes.get(scenario.hazard)
    if takes is None and not unsaid:
        found.append(UNSAID)
    elif takes is False:
        found.append(HAZARD)
    if scenario.hazard in shelter.inside and not (scenario.inside_if_named and takes):
        found.append(ZONE)
    found += [need for need in NEEDS if need in needs and not shelter.offers.get(need)]
    if shelter.only_welfare and "福祉" not in needs:
        found.append(RESERVED)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Households by their needs: `of[i]` is a household's row of `admits` (classes x shelters)."""

    of: npt.NDArray[np.int64]
    needs: tuple[frozenset[str], ...]
    admits: npt.NDArray[np.bool_]


def classes(units: tuple[Unit, ...], problem: Evacuation, scenario: Scenario) -> Classes:
    """Which needs may go where in a scenario."""
    places: dict[frozenset[str], int] = {}
    of = np.array([places.setdefault(unit.needs, len(places)) for unit in units], np.int64)
    unsaid = problem.settings.unsaid
    admits = [
        [not refusals(needs, shelter, scenario, unsaid=unsaid) for shelter in problem.shelters]
        for needs in places
    ]
    table = np.array(admits, np.bool_).reshape(len(places), len(problem.shelters))
    return Classes(of=of, needs=tuple(places), admits=table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Supporters who may help a household: their places in the table, ascending by way.

    `refused` counts the others within reach by the reason that keeps them away.
    """

    supporters: tuple[int, ...]
    metres: tuple[int, ...]
    refused: Mapping[str, int]


def candidates(units: tuple[Unit, ...], problem: Evacuation) -> tuple[Candidates, ...]:
    """Everybody's candidates; none for households that leave in no scenario."""
    if not problem.supporters:
        return tuple(Candidates(supporters=(), metres=(), refused={}) for _ in units)
    homes = in_space([supporter.point for supporter in problem.supporters])
    doors = in_space([unit.point for unit in units])
    reach = cKDTree(homes).query_ball_point(doors, problem.settings.supporter_within + 0.5)
    alike: dict[object, list[str]] = {}
    found = []
    for at, unit in enumerate(units):
        scenarios = [each for each in problem.scenarios if leaving(unit, problem.people, each)]
        near = np.array(sorted(reach[at]) if scenarios else [], np.int64)
        ways = np.rint(np.sqrt(((homes[near] - doors[at]) ** 2).sum(axis=1))).astype(np.int64)
        order = np.lexsort((near, ways))
        order = order[ways[order] <= problem.settings.supporter_within]
        key = (unit.skills, unit.protected, tuple(each.id for each in scenarios))
        if key not in alike:  # the reasons are the same for households alike
            alike[key] = [unsuited(each, unit, scenarios) for each in problem.supporters]
        members = frozenset(problem.people[each].id for each in unit.members)
        found.append(
            _candidates(problem, members, alike[key], near[order].tolist(), ways[order].tolist())
        )
    return tuple(found)


def _candidates(
    problem: Evacuation,
    members: frozenset[str],
    reasons: list[str],
    near: list[int],
    ways: list[int],
) -> Candidates:
    refused: Counter[str] = Counter()
    kept = []
    for at, way in zip(near, ways, strict=True):
        kept_from = problem.supporters[at].kept_from
        reason = CONTACT if kept_from and kept_from & members else reasons[at]
        if reason:
            refused[reason] += 1
        else:
            kept.append((at, way))
    return Candidates(
        supporters=tuple(at for at, _ in kept),
        metres=tuple(way for _, way in kept),
        refused=dict(sorted(refused.items())),
    )


def unsuited(supporter: Supporter, unit: Unit, scenarios: list[Scenario]) -> str:
    """Why a supporter may help no household like this, the first reason; empty: they may."""
    if unit.protected and supporter.kept_from_protected:
        return CONTACT
    if not unit.skills <= supporter.skills:
        return SKILLS
    if any(scenario.strikes(supporter) for scenario in scenarios):
        return STRUCK
    return ""
