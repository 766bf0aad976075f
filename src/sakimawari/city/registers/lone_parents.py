"""ひとり親支援: what lone parents plan and ask for, by the office's records of advice.

Shares are near the yearly counts of 母子家庭等自立支援事業 where a source exists; the rest is invented.
"""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools
from sakimawari.city.days import NO_DAY, shift_years
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.store import completed

FILE = "30_ひとり親支援.csv"


def sheets(part: Part) -> Sheets:
    """One row a lone parent the office has advised."""
    return {FILE: _lone_parents(part)}


def trains(part: Part) -> np.ndarray:
    """What a lone parent takes up: 1 a course, 2 a school of a year or more, 0 nothing, -1 no lone parent."""
    luck = part.stream("lone parents' training").random(part.people.count)
    plan = np.select([luck < 0.012, luck < 0.03], [1, 2], 0)  # near 母子家庭等自立支援の実績
    return np.where(part.living.lone_parent, plan, -1)


def borrows(part: Part) -> Bools:
    """Which lone parents wish for a loan."""
    wish = chance(part.stream("lone parents' loans"), 0.04, part.people.count)
    return part.living.lone_parent & wish


def _lone_parents(part: Part) -> Table:
    """A row for every lone parent the office has advised; most plan nothing."""
    people = part.people
    rng = part.stream("lone parents' plans")
    plan, loan = trains(part), borrows(part)
    widow = (people.sex == 1) & (people.age >= 40) & (people.age < 70) & (plan < 0)
    widow &= (people.homes.partner < 0) & chance(rng, 0.004, people.count)
    rows = np.flatnonzero((plan >= 0) | widow)
    plan, count, lone = plan[rows], len(rows), plan[rows] >= 0
    course, school = plan == 1, plan == 2
    start = np.where(course, part.on + rng.integers(-60, 90, count), NO_DAY).astype(np.int32)
    ends = shift_years(np.full(count, part.on, np.int32), rng.integers(1, 3, count))
    return completed(
        FILE,
        {
            "宛名番号": people.ids(rows),
            "児扶同等所得認定": flags(chance(rng, 0.03, count), ~lone),
            "自立支援プログラム策定": flags((course | school) & chance(rng, 0.9, count), ~lone),
            "養成修業予定月数": numbers(np.where(school, rng.integers(1, 5, count) * 12, 0), ~lone),
            "修業終了予定日": dates(np.where(school, ends, NO_DAY).astype(np.int32), Style.DASHED),
            "ひとり親講座区分": labels(
                np.where(
                    course, rng.choice(3, count, p=(0.6, 0.25, 0.15)) + 1, np.where(lone, 0, -1)
                ),
                ("なし", "一般", "特定一般", "専門実践"),
            ),
            "ひとり親講座経費": numbers(rng.integers(4, 40, count) * 10_000, ~course),
            "講座修業年数": numbers(np.ones(count, np.int64), ~course),
            "講座受講開始日": dates(start, Style.DASHED),
            "講座指定済": flags(chance(rng, 0.8, count), ~course),
            "寡婦の申出": flags(~lone, lone),
            "福祉資金の希望": flags(loan[rows] | (~lone & chance(rng, 0.1, count))),
        },
    )
