"""Medical care from 75 by hand: who belongs to it and the share at the counter."""

from __future__ import annotations

from typing import NamedTuple

from peers.calendar import born_by, year_from, years_before
from peers.facts import (
    YEN,
    Array,
    Spans,
    Unit,
    certificates,
    dates,
    day,
    fast,
    figure,
    figures_of,
    held,
    inlined,
    label,
    money_of,
    number,
    spans,
    status,
    truth,
    truths,
    units,
)
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures, day_of, days
from sakimawari.rules.population import Population

Truth = tuple[bool, bool]


class Facts(NamedTuple):
    birth: Array
    welfare: Spans
    admitted: Spans
    wishes: Array
    physical: Spans
    intellectual: Spans
    mental: Spans
    taxable: Array
    total: Array
    salary: Array
    pension: Array
    other: Array
    other_gross: Array


class Law(NamedTuple):
    on: int
    born_65: int
    born_70: int
    born_75: int
    born_special: int
    working: int
    alone: int
    several: int
    special: int
    some_income: int
    some_alone: int
    some_several: int
    basic: int


@inlined
def _insured(facts: Facts, law: Law, m: int) -> Truth:
    """From 75; from 65 with a disability recognised, or certified and wished for."""
    birth = day(facts.birth[m])
    if birth[0] > law.born_65:
        return False, False
    welfare = truth(held(facts.welfare, m, law.on))
    if welfare[0]:
        return False, False
    surely, possibly = birth[1] <= law.born_75, birth[0] <= law.born_75
    if not surely:
        admitted = truth(held(facts.admitted, m, law.on))
        physical = label(held(facts.physical, m, law.on), 6)
        intellectual = label(held(facts.intellectual, m, law.on), 2)
        mental = label(held(facts.mental, m, law.on), 3)
        certified = (
            (physical[0] >= 1 and physical[1] <= 4)
            or (mental[0] >= 1 and mental[1] <= 2)
            or intellectual[0] == 1 == intellectual[1]
        )
        maybe_certified = (
            (physical[1] >= 1 and physical[0] <= 4)
            or (mental[1] >= 1 and mental[0] <= 2)
            or intellectual[0] <= 1 <= intellectual[1]
        )
        wishes = truth(facts.wishes[m])
        surely = admitted[0] or (certified and wishes[0])
        possibly = possibly or admitted[1] or (maybe_certified and wishes[1])
    return surely and birth[1] <= law.born_65 and not welfare[1], possibly


@inlined
def _both(one: Truth, other: Truth) -> Truth:
    return one[0] and other[0], one[1] and other[1]


@inlined
def _share(unit: Unit, facts: Facts, law: Law, a: int, b: int) -> tuple[int, int]:
    """The share of everybody insured in a household, in tenths."""
    few, many = 0, 0  # insured
    earns, has_some, newly = (False, False), (False, False), (False, False)
    older = (False, False)  # somebody from 70 who is not insured
    least, most = 0, 0  # gross income of the insured
    least_70, most_70 = 0, 0  # … and of everybody from 70
    over_low, over_high = 0, 0  # income beyond the basic deduction
    some_low, some_high = 0, 0  # pensions and other income
    for m in range(a, b):
        birth = day(facts.birth[m])
        if unit.subject[m] == 0 or birth[0] > law.born_65:
            continue
        insured = _insured(facts, law, m)
        from_70 = birth[1] <= law.born_70, birth[0] <= law.born_70
        pension, other = number(facts.pension[m], 0, YEN), number(facts.other[m], 0, YEN)
        salary = number(facts.salary[m], 0, YEN)
        gross = (
            salary[0] + pension[0],
            salary[1]
            + pension[1]
            + (number(facts.other_gross[m], 0, YEN)[1] if other[1] > 0 else 0),
        )
        if other[0] > 0:
            gross = gross[0] + number(facts.other_gross[m], 0, YEN)[0], gross[1]
        older = (
            older[0] or (from_70[0] and not insured[1]),
            older[1] or (from_70[1] and not insured[0]),
        )
        if insured[1] or from_70[1]:
            most_70 += gross[1]
            least_70 += gross[0] if insured[0] or from_70[0] else 0
        if not insured[1]:
            continue
        taxable, total = number(facts.taxable[m], 0, YEN), number(facts.total[m], 0, YEN)
        many += 1
        most += gross[1]
        over_high += max(total[1] - law.basic, 0)
        some_high += pension[1] + other[1]
        if insured[0]:
            few += 1
            least += gross[0]
            over_low += max(total[0] - law.basic, 0)
            some_low += pension[0] + other[0]
        earning = taxable[0] >= law.working, taxable[1] >= law.working
        has_income = taxable[0] >= law.some_income, taxable[1] >= law.some_income
        young = birth[0] >= law.born_special, birth[1] >= law.born_special
        found = _both(insured, earning)
        earns = earns[0] or found[0], earns[1] or found[1]
        found = _both(insured, has_income)
        has_some = has_some[0] or found[0], has_some[1] or found[1]
        found = _both(insured, young)
        newly = newly[0] or found[0], newly[1] or found[1]
    below = most < law.several, least < law.several
    if few <= 1:
        alone = (
            most < law.alone or (older[0] and most_70 < law.several),
            least < law.alone or (older[1] and least_70 < law.several),
        )
        below = alone if many <= 1 else (alone[0] and below[0], alone[1] or below[1])
    special = newly[0] and over_high <= law.special, newly[1] and over_low <= law.special
    three = earns[0] and not below[1] and not special[1], earns[1] and not (below[0] or special[0])
    wanted_low = law.some_alone if few <= 1 else law.some_several
    wanted_high = law.some_alone if many <= 1 else law.some_several
    two = has_some[0] and some_low >= wanted_high, has_some[1] and some_high >= wanted_low
    return 3 if three[0] else 2 if two[0] else 1, 3 if three[1] else 2 if two[1] else 1


@fast
def _medical(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        counted, share = False, (0, 0)
        for p in range(a, b):
            if unit.subject[p] == 0:
                continue
            insured = _insured(facts, law, p)
            if insured[1]:
                if not counted:
                    counted, share = True, _share(unit, facts, law, a, b)
                out[p] = status(insured[0], True)
                least[p], most[p] = share


def medical_75(population: Population, figures: Figures) -> Prepared:
    """後期高齢者医療."""
    on = figures.on
    year = year_from(8, on)
    amounts = {
        "taxable": "課税標準額",
        "total": "総所得金額等",
        "salary": "給与収入",
        "pension": "公的年金等収入",
        "other": "その他の合計所得金額",
        "other_gross": "その他収入金額",
    }
    facts = Facts(
        birth=dates(population, "生年月日"),
        welfare=spans(population, "生活保護受給"),
        admitted=spans(population, "後期高齢障害認定"),
        wishes=truths(population, "障害認定希望"),
        **certificates(population),
        **money_of(population, year, amounts),
    )
    named = {
        "born_special": "後期_特例生年月日",
        "working": "後期_現役並み課税所得",
        "alone": "後期_基準収入_1人",
        "several": "後期_基準収入_複数",
        "special": "後期_特例所得",
        "some_income": "後期_一定以上課税所得",
        "some_alone": "後期_一定以上収入_1人",
        "some_several": "後期_一定以上収入_複数",
        "basic": "住民税基礎控除額",
    }
    law = Law(
        on=on,
        born_65=born_by(figure(figures, "後期障害認定年齢"), on),
        born_70=born_by(70, on),
        born_75=days(years_before(day_of(on), 75)),
        **figures_of(figures, named),
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        _medical(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
