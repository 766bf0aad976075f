"""Rules of an evacuation plan written a second time, for its examiner alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.match.assign.evacuation.values import (
    Evacuation,
    Person,
    Scenario,
    Settings,
    Shelter,
    Supporter,
)
from sakimawari.match.positions.points import EARTH_METRES, Point

_STEP = 1024
Ways = npt.NDArray[np.int64]
Homes = Sequence[tuple[list[Person], str]]


def straight(here: Sequence[Point], there: Sequence[Point]) -> Ways:
    """Straight lines through space in whole metres."""
    one, other = _places(here)[:, None, :], _places(there)[None, :, :]
    found: Ways = np.rint(np.sqrt(((one - other) ** 2).sum(axis=2))).astype(np.int64)
    return found


def _places(points: Sequence[Point]) -> npt.NDArray[np.float64]:
    angles = np.radians([(point.latitude, point.longitude) for point in points]).reshape(-1, 2)
    north, east = angles[:, 0], angles[:, 1]
    axes = (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    return np.ascontiguousarray(EARTH_METRES * np.stack(axes, axis=1))


def may_enter(home: list[Person], shelter: Shelter, scenario: Scenario, *, unsaid: bool) -> bool:
    """Whether a household may go to a shelter in a scenario."""
    opened = shelter.takes.get(scenario.hazard, unsaid)
    struck = scenario.hazard in shelter.inside
    named = scenario.inside_if_named and shelter.takes.get(scenario.hazard, False)
    needs = {need for person in home for need in person.needs}
    reserved = shelter.only_welfare and "福祉" not in needs
    offered = {need for need, there in shelter.offers.items() if there}
    if shelter.id in scenario.closed or reserved or not opened:
        return False
    return needs <= offered and (not struck or named)


def may_help(
    home: list[Person], supporter: Supporter, scenarios: list[Scenario], settings: Settings
) -> bool:
    """Whether a supporter may help a household that leaves in these scenarios."""
    wanted = {skill for person in home for skill in person.skills}
    for person in home:
        if person.id in supporter.kept_from:
            return False
        if person.protected and supporter.kept_from_protected:
            return False
    for scenario in scenarios:
        level = supporter.levels.get(scenario.hazard)
        if scenario.hazard != "地震" and level is not None and level >= scenario.least:
            return False
    way = straight([home[0].point], [supporter.point])[0, 0]
    return bool(way <= settings.supporter_within) and wanted <= supporter.skills


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a scenario's plan costs, what none costs less than, people without a place."""

    cost: int
    bound: int
    without: int


def bound_by_prices(problem: Evacuation, scenario: Scenario, homes: Homes, prices: Ways) -> Bound:
    """Cost of the plan, and a bound that holds for whatever prices of places are told.

    Each household pays at least the least of way and price over the shelters it may enter; what all
    pay for places is at most price times places. Without a place each person costs more than any way.
    """
    everybody = sum(person.people for person in problem.people)
    room = np.array(
        [everybody if s.capacity is None else s.capacity for s in problem.shelters], np.int64
    )
    position = {shelter.id: at for at, shelter in enumerate(problem.shelters)}
    table = _costs(problem, scenario, [home for home, _ in homes])
    people = np.array([sum(p.people for p in home) for home, _ in homes], np.int64)
    # one person more with a place outweighs all ways: any weight above their sum says the same
    dear = int(max(prices.max(initial=0), table.max(initial=0) + 1))
    chosen = np.array([position.get(told, -1) for _, told in homes], np.int64)
    paid = np.where(chosen >= 0, np.take_along_axis(
        np.column_stack([table, np.full(len(table), -1)]), chosen[:, None], axis=1)[:, 0], dear)  # fmt: skip
    open_ = np.where(table >= 0, table + prices, dear)
    least = np.minimum(open_.min(axis=1, initial=dear), dear)
    nowhere = (table < 0).all(axis=1)  # who may go nowhere has no place in any plan
    counted = ~nowhere
    cost = int((paid * people)[counted].sum())
    bound = int((least * people)[counted].sum() - (prices * room).sum())
    return Bound(cost=cost, bound=bound, without=int(people[chosen < 0].sum()))


def _costs(problem: Evacuation, scenario: Scenario, homes: list[list[Person]]) -> Ways:
    """What a person of each household pays at each shelter; -1 where they may not enter."""
    settings = problem.settings
    table = np.zeros((len(homes), len(problem.shelters)), np.int64)
    places = [shelter.point for shelter in problem.shelters]
    for first in range(0, len(homes), _STEP):
        part = homes[first : first + _STEP]
        table[first : first + _STEP] = straight([home[0].point for home in part], places)
    if settings.within is not None:
        table[table > settings.within] = -1
    entries: dict[tuple[frozenset[str], ...], list[bool]] = {}
    for at, home in enumerate(homes):
        key = tuple(sorted((person.needs for person in home), key=sorted))
        if key not in entries:
            entries[key] = [
                may_enter(home, each, scenario, unsaid=settings.unsaid) for each in problem.shelters
            ]
        able = np.array(entries[key])
        table[at, ~able] = -1
        known = next((person.present for person in home if person.present), "")
        for place, shelter in enumerate(problem.shelters):
            if (shelter.id == known and able[place] and table[at, place] >= 0) or not known:
                break
        else:
            continue
        if known:
            here = table[at, place]
            table[at, table[at] >= 0] += settings.keep
            table[at, place] = here
    return table


def too_few_places(
    problem: Evacuation, scenario: Scenario, homes: list[list[Person]], places: frozenset[str]
) -> tuple[int, int] | None:
    """People and places of a witness; None where somebody may go elsewhere, or all fit."""
    settings = problem.settings
    room = 0
    for shelter in problem.shelters:
        if shelter.id in places:
            if shelter.capacity is None:
                return None
            room += shelter.capacity
            continue
        for home in homes:
            way = straight([home[0].point], [shelter.point])[0, 0]
            near = settings.within is None or way <= settings.within
            if near and may_enter(home, shelter, scenario, unsaid=settings.unsaid):
                return None
    people = sum(person.people for home in homes for person in home)
    return (people, room) if people > room else None


def too_few_supporters(
    problem: Evacuation,
    homes: list[list[Person]],
    goes: list[list[Scenario]],
    places: frozenset[str],
    away: str,
) -> tuple[int, int] | None:
    """People and loads of a witness in which one supporter is away; None where it does not hold."""
    for supporter in problem.supporters:
        if supporter.id in places or supporter.id == away:
            continue
        for home, scenarios in zip(homes, goes, strict=True):
            if may_help(home, supporter, scenarios, problem.settings):
                return None
    room = sum(each.load for each in problem.supporters if each.id in places - {away})
    people = sum(len(home) for home in homes)
    return (people, room) if people > room else None
