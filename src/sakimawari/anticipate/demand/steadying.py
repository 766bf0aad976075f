"""Donors that stay: whoever has a thing keeps it as far as the shares at the new point of life allow.

Each person carries a rank of their own for each thing facts follow and each fact of its profile, the
same in every month and replicate. Of two pools of donors, those at the point of life the person's facts
are of and those at the new one, the share having the person's value is compared, fact by fact, among
those alike so far: it is kept by as many as the new share allows (min(1, new share / old share), the most
that two distributions can have in common), and who must change takes what has become more common.
So the pool's shares are met while only what has to change changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.demand.profiles import Profiles

Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Uint64s = npt.NDArray[np.uint64]

TELLING = 6  # donors alike so far; the share of fewer tells nothing, and what is there is kept
_PURPOSES, _TAKES, _WITHIN = 64, 31, 63  # of lots: so many a thing; one a depth to keep, to take


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The persistent ranks (0 to 1) of some people for one thing facts follow."""

    key: Uint64s
    seed: int
    purpose: int

    def of(self, use: int, which: Int64s) -> Floats:
        purpose = _PURPOSES * (self.purpose + 1) + use
        return lots(self.key[which], seed=self.seed, purpose=purpose)


@dataclass(frozen=True, slots=True)
class _Nest:
    """Blocks of donors alike to a depth: `keys` (block above × values + value), where each begins."""

    keys: Int64s
    begins: Int64s  # blocks + 1
    values: int

    def find(self, keys: Int64s) -> tuple[Int64s, Bools]:
        """The block of each key, and whether there is one."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at, np.asarray(self.keys[at] == keys)

    def size(self, block: Int64s) -> Int64s:
        return np.asarray(self.begins[block + 1] - self.begins[block])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Donors in order of their kind, then of their profile fact by fact; `nests` by depth, kind first."""

    order: Int64s
    profile: Profiles
    nests: tuple[_Nest, ...]

    def has(self, kind: Int64s, fewest: int) -> Bools:
        """Whether there are so many donors of each kind."""
        block, there = self.nests[0].find(kind)
        return there & (self.nests[0].size(block) >= fewest)

    def pick(self, kind: Int64s, anchor: Int64s, own_kind: Int64s, ranks: Ranks) -> Int64s:
        """The donor (place in the deck) of a kind there is, for each person.

        `anchor` is whose facts the person has (place in the deck, -1: nobody's), `own_kind` its kind.
        """
        goal, mine = self.nests[0].find(kind)[0], self.nests[0].find(own_kind)[0]
        first, count = self.nests[0].begins[goal], self.nests[0].size(goal)
        known = np.flatnonzero(anchor >= 0)
        goal, mine = goal[known], mine[known]
        for depth, (above, nest) in enumerate(zip(self.nests, self.nests[1:], strict=False)):
            value = self.profile[depth][anchor[known]]
            block, had, keeps = _kept(above, nest, (mine, goal, value), ranks.of(depth, known))
            left = np.flatnonzero(~keeps)
            lot = ranks.of(_TAKES + depth, known[left])
            block[left] = _taken(above, nest, mine[left], goal[left], lot)
            goal, mine = block, had
        last = self.nests[-1]
        first[known], count[known] = last.begins[goal], last.size(goal)
        within = (ranks.of(_WITHIN, np.arange(len(kind))) * count).astype(np.int64)
        return np.asarray(self.order[first + within])


def pools_of(kind: Int64s, profile: Profiles) -> Pools:
    """Donors of some kinds with their profiles, in order."""
    order = np.lexsort((*reversed(profile), kind))
    keys, nests = kind[order], []
    values = 1
    for depth in range(len(profile) + 1):
        begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
        sizes = np.diff(np.append(begins, len(keys)))
        nests.append(_Nest(keys=keys[begins], begins=np.append(begins, len(keys)), values=values))
        if depth < len(profile):
            values = int(profile[depth].max(initial=0)) + 1
            block = np.repeat(np.arange(len(begins)), sizes)
            keys = block * values + profile[depth][order]
    return Pools(order=order, profile=profile, nests=tuple(nests))


def _kept(
    above: _Nest, nest: _Nest, of: tuple[Int64s, Int64s, Int64s], rank: Floats
) -> tuple[Int64s, Int64s, Bools]:
    """The blocks of a value in the new and the old pool, and whether who has it keeps it."""
    mine, goal, value = of
    had = nest.find(mine * nest.values + value)[0]
    block, there = nest.find(goal * nest.values + value)
    old = nest.size(had) / above.size(mine)
    new = nest.size(block) / above.size(goal)
    few = np.minimum(above.size(mine), above.size(goal)) < TELLING
    return block, had, np.asarray(there & (few | (rank * old <= new)))


def _taken(above: _Nest, nest: _Nest, mine: Int64s, goal: Int64s, lot: Floats) -> Int64s:
    """The block of the new pool for those who must change: of a value that has become more common."""
    values = np.arange(nest.values)
    new, old = (_shares(above, nest, block, values) for block in (goal, mine))
    more = np.maximum(new - old, 0.0)
    more = np.where(more.sum(axis=1, keepdims=True) > 1e-9, more, new)
    heaped = np.cumsum(more, axis=1)
    wanted = lot * heaped[:, -1]
    value = np.minimum((heaped <= wanted[:, None]).sum(axis=1), nest.values - 1)
    return nest.find(goal * nest.values + value)[0]


def _shares(above: _Nest, nest: _Nest, block: Int64s, values: Int64s) -> Floats:
    """The share of each value in some blocks: (blocks, values)."""
    found, there = nest.find(block[:, None] * nest.values + values[None, :])
    return np.where(there, nest.size(found), 0) / above.size(block)[:, None]
