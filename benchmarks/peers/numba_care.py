"""Long-term care by hand: the insured person's card at 65, and the share of costs."""

from __future__ import annotations

from typing import NamedTuple

from peers.calendar import born_by, year_from
from peers.facts import (
    YEN,
    Array,
    Spans,
    Unit,
    dates,
    day,
    fast,
    figure,
    figures_of,
    held,
    inlined,
    label,
    money,
    number,
    spans,
    status,
    truth,
    units,
    yearly,
)
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN_CATEGORY, Population


class Facts(NamedTuple):
    birth: Array
    level: Spans
    welfare: Spans
    tax_class: Array
    income: Array
    pension: Array
    other: Array


class Law(NamedTuple):
    on: int
    born_65: int
    born_40: int
    income_2: int
    alone_2: int
    several_2: int
    income_3: int
    alone_3: int
    several_3: int


@fast
def _card(unit: Unit, birth: Array, born_65: int, out: Array, span: tuple[int, int]) -> None:
    for p in range(unit.offsets[span[0]], unit.offsets[span[1]]):
        if unit.subject[p]:
            low, high = day(birth[p])
            out[p] = status(high <= born_65, low <= born_65)


def card_at_65(population: Population, figures: Figures) -> Prepared:
    """介護保険被保険者証（65歳）."""
    unit, birth = units(population), dates(population, "生年月日")
    born_65 = born_by(figure(figures, "第1号年齢"), figures.on)
    answer = room(population.people)

    def read(first: int, last: int) -> None:
        _card(unit, birth, born_65, answer.status, (first, last))

    return Prepared(answer=answer, read=read)


@inlined
def _household(unit: Unit, facts: Facts, law: Law, a: int, b: int) -> tuple[int, int, int, int]:
    """Insured people from 65 and their pensions and other income, as ranges."""
    few, many, least, most = 0, 0, 0, 0
    for m in range(a, b):
        low, high = day(facts.birth[m])
        if unit.subject[m] and low <= law.born_65:
            pension = number(facts.pension[m], 0, YEN)
            other = number(facts.other[m], 0, YEN)
            many += 1
            most += pension[1] + other[1]
            if high <= law.born_65:
                few += 1
                least += pension[0] + other[0]
    return few, many, least, most


@inlined
def _reaches(
    income: tuple[int, int],
    house: tuple[int, int, int, int],
    wanted: int,
    alone: int,
    several: int,
) -> tuple[bool, bool]:
    """Whether own income and that of the household reach the limits of a higher share."""
    few, many, least, most = house
    low = alone if few <= 1 else several
    high = alone if many <= 1 else several
    return income[0] >= wanted and least >= high, income[1] >= wanted and most >= low


@fast
def _share(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, share_low, share_high = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        counted = False
        house = (0, 0, 0, 0)
        for p in range(a, b):
            if unit.subject[p] == 0:
                continue
            level = label(held(facts.level, p, law.on), 7)
            if level[1] == 0:
                continue
            birth = day(facts.birth[p])
            if birth[0] > law.born_40:
                continue
            out[p] = status(level[0] > 0 and birth[1] <= law.born_40, True)
            if not counted:
                counted = True
                house = _household(unit, facts, law, a, b)
            on_welfare = truth(held(facts.welfare, p, law.on))
            tax = label(facts.tax_class[p], 2)
            income = number(facts.income[p], 0, YEN)
            three = _reaches(income, house, law.income_3, law.alone_3, law.several_3)
            two = _reaches(income, house, law.income_2, law.alone_2, law.several_2)
            spared = on_welfare[0] or birth[0] > law.born_65 or tax[1] == 0
            if spared:
                share_low[p] = share_high[p] = 1
                continue
            maybe = on_welfare[1] or birth[1] > law.born_65 or tax[0] == 0
            # From 1 upward: the least and the greatest share still possible.
            low = 3 if three[0] else 2 if two[0] else 1
            high = 3 if three[1] else 2 if two[1] else 1
            share_low[p] = 1 if maybe else low
            share_high[p] = high


def care_share(population: Population, figures: Figures) -> Prepared:
    """介護保険 負担割合."""
    on = figures.on
    year = year_from(8, on)
    facts = Facts(
        birth=dates(population, "生年月日"),
        level=spans(population, "要介護度"),
        welfare=spans(population, "生活保護受給"),
        tax_class=yearly(population, "課税区分", year, UNKNOWN_CATEGORY),
        income=money(population, "合計所得金額", year),
        pension=money(population, "公的年金等収入", year),
        other=money(population, "その他の合計所得金額", year),
    )
    limits = {
        "income_2": "介護_2割所得",
        "alone_2": "介護_2割収入_1人",
        "several_2": "介護_2割収入_複数",
        "income_3": "介護_3割所得",
        "alone_3": "介護_3割収入_1人",
        "several_3": "介護_3割収入_複数",
    }
    law = Law(
        on=on,
        born_65=born_by(figure(figures, "第1号年齢"), on),
        born_40=born_by(figure(figures, "第2号年齢"), on),
        **figures_of(figures, limits),
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        _share(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
