"""Child medical care and school expenses of Kitakyushu by hand."""

from __future__ import annotations

from typing import NamedTuple

from peers.calendar import born_by_year_end, fiscal_start, years_before
from peers.facts import (
    YEN,
    Array,
    Spans,
    Unit,
    classes,
    dates,
    day,
    fast,
    figure,
    figures_of,
    held,
    inlined,
    label,
    money,
    month_after,
    number,
    numbers,
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


class Ages(NamedTuple):
    """The last birth days of those too old for a class of child medical care."""

    on: int
    all: int
    free: int
    preschool: int
    primary: int


@inlined
def _class(law: Ages, birth: int) -> int:
    if birth > law.free:
        return 0
    if birth > law.preschool:
        return 1
    return 2 if birth > law.primary else 3


@fast
def _child(
    unit: Unit,
    facts: tuple[Array, Array, Spans],
    law: Ages,
    results: tuple[Array, ...],
    span: tuple[int, int],
) -> None:
    out, low, high, deadline = results
    birth, moved, welfare = facts
    for p in range(unit.offsets[span[0]], unit.offsets[span[1]]):
        born = day(birth[p])
        if born[1] <= law.all or born[0] > law.on or unit.subject[p] == 0:
            continue
        helped = truth(held(welfare, p, law.on))
        if helped[0]:
            continue
        out[p] = status(born[0] > law.all and born[1] <= law.on and not helped[1], True)
        low[p], high[p] = _class(law, born[1]), _class(law, born[0])
        since = day(moved[p])
        if born[0] == born[1] and since[0] == since[1]:
            deadline[p] = since[0] + 15 if since[0] > born[0] else month_after(born[0])
        elif since[0] == since[1] and since[0] > born[1]:
            deadline[p] = since[0] + 15
        elif born[0] == born[1] and since[1] <= born[0]:
            deadline[p] = month_after(born[0])


def child_medical(population: Population, figures: Figures) -> Prepared:
    """子ども医療費支給."""
    on = figures.on
    law = Ages(
        on,
        born_by_year_end(figure(figures, "子ども医療上限年齢") + 1, on),
        days(years_before(day_of(on).replace(day=1), 3)),
        born_by_year_end(figure(figures, "就学前上限年齢") + 1, on),
        born_by_year_end(figure(figures, "小学生上限年齢") + 1, on),
    )
    facts = (
        dates(population, "生年月日"),
        dates(population, "住民となった日"),
        spans(population, "生活保護受給"),
    )
    unit, answer = units(population), room(population.people, tier=True, deadline=True)
    results = answer.columns("status", "tier_low", "tier_high", "deadline")

    def read(first: int, last: int) -> None:
        _child(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)


class Pupils(NamedTuple):
    birth: Array
    school: Array
    grade: Array
    welfare: Spans
    recognised: Array
    tax_class: Array
    total: Array


class School(NamedTuple):
    on: int
    born_19: int
    primary: int
    secondary: int
    sizes: Array
    limits: Array


@inlined
def _hardship(
    unit: Unit, facts: Pupils, law: School, a: int, b: int
) -> tuple[bool, bool, bool, bool]:
    """Nobody is taxed (surely, possibly); the income is within the limit (surely, possibly)."""
    untaxed, maybe_untaxed, least, most, people = True, True, 0, 0, 0
    for m in range(a, b):
        if unit.subject[m] == 0:
            continue
        people += 1
        birth = day(facts.birth[m])
        if birth[0] > law.born_19:
            continue
        tax, total = label(facts.tax_class[m], 2), number(facts.total[m], 0, YEN)
        untaxed = untaxed and tax[1] == 0
        maybe_untaxed = maybe_untaxed and (tax[0] == 0 or birth[1] > law.born_19)
        most += total[1]
        least += total[0] if birth[1] <= law.born_19 else 0
    row = 0
    while people > law.sizes[row, 0, 1]:
        row += 1
    limit = law.limits[row, 0]
    return untaxed, maybe_untaxed, most <= limit, least <= limit


@fast
def _pupils(
    unit: Unit, facts: Pupils, law: School, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, low, high = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        counted, house = False, (False, False, False, False)
        for p in range(a, b):
            school = facts.school[p]
            if unit.subject[p] == 0 or (school != 1 and school != 2):  # noqa: PLR1714 (Numba)
                continue
            if not counted:
                counted, house = True, _hardship(unit, facts, law, a, b)
            helped, found = truth(held(facts.welfare, p, law.on)), truth(facts.recognised[p])
            if not (helped[1] or house[1] or (house[3] and found[1])):
                continue
            out[p] = status(helped[0] or house[0] or (house[2] and found[0]), True)
            grade = number(facts.grade[p], 1, 6)
            paid = law.primary if school == 1 else law.secondary
            if grade[0] == 1 and not helped[0]:
                high[p] = paid
                low[p] = paid if grade[1] == 1 and not helped[1] else 0


def school_aid(population: Population, figures: Figures) -> Prepared:
    """就学援助."""
    on, year = figures.on, fiscal_start(figures.on).year
    facts = Pupils(
        birth=dates(population, "生年月日"),
        school=classes(population, "就学区分"),
        grade=numbers(population, "学年"),
        welfare=spans(population, "生活保護受給"),
        recognised=truths(population, "準要保護認定"),
        tax_class=yearly(population, "課税区分", year, UNKNOWN_CATEGORY),
        total=money(population, "総所得金額等", year),
    )
    table = figures.tables["就学援助所得上限"]
    law = School(
        on=on,
        born_19=born_by_year_end(19, on),
        **figures_of(figures, {"primary": "新入学用品費_小", "secondary": "新入学用品費_中"}),
        sizes=table.cells,
        limits=table.outputs,
    )
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        _pupils(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
