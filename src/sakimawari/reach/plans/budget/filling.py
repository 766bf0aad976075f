"""What still fits: nobody waits for a budget that is not used up, and no budget is exceeded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.plans.budget.blocks import BEFORE, Blocks
from sakimawari.reach.plans.budget.coupling import COUNTER, Coupling
from sakimawari.reach.plans.budget.pricing import MONTH
from sakimawari.reach.plans.budget.values import Column

_EPS = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The person and household of each row, numbered through."""

    person: Column
    household: Column


class Contacts:
    """Contacts by person and household and week, and what the budgets have left."""

    def __init__(
        self, blocks: Blocks, coupling: Coupling, caps: Column, rows: Rows, choice: Column
    ) -> None:
        self.blocks, self.coupling, self.caps, self.rows = blocks, coupling, caps, rows
        self.choice = choice.copy()
        self.weeks, self.media = blocks.worth.shape[1:]
        self.person = np.zeros((int(rows.person.max(initial=-1)) + 1, BEFORE + self.weeks), int)
        self.household = np.zeros((int(rows.household.max(initial=-1)) + 1, self.weeks), int)
        self.person[rows.person] = blocks.past[blocks.row_code]
        block = np.repeat(np.arange(len(blocks.members)), blocks.members)
        past = blocks.past_household[blocks.block_past[block]]
        self.household[np.arange(len(past))] = past
        told = np.flatnonzero(choice >= 0)
        week, medium = choice[told] // self.media, choice[told] % self.media
        np.add.at(self.person, (rows.person[told], BEFORE + week), 1)
        np.add.at(self.household, (rows.household[told], week), 1)
        self.used = np.zeros(coupling.limit.shape)
        for kind in range(COUNTER + 1):
            amount = self.takes(kind, blocks.row_code[told], medium)
            self.used[kind] = np.bincount(week, amount, minlength=self.weeks)

    def takes(self, kind: int, code: Column, medium: Column) -> Column:
        """What a contact takes of a budget."""
        spend: Column = (
            self.blocks.effect[code, medium]
            if kind == COUNTER
            else self.coupling.spend[kind, medium]
        )
        return spend

    def person_may(self, rows: Column) -> Column:
        """Of each row and week: whether the person's own caps leave a place, (rows, weeks)."""
        told = self.person[self.rows.person[rows]]
        total = np.cumsum(np.pad(told, ((0, 0), (1, 0))), axis=1)
        month = total[:, MONTH:] - total[:, :-MONTH] if total.shape[1] > MONTH else total[:, :0]
        full = month >= self.caps[1]  # of the four weeks that end with each
        may: Column = told[:, BEFORE:] < self.caps[0]
        for week in range(self.weeks):
            may[:, week] &= ~full[:, week : week + MONTH].any(axis=1)
        return may

    def household_may(self, rows: Column) -> Column:
        """Of each row and week: whether the household's cap leaves a place."""
        may: Column = self.household[self.rows.household[rows]] < self.caps[2]
        return may

    def short(self, rows: Column) -> Column:
        """Of each row, budget, week and medium: whether the budget does not suffice."""
        left = self.coupling.limit - self.used + _EPS
        code = self.blocks.row_code[rows]
        short = np.zeros((len(rows), COUNTER + 1, self.weeks, self.media), bool)
        for kind in range(COUNTER):
            short[:, kind] = self.coupling.spend[kind][None, :] > left[kind][:, None]
            short[:, kind] &= self.coupling.spend[kind] > 0
        short[:, COUNTER] = self.blocks.effect[code][:, None, :] > left[COUNTER][None, :, None]
        return short

    def shed(self) -> None:
        """Take back the least worth of whatever exceeds a budget: prices are found by rounds, and
        should they ever end too early, fewer are told rather than more spent."""
        for kind, week in zip(*np.nonzero(self.used > self.coupling.limit + _EPS), strict=True):
            told = np.flatnonzero(self.choice // self.media == week)
            code, medium = self.blocks.row_code[told], self.choice[told] % self.media
            amount = self.takes(int(kind), code, medium)
            worth = self.blocks.worth[code, week, medium] / np.maximum(amount, _EPS)
            order = np.lexsort([told, worth])
            for at in order[amount[order] > 0]:
                if self.used[kind, week] <= self.coupling.limit[kind, week] + _EPS:
                    break
                self._count(int(told[at]), -1)

    def fill(self) -> None:
        """Tell whoever still fits, the most worth first."""
        waiting = np.flatnonzero(self.choice < 0)
        while len(waiting):
            worth = self._fitting(waiting)
            best = worth.reshape(len(waiting), self.weeks * self.media).max(axis=1)
            some = np.flatnonzero(best > 0)
            if not len(some):
                return
            order = some[np.lexsort([waiting[some], -best[some]])]
            for at in order[:_BATCH]:
                self._add(waiting[at])
            waiting = waiting[order[_BATCH:]] if len(order) > _BATCH else waiting[:0]

    def _fitting(self, rows: Column) -> Column:
        worth = self.blocks.worth[self.blocks.row_code[rows]]
        may = self.person_may(rows) & self.household_may(rows)
        fits = may[:, :, None] & ~self.short(rows).any(axis=1)
        return np.where(fits, worth, -np.inf)

    def _add(self, row: int) -> None:
        worth = self._fitting(np.array([row]))[0]
        best = int(worth.argmax())
        if worth.reshape(-1)[best] <= 0:
            return
        self.choice[row] = best
        self._count(row, 1)

    def _count(self, row: int, sign: int) -> None:
        """Add a row's choice to what is counted, or take it back."""
        week, medium = divmod(int(self.choice[row]), self.media)
        self.person[self.rows.person[row], BEFORE + week] += sign
        self.household[self.rows.household[row], week] += sign
        code = self.blocks.row_code[[row]]
        for kind in range(COUNTER + 1):
            amount = float(self.takes(kind, code, np.array([medium]))[0])
            self.used[kind, week] += sign * amount
        if sign < 0:
            self.choice[row] = -1


_BATCH = 2_000
