"""国民健康保険 and 介護 beyond membership: 特定同一世帯所属者, 高額療養費, 合算, 特定疾病, 非課税年金."""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools, by_age
from sakimawari.city.days import first_of_month, month_index, school_year, shift_years
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.care import certified
from sakimawari.city.registers.insurance import insured, turned_75
from sakimawari.city.store import completed

TOGETHER = "23_特定同一世帯所属者.csv"
HIGH_COST = "23b_国保高額療養費.csv"
COMBINED = "23c_高額介護合算.csv"
ADMITTED = "23d_国保給付認定.csv"
ELDERLY = "23e_後期高齢者医療賦課.csv"
LEVIES = "05d_介護保険賦課.csv"
_DIALYSIS = {0: 0.0, 20: 0.0006, 40: 0.0018, 55: 0.005, 65: 0.009, 75: 0.012}  # near 日本透析医学会
_HIGH_COST = 0.03  # of members under 70 within half a year (invented)
_PAID_OUT = 0.75
_HARDSHIP = {
    "災害": 0.10,
    "失業・廃業": 0.35,
    "所得の激減": 0.45,
    "収監等": 0.02,
    "旧被扶養者": 0.08,
}
_IN_HARDSHIP = 0.004  # of adult members: applications for relief (invented)


def sheets(part: Part) -> Sheets:
    """What the insurers of the city hold beside who belongs to them."""
    return {
        TOGETHER: _together(part),
        HIGH_COST: _high_cost(part),
        COMBINED: _combined(part),
        ADMITTED: _admitted(part),
        ELDERLY: _once_dependent(part),
        LEVIES: _untaxed_pensions(part),
    }


def dialysis(part: Part) -> Bools:
    """Whose kidneys need dialysis."""
    return part.stream("dialysis").random(part.people.count) < by_age(_DIALYSIS, part.people.age)


def hardship(part: Part) -> np.ndarray:
    """Why a member cannot pay the premium, as told to the office: a position in the reasons, or -1."""
    rng = part.stream("hardship")
    member, _ = insured(part)
    shares = np.array(list(_HARDSHIP.values()))
    reason = rng.choice(len(shares), part.people.count, p=shares / shares.sum())
    told = member & (part.people.age >= 20) & chance(rng, _IN_HARDSHIP, part.people.count)
    return np.where(told, reason, -1)


def hardship_labels() -> tuple[str, ...]:
    """The reasons in their order."""
    return tuple(_HARDSHIP)


def relieved(part: Part) -> np.ndarray:
    """The office's decision on each request for relief: 1 granted, 0 not, -1 none asked or open."""
    luck = part.stream("relief").random(part.people.count)
    decided = np.select([luck < 0.6, luck < 0.8], [1, 0], -1)
    return np.where(hardship(part) >= 0, decided, -1)


def _together(part: Part) -> Table:
    """Those who left 国民健康保険 at 75 and live with a member (国民健康保険法施行令第29条の7)."""
    people = part.people
    member, elderly = insured(part)
    at_75 = turned_75(part)
    with_member = (people.per_household(member) > 0)[people.homes.household]
    recent = shift_years(at_75, 8) > part.on
    stayed = chance(part.stream("together"), 0.8, people.count)
    rows = np.flatnonzero(elderly & with_member & recent & (at_75 <= part.on) & stayed)
    return {
        "宛名番号": people.ids(rows),
        "該当日": dates(at_75[rows], Style.DOTTED),
        "非該当日": same(None, len(rows)),
    }


def _high_cost(part: Part) -> Table:
    """The latest dear month of members under 70: three tenths paid, most of it paid back."""
    people = part.people
    rng = part.stream("high cost")
    member, _ = insured(part)
    rows = np.flatnonzero(member & (people.age < 70) & chance(rng, _HIGH_COST, people.count))
    this_month = month_index(np.full(len(rows), part.on, np.int32))
    month = first_of_month(this_month - rng.integers(2, 9, len(rows)))
    month = np.maximum(month, first_of_month(month_index(people.since[rows]) + 1))
    cost = (rng.exponential(500_000, len(rows)) + 280_000).astype(np.int64) // 10 * 10
    return {
        "宛名番号": people.ids(rows),
        "診療年月": dates(month, Style.DASHED),
        "総医療費": numbers(cost),
        "自己負担額": numbers(cost * 3 // 10),
        "多数回該当回数": numbers(rng.choice(5, len(rows), p=(0.6, 0.15, 0.1, 0.05, 0.1))),
        "高額療養費支給": flags(chance(rng, _PAID_OUT, len(rows))),
    }


def _combined(part: Part) -> Table:
    """Medical and care costs of the year to July, of those who have both."""
    people = part.people
    rng = part.stream("combined costs")
    member, elderly = insured(part)
    both = certified(part) & (member | elderly)
    rows = np.flatnonzero(both & chance(rng, 0.6, people.count))
    taxed = part.before.is_taxed[rows]
    old = people.age[rows] >= 70
    grade = np.where(
        old, np.where(taxed, 1, 2 + chance(rng, 0.4, len(rows))), np.where(taxed, 0, 4)
    )
    april = school_year(part.on)
    year = april - 1 if part.on >= _august(april) else april - 2
    return {
        "宛名番号": people.ids(rows),
        "年度": same(str(year), len(rows)),
        "年間医療自己負担額": numbers(rng.exponential(70_000, len(rows)).astype(np.int64)),
        "年間介護自己負担額": numbers(rng.exponential(110_000, len(rows)).astype(np.int64)),
        "所得区分": labels(grade, ("エ", "一般", "低所得II", "低所得I", "オ")),
    }


def _august(year: int) -> int:
    return int(first_of_month(np.array([(year - 1970) * 12 + 7]))[0])


def _admitted(part: Part) -> Table:
    """特定疾病, and decisions on relief."""
    people = part.people
    rng = part.stream("specific diseases")
    member, elderly = insured(part)
    ill = np.where(
        dialysis(part), 0, np.where(chance(rng, 0.0002, people.count), 1 + (people.number % 2), -1)
    )
    ill = np.where(member | elderly, ill, -1)
    decision = relieved(part)
    rows = np.flatnonzero((ill >= 0) | (decision >= 0))
    return {
        "宛名番号": people.ids(rows),
        "特定疾病": labels(ill[rows], ("人工透析", "血友病", "HIV")),
        "減免認定": flags(decision[rows] == 1, decision[rows] < 0),
    }


def _once_dependent(part: Part) -> Table:
    """Those insured through a child's or partner's work until they joined, with the day they did."""
    people = part.people
    _, elderly = insured(part)
    at_75 = turned_75(part)
    fresh = elderly & (shift_years(at_75, 3) > part.on)
    rows = np.flatnonzero(fresh & chance(part.stream("once dependent"), 0.12, people.count))
    joined = np.where(at_75 <= part.on, at_75, part.on - 500)
    joined = np.maximum(joined, people.since)
    return {
        "宛名番号": people.ids(rows),
        "被扶養者であった被保険者": flags(np.ones(len(rows), np.bool_)),
        "資格取得年月日": dates(joined[rows].astype(np.int32), Style.DASHED),
    }


def _untaxed_pensions(part: Part) -> Table:
    """障害年金 and 遺族年金 of two years, of all who are 65 or hold a certificate; most have none."""
    people = part.people
    rng = part.stream("untaxed pensions")
    widowed = (people.sex == 1) & (people.age >= 65) & (people.homes.partner < 0)
    survivor = widowed & chance(rng, 0.5, people.count)  # near 公的年金 年金受給者実態調査
    disabled = part.living.severe & (people.age >= 20) & chance(rng, 0.6, people.count)
    yen = np.where(survivor, rng.normal(850_000, 260_000, people.count), 0)
    yen = np.where(disabled, np.maximum(yen, 831_700), yen)
    yen = np.clip(yen, 0, 2_200_000).astype(np.int64) // 100 * 100
    rows = np.flatnonzero((people.age >= 65) | part.living.disabled)
    year = part.now.fiscal_year
    twice = np.r_[rows, rows]
    return completed(
        LEVIES,
        {
            "宛名番号": people.ids(twice),
            "年度": numbers(np.repeat([year - 1, year], len(rows))),
            "非課税年金収入": numbers(yen[twice]),
        },
    )
