"""The ceiling on medical costs of a month (national health insurance, under 70) by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from peers.calendar import born_by_year_end, year_from, years_before
from peers.facts import (
    YEN,
    Array,
    Spans,
    Unit,
    dates,
    day,
    fast,
    figure,
    held,
    inlined,
    label,
    money,
    number,
    spans,
    status,
    truth,
    truths,
    units,
    yearly,
)
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures, day_of, days
from sakimawari.rules.population import UNKNOWN_CATEGORY, Population


class Facts(NamedTuple):
    birth: Array
    insured: Spans
    head: Array
    tax_class: Array
    total: Array


class Law(NamedTuple):
    on: int
    born_19: int
    born_70: int  # the first birth day of those under 70 on the first of the month
    basic: int
    bounds: tuple[int, int, int]  # incomes above which the classes ア, イ, ウ begin
    ceilings: tuple[int, int, int, int, int]


@inlined
def _class(law: Law, income: int) -> int:
    """ア 0, イ 1, ウ 2, エ 3."""
    for at in range(3):
        if income > law.bounds[at]:
            return at
    return 3


@inlined
def _class_of_household(unit: Unit, facts: Facts, law: Law, a: int, b: int) -> tuple[int, int]:
    """The class; オ (4) where nobody who counts pays tax."""
    least, most, untaxed, maybe_untaxed = 0, 0, True, True
    for m in range(a, b):
        if unit.subject[m] == 0:
            continue
        birth = day(facts.birth[m])
        if birth[0] > law.born_19:
            continue
        insured, head = truth(held(facts.insured, m, law.on)), truth(facts.head[m])
        if insured[1]:
            total = number(facts.total[m], 0, YEN)
            most += max(total[1] - law.basic, 0)
            if insured[0] and birth[1] <= law.born_19:
                least += max(total[0] - law.basic, 0)
        tax = label(facts.tax_class[m], 2)
        untaxed = untaxed and (tax[1] == 0 or not (insured[1] or head[1]))
        maybe_untaxed = maybe_untaxed and (
            tax[0] == 0 or not (insured[0] or head[0]) or birth[1] > law.born_19
        )
    if untaxed:
        return 4, 4
    return _class(law, most), 4 if maybe_untaxed else _class(law, least)


@fast
def _ceiling(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most, tier_low, tier_high = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        counted, found = False, (0, 0)
        for p in range(a, b):
            if unit.subject[p] == 0:
                continue
            insured = truth(held(facts.insured, p, law.on))
            birth = day(facts.birth[p])
            if not insured[1] or birth[1] < law.born_70:
                continue
            out[p] = status(insured[0] and birth[0] >= law.born_70, True)
            if not counted:
                counted, found = True, _class_of_household(unit, facts, law, a, b)
            tier_low[p], tier_high[p] = found
            most[p] = law.ceilings[found[0]]
            least[p] = law.ceilings[found[1]] if found[0] == found[1] else law.ceilings[4]


def cost_ceiling(population: Population, figures: Figures) -> Prepared:
    """高額療養費 限度額区分. An uncertain class leaves the lowest ceiling possible, as the rule does."""
    on = figures.on
    year = year_from(8, on)
    facts = Facts(
        birth=dates(population, "生年月日"),
        insured=spans(population, "国保資格"),
        head=truths(population, "世帯主"),
        tax_class=yearly(population, "課税区分", year, UNKNOWN_CATEGORY),
        total=money(population, "総所得金額等", year),
    )
    bounds: Any = tuple(figure(figures, f"高額_{name}所得") for name in "アイウ")
    ceilings: Any = tuple(figure(figures, f"高額_限度_{name}") for name in "アイウエオ")
    law = Law(
        on=on,
        born_19=born_by_year_end(19, on),
        born_70=days(years_before(day_of(on).replace(day=2), 70)),
        basic=figure(figures, "住民税基礎控除額"),
        bounds=bounds,
        ceilings=ceilings,
    )
    unit, answer = units(population), room(population.people, amount=True, tier=True)
    results = answer.columns("status", "amount_low", "amount_high", "tier_low", "tier_high")

    def read(first: int, last: int) -> None:
        _ceiling(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
