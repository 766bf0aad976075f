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

from sakimawari.anticipate.projection.engine.chances import Chances
from sakimawari.anticipate.projection.engine.city import City
from sakimawari.anticipate.projection.engine.lots import UNIT, uniform
from sakimawari.anticipate.projection.people import Int32s, Int64s, Uint64s
from sakimawari.anticipate.projection.values import AGES, Floats

ADULT = 18 * 12  # months of life, all of them over at the beginning of a month
FIX = float(1 << 40)  # chances are added up as whole numbers: in any order the same sum
IN_PAIR = 30.0  # a woman with a partner gives birth so many times as often as one without

HERE, FREE, LEAVING, MOVING, BEARING, TURNED = 0, 1, 2, 3, 4, 5
TABLES = 6
FAMILY_LEAVES, FAMILY_MOVES, PAIR_LEAVES, PAIR_MOVES = 0, 1, 2, 3


@njit(cache=True, nogil=True)
def cell_of(base: int, born: int, month: int) -> int:
    """The cell somebody is in at the beginning of a month."""
    age = (month - 1 - born) // 12
    return base * AGES + min(age, AGES - 1)


@njit(cache=True, nogil=True)
def family_of(
    city: City, home: int, month: int, leave: Floats, move: Floats
) -> tuple[int, int, float, float]:
    """Children of a household, the key it is drawn by, and its chances of leaving and moving."""
    children, q, m = 0, 0.0, 0.0
    leader = -1
    row = city.first[home]
    while row >= 0:
        if month - city.born[row] <= ADULT:
            cell = cell_of(city.base[row], city.born[row], month)
            children += 1
            q += leave[cell]
            m += move[cell]
        elif city.leads[row] == 1 and (leader < 0 or city.key[row] < city.key[leader]):
            leader = row
        row = city.chain[row]
    if children == 0 or leader < 0:
        return children, leader, 0.0, 0.0
    return children, leader, q / children, m / children


@njit(cache=True, nogil=True)
def units(
    city: City,
    span: tuple[int, int],
    month: int,
    now: Chances,
    children: tuple[Floats, Floats],
    stream: Uint64s,
    table: Int64s,
    events: Int32s,
) -> int:
    """Mark who is bound, count cells and their chances into `table`, draw for families and pairs.

    `span` are the first household and the one after the last; `children` scaled chances by cell.
    Returns how many rows of `events` (what, household or row, partner's row) were filled.
    """
    found = 0
    for home in range(span[0], span[1]):
        if city.first[home] < 0:
            continue
        minors, leader, q, m = family_of(city, home, month, children[0], children[1])
        if minors > 0 and leader >= 0:
            u = uniform(city.key[leader], stream[UNIT])
            if u < q or u >= 1.0 - m:
                events[found, 0] = FAMILY_LEAVES if u < q else FAMILY_MOVES
                events[found, 1] = home
                found += 1
        row = city.first[home]
        while row >= 0:
            cell = cell_of(city.base[row], city.born[row], month)
            table[HERE, cell] += 1
            lived = month - city.born[row]
            if lived % 12 == 0 and lived // 12 < AGES:
                table[TURNED, city.base[row] * AGES + lived // 12] += 1
            partner = city.partner[row]
            ql, qm = 0.0, 0.0
            if minors > 0 and (city.leads[row] == 1 or month - city.born[row] <= ADULT):
                city.bound[row] = 1
                ql, qm = q, m
            elif partner >= 0:
                city.bound[row] = 1
                other = cell_of(city.base[partner], city.born[partner], month)
                ql = 0.5 * (now.leave[cell] + now.leave[other])
                qm = 0.5 * (now.move[cell] + now.move[other])
                if city.key[row] < city.key[partner]:
                    u = uniform(city.key[row], stream[UNIT])
                    if u < ql or u >= 1.0 - qm:
                        events[found, 0] = PAIR_LEAVES if u < ql else PAIR_MOVES
                        events[found, 1] = row
                        events[found, 2] = partner
                        found += 1
            else:
                city.bound[row] = 0
                table[FREE, cell] += 1
            if city.bound[row] == 1:
                table[LEAVING, cell] += np.int64(ql * FIX)
                table[MOVING, cell] += np.int64(qm * FIX)
                if now.birth[cell] > 0.0:
                    weight = IN_PAIR if partner >= 0 else 1.0
                    table[BEARING, cell] += np.int64(weight * (1.0 - ql - qm) * FIX / 64.0)
            row = city.chain[row]
    return found
