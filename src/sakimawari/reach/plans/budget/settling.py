"""From prices to people: who is told in the end, whole households, nothing exceeded.

At the right prices nearly every household has one best choice, and takes it. As many households as
there are budgets and floors are left in between; they, and some of those nearest to a change, are
decided together as a small model of whole numbers. What then still fits is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.coupling import Coupling, total_of, usage_of
from sakimawari.reach.plans.budget.direct import Candidates, answer
from sakimawari.reach.plans.budget.duals import Found, part, sample, search
from sakimawari.reach.plans.budget.master import in_runs, one_by_one, runs
from sakimawari.reach.plans.budget.values import Column

WHOLE = 300  # bundles up to which everything is one small model
_SAMPLE = 1_500  # households
_RUNS = 800
_POOL = 80  # households decided together at the end
_NODES = 20
_SURE = 1e-7
_MORE = 1e-6
_CLOSE = 1e-6  # relative gap that is close enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The choice of each row (week x media + medium, -1: later), prices, and the bound."""

    choice: Column
    price: Column
    bound: float


class Desk:
    """Households as they are decided, and what is left of the budgets and floors."""

    def __init__(self, blocks: Blocks, coupling: Coupling) -> None:
        self.blocks, self.coupling = blocks, coupling
        self.choice = np.full(len(blocks.order), -1, np.int64)
        self.undecided = blocks.members.copy()
        self.room = coupling.limit.reshape(-1).astype(np.float64)
        self.need = coupling.need.copy()
        self.value = 0.0
        self._size = np.diff(blocks.offset)

    def take(self, block: Column, choice: Column, times: Column) -> None:
        """So many further households of each block take a choice of their slots."""
        slots = runs(self.blocks.offset, block)
        self._spend(slots, choice, np.repeat(times, self._size[block]))
        household = runs_of(self._next(block) + _earlier(block, times), times)
        rows = runs_of(self.blocks.start[household], np.repeat(self._size[block], times))
        begin = np.cumsum(self._size[block]) - self._size[block]
        self.choice[rows] = choice[
            runs_of(np.repeat(begin, times), np.repeat(self._size[block], times))
        ]
        np.subtract.at(self.undecided, block, times)

    def give_back(self, block: Column) -> None:
        """The household of each block that was decided last is undecided again."""
        household = self._next(block) - 1
        rows = runs_of(self.blocks.start[household], self._size[block])
        slots = runs(self.blocks.offset, block)
        self._spend(slots, self.choice[rows], np.full(len(rows), -1.0))
        self.choice[rows] = -1
        self.undecided[block] += 1

    def rest(self) -> tuple[Blocks, Coupling]:
        """The undecided, and what is left for them."""
        left = replace(
            self.coupling,
            limit=np.maximum(self.room, 0.0).reshape(self.coupling.limit.shape),
            need=self.need,
        )
        return part(self.blocks, self.undecided), left

    def _next(self, block: Column) -> Column:
        decided = self.blocks.members[block] - self.undecided[block]
        household: Column = self.blocks.first[block] + decided
        return household

    def _spend(self, slots: Column, choice: Column, weight: Column) -> None:
        owner = np.zeros(len(slots), np.int64)
        usage = usage_of(self.blocks, self.coupling, slots, choice, owner=owner, weight=weight)
        total = total_of(usage, self.coupling)
        self.room -= total[: len(self.room)]
        self.need = self.need - np.rint(total[len(self.room) :]).astype(np.int64)
        self.value += float(usage.worth.sum())


def _earlier(block: Column, times: Column) -> Column:
    """How many households of the same block come before each entry."""
    order = np.argsort(block, kind="stable")
    before = np.cumsum(times[order]) - times[order]
    lead = np.flatnonzero(np.diff(block[order], prepend=-1))
    size = np.diff(np.append(lead, len(block)))
    result = np.empty(len(block), np.int64)
    result[order] = before - np.repeat(before[lead], size)
    return result


def runs_of(start: Column, size: Column) -> Column:
    """start, start + 1, … of these sizes, one run after the other."""
    return np.repeat(start - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))


def settle(blocks: Blocks, coupling: Coupling, caps: Column, *, whole: int = WHOLE) -> Settled:
    """Decide every household; up to `whole` bundles by one exact model."""
    desk = Desk(blocks, coupling)
    found = _prices(blocks, coupling, caps)
    bound = found.bound
    if len(blocks.order) > whole:
        _take_sure_units(desk, found)
        if desk.undecided.sum():
            rest, left = desk.rest()
            names = np.flatnonzero(desk.undecided)
            near = search(rest, left, caps, one_by_one(rest), at=found.price, width=0.02)
            _take_whole_members(desk, names, near)
            _reopen(desk, names, near)
    bound = min(bound, _decide_rest(desk, caps, bound))
    return Settled(choice=desk.choice, price=found.price, bound=bound)


def _prices(blocks: Blocks, coupling: Coupling, caps: Column) -> Found:
    households = int(blocks.members.sum())
    step = households / _SAMPLE
    if step <= 2:
        # a little more of everything: of two prices that fit, that of the next unit, not the last
        more = coupling.limit * (1 + _MORE) + _MORE
        return search(blocks, replace(coupling, limit=more), caps, one_by_one(blocks))
    few = sample(blocks, step)
    less = replace(coupling, limit=coupling.limit / step, need=coupling.need / step)
    first = search(few, less, caps, one_by_one(few))
    units = in_runs(blocks, _RUNS)
    return search(blocks, coupling, caps, units, at=first.price, width=0.05, close=_CLOSE / 5)


def _take_sure_units(desk: Desk, found: Found) -> None:
    """Units that do one thing, or nothing, do it; those in between stay undecided."""
    master, shared = found.master, found.shared
    units, capacity = master.units, master.units.capacity
    taken = np.bincount(master.owner, shared.x, minlength=len(capacity))
    sure = master.row_of < 0
    idle = ~sure & (taken < _SURE)
    whole = np.flatnonzero(shared.x > capacity[master.owner] - _SURE)
    choice = np.where(np.repeat(idle, np.diff(master.edge)), -1, master.base)
    for column in whole:
        unit = master.owner[column]
        choice[master.edge[unit] : master.edge[unit + 1]] = master.choices[column]
    sure[idle] = True
    sure[master.owner[whole]] = True
    blocks = runs(units.first, np.flatnonzero(sure))
    slots = runs(desk.blocks.offset, blocks)
    desk.take(blocks, choice[slots], desk.blocks.members[blocks])


def _take_whole_members(desk: Desk, names: Column, near: Found) -> None:
    """As many members as the master takes in whole; `names` are the blocks of its units."""
    master, shared = near.master, near.shared
    implicit = np.flatnonzero(master.row_of < 0)
    if len(implicit):
        desk.take(
            names[implicit], master.base[master.slots(implicit)], master.units.capacity[implicit]
        )
    times = np.floor(shared.x + _SURE).astype(np.int64)
    columns = np.flatnonzero(times)
    if len(columns):
        choice = np.concatenate([master.choices[column] for column in columns])
        desk.take(names[master.owner[columns]], choice, times[columns])
    taken = np.bincount(master.owner, shared.x, minlength=len(names))
    nothing = np.floor(master.units.capacity - taken + _SURE).astype(np.int64)
    nothing[implicit] = 0
    idle = np.flatnonzero(nothing > 0)
    if len(idle):
        none = np.full(int(np.diff(master.edge)[idle].sum()), -1, np.int64)
        desk.take(names[idle], none, nothing[idle])


def _reopen(desk: Desk, names: Column, near: Found) -> None:
    """Undecide one household each of the blocks nearest to another choice."""
    order = np.lexsort([near.master.owner, near.shared.regret])
    _, first = np.unique(near.master.owner[order], return_index=True)
    nearest = names[near.master.owner[order[np.sort(first)]]]
    decided = desk.blocks.members[nearest] > desk.undecided[nearest]
    desk.give_back(nearest[decided][:_POOL])


def _decide_rest(desk: Desk, caps: Column, bound: float) -> float:
    """Decide all that are left by one model; if they are all there are, its bound is the city's."""
    everybody = bool((desk.undecided == desk.blocks.members).all())
    if not desk.undecided.sum():
        return bound
    names = np.flatnonzero(desk.undecided)
    rest, left = desk.rest()
    which = np.repeat(np.arange(len(names)), rest.members)
    ask = Candidates(
        blocks=rest,
        which=which,
        coupling=left,
        caps=caps,
        room=left.limit.reshape(-1),
        need=np.maximum(desk.need, 0),
    )
    choice, solved = answer(
        ask,
        gap=0.0 if everybody else _CLOSE * abs(bound) / 10,
        nodes=None if everybody else _NODES,
    )
    desk.take(names[which], choice, np.ones(len(which), np.int64))
    return solved.bound if everybody else bound
