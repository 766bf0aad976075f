"""The exemption from national pension contributions by hand."""

from __future__ import annotations

from peers.facts import (
    NOBODY_KNOWS_WHO,
    YEN,
    Array,
    Unit,
    day,
    fast,
    held,
    inlined,
    label,
    number,
    status,
    truth,
    units,
)
from peers.pension_parts import Facts, Law, Range, facts_of, law_of
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import Population


@inlined
def _income(facts: Facts, law: Law, m: int, total: Range) -> Range:
    """Income after the deductions that count for a part of the contribution."""
    insurance, medical = number(facts.insurance[m], 0, YEN), number(facts.medical[m], 0, YEN)
    severe, disabled, lone = truth(facts.severe[m]), truth(facts.disabled[m]), truth(facts.lone[m])
    low, high = 0, 0
    if disabled[1]:
        low, high = (law.for_disabled[0] if disabled[0] else 0), law.for_disabled[1]
    if severe[0]:
        low, high = law.for_severe
    elif severe[1]:
        low, high = min(low, law.for_severe[0]), max(high, law.for_severe[1])
    low += law.for_lone[0] if lone[0] else 0
    high += law.for_lone[1] if lone[1] else 0
    return (
        max(total[0] - insurance[1] - medical[1] - high, 0),
        max(total[1] - insurance[0] - medical[0] - low, 0),
    )


@inlined
def _disabled_or_lone(facts: Facts, law: Law, m: int) -> tuple[bool, bool]:
    physical = label(held(facts.physical, m, law.on), 6)
    intellectual = label(held(facts.intellectual, m, law.on), 2)
    mental = label(held(facts.mental, m, law.on), 3)
    lone = truth(facts.lone[m])
    return (
        physical[0] > 0 or intellectual[0] > 0 or mental[0] > 0 or lone[0],
        physical[1] > 0 or intellectual[1] > 0 or mental[1] > 0 or lone[1],
    )


@inlined
def _step(facts: Facts, law: Law, m: int) -> Range:
    """1 all, 2 three quarters, 3 half, 4 a quarter, 5 none: of one person alone."""
    total = number(facts.total[m], 0, YEN)
    dependants = number(facts.dependants[m], 0, 20)
    base = law.each + law.alone
    low = 1 if total[0] <= law.each * dependants[1] + base else 5
    if total[1] <= law.each * dependants[0] + base:
        return 1, 1
    aggregate = number(facts.aggregate[m], 0, YEN)
    if aggregate[0] <= law.disabled_income:
        special = _disabled_or_lone(facts, law, m)
        if special[0] and aggregate[1] <= law.disabled_income:
            return 1, 1
        if special[1]:
            low = 1
    income = _income(facts, law, m, total)
    old, students = number(facts.old[m], 0, 10), number(facts.students[m], 0, 10)
    least = law.each_dependant * dependants[0] + law.each_old[0] * old[0]
    least += law.each_student[0] * students[0]
    most = law.each_dependant * dependants[1] + law.each_old[1] * old[1]
    most += law.each_student[1] * students[1]
    for step in range(3):
        if income[0] <= law.steps[step] + most:
            low = min(low, step + 2)
        if income[1] <= law.steps[step] + least:
            return low, step + 2
    return low, 5


@inlined
def _couple(unit: Unit, facts: Facts, law: Law, p: int, house: Range) -> Range:
    """The heavier step of a person and the spouse."""
    low, high = _step(facts, law, p)
    spouse = unit.spouse[p]
    if house[0] <= spouse < house[1] and spouse != p:
        other = _step(facts, law, spouse)
        return max(low, other[0]), max(high, other[1])
    if spouse == NOBODY_KNOWS_WHO:
        for m in range(house[0], house[1]):
            if m != p:
                high = max(high, _step(facts, law, m)[1])
    return low, high


@inlined
def _with_heads(unit: Unit, facts: Facts, law: Law, p: int, house: Range) -> Range:
    """The heaviest step of the adult heads of household, apart from the person."""
    low, high = 1, 1
    for m in range(house[0], house[1]):
        head = truth(facts.head[m])
        if m == p or unit.subject[m] == 0 or not head[1]:
            continue
        birth = day(facts.birth[m])
        if birth[0] <= law.born_19:
            step = _step(facts, law, m)
            high = max(high, step[1])
            if head[0] and birth[1] <= law.born_19:
                low = max(low, step[0])
    return low, high


@inlined
def _amount(law: Law, welfare: tuple[bool, bool], step: Range) -> Range:
    """What need not be paid."""
    whole = law.contribution
    if welfare[0] or step[1] <= 1:
        return whole, whole
    if step[0] > 4:
        low = high = 0
    else:
        least, most = min(step[0] - 1, 3), min(step[1] - 1, 3)
        low = whole - (2 * whole * most + 40) // 80 * 10
        high = whole - (2 * whole * least + 40) // 80 * 10
    if step[1] > 4:
        low = 0
    return low, whole if welfare[1] or step[0] <= 1 else high


@fast
def _exemption(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most, tier_low, tier_high = results
    for u in range(span[0], span[1]):
        house = unit.offsets[u], unit.offsets[u + 1]
        for p in range(house[0], house[1]):
            if unit.subject[p] == 0:
                continue
            kind = label(held(facts.kind, p, law.on), 3)
            if kind[1] < 1 or kind[0] > 1:
                continue
            birth, welfare = day(facts.birth[p]), truth(held(facts.welfare, p, law.on))
            student = truth(facts.student[p])
            if student[0] and not welfare[1] and birth[0] > law.born_25:
                continue
            couple = _couple(unit, facts, law, p, house)
            heads = _with_heads(unit, facts, law, p, house)
            step = max(couple[0], heads[0]), max(couple[1], heads[1])
            granted = welfare[0] or step[1] <= 4 or (couple[1] <= 1 and birth[0] > law.born_50)
            if not (welfare[1] or step[0] <= 4 or (couple[0] <= 1 and birth[1] > law.born_50)):
                continue
            no_student = not (student[1] and not welfare[0] and birth[1] > law.born_25)
            out[p] = status(granted and no_student and kind[0] == 1 == kind[1], True)
            least[p], most[p] = _amount(law, welfare, step)
            tier_low[p] = 0 if welfare[1] else step[0]
            tier_high[p] = 0 if welfare[0] else step[1]


def pension_exemption(population: Population, figures: Figures) -> Prepared:
    """国民年金保険料の免除・納付猶予."""
    facts, law = facts_of(population, figures.on), law_of(figures)
    unit, answer = units(population), room(population.people, amount=True, tier=True)
    results = answer.columns("status", "amount_low", "amount_high", "tier_low", "tier_high")

    def read(first: int, last: int) -> None:
        _exemption(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
