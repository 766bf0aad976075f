"""The same question as one model of whole numbers: each contact a column, every rule a row.

Exact, and far too large for a city. It answers small questions, finishes large ones for the few
households that the prices leave undecided, and checks both in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.plans.budget.blocks import BEFORE, Blocks
from sakimawari.reach.plans.budget.coupling import COUNTER, Coupling
from sakimawari.reach.plans.budget.pricing import MONTH
from sakimawari.reach.plans.budget.solver import Model, Solved, solve
from sakimawari.reach.plans.budget.values import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Some households, written out: their blocks (with repetition) and what is left for them.

    `room` are the budgets left, flattened as in `limit` (infinite: none); `need` persons of each
    group are still to be told.
    """

    blocks: Blocks
    which: Column
    coupling: Coupling
    caps: Column
    room: Column
    need: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The model, and which slot and choice each of its first columns stands for."""

    model: Model
    slot: Column  # counted over the slots of `which`, one after the other
    choice: Column
    slots: int


class _Rows:
    """Rows as they are gathered: entries by row, and the bounds of each."""

    def __init__(self) -> None:
        self.column: list[Column] = []
        self.row: list[Column] = []
        self.amount: list[Column] = []
        self.low: list[Column] = []
        self.high: list[Column] = []
        self.count = 0

    def add(self, column: Column, row: Column, amount: Column, low: Column, high: Column) -> None:
        """Rows numbered from 0 with their bounds; entries by those numbers."""
        self.column.append(column)
        self.row.append(row + self.count)
        self.amount.append(amount)
        self.low.append(low)
        self.high.append(high)
        self.count += len(high)

    def at_most(self, column: Column, row: Column, high: Column) -> None:
        """Of the columns of a row no more than `high` are chosen; idle rows are left out."""
        count = np.bincount(row, minlength=len(high))
        binding = count > high
        keep = binding[row]
        number = np.cumsum(binding) - 1
        self.add(
            column[keep],
            number[row[keep]],
            np.ones(int(keep.sum())),
            np.full(int(binding.sum()), -np.inf),
            np.maximum(high[binding], 0).astype(np.float64),
        )


def write(ask: Candidates) -> Written:
    """The model of some households."""
    blocks, which = ask.blocks, ask.which
    size = np.diff(blocks.offset)[which]
    owner = np.repeat(np.arange(len(which)), size)
    slots = np.repeat(blocks.offset[which] - (np.cumsum(size) - size), size) + np.arange(len(owner))
    code = blocks.code[slots]
    slot, week, medium = np.nonzero(np.isfinite(blocks.worth[code]))
    person = _person(owner, blocks.person[slots])
    rows = _Rows()
    columns = np.arange(len(slot))
    rows.at_most(columns, slot, np.ones(len(slots), np.int64))
    _caps(
        rows,
        ask,
        columns,
        owner=owner[slot],
        person=person[slot],
        week=week,
        code=code,
        person_of_slot=person,
    )
    _budgets(rows, ask, columns, code=code[slot], week=week, medium=medium)
    extra_worth, extra_most = _floors(rows, ask, columns, slot=slot, person=person, code=code)
    media = blocks.worth.shape[2]
    model = Model(
        worth=np.concatenate([blocks.worth[code[slot], week, medium], extra_worth]),
        most=np.concatenate([np.ones(len(slot)), extra_most]),
        low=np.concatenate(rows.low),
        high=np.concatenate(rows.high),
        column=np.concatenate(rows.column),
        row=np.concatenate(rows.row),
        amount=np.concatenate(rows.amount),
    )
    return Written(model=model, slot=slot, choice=week * media + medium, slots=len(slots))


def choose(written: Written, solved: Solved) -> Column:
    """The choice of each slot: -1 none."""
    choice = np.full(written.slots, -1, np.int64)
    taken = solved.x[: len(written.slot)] > 0.5
    choice[written.slot[taken]] = written.choice[taken]
    return choice


def answer(ask: Candidates, *, gap: float = 0.0, nodes: int | None = None) -> tuple[Column, Solved]:
    """The best choice of each slot of these households."""
    written = write(ask)
    if not len(written.slot) and not written.model.low.size:
        nothing = Solved(x=np.zeros(0), value=0.0, bound=0.0, price=np.zeros(0))
        return np.full(written.slots, -1, np.int64), nothing
    solved = solve(written.model, whole=True, gap=gap, nodes=nodes)
    return choose(written, solved), solved


def _person(owner: Column, local: Column) -> Column:
    both = np.stack([owner, local], axis=1)
    return np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)


def _caps(
    rows: _Rows,
    ask: Candidates,
    columns: Column,
    *,
    owner: Column,
    person: Column,
    week: Column,
    code: Column,
    person_of_slot: Column,
) -> None:
    blocks, weeks = ask.blocks, ask.blocks.worth.shape[1]
    left = ask.caps[2] - blocks.past_household[blocks.block_past[ask.which]].astype(np.int64)
    rows.at_most(columns, owner * weeks + week, left.reshape(-1))
    people = int(person_of_slot.max(initial=-1)) + 1
    past = np.zeros((people, BEFORE + weeks), np.int64)
    past[person_of_slot] = blocks.past[code]
    rows.at_most(columns, person * weeks + week, (ask.caps[0] - past[:, BEFORE:]).reshape(-1))
    for last in range(weeks):
        inside = (week <= last) & (week > last - MONTH)
        told = past[:, BEFORE + last - MONTH + 1 : BEFORE + last + 1].sum(axis=1)
        rows.at_most(columns[inside], person[inside], ask.caps[1] - told)


def _budgets(
    rows: _Rows, ask: Candidates, columns: Column, *, code: Column, week: Column, medium: Column
) -> None:
    weeks = ask.blocks.worth.shape[1]
    for kind in range(COUNTER + 1):
        room = ask.room[kind * weeks : (kind + 1) * weeks]
        if not np.isfinite(room).any():
            continue
        taken = (
            ask.blocks.effect[code, medium] if kind == COUNTER else ask.coupling.spend[kind, medium]
        )
        some = taken > 0
        rows.add(columns[some], week[some], taken[some], np.full(weeks, -np.inf), room)


def _floors(
    rows: _Rows, ask: Candidates, columns: Column, *, slot: Column, person: Column, code: Column
) -> tuple[Column, Column]:
    """A person is told if one of the bundles is; what is short of a floor costs the penalty."""
    floors = np.flatnonzero(ask.need > 0)
    if not len(floors):
        return np.zeros(0), np.zeros(0)
    people = int(person.max(initial=-1)) + 1
    told = len(columns) + np.arange(people)
    rows.add(
        np.concatenate([columns, told]),
        np.concatenate([person[slot], np.arange(people)]),
        np.concatenate([np.full(len(columns), -1.0), np.ones(people)]),
        np.full(people, -np.inf),
        np.zeros(people),
    )
    group = np.zeros((people, ask.blocks.groups.shape[1]), np.int64)
    group[person] = ask.blocks.groups[code]
    number = np.full(len(ask.need), -1)
    number[floors] = np.arange(len(floors))
    short = len(columns) + people + np.arange(len(floors))
    column, row = [short], [np.arange(len(floors))]
    for one in group.T:
        inside = number[one] >= 0
        column.append(told[inside])
        row.append(number[one[inside]])
    entries = np.concatenate(column)
    rows.add(
        entries,
        np.concatenate(row),
        np.ones(len(entries)),
        ask.need[floors].astype(np.float64),
        np.full(len(floors), np.inf),
    )
    worth = np.concatenate([np.zeros(people), np.full(len(floors), -ask.coupling.penalty)])
    return worth, np.concatenate([np.ones(people), np.full(len(floors), np.inf)])
