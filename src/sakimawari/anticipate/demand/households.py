"""Projected people laid out household by household, as the rules read a city.

A household of the projection becomes a unit: its members, and the people linked to it from elsewhere
(visitors) as long as the member they belong to is in it. Guardians are told as the register tells
them, as long as both live together; else the parent or the one at work of the two who lead the
household stands in for them, as 主たる保護者 is told of a household newly registered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import HEAD as HEAD_FACT
from sakimawari.anticipate.demand.ground import Ground, Visitors, flags
from sakimawari.anticipate.projection.people import NOBODY, RESIDENT, State
from sakimawari.rules.population import SOMEBODY_UNKNOWN, Int8s, Int32s, Int64s

Bools = npt.NDArray[np.bool_]
_CHILD, _WARD = 18, 23  # years: below, somebody answers for a child, or may


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Units of a projected city; one entry a row of people, unit by unit.

    `place` is the row of the state (NOBODY for visitors), `row` that of the snapshot whose facts are
    the person's own (NOBODY where there is none), `head` and `area` (as wards of the ground are
    counted) are by unit, `house` the row of the state's households.
    """

    place: Int64s
    row: Int64s
    offsets: Int32s
    guardian: Int32s
    spouse: Int32s
    is_subject: Int8s
    head: Int32s
    area: Int32s
    house: Int64s

    @property
    def unit(self) -> Int64s:
        """The unit of each row."""
        return np.repeat(np.arange(len(self.head)), np.diff(self.offsets))


def lay_out(state: State, ground: Ground, visitors: Visitors) -> Layout:
    """The units of a state, in the order of its households that have anybody in them."""
    own = np.where(state.whence == RESIDENT, state.origin, NOBODY).astype(np.int64)
    at = np.full(ground.population.people + 1, NOBODY, np.int64)  # place of a row of the snapshot
    mine = np.flatnonzero(own >= 0)
    at[own[mine]] = mine
    guests, hosts = _guests(state, visitors, at)
    heads = _heads(state, ground, own)
    house = np.concatenate([state.house, state.house[hosts]]).astype(np.int64)
    is_guest = np.concatenate([np.zeros(state.people, np.int8), np.ones(len(hosts), np.int8)])
    place = np.concatenate([np.arange(state.people), np.full(len(hosts), NOBODY)])
    row = np.concatenate([own, visitors.row[guests]])
    order = np.lexsort((is_guest, house))
    house, place, row = house[order], place[order], row[order]
    known = {ward: number for number, ward in enumerate(ground.wards)}
    wards = np.array([known.get(area, NOBODY) for area in state.areas], np.int32)
    lived_in, sizes = np.unique(house, return_counts=True)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    unit = np.repeat(np.arange(len(lived_in)), sizes)
    rank = np.full(state.people + 1, NOBODY, np.int64)  # row of the layout of a row of the state
    rank[place[place >= 0]] = np.flatnonzero(place >= 0)
    links = _Links(state, ground, place, row, unit, rank)
    head = rank[heads[lived_in]]
    return Layout(
        place=place,
        row=row,
        offsets=offsets,
        guardian=links.guardians(head),
        spouse=links.spouses(),
        is_subject=(place >= 0).astype(np.int8),
        head=head.astype(np.int32),
        area=wards[state.house_area[lived_in]],
        house=lived_in,
    )


def _guests(state: State, visitors: Visitors, at: Int64s) -> tuple[Int64s, Int64s]:
    """Which visitors still visit, and the member (row of the state) each belongs to."""
    host = at[visitors.host]
    own = np.where(visitors.own >= 0, at[visitors.own], NOBODY)
    here = (host >= 0) & ((visitors.own < 0) | (own >= 0))
    together = (own >= 0) & (host >= 0) & (state.house[own] == state.house[host])
    guests = np.flatnonzero(here & ~together)
    return guests, host[guests]


def _heads(state: State, ground: Ground, own: Int64s) -> Int64s:
    """The head of each household (by row of households): who was it, else the eldest who leads."""
    was = np.zeros(state.people, np.int64)
    listed = flags(ground.population, HEAD_FACT)
    held = own >= 0
    was[held] = (listed[own[held]] == 1) | (ground.head[ground.unit[own[held]]] == own[held])
    order = np.lexsort((state.key, state.born, -state.leads.astype(np.int64), -was, state.house))
    first = np.unique(state.house[order], return_index=True)
    heads = np.full(len(state.house_key), NOBODY, np.int64)
    heads[first[0]] = order[first[1]]
    return heads


@dataclass(frozen=True, slots=True)
class _Links:
    """Who is married to whom, and who answers for whom, within the units of a layout."""

    state: State
    ground: Ground
    place: Int64s
    row: Int64s
    unit: Int64s
    rank: Int64s

    def spouses(self) -> Int32s:
        """Partners who live together; unknown where the register does not tell and nobody has come."""
        people = np.maximum(self.place, 0)
        partner = np.where(self.place >= 0, self.state.partner[people], NOBODY)
        found = np.where(partner >= 0, self.rank[partner], NOBODY)
        found = np.where(self._together(found), found, NOBODY)
        said = self._said(self.ground.population.spouse)
        kept = (found == NOBODY) & ((said == SOMEBODY_UNKNOWN) | self._visits(said))
        return np.where(kept, said, found).astype(np.int32)

    def guardians(self, head: Int64s) -> Int32s:
        """Who answers for each child, and for those grown up to the year in which they turn 23."""
        state, people = self.state, np.maximum(self.place, 0)
        age = np.where(self.place >= 0, state.age[people], 0)
        said = self._said(self.ground.population.guardian)
        kept = said >= 0
        kept &= self._together(said)
        found = np.where(kept, said, NOBODY)
        parent = np.where(self.place >= 0, state.parent[people], NOBODY)
        standing = np.where(parent >= 0, self.rank[parent], NOBODY)
        standing = self._earner(np.where(self._together(standing), standing, NOBODY))
        leads = head[self.unit]
        alone = (standing == NOBODY) & (age < _CHILD) & (leads != np.arange(len(leads)))
        standing = np.where(alone, self._earner(leads), standing)
        lacking = (found == NOBODY) & ((age < _CHILD) | (said >= 0)) & (self.place >= 0)
        found = np.where(lacking, standing, found)
        found = np.where(said == SOMEBODY_UNKNOWN, SOMEBODY_UNKNOWN, found)
        free = (self.place >= 0) & ((age >= _WARD) | (state.partner[people] >= 0))
        return np.where(free, NOBODY, found).astype(np.int32)

    def _earner(self, parent: Int64s) -> Int64s:
        """The parent, or the partner who lives there where that one alone works or earns more."""
        state = self.state
        own = np.where(parent >= 0, self.place[parent], NOBODY)
        other = np.where(own >= 0, state.partner[np.maximum(own, 0)], NOBODY)
        there = np.where(other >= 0, self.rank[other], NOBODY)
        worth = np.append(np.where(state.work == 1, state.income.astype(np.int64) + 1, 0), -1)
        better = self._together(there) & (worth[other] > worth[own])
        return np.where(better, there, parent)

    def _said(self, links: Int32s) -> Int64s:
        """What the snapshot says of each row, as a row of the layout; -2 unknown, -1 nobody."""
        held = self.row >= 0
        base = np.where(held, links[np.maximum(self.row, 0)], NOBODY).astype(np.int64)
        where = np.full(self.ground.population.people + 1, NOBODY, np.int64)
        where[self.row[held]] = np.flatnonzero(held)
        return np.where(base >= 0, where[base], base)

    def _together(self, other: Int64s) -> Bools:
        same = self.unit[np.maximum(other, 0)] == self.unit
        return np.asarray((other >= 0) & same)

    def _visits(self, other: Int64s) -> Bools:
        guest = (self.place[np.maximum(other, 0)] < 0) | (self.place < 0)
        return np.asarray(self._together(other) & guest)
