"""People who move into the city: whole households and single people, at the end of a month."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine import lots
from sakimawari.anticipate.projection.engine.changes import ARRIVED as ARRIVING
from sakimawari.anticipate.projection.engine.city import City
from sakimawari.anticipate.projection.engine.donors import Donors
from sakimawari.anticipate.projection.engine.homes import begin, others, put_in
from sakimawari.anticipate.projection.engine.lots import Word, mixed, uniform
from sakimawari.anticipate.projection.people import ARRIVED, Int64s, Uint64s
from sakimawari.anticipate.projection.values import Floats

NOBODY = -1
_PIECE = 8.0  # mean of one piece of a Poisson number
_FROM = np.uint64(0xE7037ED1A0B428DB)
_S32 = np.uint64(32)


@njit(cache=True, nogil=True)
def many(mean: float, key: Word, stream: Word) -> int:
    """A Poisson number, drawn as the sum of pieces by inversion."""
    found, piece = 0, 0
    while mean > 0.0:
        part = min(mean, _PIECE)
        mean -= part
        u = uniform(mixed(key + np.uint64(piece)), stream)
        piece += 1
        term = np.exp(-part)
        whole, each = term, 0
        while u >= whole and each < 200:
            each += 1
            term *= part / each
            whole += term
        found += each
    return found


@njit(cache=True, nogil=True)
def arrive(
    city: City, donors: Donors, sums: Floats, at: int, stream: Uint64s, flows: Int64s
) -> None:
    """Draw what arrives in each area and settle it; whoever comes begins life here next month."""
    for area in range(len(sums)):
        mean = sums[area, -1]
        start = mixed(_FROM ^ (np.uint64(at) << _S32) ^ np.uint64(area))
        for each in range(many(mean, start, stream[lots.ARRIVE])):
            key = mixed(start + np.uint64(each + 1))
            u = uniform(key, stream[lots.ARRIVE]) * mean
            pattern = min(np.searchsorted(sums[area], u, side="right"), len(sums[area]) - 1)
            _settles(city, donors, pattern, area, at, key, stream)
            flows[ARRIVING, area] += donors.starts[pattern + 1] - donors.starts[pattern]


@njit(cache=True, nogil=True)
def _settles(
    city: City, donors: Donors, pattern: int, area: int, at: int, key: Word, stream: Uint64s
) -> None:
    """One pattern becomes a household; a lone child joins one with an adult where it can."""
    first, last = donors.starts[pattern], donors.starts[pattern + 1]
    row = city.used[0]
    if row + last - first > len(city.people):
        raise RuntimeError("no room for another person")
    city.used[0] = row + last - first
    home = begin(city, area, key)
    for member in range(first, last):
        own = mixed(key + np.uint64(member - first + 1))
        here = row + member - first
        months = int(uniform(own, stream[lots.ARRIVE]) * 12.0)
        city.keys[here] = own
        city.people[here].born = at - donors.age[member] * 12 - months
        city.people[here].base = donors.sex[member]
        partner, parent = donors.partner[member], donors.parent[member]
        city.people[here].partner = row + partner if partner >= 0 else NOBODY
        city.facts[here].parent = row + parent if parent >= 0 else NOBODY
        city.people[here].leads = donors.leads[member]
        city.facts[here].care = donors.care[member]
        city.facts[here].disability = donors.disability[member]
        city.facts[here].work = donors.work[member]
        city.facts[here].income = donors.income[member]
        city.facts[here].origin = donors.origin[member]
        city.facts[here].whence = ARRIVED
        city.people[here].bound = 0
        city.facts[here].seeks = 0
        put_in(city, here, home)
    if last - first == 1 and donors.leads[first] == 0:
        joined = others(city, home, mixed(key ^ stream[lots.HOME]), at)
        if joined >= 0:
            city.homes[home].first = NOBODY
            city.people[row].chain = NOBODY
            put_in(city, row, joined)
