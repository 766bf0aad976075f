"""The figures and turning days the SQL statements are filled with."""

from __future__ import annotations

from datetime import date

from peers.calendar import born_by, born_by_year_end, fiscal_start, year_from, years_before
from peers.facts import YEN, figure
from sakimawari.rules.figures import Figures, day_of, days

AMOUNTS = {
    "care_income_2": "介護_2割所得",
    "care_alone_2": "介護_2割収入_1人",
    "care_several_2": "介護_2割収入_複数",
    "care_income_3": "介護_3割所得",
    "care_alone_3": "介護_3割収入_1人",
    "care_several_3": "介護_3割収入_複数",
    "under_3": "児童手当_3歳未満",
    "from_3": "児童手当_3歳以上",
    "third": "児童手当_第3子以降",
    "pregnancy_once": "妊婦給付_1回目",
    "pregnancy_each": "妊婦給付_胎児1人",
    "basic": "住民税基礎控除額",
    "school_primary": "新入学用品費_小",
    "school_secondary": "新入学用品費_中",
    "life_88": "長寿祝金_88歳",
    "life_100": "長寿祝金_100歳",
    "contribution": "国民年金保険料",
    "exempt_each": "免除_全額単価",
    "exempt_alone": "免除_全額加算",
    "exempt_special": "免除_障害等所得",
    "exempt_2": "免除_4分の3基準",
    "exempt_3": "免除_半額基準",
    "exempt_4": "免除_4分の1基準",
    "exempt_dependant": "免除_扶養控除",
}
RANGES = {
    "old": "免除_老人加算",
    "student": "免除_特定加算",
    "severe": "免除_特別障害者控除",
    "disabled": "免除_障害者控除",
    "lone": "免除_ひとり親控除",
}


def law(figures: Figures) -> dict[str, int | str]:
    """Everything by the name it has in the statements."""
    found: dict[str, int | str] = {"on": figures.on, "yen": YEN}
    found |= {name: figure(figures, parameter) for name, parameter in AMOUNTS.items()}
    for name, parameter in RANGES.items():
        found[f"{name}_low"], found[f"{name}_high"] = figures.parameters[parameter]
    for at, name in enumerate("アイウエオ"):
        found[f"cost_{at}"] = figure(figures, f"高額_限度_{name}")
    for at, name in enumerate("アイウ"):
        found[f"cost_bound_{at}"] = figure(figures, f"高額_{name}所得")
    return found | _years(figures.on) | _birth_days(figures) | _long_life(figures)


def _years(on: int) -> dict[str, int | str]:
    return {
        "care_year": year_from(8, on),
        "pension_year": year_from(7, on),
        "school_year": fiscal_start(on).year,
    }


def _birth_days(figures: Figures) -> dict[str, int | str]:
    on, day = figures.on, day_of(figures.on)

    def too_old(parameter: str) -> int:
        return born_by_year_end(figure(figures, parameter) + 1, on)

    return {
        "born_65": born_by(figure(figures, "第1号年齢"), on),
        "born_40": born_by(figure(figures, "第2号年齢"), on),
        "born_19": born_by_year_end(19, on),
        "born_23": too_old("多子加算上限年齢"),
        "born_25": born_by(25, on),
        "born_50": born_by(figure(figures, "納付猶予上限年齢"), on),
        "born_70_month": days(years_before(day.replace(day=2), 70)),
        "month_start_3": days(years_before(day.replace(day=1), 3)),
        "pregnancy_since": days(date(2025, 4, 1)),
        "medical_all": too_old("子ども医療上限年齢"),
        "medical_free": days(years_before(day.replace(day=1), 3)),
        "medical_preschool": too_old("就学前上限年齢"),
        "medical_primary": too_old("小学生上限年齢"),
    }


def _long_life(figures: Figures) -> dict[str, int | str]:
    start = fiscal_start(figures.on)
    times = figures.parameters["長寿祝金_実施回数"]
    return {
        "life_88_first": days(years_before(start, 88)),
        "life_88_last": days(years_before(start, 87)) - 1,
        "life_100_first": days(years_before(start, 100)),
        "life_100_last": days(years_before(start, 99)) - 1,
        "life_settled": days(start.replace(month=6)),
        "life_held": "true" if times[0] >= 1 else "NULL" if times[1] >= 1 else "false",
    }
