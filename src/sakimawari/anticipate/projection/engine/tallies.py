"""What is counted of a city once a year: households, care, work, disability, nursery places wished for."""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine.city import City
from sakimawari.anticipate.projection.engine.lots import Word, uniform
from sakimawari.anticipate.projection.engine.units import years_of
from sakimawari.anticipate.projection.people import Int64s
from sakimawari.anticipate.projection.values import Floats

SIZES = 7
_WISH = np.uint64(0x8EBC6AF09C88C6E3)  # the same in every replicate: a wish is a person's own


@njit(cache=True, nogil=True)
def tally(
    city: City,
    span: tuple[int, int],
    at: int,
    wish: Floats,
    sizes: Int64s,
    care: Int64s,
    work: Int64s,
    disabled: Int64s,
    nursery: Int64s,
) -> None:
    """Count a span of households at the beginning of a month into tables by area."""
    for home in range(span[0], span[1]):
        row = city.homes[home].first
        if row < 0:
            continue
        area, size = city.homes[home].area, 0
        while row >= 0:
            size += 1
            care[area, city.facts[row].care] += 1
            work[area] += city.facts[row].work
            if city.facts[row].disability > 0:
                disabled[area] += 1
            years = years_of(at - 1 - city.people[row].born)
            if years < len(wish) and uniform(city.keys[row], _WISH) < wish[years]:
                nursery[area, years] += 1
            row = city.people[row].chain
        sizes[area, min(size, SIZES) - 1] += 1


@njit(cache=True, nogil=True)
def wishes(key: Word, chance: float) -> bool:
    """Whether a child's home asks for a nursery place at an age of this chance."""
    return uniform(key, _WISH) < chance
