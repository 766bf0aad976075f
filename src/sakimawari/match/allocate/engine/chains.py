"""What follows when seats change, compiled: the chain of moves, and who is blocked after it.

Only those a change can reach are looked at. A family's best tuple within reach depends on the pools it
names and on nothing else, so after a chain only families who moved, or who name a pool where somebody
came or went, are asked again; for all others the answer from before holds.

A chain alone may stop short: where somebody who stood between two others has moved up, those two may
now exchange places and nobody is passed over. Such exchanges are the cycles of "the first in a pool's
order who would rather be there leaves the pool ..." (Erdil and Ergin 2008); they are carried out until
none is left, and then the result is the best for families, as from giving everything again. They are
looked for among families of one child; a pool whose first in order has siblings to heed is left alone.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.engine.compiling import (
    APPLICANT,
    APPLICANT_FROM,
    APPLIED,
    FAMILY,
    MOST_CHILDREN,
    PLAIN,
    PRESENT,
    SEATS,
)
from sakimawari.match.allocate.engine.dynamics import (
    SIT,
    best,
    changed_place,
    pool_at,
    pushed,
    resting,
)
from sakimawari.match.allocate.market.flat import Ints, length, of


@njit(cache=True, nogil=True)
def chain(  # pragma: no cover
    m: Ints, base: Ints, start: Ints, blocked: Ints, changed: Ints, firsts: Ints
) -> tuple[Ints, int]:
    """The state after a change of seats, and how many families are blocked then.

    `base`: the plan's state; `start`: the state to go on from (another where seats were taken away);
    `blocked`: by family, 1 if the plan itself blocks it; `changed`: the pools whose seats changed;
    `firsts`: `first_in_line` of the plan. Families blocked before do not start a chain.
    """
    s = start.copy()
    touched = _touched(m, base, s, changed)
    room = np.empty(MOST_CHILDREN, np.int64)
    for pool in range(len(touched)):
        if not touched[pool]:
            continue
        for at in range(of(m, APPLICANT_FROM, pool), of(m, APPLICANT_FROM, pool + 1)):
            family = of(m, FAMILY, of(m, APPLICANT, at))
            if not blocked[family] and best(m, s, family, room):
                pushed(s, family)
    for child in range(length(m, FAMILY)):
        family = of(m, FAMILY, child)
        moved = of(s, SIT, child) != of(base, SIT, child)
        if moved and not blocked[family] and best(m, s, family, room):
            pushed(s, family)
    resting(m, s, room)
    while _exchange(m, s, firsts):
        pass
    return s, _blocked(m, base, s, blocked, changed, room)


@njit(cache=True, nogil=True)
def _touched(m: Ints, base: Ints, s: Ints, changed: Ints) -> Ints:  # pragma: no cover
    """By pool: 1 where seats changed, or somebody came or went."""
    touched = np.zeros(length(m, SEATS), np.int64)
    for pool in changed:
        touched[pool] = 1
    for child in range(length(m, FAMILY)):
        now, then = of(s, SIT, child), of(base, SIT, child)
        if now == then:
            continue
        for choice in (now, then):
            pool = pool_at(m, child, choice)
            if pool >= 0:
                touched[pool] = 1
    return touched


@njit(cache=True, nogil=True)
def _blocked(  # pragma: no cover
    m: Ints, base: Ints, s: Ints, blocked: Ints, changed: Ints, room: Ints
) -> int:
    touched = _touched(m, base, s, changed)
    ask = np.zeros(length(m, PLAIN), np.int64)
    for pool in range(len(touched)):
        if not touched[pool]:
            continue
        for at in range(of(m, APPLICANT_FROM, pool), of(m, APPLICANT_FROM, pool + 1)):
            ask[of(m, FAMILY, of(m, APPLICANT, at))] = 1
    for child in range(length(m, FAMILY)):
        present = of(m, PRESENT, child)
        if of(s, SIT, child) != of(base, SIT, child) or (present >= 0 and touched[present]):
            ask[of(m, FAMILY, child)] = 1
    total = 0
    for family in range(len(ask)):
        total += best(m, s, family, room) if ask[family] else blocked[family]
    return total


@njit(cache=True, nogil=True)
def first_in_line(m: Ints, s: Ints) -> Ints:  # pragma: no cover
    """By pool: the first by its order who would rather be there, its choice, and the pool it would leave.

    -1 in all three: nobody, or one who has siblings to heed comes first; the pool -1: it leaves none.
    """
    found = np.empty((length(m, SEATS), 3), np.int64)
    found[:] = -1
    for pool in range(length(m, SEATS)):
        for at in range(of(m, APPLICANT_FROM, pool), of(m, APPLICANT_FROM, pool + 1)):
            child, choice = of(m, APPLICANT, at), of(m, APPLIED, at)
            sits = of(s, SIT, child)
            if sits == choice:
                continue
            if not of(m, PLAIN, of(m, FAMILY, child)):
                break
            if sits < 0 or choice < sits:
                found[pool, 0] = child
                found[pool, 1] = choice
                found[pool, 2] = pool_at(m, child, sits)
                break
    return found


@njit(cache=True, nogil=True)
def _exchange(m: Ints, s: Ints, before: Ints) -> bool:  # pragma: no cover
    """Carry one exchange out that was not open in the plan; False: there is none."""
    now = first_in_line(m, s)
    seen = np.zeros(len(now), np.int64)
    for begin in range(len(now)):
        pool = begin
        while pool >= 0 and seen[pool] == 0:
            seen[pool] = begin + 1
            pool = now[pool, 2]
        if pool < 0 or seen[pool] != begin + 1:
            continue
        fresh, at = False, pool
        while True:
            fresh |= now[at, 0] != before[at, 0] or now[at, 2] != before[at, 2]
            at = now[at, 2]
            if at == pool:
                break
        if not fresh:
            continue
        while True:
            changed_place(m, s, now[at, 0], now[at, 1])
            at = now[at, 2]
            if at == pool:
                return True
    return False
