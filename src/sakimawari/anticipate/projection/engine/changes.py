"""What a month does to households, one after another in the order of rows: nothing here is drawn in parallel."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.engine.chances import Chances
from sakimawari.anticipate.projection.engine.city import ADULT, City
from sakimawari.anticipate.projection.engine.homes import (
    alone,
    begin,
    gone,
    in_family,
    led,
    merged,
    others,
    put_in,
    take_out,
)
from sakimawari.anticipate.projection.engine.lots import Whole, Word, lot, mixed, uniform
from sakimawari.anticipate.projection.engine.month import (
    BEARS,
    DIES,
    LEAVES,
    MOVES,
    NESTS,
    PARTS,
)
from sakimawari.anticipate.projection.engine.units import (
    FAMILY_LEAVES,
    FAMILY_MOVES,
    PAIR_LEAVES,
)
from sakimawari.anticipate.projection.people import BORN, Int32s, Int64s, Uint64s

NOBODY = -1
MOVED = 2  # in `bound`: whoever moved this month bears no child in it
BIRTHS, DEATHS, ARRIVED, LEFT, MOVED_IN, MOVED_OUT = range(6)  # places in FLOWS
C_PARTED, C_NEST, C_TAKEN_IN = 1, 2, 8
_CHILD = np.uint64(0xD6E8FEB86659FD93)
_NEW_HOME = np.uint64(0xA0761D6478BD642F)
_GENERATION = 15 * 12  # months by which somebody is of an older generation


@njit(cache=True, nogil=True)
def carried_out(
    city: City,
    units: Int32s,
    events: Int64s,
    at: int,
    now: Chances,
    stream: Uint64s,
    flows: Int64s,
    counted: Int64s,
) -> None:
    """Deaths, then families and pairs that leave and move, then single people, births, homes."""
    touched = np.empty(4 * len(units) + 3 * len(events) + 1, np.int64)
    used = 0
    for event in events:
        if event % 8 == DIES:
            used = _dies(city, event // 8, flows, touched, used)
    for unit in units:
        used = _goes_together(city, unit, at, now, stream, flows, touched, used)
    for event in events:
        what, row = event % 8, event // 8
        if city.people[row].base < 0:
            continue
        if what == LEAVES:
            touched[used] = city.facts[row].house
            used += 1
            flows[LEFT, city.people[row].base >> 1] += 1
            alone(city, row)
            gone(city, row)
        elif what == MOVES:
            touched[used] = city.facts[row].house
            used += 1
            _moves_alone(city, row, at, now, stream, flows)
    for event in events:
        if event % 8 == BEARS:
            _bears(city, event // 8, at, now, stream, flows)
    for event in events:
        what, row = event % 8, event // 8
        if city.people[row].base >= 0 and (what in (NESTS, PARTS)):
            touched[used] = city.facts[row].house
            used += 1
            if what == NESTS:
                _leaves_home(city, row, stream, counted)
            else:
                _parts(city, row, stream, counted)
    for at_home in touched[:used]:
        _settled(city, at_home, at, stream, counted)


@njit(cache=True, nogil=True)
def _settled(city: City, home: Whole, at: int, stream: Uint64s, counted: Int64s) -> None:
    """A household that lost somebody gets a head; children without an adult are taken in."""
    if city.homes[home].first >= 0 and not led(city, home, at):
        other = others(city, home, lot(city.homes[home].key, stream[lots.HOME]), at)
        if other >= 0:
            counted[C_TAKEN_IN] += merged(city, home, other)


@njit(cache=True, nogil=True)
def _dies(city: City, row: Whole, flows: Int64s, touched: Int64s, used: int) -> int:
    touched[used] = city.facts[row].house
    flows[DEATHS, city.people[row].base >> 1] += 1
    alone(city, row)
    gone(city, row)
    return used + 1


@njit(cache=True, nogil=True)
def _where(area: Whole, key: Word, now: Chances, stream: Uint64s) -> int:
    """Where somebody of an area moves to."""
    u = uniform(key, stream[lots.WHERE])
    other = 0
    while other < len(now.towards) - 1 and now.towards[area, other] <= u:
        other += 1
    return other


@njit(cache=True, nogil=True)
def _goes_together(
    city: City,
    unit: Int32s,
    at: int,
    now: Chances,
    stream: Uint64s,
    flows: Int64s,
    touched: Int64s,
    used: int,
) -> int:
    what, one, two = unit[0], unit[1], unit[2]
    going = np.empty(64, np.int64)
    many = 0
    if what in (FAMILY_LEAVES, FAMILY_MOVES):
        home = one
        row = city.homes[home].first
        while row >= 0:
            if city.people[row].bound == 1 and in_family(city, row, at):
                if many == len(going):
                    going = np.append(going, np.empty(len(going), np.int64))
                going[many] = row
                many += 1
            row = city.people[row].chain
    else:
        home = city.facts[one].house
        for row in (one, two):
            if city.people[row].base >= 0:
                going[many] = row
                many += 1
        if many:
            home = city.facts[going[0]].house
    if many == 0:
        return used
    touched[used] = home
    area = city.homes[home].area
    if what in (FAMILY_LEAVES, PAIR_LEAVES):
        for row in going[:many]:
            flows[LEFT, area] += 1
            partner = city.people[row].partner
            if partner >= 0 and not _is_among(partner, going, many):
                alone(city, row)
            gone(city, row)
        return used + 1
    key = city.keys[going[0]]
    for row in going[:many]:
        key = min(key, city.keys[row])
    to = _where(area, key, now, stream)
    fresh = begin(city, to, mixed(key ^ _NEW_HOME ^ np.uint64(at)))
    for row in going[:many]:
        flows[MOVED_OUT, area] += 1
        flows[MOVED_IN, to] += 1
        partner = city.people[row].partner
        if partner >= 0 and not _is_among(partner, going, many):
            alone(city, row)
        take_out(city, row)
        put_in(city, row, fresh)
        city.people[row].bound = MOVED
    if city.homes[home].first < 0:
        city.homes[fresh].key = city.homes[home].key  # the same household elsewhere
    touched[used + 1] = fresh
    return used + 2


@njit(cache=True, nogil=True)
def _is_among(row: Whole, rows: Int64s, many: int) -> bool:
    return bool((rows[:many] == row).any())


@njit(cache=True, nogil=True)
def _moves_alone(
    city: City, row: Whole, at: int, now: Chances, stream: Uint64s, flows: Int64s
) -> None:
    area, home = city.people[row].base >> 1, city.facts[row].house
    to = _where(area, city.keys[row], now, stream)
    flows[MOVED_OUT, area] += 1
    flows[MOVED_IN, to] += 1
    fresh = begin(city, to, mixed(city.keys[row] ^ _NEW_HOME ^ np.uint64(at)))
    alone(city, row)
    take_out(city, row)
    put_in(city, row, fresh)
    city.people[row].leads = 1
    city.people[row].bound = MOVED
    if city.homes[home].first < 0:
        city.homes[fresh].key = city.homes[home].key


@njit(cache=True, nogil=True)
def _bears(
    city: City, mother: Whole, at: int, now: Chances, stream: Uint64s, flows: Int64s
) -> None:
    """A child joins its mother's household, if she is still where she was."""
    if city.people[mother].base < 0 or city.people[mother].bound == MOVED:
        return
    row = city.used[0]
    if row >= len(city.people):
        raise RuntimeError("no room for another person")
    city.used[0] = row + 1
    key = mixed(city.keys[mother] ^ mixed(np.uint64(at) + _CHILD))
    city.keys[row] = key
    city.people[row].born = at
    boy = uniform(key, stream[lots.SEX]) < now.boys
    city.people[row].base = 0 if boy else 1
    city.people[row].partner = NOBODY
    city.facts[row].parent = mother
    city.people[row].leads = 0
    city.facts[row].care = 0
    city.facts[row].disability = 0
    city.facts[row].work = 0
    city.facts[row].income = 0
    city.facts[row].origin = city.facts[mother].origin
    city.facts[row].whence = BORN
    city.people[row].bound = 0
    city.facts[row].seeks = 0
    put_in(city, row, city.facts[mother].house)
    flows[BIRTHS, city.people[mother].base >> 1] += 1
    _heads(city, mother, at)


@njit(cache=True, nogil=True)
def _heads(city: City, mother: Whole, at: int) -> None:
    """A mother leads her family; the generation before her no longer does."""
    if city.people[mother].leads == 1 or at - city.people[mother].born <= ADULT:
        return
    row = city.homes[city.facts[mother].house].first
    while row >= 0:
        if city.people[mother].born - city.people[row].born >= _GENERATION:
            city.people[row].leads = 0
        row = city.people[row].chain
    city.people[mother].leads = 1
    if city.people[mother].partner >= 0:
        city.people[city.people[mother].partner].leads = 1


@njit(cache=True, nogil=True)
def _leaves_home(city: City, row: Whole, stream: Uint64s, counted: Int64s) -> None:
    if city.people[row].leads == 1 or city.people[row].partner >= 0:
        return
    key = mixed(lot(city.keys[row], stream[lots.NEST]) ^ _NEW_HOME)
    fresh = begin(city, city.people[row].base >> 1, key)
    take_out(city, row)
    put_in(city, row, fresh)
    city.people[row].leads = 1
    counted[C_NEST] += 1


@njit(cache=True, nogil=True)
def _parts(city: City, row: Whole, stream: Uint64s, counted: Int64s) -> None:
    """The man moves out, unless the home is his parents': children stay with their mother."""
    partner = city.people[row].partner
    if partner < 0:
        return
    man = row if city.people[row].base & 1 == 0 else partner
    woman = partner if man == row else row
    goes = woman if city.people[man].leads == 0 and city.people[woman].leads == 1 else man
    alone(city, row)
    fresh = begin(
        city, city.people[goes].base >> 1, mixed(lot(city.keys[goes], stream[lots.PARTNER]))
    )
    take_out(city, goes)
    put_in(city, goes, fresh)
    city.people[goes].leads = 1
    counted[C_PARTED] += 1
