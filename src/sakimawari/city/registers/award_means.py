"""Programmes that follow income, insurance, disability or a death in the family."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from sakimawari.city.assembly import Bools
from sakimawari.city.awards import Award, award
from sakimawari.city.days import Days, day_number, day_of, reached, school_year, shift_years
from sakimawari.city.living import Job
from sakimawari.city.part import Part
from sakimawari.city.registers import care_use, disability_services, entitlements, statements
from sakimawari.city.registers import property as houses
from sakimawari.city.registers.insurance import insured, pension_kind
from sakimawari.city.registers.pension_records import (
    bereaved,
    grade,
    has_disability_pension,
    records_of_the_dead,
    survivors,
)

_MONTHS_HERE = 92  # a voter is entered after three months


def awards(part: Part) -> Iterator[Award]:
    """The programmes in turn."""
    yield from _insurance(part)
    yield from _pensions(part)
    yield from _disability(part)
    yield from _deaths(part)
    people = part.people
    stay = part.on - people.since
    came_of_age = reached(people.birth, 18)
    new = ~people.foreign & (people.age >= 18) & (stay >= _MONTHS_HERE)
    entered = np.maximum(people.since + _MONTHS_HERE, came_of_age)
    new &= part.on - entered < _MONTHS_HERE
    yield award(part, "選挙人名簿登録", new, 0.75, since=entered.astype(np.int32))


def _april(part: Part) -> int:
    return day_number(date(school_year(part.on), 4, 1))


def _april_next(part: Part) -> int:
    return day_number(date(school_year(part.on) + 1, 3, 31))


def reduced_premium(part: Part, insured_here: Bools) -> Bools:
    """Heads of households whose insured members' income is below the limit of 2割軽減 (per head)."""
    people, tax = part.people, part.tax_from(6)
    known = np.where(tax.filed, tax.total, 10**9)
    head = people.homes.head
    counts = insured_here.copy()
    counts[head] = True
    income = people.per_household(np.where(counts, known, 0))
    number = people.per_household(insured_here)
    low = (number > 0) & (income <= 430_000 + 560_000 * number)
    result = np.zeros(people.count, np.bool_)
    result[people.homes.starts[:-1]] = low
    return result


def _insurance(part: Part) -> Iterator[Award]:
    """Reliefs and certificates of 国民健康保険 and 後期高齢者医療."""
    people = part.people
    member, elderly = insured(part)
    april, march = _april(part), _april_next(part)
    low = reduced_premium(part, member)
    yield award(part, "国保料法定軽減", low, 0.98, since=april, until=march)
    poor_home = reduced_premium(part, elderly)
    poor = poor_home[people.homes.starts[:-1]][people.homes.household]
    yield award(part, "後期保険料軽減", elderly & poor, 0.98, since=april, until=march)
    yield award(
        part, "国保減免", member & (entitlements.relieved(part) == 1), 0.8, since=april, until=march
    )
    reason, lost = statements.lost_work(part)
    unwilling = member & (reason >= 0) & (reason < 2) & (part.on - lost > 30)
    yield award(part, "国保非自発的失業軽減", unwilling, 0.75, since=lost, until=march + 365)
    jobless = (reason >= 0) & (part.on - lost > 30)
    yield award(part, "住居確保給付金", jobless, 0.06, since=part.on - 25, until=part.on + 65)
    ill = entitlements.dialysis(part) & (member | elderly)
    yield award(part, "特定疾病療養受療証", ill, 0.9, since=part.on - 700)
    untaxed = people.per_household(part.now.is_taxed)[people.homes.household] == 0
    stays = statements.in_hospital(part) & untaxed & (member | elderly)
    august = day_number(date(day_of(part.on - 212).year, 8, 1))
    yield award(part, "標準負担額減額認定", stays, 0.75, since=august, until=august + 364)


def _pensions(part: Part) -> Iterator[Award]:
    """Pensions claimed of late, and relief from contributions of students."""
    people, tax = part.people, part.tax_from(10)
    untaxed = people.per_household(tax.is_taxed)[people.homes.household] == 0
    small = untaxed & (people.age >= 66) & (tax.pension + tax.other <= 900_000) & (tax.pension > 0)
    october = day_number(date(day_of(part.on - 273).year, 10, 1))
    yield award(
        part, "年金生活者支援給付金", small & tax.filed, 0.85, since=october, until=october + 364
    )
    yield award(part, "遺族年金生活者支援給付金", survivors(part), 0.85, since=october)
    disabled = has_disability_pension(part)
    yield award(part, "障害年金生活者支援給付金", disabled, 0.85, since=october)
    first = pension_kind(part) == 0
    payers = first & (part.now.total > 500_000)
    yield award(part, "国民年金付加保険料", payers, 0.08, since=part.on - 400)
    student = first & (part.living.job == Job.STUDENT) & ~part.living.welfare
    yield award(
        part, "国民年金学生納付特例", student, 0.7, since=_april(part), until=_april_next(part)
    )
    yield award(
        part,
        "障害基礎年金",
        has_disability_pension(part) & (grade(part) > 0),
        1.0,
        since=shift_years(people.birth, 20),
    )


def _disability(part: Part) -> Iterator[Award]:
    """Allowances for the severely disabled, and reliefs of 介護保険."""
    _, elderly = insured(part)
    severe = part.living.severe & ~part.living.welfare & ((part.people.age < 65) | elderly)
    yield award(part, "重度障害者医療費支給", severe, 0.85, since=part.on - 300)
    yield award(part, "個別避難計画", houses.to_be_helped(part), 0.15, since=part.on - 400)
    new = houses.new_house(part)
    yield award(part, "新築住宅の固定資産税減額", new, 0.95, since=_april(part))
    child, adult = disability_services.severely_disabled(part)
    yield award(part, "障害児福祉手当", child, 0.8, since=part.on - 500)
    living_out = disability_services.decided_services(part) != 2
    tax = part.tax_from(8)
    untaxed = part.people.per_household(tax.is_taxed)[part.people.homes.household] == 0
    used = care_use.cost_of_month(part) > np.where(untaxed, 24_600, 44_400)
    yield award(part, "高額介護サービス費", used, 0.85, since=part.on - 90)
    housed = (care_use.facility(part) >= 0) & untaxed & (care_use.savings(part) <= 5_000_000)
    august = day_number(date(day_of(part.on - 212).year, 8, 1))
    yield award(part, "介護保険負担限度額認定", housed, 0.8, since=august, until=august + 364)
    yield award(part, "特別障害者手当", adult & living_out, 0.8, since=part.on - 500)


def _deaths(part: Part) -> Iterator[Award]:
    """What families of the dead asked for."""
    people = part.people
    rows, relation, died = bereaved(part)
    day = np.full(people.count, part.on, np.int32)
    day[rows] = died

    def of(which: np.ndarray) -> Bools:
        chosen = np.zeros(people.count, np.bool_)
        chosen[rows[which]] = True
        return chosen

    later: Days = (day + 20).astype(np.int32)
    yield award(part, "おくやみ手続案内", of(relation >= 0), 0.8, since=(day + 5).astype(np.int32))
    age, dead = people.age[rows], records_of_the_dead(part)
    lump = (dead.months >= 36) & ~dead.drew & dead.together
    widow = (relation == 0) & dead.together & (age < 65) & ~dead.drew
    yield award(part, "未支給年金", of(dead.drew & dead.together), 0.8, since=later)
    yield award(part, "遺族基礎年金", of(widow & (age < 60) & dead.entitles), 0.85, since=later)
    yield award(
        part, "国民年金寡婦年金", of(widow & (age >= 60) & (dead.months >= 120)), 0.7, since=later
    )
    yield award(part, "国民年金死亡一時金", of(lump), 0.75, since=later)
    bereft, held, insurance, funeral = statements.funerals(part)
    day[bereft] = funeral
    chosen = np.zeros(people.count, np.bool_)
    chosen[bereft[held & (insurance > 0)]] = True
    yield award(part, "葬祭費", chosen, 0.78, since=(day + 14).astype(np.int32))
