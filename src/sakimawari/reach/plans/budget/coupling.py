"""What couples the households of a city: the budgets of each week and the floors of each group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.values import KINDS, MEDIA, Bundles, Column
from sakimawari.reach.terms.values import Terms

BUDGETS = ("postage", "visits", "calls", "counter")
COUNTER = 3
_MEDIUM_OF = (Medium.LETTER, Medium.VISIT, Medium.CALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupling:
    """Budgets by kind and week (infinite: none), and how many persons of a group are to be told.

    `spend` is what one contact by a medium takes of the first three budgets; of the counter it
    takes its effect. `penalty` is what one person short of a floor costs: more than any contact
    could ever be worth, so that floors come first.
    """

    limit: Column  # (4, weeks), what earlier plans left of it
    need: Column  # (groups,)
    spend: Column  # (3, media)
    penalty: float

    @property
    def budgets(self) -> Column:
        """The limited ones, as indices into the flattened `limit`."""
        return np.flatnonzero(np.isfinite(self.limit))

    @property
    def floors(self) -> Column:
        """The groups that have a floor."""
        return np.flatnonzero(self.need > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who is in each group, in persons: all, and those who could be told were there no budget."""

    people: Column
    can: Column


def limits_of(terms: Terms) -> Column:
    """The budgets of the terms by kind and week; infinite where there is none."""
    budget = terms.budget
    each = [budget.postage_yen, budget.visit_minutes, budget.call_minutes, budget.counter]
    limit = np.array([np.inf if one is None else float(one) for one in each])
    return np.repeat(limit[:, None], terms.weeks, axis=1)


def coupling_of(
    terms: Terms, blocks: Blocks, crowd: Crowd, share: Column, spent: Column | None = None
) -> Coupling:
    """The budgets and floors of the terms; a floor asks no more than its group has persons.

    What plans before this one have `spent` of a week is not there a second time.
    """
    limit = limits_of(terms)
    spend = np.zeros((3, len(MEDIA)))
    for kind, medium in enumerate(_MEDIUM_OF):
        cost = terms.costs.get(medium)
        if cost is not None:
            spend[kind, MEDIA.index(medium)] = cost.yen if kind == 0 else cost.minutes
    finite = blocks.worth[np.isfinite(blocks.worth)]
    most = float(np.abs(finite).max(initial=1.0))
    return Coupling(
        limit=limit if spent is None else np.maximum(limit - spent, 0.0),
        need=np.ceil(crowd.people * share - 1e-9).astype(np.int64),
        spend=spend,
        penalty=float(64 * np.ceil(most)),
    )


def shares_of(bundles: Bundles, terms: Terms) -> Column:
    """The share each group is owed, over the groups as they are numbered through."""
    kinds = sorted({KINDS.index(floor.by) for floor in terms.floors})
    shares = []
    for kind in kinds:
        share = max(floor.share for floor in terms.floors if floor.by == KINDS[kind])
        shares += [share] * len(bundles.labels[KINDS[kind]])
    return np.array(shares, np.float64)


def crowd_of(blocks: Blocks, persons: Column, groups: int) -> Crowd:
    """Counts of each group; `persons` numbers the person of each row of `blocks.order`."""
    possible = np.asarray(np.isfinite(blocks.worth).any(axis=(1, 2)))[blocks.row_code]
    first = np.zeros(len(persons), bool)
    first[np.unique(persons, return_index=True)[1]] = True
    reachable = np.zeros(int(persons.max(initial=-1)) + 1, bool)
    reachable[persons[possible]] = True
    people, can = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    for group in blocks.group_of_row.T:
        people += np.bincount(group[first], minlength=groups)
        can += np.bincount(group[first & reachable[persons]], minlength=groups)
    return Crowd(people=people, can=can)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What choices take: entries (column, row, amount), rows as in `limit` flattened and groups
    after them; and the worth of each column."""

    column: Column
    row: Column
    amount: Column
    worth: Column


def usage_of(
    blocks: Blocks,
    coupling: Coupling,
    slot: Column,
    choice: Column,
    *,
    owner: Column,
    weight: Column,
) -> Usage:
    """The usage of the choices of some slots, as often as `weight`, summed by owner.

    `slot` covers whole blocks; the `owner` of each counts from 0.
    """
    owners = int(owner[-1]) + 1 if len(owner) else 0
    told = choice >= 0
    owner, slot, choice, weight = owner[told], slot[told], choice[told], weight[told]
    media, weeks = blocks.worth.shape[2], blocks.worth.shape[1]
    week, medium, code = choice // media, choice % media, blocks.code[slot]
    worth = np.bincount(owner, weight * blocks.worth[code, week, medium], minlength=owners)
    rows = [(kind * weeks + week, coupling.spend[kind, medium]) for kind in range(COUNTER)]
    rows.append((COUNTER * weeks + week, blocks.effect[code, medium]))
    first = _first_of_person(blocks, slot)
    rows += [(coupling.limit.size + group, first) for group in blocks.groups[code].T]
    return _summed(
        np.tile(owner, len(rows)),
        np.concatenate([row for row, _ in rows]),
        np.concatenate([weight * amount for _, amount in rows]),
        worth,
        coupling.limit.size + len(coupling.need),
    )


def total_of(usage: Usage, coupling: Coupling) -> Column:
    """The usage of all owners together, by row."""
    rows = coupling.limit.size + len(coupling.need)
    return np.bincount(usage.row, usage.amount, minlength=rows)


def _first_of_person(blocks: Blocks, slot: Column) -> Column:
    """1 for the first of each person's told slots, as a floor counts persons."""
    block = np.searchsorted(blocks.offset, slot, "right")
    both = block * (int(blocks.person.max(initial=0)) + 1) + blocks.person[slot]
    first = np.zeros(len(slot))
    first[np.unique(both, return_index=True)[1]] = 1.0
    return first


def _summed(column: Column, row: Column, amount: Column, worth: Column, rows: int) -> Usage:
    some = amount != 0
    both, number = np.unique(column[some] * rows + row[some], return_inverse=True)
    return Usage(
        column=both // rows,
        row=both % rows,
        amount=np.bincount(number.reshape(-1), amount[some], minlength=len(both)),
        worth=worth,
    )
