"""Households as blocks, those alike put together: nothing but them and a few budgets is coupled.

The caps bind within a household, the budgets and floors across the city. Households whose bundles
are alike in all that counts (stake, deadline, media, groups, earlier contacts) are one block with a
number of members; an answer says how many members do what, which loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.plans.budget.days import Calendar
from sakimawari.reach.plans.budget.values import KINDS, MEDIA, NEVER, Bundles, Column, Earlier
from sakimawari.reach.plans.budget.worth import Kinds, effects, presses, stake_of, worths
from sakimawari.reach.terms.values import Terms

BEFORE = 3  # weeks before the plan that a month of four weeks looks back on
_ALIKE = 4  # bundles; larger households are hardly ever alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Everything the optimisation reads.

    Rows are the bundles in the order of `order`; a household's rows are contiguous, block `i` has
    the `members[i]` households `household[first[i]:first[i+1]]`, each of `size[i]` rows, and its
    slots are `offset[i]:offset[i+1]`.
    """

    order: Column  # row of Bundles of each row here
    start: Column  # first row of each household, in the order of `first`
    first: Column  # (blocks+1,) into start
    members: Column
    offset: Column  # (blocks+1,)
    code: Column  # of each slot: row of the arrays below
    person: Column  # of each slot: 0.. within the household
    block_past: Column  # of each block: row of past_household
    worth: Column  # (codes, weeks, media)
    effect: Column  # (codes, media)
    groups: Column  # (codes, kinds with a floor): group, -1 none
    past: Column  # (codes, BEFORE + weeks): earlier contacts of the person
    past_household: Column  # (n, weeks)
    row_code: Column  # of each row
    group_of_row: Column  # (rows, kinds with a floor)


def blocks_of(
    bundles: Bundles, terms: Terms, calendar: Calendar, earlier: Earlier | None
) -> Blocks:
    """Bundles as blocks, in an order that does not depend on theirs."""
    floors = [KINDS.index(floor.by) for floor in terms.floors]
    kinds, groups = _kinds(bundles, terms, calendar), _groups(bundles, sorted(set(floors)))
    past, past_household = _past(bundles, terms, earlier)
    person_past, past = _distinct(past)
    code, rows = _codes(kinds, groups, person_past)
    order, start, block, size = _arrange(bundles, code, past_household)
    alone = Kinds(**{name: getattr(kinds, name)[rows] for name in Kinds.__slots__})
    lead = np.flatnonzero(np.diff(block, prepend=-1))
    offset = np.concatenate([[0], np.cumsum(size[lead])])
    slots = np.repeat(start[lead] - offset[:-1], size[lead]) + np.arange(offset[-1])
    return Blocks(
        order=order,
        start=start,
        first=np.append(lead, len(start)),
        members=np.diff(np.append(lead, len(start))),
        offset=offset,
        code=code[order][slots],
        person=_local(bundles.person[order][slots], offset),
        block_past=np.arange(len(lead)),
        worth=worths(alone, terms, calendar),
        effect=effects(alone, terms),
        groups=groups[rows],
        past=past[person_past[rows]],
        past_household=past_household[order[start[lead]]],
        row_code=code[order],
        group_of_row=groups[order],
    )


def _kinds(bundles: Bundles, terms: Terms, calendar: Calendar) -> Kinds:
    usable = sum(1 << bit for bit, one in enumerate(MEDIA) if one in terms.media & set(terms.costs))
    press = presses(bundles.deadline, calendar, terms)
    return Kinds(
        stake=stake_of(bundles.yen),
        deadline=np.where(press, bundles.deadline, NEVER).astype(np.int32),
        earliest=np.clip(bundles.earliest, calendar.start, calendar.end).astype(np.int32),
        media=bundles.media & np.uint8(usable),
        rank=np.clip(bundles.rank, 0, len(MEDIA)),
        factor=bundles.factor,
    )


def _groups(bundles: Bundles, kinds: list[int]) -> Column:
    """Each bundle's groups, numbered through over all kinds that have a floor."""
    columns, base = [], 0
    for kind in kinds:
        columns.append(np.asarray(getattr(bundles, KINDS[kind]), np.int64) + base)
        base += len(bundles.labels[KINDS[kind]])
    return np.stack(columns, axis=1) if columns else np.zeros((len(bundles), 0), np.int64)


def _past(bundles: Bundles, terms: Terms, earlier: Earlier | None) -> tuple[Column, Column]:
    """Earlier contacts of each bundle's person and household, by week."""
    persons = np.zeros((len(bundles), BEFORE + terms.weeks), np.int16)
    households = np.zeros((len(bundles), terms.weeks), np.int16)
    if earlier is None or not len(earlier.week):
        return persons, households
    for week in range(-BEFORE, terms.weeks):
        now = earlier.week == week
        persons[:, week + BEFORE] = _count(bundles.person, earlier.person[now])
        if week >= 0:
            households[:, week] = _count(bundles.household, earlier.household[now])
    return persons, households


def _count(asked: Column, told: Column) -> Column:
    names, counts = np.unique(told, return_counts=True)
    if not len(names):
        return np.zeros(len(asked), np.int16)
    at = np.minimum(np.searchsorted(names, asked), len(names) - 1)
    return np.where(names[at] == asked, counts[at], 0).astype(np.int16)


def _distinct(table: Column) -> tuple[Column, Column]:
    """Rows of a small table as numbers, and the distinct rows."""
    if not table.any():
        return np.zeros(len(table), np.int64), np.zeros((1, table.shape[1]), table.dtype)
    distinct, number = np.unique(table, axis=0, return_inverse=True)
    return number.reshape(-1), distinct


def _codes(kinds: Kinds, groups: Column, past: Column) -> tuple[Column, Column]:
    """A number for each bundle, equal where all that counts is equal, and a row of each number."""
    rank = (kinds.rank.astype(np.int64) * 8 ** np.arange(len(MEDIA))).sum(axis=1)
    columns = [kinds.stake, kinds.deadline, kinds.earliest, kinds.media, rank, kinds.factor, past]
    code = np.zeros(len(past), np.int64)
    for column in [*columns, *groups.T]:
        code = _together(code, column)
    _, rows = np.unique(code, return_index=True)
    return code, rows


def _together(code: Column, column: Column) -> Column:
    _, number = np.unique(column, return_inverse=True)
    number = number.reshape(-1)
    both = code * (int(number.max(initial=0)) + 1) + number
    return np.unique(both, return_inverse=True)[1].reshape(-1)


def _arrange(
    bundles: Bundles, code: Column, past_household: Column
) -> tuple[Column, Column, Column, Column]:
    """Rows by block, then household by its smallest key, then code, then key."""
    _, household = np.unique(bundles.household, return_inverse=True)
    household = household.reshape(-1)
    smallest = np.full(int(household.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(smallest, household, bundles.key)
    order = np.lexsort([bundles.key, code, smallest[household]])
    start = np.flatnonzero(np.diff(household[order], prepend=-1))
    size = np.diff(np.append(start, len(order)))
    block = _alike(bundles, code, order, start=start, size=size, past=past_household)
    by_block = np.lexsort([smallest[household[order[start]]], block])
    rows = np.repeat(start[by_block], size[by_block]) + _within(size[by_block])
    size = size[by_block]
    return order[rows], np.cumsum(size) - size, block[by_block], size


def _alike(
    bundles: Bundles, code: Column, order: Column, *, start: Column, size: Column, past: Column
) -> Column:
    """A number for each household, equal where the households are alike."""
    local = _local(bundles.person[order], np.append(start, len(order)))
    slot = _together(code[order], local)
    block = _together(np.minimum(size, _ALIKE + 1), _distinct(past)[0][order[start]])
    for at in range(_ALIKE):
        there = size > at
        block = _together(block, np.where(there, slot[np.where(there, start + at, 0)], -1))
    return _together(block, np.where(size > _ALIKE, np.arange(len(size)), -1))


def _within(size: Column) -> Column:
    """0, 1, … within each of consecutive runs of these sizes."""
    within: Column = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return within


def _local(person: Column, offset: Column) -> Column:
    """Persons numbered 0.. by first appearance within each run."""
    run = np.repeat(np.arange(len(offset) - 1), np.diff(offset))
    both = np.stack([run, person], axis=1)
    _, first, number = np.unique(both, axis=0, return_index=True, return_inverse=True)
    leader = first[number.reshape(-1)]
    new = leader == np.arange(len(person))
    seen = np.cumsum(new) - 1
    local: Column = seen[leader] - (np.cumsum(new) - new)[offset[:-1]][run]
    return local
