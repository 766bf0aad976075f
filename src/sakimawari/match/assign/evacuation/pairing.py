"""Two supporters for each household, so that any one supporter may be missing.

First and stand-in are two people. A supporter's load holds in every case: for each supporter who is
missing, those whose first they are go to their stand-ins, and nobody has more than they take on. In
this order: as many people as possible have a first, as many as possible a stand-in, and the ways are
short, the first's counted twice, for it is walked when all is well. Stand-ins of different people who
are missing share the same spare places, for one at a time is missing: given the firsts, the stand-ins
of each missing supporter are a problem of their own.

The start is the least ways to firsts (exact for households of one), spread over loads, and the least
ways to stand-ins; chains of changes (`chains.py`) mend what is missing. Small groups that share no
supporter with others are then solved exactly, within a limit for all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sakimawari.match.assign.evacuation.admitting import Candidates
from sakimawari.match.assign.evacuation.chains import board_of, settle
from sakimawari.match.assign.evacuation.trading import Exchange, best_pairs
from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import NOWHERE, Arcs, Ints, Transport, one_kind

SMALL = 1500  # pairs of supporters to choose from in a group solved exactly
_NEAR = 3  # times `nearest` candidates looked at for a start
_SPREAD = 100  # metres that filling the second half of a load counts
_EFFORT = 0.5  # of the exact search in one small group, in units of work
_EFFORTS = 4.0  # in all of them together
_FAR = 10**7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """First and stand-in of each household, by their places in the table, or NOWHERE.

    `proven[i]`: the household's group was solved exactly.
    """

    first: Ints
    second: Ints
    proven: tuple[bool, ...]


@dataclass(slots=True, kw_only=True)
class Pairing:
    """The work: who may help whom at what way, loads, how many each household counts."""

    near: tuple[Candidates, ...]
    loads: Sequence[int]
    counts: Sequence[int]
    first: list[int]
    second: list[int]


def pair(
    near: tuple[Candidates, ...], loads: Sequence[int], counts: Sequence[int], *, nearest: int
) -> Pairs:
    """First and stand-in for everybody; `nearest` candidates are looked at in chains of changes."""
    n = len(near)
    work = Pairing(near=near, loads=loads, counts=counts, first=[NOWHERE] * n, second=[NOWHERE] * n)
    begin = _of_nearest(work, _NEAR * nearest)
    _firsts(begin)
    _seconds(begin)
    _mend(work, nearest)
    proven = [False] * n
    left = _EFFORTS
    for group in groups(near):
        choices = sum(len(near[at].supporters) * (len(near[at].supporters) - 1) for at in group)
        if choices > SMALL or left <= 0:
            continue
        found = best_pairs(_exchange(work, group), effort=min(left, _EFFORT))
        left -= found.effort
        if found.proven:
            for at, one, other in zip(group, found.first, found.second, strict=True):
                work.first[at], work.second[at], proven[at] = one, other, True
    return Pairs(
        first=np.array(work.first, np.int64),
        second=np.array(work.second, np.int64),
        proven=tuple(proven),
    )


def _mend(work: Pairing, nearest: int) -> None:
    """Chains of changes, among the nearest at first, then among all, where somebody still lacks one."""
    for most in (_NEAR * nearest, len(work.loads)):
        board = board_of(work.near, work.counts, work.loads, (work.first, work.second), most)
        settle(board, nearest)
        work.first[:], work.second[:] = board.pair[0].tolist(), board.pair[1].tolist()
        if not any(
            other == NOWHERE and len(each.supporters) > most
            for other, each in zip(work.second, work.near, strict=True)
        ):
            return


def _of_nearest(work: Pairing, most: int) -> Pairing:
    """The same work (its pairs are shared), the nearest candidates alone."""
    near = tuple(
        Candidates(supporters=each.supporters[:most], metres=each.metres[:most], refused={})
        for each in work.near
    )
    return replace(work, near=near)


def groups(near: tuple[Candidates, ...]) -> list[list[int]]:
    """Households that share supporters, directly or through others."""
    homes = np.repeat(np.arange(len(near)), [len(each.supporters) for each in near])
    flat = np.array([one for each in near for one in each.supporters], np.int64)
    size = len(near) + int(flat.max(initial=-1)) + 1
    links = coo_matrix(
        (np.ones(len(flat), np.bool_), (homes, flat + len(near))), shape=(size, size)
    )
    labels = connected_components(links, directed=False)[1].tolist()
    found: dict[int, list[int]] = {}
    for at, each in enumerate(near):
        if each.supporters:
            found.setdefault(labels[at], []).append(at)
    return list(found.values())


def _exchange(work: Pairing, group: Sequence[int]) -> Exchange:
    """The exact problem of a group that shares no supporter with others."""
    return Exchange(
        near=tuple(
            tuple(zip(work.near[at].supporters, work.near[at].metres, strict=True)) for at in group
        ),
        counts=tuple(work.counts[at] for at in group),
        loads=work.loads,
        hint=tuple((work.first[at], work.second[at]) for at in group),
    )


def _firsts(work: Pairing) -> None:
    """Firsts: larger households by themselves, the largest first, then the least way for all others."""
    left = list(work.loads)
    large = [at for at, count in enumerate(work.counts) if count > 1]
    for at in sorted(large, key=lambda each: (-work.counts[each], each)):
        near, count = work.near[at].supporters, work.counts[at]
        able = [one for one in near if left[one] >= count]
        roomy = [one for one in able if left[one] >= 2 * count] or able
        if roomy:
            work.first[at] = roomy[0]
            left[roomy[0]] -= count
    alone = [at for at, count in enumerate(work.counts) if count == 1 and work.near[at].supporters]
    if alone:
        _firsts_of(work, alone, left)


def _firsts_of(work: Pairing, alone: list[int], left: list[int]) -> None:
    """The second half of each load counts as farther: spare is spread."""
    used = sorted({each for at in alone for each in work.near[at].supporters})
    place_of = {supporter: 2 * at for at, supporter in enumerate(used)}
    start, sites, costs = [0], [], []
    for at in alone:
        near = work.near[at]
        arcs = [
            (place_of[one] + half, way + half * _SPREAD)
            for one, way in zip(near.supporters, near.metres, strict=True)
            for half in (0, 1)
        ]
        arcs.sort()
        sites += [site for site, _ in arcs]
        costs += [cost for _, cost in arcs]
        start.append(len(sites))
    halves = [part for one in used for part in ((left[one] + 1) // 2, left[one] // 2)]
    kinds, admits = one_kind(len(alone), len(halves))
    answer = place(
        Transport(
            sizes=np.ones(len(alone), np.int64),
            capacities=np.array(halves, np.int64),
            costs=Arcs(
                start=np.array(start, np.int64),
                site=np.array(sites, np.int64),
                cost=np.array(costs, np.int64),
            ),
            kinds=kinds,
            admits=admits,
        )
    )
    for at, site in zip(alone, answer.site.tolist(), strict=True):
        work.first[at] = NOWHERE if site == NOWHERE else used[site // 2]


def _seconds(work: Pairing) -> None:
    """Stand-ins of each missing supporter by themselves, within what the others have to spare."""
    spare = dict(enumerate(work.loads))
    held: dict[int, list[int]] = {}
    for at, one in enumerate(work.first):
        if one != NOWHERE:
            spare[one] -= work.counts[at]
            held.setdefault(one, []).append(at)
    for missing, people in held.items():
        for at, one in _stand_ins(work, missing, people, spare):
            work.second[at] = one


def _stand_ins(
    work: Pairing, missing: int, people: list[int], spare: dict[int, int]
) -> list[tuple[int, int]]:
    """Stand-ins when one is missing: exact where each household counts one, else the largest first."""
    if any(work.counts[at] != 1 for at in people):
        return _one_by_one(work, missing, people, dict(spare))
    others = sorted({one for at in people for one in work.near[at].supporters} - {missing})
    slots = [one for one in others for _ in range(min(spare[one], len(people)))]
    ways = np.full((len(people), len(slots) + len(people)), _FAR, np.int64)
    for row, at in enumerate(people):
        way = dict(zip(work.near[at].supporters, work.near[at].metres, strict=True))
        ways[row, : len(slots)] = [way.get(one, 2 * _FAR) for one in slots]
    rows, columns = linear_sum_assignment(ways)
    return [
        (people[row], slots[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if column < len(slots) and ways[row, column] < _FAR
    ]


def _one_by_one(
    work: Pairing, missing: int, people: list[int], spare: dict[int, int]
) -> list[tuple[int, int]]:
    found = []
    for at in sorted(people, key=lambda each: (-work.counts[each], each)):
        for one in work.near[at].supporters:
            if one != missing and spare[one] >= work.counts[at]:
                spare[one] -= work.counts[at]
                found.append((at, one))
                break
    return found
