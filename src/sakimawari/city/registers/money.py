"""個人住民税, 生活保護."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sakimawari.city.assess import Assessment
from sakimawari.city.days import NO_DAY
from sakimawari.city.formats import Style, dates, flags, labels, numbers, same
from sakimawari.city.part import Part, Sheets, Table, chance

TAX = "02_個人住民税.csv"
WELFARE = "14_生活保護.csv"
_CATEGORIES = ("非課税", "均等割のみ", "所得割課税")


def sheets(part: Part) -> Sheets:
    """Two fiscal years of resident tax, and who is on public assistance."""
    years = [_tax(part, assessment) for assessment in (part.before, part.now)]
    return {
        TAX: {name: pa.concat_arrays([year[name] for year in years]) for name in years[0]},
        WELFARE: _welfare(part),
    }


def _tax(part: Part, assessed: Assessment) -> Table:
    rows = np.flatnonzero(assessed.listed)
    unknown = ~assessed.filed[rows]

    def amount(values: np.ndarray) -> pa.Array:
        return numbers(values[rows], unknown)

    def flag(values: np.ndarray) -> pa.Array:
        return flags(values[rows], unknown)

    category = np.where(assessed.filed, assessed.category, -1)[rows]
    return {
        "宛名番号": part.people.ids(rows),
        "年度": same(str(assessed.fiscal_year), len(rows)),
        "申告区分": labels(np.where(unknown, 1, 0), ("申告あり", "未申告")),
        "課税区分": labels(category, _CATEGORIES),
        "給与収入": amount(assessed.salary),
        "給与所得": amount(assessed.from_salary),
        "公的年金等収入": amount(assessed.pension),
        "その他の合計所得金額": amount(assessed.other),
        "合計所得金額": amount(assessed.total),
        "総所得金額等": amount(assessed.total),
        "社会保険料控除": amount(assessed.social),
        "医療費控除等": amount(assessed.medical),
        "課税標準額": amount(assessed.taxable),
        "市民税所得割額": amount(assessed.income_tax - assessed.credit),
        "道府県民税所得割額": amount((assessed.income_tax - assessed.credit) // 400 * 100),
        "税額控除額": amount(assessed.credit),
        "調整控除額": amount(assessed.adjustment),
        "市民税均等割額": amount(assessed.flat_tax),
        "扶養親族数": amount(assessed.dependants),
        "年少扶養親族数": amount(assessed.small_dependants),
        "老人扶養親族数": amount(assessed.old_dependants),
        "別居扶養親族数": numbers(np.zeros(len(rows), np.int64), unknown),
        "特定扶養親族数": amount(assessed.student_dependants),
        "控除対象扶養親族16から18歳数": amount(assessed.young_dependants),
        "障害者控除": flag(assessed.disabled_claims > 0),
        "特別障害者控除": flag(assessed.severe_claims > 0),
        "障害者控除対象者数": amount(assessed.disabled_claims),
        "特別障害者控除対象者数": amount(assessed.severe_claims),
        "ひとり親控除": flag(assessed.lone_parent),
        "寡婦控除": flag(assessed.widow),
        "勤労学生控除": flag(assessed.working_student),
    }


def _welfare(part: Part) -> Table:
    people = part.people
    rng = part.stream("welfare")
    began = people.on - 30 - rng.exponential(2200, people.households)
    began = np.maximum(began.astype(np.int32)[people.homes.household], people.since)
    former = ~part.living.welfare & chance(rng, 0.002, people.count) & (people.age >= 20)
    rows = np.flatnonzero(part.living.welfare | former)
    ended = np.where(former, people.on - rng.integers(1, 700, people.count), NO_DAY)
    began = np.where(former, np.minimum(began, ended - 60), began)
    case = people.number[people.homes.head[rows]] % 1_000_000
    return {
        "宛名番号": people.ids(rows),
        "ケース番号": pa.array([f"C{number:06}" for number in case.tolist()]),
        "保護開始日": dates(began[rows].astype(np.int32), Style.KANJI),
        "保護廃止日": dates(ended[rows].astype(np.int32), Style.KANJI),
    }
