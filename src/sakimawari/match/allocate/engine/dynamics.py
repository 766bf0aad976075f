"""Families propose, compiled: each takes the best tuple within its reach, displaced ones go again.

The dynamics of Roth and Peranson (1999) for markets with couples, with whole tuples of a family of any
size: families enter one by one in a processing order; a family takes the best tuple whose every seat it
gets by the pools' orders; families displaced fall to their floor and go again, and so do families that
a seat, left or changed hands, comes within reach of. A family displaced `PATIENCE` times rests: it is
part of a circle, and the search for repair takes it up.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.engine.compiling import (
    APPLICANT,
    APPLICANT_FROM,
    APPLIED,
    BOUND,
    CHILD_FROM,
    FAMILY,
    FLOOR,
    HOLD_FROM,
    MOST_CHILDREN,
    OPTION_FROM,
    PLAIN,
    POOL,
    POSITION,
    PRESENT,
    SEATS,
)
from sakimawari.match.allocate.engine.tuples import WIDTH, key, key_of, smaller
from sakimawari.match.allocate.market.flat import Ints, copied, empty, laid, length, of, put

PATIENCE = 60


# Parts of the state: who sits where, and who is to go.
(
    SIT,  # by child: its choice
    HOLDER,  # children, pool after pool
    COUNT,  # by pool: its holders
    ENTERED,  # by family: 1 from the moment it may propose
    QUEUED,  # by family
    QUEUE,  # ring of families
    ENDS,  # head, length, proposals
    DISPLACED,  # by family: how often
) = range(8)


@njit(cache=True, nogil=True)
def new_state(m: Ints) -> Ints:  # pragma: no cover
    """Everybody at their floor, nobody in the queue."""
    families, pools = length(m, PLAIN), length(m, SEATS)
    held = of(m, HOLD_FROM, pools)
    sizes = np.array([length(m, FAMILY), held, pools, families, families, families, 3, families])
    s = empty(sizes)
    laid(s, SIT, copied(m, FLOOR))
    for child in range(length(m, FAMILY)):
        _sit(m, s, child)
    return s


@njit(cache=True, nogil=True)
def seated(m: Ints, sit: Ints) -> Ints:  # pragma: no cover
    """The state of a given matching, everybody entered."""
    s = new_state(m)
    s[s[2 * COUNT] : s[2 * COUNT] + length(s, COUNT)] = 0
    s[s[2 * ENTERED] : s[2 * ENTERED] + length(s, ENTERED)] = 1
    laid(s, SIT, sit)
    for child in range(length(m, FAMILY)):
        _sit(m, s, child)
    return s


@njit(cache=True, nogil=True)
def pool_at(m: Ints, child: int, choice: int) -> int:  # pragma: no cover
    """The pool of a choice: of the option, or of the seat kept; -1 for none."""
    return int(
        of(m, POOL, of(m, OPTION_FROM, child) + choice) if choice >= 0 else of(m, PRESENT, child)
    )


@njit(cache=True, nogil=True)
def _position(m: Ints, child: int, choice: int) -> int:  # pragma: no cover
    return int(of(m, POSITION, of(m, OPTION_FROM, child) + choice)) if choice >= 0 else -1


@njit(cache=True, nogil=True)
def _sit(m: Ints, s: Ints, child: int) -> int:  # pragma: no cover
    pool = pool_at(m, child, of(s, SIT, child))
    if pool >= 0:
        put(s, HOLDER, of(m, HOLD_FROM, pool) + of(s, COUNT, pool), child)
        put(s, COUNT, pool, of(s, COUNT, pool) + 1)
    return pool


@njit(cache=True, nogil=True)
def _leave(m: Ints, s: Ints, child: int) -> int:  # pragma: no cover
    pool = pool_at(m, child, of(s, SIT, child))
    if pool < 0:
        return pool
    at = of(m, HOLD_FROM, pool)
    while of(s, HOLDER, at) != child:
        at += 1
    last = of(m, HOLD_FROM, pool) + of(s, COUNT, pool) - 1
    put(s, HOLDER, at, of(s, HOLDER, last))
    put(s, COUNT, pool, of(s, COUNT, pool) - 1)
    return pool


@njit(cache=True, nogil=True)
def changed_place(m: Ints, s: Ints, child: int, choice: int) -> None:  # pragma: no cover
    """Seat one child elsewhere; whether seats suffice is the caller's concern."""
    _leave(m, s, child)
    put(s, SIT, child, choice)
    _sit(m, s, child)


@njit(cache=True, nogil=True)
def _before(m: Ints, s: Ints, family: int, pool: int, position: int) -> int:  # pragma: no cover
    """Holders of a pool, of other families, who go before a position."""
    total = 0
    for at in range(of(m, HOLD_FROM, pool), of(m, HOLD_FROM, pool) + of(s, COUNT, pool)):
        child = of(s, HOLDER, at)
        if of(m, FAMILY, child) != family and _position(m, child, of(s, SIT, child)) < position:
            total += 1
    return total


@njit(cache=True, nogil=True)
def _alone(m: Ints, s: Ints, family: int, child: int, choice: int) -> bool:  # pragma: no cover
    pool = pool_at(m, child, choice)
    if pool < 0:
        return True
    return _before(m, s, family, pool, _position(m, child, choice)) < of(m, SEATS, pool)


@njit(cache=True, nogil=True)
def _all_fit(m: Ints, s: Ints, family: int, choice: Ints) -> bool:  # pragma: no cover
    """Whether children who each have a seat within reach have them together (same pool, twins)."""
    first = of(m, CHILD_FROM, family)
    size = of(m, CHILD_FROM, family + 1) - first
    for one in range(size):
        pool = pool_at(m, first + one, choice[one])
        if pool < 0:
            continue
        position = _position(m, first + one, choice[one])
        own = 0
        for other in range(size):
            if other == one or pool_at(m, first + other, choice[other]) != pool:
                continue
            there = _position(m, first + other, choice[other])
            own += there < position or (there == position and other < one)
        if own and _before(m, s, family, pool, position) + own >= of(m, SEATS, pool):
            return False
    return True


@njit(cache=True, nogil=True)
def _best_alone(m: Ints, s: Ints, family: int, out: Ints) -> bool:  # pragma: no cover
    child = of(m, CHILD_FROM, family)
    now = of(s, SIT, child)
    end = of(m, OPTION_FROM, child + 1) - of(m, OPTION_FROM, child) if now < 0 else now
    for choice in range(end):
        if _alone(m, s, family, child, choice):
            out[0] = choice
            return True
    return False


@njit(cache=True, nogil=True)
def best(m: Ints, s: Ints, family: int, out: Ints) -> bool:  # pragma: no cover
    """The family's best tuple within reach, if it is better than what it has."""
    if of(m, PLAIN, family):
        return bool(_best_alone(m, s, family, out))
    first = of(m, CHILD_FROM, family)
    size = of(m, CHILD_FROM, family + 1) - first
    most = 1
    for who in range(size):
        most = max(most, of(m, OPTION_FROM, first + who + 1) - of(m, OPTION_FROM, first + who) + 1)
    reach = np.empty((size, most), np.int64)
    counts = np.zeros(size, np.int64)
    for who in range(size):
        for choice in range(of(m, OPTION_FROM, first + who + 1) - of(m, OPTION_FROM, first + who)):
            if _alone(m, s, family, first + who, choice):
                reach[who, counts[who]] = choice
                counts[who] += 1
        if not of(m, BOUND, first + who):
            reach[who, counts[who]] = -1
            counts[who] += 1
    return bool(_search(m, s, family, reach, counts, out))


@njit(cache=True, nogil=True)
def _search(  # pragma: no cover
    m: Ints, s: Ints, family: int, reach: Ints, counts: Ints, out: Ints
) -> bool:
    """The first tuple of `reach` by the family's order that fits; cuts what cannot be better."""
    size, first = len(counts), of(m, CHILD_FROM, family)
    least, now = np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64)
    key_of(m, family, s[s[2 * SIT] + first : s[2 * SIT] + first + size], least)
    choice, at = np.empty(size, np.int64), np.zeros(size, np.int64)
    depth, found = 0, False
    while depth >= 0:
        if at[depth] == counts[depth]:
            at[depth] = 0
            depth -= 1
            continue
        choice[depth] = reach[depth, at[depth]]
        at[depth] += 1
        if not key(m, family, choice, depth + 1, now) or not smaller(now, least):
            continue
        if depth < size - 1:
            depth += 1
        elif _all_fit(m, s, family, choice):
            least[:] = now
            out[:size] = choice
            found = True
    return found


@njit(cache=True, nogil=True)
def pushed(s: Ints, family: int) -> None:  # pragma: no cover
    """Queue a family to go, if it may."""
    if of(s, QUEUED, family) or not of(s, ENTERED, family) or of(s, DISPLACED, family) > PATIENCE:
        return
    put(s, QUEUED, family, 1)
    put(s, QUEUE, (of(s, ENDS, 0) + of(s, ENDS, 1)) % length(s, QUEUE), family)
    put(s, ENDS, 1, of(s, ENDS, 1) + 1)


@njit(cache=True, nogil=True)
def _wake(m: Ints, s: Ints, pool: int) -> None:  # pragma: no cover
    """Queue the families that a pool is within reach of and who may want it."""
    reach = np.iinfo(np.int64).max
    if of(s, COUNT, pool) >= of(m, SEATS, pool):
        reach = -1
        for at in range(of(m, HOLD_FROM, pool), of(m, HOLD_FROM, pool) + of(s, COUNT, pool)):
            child = of(s, HOLDER, at)
            reach = max(reach, _position(m, child, of(s, SIT, child)))
    for at in range(of(m, APPLICANT_FROM, pool), of(m, APPLICANT_FROM, pool + 1)):
        child, choice = of(m, APPLICANT, at), of(m, APPLIED, at)
        family = of(m, FAMILY, child)
        if of(m, PLAIN, family):
            if _position(m, child, choice) >= reach:
                continue
            if 0 <= of(s, SIT, child) <= choice:
                continue
        pushed(s, family)


@njit(cache=True, nogil=True)
def _weakest(m: Ints, s: Ints, pool: int) -> int:  # pragma: no cover
    worst, last = -1, -2
    for at in range(of(m, HOLD_FROM, pool), of(m, HOLD_FROM, pool) + of(s, COUNT, pool)):
        child = of(s, HOLDER, at)
        position = _position(m, child, of(s, SIT, child))
        if position > last:
            worst, last = child, position
    return worst


@njit(cache=True, nogil=True)
def _move(m: Ints, s: Ints, family: int, choice: Ints) -> None:  # pragma: no cover
    """Seat a family by a tuple, displace who is too many, wake who may gain."""
    left, full = [-1], [-1]
    first, end = of(m, CHILD_FROM, family), of(m, CHILD_FROM, family + 1)
    for child in range(first, end):
        left.append(_leave(m, s, child))
    for child in range(first, end):
        put(s, SIT, child, choice[child - first])
        full.append(_sit(m, s, child))
    while full:
        pool = full.pop()
        if pool < 0 or of(s, COUNT, pool) <= of(m, SEATS, pool):
            continue
        loser = of(m, FAMILY, _weakest(m, s, pool))
        for child in range(of(m, CHILD_FROM, loser), of(m, CHILD_FROM, loser + 1)):
            left.append(_leave(m, s, child))
        for child in range(of(m, CHILD_FROM, loser), of(m, CHILD_FROM, loser + 1)):
            put(s, SIT, child, of(m, FLOOR, child))
            full.append(_sit(m, s, child))
        put(s, DISPLACED, loser, of(s, DISPLACED, loser) + 1)
        pushed(s, loser)
        full.append(pool)
    for pool in left:
        if pool >= 0:
            _wake(m, s, pool)


@njit(cache=True, nogil=True)
def resting(m: Ints, s: Ints, room: Ints) -> None:  # pragma: no cover
    """Let the queue go until nobody wants to move; `room` is for one tuple."""
    while of(s, ENDS, 1) > 0:
        family = of(s, QUEUE, of(s, ENDS, 0))
        put(s, ENDS, 0, (of(s, ENDS, 0) + 1) % length(s, QUEUE))
        put(s, ENDS, 1, of(s, ENDS, 1) - 1)
        put(s, QUEUED, family, 0)
        put(s, ENDS, 2, of(s, ENDS, 2) + 1)
        if of(s, DISPLACED, family) <= PATIENCE and best(m, s, family, room):
            _move(m, s, family, room)


@njit(cache=True, nogil=True)
def run(m: Ints, order: Ints) -> Ints:  # pragma: no cover
    """All families enter in the order given, each time until nobody wants to move."""
    s = new_state(m)
    room = np.empty(MOST_CHILDREN, np.int64)
    for family in order:
        put(s, ENTERED, family, 1)
        pushed(s, family)
        resting(m, s, room)
    for _ in range(3):  # whatever a wake has missed; normally finds nobody
        for family in order:
            if best(m, s, family, room):
                pushed(s, family)
        if of(s, ENDS, 1) == 0:
            break
        resting(m, s, room)
    return s


@njit(cache=True, nogil=True)
def settled(m: Ints, sit: Ints, go: Ints, rest: int) -> Ints:  # pragma: no cover
    """A matching after the families of `go` went again; one family rests, so a circle may end."""
    s = seated(m, sit)
    put(s, DISPLACED, rest, PATIENCE + 1)
    for family in go:
        pushed(s, family)
    resting(m, s, np.empty(MOST_CHILDREN, np.int64))
    return s


@njit(cache=True, nogil=True)
def blocking(m: Ints, s: Ints) -> tuple[Ints, Ints]:  # pragma: no cover
    """The families with a better tuple within reach, and their best one."""
    families = np.empty(length(m, PLAIN), np.int64)
    wants = np.empty((length(m, PLAIN), MOST_CHILDREN), np.int64)
    count = 0
    for family in range(length(m, PLAIN)):
        if best(m, s, family, wants[count]):
            families[count] = family
            count += 1
    return families[:count].copy(), wants[:count].copy()
