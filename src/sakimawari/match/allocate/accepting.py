"""A family's tuples in its own order, and which of them the order of priority would grant it now.

A tuple is one option a child, or none. **A family blocks** a plan with a tuple when

1. it puts that tuple before what it has, by its own rule, and
2. every pool would take all of its children named there, were the family's own children first taken
   out of every seat they have: among those who then sit in the pool and the family's children who
   would come (or stay) there, each of these children is within the seats by the pool's order.

Taking the family's own children out first is what lets a move free a seat for a sibling, lets twins
change places, and keeps a family from blocking itself; others' seats change by nothing but being
passed over. Definition: Sun, Yamada, Takenami, Sakamoto, Yokoo, AAAI 2024, for pools.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sakimawari.match.allocate.terms import FIRST, NO_RANK, WHO, Ints, Tables
from sakimawari.match.allocate.values import First, Who

ALL, ELDEST, YOUNGEST = WHO[Who.ALL], WHO[Who.ELDEST], WHO[Who.YOUNGEST]
PLACED, TOGETHER = FIRST[First.PLACED], FIRST[First.TOGETHER]
ELDEST_PLACED, YOUNGEST_PLACED = FIRST[First.ELDEST_PLACED], FIRST[First.YOUNGEST_PLACED]
PRODUCT, SUM, WORST = FIRST[First.PRODUCT], FIRST[First.SUM], FIRST[First.WORST]
ELDEST_RANK, YOUNGEST_RANK = FIRST[First.ELDEST_RANK], FIRST[First.YOUNGEST_RANK]
LAST = 1 << 40  # the step of the tuple everybody has at the least
CHILDREN_MOST = 9  # 99 to the ninth is the largest product of ranks that fits


@njit(cache=True, nogil=True)
def key_width(tables: Tables, family: int) -> int:
    """How many numbers compare two tuples of a family."""
    children = tables.child_from[family + 1] - tables.child_from[family]
    return int(1 + (len(FIRST_ALL) + 1) * children)


FIRST_ALL = tuple(FIRST.values())


@njit(cache=True, nogil=True)
def key_of(tables: Tables, family: int, chosen: Ints, key: Ints) -> bool:
    """Whether a family accepts a tuple (`chosen`: its options, -1 for none), and its sort key.

    What everybody has at the least is accepted always; with no new place at all it is the last.
    """
    start = tables.child_from[family]
    key[:] = 0
    least, none = True, True
    for at, option in enumerate(chosen):
        least &= option == tables.floor[start + at]
        none &= option < 0
    if not none and _accepted(tables, family, chosen, key):
        return True
    key[:] = 0
    key[0] = LAST
    return least


@njit(cache=True, nogil=True)
def _accepted(tables: Tables, family: int, chosen: Ints, key: Ints) -> bool:
    start = tables.child_from[family]
    if not _conditions_hold(tables, family, chosen):
        return False
    if tables.combination_from[family + 1] > tables.combination_from[family]:
        key[0] = _combination(tables, family, chosen)
        if key[0] < 0:
            return False
        _by_option(tables, start, chosen, key, 1, False)
        return True
    rule = tables.rule[family]
    for step in range(tables.step_from[rule], tables.step_from[rule + 1]):
        if _accepts(tables, start, step, chosen):
            key[0] = step - tables.step_from[rule]
            _compare(tables, start, step, chosen, key)
            return True
    return False


@njit(cache=True, nogil=True)
def _facility(tables: Tables, start: int, at: int, option: int, staying: bool) -> int:
    """Where a child of a tuple counts as placed; -1: nowhere."""
    if option >= 0:
        return int(tables.facility[option])
    return int(tables.stay_facility[start + at]) if staying else -1


@njit(cache=True, nogil=True)
def _among(values: Ints, begin: int, end: int, sought: int) -> bool:
    found = False
    for at in range(begin, end):
        found |= values[at] == sought
    return found


@njit(cache=True, nogil=True)
def _conditions_hold(tables: Tables, family: int, chosen: Ints) -> bool:
    start = tables.child_from[family]
    for each in range(tables.condition_from[family], tables.condition_from[family + 1]):
        option = chosen[tables.condition_child[each]]
        if option < 0:
            continue
        begin, end = tables.at_from[each], tables.at_from[each + 1]
        if begin < end and not _among(tables.at, begin, end, tables.facility[option]):
            continue
        other = tables.condition_other[each]
        begin, end = tables.where_from[each], tables.where_from[each + 1]
        place = _facility(tables, start, other, chosen[other], begin < end)
        if place < 0 or (begin < end and not _among(tables.where, begin, end, place)):
            return False
    return True


@njit(cache=True, nogil=True)
def _combination(tables: Tables, family: int, chosen: Ints) -> int:
    """The number of the family's combination a tuple is of; -1: of none."""
    first = tables.combination_from[family]
    for row in range(first, tables.combination_from[family + 1]):
        begin = tables.combination_at[row]
        same = True
        for at, option in enumerate(chosen):
            place = tables.facility[option] if option >= 0 else -1
            if tables.combination[begin + at] != place:
                same = False
                break
        if same:
            return int(row - first)
    return -1


@njit(cache=True, nogil=True)
def _accepts(tables: Tables, start: int, step: int, chosen: Ints) -> bool:
    staying = tables.staying[step] != 0
    who = tables.who[step]
    count = len(chosen)
    one = -1
    for at, option in enumerate(chosen):
        # a place decided by hand has no rank to keep; one told earlier has, as all the others have
        if option >= 0 and tables.by_hand[start + at] == 0:
            rank = tables.rank[option]
            if rank < tables.lowest[step] or rank > tables.highest[step]:
                return False
        place = _facility(tables, start, at, option, staying)
        if place < 0:
            if who == ALL or (who == ELDEST and at == 0) or (who == YOUNGEST and at == count - 1):
                return False
        elif tables.one_place[step] != 0:
            if one >= 0 and one != place:
                return False
            one = place
    return True


@njit(cache=True, nogil=True)
def _by_option(
    tables: Tables, start: int, chosen: Ints, key: Ints, to: int, youngest_first: bool
) -> None:
    count = len(chosen)
    for place in range(count):
        at = count - 1 - place if youngest_first else place
        own = tables.option_from[start + at]
        none = tables.option_from[start + at + 1] - own
        key[to + place] = chosen[at] - own if chosen[at] >= 0 else none


@njit(cache=True, nogil=True)
def _compare(tables: Tables, start: int, step: int, chosen: Ints, key: Ints) -> None:
    rule_first = tables.first_from[step]
    count = len(chosen)
    youngest_first = False
    to = 1
    for each in range(rule_first, tables.first_from[step + 1]):
        by = tables.first[each]
        if by == YOUNGEST_RANK:
            youngest_first = True
        if by in (ELDEST_RANK, YOUNGEST_RANK):
            _by_option(tables, start, chosen, key, to, by == YOUNGEST_RANK)
            to += count
        elif by in (ELDEST_PLACED, YOUNGEST_PLACED):
            for place in range(count):
                at = count - 1 - place if by == YOUNGEST_PLACED else place
                where = _facility(tables, start, at, chosen[at], tables.staying[step] != 0)
                key[to + place] = 0 if where >= 0 else 1
            to += count
        else:
            key[to] = _measure(tables, start, step, chosen, by)
            to += 1
    _by_option(tables, start, chosen, key, to, youngest_first)


@njit(cache=True, nogil=True)
def _measure(tables: Tables, start: int, step: int, chosen: Ints, by: int) -> int:
    staying = tables.staying[step] != 0
    product, total, worst, placed, together = 1, 0, 0, 0, 0
    for at, option in enumerate(chosen):
        rank = tables.rank[option] if option >= 0 else NO_RANK
        product *= rank
        total += rank
        worst = max(worst, rank)
        place = _facility(tables, start, at, option, staying)
        if place >= 0:
            placed += 1
            same = 0
            for other, theirs in enumerate(chosen):
                if _facility(tables, start, other, theirs, staying) == place:
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
def first_tuple(tables: Tables, family: int, chosen: Ints) -> None:
    """The first combination of options to look at."""
    start = tables.child_from[family]
    for at in range(len(chosen)):
        own = tables.option_from[start + at]
        chosen[at] = own if own < tables.option_from[start + at + 1] else -1


@njit(cache=True, nogil=True)
def next_tuple(tables: Tables, family: int, chosen: Ints) -> bool:
    """The next combination of options, in place; False after the last."""
    start = tables.child_from[family]
    for at in range(len(chosen) - 1, -1, -1):
        own, end = tables.option_from[start + at], tables.option_from[start + at + 1]
        if chosen[at] >= 0:
            if chosen[at] + 1 < end:
                chosen[at] += 1
                return True
            if tables.floor[start + at] < 0:
                chosen[at] = -1
                return True
        chosen[at] = own if own < end else -1
    return False


@njit(cache=True, nogil=True)
def all_tuples(tables: Tables, family: int) -> tuple[Ints, Ints]:
    """Every tuple a family accepts (rows of options, -1 for none), best first, and their keys."""
    children = tables.child_from[family + 1] - tables.child_from[family]
    width = key_width(tables, family)
    found = np.empty((16, children), dtype=np.int64)
    keys = np.empty((16, width), dtype=np.int64)
    chosen = np.empty(children, dtype=np.int64)
    first_tuple(tables, family, chosen)
    count = 0
    going = True
    while going:
        if count == len(found):
            found = np.concatenate((found, np.empty_like(found)))
            keys = np.concatenate((keys, np.empty_like(keys)))
        if key_of(tables, family, chosen, keys[count]):
            found[count] = chosen
            count += 1
        going = next_tuple(tables, family, chosen)
    return found[:count], keys[:count]
