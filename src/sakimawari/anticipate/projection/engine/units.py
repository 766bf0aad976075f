"""Who goes together: the first pass of a month, household by household.

Within a household the *family* is everybody under 18 with those who lead it; a *pair* is two
partners without anybody under 18 to lead. Both go whole or not at all, out of the city or to another
area, at the mean chance of the children, or of the two. Everybody else is free to go alone.

So that each cell of area × sex × age still loses people at exactly the rate it was given, free
adults make up for those who are bound (`factors`), and the chances of children are scaled until they
fit children of different ages in one family. What a month leaves over is owed to the next.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.anticipate.projection.engine.city import ADULT, City
from sakimawari.anticipate.projection.engine.lots import Word, uniform
from sakimawari.anticipate.projection.people import Int32s, Int64s
from sakimawari.anticipate.projection.values import AGES, Floats

FIX = float(1 << 40)  # chances are added up as whole numbers: in any order the same sum
IN_PAIR = 30.0  # a woman with a partner gives birth so many times as often as one without

MONTHS = 12 * AGES  # of life, the last one all those after it
HERE, FREE, LEAVING, MOVING, BEARING, TURNED = 0, 1, 2, 3, 4, 5
B_PEOPLE, B_LEAVING, B_MOVING, B_BEARING = 0, 1, 2, 3  # of the table of bound people
BOUND = 4
FAMILY_LEAVES, FAMILY_MOVES, PAIR_LEAVES, PAIR_MOVES = 0, 1, 2, 3


@njit(cache=True, nogil=True)
def years_of(months: int) -> int:
    """Completed years of so many months, for up to ten thousand of them: a twelfth without dividing."""
    return (months * 43_691) >> 19


@njit(cache=True, nogil=True)
def cell_of(base: int, born: int, month: int) -> int:
    """The cell somebody is in at the beginning of a month."""
    return base * AGES + min(years_of(month - 1 - born), AGES - 1)


def tables(lived: Int64s, bound: Int64s) -> Int64s:
    """The six tables of cells, of people by month of life (bases, MONTHS) and bound ones (cells, 4)."""
    by_month = lived.reshape(len(lived), AGES, 12)
    here = by_month.sum(axis=2).ravel()
    turned = np.zeros((len(lived), AGES), np.int64)
    turned[:, 1:] = by_month[:, :-1, 11]  # who begins the month with a birthday to come in it
    sums = bound.T
    return np.stack(
        [
            here,
            here - sums[B_PEOPLE],
            sums[B_LEAVING],
            sums[B_MOVING],
            sums[B_BEARING],
            turned.ravel(),
        ]
    )


@njit(cache=True, nogil=True)
def units(
    city: City,
    span: tuple[int, int],
    month: int,
    chance: Floats,
    stream: Word,
    lived: Int32s,
    table: Int64s,
    events: Int32s,
) -> int:
    """Mark who is bound, count everybody and the chances of the bound, draw for families and pairs.

    `span` are the first household and the one after the last; `chance` (cells, 4) of leaving,
    moving, and the two of them scaled for children.
    `lived` (bases, MONTHS) and `table` (cells, 4) are added to: see `tables`. Returns how many rows
    of `events` (what, household or row, partner's row) were filled.
    """
    people, keys, homes, found = city.people, city.keys, city.homes, 0
    for home in range(span[0], span[1]):
        first = homes[home].first
        if first < 0:
            continue
        if people[first].chain < 0:
            if people[first].bound != 0:
                people[first].bound = 0
            lived[people[first].base, min(month - 1 - people[first].born, MONTHS - 1)] += 1
            continue
        minors, leader, q, m = 0, -1, 0.0, 0.0
        row = first
        while row >= 0:
            if month - people[row].born <= ADULT:
                cell = cell_of(people[row].base, people[row].born, month)
                minors += 1
                q += chance[cell, 2]
                m += chance[cell, 3]
            elif people[row].leads == 1:
                leader = row if leader < 0 or keys[row] < keys[leader] else leader
            row = people[row].chain
        if minors > 0:
            q, m = (q / minors, m / minors) if leader >= 0 else (0.0, 0.0)
            u = uniform(keys[leader], stream) if leader >= 0 else 0.5
            if u < q or u >= 1.0 - m:
                events[found, 0] = FAMILY_LEAVES if u < q else FAMILY_MOVES
                events[found, 1] = home
                found += 1
        row = first
        while row >= 0:
            since, partner = month - 1 - people[row].born, people[row].partner
            lived[people[row].base, min(since, MONTHS - 1)] += 1
            ql, qm = q, m
            in_family = minors > 0 and (people[row].leads == 1 or since < ADULT)
            if not in_family and partner < 0:
                if people[row].bound != 0:
                    people[row].bound = 0
                row = people[row].chain
                continue
            cell = people[row].base * AGES + min(years_of(since), AGES - 1)
            if not in_family:
                other = cell_of(people[partner].base, people[partner].born, month)
                ql = 0.5 * (chance[cell, 0] + chance[other, 0])
                qm = 0.5 * (chance[cell, 1] + chance[other, 1])
                if row < partner:
                    u = uniform(min(keys[row], keys[partner]), stream)
                    if u < ql or u >= 1.0 - qm:
                        events[found, 0] = PAIR_LEAVES if u < ql else PAIR_MOVES
                        events[found, 1] = row
                        events[found, 2] = partner
                        found += 1
            people[row].bound = 1
            weight = IN_PAIR if partner >= 0 else 1.0
            table[cell, B_PEOPLE] += 1
            table[cell, B_LEAVING] += np.int64(ql * FIX)
            table[cell, B_MOVING] += np.int64(qm * FIX)
            table[cell, B_BEARING] += np.int64(weight * (1.0 - ql - qm) * FIX / 64.0)
            row = people[row].chain
    return found
