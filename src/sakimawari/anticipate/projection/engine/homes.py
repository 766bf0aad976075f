"""How a household changes hands: people taken out and put in, homes begun, led and ended."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine.city import ADULT, GONE, City
from sakimawari.anticipate.projection.engine.lots import Whole, Word, mixed

NOBODY = -1
_LEAPS = 256


@njit(cache=True, nogil=True)
def take_out(city: City, row: Whole) -> None:
    """Take somebody out of the household, which ends with its last person."""
    home = city.facts[row].house
    at = city.homes[home].first
    if at == row:
        city.homes[home].first = city.people[row].chain
    else:
        while city.people[at].chain != row:
            at = city.people[at].chain
        city.people[at].chain = city.people[row].chain
    city.people[row].chain = NOBODY


@njit(cache=True, nogil=True)
def put_in(city: City, row: Whole, home: Whole) -> None:
    """Put somebody who is in no household into one, and so into its area."""
    city.people[row].chain = city.homes[home].first
    city.homes[home].first = row
    city.facts[row].house = home
    city.people[row].base = city.homes[home].area * 2 + (city.people[row].base & 1)


@njit(cache=True, nogil=True)
def begin(city: City, area: Whole, key: Word) -> Whole:
    """A new household without people."""
    home = np.int64(city.used[1])
    if home >= len(city.homes):
        raise RuntimeError("no room for another household")
    city.used[1] = home + 1
    city.homes[home].first = NOBODY
    city.homes[home].area = area
    city.homes[home].key = mixed(key)
    return home


@njit(cache=True, nogil=True)
def alone(city: City, row: Whole) -> None:
    """End somebody's partnership, if there is one."""
    partner = city.people[row].partner
    if partner >= 0:
        city.people[partner].partner = NOBODY
        city.people[row].partner = NOBODY


@njit(cache=True, nogil=True)
def gone(city: City, row: Whole) -> None:
    """Somebody dies or leaves the city."""
    take_out(city, row)
    city.people[row].base = GONE
    city.facts[row].seeks = 0


@njit(cache=True, nogil=True)
def led(city: City, home: Whole, at: int) -> bool:
    """See that the household has a head: the oldest adult where it lost it. False: no adult is left."""
    row = city.homes[home].first
    oldest = NOBODY
    while row >= 0:
        if at - city.people[row].born > ADULT:
            if city.people[row].leads == 1:
                return True
            if oldest < 0 or (city.people[row].born, city.keys[row]) < (
                city.people[oldest].born,
                city.keys[oldest],
            ):
                oldest = row
        row = city.people[row].chain
    if oldest < 0:
        return False
    city.people[oldest].leads = 1
    if city.people[oldest].partner >= 0:
        city.people[city.people[oldest].partner].leads = 1
    return True


@njit(cache=True, nogil=True)
def others(city: City, home: Whole, lot: Word, at: int) -> Whole:
    """Another household of the same area with an adult, found from a lot; NOBODY if there is none."""
    homes = np.int64(city.used[1])
    for leap in range(_LEAPS):  # areas lie together: one after the other would go a long way
        other = np.int64(mixed(lot + np.uint64(leap)) % np.uint64(homes))
        if _takes_in(city, home, other, at):
            return other
    start = np.int64(lot % np.uint64(homes))
    for step in range(homes):
        other = (start + step) % homes
        if _takes_in(city, home, other, at):
            return other
    return NOBODY


@njit(cache=True, nogil=True)
def _takes_in(city: City, home: Whole, other: Whole, at: int) -> bool:
    if other == home or city.homes[other].area != city.homes[home].area:
        return False
    row = city.homes[other].first
    while row >= 0:
        if city.people[row].leads == 1 and at - city.people[row].born > ADULT:
            return True
        row = city.people[row].chain
    return False


@njit(cache=True, nogil=True)
def merged(city: City, home: Whole, into: Whole) -> int:
    """Move everybody of a household into another; how many."""
    moved = 0
    while city.homes[home].first >= 0:
        row = city.homes[home].first
        take_out(city, row)
        put_in(city, row, into)
        moved += 1
    return moved


@njit(cache=True, nogil=True)
def in_family(city: City, row: Whole, at: int) -> bool:
    """Whether somebody goes where the family of the household goes."""
    return bool(at - city.people[row].born <= ADULT or city.people[row].leads == 1)
