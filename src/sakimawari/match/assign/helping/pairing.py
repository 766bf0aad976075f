"""The best for all together: as many people helped as possible, then the least ways; then stand-ins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import (
    NOWHERE,
    Arcs,
    Bools,
    Ints,
    Placement,
    Transport,
    one_kind,
)
from sakimawari.match.assign.helping.able import Sight
from sakimawari.match.assign.helping.values import Helping, Unit, households

_EFFORT = 6.0  # units of work to keep households whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """The answer: of each household its volunteer and stand-in (NOWHERE: none), and their ways.

    `able[i]`: how many volunteers may help household i. `first` and `second` are the two placements
    with their prices; `second` speaks of all households, those without a volunteer have no ways in it.
    """

    problem: Helping
    units: tuple[Unit, ...]
    sight: Sight
    able: Ints
    first: Placement
    second: Placement
    metres: Ints
    stand_in_metres: Ints

    @property
    def unit_of(self) -> dict[int, int]:
        """Each elder's household; whoever does not consent is in none."""
        return {member: at for at, unit in enumerate(self.units) for member in unit.members}


def pair_all(problem: Helping) -> Paired:
    """Everybody's volunteer and stand-in. Exact for people alone; households stay whole (gap told)."""
    units = households(problem.elders)
    sight = Sight(problem, units)
    open_ = sight.arcs()
    loads = np.array([each.load for each in problem.volunteers], np.int64)
    kept = Arcs(
        start=open_.start,
        site=open_.site,
        cost=open_.cost + np.where(_known(units, sight, open_), 0, problem.settings.keep),
    )
    first = place(_transport(units, loads, kept), effort=_EFFORT)
    rest = _without(open_, first.site)
    spare = np.full(len(loads), problem.settings.stand_ins, np.int64)
    second = place(_transport(units, spare, rest), effort=_EFFORT)
    return Paired(
        problem=problem,
        units=units,
        sight=sight,
        able=np.diff(open_.start),
        first=first,
        second=second,
        metres=_metres(open_, first.site),
        stand_in_metres=_metres(open_, second.site),
    )


def _transport(units: tuple[Unit, ...], places: Ints, ways: Arcs) -> Transport:
    kinds, admits = one_kind(len(units), len(places))
    return Transport(
        sizes=np.array([len(unit.members) for unit in units], np.int64),
        capacities=places,
        costs=ways,
        kinds=kinds,
        admits=admits,
    )


def _known(units: tuple[Unit, ...], sight: Sight, ways: Arcs) -> Bools:
    """The ways to the volunteer a household knows; all others cost `keep` more.

    Also for those who know nobody: so, of two for whom there is one place, the one who has it keeps it.
    """
    known = [sight.place_of(unit.present) for unit in units]
    own = np.array([NOWHERE if at is None else at for at in known], np.int64)
    found: Bools = np.repeat(own, np.diff(ways.start)) == ways.site
    return found


def _without(ways: Arcs, chosen: Ints) -> Arcs:
    """The ways that are left for a stand-in: none to the volunteer, none for whoever has nobody."""
    own = np.repeat(chosen, np.diff(ways.start))
    kept = (own != NOWHERE) & (own != ways.site)
    before = np.concatenate(([0], np.cumsum(kept)))
    return Arcs(
        start=before[ways.start].astype(np.int64), site=ways.site[kept], cost=ways.cost[kept]
    )


def _metres(ways: Arcs, chosen: Ints) -> Ints:
    own = np.repeat(chosen, np.diff(ways.start))
    row = np.repeat(np.arange(len(chosen)), np.diff(ways.start))
    found = np.zeros(len(chosen), np.int64)
    here = own == ways.site
    found[row[here]] = ways.cost[here]
    return found
