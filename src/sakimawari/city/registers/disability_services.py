"""手帳記載事項, 自立支援医療, 障害福祉サービス, 障害児通所支援, 障害認定, 特定医療費."""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools, Kind, by_age
from sakimawari.city.days import (
    NO_DAY,
    Days,
    Ints,
    end_of_month,
    first_of_month,
    month_index,
    shift_years,
)
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.care import certificate_days
from sakimawari.city.registers.entitlements import dialysis
from sakimawari.city.store import completed

ENTRIES = "06c_手帳記載事項.csv"
MEDICAL = "25_自立支援医療.csv"
SERVICES = "25b_障害福祉サービス.csv"
DAYCARE = "25c_障害児通所支援.csv"
SEVERE = "25e_重度障害者医療.csv"
FOUND = "25d_障害認定.csv"
INTRACTABLE = "22f_特定医療費.csv"
_MENTAL_CARE, _MENTAL_CARE_WITHOUT = 0.66, 0.008  # near 福祉行政報告例: 1.9 per cent of all
_SERVICE = {"mind": 0.50, "mental": 0.24, "severe": 0.14}  # near 国保連データ
_DAYCARE_ANY, _DAYCARE_CERTIFIED = 0.020, 0.55  # near 障害児通所支援: 2.8 per cent of minors
_INTRACTABLE = {
    0: 0.0005,
    20: 0.004,
    40: 0.008,
    60: 0.014,
    75: 0.016,
}  # 衛生行政報告例: 0.9 per cent


def sheets(part: Part) -> Sheets:
    """Decisions of the office for disabled people, beside the certificates themselves."""
    return {
        ENTRIES: _entries(part),
        MEDICAL: _medical(part),
        SERVICES: _services(part),
        DAYCARE: _daycare(part),
        FOUND: _found(part),
        SEVERE: _severe(part),
        INTRACTABLE: _intractable(part),
    }


def _entries(part: Part) -> Table:
    """One row a holder: the dates at which each certificate is to be looked at again."""
    people, living = part.people, part.living
    rng = part.stream("certificate entries")
    held, kind, given, ends = certificate_days(part, part.stream("certificates"))
    issued = np.full(people.count, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(issued, held, given)
    mental = np.full(people.count, NO_DAY, np.int32)
    mental[held[kind == 2]] = ends[kind == 2]
    rows = np.flatnonzero(living.disabled)
    body, mind, count = living.body[rows] > 0, living.mind[rows] > 0, len(rows)
    organ = np.select([chance(rng, 0.45, count), chance(rng, 0.01, count)], [1, 2], 0)
    organ = np.where(body & (living.body[rows] == 1), organ, np.where(body, 0, -1))
    again = part.on + rng.integers(-90, 1_500, count)
    body_again = np.where(body & chance(rng, 0.08, count), again, NO_DAY)
    young = people.age[rows] < 20
    mind_again = np.where(mind & (young | chance(rng, 0.25, count)), again, NO_DAY)
    return completed(
        ENTRIES,
        {
            "宛名番号": people.ids(rows),
            "内部障害部位": labels(organ, ("なし", "心臓腎臓呼吸器", "免疫")),
            "視覚聴覚障害": flags(chance(rng, 0.16, count) & (organ <= 0), ~body),
            "身障再認定日": dates(body_again.astype(np.int32), Style.KANJI),
            "療育手帳再判定日": dates(mind_again.astype(np.int32), Style.KANJI),
            "精神手帳有効期限": dates(mental[rows], Style.KANJI),
            "手帳交付日": dates(issued[rows], Style.KANJI),
            "手帳返還日": same(None, count),
        },
    )


def _year_of(part: Part, count: int, rng: np.random.Generator) -> tuple[Days, Days]:
    """A certificate of one year in force, by whole months."""
    this_month = month_index(np.full(count, part.on, np.int32))
    began = this_month - rng.integers(0, 12, count)
    return first_of_month(began), end_of_month(began + 11)


def _medical(part: Part) -> Table:
    """精神通院 mostly; 更生医療 for dialysis; 育成医療 for a few children."""
    people, living = part.people, part.living
    rng = part.stream("self-support medical care")
    adult = (people.age >= 15) & (people.age < 75)
    mental = (living.mental > 0) & chance(rng, _MENTAL_CARE, people.count)
    mental |= adult & chance(rng, _MENTAL_CARE_WITHOUT, people.count)
    kidneys = dialysis(part) & (living.body == 1) & chance(rng, 0.7, people.count)
    child = (people.age < 18) & chance(rng, 0.0006, people.count)
    kind = np.select([kidneys, mental, child], [1, 0, 2], -1)
    rows = np.flatnonzero((kind >= 0) & ~living.welfare)
    begun, until = _year_of(part, len(rows), rng)
    lasting = (kind[rows] == 1) | chance(rng, 0.62, len(rows))
    return completed(
        MEDICAL,
        {
            "宛名番号": people.ids(rows),
            "医療区分": labels(kind[rows], ("精神通院", "更生医療", "育成医療")),
            "受給者証有効期限": dates(until, Style.DOTTED),
            "重度かつ継続": flags(lasting),
            "有効期間開始日": dates(begun, Style.DOTTED),
            "有効期間終了日": dates(until, Style.DOTTED),
        },
    )


def decided_services(part: Part) -> np.ndarray:
    """0 at home, 1 group home, 2 institution, -1 none: services decided for adults."""
    people, living = part.people, part.living
    rng = part.stream("disability services")
    share = np.select(
        [living.mind > 0, living.mental > 0, living.severe],
        [_SERVICE["mind"], _SERVICE["mental"], _SERVICE["severe"]],
        0.0,
    )
    adult = (people.age >= 18) & (people.age < 65)
    where = rng.choice(3, people.count, p=(0.79, 0.13, 0.08))
    return np.where(adult & (rng.random(people.count) < share), where, -1)


def _services(part: Part) -> Table:
    """Services decided, and who lives in an institution (特別養護老人ホーム too)."""
    people = part.people
    rng = part.stream("disability services since")
    decided = decided_services(part)
    home = people.homes.kind == Kind.CARE_HOME
    rows = np.flatnonzero((decided >= 0) | home)
    begun, until = _year_of(part, len(rows), rng)
    begun = np.where(home[rows], people.since[rows], begun).astype(np.int32)
    return completed(
        SERVICES,
        {
            "宛名番号": people.ids(rows),
            "支給決定区分": labels(decided[rows], ("在宅", "グループホーム", "施設入所")),
            "施設入所": flags((decided[rows] == 2) | home[rows]),
            "支給決定開始日": dates(begun, Style.DOTTED),
            "支給決定終了日": dates(
                np.where(home[rows], NO_DAY, until).astype(np.int32), Style.DOTTED
            ),
        },
    )


def _daycare(part: Part) -> Table:
    people, living = part.people, part.living
    rng = part.stream("daycare of disabled children")
    share = np.where(living.disabled, _DAYCARE_CERTIFIED, _DAYCARE_ANY)
    minor = (people.age >= 2) & (people.age < 18)
    rows = np.flatnonzero(minor & (rng.random(people.count) < share))
    begun, until = _year_of(part, len(rows), rng)
    return {
        "宛名番号": people.ids(rows),
        "給付決定開始日": dates(begun, Style.DOTTED),
        "給付決定終了日": dates(until, Style.DOTTED),
    }


def severely_disabled(part: Part) -> tuple[Bools, Bools]:
    """Children found to be so for 障害児福祉手当, adults for 特別障害者手当."""
    people, living = part.people, part.living
    rng = part.stream("severe disability")
    child = (people.age < 20) & living.severe & chance(rng, 0.4, people.count)
    twice = (living.body > 0).astype(int) + (living.mind > 0) + (living.mental > 0) > 1
    share = np.where(twice, 0.3, 0.025)  # near 福祉行政報告例: one adult in a thousand
    adult = (people.age >= 20) & living.severe & (rng.random(people.count) < share)
    return child, adult


def _found(part: Part) -> Table:
    """What doctors' certificates and assessments led the office to find."""
    people, living = part.people, part.living
    rng = part.stream("findings on disability")
    child, adult = severely_disabled(part)
    assessed = (living.mind > 0) | ((people.age < 18) & chance(rng, 0.0008, people.count))
    ill = living.mental > 0
    first: Ints = part.on - rng.integers(200, 7_000, people.count)
    first = np.maximum(first, shift_years(people.birth, 10))
    rows = np.flatnonzero(child | adult | assessed | ill)
    return completed(
        FOUND,
        {
            "宛名番号": people.ids(rows),
            "重度障害児認定": flags(child[rows], ~child[rows]),
            "特別障害者認定": flags(adult[rows], ~adult[rows]),
            "知的障害判定": flags(assessed[rows], ~assessed[rows]),
            "精神疾患初診日": dates(
                np.where(ill, first, NO_DAY)[rows].astype(np.int32), Style.SLASHED
            ),
        },
    )


def _intractable(part: Part) -> Table:
    """Certificates of 指定難病, from October to September."""
    people = part.people
    rng = part.stream("intractable diseases")
    rows = np.flatnonzero(rng.random(people.count) < by_age(_INTRACTABLE, people.age))
    this_month = month_index(np.full(len(rows), part.on, np.int32))
    october = this_month - (this_month % 12 - 9) % 12
    until = end_of_month(october + 11)
    return completed(
        INTRACTABLE,
        {
            "宛名番号": people.ids(rows),
            "受給者証の有効期限": dates(until, Style.KANJI),
            "高額かつ長期": flags(chance(rng, 0.2, len(rows))),
            "人工呼吸器等装着": flags(chance(rng, 0.02, len(rows))),
            "有効期間開始日": dates(
                np.maximum(first_of_month(october), people.birth[rows]), Style.KANJI
            ),
            "有効期間終了日": dates(until, Style.KANJI),
        },
    )


def _severe(part: Part) -> Table:
    """Deductions by which the income of the severely disabled is tested, for two fiscal years."""
    people = part.people
    rows = np.flatnonzero(part.living.severe)
    tables = []
    for tax in (part.before, part.now):
        own = 400_000 * tax.severe_claims + 270_000 * tax.disabled_claims
        tables.append((own + tax.social + tax.medical)[rows])
    year = part.now.fiscal_year
    return {
        "宛名番号": people.ids(np.r_[rows, rows]),
        "年度": numbers(np.repeat([year - 1, year], len(rows))),
        "所得控除額": numbers(np.concatenate(tables)),
    }
