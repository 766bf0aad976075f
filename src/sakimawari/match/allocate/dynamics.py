"""Families propose, compiled: each takes the best tuple within its reach, displaced ones go again.

The dynamics of Roth and Peranson (1999) for markets with couples, with whole tuples of a family of any
size: families enter one by one in a processing order; a family takes the best tuple whose every seat it
gets by the pools' orders; families displaced fall to their floor and go again, and so do families that
a seat, left or changed hands, comes within reach of. A family displaced `PATIENCE` times rests: it is
part of a circle, and the search for repair takes it up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sakimawari.match.allocate.compiling import MOST_CHILDREN, Arrays, Ints
from sakimawari.match.allocate.tuples import WIDTH, key, key_of_current, smaller

PATIENCE = 60


class State(NamedTuple):
    """Who sits where, and who is to go."""

    sit: Ints  # by child: its choice
    holder: Ints  # children, pool after pool
    count: Ints  # by pool: its holders
    entered: Ints  # by family: 1 from the moment it may propose
    queued: Ints  # by family
    queue: Ints  # ring of families
    ends: Ints  # head, length, proposals
    displaced: Ints  # by family: how often


@njit(cache=True, nogil=True)
def new_state(m: Arrays) -> State:  # pragma: no cover
    """Everybody at their floor, nobody in the queue."""
    families = len(m.plain)
    s = State(
        m.floor.copy(),
        np.zeros(m.hold_from[-1], np.int64),
        np.zeros(len(m.seats), np.int64),
        np.zeros(families, np.int64),
        np.zeros(families, np.int64),
        np.zeros(families, np.int64),
        np.zeros(3, np.int64),
        np.zeros(families, np.int64),
    )
    for child in range(len(m.family)):
        _sit(m, s, child)
    return s


@njit(cache=True, nogil=True)
def seated(m: Arrays, sit: Ints) -> State:  # pragma: no cover
    """The state of a given matching, everybody entered."""
    s = new_state(m)
    s.count[:] = 0
    s.sit[:] = sit
    s.entered[:] = 1
    for child in range(len(m.family)):
        _sit(m, s, child)
    return s


@njit(cache=True, nogil=True)
def pool_at(m: Arrays, child: int, choice: int) -> int:  # pragma: no cover
    """The pool of a choice: of the option, or of the seat kept; -1 for none."""
    return int(m.pool[m.option_from[child] + choice] if choice >= 0 else m.present[child])


@njit(cache=True, nogil=True)
def _position(m: Arrays, child: int, choice: int) -> int:  # pragma: no cover
    return int(m.position[m.option_from[child] + choice]) if choice >= 0 else -1


@njit(cache=True, nogil=True)
def _sit(m: Arrays, s: State, child: int) -> int:  # pragma: no cover
    pool = pool_at(m, child, s.sit[child])
    if pool >= 0:
        s.holder[m.hold_from[pool] + s.count[pool]] = child
        s.count[pool] += 1
    return pool


@njit(cache=True, nogil=True)
def _leave(m: Arrays, s: State, child: int) -> int:  # pragma: no cover
    pool = pool_at(m, child, s.sit[child])
    if pool < 0:
        return pool
    at = m.hold_from[pool]
    while s.holder[at] != child:
        at += 1
    last = m.hold_from[pool] + s.count[pool] - 1
    s.holder[at] = s.holder[last]
    s.count[pool] -= 1
    return pool


@njit(cache=True, nogil=True)
def _before(m: Arrays, s: State, family: int, pool: int, position: int) -> int:  # pragma: no cover
    """Holders of a pool, of other families, who go before a position."""
    total = 0
    for at in range(m.hold_from[pool], m.hold_from[pool] + s.count[pool]):
        child = s.holder[at]
        if m.family[child] != family and _position(m, child, s.sit[child]) < position:
            total += 1
    return total


@njit(cache=True, nogil=True)
def _alone(m: Arrays, s: State, family: int, child: int, choice: int) -> bool:  # pragma: no cover
    pool = pool_at(m, child, choice)
    if pool < 0:
        return True
    return _before(m, s, family, pool, _position(m, child, choice)) < m.seats[pool]


@njit(cache=True, nogil=True)
def _all_fit(m: Arrays, s: State, family: int, choice: Ints) -> bool:  # pragma: no cover
    """Whether children who each have a seat within reach have them together (same pool, twins)."""
    first = m.child_from[family]
    size = m.child_from[family + 1] - first
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
        if own and _before(m, s, family, pool, position) + own >= m.seats[pool]:
            return False
    return True


@njit(cache=True, nogil=True)
def _best_alone(m: Arrays, s: State, family: int, out: Ints) -> bool:  # pragma: no cover
    child = m.child_from[family]
    now = s.sit[child]
    end = m.option_from[child + 1] - m.option_from[child] if now < 0 else now
    for choice in range(end):
        if _alone(m, s, family, child, choice):
            out[0] = choice
            return True
    return False


@njit(cache=True, nogil=True)
def best(m: Arrays, s: State, family: int, out: Ints) -> bool:  # pragma: no cover
    """The family's best tuple within reach, if it is better than what it has."""
    if m.plain[family]:
        return bool(_best_alone(m, s, family, out))
    first = m.child_from[family]
    size = m.child_from[family + 1] - first
    most = 1
    for who in range(size):
        most = max(most, m.option_from[first + who + 1] - m.option_from[first + who] + 1)
    reach = np.empty((size, most), np.int64)
    counts = np.zeros(size, np.int64)
    for who in range(size):
        for choice in range(m.option_from[first + who + 1] - m.option_from[first + who]):
            if _alone(m, s, family, first + who, choice):
                reach[who, counts[who]] = choice
                counts[who] += 1
        if not m.bound[first + who]:
            reach[who, counts[who]] = -1
            counts[who] += 1
    return bool(_search(m, s, family, reach, counts, out))


@njit(cache=True, nogil=True)
def _search(  # pragma: no cover
    m: Arrays, s: State, family: int, reach: Ints, counts: Ints, out: Ints
) -> bool:
    """The first tuple of `reach` by the family's order that fits; cuts what cannot be better."""
    size = len(counts)
    least, now = np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64)
    key_of_current(m, family, s.sit, least)
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
def _push(s: State, family: int) -> None:  # pragma: no cover
    if s.queued[family] or not s.entered[family] or s.displaced[family] > PATIENCE:
        return
    s.queued[family] = 1
    s.queue[(s.ends[0] + s.ends[1]) % len(s.queue)] = family
    s.ends[1] += 1


@njit(cache=True, nogil=True)
def _wake(m: Arrays, s: State, pool: int) -> None:  # pragma: no cover
    """Queue the families that a pool is within reach of and who may want it."""
    reach = np.iinfo(np.int64).max
    if s.count[pool] >= m.seats[pool]:
        reach = -1
        for at in range(m.hold_from[pool], m.hold_from[pool] + s.count[pool]):
            child = s.holder[at]
            reach = max(reach, _position(m, child, s.sit[child]))
    for at in range(m.applicant_from[pool], m.applicant_from[pool + 1]):
        child, choice = m.applicant[at], m.applied[at]
        family = m.family[child]
        if m.plain[family]:
            if _position(m, child, choice) >= reach:
                continue
            if 0 <= s.sit[child] <= choice:
                continue
        _push(s, family)


@njit(cache=True, nogil=True)
def _weakest(m: Arrays, s: State, pool: int) -> int:  # pragma: no cover
    worst, last = -1, -2
    for at in range(m.hold_from[pool], m.hold_from[pool] + s.count[pool]):
        child = s.holder[at]
        position = _position(m, child, s.sit[child])
        if position > last:
            worst, last = child, position
    return worst


@njit(cache=True, nogil=True)
def _move(m: Arrays, s: State, family: int, choice: Ints) -> None:  # pragma: no cover
    """Seat a family by a tuple, displace who is too many, wake who may gain."""
    left, full = [-1], [-1]
    first, end = m.child_from[family], m.child_from[family + 1]
    for child in range(first, end):
        left.append(_leave(m, s, child))
    for child in range(first, end):
        s.sit[child] = choice[child - first]
        full.append(_sit(m, s, child))
    while full:
        pool = full.pop()
        if pool < 0 or s.count[pool] <= m.seats[pool]:
            continue
        loser = m.family[_weakest(m, s, pool)]
        for child in range(m.child_from[loser], m.child_from[loser + 1]):
            left.append(_leave(m, s, child))
        for child in range(m.child_from[loser], m.child_from[loser + 1]):
            s.sit[child] = m.floor[child]
            full.append(_sit(m, s, child))
        s.displaced[loser] += 1
        _push(s, loser)
        full.append(pool)
    for pool in left:
        if pool >= 0:
            _wake(m, s, pool)


@njit(cache=True, nogil=True)
def _settle(m: Arrays, s: State, room: Ints) -> None:  # pragma: no cover
    while s.ends[1] > 0:
        family = s.queue[s.ends[0]]
        s.ends[0] = (s.ends[0] + 1) % len(s.queue)
        s.ends[1] -= 1
        s.queued[family] = 0
        s.ends[2] += 1
        if s.displaced[family] <= PATIENCE and best(m, s, family, room):
            _move(m, s, family, room)


@njit(cache=True, nogil=True)
def run(m: Arrays, order: Ints) -> State:  # pragma: no cover
    """All families enter in the order given, each time until nobody wants to move."""
    s = new_state(m)
    room = np.empty(MOST_CHILDREN, np.int64)
    for family in order:
        s.entered[family] = 1
        _push(s, family)
        _settle(m, s, room)
    for _ in range(3):  # whatever a wake has missed; normally finds nobody
        for family in order:
            if best(m, s, family, room):
                _push(s, family)
        if s.ends[1] == 0:
            break
        _settle(m, s, room)
    return s


@njit(cache=True, nogil=True)
def settled(m: Arrays, sit: Ints, go: Ints, rest: int) -> State:  # pragma: no cover
    """A matching after the families of `go` went again; one family rests, so a circle may end."""
    s = seated(m, sit)
    s.displaced[rest] = PATIENCE + 1
    for family in go:
        _push(s, family)
    _settle(m, s, np.empty(MOST_CHILDREN, np.int64))
    return s


@njit(cache=True, nogil=True)
def blocking(m: Arrays, s: State) -> tuple[Ints, Ints]:  # pragma: no cover
    """The families with a better tuple within reach, and their best one."""
    families = np.empty(len(m.plain), np.int64)
    wants = np.empty((len(m.plain), MOST_CHILDREN), np.int64)
    count = 0
    for family in range(len(m.plain)):
        if best(m, s, family, wants[count]):
            families[count] = family
            count += 1
    return families[:count].copy(), wants[:count].copy()
