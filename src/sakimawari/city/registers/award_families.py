"""Programmes for families: births, small children, school, chronic illness, lone parents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from sakimawari.city.assembly import Bools, Kind
from sakimawari.city.awards import Award, award
from sakimawari.city.days import day_number, legal_age, school_year, school_year_end, shift_years
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part
from sakimawari.city.registers import lone_parents, placement
from sakimawari.city.registers.insurance import insured, pension_kind
from sakimawari.city.registers.mothers import mothers, pregnancies
from sakimawari.city.registers.schooling import aided, in_nursery, schools

_CHILDCARE_EXEMPTION = day_number(date(2026, 10, 1))  # 国民年金法第88条の3: in force from here
_LUNCH = day_number(date(2026, 4, 1))  # 給食費負担軽減交付金
_CLUB = {7: 0.80, 8: 0.74, 9: 0.62, 10: 0.40, 11: 0.24, 12: 0.14}  # of children whose parents work


def awards(part: Part, raised: Upbringing) -> Iterator[Award]:
    """The programmes in turn."""
    yield from _births(part)
    yield from _small_children(part, raised)
    yield from _pupils(part, raised)
    ill = placement.chronically_ill(part)
    yield award(
        part, "小児慢性特定疾病医療受給者証", ill, 0.85, since=part.on - 180, until=part.on + 150
    )
    lone = part.living.lone_parent & ~part.living.welfare & (part.now.total < 2_600_000)
    of_lone = np.zeros(part.people.count, np.bool_)
    of_lone[raised.child[raised.minor & lone[raised.claimant]]] = True
    yield award(part, "ひとり親家庭等医療費支給", lone | of_lone, 0.82, since=part.on - 250)
    plan = lone_parents.trains(part)
    yield award(part, "自立支援教育訓練給付金", plan == 1, 0.7, since=part.on - 40)
    yield award(part, "高等職業訓練促進給付金", plan == 2, 0.75, since=part.on - 200)
    yield award(part, "母子父子寡婦福祉資金", lone_parents.borrows(part), 0.7, since=part.on - 100)


def _births(part: Part) -> Iterator[Award]:
    """Around a birth: check-ups, grants, reliefs of those insured by the city."""
    people = part.people
    member, _ = insured(part)
    first = pension_kind(part) == 0
    expecting, due = pregnancies(part)
    mother, born = mothers(part)
    due_day = np.full(people.count, part.on, np.int32)
    due_day[mother], due_day[expecting] = born, due
    waits, bore = np.zeros(people.count, np.bool_), np.zeros(people.count, np.bool_)
    waits[expecting], bore[mother] = True, True
    within = part.on - due_day
    notified = np.minimum(due_day - 200, part.on - 1).astype(np.int32)
    yield award(part, "妊婦健康診査受診票", waits, 0.97, since=notified, until=due_day + 14)
    yield award(
        part,
        "産後ケア事業利用承認",
        bore & (within < 365),
        0.15,
        since=due_day + 10,
        until=due_day + 365,
    )
    yield award(part, "出産育児一時金", member & bore & (within < 700), 0.9, since=due_day + 20)
    near = (waits & (due_day - part.on < 180)) | (bore & (within < 700))
    since = (due_day - 40).astype(np.int32)
    yield award(part, "国保産前産後軽減", member & near, 0.75, since=since, until=due_day + 730)
    near = (waits & (due_day - part.on < 180)) | (bore & (within < 120))
    yield award(part, "国民年金産前産後免除", first & near, 0.75, since=since, until=due_day + 120)
    raising = first & bore & (within < 365) & (part.on >= _CHILDCARE_EXEMPTION)
    start = np.maximum(due_day, _CHILDCARE_EXEMPTION).astype(np.int32)
    yield award(part, "国民年金育児免除", raising, 0.6, since=start, until=due_day + 365)


def _small_children(part: Part, raised: Upbringing) -> Iterator[Award]:
    """Care by day, and babies born too small."""
    people = part.people
    days = part.on - people.birth
    april = day_number(date(school_year(part.on), 4, 1))
    march = school_year_end(part.on)
    at_home = ~in_nursery(part, raised) & (people.homes.kind == Kind.HOME)
    tries = at_home & (days > 190) & (people.age < 3)
    yield award(
        part, "乳児等支援給付認定", tries, 0.4, since=april, until=shift_years(people.birth, 3)
    )
    working = _both_work(part, raised)
    waiting = at_home & working & (people.age < 6)
    yield award(part, "保育所等利用申込", waiting, 0.4, since=part.on - 60, until=march)
    free = at_home & (placement.outside(part) > 0)
    free &= (days >= 3 * 366) | (working & (days > 300))
    yield award(part, "施設等利用給付認定", free, 0.85, since=april, until=march)
    frail = people.number % 333 == 0
    yield award(
        part,
        "未熟児養育医療給付",
        (days < 365) & frail,
        0.85,
        since=people.birth,
        until=people.birth + 365,
    )


def _both_work(part: Part, raised: Upbringing) -> Bools:
    """Children all of whose parents have a reason not to be at home."""
    homes = part.people.homes
    busy = placement.reasons(part) > 0
    mother, father = homes.mother, homes.father
    known = (mother >= 0) | (father >= 0)
    result: Bools = known & ((mother < 0) | busy[mother]) & ((father < 0) | busy[father])
    result[np.setdiff1d(np.arange(part.people.count), raised.child)] = False
    return result


def _pupils(part: Part, raised: Upbringing) -> Iterator[Award]:
    """School lunches, clubs, aid for special needs, support at high schools."""
    people = part.people
    kind, _ = schools(part)
    april, march = day_number(date(school_year(part.on), 4, 1)), school_year_end(part.on)
    year_end_age = legal_age(people.birth, march)
    if part.on >= _LUNCH:
        primary = ((kind == 0) | (kind == 2)) & (year_end_age <= 12)
        yield award(part, "給食費負担軽減", primary, 0.99, since=april, until=march)
    share = np.array([_CLUB.get(age, 0.0) for age in range(30)])
    luck = part.stream("after-school clubs").random(people.count)
    club = _both_work(part, raised) & (luck < share[np.clip(year_end_age, 0, 29)])
    yield award(part, "放課後児童クラブ", club & (kind >= 0), 0.98, since=april, until=march)
    needs = placement.special_class(part) | (kind == 2)
    with_aid = np.zeros(people.count, np.bool_)
    with_aid[aided(part, kind)] = True
    needs &= ~with_aid
    yield award(
        part, "特別支援教育就学奨励費", needs & ~part.living.welfare, 0.72, since=april, until=march
    )
    teens = (year_end_age >= 16) & (year_end_age <= 18) & (people.homes.kind == Kind.HOME)
    yield award(part, "高等学校等就学支援金", teens, 0.85, since=april, until=march)
    untaxed = people.per_household(part.now.is_taxed)[people.homes.household] == 0
    yield award(part, "高校生等奨学給付金", teens & untaxed, 0.75, since=april, until=march)
