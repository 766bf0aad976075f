"""妊娠届 and 妊婦支援給付: women expecting a child, and those who gave birth within two years."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.city.days import NO_DAY, day_number
from sakimawari.city.formats import Style, dates, flags, numbers
from sakimawari.city.part import Part, Sheets, Table, chance

NOTICES = "12_妊娠届.csv"
BENEFIT = "12b_妊婦支援給付.csv"
_FIRST_DAY = day_number(date(2025, 4, 1))  # 子ども・子育て支援法第10条の2: in force from here
_TERM = 280  # days from the start of a pregnancy to its due date
_PREGNANT_PER_INFANT = 0.62  # registered pregnancies at a time for each child under one


def sheets(part: Part) -> Sheets:
    """One notice a woman, the latest; payments of 50,000 yen, then 50,000 a child."""
    people = part.people
    rng = part.stream("mothers")
    pregnant, due = expecting(part, rng)
    gave_birth, born = mothers(part)
    before = ~np.isin(gave_birth, pregnant)
    gave_birth, born = gave_birth[before], born[before]
    rows = np.r_[pregnant, gave_birth]
    due = np.r_[due, born + rng.integers(-14, 15, len(born))].astype(np.int32)
    twins = chance(rng, 0.011, len(rows)).astype(np.int64) + 1
    notified = due - _TERM + rng.integers(45, 110, len(rows))
    notified = np.minimum(np.maximum(notified, people.since[rows]), part.on).astype(np.int32)
    recent = np.flatnonzero(due >= _FIRST_DAY)
    rows, due, twins, notified = rows[recent], due[recent], twins[recent], notified[recent]
    return {
        NOTICES: {
            "宛名番号": people.ids(rows),
            "届出日": dates(notified, Style.SLASHED),
            "胎児心拍確認": flags(~chance(rng, 0.01, len(rows)), chance(rng, 0.02, len(rows))),
            "出産予定日": dates(due, Style.SLASHED),
            "胎児数": numbers(twins, (due - part.on > 190) & chance(rng, 0.3, len(rows))),
        },
        BENEFIT: _benefit(part, rows, due, (notified, twins), rng=rng),
    }


def pregnancies(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """The women expecting a child today with their due dates, as in the notices."""
    return expecting(part, part.stream("mothers"))


def expecting(part: Part, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Women expecting a child, drawn from the first numbers of a stream, with their due dates."""
    people = part.people
    infants = int((people.age == 0).sum())
    women = (people.sex == 1) & (people.age >= 19) & (people.age <= 44)
    married = people.homes.partner >= 0
    mothers_of_infants = people.homes.mother[(people.age == 0) & (people.homes.mother >= 0)]
    women[mothers_of_infants] = False
    weight = np.exp(-(((people.age - 31) / 5.5) ** 2)) * np.where(married, 1.0, 0.08) * women
    wanted = min(int(infants * _PREGNANT_PER_INFANT + rng.random()), int((weight > 0).sum()))
    if not wanted:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    rows = rng.choice(people.count, wanted, replace=False, p=weight / weight.sum())
    return np.sort(rows), part.on + rng.integers(1, 215, wanted)


def mothers(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Mothers of children born within the last two years, with the latest birth."""
    people = part.people
    infants = np.flatnonzero((people.birth > part.on - 730) & (people.homes.mother >= 0))
    infants = infants[people.since[people.homes.mother[infants]] < people.birth[infants]]
    order = infants[np.argsort(people.birth[infants], kind="stable")]
    latest = np.full(people.count, NO_DAY, np.int32)
    latest[people.homes.mother[order]] = people.birth[order]
    rows = np.flatnonzero(latest != NO_DAY)
    return rows, latest[rows]


def _benefit(
    part: Part,
    rows: np.ndarray,
    due: np.ndarray,
    notice: tuple[np.ndarray, np.ndarray],
    *,
    rng: np.random.Generator,
) -> Table:
    people = part.people
    notified, twins = notice
    takes = chance(rng, 0.88, len(rows)) & (notified + 10 <= part.on)
    first = np.flatnonzero(takes)
    granted = np.minimum(notified + rng.integers(5, 40, len(rows)), part.on)
    again = np.minimum(due - 56 + rng.integers(0, 90, len(rows)), part.on)
    second = np.flatnonzero(takes & (due - 50 < part.on) & chance(rng, 0.9, len(rows)))
    who = np.r_[rows[first], rows[second]]
    day = np.r_[granted[first], np.maximum(again, granted)[second]]
    amount = np.r_[np.full(len(first), 50_000), 50_000 * twins[second]]
    order = np.lexsort((day, who))
    return {
        "宛名番号": people.ids(who[order]),
        "認定日": dates(day[order].astype(np.int32), Style.DASHED),
        "給付終了日": dates(np.full(len(who), NO_DAY, np.int32), Style.DASHED),
        "支給額": numbers(amount[order]),
    }
