"""Where no stable matching was reached: a search for fewer blocking families; small markets in full.

*In full*: every matching of a market with few combinations is looked at, so the number of blocking
families is the least there is and no other such matching is better for all families.

*Around a circle*: families who displace one another in a circle are found by how often they were
displaced. One of them after another rests while the others settle; what leaves fewer families
blocked is kept. A bound or a proof for large markets comes from CP-SAT (`proving`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.engine.compiling import (
    BOUND,
    CHILD_FROM,
    FAMILY,
    FLOOR,
    MOST_CHILDREN,
    OPTION_FROM,
    PLAIN,
    SEATS,
)
from sakimawari.match.allocate.engine.dynamics import SIT, best, blocking, pool_at, seated, settled
from sakimawari.match.allocate.engine.tuples import WIDTH, key, key_of, smaller
from sakimawari.match.allocate.market.flat import Ints, copied, length, of

WHOLE_MOST = 20_000  # combinations looked at in full
FAMILIES_MOST, TUPLES_MOST = 14, 5_000
CANDIDATES_MOST, PASSES_MOST = 24, 4


def whole_search(m: Ints) -> Ints | None:
    """The best matching of a small market; None if there are too many combinations.

    Best: fewest blocking families, then fewest children without a new place, then families' own
    orders; none with as few blocking families is better for some family and worse for none.
    """
    if not _is_small(m):
        return None
    lists = [_tuples(m, family) for family in range(length(m, PLAIN))]
    if not lists or np.prod([float(len(each)) for each in lists]) > WHOLE_MOST:
        return None
    start = np.concatenate([[0], np.cumsum([len(each) for each in lists])]).astype(np.int64)
    rows = np.concatenate(lists)
    counts = np.diff(start)
    at, _ = _through(m, rows, start, counts, True)
    at, _ = _through(m, rows, start, at + 1, False)
    return _sit(m, rows, start, at)


def _is_small(m: Ints) -> bool:
    """Whether no family has too many tuples to list, and there are few families."""
    choices = np.diff(copied(m, OPTION_FROM)) + 1.0
    if length(m, PLAIN) > FAMILIES_MOST or not len(choices):
        return False
    tuples = np.multiply.reduceat(choices, copied(m, CHILD_FROM)[:-1])
    return bool(tuples.max() <= TUPLES_MOST)


@njit(cache=True, nogil=True)
def _tuples(m: Ints, family: int) -> Ints:  # pragma: no cover
    """All tuples of a family, best first, the floor last."""
    first = of(m, CHILD_FROM, family)
    size = of(m, CHILD_FROM, family + 1) - first
    floor, now = np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64)
    kept = m[2 * FLOOR] + first
    key_of(m, family, m[kept : kept + size], floor)
    total = 1
    for who in range(size):
        total *= of(m, OPTION_FROM, first + who + 1) - of(m, OPTION_FROM, first + who) + 1
    keys = np.empty((total, WIDTH), np.int64)
    found = np.empty((total + 1, MOST_CHILDREN), np.int64)
    choice, count = np.empty(size, np.int64), 0
    for code in range(total):
        rest, allowed = code, True
        for who in range(size):
            options = of(m, OPTION_FROM, first + who + 1) - of(m, OPTION_FROM, first + who)
            choice[who] = rest % (options + 1) - 1
            rest //= options + 1
            allowed = allowed and (choice[who] >= 0 or not of(m, BOUND, first + who))
        if not allowed or not key(m, family, choice, size, now) or not smaller(now, floor):
            continue
        at = count
        while at > 0 and smaller(now, keys[at - 1]):
            keys[at] = keys[at - 1]
            found[at] = found[at - 1]
            at -= 1
        keys[at] = now
        found[at, :size] = choice
        count += 1
    found[count, :size] = m[kept : kept + size]
    return found[: count + 1].copy()


@njit(cache=True, nogil=True)
def _sit(m: Ints, rows: Ints, start: Ints, at: Ints) -> Ints:  # pragma: no cover
    sit = np.empty(length(m, FAMILY), np.int64)
    for family in range(length(m, PLAIN)):
        first = of(m, CHILD_FROM, family)
        for child in range(first, of(m, CHILD_FROM, family + 1)):
            sit[child] = rows[start[family] + at[family], child - first]
    return sit


@njit(cache=True, nogil=True)
def _through(  # pragma: no cover
    m: Ints, rows: Ints, start: Ints, counts: Ints, places_first: bool
) -> tuple[Ints, Ints]:
    """Every matching of the first `counts` tuples of each family; the best one's positions, score."""
    families = len(counts)
    at = np.full(families, -1, np.int64)
    used = np.zeros(length(m, SEATS), np.int64)
    found, least = np.zeros(families, np.int64), np.full(3, np.iinfo(np.int64).max)
    depth = 0
    while depth >= 0:
        if at[depth] >= 0:
            _use(m, depth, rows[start[depth] + at[depth]], used, -1)
        at[depth] += 1
        if at[depth] == counts[depth]:
            at[depth] = -1
            depth -= 1
            continue
        if not _use(m, depth, rows[start[depth] + at[depth]], used, 1):
            continue
        if depth < families - 1:
            depth += 1
            continue
        score = _score(m, _sit(m, rows, start, at), at, least[0], places_first)
        if score[0] < least[0] or (
            score[0] == least[0]
            and (score[1] < least[1] or (score[1] == least[1] and score[2] < least[2]))
        ):
            least[:] = score
            found[:] = at
    return found, least


@njit(cache=True, nogil=True)
def _use(m: Ints, family: int, row: Ints, used: Ints, by: int) -> bool:  # pragma: no cover
    """Count a tuple's seats in or out; False if they are too many (they stay counted)."""
    fits, first = True, of(m, CHILD_FROM, family)
    for child in range(first, of(m, CHILD_FROM, family + 1)):
        pool = pool_at(m, child, row[child - first])
        if pool >= 0:
            used[pool] += by
            fits = fits and used[pool] <= of(m, SEATS, pool)
    return fits


@njit(cache=True, nogil=True)
def _score(  # pragma: no cover
    m: Ints, sit: Ints, at: Ints, most: int, places_first: bool
) -> Ints:
    s, room = seated(m, sit), np.empty(MOST_CHILDREN, np.int64)
    score = np.zeros(3, np.int64)
    for family in range(length(m, PLAIN)):
        if best(m, s, family, room):
            score[0] += 1
            if score[0] > most:
                return score
    if places_first:
        score[1] = (sit < 0).sum()
    score[2] = at.sum()
    return score


def improved(m: Ints, sit: Ints, families: Ints, wants: Ints) -> Ints:
    """A matching near the given one with fewer blocking families, or the given one."""
    best_sit, left, wanted = sit, families, wants
    for _ in range(PASSES_MOST):
        before = len(left)
        for rest in _circle(m, best_sit, left, wanted):
            state = settled(m, best_sit, left, rest)
            blocked, there = blocking(m, state)
            if len(blocked) < len(left):
                best_sit, left, wanted = copied(state, SIT), blocked, there
        if len(left) == before or not len(left):
            break
    return best_sit


def _circle(m: Ints, sit: Ints, families: Ints, wants: Ints) -> list[int]:
    """Blocking families, and those who sit where they want to."""
    found = dict.fromkeys(families.tolist())
    pools = {
        pool_at(m, int(of(m, CHILD_FROM, family)) + who, int(row[who]))
        for family, row in zip(families.tolist(), wants, strict=True)
        for who in range(int(of(m, CHILD_FROM, family + 1) - of(m, CHILD_FROM, family)))
        if row[who] >= 0
    }
    for child in np.flatnonzero(sit >= 0).tolist():
        if pool_at(m, child, int(sit[child])) in pools:
            found.setdefault(int(of(m, FAMILY, child)))
    return list(found)[:CANDIDATES_MOST]
