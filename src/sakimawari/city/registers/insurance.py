"""国民健康保険, 限度額適用認定, 後期高齢者医療, 国民年金 and its exemptions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Bools, Tier
from sakimawari.city.days import NO_DAY, Days, Ints, day_number, day_of, reached, shift_years
from sakimawari.city.formats import Style, dates, flags, labels, same
from sakimawari.city.living import Job
from sakimawari.city.part import Part, Sheets, Table, chance

HEALTH = "03_国民健康保険.csv"
LIMIT = "03b_国保限度額適用認定.csv"
ELDERLY = "04_後期高齢者医療.csv"
PENSION = "13_国民年金.csv"
EXEMPTION = "13b_国民年金免除.csv"
_LIMIT_TAKE_UP, _EXEMPTION_TAKE_UP, _DISABLED_TAKE_UP = 0.5, 0.55, 0.35
_FULL_TIME_SALARY = 1_400_000  # about where employees' insurance begins for part-time workers
_KINDS = ("第1号", "第3号", "任意加入")


def sheets(part: Part) -> Sheets:
    """Membership of the schemes the city runs, and two ledgers people must apply for."""
    by_disability = _admitted_early(part)
    at_75 = turned_75(part)
    member, elderly = insured(part)
    kind = pension_kind(part)
    return {
        HEALTH: _health(part, member),
        LIMIT: _limits(part, member),
        ELDERLY: _elderly(part, elderly, by_disability, at_75),
        PENSION: _pension(part, kind),
        EXEMPTION: _exemptions(part, kind),
    }


def insured(part: Part) -> tuple[Bools, Bools]:
    """Who is in 国民健康保険 today, and who in 後期高齢者医療."""
    elderly = ((turned_75(part) <= part.on) | _admitted_early(part)) & ~part.living.welfare
    return _is_member(part) & ~elderly, elderly


def turned_75(part: Part) -> Days:
    """The 75th birthday, from which 後期高齢者医療 insures (高齢者の医療の確保に関する法律第52条)."""
    return reached(part.people.birth, 75) + np.int32(1)


def _admitted_early(part: Part) -> Bools:
    people, living = part.people, part.living
    unwell = ((living.body > 0) & (living.body <= 3)) | (living.mind == 1)
    unwell |= (living.mental > 0) & (living.mental <= 2)
    aged = (people.age >= 65) & (turned_75(part) > part.on)
    result: Bools = aged & unwell & chance(part.stream("early"), _DISABLED_TAKE_UP, people.count)
    return result


def is_employed(part: Part) -> Bools:
    """Insured through work: 健康保険 and 厚生年金, or those of public servants."""
    living = part.living
    result: Bools = np.isin(living.job, (Job.REGULAR, Job.PUBLIC_SERVANT)) | (
        (living.job == Job.PART_TIME) & (living.salary[1] >= _FULL_TIME_SALARY)
    )
    return result


def _is_member(part: Part) -> Bools:
    """Under 75, not on welfare, not insured through work, their own or the family's."""
    people, living = part.people, part.living
    employed = is_employed(part) & (people.age < 75)
    own = part.now.salary + part.now.pension
    limit = np.where(people.age >= 60, 1_800_000, 1_300_000)
    in_family = (people.per_household(employed) > 0)[people.homes.household]
    in_family &= (own < limit) & (living.job != Job.SELF_EMPLOYED)
    in_family &= people.homes.tier != Tier.LODGER
    return ~employed & ~in_family & ~living.welfare


def _health(part: Part, member: Bools) -> Table:
    people = part.people
    rng = part.stream("health insurance")
    began = people.on - rng.exponential(3000, people.households).astype(np.int32)
    began = np.maximum(began[people.homes.household], people.since)
    former = ~member & chance(rng, 0.01, people.count) & (people.age < 74) & ~part.living.welfare
    ended = np.where(former, people.on - rng.integers(1, 360, people.count), NO_DAY)
    began = np.where(former, np.minimum(began, ended - 90), began)
    rows = np.flatnonzero(member | former)
    number = people.number[people.homes.head[rows]]
    head_outside = ~member[people.homes.head[rows]]
    return {
        "宛名番号": people.ids(rows),
        "記号番号": pa.array([f"北{value % 10_000_000:07}" for value in number.tolist()]),
        "資格取得日": dates(began[rows].astype(np.int32), Style.DOTTED),
        "資格喪失日": dates(ended[rows].astype(np.int32), Style.DOTTED),
        "擬制世帯主": flags(head_outside),
    }


def _limits(part: Part, member: Bools) -> Table:
    """Cards of members under 70 who asked; the class follows the household's income."""
    people = part.people
    rng = part.stream("limit")
    tax = part.tax_from(8)
    known = tax.listed & tax.filed
    base = np.where(member & known, np.maximum(0, tax.total - 430_000), 0)
    income = people.per_household(base)
    taxed = people.per_household(member & tax.is_taxed) > 0
    taxed |= tax.is_taxed[people.homes.starts[:-1]]
    steps = np.searchsorted([2_100_000, 6_000_000, 9_010_000], income, side="left")
    grade = np.where(taxed, 3 - steps, 4)[people.homes.household]
    grade = np.where(chance(rng, 0.01, people.count), 2, grade)
    rows = np.flatnonzero(
        member
        & (people.age < 70)
        & chance(rng, _LIMIT_TAKE_UP, people.households)[people.homes.household]
    )
    since, until = _year_from_august(part.on)
    return {
        "宛名番号": people.ids(rows),
        "適用区分": labels(grade[rows], ("ア", "イ", "ウ", "エ", "オ")),
        "有効開始日": dates(np.maximum(people.since[rows], since).astype(np.int32), Style.KANJI),
        "有効終了日": dates(np.full(len(rows), until, np.int32), Style.KANJI),
    }


def _year_from_august(on: int) -> tuple[int, int]:
    today = day_of(on)
    year = today.year if today.month >= 8 else today.year - 1
    return day_number(date(year, 8, 1)), day_number(date(year + 1, 7, 31))


def _elderly(part: Part, elderly: Bools, early: Bools, at_75: Days) -> Table:
    people = part.people
    rng = part.stream("elderly")
    late = (at_75 > part.on - 10) & chance(rng, 0.5, people.count)  # cards still on their way
    rows = np.flatnonzero(elderly & ~late)
    admitted = np.maximum(part.on - rng.integers(10, 2500, people.count), reached(people.birth, 65))
    began = np.maximum(np.where(early, admitted, at_75), people.since)
    return {
        "宛名番号": people.ids(rows),
        "被保険者番号": pa.array([f"{value % 10**8:08}" for value in people.number[rows].tolist()]),
        "資格取得日": dates(began[rows].astype(np.int32), Style.DASHED),
        "資格喪失日": same(None, len(rows)),
        "障害認定": flags(early[rows]),
    }


def pension_kind(part: Part) -> np.ndarray:
    """0 第1号, 1 第3号, 2 任意加入, -1 insured through work or not insured."""
    people, living = part.people, part.living
    employed = is_employed(part)
    partner = people.homes.partner
    supported = (partner >= 0) & employed[partner] & (people.age[partner] < 65)
    supported &= (part.now.salary < 1_300_000) & (living.job != Job.SELF_EMPLOYED)
    insured = (reached(people.birth, 20) <= part.on) & (reached(people.birth, 60) > part.on)
    kind = np.where(supported, 1, 0)
    kind = np.where(insured & ~employed, kind, -1)
    voluntary = (people.age >= 60) & (people.age < 65) & ~employed & ~living.welfare
    voluntary &= chance(part.stream("voluntary"), 0.04, people.count)
    return np.where(voluntary, 2, kind)


def _pension(part: Part, kind: np.ndarray) -> Table:
    people = part.people
    rng = part.stream("pension")
    rows = np.flatnonzero(kind >= 0)
    at_20 = reached(people.birth, 20)
    began = np.maximum(at_20, people.on - rng.exponential(3500, people.count).astype(np.int32))
    began = np.where(kind == 2, reached(people.birth, 60) + 1, began)
    codes = labels(kind[rows], ("1", "3", "4"))
    number = people.number[rows] * 7 % 10**6
    return {
        "宛名番号": people.ids(rows),
        "基礎年金番号": pa.array(
            [f"9{value // 1000:03}-{value % 1000:06}" for value in number.tolist()]
        ),
        "被保険者種別": codes,
        "資格取得日": dates(began[rows].astype(np.int32), Style.CODED),
        "資格喪失日": same(None, len(rows)),
    }


def full_exemption_limit(dependants: Ints) -> Ints:
    """所得 up to which the whole contribution is waived (国民年金法第90条第1項, 施行令第6条の7)."""
    return (dependants + 1) * 350_000 + 320_000


def _exemptions(part: Part, kind: np.ndarray) -> Table:
    people, homes = part.people, part.people.homes
    rng = part.stream("exemption")
    tax = part.tax_from(7)
    poor = tax.total <= full_exemption_limit(tax.dependants)
    partner_poor = (homes.partner < 0) | poor[homes.partner]
    student = part.living.job == Job.STUDENT
    full = poor & partner_poor & poor[homes.head]
    young = poor & partner_poor & (people.age < 50)
    right = (kind == 0) & (full | student | young | part.living.welfare)
    takes = chance(rng, _EXEMPTION_TAKE_UP, people.count) | (
        part.living.welfare & chance(rng, 0.9, people.count)
    )
    wrong = (kind == 0) & ~right & chance(rng, 0.004, people.count)
    rows = np.flatnonzero((right & takes) | wrong)
    name = np.select([part.living.welfare, student, full], [0, 1, 2], 3)
    since, until = _school_or_july_year(part, student)
    return {
        "宛名番号": people.ids(rows),
        "免除区分": labels(name[rows], ("法定免除", "学生納付特例", "全額免除", "納付猶予")),
        "免除開始日": dates(
            np.maximum(since, reached(people.birth, 20))[rows].astype(np.int32), Style.KANJI
        ),
        "免除終了日": dates(until[rows].astype(np.int32), Style.KANJI),
    }


def _school_or_july_year(part: Part, student: Bools) -> tuple[Ints, Ints]:
    today = day_of(part.on)
    july = date(today.year if today.month >= 7 else today.year - 1, 7, 1)
    april = date(today.year if today.month >= 4 else today.year - 1, 4, 1)
    since = np.where(student, day_number(april), day_number(july))
    until = shift_years(since.astype(np.int32), 1) - 1
    return since, until.astype(np.int64)
