"""The one entry: bundles and terms in, an allocation out."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import numpy as np

from sakimawari.reach.plans.budget.blocks import Blocks, blocks_of
from sakimawari.reach.plans.budget.coupling import (
    BUDGETS,
    coupling_of,
    crowd_of,
    limits_of,
    shares_of,
)
from sakimawari.reach.plans.budget.days import Calendar, calendar_of
from sakimawari.reach.plans.budget.filling import Contacts, Rows
from sakimawari.reach.plans.budget.pricing import caps_of
from sakimawari.reach.plans.budget.reasons import reasons
from sakimawari.reach.plans.budget.settling import WHOLE, settle
from sakimawari.reach.plans.budget.shares import group_shares
from sakimawari.reach.plans.budget.values import (
    MEDIA,
    NEVER,
    Allocation,
    Bundles,
    Column,
    Earlier,
    Resource,
)
from sakimawari.reach.terms.values import Terms


def allocate(
    bundles: Bundles,
    terms: Terms,
    *,
    start: date,
    earlier: Earlier | None = None,
    whole: int = WHOLE,
) -> Allocation:
    """Who is told in which week by which medium, so that what is told is worth most.

    Within the terms: caps, days, budgets; floors first, where they can be met at all. `start` is
    the first day of the plan. Up to `whole` bundles are decided by one exact model; more of them by
    prices, and `Allocation.bound` says how far that can be from the best.
    """
    begun = perf_counter()
    calendar, caps = calendar_of(start, terms), caps_of(terms)
    blocks = blocks_of(bundles, terms, calendar, earlier)
    rows = _rows(bundles, blocks)
    share = shares_of(bundles, terms)
    crowd = crowd_of(blocks, rows.person, len(share))
    spent = earlier.spent if earlier is not None else None
    coupling = coupling_of(terms, blocks, crowd, share, spent)
    settled = settle(blocks, coupling, caps, whole=whole)
    contacts = Contacts(blocks, coupling, caps, rows, settled.choice)
    contacts.shed()
    contacts.fill()
    pi, mu = np.split(settled.price, [coupling.limit.size])
    pi = pi.reshape(coupling.limit.shape)
    because = reasons(bundles, blocks, contacts, terms=terms, calendar=calendar, prices=pi)
    shares = group_shares(
        bundles,
        terms,
        blocks,
        contacts,
        coupling=coupling,
        crowd=crowd,
        prices=mu,
        because=because,
    )
    short = sum(max(0, one.needed - one.reached) for one in shares)
    return _answer(
        bundles,
        blocks,
        contacts,
        calendar,
        because,
        resources=_resources(terms, contacts, pi, spent),
        shares=shares,
        bound=settled.bound + coupling.penalty * short,
        seconds=perf_counter() - begun,
    )


def _rows(bundles: Bundles, blocks: Blocks) -> Rows:
    return Rows(
        person=np.unique(bundles.person[blocks.order], return_inverse=True)[1].reshape(-1),
        household=np.repeat(
            np.arange(len(blocks.start)), np.diff(np.append(blocks.start, len(blocks.order)))
        ),
    )


def _resources(
    terms: Terms, contacts: Contacts, prices: Column, spent: Column | None
) -> tuple[Resource, ...]:
    """The budgets as the terms have them; what earlier plans spend is used as well."""
    limit = limits_of(terms)
    used = contacts.used if spent is None else contacts.used + spent
    return tuple(
        Resource(
            kind=kind,
            week=week,
            limit=float(limit[at, week]),
            used=round(float(used[at, week]), 6),
            price=round(float(prices[at, week]), 6),
        )
        for at, kind in enumerate(BUDGETS)
        for week in range(limit.shape[1])
        if np.isfinite(limit[at, week])
    )


def _answer(
    bundles: Bundles,
    blocks: Blocks,
    contacts: Contacts,
    calendar: Calendar,
    because: Column,
    **whole: object,
) -> Allocation:
    """The rows as they were asked."""
    count, media = len(bundles), len(MEDIA)
    told = contacts.choice >= 0
    at, choice = blocks.order[told], contacts.choice[told]
    week, medium = np.full(count, -1, np.int16), np.full(count, -1, np.int8)
    effect, reason = np.zeros(count), np.full(count, -1, np.int8)
    week[at], medium[at] = choice // media, choice % media
    code = blocks.row_code[told]
    effect[at] = blocks.effect[code, choice % media]
    reason[blocks.order] = because
    value = float(blocks.worth[code, choice // media, choice % media].sum())
    return Allocation(
        week=week,
        medium=medium,
        day=_days(bundles, blocks, calendar, week, medium),
        effect=effect,
        because=reason,
        value=value,
        **whole,  # type: ignore[arg-type]
    )


def _days(
    bundles: Bundles, blocks: Blocks, calendar: Calendar, week: Column, medium: Column
) -> Column:
    """The day of each: at once where a deadline presses, else the household's turn of the week."""
    key = np.empty(len(bundles), np.uint64)
    key[blocks.order] = np.repeat(
        bundles.key[blocks.order[blocks.start]],
        np.diff(np.append(blocks.start, len(blocks.order))),
    )
    turn = key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)
    earliest = np.clip(bundles.earliest, calendar.start, calendar.end).astype(np.int32)
    day = np.full(len(bundles), NEVER, np.int32)
    pressing = bundles.deadline < NEVER
    for number in range(calendar.weeks):
        for rule in (0, 1):
            rows = np.flatnonzero((week == number) & (calendar.rules[medium] == rule))
            soon, turned = rows[pressing[rows]], rows[~pressing[rows]]
            day[soon] = calendar.first(rule, number, earliest[soon])
            day[turned] = calendar.spread(rule, number, earliest[turned], turn[turned])
    return day
