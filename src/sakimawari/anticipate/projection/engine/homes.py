"""How a household changes hands: people taken out and put in, homes begun, led and ended."""

from __future__ import annotations

from numba import njit

from sakimawari.anticipate.projection.engine.city import GONE, City
from sakimawari.anticipate.projection.engine.lots import mixed
from sakimawari.anticipate.projection.engine.units import ADULT

NOBODY = -1


@njit(cache=True, nogil=True)
def take_out(city: City, row: int) -> None:
    """Take somebody out of the household, which ends with its last person."""
    home = city.house[row]
    at = city.first[home]
    if at == row:
        city.first[home] = city.chain[row]
    else:
        while city.chain[at] != row:
            at = city.chain[at]
        city.chain[at] = city.chain[row]
    city.chain[row] = NOBODY


@njit(cache=True, nogil=True)
def put_in(city: City, row: int, home: int) -> None:
    """Put somebody who is in no household into one, and so into its area."""
    city.chain[row] = city.first[home]
    city.first[home] = row
    city.house[row] = home
    city.base[row] = city.house_area[home] * 2 + (city.base[row] & 1)


@njit(cache=True, nogil=True)
def begin(city: City, area: int, key: int) -> int:
    """A new household without people."""
    home = city.count[1]
    if home >= len(city.first):
        raise RuntimeError("no room for another household")
    city.count[1] = home + 1
    city.first[home] = NOBODY
    city.house_area[home] = area
    city.house_key[home] = mixed(key)
    return home


@njit(cache=True, nogil=True)
def alone(city: City, row: int) -> None:
    """End somebody's partnership, if there is one."""
    partner = city.partner[row]
    if partner >= 0:
        city.partner[partner] = NOBODY
        city.partner[row] = NOBODY


@njit(cache=True, nogil=True)
def gone(city: City, row: int) -> None:
    """Somebody dies or leaves the city."""
    take_out(city, row)
    city.base[row] = GONE
    city.seeks[row] = 0


@njit(cache=True, nogil=True)
def led(city: City, home: int, at: int) -> bool:
    """See that the household has a head: the oldest adult where it lost it. False: no adult is left."""
    row = city.first[home]
    oldest = NOBODY
    while row >= 0:
        if at - city.born[row] > ADULT:
            if city.leads[row] == 1:
                return True
            if oldest < 0 or (city.born[row], city.key[row]) < (
                city.born[oldest],
                city.key[oldest],
            ):
                oldest = row
        row = city.chain[row]
    if oldest < 0:
        return False
    city.leads[oldest] = 1
    if city.partner[oldest] >= 0:
        city.leads[city.partner[oldest]] = 1
    return True


@njit(cache=True, nogil=True)
def others(city: City, home: int, lot: int, at: int) -> int:
    """Another household of the same area with an adult, found from a lot; NOBODY if there is none."""
    homes = city.count[1]
    start = int(lot % homes)
    for step in range(homes):
        other = (start + step) % homes
        if other != home and city.first[other] >= 0:
            if city.house_area[other] == city.house_area[home]:
                row = city.first[other]
                while row >= 0:
                    if city.leads[row] == 1 and at - city.born[row] > ADULT:
                        return other
                    row = city.chain[row]
    return NOBODY


@njit(cache=True, nogil=True)
def merged(city: City, home: int, into: int) -> int:
    """Move everybody of a household into another; how many."""
    moved = 0
    while city.first[home] >= 0:
        row = city.first[home]
        take_out(city, row)
        put_in(city, row, into)
        moved += 1
    return moved


@njit(cache=True, nogil=True)
def in_family(city: City, row: int, at: int) -> bool:
    """Whether somebody goes where the family of the household goes."""
    return at - city.born[row] <= ADULT or city.leads[row] == 1
