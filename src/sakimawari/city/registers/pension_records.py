"""年金記録, 厚生年金等加入, おくやみ: what comes from the pension offices, and families of the dead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.city.assembly import Bools, Tier
from sakimawari.city.days import NO_DAY, Days, Ints, reached, shift_years
from sakimawari.city.formats import Style, dates, decimals, flags, labels, numbers, same
from sakimawari.city.part import Part, Sheets, Table, chance, departed_in
from sakimawari.city.registers.insurance import is_employed, pension_kind
from sakimawari.city.store import completed

RECORDS = "24_年金記録.csv"
EMPLOYED = "24b_厚生年金等加入.csv"
PAID = "24d_年金受給.csv"
FUND = "24e_国民年金基金.csv"
BEREAVED = "24c_おくやみ.csv"
_FULL = 480  # months of contributions for the full basic pension
_DIED = 0.55  # of those who left the records within a year
_WIVES, _HUSBANDS, _CHILDREN = 0.40, 0.15, 0.45  # who asks for the family (invented)
_EARLY = 0.11  # 老齢基礎年金 drawn before 65 (厚生年金保険・国民年金事業の概況)
_SURVIVORS = 0.05  # of lone mothers (全国ひとり親世帯等調査: bereaved)
_IN_FUND = 0.025  # of 第1号: 国民年金基金
_RELATIONS = ("妻", "夫", "子")


def sheets(part: Part) -> Sheets:
    """Records of those of 60 or over and of the disabled, workers insured, and the bereaved."""
    return {
        RECORDS: _records(part),
        EMPLOYED: _employed(part),
        PAID: _paid(part),
        FUND: _fund(part),
        BEREAVED: _bereaved(part),
    }


def grade(part: Part) -> np.ndarray:
    """障害基礎年金 as decided: 1 or 2, 0 not of that degree, -1 not asked; holders of certificates."""
    people, living = part.people, part.living
    luck = part.stream("disability pension").random(people.count)
    severe = np.select([luck < 0.35, luck < 0.75, luck < 0.85], [1, 2, 0], -1)
    other = np.select([luck < 0.02, luck < 0.25, luck < 0.45], [1, 2, 0], -1)
    heavy = ((living.body > 0) & (living.body <= 3)) | (living.mind > 0)
    heavy |= (living.mental > 0) & (living.mental <= 2)
    asked = heavy & (people.age >= 20) & (people.age < 65)
    return np.where(asked, np.where(living.severe, severe, other), -1)


def has_disability_pension(part: Part) -> Bools:
    """Who is paid the pension: most of those found to be of its degrees."""
    take = chance(part.stream("disability pension paid"), 0.85, part.people.count)
    return (grade(part) > 0) & take


def _records(part: Part) -> Table:
    people = part.people
    rng = part.stream("pension records")
    decided = grade(part)
    old = people.age >= 60
    asked = part.living.disabled & (people.age >= 16) & (people.age < 65)
    rows = np.flatnonzero(old | asked)
    age, count = people.age[rows], len(rows)
    waived = np.where(chance(rng, 0.18, count), rng.integers(6, 160, count), 0)
    quarter = np.where(chance(rng, 0.02, count), rng.integers(3, 48, count), 0)
    most = np.clip((np.minimum(age, 60) - 20) * 12, 0, _FULL)
    without = (age >= 66) & (part.now.pension[rows] == 0)
    short = chance(rng, np.where(without, 0.93, 0.02), count)  # fewer than ten years (invented)
    paid = np.where(
        short, rng.integers(0, 100, count), most - waived - quarter - rng.integers(0, 40, count)
    )
    paid = np.maximum(paid, 0)
    waived = np.where(short, 0, waived)
    counted = (
        paid + waived + quarter + np.where(chance(rng, 0.2, count), rng.integers(0, 60, count), 0)
    )
    aged = old[rows]
    # A month waived counts for half, a quarter waived for seven eighths (国民年金法第27条).
    weighed = np.minimum(paid * 1_000 + waived * 500 + np.where(short, 0, quarter) * 875, 480_000)
    return completed(
        RECORDS,
        {
            "宛名番号": people.ids(rows),
            "受給資格期間月数": numbers(counted, ~aged),
            "基礎年金計算月数": decimals(weighed, 3, ~aged),
            "保険料納付済月数": numbers(paid, ~aged),
            "保険料免除月数": numbers(waived, ~aged),
            "四分の一免除月数": numbers(np.where(short, 0, quarter), ~aged),
            "老齢基礎年金の繰上げ": flags(chance(rng, _EARLY, count), ~aged),
            "障害年金受給": flags(has_disability_pension(part)[rows]),
            "障害基礎年金認定等級": labels(decided[rows], ("非該当", "1級", "2級")),
            "障害年金の納付要件": flags(
                (decided[rows] > 0) | chance(rng, 0.8, count), decided[rows] < 0
            ),
        },
    )


def _employed(part: Part) -> Table:
    people = part.people
    rng = part.stream("employees' pension")
    rows = np.flatnonzero(is_employed(part) & (people.age < 70) & (people.age >= 16))
    began = part.on - rng.exponential(3200, len(rows)).astype(np.int32)
    began = np.maximum(began, shift_years(people.birth[rows], 18))
    return {
        "宛名番号": people.ids(rows),
        "厚生年金加入日": dates(np.minimum(began, part.on).astype(np.int32), Style.DOTTED),
        "厚生年金喪失日": same(None, len(rows)),
    }


def survivors(part: Part) -> Bools:
    """Lone parents who have been paid 遺族基礎年金 for some time."""
    luck = part.stream("survivors").random(part.people.count)
    result: Bools = part.living.lone_parent & (luck < _SURVIVORS)
    return result


def _paid(part: Part) -> Table:
    """Who is paid which basic pension, from when; most claim within some months of turning 65."""
    people = part.people
    rng = part.stream("pensions paid")
    at_65 = reached(people.birth, 65)
    fresh = (people.age == 65) & (at_65 < part.on - 60) & chance(rng, 0.93, people.count)
    old = ((people.age >= 66) & (part.now.pension > 0)) | fresh
    degree = np.where(has_disability_pension(part), grade(part), 0)
    survivor = survivors(part)
    rows = np.flatnonzero(old | (degree > 0) | survivor)
    long_ago = part.on - rng.integers(90, 3_000, len(rows))
    begun = np.where(old[rows], at_65[rows], np.maximum(long_ago, people.birth[rows] + 7_305))
    degree, survivor = degree[rows], survivor[rows]
    return completed(
        PAID,
        {
            "宛名番号": people.ids(rows),
            "老齢基礎年金": flags(old[rows], ~old[rows]),
            "障害基礎年金": labels(degree - 1, ("1級", "2級")),
            "遺族基礎年金": flags(survivor, ~survivor),
            "受給開始日": dates(np.minimum(begun, part.on).astype(np.int32), Style.DOTTED),
            "受給終了日": same(None, len(rows)),
        },
    )


def _fund(part: Part) -> Table:
    people = part.people
    rng = part.stream("pension fund")
    rows = np.flatnonzero((pension_kind(part) == 0) & chance(rng, _IN_FUND, people.count))
    since = part.on - rng.integers(60, 4_000, len(rows))
    since = np.maximum(since, reached(people.birth[rows], 20))
    return {
        "宛名番号": people.ids(rows),
        "基金加入日": dates(np.minimum(since, part.on).astype(np.int32), Style.DOTTED),
        "基金喪失日": same(None, len(rows)),
    }


def bereaved(part: Part) -> tuple[Ints, Ints, Days]:
    """Who lost somebody within a year: rows, relation (0 wife, 1 husband, 2 child), day of the death.

    A few are young widows with children; the others' dead were old.
    """
    people, homes = part.people, part.people.homes
    rng = part.stream("bereaved")
    deaths = int(departed_in(people.count) * _DIED)
    alone = (homes.partner < 0) & (homes.tier != Tier.CHILD)
    groups = (
        (np.flatnonzero(alone & (people.sex == 1) & (people.age >= 68)), _WIVES),
        (np.flatnonzero(alone & (people.sex == 0) & (people.age >= 70)), _HUSBANDS),
        (np.flatnonzero((people.age >= 40) & (people.age < 68)), _CHILDREN),
    )
    chosen, relations = [], []
    for relation, (among, share) in enumerate(groups):
        taken = rng.permutation(among)[: int(deaths * share + 0.5)]
        chosen.append(taken)
        relations.append(np.full(len(taken), relation))
    young = np.flatnonzero(part.living.lone_parent & (people.sex == 1))
    young = young[chance(rng, 0.02, len(young))]
    rows, relation = np.r_[(*chosen, young)], np.r_[(*relations, np.zeros(len(young), np.int64))]
    _, first = np.unique(rows, return_index=True)
    rows, relation = rows[first], relation[first]
    died = (part.on - rng.integers(2, 365, len(rows))).astype(np.int32)
    return rows, relation, died


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """What the records say of the dead of each bereaved person, in the order of `bereaved`."""

    months: Ints  # contributions as 第1号
    drew: Bools  # was paid a basic pension
    together: Bools  # shared a livelihood with the bereaved
    entitles: Bools  # 納付要件 of 遺族年金
    married: Days  # `NO_DAY` for children


def records_of_the_dead(part: Part) -> Dead:
    """Few of the young had paid for long; nearly all of the old drew a pension."""
    people = part.people
    rows, relation, died = bereaved(part)
    rng = part.stream("records of the dead")
    count = len(rows)
    young = (relation == 0) & (people.age[rows] < 60)
    paid = np.where(young, rng.integers(24, 260, count), rng.integers(0, _FULL, count))
    wed = np.maximum(died - rng.integers(400, 18_000, count), people.birth[rows] + 20 * 365)
    return Dead(
        months=np.where(chance(rng, 0.35, count), paid, 0),
        drew=~young & chance(rng, 0.92, count),
        together=chance(rng, 0.95, count) & ((relation < 2) | chance(rng, 0.4, count)),
        entitles=chance(rng, 0.9, count),
        married=np.where(relation < 2, wed, NO_DAY).astype(np.int32),
    )


def _bereaved(part: Part) -> Table:
    rows, relation, died = bereaved(part)
    dead = records_of_the_dead(part)
    extra = chance(part.stream("additional contributions"), 0.05, len(rows))
    return completed(
        BEREAVED,
        {
            "宛名番号": part.people.ids(rows),
            "死亡者の死亡日": dates(died, Style.DASHED),
            "死亡者との続柄": labels(relation, _RELATIONS),
            "死亡者が世帯主": flags(relation == 0),
            "死亡時生計同一": flags(dead.together),
            "遺族年金の納付要件": flags(dead.entitles),
            "死亡者の基礎年金受給歴": flags(dead.drew),
            "死亡者の年金受給中": flags(dead.drew),
            "死亡者の納付月数": numbers(dead.months),
            "死亡者の付加納付月数": numbers(np.where(extra, dead.months // 2, 0)),
            "死亡者の第1号期間月数": numbers(dead.months),
            "死亡者の第1号計算月数": decimals(dead.months * 1_000, 3),
            "婚姻日": dates(dead.married, Style.DASHED),
        },
    )
