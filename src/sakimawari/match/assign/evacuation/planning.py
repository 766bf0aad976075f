"""The whole plan: every household's shelter in each scenario, and its two supporters in all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sakimawari.match.assign.evacuation.admitting import Candidates, candidates
from sakimawari.match.assign.evacuation.lacking import Lack, lacks
from sakimawari.match.assign.evacuation.pairing import Pairs, pair
from sakimawari.match.assign.evacuation.sheltering import Sheltered, shelter_all
from sakimawari.match.assign.evacuation.values import Evacuation, Unit, households

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was found; `unit_of[i]` is the household of a person, `lacks` those without two supporters."""

    problem: Evacuation
    units: tuple[Unit, ...]
    unit_of: tuple[int, ...]
    sheltered: tuple[Sheltered, ...]
    near: tuple[Candidates, ...]
    pairs: Pairs
    lacks: dict[int, Lack]


def plan_all(problem: Evacuation, report: Report) -> Plan:
    """Shelters scenario by scenario, then supporters once for all scenarios.

    The supporters are the same two in every scenario: people learn two faces, not ten. The shelters
    differ, for hazards close different ones. The ways are made least in each scenario by itself.
    """
    units = households(problem.people)
    unit_of = [0] * len(problem.people)
    for at, unit in enumerate(units):
        for member in unit.members:
            unit_of[member] = at
    steps = len(problem.scenarios) + 1
    sheltered = []
    for done, scenario in enumerate(problem.scenarios):
        report("shelters", done, steps)
        sheltered.append(shelter_all(problem, units, scenario))
    report("supporters", steps - 1, steps)
    near = candidates(units, problem)
    loads = [supporter.load for supporter in problem.supporters]
    counts = [len(unit.members) for unit in units]
    pairs = pair(near, loads, counts, nearest=problem.settings.nearest)
    report("supporters", steps, steps)
    return Plan(
        problem=problem,
        units=units,
        unit_of=tuple(unit_of),
        sheltered=tuple(sheltered),
        near=near,
        pairs=pairs,
        lacks=lacks(problem, units, near, pairs),
    )
