"""The search for prices of the budgets and floors: what one more letter, hour or reply is worth.

From prices at hand every household is asked what it would do there, and the master shares out the
budgets among the answers; it comes back with new prices, until no household knows anything better.
Then the master's value and the bound that the prices prove meet, and no allocation whatsoever can
exceed it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.coupling import Coupling
from sakimawari.reach.plans.budget.master import Master, Portions, Units, runs
from sakimawari.reach.plans.budget.pricing import Priced, price
from sakimawari.reach.plans.budget.values import Column

_ROUNDS, _MOST_ROUNDS = 60, 120
_BETTER = 1e-6  # yen
_NOTHING = 1e-9
_WIDEST = 4.0
_SLACK = 0.05  # of the box, beside the relative: prices that are nothing may rise too


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Prices (of all budgets, then all groups), the bound they prove, and the master behind them."""

    price: Column
    bound: float
    master: Master
    shared: Portions
    rounds: int


def search(
    blocks: Blocks,
    coupling: Coupling,
    caps: Column,
    units: Units,
    *,
    at: Column | None = None,
    width: float = np.inf,
    close: float = 1e-7,
) -> Found:
    """Search from prices `at` in a box of a relative `width` around them, to a gap of `close`."""
    asking = _Asking(blocks, coupling, caps)
    centre = np.minimum(0.0 if at is None else at[asking.rows], asking.ceiling)
    master = Master(blocks, coupling, units, asking.ask(centre).choice)
    master.box(*asking.box(centre, width))
    rounds = 0
    while True:
        rounds += 1
        shared = master.share()
        priced = asking.ask(shared.price)
        still = shared.traded <= _NOTHING
        if still and asking.bound - shared.value <= close * abs(asking.bound) + _BETTER:
            break
        better = _better(master, shared, priced)
        if (still and (rounds >= _ROUNDS or not len(better))) or rounds >= _MOST_ROUNDS:
            break
        if rounds == _ROUNDS:  # whatever is still bought or sold has to be given up
            width = np.inf
            master.box(*asking.box(centre, width))
        if len(better):
            master.widen(better, priced.choice[master.slots(better)])
        if not still and rounds < _ROUNDS and (not len(better) or rounds % 3 == 0):
            centre, width = shared.price, min(2 * width, _WIDEST)
            master.box(*asking.box(centre, width))
    prices = np.zeros(coupling.limit.size + len(coupling.need))
    prices[asking.rows] = shared.price
    return Found(price=prices, bound=asking.bound, master=master, shared=shared, rounds=rounds)


def sample(blocks: Blocks, step: float) -> Blocks:
    """Every so many-th household, in the order of the blocks: each kind as often as in the city."""
    members = np.floor(np.cumsum(blocks.members) / step).astype(np.int64)
    return part(blocks, np.diff(members, prepend=0))


def part(blocks: Blocks, members: Column) -> Blocks:
    """So many members of each block; those without any are left out."""
    kept = np.flatnonzero(members)
    slots = runs(blocks.offset, kept)
    used, code = np.unique(blocks.code[slots], return_inverse=True)
    return replace(
        blocks,
        members=members[kept],
        offset=np.concatenate([[0], np.cumsum(np.diff(blocks.offset)[kept])]),
        code=code.reshape(-1),
        person=blocks.person[slots],
        block_past=blocks.block_past[kept],
        worth=blocks.worth[used],
        effect=blocks.effect[used],
        groups=blocks.groups[used],
        past=blocks.past[used],
    )


class _Asking:
    """Asks all blocks at prices, and keeps the best bound that was proved."""

    def __init__(self, blocks: Blocks, coupling: Coupling, caps: Column) -> None:
        self.blocks, self.coupling, self.caps = blocks, coupling, caps
        self.budgets, self.floors = coupling.budgets, coupling.floors
        self.rows = np.concatenate([self.budgets, coupling.limit.size + self.floors])
        self.ceiling = _ceiling(blocks, coupling, coupling.penalty)
        self.slack = _SLACK * _ceiling(blocks, coupling, 0.0)
        self.bound = np.inf

    def ask(self, prices: Column) -> Priced:
        """Every block's best at prices."""
        pi: Column = np.zeros(self.coupling.limit.size)
        mu: Column = np.zeros(len(self.coupling.need))
        pi[self.budgets] = prices[: len(self.budgets)]
        mu[self.floors] = prices[len(self.budgets) :]
        pi = pi.reshape(self.coupling.limit.shape)
        priced = price(self.blocks, self.caps, self.coupling.spend, pi, mu)
        limit = self.coupling.limit.reshape(-1)[self.budgets]
        bound = float(priced.bound @ self.blocks.members)
        bound += float(limit @ pi.reshape(-1)[self.budgets]) - float(self.coupling.need @ mu)
        self.bound = min(self.bound, bound)
        return priced

    def box(self, centre: Column, width: float) -> tuple[Column, Column]:
        """The box around prices: relative, and a little for those that are 0."""
        if not np.isfinite(width):
            return np.zeros(len(self.rows)), self.ceiling
        slack = width * self.slack
        low = np.maximum(0.0, centre * (1 - width) - slack)
        return low, np.minimum(self.ceiling, centre * (1 + width) + slack)


def _better(master: Master, shared: Portions, priced: Priced) -> Column:
    """Units that know something better than the master."""
    units = master.units
    weighed = priced.value * units.weight
    value = np.add.reduceat(weighed, units.first[:-1]) if len(weighed) else weighed
    implicit = np.isnan(shared.unit)
    better = ~implicit & (value > np.where(implicit, 0.0, shared.unit) + _BETTER)
    moved = np.flatnonzero(priced.choice != master.base)
    differs = np.unique(np.searchsorted(master.edge, moved, "right") - 1)
    better[differs[implicit[differs]]] = True
    return np.flatnonzero(better)


def _ceiling(blocks: Blocks, coupling: Coupling, penalty: float) -> Column:
    """Prices that no budget and no floor can ever have, if a person short costs so much."""
    most = float(np.where(np.isfinite(blocks.worth), blocks.worth, 0.0).max(initial=1.0))
    of_floor = max(penalty, most)
    most += penalty * blocks.groups.shape[1]
    least = [row[row > 0].min(initial=np.inf) for row in coupling.spend]
    least.append(blocks.effect[blocks.effect > 0].min(initial=np.inf))
    kind = coupling.budgets // coupling.limit.shape[1]
    budgets = most / np.array(least)[kind] if len(kind) else np.zeros(0)
    return np.concatenate([budgets, np.full(len(coupling.floors), of_floor)])
