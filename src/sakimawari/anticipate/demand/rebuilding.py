"""A projected state as a population the rules can read: households laid out, facts carried along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.carrying import Carried, Days, carry
from sakimawari.anticipate.demand.donors import Deck, Sources, sources_of
from sakimawari.anticipate.demand.ground import BIRTH, HEAD, RESIDENT_SINCE, Ground, Visitors
from sakimawari.anticipate.demand.households import Layout, lay_out
from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.projection.people import BORN, RESIDENT, State
from sakimawari.packs.anticipating import Follows
from sakimawari.rules.figures import days as day_number
from sakimawari.rules.population import (
    UNKNOWN_DATE,
    Column,
    Int32s,
    Int64s,
    PlainColumn,
    Population,
)
from sakimawari.rules.tree import Holder

_DAY_OF_BIRTH, _TOWN = 11, 12  # purposes of lots
_GROWN = 23 * 365  # days of age up to which past events lie by birth, not by the calendar
_EPOCH_MONTH = np.datetime64("1970-01", "M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A population on a later day; `key` is by row, `town` by unit."""

    day: int
    population: Population
    layout: Layout
    key: npt.NDArray[np.uint64]
    town: Int32s


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What every stage is built from: the snapshot, its visitors, its people as donors, a seed."""

    ground: Ground
    visitors: Visitors
    deck: Deck
    seed: int


def rebuilt(state: State, city: City, since: Int64s, *, day: date) -> Stage:
    """The population of a state on a day of its month; `since` is when people who came, came."""
    ground, seed = city.ground, city.seed
    layout = lay_out(state, ground, city.visitors)
    births = _birth_dates(state, ground, seed=seed)
    sources = sources_of(state, layout, city.deck, ground.population.people, seed=seed)
    span = Days(on=ground.on, later=day_number(day))
    build = _Build(state, ground, layout, sources, births, since, span)
    population = Population(
        offsets=layout.offsets,
        guardian=layout.guardian,
        spouse=layout.spouse,
        is_subject=layout.is_subject,
        columns=build.columns(),
    )
    place = np.maximum(layout.place, 0)
    return Stage(
        day=day_number(day),
        population=population,
        layout=layout,
        key=np.where(layout.place >= 0, state.key[place], np.uint64(0)),
        town=build.towns(seed=seed),
    )


def _birth_dates(state: State, ground: Ground, *, seed: int) -> Int64s:
    """Birth dates by row of the state: of residents the register's, else a day of the month."""
    column = ground.population.columns[BIRTH]
    assert isinstance(column, PlainColumn)
    held = column.values.astype(np.int64)[np.maximum(state.origin, 0)]
    first = (_EPOCH_MONTH + state.born).astype("datetime64[D]").astype(np.int64)
    lot = lots(state.key, seed=seed, purpose=_DAY_OF_BIRTH)
    drawn = first + (lot * 28).astype(np.int64)
    return np.where((state.whence == RESIDENT) & (state.origin >= 0), held, drawn)


@dataclass(frozen=True, slots=True)
class _Build:
    state: State
    ground: Ground
    layout: Layout
    sources: Sources
    births: Int64s
    since: Int64s
    days: Days

    @property
    def unit_source(self) -> Int64s:
        """The unit of the snapshot whose facts a unit has: that of its head's own facts."""
        head = self.layout.place[self.layout.head]
        found: Int64s = self.ground.unit[self.sources.own[head]].astype(np.int64)
        return found

    def columns(self) -> dict[str, Column]:
        """All columns, those the projection itself tells among them."""
        found: dict[str, Column] = {}
        told = self._told()
        carried = self._carried()
        units = self.unit_source
        of_units = Carried(
            source=units, own=np.ones(len(units), np.bool_), shift=np.zeros(len(units), np.int64)
        )
        for fact in self.ground.facts:
            column = self.ground.population.columns.get(fact.name)
            if column is None:
                continue
            if fact.holder is not Holder.PERSON:
                found[fact.name] = carry(fact, column, of_units, self.days)
            elif fact.name in told:
                found[fact.name] = PlainColumn(values=told[fact.name])
            else:
                follows = self.ground.follows.get(fact.name)
                found[fact.name] = carry(fact, column, carried[follows], self.days)
        return found

    def _carried(self) -> Mapping[Follows | None, Carried]:
        """From whose row each row's facts come, for each thing facts follow (None: nothing)."""
        own = self._by_row(self.sources.own)
        found: dict[Follows | None, Carried] = {None: own}
        for what, rows in self.sources.of.items():
            found[what] = self._by_row(rows)
        return found

    def _by_row(self, of_state: Int64s) -> Carried:
        layout = self.layout
        member = layout.place >= 0
        place = np.maximum(layout.place, 0)
        source = np.where(member, of_state[place], layout.row)
        own = source == layout.row
        column = self.ground.population.columns[BIRTH]
        assert isinstance(column, PlainColumn)
        born = column.values.astype(np.int64)[source]
        mine = self.births[place]
        sure = member & ~own & (born != int(UNKNOWN_DATE)) & (mine != int(UNKNOWN_DATE))
        young = self.days.later - mine < _GROWN
        shift = np.where(young, mine - born, self.days.ahead)
        return Carried(source=source, own=own, shift=np.where(sure, shift, 0))

    def _told(self) -> dict[str, Int32s | npt.NDArray[np.int8]]:
        """The facts of the register of residents that a projection itself tells."""
        layout, people = self.layout, self.ground.population.columns
        member, place = layout.place >= 0, np.maximum(layout.place, 0)
        rows = np.maximum(layout.row, 0)
        told: dict[str, Int32s | npt.NDArray[np.int8]] = {}

        def visitors(name: str, values: Int64s) -> Int64s:
            column = people[name]
            assert isinstance(column, PlainColumn)
            return np.where(member, values, column.values.astype(np.int64)[rows])

        told[BIRTH] = visitors(BIRTH, self.births[place]).astype(np.int32)
        if isinstance(people.get(HEAD), PlainColumn):
            heads = np.zeros(len(place), np.int64)
            heads[layout.head] = 1
            told[HEAD] = visitors(HEAD, heads).astype(np.int8)
        since = people.get(RESIDENT_SINCE)
        if isinstance(since, PlainColumn):
            held = since.values.astype(np.int64)[np.maximum(self.sources.own[place], 0)]
            whence = self.state.whence[place]
            came = np.where(whence == BORN, self.births[place], self.since[place])
            came = np.where(whence == RESIDENT, held, came)
            told[RESIDENT_SINCE] = visitors(RESIDENT_SINCE, came).astype(np.int32)
        return told

    def towns(self, *, seed: int) -> Int32s:
        """The town of each unit: that of the head's facts, or one of the ward it has moved to."""
        ground, source = self.ground, self.unit_source
        town = ground.town[source].copy()
        moved = np.flatnonzero(ground.ward[source] != self.layout.area)
        order = np.argsort(ground.ward, kind="stable")
        wards = self.layout.area[moved]
        first = np.searchsorted(ground.ward[order], wards, side="left")
        count = np.searchsorted(ground.ward[order], wards, side="right") - first
        lot = lots(self.state.house_key[self.layout.house[moved]], seed=seed, purpose=_TOWN)
        picked = np.minimum(first + (lot * count).astype(np.int64), len(order) - 1)
        town[moved] = np.where(count > 0, ground.town[order[picked]], -1)
        return town
