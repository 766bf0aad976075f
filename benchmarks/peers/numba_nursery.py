"""The nursery fee of Kitakyushu by hand."""

from __future__ import annotations

from typing import NamedTuple

from peers.calendar import born_by_year_start
from peers.facts import (
    NOBODY_KNOWS_WHO,
    YEN,
    Array,
    Spans,
    Unit,
    certificates,
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
from peers.numba_children import siblings
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures, day_of
from sakimawari.rules.population import UNKNOWN_CATEGORY, Population

Range = tuple[int, int]


class Facts(NamedTuple):
    birth: Array
    hours: Spans
    welfare: Spans
    lone: Array
    physical: Spans
    intellectual: Spans
    mental: Spans
    tax: Array
    tax_class: Array
    fraction: Array


class Law(NamedTuple):
    on: int
    born_3: int
    born_6: int
    free: int
    cells: Array  # rows × (class, tax, lone) × (low, high)
    fees: Array  # rows × (tier, full hours, short hours)


class Guardians(NamedTuple):
    """What is asked about all guardians together."""

    few: int
    many: int
    welfare: tuple[bool, bool]
    untaxed: tuple[bool, bool]
    lone: tuple[bool, bool]
    tax: Range


@inlined
def _is_guardian(unit: Unit, p: int, m: int, house: Range) -> tuple[bool, bool]:
    """Whether m brings p up: the guardian or the guardian's spouse."""
    guardian, spouse = unit.guardian[p], -1
    if m == p:
        return False, False
    if house[0] <= guardian < house[1]:
        spouse = unit.spouse[guardian]
    surely = guardian == m or spouse == m  # noqa: PLR1714 (Numba knows no `in` of a mixed tuple)
    unsure = guardian == NOBODY_KNOWS_WHO or spouse == NOBODY_KNOWS_WHO  # noqa: PLR1714
    return surely, surely or unsure


@inlined
def _old_rate(facts: Facts, m: int) -> Range:
    """City tax at the former rate of 6 per cent, below 100 yen cut off."""
    tax, fraction = number(facts.tax[m], 0, YEN), number(facts.fraction[m], 0, 99)
    low = tax[0] + (0 if tax[0] == 0 else fraction[0])
    high = tax[1] + (0 if tax[1] == 0 else fraction[1])
    return low * 6 // 800 * 100, high * 6 // 800 * 100


@inlined
def _guardians(unit: Unit, facts: Facts, law: Law, p: int, house: Range) -> Guardians:
    few, many, low, high = 0, 0, 0, 0
    welfare, untaxed, lone = (False, False), (True, True), (False, False)
    for m in range(house[0], house[1]):
        is_guardian = _is_guardian(unit, p, m, house)
        if not is_guardian[1]:
            continue
        sure = is_guardian[0]
        helped, single = truth(held(facts.welfare, m, law.on)), truth(facts.lone[m])
        taxed, tax = label(facts.tax_class[m], 2), _old_rate(facts, m)
        many += 1
        high += tax[1]
        if sure:
            few += 1
            low += tax[0]
        welfare = welfare[0] or (sure and helped[0]), welfare[1] or helped[1]
        lone = lone[0] or (sure and single[0]), lone[1] or single[1]
        untaxed = untaxed[0] and taxed[1] == 0, untaxed[1] and (not sure or taxed[0] == 0)
    return Guardians(few, many, welfare, untaxed, lone, (low, high))


@inlined
def _reduced(
    unit: Unit, facts: Facts, law: Law, parents: Guardians, house: Range
) -> tuple[bool, bool]:
    """A lone parent's household, or one with a disabled person."""
    surely = parents.few == parents.many == 1 and parents.lone[0]
    possibly = parents.few <= 1 <= parents.many and parents.lone[1]
    for m in range(house[0], house[1]):
        if unit.subject[m]:
            physical = label(held(facts.physical, m, law.on), 6)
            intellectual = label(held(facts.intellectual, m, law.on), 2)
            mental = label(held(facts.mental, m, law.on), 3)
            surely = surely or physical[0] > 0 or intellectual[0] > 0 or mental[0] > 0
            possibly = possibly or physical[1] > 0 or intellectual[1] > 0 or mental[1] > 0
    return surely, possibly


@inlined
def _from_table(law: Law, given: tuple[Range, Range, Range], hours: Range) -> Range:
    """The fees of all rows that may be the first to hold."""
    low, high = YEN, 0
    for row in range(len(law.cells)):
        surely, possibly = True, True
        for at in range(3):
            least, most = law.cells[row, at, 0], law.cells[row, at, 1]
            surely = surely and least <= given[at][0] and given[at][1] <= most
            possibly = possibly and least <= given[at][1] and given[at][0] <= most
        if possibly:
            if hours[0] <= 1 <= hours[1]:
                low, high = min(low, law.fees[row, 1]), max(high, law.fees[row, 1])
            if not hours[0] == 1 == hours[1]:
                low, high = min(low, law.fees[row, 2]), max(high, law.fees[row, 2])
        if surely:
            return low, high
    return 0, YEN


@inlined
def _is_second(unit: Unit, facts: Facts, p: int, house: Range) -> tuple[bool, bool]:
    """Whether an elder sibling is there."""
    born = day(facts.birth[p])
    surely, possibly = False, False
    for k in range(house[0], house[1]):
        if k != p:
            kin = siblings(unit, p, k, house[0], house[1])
            theirs = day(facts.birth[k])
            tie = k < p
            if kin[1] and (theirs[0] < born[1] or (tie and theirs[0] == born[1])):
                possibly = True
            if kin[0] and (theirs[1] < born[0] or (tie and theirs[1] == born[0])):
                surely = True
    return surely, possibly


@fast
def _fee(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most = results
    for u in range(span[0], span[1]):
        house = unit.offsets[u], unit.offsets[u + 1]
        for p in range(house[0], house[1]):
            hours = label(held(facts.hours, p, law.on), 2)
            if unit.subject[p] == 0 or hours[1] == 0:
                continue
            birth = day(facts.birth[p])
            if birth[1] <= law.born_6:
                continue
            parents = _guardians(unit, facts, law, p, house)
            if parents.many == 0:
                continue
            out[p] = status(parents.few > 0 and hours[0] > 0 and birth[0] > law.born_6, True)
            second = _is_second(unit, facts, p, house)
            low, high = law.free, law.free
            if not (birth[1] <= law.born_3 or second[0]):
                reduced = _reduced(unit, facts, law, parents, house)
                first_class = 0 if parents.welfare[1] else 1 if parents.untaxed[1] else 2
                last_class = 0 if parents.welfare[0] else 1 if parents.untaxed[0] else 2
                given = ((first_class, last_class), parents.tax, (int(reduced[0]), int(reduced[1])))
                low, high = _from_table(law, given, hours)
                if birth[0] <= law.born_3 or second[1]:
                    low, high = min(low, law.free), max(high, law.free)
            least[p], most[p] = low, high


def nursery_fee(population: Population, figures: Figures) -> Prepared:
    """保育料."""
    on = figures.on
    day = day_of(on)
    year = day.year if day.month >= 9 else day.year - 1
    facts = Facts(
        birth=dates(population, "生年月日"),
        hours=spans(population, "保育必要量"),
        welfare=spans(population, "生活保護受給"),
        lone=truths(population, "ひとり親"),
        **certificates(population),
        tax=money(population, "市民税所得割額", year),
        tax_class=yearly(population, "課税区分", year, UNKNOWN_CATEGORY),
        fraction=money(population, "所得割端数", year),
    )
    law = Law(
        on=on,
        born_3=born_by_year_start(3, on),
        born_6=born_by_year_start(figure(figures, "保育上限年齢") + 1, on),
        free=figure(figures, "無償の保育料"),
        cells=figures.tables["保育料"].cells,
        fees=figures.tables["保育料"].outputs,
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        _fee(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
