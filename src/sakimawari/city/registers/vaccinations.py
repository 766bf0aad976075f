"""予防接種: how many doses each child and each older resident had, and the last day.

Coverage is near 地域保健・健康増進事業報告 and 定期の予防接種実施者数: 95 to 98 per cent of infants, 92 before
school, 55 to 75 of schoolchildren, 40 to 55 of girls (HPV), 55 of the old (influenza).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.city.assembly import Bools, Floats, by_age
from sakimawari.city.days import (
    NO_DAY,
    Days,
    Ints,
    day_number,
    legal_age,
    school_year,
    school_year_end,
)
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.habits import does
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.store import completed

DOSES = "22b_予防接種.csv"
OLD = "22d_高齢者予防接種.csv"
# Days of life at which each dose is usually given, and the share of children who get them.
_INFANTS = {
    "ロタ": ((62, 92, 122), 0.96),
    "B型肝炎": ((62, 92, 225), 0.97),
    "小児肺炎球菌": ((62, 92, 122, 370), 0.975),
    "五種混合等": ((62, 92, 122, 400), 0.975),
    "水痘": ((370, 560), 0.955),
    "日本脳炎1期": ((1_105, 1_130, 1_480), 0.93),
}
_HPV_SHARE = {12: 0.25, 13: 0.40, 14: 0.46, 16: 0.50, 18: 0.55}
_SHINGLES = {
    50: 0.02,
    65: 0.16,
    75: 0.22,
    85: 0.15,
}  # invented: from April 2025, with free choice before
_FLU, _COVID = 0.55, 0.24
_RUBELLA_MEN = (day_number(date(1962, 4, 2)), day_number(date(1979, 4, 1)))


def sheets(part: Part) -> Sheets:
    """One row a person vaccinated; influenza and covid by fiscal year."""
    return {DOSES: _doses(part), OLD: _old(part)}


def doses_by(days: Ints, schedule: tuple[int, ...], kept: Bools, late: Ints) -> tuple[Ints, Ints]:
    """How many doses were given by this day of life, and the day of life of the last (0: none)."""
    given = [(days >= at + late) & kept for at in schedule]
    count = np.sum(given, axis=0)
    return count, np.where(count > 0, np.array((0, *schedule))[count] + late, 0)


def _doses(part: Part) -> Table:
    people = part.people
    rng = part.stream("vaccinations")
    days = (part.on - people.birth).astype(np.int64)
    late = rng.integers(0, 25, people.count)
    luck = rng.random(people.count)  # the same families miss several vaccinations
    columns: Table = {}
    for name, (schedule, share) in _INFANTS.items():
        kept = does(luck, share, rng)
        count, last = doses_by(days, schedule, kept, late)
        columns |= _counted(part, name, (count, last), schedule[0] + late, rng=rng)
    columns |= _once(part, luck, days, rng)
    columns |= _girls(part, rng)
    columns |= _grown(part, rng)
    relevant = (people.age < 21) | ((people.age < 30) & (people.sex == 1)) | _is_grown(columns)
    rows = np.flatnonzero(relevant)
    return completed(
        DOSES,
        {"宛名番号": people.ids(rows)} | {name: at.take(rows) for name, at in columns.items()},
    )


def _counted(
    part: Part, name: str, given: tuple[Ints, Ints], first: Ints, *, rng: np.random.Generator
) -> Table:
    """The columns of a vaccination of several doses."""
    count, last = given
    birth, none = part.people.birth, count == 0

    def on(days: Ints) -> Days:
        return np.where(none, NO_DAY, birth + days).astype(np.int32)

    columns: Table = {f"{name}接種回数": numbers(count, none)}
    if name == "ロタ":
        five = chance(rng, 0.3, len(count))
        columns["ロタ接種回数"] = numbers(np.where(five, count, np.minimum(count, 2)), none)
        columns["ロタワクチン種別"] = labels(np.where(none, -1, five), ("1価", "5価"))
    if name in ("B型肝炎", "小児肺炎球菌"):
        columns[f"{name}初回接種日"] = dates(on(first), Style.DASHED)
    if name not in ("ロタ", "B型肝炎"):
        columns[f"{name}最終接種日"] = dates(on(last), Style.DASHED)
    return columns


def _once(part: Part, luck: Floats, days: Ints, rng: np.random.Generator) -> Table:
    """Vaccinations of one dose, by day of life or school year."""
    people = part.people
    year_end_age = legal_age(people.birth, school_year_end(part.on))
    into_year = (part.on - day_number(date(school_year(part.on), 4, 1))) / 365

    def done(share: float) -> Bools:
        return does(luck, share, rng)

    bcg = (days > 160) & done(0.975)
    first = (days > 385) & done(0.955)
    before_school = (year_end_age == 6) & (rng.random(people.count) < into_year * 1.25)
    second = ((year_end_age >= 7) | before_school) & done(0.925)
    missed = (
        (people.age >= 2) & (people.age < 9) & (~first | ~second) & chance(rng, 0.06, people.count)
    )
    encephalitis = (days > 9.3 * 365.25) & done(0.65)
    diphtheria = (days > 11.4 * 365.25) & done(0.75)
    return {
        "BCG接種済": flags(bcg),
        "麻しん風しん1期接種済": flags(first),
        "麻しん風しん2期接種済": flags(second),
        "麻しん風しん特例": labels(
            np.where(missed & ~first, 0, np.where(missed, 1, -1)), ("第1期", "第2期")
        ),
        "日本脳炎2期接種済": flags(encephalitis),
        "二種混合接種済": flags(diphtheria),
    }


def _girls(part: Part, rng: np.random.Generator) -> Table:
    """HPV: nine in ten with the vaccine of nine types; older ones often within the catch-up years."""
    people = part.people
    had = (people.sex == 1) & (people.age >= 12) & (people.age < 30)
    had &= rng.random(people.count) < by_age(_HPV_SHARE, people.age)
    count = np.where(had, rng.choice(3, people.count, p=(0.2, 0.3, 0.5)) + 1, 0)
    since = rng.integers(40, 1_100, people.count)
    first = np.maximum(part.on - since, people.birth + 12 * 366)
    catch_up = (day_number(date(2022, 4, 1)) <= first) & (first <= day_number(date(2025, 3, 31)))
    kind = np.where(chance(rng, 0.9, people.count), 2, rng.integers(0, 2, people.count))
    return {
        "HPV接種回数": numbers(count, ~had),
        "HPV初回接種日": dates(np.where(had, first, NO_DAY).astype(np.int32), Style.DASHED),
        "HPVワクチン種別": labels(np.where(had, kind, -1), ("2価", "4価", "9価")),
        "HPV経過措置接種": flags(had & catch_up, ~had),
    }


def _grown(part: Part, rng: np.random.Generator) -> Table:
    people = part.people
    pneumonia = (people.age >= 65) & chance(rng, 0.42, people.count)
    shingles = (people.age >= 50) & (rng.random(people.count) < by_age(_SHINGLES, people.age))
    first, last = _RUBELLA_MEN
    rubella = (people.sex == 0) & (people.birth >= first) & (people.birth <= last)
    rubella &= chance(rng, 0.012, people.count)
    return {
        "高齢者肺炎球菌接種歴": flags(pneumonia, ~pneumonia),
        "帯状疱疹接種完了": flags(shingles, ~shingles),
        "風しん第5期特例認定": flags(rubella, ~rubella),
        "風しん第5期接種済": flags(chance(rng, 0.45, people.count), ~rubella),
    }


def _is_grown(columns: Table) -> Bools:
    """Who has an entry among the vaccinations of the grown-up."""
    names = ("高齢者肺炎球菌接種歴", "帯状疱疹接種完了", "風しん第5期特例認定")
    result: Bools = np.any([columns[name].is_valid().to_numpy(False) for name in names], axis=0)
    return result


def _old(part: Part) -> Table:
    """Influenza and covid of the old in autumn: the season before, and so much of this one."""
    people = part.people
    rng = part.stream("autumn vaccinations")
    year = school_year(part.on)
    season = np.clip((part.on - day_number(date(year, 10, 1))) / 90, 0, 1)
    habit = rng.random(people.count)
    old = people.age >= 65
    sheets = []
    for fiscal, passed in ((year - 1, 1.0), (year, float(season))):
        now = rng.random(people.count) < passed
        flu = old & now & does(habit, _FLU, rng)
        covid = old & now & does(habit, _COVID, rng)
        rows = np.flatnonzero(flu | covid)
        sheets.append((rows, fiscal, flu[rows], covid[rows]))
    rows = np.concatenate([sheet[0] for sheet in sheets])
    return {
        "宛名番号": people.ids(rows),
        "年度": numbers(np.concatenate([np.full(len(sheet[0]), sheet[1]) for sheet in sheets])),
        "高齢者インフル接種": flags(np.concatenate([sheet[2] for sheet in sheets])),
        "高齢者コロナ接種": flags(np.concatenate([sheet[3] for sheet in sheets])),
    }
