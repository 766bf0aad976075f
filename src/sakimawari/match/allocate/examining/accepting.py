"""A family's tuples in its own order, and which of them the order of priority would grant it now.

A tuple is one option a child, or none. **A family blocks** a plan with a tuple when

1. it puts that tuple before what it has, by its own rule, and
2. every pool would take all of its children named there, were the family's own children first taken
   out of every seat they have: among those who then sit in the pool and the family's children who
   would come (or stay) there, each of these children is within the seats by the pool's order.

Taking the family's own children out first is what lets a move free a seat for a sibling, lets twins
change places, and keeps a family from blocking itself; others' seats change by nothing but being
passed over. A child that keeps a place at the least (decided by hand, or told earlier) has one in every
tuple; being told changes nothing in how a family compares them. Definition: Sun, Yamada, Takenami, Sakamoto, Yokoo, AAAI 2024, for pools.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.examining.entries import NO_RANK
from sakimawari.match.allocate.examining.terms import (
    AT,
    AT_FROM,
    CHILD_FROM,
    COMBINATION,
    COMBINATION_AT,
    COMBINATION_FROM,
    CONDITION_CHILD,
    CONDITION_FROM,
    CONDITION_OTHER,
    FACILITY,
    FIRST,
    FIRST_AT,
    FIRST_FROM,
    FLOOR,
    HIGHEST,
    LOWEST,
    ONE_PLACE,
    OPTION_FROM,
    RANK,
    RANKED,
    RULE,
    STAY_FACILITY,
    STAYING,
    STEP_FROM,
    WHERE,
    WHERE_FROM,
    WHO,
    WHO_AT,
)
from sakimawari.match.allocate.market.flat import Ints, of
from sakimawari.match.allocate.market.values import First, Who

ALL, ELDEST, YOUNGEST = WHO_AT[Who.ALL], WHO_AT[Who.ELDEST], WHO_AT[Who.YOUNGEST]
PLACED, TOGETHER = FIRST_AT[First.PLACED], FIRST_AT[First.TOGETHER]
ELDEST_PLACED, YOUNGEST_PLACED = FIRST_AT[First.ELDEST_PLACED], FIRST_AT[First.YOUNGEST_PLACED]
PRODUCT, SUM, WORST = FIRST_AT[First.PRODUCT], FIRST_AT[First.SUM], FIRST_AT[First.WORST]
ELDEST_RANK, YOUNGEST_RANK = FIRST_AT[First.ELDEST_RANK], FIRST_AT[First.YOUNGEST_RANK]
LAST = 1 << 40  # the step of the tuple everybody has at the least
CHILDREN_MOST = 9  # 99 to the ninth is the largest product of ranks that fits


@njit(cache=True, nogil=True)
def key_width(t: Ints, family: int) -> int:
    """How many numbers compare two tuples of a family."""
    children = of(t, CHILD_FROM, family + 1) - of(t, CHILD_FROM, family)
    return widest(children)


@njit(cache=True, nogil=True)
def widest(children: int) -> int:
    """The same for so many children."""
    return int(1 + (len(FIRST_ALL) + 1) * children)


FIRST_ALL = tuple(FIRST_AT.values())


@njit(cache=True, nogil=True)
def key_of(t: Ints, family: int, chosen: Ints, key: Ints) -> bool:
    """Whether a family accepts a tuple (`chosen`: its options, -1 for none), and its sort key.

    What everybody has at the least is accepted always; with no new place at all it is the last.
    """
    start = of(t, CHILD_FROM, family)
    key[:] = 0
    least, none = True, True
    for at, option in enumerate(chosen):
        least &= option == of(t, FLOOR, start + at)
        none &= option < 0
    if not none and _accepted(t, family, chosen, key):
        return True
    key[:] = 0
    key[0] = LAST
    return least


@njit(cache=True, nogil=True)
def _accepted(t: Ints, family: int, chosen: Ints, key: Ints) -> bool:
    start = of(t, CHILD_FROM, family)
    if not _conditions_hold(t, family, chosen):
        return False
    if of(t, COMBINATION_FROM, family + 1) > of(t, COMBINATION_FROM, family):
        key[0] = _combination(t, family, chosen)
        if key[0] < 0:
            return False
        _by_option(t, start, chosen, key, 1, False)
        return True
    rule = of(t, RULE, family)
    for step in range(of(t, STEP_FROM, rule), of(t, STEP_FROM, rule + 1)):
        if _accepts(t, start, step, chosen):
            key[0] = step - of(t, STEP_FROM, rule)
            _compare(t, start, step, chosen, key)
            return True
    return False


@njit(cache=True, nogil=True)
def _facility(t: Ints, start: int, at: int, option: int, staying: bool) -> int:
    """Where a child of a tuple counts as placed; -1: nowhere."""
    if option >= 0:
        return int(of(t, FACILITY, option))
    return int(of(t, STAY_FACILITY, start + at)) if staying else -1


@njit(cache=True, nogil=True)
def _among(t: Ints, part: int, begin: int, end: int, sought: int) -> bool:
    found = False
    for at in range(begin, end):
        found |= of(t, part, at) == sought
    return found


@njit(cache=True, nogil=True)
def _conditions_hold(t: Ints, family: int, chosen: Ints) -> bool:
    start = of(t, CHILD_FROM, family)
    for each in range(of(t, CONDITION_FROM, family), of(t, CONDITION_FROM, family + 1)):
        option = chosen[of(t, CONDITION_CHILD, each)]
        if option < 0:
            continue
        begin, end = of(t, AT_FROM, each), of(t, AT_FROM, each + 1)
        if begin < end and not _among(t, AT, begin, end, of(t, FACILITY, option)):
            continue
        other = of(t, CONDITION_OTHER, each)
        begin, end = of(t, WHERE_FROM, each), of(t, WHERE_FROM, each + 1)
        place = _facility(t, start, other, chosen[other], begin < end)
        if place < 0 or (begin < end and not _among(t, WHERE, begin, end, place)):
            return False
    return True


@njit(cache=True, nogil=True)
def _combination(t: Ints, family: int, chosen: Ints) -> int:
    """The number of the family's combination a tuple is of; -1: of none."""
    first = of(t, COMBINATION_FROM, family)
    for row in range(first, of(t, COMBINATION_FROM, family + 1)):
        begin = of(t, COMBINATION_AT, row)
        same = True
        for at, option in enumerate(chosen):
            place = of(t, FACILITY, option) if option >= 0 else -1
            if of(t, COMBINATION, begin + at) != place:
                same = False
                break
        if same:
            return int(row - first)
    return -1


@njit(cache=True, nogil=True)
def _accepts(t: Ints, start: int, step: int, chosen: Ints) -> bool:
    staying = of(t, STAYING, step) != 0
    who = of(t, WHO, step)
    count = len(chosen)
    one = -1
    for at, option in enumerate(chosen):
        if option >= 0 and of(t, RANKED, option) != 0:
            rank = of(t, RANK, option)
            if rank < of(t, LOWEST, step) or rank > of(t, HIGHEST, step):
                return False
        place = _facility(t, start, at, option, staying)
        if place < 0:
            if who == ALL or (who == ELDEST and at == 0) or (who == YOUNGEST and at == count - 1):
                return False
        elif of(t, ONE_PLACE, step) != 0:
            if one >= 0 and one != place:
                return False
            one = place
    return True


@njit(cache=True, nogil=True)
def _by_option(t: Ints, start: int, chosen: Ints, key: Ints, to: int, youngest_first: bool) -> None:
    count = len(chosen)
    for place in range(count):
        at = count - 1 - place if youngest_first else place
        own = of(t, OPTION_FROM, start + at)
        none = of(t, OPTION_FROM, start + at + 1) - own
        key[to + place] = chosen[at] - own if chosen[at] >= 0 else none


@njit(cache=True, nogil=True)
def _compare(t: Ints, start: int, step: int, chosen: Ints, key: Ints) -> None:
    rule_first = of(t, FIRST_FROM, step)
    count = len(chosen)
    youngest_first = False
    to = 1
    for each in range(rule_first, of(t, FIRST_FROM, step + 1)):
        by = of(t, FIRST, each)
        if by == YOUNGEST_RANK:
            youngest_first = True
        if by in (ELDEST_RANK, YOUNGEST_RANK):
            _by_option(t, start, chosen, key, to, by == YOUNGEST_RANK)
            to += count
        elif by in (ELDEST_PLACED, YOUNGEST_PLACED):
            for place in range(count):
                at = count - 1 - place if by == YOUNGEST_PLACED else place
                where = _facility(t, start, at, chosen[at], of(t, STAYING, step) != 0)
                key[to + place] = 0 if where >= 0 else 1
            to += count
        else:
            key[to] = _measure(t, start, step, chosen, by)
            to += 1
    _by_option(t, start, chosen, key, to, youngest_first)


@njit(cache=True, nogil=True)
def _measure(t: Ints, start: int, step: int, chosen: Ints, by: int) -> int:
    staying = of(t, STAYING, step) != 0
    product, total, worst, placed, together = 1, 0, 0, 0, 0
    for at, option in enumerate(chosen):
        rank = of(t, RANK, option) if option >= 0 else NO_RANK
        product *= rank
        total += rank
        worst = max(worst, rank)
        place = _facility(t, start, at, option, staying)
        if place >= 0:
            placed += 1
            same = 0
            for other, theirs in enumerate(chosen):
                if _facility(t, start, other, theirs, staying) == place:
                    same += 1
            together = max(together, same)
    if by == PLACED:
        return -placed
    if by == TOGETHER:
        return -together
    if by == PRODUCT:
        return product
    return total if by == SUM else worst


@njit(cache=True, nogil=True)
def before(one: Ints, other: Ints) -> bool:
    """Whether one key comes before the other."""
    for at in range(len(one)):
        if one[at] != other[at]:
            return bool(one[at] < other[at])
    return False


@njit(cache=True, nogil=True)
def first_tuple(t: Ints, family: int, chosen: Ints) -> None:
    """The first combination of options to look at."""
    start = of(t, CHILD_FROM, family)
    for at in range(len(chosen)):
        own = of(t, OPTION_FROM, start + at)
        chosen[at] = own if own < of(t, OPTION_FROM, start + at + 1) else -1


@njit(cache=True, nogil=True)
def next_tuple(t: Ints, family: int, chosen: Ints) -> bool:
    """The next combination of options, in place; False after the last."""
    start = of(t, CHILD_FROM, family)
    for at in range(len(chosen) - 1, -1, -1):
        own, end = of(t, OPTION_FROM, start + at), of(t, OPTION_FROM, start + at + 1)
        if chosen[at] >= 0:
            if chosen[at] + 1 < end:
                chosen[at] += 1
                return True
            if of(t, FLOOR, start + at) < 0:
                chosen[at] = -1
                return True
        chosen[at] = own if own < end else -1
    return False


@njit(cache=True, nogil=True)
def all_tuples(t: Ints, family: int) -> tuple[Ints, Ints]:
    """Every tuple a family accepts (rows of options, -1 for none), best first, and their keys."""
    children = of(t, CHILD_FROM, family + 1) - of(t, CHILD_FROM, family)
    width = key_width(t, family)
    found = np.empty((16, children), dtype=np.int64)
    keys = np.empty((16, width), dtype=np.int64)
    chosen = np.empty(children, dtype=np.int64)
    first_tuple(t, family, chosen)
    count = 0
    going = True
    while going:
        if count == len(found):
            found = np.concatenate((found, np.empty_like(found)))
            keys = np.concatenate((keys, np.empty_like(keys)))
        if key_of(t, family, chosen, keys[count]):
            found[count] = chosen
            count += 1
        going = next_tuple(t, family, chosen)
    return found[:count], keys[:count]
