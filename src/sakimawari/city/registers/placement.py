"""保育の必要性, 就学判断, 小児慢性特定疾病: what parents told and the office decided about children."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.city.assembly import Bools, Kind
from sakimawari.city.days import (
    day_number,
    end_of_month,
    first_of_month,
    legal_age,
    month_index,
    school_year,
    school_year_end,
)
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.living import Job
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.mothers import pregnancies
from sakimawari.city.registers.schooling import class_age, schools
from sakimawari.city.store import completed

NEEDS = "10b_保育の必要性.csv"
PLACED = "28_就学判断.csv"
CHRONIC = "29_小児慢性特定疾病.csv"
_SPECIAL_CLASS = 0.045  # of pupils (文部科学省: 特別支援教育資料)
_NEEDY_SCHOOLING, _PUT_OFF = 0.004, 0.0003
_CHRONIC = 0.0065  # of minors (衛生行政報告例)
_OUTSIDE = (
    0.10,
    0.04,
    0.02,
    0.05,
)  # 未移行幼稚園, with 預かり, 新制度園の預かり, 認可外: of those from three on
_FACILITIES = (
    "なし",
    "未移行幼稚園",
    "未移行幼稚園と預かり保育",
    "新制度園の預かり保育",
    "認可外保育施設等",
)
_REASONS = ("なし", "就労", "妊娠・出産", "疾病・障害")


def sheets(part: Part, raised: Upbringing) -> Sheets:
    """Reasons of parents and plans for small children, decisions on pupils, chronic illness."""
    return {NEEDS: _needs(part, raised), PLACED: _placed(part), CHRONIC: _chronic(part, raised)}


def reasons(part: Part) -> np.ndarray:
    """Why somebody cannot look after children by day: a position among the reasons."""
    people, living = part.people, part.living
    reason = np.where(living.job != Job.NONE, 1, 0)
    expecting, due = pregnancies(part)
    near = np.zeros(people.count, np.bool_)
    near[expecting[np.abs(due - part.on) < 60]] = True
    return np.select([near, living.severe], [2, 3], reason)


def outside(part: Part) -> np.ndarray:
    """The facility outside the city's nurseries that a small child uses or will (0: none)."""
    luck = part.stream("facilities outside").random(part.people.count)
    steps = np.cumsum(_OUTSIDE)
    klass = class_age(part)
    kind = np.searchsorted(steps, luck, side="right")
    chosen = np.where(kind < len(_OUTSIDE), kind + 1, 0)
    small = np.where(luck > 0.97, 4, 0)
    return np.select([(klass >= 3) & (klass <= 5), klass < 3], [chosen, small], 0)


def parents_of(part: Part, raised: Upbringing, youngest: Bools) -> np.ndarray:
    """Rows of the mothers, fathers and claimants of some children."""
    homes = part.people.homes
    child = raised.child[youngest]
    everyone = np.r_[homes.mother[child], homes.father[child], raised.claimant[youngest]]
    return np.unique(everyone[everyone >= 0])


def _needs(part: Part, raised: Upbringing) -> Table:
    people = part.people
    rng = part.stream("needs for childcare")
    small = np.flatnonzero(legal_age(people.birth, school_year_end(part.on)) <= 6)
    year_end_age = legal_age(people.birth, school_year_end(part.on))
    parents = parents_of(part, raised, year_end_age[raised.child] <= 12)
    reason, facility = reasons(part), outside(part)
    rows = np.r_[small, parents]
    of_child = np.arange(len(rows)) < len(small)
    april = day_number(date(school_year(part.on), 4, 1))
    since = np.maximum(np.maximum(people.birth, people.since)[rows], april)
    since = np.where(of_child, since, people.since[rows])
    company = of_child & chance(rng, 0.01, len(rows)) & (facility[rows] == 0)
    return completed(
        NEEDS,
        {
            "宛名番号": people.ids(rows),
            "保育必要事由": labels(np.where(of_child, -1, reason[rows]), _REASONS),
            "利用予定施設": labels(np.where(of_child, facility[rows], -1), _FACILITIES),
            "企業主導型保育利用": flags(company, ~of_child),
            "認定開始日": dates(since.astype(np.int32), Style.DOTTED),
            "認定終了日": same(None, len(rows)),
        },
    )


def special_class(part: Part) -> Bools:
    """Pupils of the city's schools in a class for special needs."""
    kind, _ = schools(part)
    luck = part.stream("special classes").random(part.people.count)
    known = part.living.disabled
    result: Bools = np.isin(kind, (0, 1)) & (luck < np.where(known, 0.6, _SPECIAL_CLASS - 0.01))
    return result


def _placed(part: Part) -> Table:
    """Where pupils are taught, with the bracket of 就学奨励費 (by the parents' income)."""
    people = part.people
    rng = part.stream("placement")
    kind, _ = schools(part)
    special = special_class(part)
    pupil = np.isin(kind, (0, 1))
    judged = pupil & ~special & part.living.disabled
    needy = pupil & ~special & chance(rng, _NEEDY_SCHOOLING, people.count)
    put_off = (kind >= 0) & chance(rng, _PUT_OFF, people.count)
    taught = special | needy | (kind == 2)
    bracket = np.where(taught, rng.choice(3, people.count, p=(0.25, 0.45, 0.30)), -1)
    rows = np.flatnonzero(taught | judged | put_off)
    return completed(
        PLACED,
        {
            "宛名番号": people.ids(rows),
            "特別支援学級在籍": flags(special[rows], ~pupil[rows]),
            "就学猶予免除": flags(put_off[rows], ~put_off[rows]),
            "就学障害程度該当": flags(needy[rows], ~needy[rows]),
            "手帳児就学判断": flags(chance(rng, 0.15, len(rows)), ~judged[rows]),
            "支弁区分": labels(bracket[rows], ("第1区分", "第2区分", "第3区分")),
        },
    )


def chronically_ill(part: Part) -> Bools:
    """Minors with a disease of the state's list."""
    ill = chance(part.stream("chronic illness"), _CHRONIC, part.people.count)
    result: Bools = ill & (part.people.age < 18)
    return result


def _chronic(part: Part, raised: Upbringing) -> Table:
    people, homes = part.people, part.people.homes
    rng = part.stream("chronic illness certificates")
    tax = part.tax_from(7)
    payer = np.full(people.count, -1)
    payer[raised.child] = raised.claimant
    rows = np.flatnonzero(chronically_ill(part) & (homes.kind == Kind.HOME) & (payer >= 0))
    claimant = payer[rows]
    partner = homes.partner[claimant]
    both = tax.income_tax[claimant] + np.where(partner >= 0, tax.income_tax[partner], 0)
    taxed = tax.is_taxed[claimant] | ((partner >= 0) & tax.is_taxed[partner])
    this_month = month_index(np.full(len(rows), part.on, np.int32))
    begun = this_month - rng.integers(0, 12, len(rows))
    return completed(
        CHRONIC,
        {
            "宛名番号": people.ids(rows),
            "小慢疾病診断": flags(np.ones(len(rows), np.bool_)),
            "患者区分": labels(
                rng.choice(3, len(rows), p=(0.88, 0.10, 0.02)), ("一般", "重症", "人工呼吸器等")
            ),
            "課税区分_小慢": labels(taxed.astype(np.int64), ("非課税", "課税")),
            "所得割合算額": numbers(both * 6 // 8),
            "保護者収入": numbers(tax.total[claimant]),
            "支給認定開始日": dates(
                np.maximum(first_of_month(begun), people.birth[rows]), Style.DOTTED
            ),
            "支給認定終了日": dates(end_of_month(begun + 11), Style.DOTTED),
        },
    )
