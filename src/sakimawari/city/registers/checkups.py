"""健診・検診: who took which check-up in this fiscal year and the one before.

Shares are near 国民生活基礎調査 2022 (cancer, 40 to 50 per cent, check-ups at work included) scaled to what
a city itself carries out and hears of, 特定健診 of 国民健康保険 (35), 後期高齢者健診 (27); 結核 (65 and over, 40).
The year under way counts for the months that have passed.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.city.assembly import Bools
from sakimawari.city.days import day_number, legal_age, school_year
from sakimawari.city.formats import flags, labels, numbers
from sakimawari.city.habits import does
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.insurance import insured
from sakimawari.city.store import completed

YEARLY = "22c_検診.csv"
EVER = "22e_検診歴.csv"
_SHARES = {
    "胃がん検診受診": 0.36, "肺がん検診受診": 0.42, "大腸がん検診受診": 0.39, "乳がん検診受診": 0.42,
    "子宮頸がん検診受診": 0.40, "結核健診受診": 0.40, "歯周疾患検診受診": 0.12, "骨粗鬆症検診受診": 0.14,
    "特定健診受診": 0.35, "後期高齢者健診受診": 0.27, "健康増進健診受診": 0.11,
}  # fmt: skip
_HEPATITIS = 0.45  # ever tested, of those of 40 or over (near 肝炎検査受検状況実態把握事業)


def sheets(part: Part) -> Sheets:
    """A row a person and year; and what is remembered once for all."""
    return {YEARLY: _yearly(part), EVER: _ever(part)}


def _offered(part: Part, year: int) -> dict[str, Bools]:
    """Who is offered each check-up in a fiscal year."""
    people = part.people
    member, elderly = insured(part)
    age = legal_age(people.birth, day_number(date(year + 1, 3, 31)))
    woman = people.sex == 1
    return {
        "胃がん検診受診": age >= 50,
        "肺がん検診受診": age >= 40,
        "大腸がん検診受診": age >= 40,
        "乳がん検診受診": woman & (age >= 40),
        "子宮頸がん検診受診": woman & (age >= 20) & (age < 75),
        "結核健診受診": age >= 65,
        "歯周疾患検診受診": np.isin(age, (20, 30, 40, 50, 60, 70)),
        "骨粗鬆症検診受診": woman & np.isin(age, (40, 45, 50, 55, 60, 65, 70)),
        "特定健診受診": member & (age >= 40) & (age < 75),
        "後期高齢者健診受診": elderly,
        "健康増進健診受診": part.living.welfare & (age >= 40),
    }


def _yearly(part: Part) -> Table:
    people = part.people
    rng = part.stream("check-ups")
    habit = rng.random(people.count)
    year = school_year(part.on)
    passed = min(1.0, (part.on - day_number(date(year, 4, 1))) / 330)
    parts: list[tuple[np.ndarray, int, dict[str, Bools]]] = []
    for fiscal, done in ((year - 1, 1.0), (year, passed)):
        taken = {
            name: offered & does(habit, _SHARES[name], rng) & chance(rng, done, people.count)
            for name, offered in _offered(part, fiscal).items()
        }
        rows = np.flatnonzero(np.any(list(taken.values()), axis=0))
        parts.append((rows, fiscal, {name: at[rows] for name, at in taken.items()}))
    rows = np.concatenate([rows for rows, _, _ in parts])
    taken = {name: np.concatenate([of_year[name] for *_, of_year in parts]) for name in _SHARES}
    guided = np.where(
        chance(rng, 0.11, len(rows)), np.where(chance(rng, 0.75, len(rows)), 0, 1), -1
    )
    guided = np.where(taken["特定健診受診"], guided, -1)
    return completed(
        YEARLY,
        {
            "宛名番号": people.ids(rows),
            "年度": numbers(
                np.concatenate([np.full(len(rows), fiscal) for rows, fiscal, _ in parts])
            ),
            **{name: flags(taken[name], ~taken[name]) for name in _SHARES},
            "特定保健指導区分": labels(guided, ("動機付け支援", "積極的支援")),
            "特定保健指導利用": flags(chance(rng, 0.27, len(rows)), guided < 0),
        },
    )


def _ever(part: Part) -> Table:
    people = part.people
    rng = part.stream("check-ups once")
    tested = (people.age >= 40) & chance(rng, _HEPATITIS, people.count)
    hpv = (
        (people.sex == 1)
        & (people.age >= 30)
        & (people.age <= 60)
        & chance(rng, 0.06, people.count)
    )
    rows = np.flatnonzero(tested | hpv)
    year = school_year(part.on) - rng.integers(0, 3, people.count)
    return {
        "宛名番号": people.ids(rows),
        "子宮頸HPV検査年度": numbers(year[rows], ~hpv[rows]),
        "肝炎ウイルス検査歴": flags(tested[rows], ~tested[rows]),
    }
