"""Why each of those left for later waits: the constraint that binds, looked up, not guessed."""

from __future__ import annotations

import numpy as np

from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.coupling import COUNTER
from sakimawari.reach.plans.budget.days import Calendar
from sakimawari.reach.plans.budget.filling import Contacts
from sakimawari.reach.plans.budget.values import BECAUSE, MEDIA, NEVER, Because, Bundles, Column
from sakimawari.reach.terms.values import Terms

_OF_BUDGET = np.array(
    [BECAUSE.index(one) for one in (Because.POSTAGE, Because.STAFF, Because.STAFF, Because.COUNTER)]
)


def reasons(
    bundles: Bundles,
    blocks: Blocks,
    contacts: Contacts,
    *,
    terms: Terms,
    calendar: Calendar,
    prices: Column,
) -> Column:
    """Of each row its reason, an index into BECAUSE; -1 for those told."""
    because = np.full(len(blocks.order), -1, np.int8)
    rows = np.flatnonzero(contacts.choice < 0)
    because[rows] = _impossible(bundles, blocks.order[rows], terms, calendar)
    worth = blocks.worth[blocks.row_code[rows]]
    possible = np.isfinite(worth).any(axis=(1, 2))
    good = possible & (worth > 0).any(axis=(1, 2))
    because[rows[possible & ~good]] = BECAUSE.index(Because.WORTH)
    rows, worth = rows[good], worth[good]
    own, house = contacts.person_may(rows), contacts.household_may(rows)
    week = (worth > 0).any(axis=2)
    capped = ~(week & own & house).any(axis=1)
    cap = ~(week & own).any(axis=1)
    because[rows[capped & cap]] = BECAUSE.index(Because.CAP)
    because[rows[capped & ~cap]] = BECAUSE.index(Because.HOUSEHOLD)
    rest = ~capped
    may = (own & house)[rest]
    because[rows[rest]] = _budget(
        blocks, contacts, rows[rest], worth=worth[rest], may=may, prices=prices
    )
    return because


def _impossible(bundles: Bundles, rows: Column, terms: Terms, calendar: Calendar) -> Column:
    """The reason of those who cannot be told whatever the budgets."""
    usable = [one in terms.media and one in terms.costs for one in MEDIA]
    can = (bundles.media[rows][:, None] >> np.arange(len(MEDIA)) & 1).astype(bool) & usable
    earliest = np.maximum(bundles.earliest[rows], calendar.start).astype(np.int32)
    some_day = np.zeros(len(rows), bool)
    for week in range(terms.weeks):
        for medium in range(len(MEDIA)):
            day = calendar.first(int(calendar.rules[medium]), week, earliest)
            some_day |= can[:, medium] & (day != NEVER)
    because = np.full(len(rows), BECAUSE.index(Because.LATE), np.int8)
    because[~some_day] = BECAUSE.index(Because.HOLIDAY)
    because[earliest >= calendar.end] = BECAUSE.index(Because.EARLY)
    because[~can.any(axis=1)] = BECAUSE.index(Because.NO_MEDIUM)
    return because


def _budget(
    blocks: Blocks,
    contacts: Contacts,
    rows: Column,
    *,
    worth: Column,
    may: Column,
    prices: Column,
) -> Column:
    """The budget that the best contact still open to each would need; the dearest if several."""
    weeks, media = worth.shape[1:]
    short = contacts.short(rows)
    open_ = np.where(may[:, :, None] & (worth > 0) & short.any(axis=1), worth, -np.inf)
    best = open_.reshape(len(rows), weeks * media).argmax(axis=1)
    week, medium = best // media, best % media
    code = blocks.row_code[rows]
    bill = np.full((len(rows), COUNTER + 1), -1.0)
    for kind in range(COUNTER + 1):
        lacks = short[np.arange(len(rows)), kind, week, medium]
        price = prices[kind, week] * contacts.takes(kind, code, medium)
        bill[:, kind] = np.where(lacks, price, -1.0)
    because: Column = _OF_BUDGET[bill.argmax(axis=1)]
    return because
