"""保育 and 学校: 子ども・子育て支援, 学齢簿, 就学援助."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Bools, Kind, by_age
from sakimawari.city.days import (
    NO_DAY,
    Ints,
    day_number,
    day_of,
    legal_age,
    school_year,
    school_year_end,
)
from sakimawari.city.formats import Style, dates, labels, numbers
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part, Sheets, Table, chance

NURSERY = "10_子ども子育て支援.csv"
SCHOOL = "11_学齢簿.csv"
AID = "11b_就学援助.csv"
_USE = {0: 0.16, 1: 0.48, 2: 0.55, 3: 0.56, 4: 0.56, 5: 0.56, 6: 0.0}
_AID_TAKE_UP = 0.60
# Guide of the city for 1-2, 3 and 4 people (令和7年度), continued for larger households.
_AID_LIMITS = (1_920_000, 1_920_000, 2_560_000, 2_990_000, 3_420_000, 3_850_000, 4_280_000)
# 北九州市 保育料 令和8年度 (under 3, 一般世帯): lower bound of 所得割 at 6 per cent, full day, short day.
# Source: https://www.city.kitakyushu.lg.jp/contents/28800022.html
_FEES = (
    (1, 14_100, 13_900), (48_600, 17_100, 16_800), (55_000, 21_600, 21_200),
    (79_000, 28_400, 27_900), (97_000, 33_200, 32_600), (115_000, 39_900, 39_200),
    (152_000, 43_800, 43_000), (169_000, 49_800, 48_900), (230_000, 52_800, 51_900),
    (269_000, 55_800, 54_800), (301_000, 59_300, 58_300), (351_000, 61_300, 60_200),
    (397_000, 63_300, 62_200),
)  # fmt: skip
_FLAT_ONLY = (12_000, 11_800)


def sheets(part: Part, raised: Upbringing) -> Sheets:
    """Nursery places with fees, the register of pupils, and school aid with its gap."""
    kind, grade = schools(part)
    return {
        NURSERY: _nursery(part, raised),
        SCHOOL: _pupils(part, kind, grade),
        AID: _aid(part, kind, grade),
    }


def nursery_fee(income_tax_at_6: Ints, taxed: Bools, is_short: Bools) -> Ints:
    """Monthly fee of a first child under three by the parents' 所得割 at 6 per cent, yen."""
    bounds = np.array([bound for bound, _, _ in _FEES])
    step = np.searchsorted(bounds, income_tax_at_6, side="right") - 1
    full = np.array([fee for _, fee, _ in _FEES])[np.maximum(step, 0)]
    short = np.array([fee for _, _, fee in _FEES])[np.maximum(step, 0)]
    by_income = np.where(is_short, short, full)
    flat = np.where(is_short, _FLAT_ONLY[1], _FLAT_ONLY[0])
    return np.where(step >= 0, by_income, np.where(taxed, flat, 0))


def class_age(part: Part) -> Ints:
    """Age on 1 April, by which classes of small children are made."""
    return legal_age(part.people.birth, day_number(date(school_year(part.on), 4, 1)) - 1)


def nursery_children(
    part: Part, raised: Upbringing, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Children with a nursery place and who claims for them, from the first numbers of a stream."""
    klass = class_age(part)
    small = raised.minor & (klass[raised.child] < 6)
    child, claimant = raised.child[small], raised.claimant[small]
    old_enough = part.on - part.people.birth[child] >= 60
    uses = rng.random(len(child)) < by_age(_USE, np.maximum(klass[child], 0).astype(np.int16))
    chosen = uses & old_enough
    return child[chosen], claimant[chosen]


def in_nursery(part: Part, raised: Upbringing) -> Bools:
    """Who has a nursery place."""
    held = np.zeros(part.people.count, np.bool_)
    held[nursery_children(part, raised, part.stream("nursery"))[0]] = True
    return held


def _nursery(part: Part, raised: Upbringing) -> Table:
    people = part.people
    rng = part.stream("nursery")
    april = day_number(date(school_year(part.on), 4, 1))
    klass = class_age(part)
    child, claimant = nursery_children(part, raised, rng)
    partner = people.homes.partner[claimant]
    month = day_of(part.on).month
    tax = part.now if month >= 9 or month <= 3 else part.before
    both = tax.income_tax[claimant] + np.where(partner >= 0, tax.income_tax[partner], 0)
    taxed = tax.is_taxed[claimant] | ((partner >= 0) & tax.is_taxed[partner])
    short = chance(rng, 0.2, len(child))
    place_of = np.zeros(people.count, np.int64)
    place_of[raised.child] = raised.place
    first = place_of[child] == 1
    fee = nursery_fee(both * 6 // 8, taxed, short)
    fee = np.where(first & (klass[child] < 3) & ~part.living.welfare[child], fee, 0)
    fee = np.where(chance(rng, 0.01, len(child)) & (fee > 0), fee + 1_000, fee)
    start = np.where(
        chance(rng, 0.7, len(child)), april, people.on - rng.integers(1, 400, len(child))
    )
    start = np.maximum(start, np.maximum(people.birth[child] + 60, people.since[child]))
    ids = part.facilities.ids(part.ward, "保育所")
    return {
        "宛名番号": people.ids(child),
        "保育必要量": labels(short.astype(np.int64), ("1", "2")),
        "施設番号": ids.take(pa.array(rng.integers(0, len(ids), len(child)))),
        "利用開始日": dates(np.minimum(start, part.on).astype(np.int32), Style.KANJI),
        "利用終了日": dates(np.full(len(child), NO_DAY, np.int32), Style.KANJI),
        "保育料月額": numbers(fee, chance(rng, 0.015, len(child))),
        "同時利用順位": numbers(np.where(first, 1, 2)),
    }


def schools(part: Part) -> tuple[np.ndarray, Ints]:
    """Kind of school (-1 none) and grade by the age on 1 April."""
    people = part.people
    rng = part.stream("schools")
    year_end_age = legal_age(people.birth, school_year_end(part.on))
    primary = (year_end_age >= 7) & (year_end_age <= 12)
    junior = (year_end_age >= 13) & (year_end_age <= 15)
    private = chance(rng, 0.015, people.count) | (junior & chance(rng, 0.05, people.count))
    special = (part.living.mind == 1) | (part.living.body == 1)
    kind = np.select([special, private, primary], [2, 3, 0], 1)
    kind = np.where(primary | junior, kind, -1)
    return kind, np.where(primary, year_end_age - 6, year_end_age - 12)


def _pupils(part: Part, kind: np.ndarray, grade: Ints) -> Table:
    people = part.people
    rng = part.stream("pupils")
    rows = np.flatnonzero((kind >= 0) & chance(rng, 0.998, people.count))
    primary = part.facilities.ids(part.ward, "小学校")
    junior = part.facilities.ids(part.ward, "中学校")
    town = people.town[rows].astype(np.int64)
    school = np.where(kind[rows] == 0, town % len(primary), len(primary) + town % len(junior))
    names = (*primary.to_pylist(), *junior.to_pylist())
    return {
        "宛名番号": people.ids(rows),
        "就学区分": labels(
            kind[rows], ("市立小学校", "市立中学校", "特別支援学校", "私立・国立等")
        ),
        "学年": numbers(grade[rows]),
        "学校番号": labels(np.where(kind[rows] <= 1, school, -1), names),
    }


def _aid(part: Part, kind: np.ndarray, grade: Ints) -> Table:
    """School aid: households not taxed or below a limit by size; about six in ten of them take it."""
    people, welfare = part.people, part.living.welfare
    rows = aided(part, kind)
    april = date(school_year(part.on), 4, 1)
    since = np.maximum(people.since[rows], day_number(april)).astype(np.int32)
    small = kind[rows] == 0
    entering = np.where(grade[rows] == 1, np.where(small, 64_300, 81_000), 0)
    amount = entering + np.where(small, 13_900, 25_000)
    return {
        "宛名番号": people.ids(rows),
        "認定区分": labels(np.where(welfare[rows], 0, 1), ("要保護", "準要保護")),
        "認定日": dates(since, Style.DASHED),
        "認定終了日": dates(np.full(len(rows), school_year_end(part.on), np.int32), Style.DASHED),
        "年額": numbers(amount),
    }


def aided(part: Part, kind: np.ndarray) -> np.ndarray:
    """Rows of the pupils who receive school aid."""
    people = part.people
    rng = part.stream("aid")
    tax = part.tax_from(7)
    size = np.diff(people.homes.starts)
    income = people.per_household(tax.total)
    limit = np.array(_AID_LIMITS)[np.minimum(size, len(_AID_LIMITS)) - 1]
    untaxed = people.per_household(tax.is_taxed) == 0
    poor = (untaxed | (income <= limit))[people.homes.household]
    pupil = np.isin(kind, (0, 1)) & (people.homes.kind == Kind.HOME)
    takes = chance(rng, _AID_TAKE_UP, people.households)[people.homes.household]
    welfare = part.living.welfare
    wrong = pupil & ~poor & chance(rng, 0.006, people.count)
    return np.flatnonzero((pupil & poor & (takes | welfare)) | wrong)
