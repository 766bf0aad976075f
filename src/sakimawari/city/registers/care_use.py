"""介護給付: what those with a care level use and pay, where they live, what they have.

Shares are near 介護保険事業状況報告 and 介護給付費等実態統計; amounts are invented.
"""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools, Kind
from sakimawari.city.days import NO_DAY, Ints, school_year
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.care import certified, levels_in_use
from sakimawari.city.store import completed

BENEFITS = "05e_介護給付.csv"
FACILITIES = "05f_介護施設利用.csv"
EQUIPMENT = "05g_福祉用具購入.csv"
_USES, _USUAL_COST = 0.85, 15_000  # share who use services; mean yen a month they pay
_CHECKLIST = 0.02  # of those of 65 or over without a level
_SHORT_STAY = 0.08
_KINDS = ("特養", "老健・医療院", "短期入所生活介護", "短期入所療養介護")
_ROOMS = ("多床室室料なし", "多床室室料あり", "従来型個室", "ユニット型準個室", "ユニット型個室")


def sheets(part: Part) -> Sheets:
    """Costs and dates of those in care, stays in facilities, equipment bought."""
    return {BENEFITS: _benefits(part), FACILITIES: _facilities(part), EQUIPMENT: _equipment(part)}


def cost_of_month(part: Part) -> Ints:
    """What each person paid for care services in the latest month, yen."""
    rng = part.stream("cost of care")
    count = part.people.count
    cost = np.minimum(rng.exponential(_USUAL_COST, count), 120_000).astype(np.int64)
    return np.where(certified(part) & chance(rng, _USES, count), cost, 0)


def savings(part: Part) -> Ints:
    """What each person has in the bank, as told with a claim to 負担限度額認定, yen."""
    rng = part.stream("savings")
    return rng.exponential(5_500_000, part.people.count).astype(np.int64) // 10_000 * 10_000


def facility(part: Part) -> np.ndarray:
    """The kind of facility each person in care lives in or stays at for short (-1: none)."""
    people = part.people
    rng = part.stream("care facilities")
    lives = people.homes.kind == Kind.CARE_HOME
    stays = certified(part) & ~lives & chance(rng, _SHORT_STAY, people.count)
    where = np.where(chance(rng, 0.72, people.count), 0, 1)
    short = np.where(chance(rng, 0.85, people.count), 2, 3)
    return np.select([lives & certified(part), stays], [where, short], -1)


def _benefits(part: Part) -> Table:
    people = part.people
    rng = part.stream("care benefits")
    held, _, until = levels_in_use(part)
    ends = np.full(people.count, NO_DAY, np.int32)
    ends[held] = until
    level = certified(part)
    frail: Bools = (people.age >= 65) & ~level & chance(rng, _CHECKLIST, people.count)
    rows = np.flatnonzero(level | frail)
    housed = facility(part)[rows] >= 0
    altered = level[rows] & chance(rng, 0.22, len(rows))
    return completed(
        BENEFITS,
        {
            "宛名番号": people.ids(rows),
            "認定有効期限": dates(ends[rows], Style.DASHED),
            "利用者負担月額": numbers(cost_of_month(part)[rows], ~level[rows]),
            "預貯金等": numbers(savings(part)[rows], ~housed),
            "住宅改修支給済額": numbers(rng.integers(3, 21, len(rows)) * 10_000, ~altered),
            "チェックリスト該当": flags(frail[rows], ~frail[rows]),
        },
    )


def _facilities(part: Part) -> Table:
    people = part.people
    rng = part.stream("rooms in facilities")
    kind = facility(part)
    rows = np.flatnonzero(kind >= 0)
    room = rng.choice(5, len(rows), p=(0.20, 0.22, 0.08, 0.02, 0.48))
    since = np.where(kind[rows] < 2, people.since[rows], part.on - rng.integers(3, 400, len(rows)))
    return {
        "宛名番号": people.ids(rows),
        "施設区分_介護": labels(kind[rows], _KINDS),
        "居室区分": labels(room, _ROOMS),
        "入所日": dates(np.maximum(since, people.since[rows]).astype(np.int32), Style.DOTTED),
        "退所日": same(None, len(rows)),
    }


def _equipment(part: Part) -> Table:
    people = part.people
    rng = part.stream("care equipment")
    rows = np.flatnonzero(certified(part) & chance(rng, 0.05, people.count))
    return {
        "宛名番号": people.ids(rows),
        "年度": same(str(school_year(part.on)), len(rows)),
        "購入費": numbers(rng.integers(8, 101, len(rows)) * 1_000),
    }
