"""The master of the prices: which of the known choices are taken, shared out by HiGHS.

Its units are blocks one by one, or runs of many blocks that choose together: the convex hull of a
sum is the sum of the hulls, so both have the same prices. Most units do the same at any price near
the right one; they are summed into the rows and cost nothing. Only those with several choices worth
a thought are columns. Around the prices stands a box: outside of it a budget can be bought and
sold, so that prices move in steps and the master always has an answer. Once nothing is bought or
sold, its prices are those of the city.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.coupling import Coupling, Usage, usage_of
from sakimawari.reach.plans.budget.solver import quiet
from sakimawari.reach.plans.budget.values import Column

_INF = np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Who chooses together: runs of blocks, unit `u` those from `first[u]` to `first[u + 1]`.

    A choice of a unit is one of each of its blocks, taken by `weight` members of each; all choices
    of a unit together are taken `capacity` times.
    """

    first: Column
    weight: Column  # of each block
    capacity: Column  # of each unit


def one_by_one(blocks: Blocks) -> Units:
    """Each block chooses for itself, member by member."""
    count = len(blocks.members)
    return Units(first=np.arange(count + 1), weight=np.ones(count), capacity=blocks.members)


def in_runs(blocks: Blocks, count: int) -> Units:
    """About `count` runs of neighbouring blocks, with about as many households each."""
    run = (np.cumsum(blocks.members) - 1) * count // max(1, int(blocks.members.sum()))
    first = np.append(np.flatnonzero(np.diff(run, prepend=-1)), len(run))
    ones = np.ones(len(first) - 1, np.int64)
    return Units(first=first, weight=blocks.members.astype(np.float64), capacity=ones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portions:
    """The master's answer: how often each column is taken, prices of rows and of units."""

    x: Column
    price: Column  # of budgets, then floors, in the order of `Master.rows`
    unit: Column  # what taking a unit's choice once more would be worth; implicit ones: nan
    value: float  # without what was bought or sold
    traded: float  # the most that was bought or sold
    regret: Column  # of each column: what taking it once more would lose


class Master:
    """A linear programme that grows: `rows` are the limited budgets and the floors."""

    def __init__(self, blocks: Blocks, coupling: Coupling, units: Units, base: Column) -> None:
        self.blocks, self.coupling, self.units = blocks, coupling, units
        self.budgets, self.floors = coupling.budgets, coupling.floors
        self.rows = np.concatenate([self.budgets, coupling.limit.size + self.floors])
        self.base = base.copy()  # the choice of each slot where a unit is implicit
        self.edge = blocks.offset[units.first]  # slots of each unit
        self.row_of = np.full(len(units.capacity), -1, np.int64)
        self.owner = np.zeros(0, np.int64)  # unit of each column
        self.choices: list[Column] = []
        self._number = np.full(coupling.limit.size + len(coupling.need), -1, np.int64)
        self._number[self.rows] = np.arange(len(self.rows))
        usage = self._usage(np.arange(len(units.capacity)), base)
        self._spent, self._base_value = self._taken(usage, units.capacity)
        self._highs = quiet()
        self._trades = 2 * len(self.rows)
        self._open()

    def slots(self, which: Column) -> Column:
        """The slots of units, one unit after the other."""
        return runs(self.edge, which)

    def _usage(self, which: Column, choice: Column) -> Usage:
        slot = self.slots(which)
        owner = np.repeat(np.arange(len(which)), np.diff(self.edge)[which])
        block = np.searchsorted(self.blocks.offset, slot, "right") - 1
        weight = self.units.weight[block]
        return usage_of(self.blocks, self.coupling, slot, choice, owner=owner, weight=weight)

    def _taken(self, usage: Usage, times: Column) -> tuple[Column, float]:
        amount = usage.amount * times[usage.column]
        rows = np.bincount(usage.row, amount, minlength=len(self._number))[self.rows]
        return rows, float(usage.worth @ times[: len(usage.worth)])

    def _open(self) -> None:
        """The shared rows, and the columns by which they are bought, sold, or fall short."""
        rows, floors = len(self.rows), len(self.floors)
        low, high = self._sides()
        nothing = np.zeros(0, np.int32)
        self._highs.addRows(rows, low, high, 0, np.zeros(rows, np.int32), nothing, np.zeros(0))
        for sign in (-1.0, 1.0):
            self._add_columns(
                np.zeros(rows), np.arange(rows + 1), np.arange(rows), np.full(rows, sign)
            )
        at = len(self.budgets)
        self._add_columns(
            np.full(floors, -self.coupling.penalty),
            np.arange(floors + 1),
            at + np.arange(floors),
            np.ones(floors),
        )
        self._own = 2 * rows + floors

    def _sides(self) -> tuple[Column, Column]:
        budgets = len(self.budgets)
        limit = self.coupling.limit.reshape(-1)[self.budgets] - self._spent[:budgets]
        need = self.coupling.need[self.floors] - self._spent[budgets:]
        low = np.concatenate([np.full(budgets, -_INF), need])
        return low, np.concatenate([limit, np.full(len(self.floors), _INF)])

    def _add_columns(self, worth: Column, starts: Column, index: Column, amount: Column) -> None:
        count = len(worth)
        if count:
            self._highs.addCols(
                count,
                -worth.astype(np.float64),
                np.zeros(count),
                np.full(count, _INF),
                len(index),
                starts[:-1].astype(np.int32),
                index.astype(np.int32),
                amount.astype(np.float64),
            )

    def box(self, low: Column, high: Column) -> None:
        """Prices stay between these: what is bought costs `high`, what is sold brings `low`."""
        budgets = len(self.budgets)
        buy = np.concatenate([high[:budgets], -low[budgets:]])
        sell = np.concatenate([-low[:budgets], high[budgets:]])
        costs = np.concatenate([buy, sell])
        index = np.arange(self._trades, dtype=np.int32)
        self._highs.changeColsCost(self._trades, index, costs.astype(np.float64))

    def widen(self, which: Column, choice: Column) -> None:
        """Give units a further choice each: `choice` of their slots, one unit after the other."""
        fresh = which[self.row_of[which] < 0]
        if len(fresh):
            self._make_explicit(fresh)
        self._offer(which, choice)

    def _make_explicit(self, fresh: Column) -> None:
        own = self.base[self.slots(fresh)]
        times = self.units.capacity[fresh]
        spent, value = self._taken(self._usage(fresh, own), times)
        self._spent, self._base_value = self._spent - spent, self._base_value - value
        first = self._highs.getNumRow()
        count = len(fresh)
        self._highs.addRows(
            count,
            np.full(count, -_INF),
            times.astype(np.float64),
            0,
            np.zeros(count, np.int32),
            np.zeros(0, np.int32),
            np.zeros(0),
        )
        self.row_of[fresh] = first + np.arange(count)
        low, high = self._sides()
        for row in range(len(self.rows)):
            self._highs.changeRowBounds(row, float(low[row]), float(high[row]))
        self._offer(fresh, own)

    def _offer(self, which: Column, choice: Column) -> None:
        usage = self._usage(which, choice)
        number = self._number[usage.row]
        keep = number >= 0
        columns = np.arange(len(which))
        owner = np.concatenate([usage.column[keep], columns])
        row = np.concatenate([number[keep], self.row_of[which]])
        amount = np.concatenate([usage.amount[keep], np.ones(len(which))])
        order = np.lexsort([row, owner])
        starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(which)))])
        self._add_columns(usage.worth, starts, row[order], amount[order])
        self.owner = np.concatenate([self.owner, which])
        sizes = np.diff(self.edge)[which]
        self.choices += np.split(choice, np.cumsum(sizes)[:-1])

    def share(self) -> Portions:
        """Solve as it stands."""
        self._highs.run()
        solution, info = self._highs.getSolution(), self._highs.getInfo()
        x, dual = np.array(solution.col_value), np.array(solution.row_dual)
        costs = np.array(self._highs.getLp().col_cost_)
        traded = -float(costs[: self._trades] @ x[: self._trades])
        budgets = len(self.budgets)
        price = np.concatenate([-dual[:budgets], dual[budgets : len(self.rows)]])
        unit = np.full(len(self.row_of), np.nan)
        explicit = self.row_of >= 0
        unit[explicit] = -dual[self.row_of[explicit]]
        return Portions(
            x=x[self._own :],
            price=np.maximum(price, 0.0),
            unit=unit,
            value=self._base_value - float(info.objective_function_value) - traded,
            traded=float(np.abs(x[: self._trades]).max(initial=0.0)),
            regret=np.abs(np.array(solution.col_dual)[self._own :]),
        )


def runs(edge: Column, which: Column) -> Column:
    """The positions of some runs, one run after the other; run `i` is edge[i] to edge[i + 1]."""
    size = np.diff(edge)[which]
    start = np.repeat(edge[which] - (np.cumsum(size) - size), size)
    return start + np.arange(len(start))
