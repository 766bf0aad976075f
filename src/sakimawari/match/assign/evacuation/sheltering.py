"""Everybody's shelter in one scenario: the least way for all together, households kept whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.evacuation.admitting import Classes, classes
from sakimawari.match.assign.evacuation.values import Evacuation, Scenario, Unit, leaving
from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import (
    NOWHERE,
    Arcs,
    Floats,
    Ints,
    Positions,
    Transport,
    Witness,
    in_space,
)

STAYS = -2  # as a shelter: the household does not leave
_EFFORT = 6.0  # units of work to keep households whole, for each scenario
_STEP = 2048  # households whose ways are held at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheltered:
    """The answer for one scenario.

    `shelter[i]` of each household: its place in the table, NOWHERE or STAYS. `reachable[i]`: how many
    shelters admit it within reach. `prices[j]`: what one more place at j would save, `losses[j]` what one
    fewer would cost; a person without a place counts `penalty` in them (`values.in_people`).
    `witnesses` speak of households by their places in the whole problem.
    """

    scenario: Scenario
    shelter: Ints
    metres: Ints
    reachable: Ints
    prices: Ints
    losses: Ints
    cost: int
    bound: int
    penalty: int
    proven: bool
    witnesses: tuple[Witness, ...]


def capacities(problem: Evacuation) -> Ints:
    """Places of every shelter; where they are not known, everybody fits."""
    everybody = sum(person.people for person in problem.people)
    return np.array(
        [everybody if s.capacity is None else s.capacity for s in problem.shelters], np.int64
    )


def shelter_all(problem: Evacuation, units: tuple[Unit, ...], scenario: Scenario) -> Sheltered:
    """Everybody's shelter in a scenario.

    First as many people as possible have a place; then the way of all is least, with `keep` metres
    added for each person who goes elsewhere than they know. Exact for people who go alone; for
    households the gap to the bound is told.
    """
    goes = [at for at, unit in enumerate(units) if leaving(unit, problem.people, scenario)]
    shelter = np.full(len(units), STAYS, np.int64)
    metres, reachable = np.zeros(len(units), np.int64), np.zeros(len(units), np.int64)
    leave = tuple(units[at] for at in goes)
    able = classes(leave, problem, scenario)
    sites = in_space([each.point for each in problem.shelters])
    doors = in_space([unit.point for unit in leave])
    ways, reachable[goes] = _reach(doors, sites, able, problem.settings.within)
    answer = place(_transport(problem, leave, able, ways), effort=_EFFORT)
    shelter[goes] = answer.site
    there = answer.site != NOWHERE
    went = np.array(goes, np.int64)[there]
    metres[went] = ways_of(doors[there], sites[answer.site[there]])
    return Sheltered(
        scenario=scenario,
        shelter=shelter,
        metres=metres,
        reachable=reachable,
        prices=answer.prices,
        losses=answer.losses,
        cost=answer.cost,
        bound=answer.bound,
        penalty=answer.penalty,
        proven=answer.proven,
        witnesses=tuple(_in_whole(each, goes) for each in answer.witnesses),
    )


def ways_of(doors: Floats, sites: Floats) -> Ints:
    """Straight lines in whole metres, pair by pair."""
    found: Ints = np.rint(np.sqrt(((doors - sites) ** 2).sum(axis=-1))).astype(np.int64)
    return found


def _in_whole(witness: Witness, goes: list[int]) -> Witness:
    return Witness(
        units=tuple(goes[at] for at in witness.units),
        sites=witness.sites,
        people=witness.people,
        places=witness.places,
    )


def _transport(
    problem: Evacuation, units: tuple[Unit, ...], able: Classes, ways: Arcs | Positions
) -> Transport:
    places = {shelter.id: at for at, shelter in enumerate(problem.shelters)}
    present = np.array([places.get(unit.present, NOWHERE) for unit in units], np.int64)
    known = present != NOWHERE
    known[known] = able.admits[able.of[known], present[known]]
    return Transport(
        sizes=np.array([unit.people for unit in units], np.int64),
        capacities=capacities(problem),
        costs=ways,
        kinds=able.of,
        admits=able.admits,
        present=np.where(known, present, NOWHERE),
        moving=np.where(known, problem.settings.keep, 0),
    )


def _reach(
    doors: Floats, sites: Floats, able: Classes, within: int | None
) -> tuple[Arcs | Positions, Ints]:
    """The ways that count, and how many shelters each household may go to."""
    if within is None:
        return Positions(units=doors, sites=sites), able.admits.sum(axis=1)[able.of]
    counts, there, costs = [], [], []
    for first in range(0, len(doors), _STEP):
        part = doors[first : first + _STEP]
        ways = ways_of(part[:, None, :], sites[None, :, :])
        near = (ways <= within) & able.admits[able.of[first : first + _STEP]]
        counts.append(near.sum(axis=1))
        there.append(np.nonzero(near)[1])
        costs.append(ways[near])
    none = [np.zeros(0, np.int64)]
    found = np.concatenate(counts or none)
    arcs = Arcs(
        start=np.concatenate(([0], np.cumsum(found))).astype(np.int64),
        site=np.concatenate(there or none).astype(np.int64),
        cost=np.concatenate(costs or none).astype(np.int64),
    )
    return arcs, found.astype(np.int64)
