"""介護保険, 要介護認定, 負担割合, 障害者手帳, 敬老祝金: what the old and the disabled hold."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Bools, by_age
from sakimawari.city.days import (
    NO_DAY,
    Days,
    Ints,
    day_number,
    day_of,
    end_of_month,
    first_of_month,
    legal_age,
    month_index,
    reached,
    school_year,
    shift_years,
)
from sakimawari.city.formats import Style, dates, labels, numbers, same, to_full_width
from sakimawari.city.part import Part, Sheets, Table, chance

INSURED = "05_介護保険.csv"
LEVELS = "05b_要介護認定.csv"
SHARES = "05c_介護負担割合.csv"
CERTIFICATES = "06_障害者手帳.csv"
SENIOR = "18_敬老祝金.csv"
_CODES = ("12", "13", "21", "22", "23", "24", "25")
_LEVELS = (0.14, 0.14, 0.20, 0.17, 0.13, 0.13, 0.09)
# 認定率 by age: men, women (near 介護保険事業状況報告).
_MEN = {40: 0.003, 65: 0.028, 70: 0.056, 75: 0.11, 80: 0.21, 85: 0.38, 90: 0.60, 95: 0.78}
_WOMEN = {40: 0.003, 65: 0.025, 70: 0.058, 75: 0.13, 80: 0.29, 85: 0.53, 90: 0.75, 95: 0.88}
_TERMS = np.array([6, 12, 24, 36, 48])  # months a certification lasts
# 北九州市長寿祝金: yen by the birthday of the fiscal year.
_SENIOR_GIFTS = {88: 10_000, 100: 20_000}
_SENIOR_TAKE_UP = 0.90


def sheets(part: Part) -> Sheets:
    """Registers of long-term care, disability certificates and gifts to the very old."""
    levelled = certified(part)
    return {
        INSURED: _insured(part),
        LEVELS: _levels(part, levelled),
        SHARES: _shares(part, levelled),
        CERTIFICATES: _certificates(part),
        SENIOR: _senior(part),
    }


def _insured(part: Part) -> Table:
    """Everyone of 65, from the day the age is reached (介護保険法第10条)."""
    people = part.people
    rng = part.stream("care insured")
    at_65 = reached(people.birth, 65)
    lag = (at_65 > part.on - 14) & chance(rng, 0.4, people.count)
    lost = chance(rng, 0.001, people.count)
    rows = np.flatnonzero((at_65 <= part.on) & ~lag & ~lost)
    return {
        "宛名番号": people.ids(rows),
        "被保険者番号": pa.array(
            [f"00{value % 10**8:08}" for value in people.number[rows].tolist()]
        ),
        "資格取得日": dates(np.maximum(at_65, people.since)[rows], Style.DOTTED),
        "資格喪失日": same(None, len(rows)),
    }


def certified(part: Part) -> Bools:
    """Who holds a care level."""
    people = part.people
    share = np.where(people.sex == 1, by_age(_WOMEN, people.age), by_age(_MEN, people.age))
    return part.stream("care certified").random(people.count) < share


def _levels(part: Part, certified: Bools) -> Table:
    people = part.people
    rng = part.stream("care levels")
    rows = np.flatnonzero(certified)
    level, term, begun = current_levels(part, rows, rng)
    former = np.flatnonzero(chance(rng, 0.45, len(rows)))
    past_term = rng.choice(_TERMS, len(former), p=(0.2, 0.4, 0.2, 0.15, 0.05))
    at_40 = month_index(reached(people.birth[rows], 40)) + 1
    kept = begun[former] - past_term >= at_40[former]
    former, past_term = former[kept], past_term[kept]
    everyone = np.r_[rows, rows[former]]
    months = np.r_[begun, begun[former] - past_term]
    ends = np.r_[begun + term - 1, begun[former] - 1]
    levels = np.r_[level, np.maximum(level[former] - rng.integers(0, 3, len(former)), 0)]
    order = np.lexsort((months, everyone))
    return {
        "宛名番号": people.ids(everyone[order]),
        "要介護状態区分": labels(levels[order], _CODES),
        "認定有効期間開始日": dates(first_of_month(months[order]), Style.PADDED),
        "認定有効期間終了日": dates(end_of_month(ends[order]), Style.PADDED),
    }


def current_levels(part: Part, rows: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Level, months it lasts and first month of those certified, from the first numbers of a stream."""
    level = rng.choice(len(_CODES), len(rows), p=_LEVELS)
    term = rng.choice(_TERMS, len(rows), p=(0.1, 0.3, 0.25, 0.25, 0.1))
    this_month = int(month_index(np.array([part.on], np.int32))[0])
    begun = this_month - (rng.random(len(rows)) * term).astype(np.int64)
    begun -= np.where(chance(rng, 0.02, len(rows)), term, 0)  # run out, not renewed
    return level, term, begun


def levels_in_use(part: Part) -> tuple[Ints, Ints, Days]:
    """Whose care level is on file, which (a place in the scale), and its last day."""
    rows = np.flatnonzero(certified(part))
    level, term, begun = current_levels(part, rows, part.stream("care levels"))
    return rows, level, end_of_month(begun + term - 1)


def share_of_cost(total: Ints, pension_and_other: Ints, old_people: Ints) -> Ints:
    """利用者負担の割合 in tenths by income (介護保険法第49条の2, 施行令第22条の2)."""
    alone = old_people <= 1
    three = (total >= 2_200_000) & (pension_and_other >= np.where(alone, 3_400_000, 4_630_000))
    two = (total >= 1_600_000) & (pension_and_other >= np.where(alone, 2_800_000, 3_460_000))
    return np.where(three, 3, np.where(two, 2, 1))


def _shares(part: Part, certified: Bools) -> Table:
    people = part.people
    rng = part.stream("care shares")
    tax = part.tax_from(8)
    old = legal_age(people.birth, part.on) >= 65
    means = tax.pension + tax.other
    together = people.per_household(np.where(old, means, 0))[people.homes.household]
    seniors = people.per_household(old)[people.homes.household].astype(np.int64)
    tenths = share_of_cost(tax.total, together.astype(np.int64), seniors)
    plain = ~old | part.living.welfare | ~tax.is_taxed
    tenths = np.where(plain, 1, tenths)
    tenths = np.where(chance(rng, 0.003, people.count), 2, tenths)
    rows = np.flatnonzero(certified & chance(rng, 0.985, people.count))
    today = day_of(part.on)
    year = today.year if today.month >= 8 else today.year - 1
    since = np.maximum(people.since[rows], day_number(date(year, 8, 1)))
    return {
        "宛名番号": people.ids(rows),
        "負担割合": numbers(tenths[rows]),
        "適用開始日": dates(since.astype(np.int32), Style.DOTTED),
        "適用終了日": dates(
            np.full(len(rows), day_number(date(year + 1, 7, 31)), np.int32), Style.DOTTED
        ),
    }


def _certificates(part: Part) -> Table:
    """One row a certificate; the mental one runs out after two years and may lie unrenewed."""
    people, living = part.people, part.living
    rng = part.stream("certificates")
    rows, kind, given, ends = certificate_days(part, rng)
    second = rng.integers(1, 3, people.count)
    columns = {
        "身体障害者手帳等級": (
            living.body - 1,
            tuple(f"{to_full_width(str(n))}級" for n in range(1, 7)),
        ),
        "療育手帳判定": ((living.mind - 1) * 2 + second - 1, ("A１", "A２", "B１", "B２")),
        "精神障害者保健福祉手帳等級": (living.mental - 1, ("１級", "２級", "３級")),
    }
    number = people.number[rows] % 10**7
    grades = {
        name: labels(np.where(kind == place, codes[rows], -1), texts)
        for place, (name, (codes, texts)) in enumerate(columns.items())
    }
    return {
        "宛名番号": people.ids(rows),
        "手帳番号": pa.array(
            [f"第{to_full_width(str(value))}号" for value in number.tolist()], pa.string()
        ),
        **grades,
        "交付日": dates(given, Style.FULL_WIDTH),
        "有効期限": dates(ends, Style.FULL_WIDTH),
    }


def certificate_days(part: Part, rng: np.random.Generator) -> tuple[Ints, Ints, Days, Days]:
    """A row a certificate: whose, its kind (0 body, 1 mind, 2 mental), given on and valid to."""
    people, living = part.people, part.living
    held = [np.flatnonzero(grade > 0) for grade in (living.body, living.mind, living.mental)]
    rows = np.concatenate(held)
    kind = np.repeat([0, 1, 2], [len(part_rows) for part_rows in held])
    given = part.on - rng.exponential(3000, len(rows)).astype(np.int32)
    given = np.where(kind == 2, part.on - rng.integers(0, 760, len(rows)), given)
    given = np.maximum(given, people.birth[rows] + 200).astype(np.int32)
    given = np.minimum(given, part.on).astype(np.int32)
    return rows, kind, given, np.where(kind == 2, _two_years_on(given), NO_DAY).astype(np.int32)


def _two_years_on(given: Days) -> Days:
    return end_of_month(month_index(given) + 23)


def _senior(part: Part) -> Table:
    """長寿祝金 to whoever has the 88th or 100th birthday within the fiscal year, given in September.

    They must have lived in the city for three months on 1 September.
    """
    people = part.people
    rng = part.stream("senior")
    year = school_year(part.on)
    april, march = day_number(date(year, 4, 1)), day_number(date(year + 1, 3, 31))
    amount = np.zeros(people.count, np.int64)
    for age, gift in _SENIOR_GIFTS.items():
        birthday = shift_years(people.birth, age)
        amount = np.where((birthday >= april) & (birthday <= march), gift, amount)
    day = day_number(date(year, 9, 15))
    fits = (amount > 0) & (people.since <= day_number(date(year, 6, 1))) & (day <= part.on)
    rows = np.flatnonzero(fits & chance(rng, _SENIOR_TAKE_UP, people.count))
    return {
        "宛名番号": people.ids(rows),
        "贈呈日": dates(np.full(len(rows), day, np.int32), Style.KANJI),
        "終了日": dates(np.full(len(rows), march, np.int32), Style.KANJI),
        "贈呈額": numbers(amount[rows]),
    }
