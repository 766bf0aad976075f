"""Two supporters for each household, so that any one supporter may be missing.

First and stand-in are two people. A supporter's load holds in every case: for each supporter who is
missing, those whose first they are go to their stand-ins, and nobody has more than they take on. In
this order: as many people as possible have a first, as many as possible a stand-in, and the ways are
short, the first's counted twice, for it is walked when all is well. Stand-ins of different people who are missing share the same spare places, for one at a time is
missing: given the firsts, the stand-ins of each missing supporter are a problem of their own.

Small groups that share no supporter with others are solved exactly. Large ones start from the exact
least ways to firsts, spread over loads, and are repaired around everybody who lacks a stand-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from sakimawari.match.assign.evacuation.admitting import Candidates
from sakimawari.match.assign.evacuation.trading import Exchange, best_pairs
from sakimawari.match.assign.flow.placing import place
from sakimawari.match.assign.flow.transport import NOWHERE, Arcs, Ints, Transport, one_kind

SMALL = 40  # households of a group solved exactly at once
_AROUND = 12  # households freed to repair one
_SPREAD = 400  # metres that filling the second half of a load counts
_SWEEPS = 2
_REPAIR = 0.2  # of the exact search around one household
_EFFORT = 0.5  # of the search for whole households: this is a start, repaired afterwards
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

    def load(self, supporter: int) -> int:
        """People whose first a supporter is."""
        return sum(
            count
            for first, count in zip(self.first, self.counts, strict=True)
            if first == supporter
        )


def pair(
    near: tuple[Candidates, ...], loads: Sequence[int], counts: Sequence[int], *, nearest: int
) -> Pairs:
    """First and stand-in for everybody; `nearest` candidates are looked at in large groups."""
    n = len(near)
    work = Pairing(near=near, loads=loads, counts=counts, first=[NOWHERE] * n, second=[NOWHERE] * n)
    proven = [False] * n
    for group in groups(near):
        if len(group) <= SMALL:
            exchange = _exchange(work, group, len(work.loads))
            first, second, exact = best_pairs(exchange)
            _take(work, group, first, second)
        else:
            _large(_of_nearest(work, 3 * nearest), group, nearest)
            exact = False
        for at in group:
            proven[at] = exact
    return Pairs(
        first=np.array(work.first, np.int64),
        second=np.array(work.second, np.int64),
        proven=tuple(proven),
    )


def _of_nearest(work: Pairing, most: int) -> Pairing:
    """The same work, its nearest candidates alone."""
    near = tuple(
        Candidates(supporters=each.supporters[:most], metres=each.metres[:most], refused={})
        for each in work.near
    )
    return replace(work, near=near)


def groups(near: tuple[Candidates, ...]) -> list[list[int]]:
    """Households that share supporters, directly or through others."""
    leader: dict[int, int] = {}

    def find(supporter: int) -> int:
        while leader.setdefault(supporter, supporter) != supporter:
            leader[supporter] = leader[leader[supporter]]
            supporter = leader[supporter]
        return supporter

    for each in near:
        for other in each.supporters[1:]:
            leader[find(other)] = find(each.supporters[0])
    found: dict[int, list[int]] = {}
    for at, each in enumerate(near):
        if each.supporters:
            found.setdefault(find(each.supporters[0]), []).append(at)
    return list(found.values())


def _take(work: Pairing, group: Sequence[int], first: list[int], second: list[int]) -> None:
    for at, one, other in zip(group, first, second, strict=True):
        work.first[at], work.second[at] = one, other


def _exchange(work: Pairing, free: Sequence[int], most: int) -> Exchange:
    """The exact problem of some households, the others held as they are.

    Looked at are the nearest candidates, and those a household has now.
    """
    fixed = set(range(len(work.first))) - set(free)
    load: dict[int, int] = {}
    cover: dict[tuple[int, int], int] = {}
    for at in fixed:
        one, other = work.first[at], work.second[at]
        if one != NOWHERE:
            load[one] = load.get(one, 0) + work.counts[at]
        if other != NOWHERE:
            cover[one, other] = cover.get((one, other), 0) + work.counts[at]
    return Exchange(
        near=tuple(_looked_at(work, at, most) for at in free),
        counts=tuple(work.counts[at] for at in free),
        loads=work.loads,
        load=load,
        cover=cover,
        hint=tuple((work.first[at], work.second[at]) for at in free),
    )


def _looked_at(work: Pairing, at: int, most: int) -> tuple[tuple[int, int], ...]:
    near, now = work.near[at], (work.first[at], work.second[at])
    ways = zip(near.supporters, near.metres, strict=True)
    return tuple(each for place, each in enumerate(ways) if place < most or each[0] in now)


def _large(work: Pairing, group: list[int], nearest: int) -> None:
    """A group too large for the exact search: firsts by transport, stand-ins, then repairs."""
    _firsts(work, group)
    _seconds(work, group)
    for _ in range(_SWEEPS):
        lacking = [at for at in group if work.second[at] == NOWHERE and work.near[at].supporters]
        if not lacking:
            return
        by_supporter = _by_supporter(work, group)
        for at in lacking:
            if work.second[at] == NOWHERE:
                free = _around(work, by_supporter, at)
                _take(work, free, *best_pairs(_exchange(work, free, nearest), effort=_REPAIR)[:2])


def _by_supporter(work: Pairing, group: list[int]) -> dict[int, list[int]]:
    held: dict[int, list[int]] = {}
    for at in group:
        for supporter in {work.first[at], work.second[at]} - {NOWHERE}:
            held.setdefault(supporter, []).append(at)
    return held


def _around(work: Pairing, held: dict[int, list[int]], at: int) -> list[int]:
    """A household and those with whom it could trade supporters, the nearest first."""
    free = [at]
    for each in free:
        for supporter in work.near[each].supporters:
            for other in held.get(supporter, ()):
                if other not in free and len(free) < _AROUND:
                    free.append(other)
        if len(free) >= _AROUND:
            break
    return sorted(free)


def _firsts(work: Pairing, group: list[int]) -> None:
    """Firsts at the least way, the second half of each load counted as farther: spare is spread."""
    used = sorted({each for at in group for each in work.near[at].supporters})
    place_of = {supporter: 2 * at for at, supporter in enumerate(used)}
    start, sites, costs = [0], [], []
    for at in group:
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
    largest = max(work.counts[at] for at in group)  # a household does not fit into half a load
    halves = [part for one in used for part in _halves(work.loads[one], largest)]
    kinds, admits = one_kind(len(group), len(halves))
    answer = place(
        Transport(
            sizes=np.array([work.counts[at] for at in group], np.int64),
            capacities=np.array(halves, np.int64),
            costs=Arcs(
                start=np.array(start, np.int64),
                site=np.array(sites, np.int64),
                cost=np.array(costs, np.int64),
            ),
            kinds=kinds,
            admits=admits,
        ),
        effort=_EFFORT,
    )
    for at, site in zip(group, answer.site.tolist(), strict=True):
        work.first[at] = NOWHERE if site == NOWHERE else used[site // 2]


def _halves(load: int, largest: int) -> tuple[int, int]:
    return (load, 0) if load < 2 * largest else ((load + 1) // 2, load // 2)


def _seconds(work: Pairing, group: list[int]) -> None:
    """Stand-ins of each missing supporter by themselves, within what the others have to spare."""
    spare = {one: work.loads[one] for at in group for one in work.near[at].supporters}
    held: dict[int, list[int]] = {}
    for at in group:
        if work.first[at] != NOWHERE:
            spare[work.first[at]] -= work.counts[at]
            held.setdefault(work.first[at], []).append(at)
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
