"""個人番号カード and 在留資格: what the resident records hold beside the residence itself."""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import by_age
from sakimawari.city.days import NO_DAY, Days, Ints, shift_years, split
from sakimawari.city.formats import Style, dates, flags, same
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.store import completed

CARDS = "01b_個人番号カード.csv"
STATUS = "01c_在留資格.csv"
_HOLDERS = {0: 0.60, 5: 0.74, 15: 0.78, 20: 0.79, 60: 0.83, 75: 0.80, 85: 0.70}  # near 総務省: 79 %
_OVERDUE = 0.02  # certificates that ran out on the last birthday, or would have
_PERMANENT = 0.35  # 永住者 and 特別永住者 of foreign residents (near 在留外国人統計)


def sheets(part: Part) -> Sheets:
    """Cards in force with their certificates, and who may stay for good."""
    people = part.people
    rng = part.stream("status of residence")
    rows = np.flatnonzero(people.foreign & chance(rng, _PERMANENT, people.count))
    permanent = {"宛名番号": people.ids(rows), "永住者等": same("永住者", len(rows))}
    return {CARDS: _cards(part), STATUS: permanent}


def nth_birthday(birth: Days, after: Days, number: Ints) -> Days:
    """The birthday that is so many birthdays after a day: how long a card or certificate holds."""
    years = split(after)[0] - split(birth)[0]
    age = years - (shift_years(birth, years) > after)
    return shift_years(birth, age + number)


def _cards(part: Part) -> Table:
    """Certificates hold to the fifth birthday, cards of adults to the tenth."""
    people = part.people
    rng = part.stream("cards")
    rows = np.flatnonzero(rng.random(people.count) < by_age(_HOLDERS, people.age))
    birth = people.birth[rows]
    today = np.full(len(rows), part.on, np.int32)
    left = np.where(chance(rng, _OVERDUE, len(rows)), -1, rng.integers(0, 5, len(rows)))
    certificate = nth_birthday(birth, today, left + 1)
    grown = people.age[rows] >= 23
    first = grown & chance(rng, 0.85, len(rows))  # adults whose card is in its first five years
    valid = np.where(first, shift_years(certificate, 5), certificate)
    bears = chance(rng, 0.97, len(rows))
    fresh = (part.on - people.since[rows] < 120) & (people.since[rows] > birth)
    return completed(
        CARDS,
        {
            "宛名番号": people.ids(rows),
            "カード交付状況": same("交付済", len(rows)),
            "カード有効期限": dates(valid, Style.DASHED),
            "署名用電子証明書": flags(bears),
            "電子証明書有効期限": dates(
                np.where(bears, certificate, NO_DAY).astype(np.int32), Style.DASHED
            ),
            "カード継続利用": flags(~fresh | chance(rng, 0.75, len(rows))),
        },
    )
