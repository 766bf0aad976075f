"""Partners: whoever looks for one meets somebody of the same area of about the same age."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.engine.city import ADULT, City
from sakimawari.anticipate.projection.engine.homes import begin, led, put_in, take_out
from sakimawari.anticipate.projection.engine.lots import Whole, lot, mixed
from sakimawari.anticipate.projection.engine.month import MEETS
from sakimawari.anticipate.projection.people import Int64s, Uint64s

C_PARTNERED = 0


@njit(cache=True, nogil=True)
def seekers(city: City, events: Int64s, waiting: Int64s) -> Int64s:
    """Who waits for a partner from earlier months, and who begins to look."""
    found = np.empty(len(waiting) + len(events), np.int64)
    used = 0
    for row in waiting:
        if city.people[row].base >= 0 and city.people[row].partner < 0:
            found[used] = row
            used += 1
        else:
            city.facts[row].seeks = 0
    for event in events:
        row = event // 8
        if event % 8 == MEETS and city.people[row].base >= 0 and city.people[row].partner < 0:
            city.facts[row].seeks = 1
            found[used] = row
            used += 1
    return found[:used]


@njit(cache=True, nogil=True)
def _chosen(city: City, rows: Int64s, many: int) -> Int64s:
    """The first `many` of those who wait, by age."""
    order = np.empty(many, np.int64)
    for at in range(many):
        order[at] = city.people[rows[at]].born * 1_000_000_000 + rows[at]
    order.sort()
    for at in range(many):
        order[at] = order[at] % 1_000_000_000
    return order


@njit(cache=True, nogil=True)
def meet(
    city: City, looking: Int64s, areas: int, at: int, stream: Uint64s, counted: Int64s
) -> Int64s:
    """Pair men and women of an area by age; whoever finds nobody is returned and waits."""
    men, women = np.zeros(areas, np.int64), np.zeros(areas, np.int64)
    for row in looking:
        if city.people[row].base & 1 == 0:
            men[city.people[row].base >> 1] += 1
        else:
            women[city.people[row].base >> 1] += 1
    sorted_by_area = np.empty(len(looking), np.int64)
    starts = np.zeros(2 * areas + 1, np.int64)
    for base in range(2 * areas):
        starts[base + 1] = starts[base] + (men[base >> 1] if base & 1 == 0 else women[base >> 1])
    places = starts.copy()
    for row in looking:
        sorted_by_area[places[city.people[row].base]] = row
        places[city.people[row].base] += 1
    left = np.empty(len(looking), np.int64)
    waiting = 0
    for area in range(areas):
        his = sorted_by_area[starts[2 * area] : starts[2 * area + 1]]
        hers = sorted_by_area[starts[2 * area + 1] : starts[2 * area + 2]]
        many = min(len(his), len(hers))
        one, two = _chosen(city, his, many), _chosen(city, hers, many)
        for pair in range(many):
            _joined(city, one[pair], two[pair], at, stream, counted)
        for rest in (his[many:], hers[many:]):
            for row in rest:
                left[waiting] = row
                waiting += 1
    return left[:waiting].copy()


@njit(cache=True, nogil=True)
def _joined(
    city: City, man: Whole, woman: Whole, at: int, stream: Uint64s, counted: Int64s
) -> None:
    """Two people become partners: in the home one of them leads, or in a new one."""
    city.facts[man].seeks = 0
    city.facts[woman].seeks = 0
    if city.facts[man].house == city.facts[woman].house:
        return  # they are of one household already: not taken for partners
    if city.people[woman].leads == 1 and _has_children(city, woman, at):
        _moves_in(city, man, city.facts[woman].house, at)
    elif city.people[man].leads == 1:
        _moves_in(city, woman, city.facts[man].house, at)
    elif city.people[woman].leads == 1:
        _moves_in(city, man, city.facts[woman].house, at)
    else:
        home = begin(
            city, city.people[man].base >> 1, mixed(lot(city.keys[man], stream[lots.MATCH]))
        )
        _moves_in(city, man, home, at)
        _moves_in(city, woman, home, at)
    city.people[man].leads = 1
    city.people[woman].leads = 1
    city.people[man].partner = woman
    city.people[woman].partner = man
    counted[C_PARTNERED] += 1


@njit(cache=True, nogil=True)
def _has_children(city: City, row: Whole, at: int) -> bool:
    other = city.homes[city.facts[row].house].first
    while other >= 0:
        if at - city.people[other].born <= ADULT:
            return True
        other = city.people[other].chain
    return False


@njit(cache=True, nogil=True)
def _moves_in(city: City, row: Whole, home: Whole, at: int) -> None:
    """Somebody moves in with the children they lead; who stays behind gets a head."""
    old = city.facts[row].house
    with_children = city.people[row].leads == 1
    other = city.homes[old].first
    while other >= 0 and with_children:
        after = city.people[other].chain
        if other != row and at - city.people[other].born <= ADULT:
            take_out(city, other)
            put_in(city, other, home)
        other = after
    take_out(city, row)
    put_in(city, row, home)
    if city.homes[old].first >= 0:
        led(city, old, at)
