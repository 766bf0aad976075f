"""The special child rearing allowance (disabled children) by hand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peers import rearing_parts as parts
from peers.calendar import born_by, born_by_year_end, year_from
from peers.facts import (
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
    spans,
    status,
    truth,
    units,
)
from peers.prepared import Prepared, room
from peers.rearing_parts import for_dependants, grade, old_beyond_one, relative_income
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import Population

MOST_IN_UNIT = 64


class Facts(NamedTuple):
    birth: Array
    in_home: Spans
    disability: parts.Disability
    income: parts.Income


class Law(NamedTuple):
    on: int
    born_19: int
    born_20: int
    own: int
    relative_alone: int
    relative: int
    each_relative: int
    each_old_relative: int
    grade_1: int
    grade_2: int
    each: parts.Each
    deductions: parts.Deductions


@inlined
def _paid(facts: Facts, law: Law, m: int) -> tuple[int, int, int, int]:
    """Whether a child is paid for (surely, possibly), and the least and most a month."""
    birth = day(facts.birth[m])
    if birth[1] <= law.born_20 or birth[0] > law.on:
        return 0, 0, 0, 0
    disabled = grade(facts.disability, m, law.on)
    if disabled[1] == 0:
        return 0, 0, 0, 0
    in_home = truth(held(facts.in_home, m, law.on))
    surely = birth[0] > law.born_20 and birth[1] <= law.on and disabled[0] >= 1 and not in_home[1]
    first = disabled[0] == 1 == disabled[1]
    maybe_first = disabled[0] <= 1 <= disabled[1]
    low = law.grade_1 if first else law.grade_2
    high = law.grade_1 if maybe_first else law.grade_2
    return int(surely), int(not in_home[0]), low, high


@inlined
def _relative_limit(facts: parts.Income, law: Law, m: int) -> tuple[int, int]:
    dependants = number(facts.dependants[m], 0, 20)
    old = old_beyond_one(facts, m)
    if dependants[1] == 0:
        return law.relative_alone, law.relative_alone
    low = law.relative + law.each_relative * max(dependants[0] - 1, 0)
    low += law.each_old_relative * old[0]
    high = law.relative + law.each_relative * max(dependants[1] - 1, 0)
    high += law.each_old_relative * old[1]
    if dependants[0] == 0:
        return min(low, law.relative_alone), max(high, law.relative_alone)
    return low, high


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
        if mine[0] and paid[m - a, 0]:
            continue
        income = relative_income(facts.income, law.deductions, m)
        limit = _relative_limit(facts.income, law, m)
        if income[1] < limit[0]:
            continue
        surely = False
        is_child = mine[1] and paid[m - a, 1]
        if not (income[0] < limit[1] or is_child or birth[1] > law.born_19):
            return False, False
    return surely, True


@fast
def _allowance(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most, paid = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        if not has_wards(unit, a, b):
            continue
        anybody = False
        for m in range(a, b):
            paid[m - a, 0], paid[m - a, 1], paid[m - a, 2], paid[m - a, 3] = _paid(facts, law, m)
            anybody = anybody or paid[m - a, 1] != 0
        if not anybody:
            continue
        for p in range(a, b):
            if unit.subject[p] == 0:
                continue
            has_child, low, high = 0, 0, 0
            for m in range(a, b):
                mine = child(unit, m, p)
                if mine[1] and paid[m - a, 1]:
                    has_child = max(has_child, 1)
                    high += paid[m - a, 3]
                    if mine[0] and paid[m - a, 0]:
                        has_child = 2
                        low += paid[m - a, 2]
            if has_child == 0:
                continue
            income = relative_income(facts.income, law.deductions, p)
            more = for_dependants(facts.income, law.each, p)
            if income[0] > law.own + more[1]:
                continue
            relatives = _relatives(unit, facts, law, (p, a, b), paid)
            if relatives[1]:
                out[p] = status(
                    has_child == 2 and relatives[0] and income[1] <= law.own + more[0], True
                )
                least[p], most[p] = low, high


def special_allowance(population: Population, figures: Figures) -> Prepared:
    """特別児童扶養手当."""
    on = figures.on
    assert np.diff(population.offsets).max() <= MOST_IN_UNIT
    facts = Facts(
        dates(population, "生年月日"),
        spans(population, "施設入所"),
        parts.disability(population),
        parts.income(population, year_from(8, on)),
    )
    named = {
        "own": "特児_本人限度額",
        "relative_alone": "特児_義務者限度額_0人",
        "relative": "特児_義務者限度額_1人",
        "each_relative": "特児_義務者扶養加算",
        "each_old_relative": "義務者_老人加算",
        "grade_1": "特児_1級",
        "grade_2": "特児_2級",
    }
    each = ("特児_本人扶養加算", "特児_本人老人加算", "特児_本人特定加算")
    law = Law(
        on=on,
        born_19=born_by_year_end(19, on),
        born_20=born_by(figure(figures, "特児上限年齢"), on),
        **figures_of(figures, named),
        each=parts.each_of(figures, each),
        deductions=parts.deductions(figures, "特児_給与控除最低額"),
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        scratch = np.empty((MOST_IN_UNIT, 4), np.int64)
        _allowance(unit, facts, law, (*results, scratch), (first, last))

    return Prepared(answer=answer, read=read)
