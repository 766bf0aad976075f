"""Where one more place, or one more shelter, would help most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.evacuation.admitting import RESERVED, refusals
from sakimawari.match.assign.evacuation.planning import Plan
from sakimawari.match.assign.evacuation.sheltering import ways_of
from sakimawari.match.assign.evacuation.values import NEEDS, in_people
from sakimawari.match.assign.flow.transport import NOWHERE, in_space

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What would help in a scenario.

    `what` is `place` (one more place at an open shelter: `people` more with a place, or, where nobody
    more has one, `metres` less way for all together; where households stay whole, what a place would do
    were they not: a household needs as many places as it has people), `open` (a shelter that is not used now: `people` of those without a place would have
    one, if `wanted` were there), `new` (a new shelter at the home of household `unit`).
    """

    scenario: str
    what: str
    shelter: int = NOWHERE
    unit: int = NOWHERE
    people: int = 0
    metres: int = 0
    wanted: tuple[str, ...] = ()


def openings(plan: Plan) -> list[Opening]:
    """For each scenario: the best places, shelters and sites, the most helpful first."""
    return [each for at in range(len(plan.sheltered)) for each in _of_scenario(plan, at)]


def _of_scenario(plan: Plan, at: int) -> list[Opening]:
    found = [*_places(plan, at), *_closed(plan, at), *_new(plan, at)]
    kinds = ("open", "new", "place")
    found.sort(key=lambda each: (kinds.index(each.what), -each.people, -each.metres, each.shelter))
    return [
        each
        for what in kinds
        for each in [opening for opening in found if opening.what == what][:_SHOWN]
    ]


def _places(plan: Plan, at: int) -> list[Opening]:
    answer = plan.sheltered[at]
    found = []
    for shelter, price in enumerate(answer.prices.tolist()):
        if price > 0:
            people, saved = in_people(price, answer.penalty)
            found.append(
                Opening(
                    scenario=answer.scenario.id,
                    what="place",
                    shelter=shelter,
                    people=people,
                    metres=0 if people else saved,
                )
            )
    return found


def _without(plan: Plan, at: int) -> list[int]:
    return np.flatnonzero(plan.sheltered[at].shelter == NOWHERE).tolist()


def _closed(plan: Plan, at: int) -> list[Opening]:
    """Shelters not used now: for how many of those without a place they would be one."""
    problem, answer = plan.problem, plan.sheltered[at]
    lacking = _without(plan, at)
    if not lacking:
        return []
    sites = in_space([each.point for each in problem.shelters])
    doors = in_space([plan.units[each].point for each in lacking])
    found = []
    for shelter, place in enumerate(problem.shelters):
        ways = ways_of(doors, sites[shelter])
        wanted: set[str] = set()
        people = 0
        for unit, way in zip(lacking, ways.tolist(), strict=True):
            if problem.settings.within is not None and way > problem.settings.within:
                continue
            needs = plan.units[unit].needs
            refused = refusals(needs, place, answer.scenario, unsaid=problem.settings.unsaid)
            if refused and RESERVED not in refused:
                people += plan.units[unit].people
                wanted |= set(refused)
        if place.capacity is not None:
            people = min(people, place.capacity)
        if people:
            found.append(
                Opening(
                    scenario=answer.scenario.id,
                    what="open",
                    shelter=shelter,
                    people=people,
                    wanted=tuple(sorted(wanted, key=_order)),
                )
            )
    return found


def _order(reason: str) -> tuple[bool, str]:
    return reason in NEEDS, reason


def _new(plan: Plan, at: int) -> list[Opening]:
    """The home around which most of those without a place live, within the reach of a shelter."""
    within = plan.problem.settings.within
    lacking = _without(plan, at)
    if within is None or not lacking:
        return []
    doors = in_space([plan.units[each].point for each in lacking])
    people = np.array([plan.units[each].people for each in lacking])
    held = [int(people[ways_of(doors, door) <= within].sum()) for door in doors]
    found = []
    for place in np.argsort(-np.array(held), kind="stable")[:3].tolist():
        found.append(
            Opening(
                scenario=plan.sheltered[at].scenario.id,
                what="new",
                unit=lacking[place],
                people=held[place],
            )
        )
    return found
