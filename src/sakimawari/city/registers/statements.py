"""申出・相談記録: the little that residents told the office.

All shares are invented unless a source is named: a city hears of a job lost or a funeral from a few
in a thousand at a time.
"""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools
from sakimawari.city.days import NO_DAY, Days
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.living import Job
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.care import certified
from sakimawari.city.registers.entitlements import hardship, hardship_labels
from sakimawari.city.registers.insurance import insured
from sakimawari.city.registers.pension_records import bereaved
from sakimawari.city.store import completed

TOLD = "27_申出・相談記録.csv"
HOSPITAL = "27b_入院の申出.csv"
_LOST_WORK = 0.012  # of adults of 20 to 64 without regular work
_IN_HOSPITAL = {
    "young": 0.0015,
    "old": 0.022,
}  # 患者調査: 0.95 per cent of all, of whom a part is told
_LEFT_INSURANCE = 0.002
_LONG_STAY = 0.006  # of those of 65 or over: more than three months
_REASONS = ("特定受給資格者", "特定理由離職者", "その他の離職")


def sheets(part: Part) -> Sheets:
    """One row a resident who told something; one a long stay in hospital."""
    return {TOLD: _told(part), HOSPITAL: _long_stay(part)}


def lost_work(part: Part) -> tuple[np.ndarray, Days]:
    """Why a job was lost (a position, -1: nobody told so), and the day."""
    people = part.people
    rng = part.stream("lost work")
    idle = (
        np.isin(part.living.job, (Job.NONE, Job.PART_TIME)) & (people.age >= 20) & (people.age < 65)
    )
    told = idle & chance(rng, _LOST_WORK, people.count)
    reason = rng.choice(3, people.count, p=(0.4, 0.25, 0.35))
    day = part.on - rng.integers(5, 420, people.count)
    return np.where(told, reason, -1), day.astype(np.int32)


def funerals(part: Part) -> tuple[np.ndarray, Bools, np.ndarray, Days]:
    """Rows of the bereaved, whether they held the funeral, the insurance of the dead, the day."""
    rows, _, died = bereaved(part)
    rng = part.stream("funerals")
    held = chance(rng, 0.85, len(rows))
    insurance = rng.choice(3, len(rows), p=(0.10, 0.12, 0.78))
    return rows, held, insurance, (died + rng.integers(2, 9, len(rows))).astype(np.int32)


def in_hospital(part: Part) -> Bools:
    """Who told that they are or will be in hospital."""
    old = part.people.age >= 65
    share = np.where(old, _IN_HOSPITAL["old"], _IN_HOSPITAL["young"])
    result: Bools = part.stream("in hospital").random(part.people.count) < share
    return result


def _funeral_columns(part: Part) -> tuple[Table, Bools]:
    rows, held, insurance, day = funerals(part)
    people = part.people
    is_told = np.zeros(people.count, np.bool_)
    is_told[rows[held]] = True
    at, kind = np.full(people.count, NO_DAY, np.int32), np.full(people.count, -1)
    at[rows[held]], kind[rows[held]] = day[held], insurance[held]
    columns = {
        "葬祭執行": flags(is_told, ~is_told),
        "葬祭日": dates(at, Style.DASHED),
        "亡くなった人の保険": labels(kind, ("その他", "国民健康保険", "後期高齢者医療")),
        "健保の埋葬料あり": flags((people.number % 50 == 0) & is_told, ~is_told),
    }
    return columns, is_told


def _work_columns(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """Jobs lost, and insurance left with them."""
    people = part.people
    reason, day = lost_work(part)
    member, _ = insured(part)
    worker = (part.living.job == Job.REGULAR) & (people.age < 60) & (people.age >= 20)
    left = worker & chance(rng, _LEFT_INSURANCE, people.count)
    lost = (part.on - rng.integers(1, 60, people.count)).astype(np.int32)
    on = np.where(left, lost, NO_DAY).astype(np.int32)
    hard = hardship(part)
    columns = {
        "離職理由区分": labels(reason, _REASONS),
        "離職日": dates(np.where(reason >= 0, day, NO_DAY).astype(np.int32), Style.DASHED),
        "健康保険資格喪失": flags(left, ~left),
        "健康保険資格喪失日": dates(on, Style.DASHED),
        "他の健康保険加入": flags(chance(rng, 0.3, people.count), ~left),
        "退職等の申出": flags(left, ~left),
        "厚生年金等喪失日": dates(on, Style.DASHED),
        "国保減免事由": labels(np.where(member, hard, -1), hardship_labels()),
    }
    return columns, (reason >= 0) | left | (hard >= 0)


def _care_columns(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """Hospital, and wishes for services and devices."""
    people, living = part.people, part.living
    stays = in_hospital(part)
    young = people.age < 7
    wishes = {
        "障害福祉サービス希望": living.disabled
        & (people.age >= 18)
        & chance(rng, 0.02, people.count),
        "療育の必要": (young & chance(rng, 0.012, people.count)),
        "補装具の必要": (living.body > 0) & chance(rng, 0.025, people.count),
        "生活用具の必要": (living.body > 0) & chance(rng, 0.02, people.count),
        "指定医診断書": (people.age >= 40) & chance(rng, 0.0012, people.count),
        "精神疾患診断": (people.age >= 18) & (people.age < 75) & chance(rng, 0.0015, people.count),
        "水痘罹患歴": (people.age < 5) & chance(rng, 0.01, people.count),
    }
    opinion = np.where(chance(rng, 0.001, people.count), np.where(people.age < 18, 2, 0), -1)
    columns: Table = {
        "入院中": flags(stays, ~stays),
        "十二か月の入院日数": numbers(rng.integers(3, 180, people.count), ~stays),
        "自立支援医療意見": labels(opinion, ("精神通院", "更生医療", "育成医療")),
        **{name: flags(told, ~told) for name, told in wishes.items()},
    }
    return columns, np.any([stays, opinion >= 0, *wishes.values()], axis=0)


def _hardship_columns(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """Money too short to live on, and work looked for."""
    people = part.people
    reason, _ = lost_work(part)
    adult = (people.age >= 20) & (people.age < 70) & ~part.living.welfare
    less = adult & chance(rng, 0.0015, people.count)
    poor = adult & (chance(rng, 0.0025, people.count) | (less & chance(rng, 0.5, people.count)))
    seeks = (reason >= 0) & chance(rng, 0.8, people.count)
    concerned = (reason >= 0) | less
    columns: Table = {
        "離職廃業2年以内": flags(reason >= 0, reason < 0),
        "収入減少の申出": flags(less, ~less),
        "生活困窮の申出": flags(poor, ~poor),
        "求職活動の誓約": flags(chance(rng, 0.85, people.count), ~concerned),
        "求職申込": flags(seeks, ~seeks),
        "本人月収": numbers(rng.integers(0, 12, people.count) * 10_000, ~concerned),
        "他の土地建物の所有": flags(chance(rng, 0.1, people.count), ~concerned),
    }
    return columns, concerned | poor | seeks


def _frail_columns(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """Care wanted, and what those in care would like at home."""
    people = part.people
    level = certified(part)
    wishes = {
        "介護の必要": (people.age >= 65) & ~level & chance(rng, 0.008, people.count),
        "介護特定疾病": (people.age >= 40) & (people.age < 65) & chance(rng, 0.001, people.count),
        "住宅改修希望": level & chance(rng, 0.015, people.count),
        "福祉用具購入希望": level & chance(rng, 0.015, people.count),
        "難病診断": chance(rng, 0.0005, people.count),
    }
    columns: Table = {name: flags(told, ~told) for name, told in wishes.items()}
    return columns, np.any(list(wishes.values()), axis=0)


def _home_columns(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """A home wanted, works planned, an alarm for somebody who lives alone, a move abroad."""
    people = part.people
    heads = people.homes.head == np.arange(people.count)
    alone = (np.diff(people.homes.starts) == 1)[people.homes.household]
    homeless = heads & chance(rng, 0.003, people.count)
    plan = np.where(
        heads & (people.age >= 30) & chance(rng, 0.004, people.count),
        rng.integers(0, 3, people.count),
        -1,
    )
    uneasy = alone & (people.age >= 70) & chance(rng, 0.02, people.count)
    leaves = people.foreign & (people.age >= 20) & chance(rng, 0.01, people.count)
    away = np.where(leaves, part.on + rng.integers(10, 120, people.count), NO_DAY)
    columns: Table = {
        "住宅困窮の申出": flags(homeless, ~homeless),
        "省エネ工事の予定": labels(plan, ("窓の断熱", "給湯器", "太陽光・蓄電池")),
        "緊急通報の不安": flags(uneasy, ~uneasy),
        "国外転出の予定": flags(leaves, ~leaves),
        "国外転出日": dates(away.astype(np.int32), Style.DASHED),
    }
    return columns, homeless | (plan >= 0) | uneasy | leaves


def _moves(part: Part, rng: np.random.Generator) -> tuple[Table, Bools]:
    """Moves not yet notified, heard of by the way."""
    people = part.people
    told = (people.age >= 18) & chance(rng, 0.0015, people.count)
    kind = np.where(told, rng.choice(3, people.count, p=(0.3, 0.45, 0.25)), -1)
    day = np.where(told, part.on - rng.integers(-20, 60, people.count), NO_DAY)
    columns = {
        "住所異動の未届": labels(kind, ("転入", "転居", "転出")),
        "住所を移した日": dates(day.astype(np.int32), Style.DASHED),
    }
    return columns, told


def _told(part: Part) -> Table:
    people = part.people
    rng = part.stream("statements")
    groups = (
        _funeral_columns(part),
        _work_columns(part, rng),
        _care_columns(part, rng),
        _moves(part, rng),
        _hardship_columns(part, rng),
        _frail_columns(part, rng),
        _home_columns(part, part.stream("statements on homes")),
    )
    rows = np.flatnonzero(np.any([told for _, told in groups], axis=0))
    columns = {name: column for table, _ in groups for name, column in table.items()}
    return completed(
        TOLD,
        {"宛名番号": people.ids(rows)}
        | {name: column.take(rows) for name, column in columns.items()},
    )


def _long_stay(part: Part) -> Table:
    people = part.people
    rng = part.stream("long stays")
    rows = np.flatnonzero((people.age >= 65) & chance(rng, _LONG_STAY, people.count))
    since = part.on - rng.integers(95, 700, len(rows))
    return {
        "宛名番号": people.ids(rows),
        "入院日": dates(since.astype(np.int32), Style.DASHED),
        "退院日": same(None, len(rows)),
    }
