"""児童手当, 児童扶養手当, 特別児童扶養手当: drawn households told as those of a city are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np

from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import (
    Benefit,
    Ground,
    Said,
    Truths,
    ages_by_birthday,
    school_ages,
)
from peers.crosscheck.drawn import Household, age_on
from peers.crosscheck.lone_parents import lone_parents
from peers.crosscheck.means import means
from peers.facts import classes, spans
from peers.openfisca_causes import turns_three_this_month
from peers.openfisca_inputs import INCOME_MONTH, Homes, inputs_of, on_day
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN_DATE, Population

REARING_LIMITS = (690_000, 1_070_000, 1_450_000, 2_080_000, 2_460_000, 2_840_000, 2_360_000)
SPECIAL_LIMITS = (4_596_000, 4_976_000, 5_356_000, 6_287_000, 6_536_000, 6_749_000)
ELDEST, LAST_SCHOOL_YEAR, SLIGHT = 22, 18, 4
ALSO = (
    "養育費年額",
    "特児診断書等級",
    "特児障害等級",
    "手帳児診断等級",
    "重度障害認定",
    "ひとり親",
    "配偶者事由認定",
)
MONEY = {
    "所得": "income",
    "障害者控除": "disability",
    "勤労学生控除": "student",
    "配偶者特別控除": "other",
    "ひとり親控除": "lone_parent",
    "寡婦控除": "widow",
    "扶養人数": "dependants",
}


def children(chance: Random, household: Household, on: date) -> None:
    """Public servants, elder siblings who are supported, and children with a grade."""
    for person in household:
        person.facts |= {
            "公務員": person.grown and chance.random() < 0.05,
            "住民となった日": date(2019, 4, 1),
            "監護相当生計費負担": chance.random() < 0.7,
        }


def graded(chance: Random, household: Household, on: date) -> None:
    """Children with a certificate and a grade, or a certificate that gave none."""
    for person in household:
        if age_on(person, on) > 20 or chance.random() < 0.6:
            continue
        person.facts["身体障害者手帳等級"] = chance.choice(("なし", "1級", "2級", "3級", "4級"))
        drawn = chance.random()
        if drawn < 0.6:
            person.facts["特児障害等級"] = chance.choice(("1級", "2級"))
        elif drawn < 0.9:
            person.facts["手帳児診断等級"] = chance.choice(("非該当", "1級", "2級"))


def telling_of(slug: str) -> Callable[[Population, Figures], tuple[Homes, Said]]:
    """How the households of one of the three are told."""

    def tell(population: Population, figures: Figures) -> tuple[Homes, Said]:
        homes, brought = inputs_of(population, figures)
        said: Said = {name: brought[name] for name in ("households", "household", "role")}
        said["誕生年月日"] = telling.birth_days(brought["birth"])
        said["身体障害者手帳等級"] = telling.PHYSICAL[brought["physical"]]
        said["療育手帳等級"] = telling.INTELLECTUAL[brought["intellectual"]]
        said["精神障害者保健福祉手帳等級"] = telling.MENTAL[brought["mental"]]
        said["配偶者がいるがひとり親に該当"] = brought["lone_with_spouse"]
        return homes, said | {name: brought[f"{slug}/{key}"] for name, key in MONEY.items()}

    return tell


def turning_three(ground: Ground) -> Truths:
    """A child has turned three this month."""
    found = [
        day != UNKNOWN_DATE and turns_three_this_month(int(day), ground.on)
        for day in looks.born(ground)
    ]
    return ground.households_with(np.array(found, bool))


def sibling_near_22(ground: Ground) -> Truths:
    """An elder sibling of whom the school year and the birthday tell otherwise."""
    days = looks.born(ground)
    by_year = school_ages(days, ground.on) <= ELDEST
    by_birthday = ages_by_birthday(days, ground.on) <= ELDEST
    ward = ground.population.guardian != -1
    return ground.households_with(ward & (by_year != by_birthday))


def siblings_of_one_age(ground: Ground) -> Truths:
    """Two siblings are as old in years, on two sides of the end of a school year."""
    days = looks.born(ground)
    by_year, by_birthday = school_ages(days, ground.on), ages_by_birthday(days, ground.on)
    ward = (ground.population.guardian != -1) & (by_birthday == LAST_SCHOOL_YEAR)
    elder = ground.households_with(ward & (by_year > LAST_SCHOOL_YEAR))
    return elder & ground.households_with(ward & (by_year == LAST_SCHOOL_YEAR))


def graded_with_a_slight_certificate(ground: Ground) -> Truths:
    """A child has a grade by a doctor, and a certificate of the fourth grade or less."""
    population = ground.population
    physical = on_day(spans(population, "身体障害者手帳等級"), ground.on)
    graded = (
        (on_day(spans(population, "特児障害等級"), ground.on) > 0)
        | (classes(population, "特児診断書等級") > 0)
        | (classes(population, "手帳児診断等級") > 0)
    )
    return ground.households_with(graded & (physical >= SLIGHT))


REARING_MONTH = INCOME_MONTH["child-rearing-allowance"]
SPECIAL_MONTH = INCOME_MONTH["special-child-rearing-allowance"]
CHILD_ALLOWANCE = Benefit(
    slug="child-allowance",
    variables=("児童手当",),
    adding=(means(()), children),
    tell=telling_of("child-allowance"),
    classes={
        "ca-public-servant": looks.refused_by("public-servant"),
        "ca-turning-3": turning_three,
        "ca-elder-sibling": sibling_near_22,
        "ca-siblings-of-one-age": siblings_of_one_age,
    },
    also=ALSO,
)
REARING = Benefit(
    slug="child-rearing-allowance",
    variables=("児童扶養手当_最小", "児童扶養手当_最大"),
    adding=(means(REARING_LIMITS), children, lone_parents),
    tell=telling_of("child-rearing-allowance"),
    classes={
        "cra-relative-earns-most": looks.earns_most_besides(REARING_MONTH),
        "cra-second-earner": looks.refused_by("relatives-income"),
        "cra-raised-limit": looks.raised_limit(REARING_MONTH),
        "cra-unadjusted-income": looks.unadjusted(REARING_MONTH),
    },
    also=ALSO,
    figures={
        "児扶_本体額": ("福祉", "育児", "児童扶養手当", "金額", "全部支給", "児童1人"),
        "児扶_加算額": ("福祉", "育児", "児童扶養手当", "金額", "全部支給", "児童2人"),
    },
    following={"児扶_本体額": ("児扶_本体係数", "児扶_加算係数")},
)
SPECIAL = Benefit(
    slug="special-child-rearing-allowance",
    variables=("特別児童扶養手当_最小", "特別児童扶養手当_最大"),
    adding=(means(SPECIAL_LIMITS), children, graded),
    tell=telling_of("special-child-rearing-allowance"),
    classes={
        "scra-eve-of-20": looks.eve_of(20, minor=True),
        "scra-slight-certificate": graded_with_a_slight_certificate,
        "scra-relative-earns-most": looks.earns_most_besides(SPECIAL_MONTH),
        "scra-raised-limit": looks.raised_limit(SPECIAL_MONTH),
        "scra-at-the-limit": looks.at_a_limit(SPECIAL_LIMITS[:3], SPECIAL_MONTH, taken_off=180_000),
        "scra-unadjusted-income": looks.unadjusted(SPECIAL_MONTH),
    },
    also=ALSO,
    figures={
        "特児_1級": ("福祉", "育児", "特別児童扶養手当", "金額", "一級"),
        "特児_2級": ("福祉", "育児", "特別児童扶養手当", "金額", "二級"),
    },
)
