"""The child rearing allowance by hand, with its formula for a part of the amount."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peers import rearing_parts as parts
from peers.calendar import born_by, born_by_year_end, year_from
from peers.facts import (
    NOBODY_KNOWS_WHO,
    Array,
    Spans,
    Unit,
    child,
    dates,
    day,
    fast,
    figure,
    figures_of,
    has_wards,
    held,
    inlined,
    number,
    numbers,
    spans,
    status,
    truth,
    truths,
    units,
)
from peers.prepared import Prepared, room
from peers.rearing_parts import (
    adjusted,
    deducted,
    for_dependants,
    grade,
    old_beyond_one,
    partial_amount,
    relative_income,
)
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import Population

MOST_IN_UNIT = 64


class Facts(NamedTuple):
    birth: Array
    lone: Array
    severe: Array
    support: Array
    in_home: Spans
    disability: parts.Disability
    income: parts.Income


class Law(NamedTuple):
    on: int
    born_19: int
    born_20: int
    full: int
    partial: int
    relative: int
    each_relative: int
    each_old_relative: int
    base: int
    base_rate: int
    more: int
    more_rate: int
    each: parts.Each
    deductions: parts.Deductions


@inlined
def _child_flags(facts: Facts, law: Law, m: int) -> tuple[bool, bool, bool, bool]:
    """Of the right age (surely, possibly), and besides not in a home (surely, possibly)."""
    birth = day(facts.birth[m])
    if birth[0] > law.on or birth[1] <= law.born_20:
        return False, False, False, False
    surely, possibly = birth[0] > law.born_19, birth[1] > law.born_19
    if not surely:
        disabled = grade(facts.disability, m, law.on)
        surely = disabled[0] >= 1 and birth[0] > law.born_20
        possibly = possibly or disabled[1] >= 1
    surely = surely and birth[1] <= law.on
    in_home = truth(held(facts.in_home, m, law.on))
    return surely, possibly, surely and not in_home[1], possibly and not in_home[0]


@inlined
def _severe(facts: Facts, m: int, on: int) -> tuple[bool, bool]:
    """Severely disabled, as far as certificates and the decision tell."""
    certified = parts.certified(facts.disability, m, on)
    decided = truth(facts.severe[m])
    return certified[0] and decided[0], certified[1] and decided[1]


@inlined
def _alone(unit: Unit, facts: Facts, law: Law, p: int, house: tuple[int, int]) -> tuple[bool, bool]:
    """Without a spouse and bringing up alone, or with a severely disabled spouse."""
    a, b = house
    spouse = unit.spouse[p]
    lone = truth(facts.lone[p])
    if spouse == NOBODY_KNOWS_WHO:
        possibly = lone[1]
        for m in range(a, b):
            if m != p and not possibly:
                possibly = _severe(facts, m, law.on)[1]
        return lone[0] and b - a == 1, possibly
    if a <= spouse < b and spouse != p:
        found = _severe(facts, spouse, law.on)
        return found[0], found[1]
    return lone


@inlined
def _own_income(facts: Facts, law: Law, p: int) -> tuple[int, int]:
    before = adjusted(facts.income, law.deductions, p)
    less = deducted(facts.income, law.deductions, p)
    support = number(facts.support[p], 0, 12_000_000)
    low = before[0] + (2 * support[0] * 8 + 10) // 20 - less[1]
    high = before[1] + (2 * support[1] * 8 + 10) // 20 - less[0]
    return max(low, 0), max(high, 0)


@inlined
def _relative_within(facts: Facts, law: Law, m: int) -> tuple[bool, bool]:
    """Whether the income of somebody else in the household leaves the allowance."""
    income = relative_income(facts.income, law.deductions, m)
    dependants = number(facts.income.dependants[m], 0, 20)
    old = old_beyond_one(facts.income, m)
    low = law.relative + law.each_relative * dependants[0] + law.each_old_relative * old[0]
    high = law.relative + law.each_relative * dependants[1] + law.each_old_relative * old[1]
    return income[1] < low, income[0] < high


@inlined
def _relatives(
    unit: Unit, facts: Facts, law: Law, whose: tuple[int, int, int], paid: Array
) -> tuple[bool, bool]:
    """Whether everybody else in the household is young, such a child, or within the limit."""
    p, a, b = whose
    surely = True
    for m in range(a, b):
        if unit.subject[m] == 0 or m == p:
            continue
        birth = day(facts.birth[m])
        if birth[0] > law.born_19:
            continue
        mine = child(unit, m, p)
        if mine[0] and paid[0, m - a]:
            continue
        within = _relative_within(facts, law, m)
        if within[0]:
            continue
        surely = False
        is_child = mine[1] and paid[1, m - a]
        if not (within[1] or is_child or birth[1] > law.born_19):
            return False, False
    return surely, True


@fast
def _allowance(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most, flags = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        if not has_wards(unit, a, b):
            continue
        for m in range(a, b):
            flags[0, m - a], flags[1, m - a], flags[2, m - a], flags[3, m - a] = _child_flags(
                facts, law, m
            )
        for p in range(a, b):
            if unit.subject[p] == 0:
                continue
            has_child, paid_low, paid_high = False, 0, 0
            for m in range(a, b):
                mine = child(unit, m, p)
                if mine[1] and flags[3, m - a]:
                    paid_high += 1
                    if mine[0] and flags[2, m - a]:
                        paid_low += 1
                has_child = has_child or (mine[0] and flags[0, m - a])
            if paid_high == 0:
                continue
            alone = _alone(unit, facts, law, p, (a, b))
            if not alone[1]:
                continue
            income = _own_income(facts, law, p)
            more = for_dependants(facts.income, law.each, p)
            if income[0] >= law.partial + more[1]:
                continue
            relatives = _relatives(unit, facts, law, (p, a, b), flags[2:])
            if not relatives[1]:
                continue
            surely = has_child and paid_low > 0 and alone[0] and relatives[0]
            out[p] = status(surely and income[1] < law.partial + more[0], True)
            limit = law.full + more[0], law.full + more[1]
            base = partial_amount(law.base, law.base_rate, law.partial - law.full, income, limit)
            each = partial_amount(law.more, law.more_rate, law.partial - law.full, income, limit)
            further = max(paid_low - 1, 0), max(paid_high - 1, 0)
            least[p] = base[0] + min(each[0] * further[0], each[0] * further[1])
            most[p] = base[1] + max(each[1] * further[0], each[1] * further[1])


def rearing_allowance(population: Population, figures: Figures) -> Prepared:
    """児童扶養手当."""
    on = figures.on
    assert np.diff(population.offsets).max() <= MOST_IN_UNIT
    facts = Facts(
        dates(population, "生年月日"),
        truths(population, "ひとり親"),
        truths(population, "重度障害認定"),
        numbers(population, "養育費年額"),
        spans(population, "施設入所"),
        parts.disability(population),
        parts.income(population, year_from(11, on)),
    )
    named = {
        "full": "児扶_全部限度額",
        "partial": "児扶_一部限度額",
        "relative": "児扶_義務者限度額",
        "each_relative": "児扶_扶養加算",
        "each_old_relative": "義務者_老人加算",
        "base": "児扶_本体額",
        "base_rate": "児扶_本体係数",
        "more": "児扶_加算額",
        "more_rate": "児扶_加算係数",
    }
    law = Law(
        on=on,
        born_19=born_by_year_end(figure(figures, "児扶上限年齢") + 1, on),
        born_20=born_by(figure(figures, "児扶障害児上限年齢"), on),
        **figures_of(figures, named),
        each=parts.each_of(figures, ("児扶_扶養加算", "児扶_老人加算", "児扶_特定加算")),
        deductions=parts.deductions(figures, "児扶_給与控除最低額"),
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        scratch = np.empty((4, MOST_IN_UNIT), np.bool_)
        _allowance(unit, facts, law, (*results, scratch), (first, last))

    return Prepared(answer=answer, read=read)
