"""The best each household can do when budgets have prices: the inner loop, compiled.

At prices `pi` of the budgets and `mu` of the floors, every household decides alone: a week and a
medium for each of its bundles, within its caps. That is a search over a handful of bundles and
weeks, exact but for households so large that the search is cut short; its bound then still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sakimawari.reach.plans.budget.blocks import BEFORE, Blocks
from sakimawari.reach.plans.budget.values import Column
from sakimawari.reach.terms.values import Terms

MONTH = 4  # weeks
_NODES = 20_000  # of the search in one household
_EPS = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Of each block: the choice of each slot (week x media + medium, -1 none), its value at these
    prices, and a bound that no choice exceeds."""

    choice: Column
    value: Column
    bound: Column


def caps_of(terms: Terms) -> Column:
    """Caps as the loops read them: person a week, person in four weeks, household a week."""
    return np.array(
        [terms.per_person_a_week, terms.per_person_a_month, terms.per_household_a_week], np.int64
    )


def price(blocks: Blocks, caps: Column, spend: Column, pi: Column, mu: Column) -> Priced:
    """Every household's best at prices: `spend` is (3, media), `pi` (4, weeks), `mu` by group.

    The budgets are postage, visits, calls (what a medium takes) and counter (a bundle's effect).
    """
    worth = np.ascontiguousarray(blocks.worth)
    net, medium = _net(worth, blocks.effect, spend, pi)
    bonus = mu[blocks.groups].sum(axis=1) if blocks.groups.shape[1] else np.zeros(len(worth))
    choice = np.full(len(blocks.code), -1, np.int64)
    value, bound = np.zeros(len(blocks.members)), np.zeros(len(blocks.members))
    _all(
        blocks.offset,
        blocks.code,
        blocks.person,
        blocks.past,
        blocks.past_household[blocks.block_past],
        caps,
        net,
        medium,
        bonus,
        worth.shape[2],
        choice,
        value,
        bound,
    )
    return Priced(choice=choice, value=value, bound=bound)


@njit(cache=True)
def _net(worth, effect, spend, pi):  # type: ignore[no-untyped-def] # pragma: no cover
    codes, weeks, media = worth.shape
    net = np.full((codes, weeks), -np.inf)
    best = np.full((codes, weeks), -1, np.int64)
    for code in range(codes):
        for week in range(weeks):
            for medium in range(media):
                value = worth[code, week, medium]
                if value == -np.inf:
                    continue
                for kind in range(3):
                    value -= spend[kind, medium] * pi[kind, week]
                value -= effect[code, medium] * pi[3, week]
                if value > net[code, week] + _EPS:
                    net[code, week] = value
                    best[code, week] = medium
    return net, best


@njit(cache=True)
def may_add(past, chosen, week, weeks, caps):  # type: ignore[no-untyped-def] # pragma: no cover
    """Whether a person with these contacts may have one more in a week."""
    if past[BEFORE + week] + chosen[week] >= caps[0]:
        return False
    for last in range(week, min(week + MONTH, weeks)):
        total = 0
        for at in range(last - MONTH + 1, last + 1):
            total += past[BEFORE + at]
            if at >= 0:
                total += chosen[at]
        if total >= caps[1]:
            return False
    return True


@njit(cache=True)
def _all(  # type: ignore[no-untyped-def] # noqa: PLR0917 # pragma: no cover
    offset,
    code,
    person,
    past,
    past_household,
    caps,
    net,
    medium,
    bonus,
    media,
    choice,
    value,
    bound,
):
    weeks = net.shape[1]
    nobody = np.zeros(weeks, np.int64)
    for block in range(len(value)):
        low, high = offset[block], offset[block + 1]
        if high - low == 1:
            one = code[low]
            for week in range(weeks):
                worth = net[one, week] + bonus[one]
                if (
                    worth > value[block] + _EPS
                    and past_household[block, week] < caps[2]
                    and may_add(past[one], nobody, week, weeks, caps)
                ):
                    value[block] = worth
                    choice[low] = week * media + medium[one, week]
            bound[block] = value[block]
            continue
        weeks_chosen, best, most = _search(
            code[low:high], person[low:high], past, past_household[block], caps, net, bonus
        )
        value[block], bound[block] = best, most
        for slot in range(high - low):
            week = weeks_chosen[slot]
            if week >= 0:
                choice[low + slot] = week * media + medium[code[low + slot], week]


@njit(cache=True)
def _search(code, person, past, past_household, caps, net, bonus):  # type: ignore[no-untyped-def] # noqa: PLR0917 # pragma: no cover
    """The best weeks of one household's bundles, by a search in depth that cuts by two bounds."""
    slots, weeks = len(code), net.shape[1]
    peak = np.zeros(slots)
    for slot in range(slots):
        peak[slot] = max(0.0, net[code[slot]].max() + bonus[code[slot]])
    order = np.argsort(-peak, kind="mergesort")
    rest = np.zeros(slots + 1)  # the most the slots from here on can bring, each alone
    column = np.zeros((slots + 1, weeks))  # the most one of them can bring in a week
    for at in range(slots - 1, -1, -1):
        one = code[order[at]]
        rest[at] = rest[at + 1] + peak[order[at]]
        for week in range(weeks):
            column[at, week] = max(column[at + 1, week], net[one, week] + bonus[one])
    room = np.empty(weeks, np.int64)
    for week in range(weeks):
        room[week] = max(0, caps[2] - past_household[week])
    chosen = np.zeros((slots, weeks), np.int64)  # by person
    told = np.zeros(slots, np.int64)
    trial = np.full(slots, -1, np.int64)  # the week under trial at each depth; weeks: none
    held = np.full(slots, -1, np.int64)  # the week taken at each depth
    total = np.zeros(slots + 1)
    best, best_weeks = 0.0, np.full(slots, -1, np.int64)
    root = min(rest[0], (room * column[0]).sum())
    at, nodes = 0, 0
    while at >= 0:
        one, who = code[order[at]], person[order[at]]
        if held[at] >= 0:
            chosen[who, held[at]] -= 1
            told[who] -= 1
            room[held[at]] += 1
            held[at] = -1
        trial[at] += 1
        week = trial[at]
        if week > weeks:
            at -= 1
            continue
        total[at + 1] = total[at]
        if week < weeks:
            if (
                net[one, week] == -np.inf
                or room[week] <= 0
                or not may_add(past[one], chosen[who], week, weeks, caps)
            ):
                continue
            total[at + 1] += net[one, week] + (bonus[one] if told[who] == 0 else 0.0)
            chosen[who, week] += 1
            told[who] += 1
            room[week] -= 1
            held[at] = week
        nodes += 1
        if total[at + 1] > best + _EPS:
            best = total[at + 1]
            best_weeks[:] = -1
            for before in range(at + 1):
                best_weeks[order[before]] = held[before]
        if nodes >= _NODES:
            return best_weeks, best, max(best, root)
        most = min(rest[at + 1], (room * column[at + 1]).sum())
        if at + 1 < slots and total[at + 1] + most > best + _EPS:
            at += 1
            trial[at], held[at] = -1, -1
    return best_weeks, best, best
