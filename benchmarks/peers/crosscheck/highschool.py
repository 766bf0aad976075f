"""高等学校等就学支援金, 高校生等奨学給付金: the same pupils told, and why the answers differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np

from peers.calendar import year_from
from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import MONTHS, Benefit, Ground, Said, Truths
from peers.crosscheck.drawn import Household, age_on
from peers.crosscheck.means import means
from peers.facts import Array, classes, money, numbers, spans
from peers.openfisca_inputs import Homes, on_day
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.population import YES, Population

FIRST_MONTH = 7  # from July by this year's tax
SCHOOLS = (
    "なし",
    "国立",
    "公立全日制",
    "公立定時制",
    "公立通信制",
    "私立全日制等",
    "私立通信制",
    "国公立その他",
    "私立その他",
    "専攻科",
)
COURSE = np.array(  # by the position in SCHOOLS
    [
        "無",
        "全日制課程",
        "全日制課程",
        "定時制課程",
        "通信制課程",
        "全日制課程",
        "通信制課程",
        "全日制課程",
        "全日制課程",
        "専攻科",
    ]
)
RUN_BY = np.array(["無", "国立", "公立", "公立", "公立", "私立", "私立", "国立", "私立", "公立"])
NEW_SCHEME, OLD_LIMIT = date(2026, 4, 1), 304_200
TUITION = 600_000  # above every limit, so that the limit is what is paid


def pupils(chance: Random, household: Household, on: date) -> None:
    """Pupils from 14 to 19, most at some school."""
    for person in household:
        if 14 <= age_on(person, on) <= 19 and chance.random() < 0.9:
            person.facts["高校等在学区分"] = chance.choice(SCHOOLS)
        else:
            person.facts["高校等在学区分"] = "なし"
        person.facts |= {
            "高校等支給期間満了": chance.random() < 0.03,
            "住民区分": "日本人" if chance.random() < 0.9 else "外国人",
            "就学支援在留要件": chance.random() < 0.6,
            "令和8年3月以前の在学": chance.random() < 0.5,
            "高校授業料年額": chance.choice((TUITION, TUITION, TUITION, 100_000)),
            "生計維持者非課税": chance.random() < 0.5,
        }


def on_assistance(chance: Random, household: Household, on: date) -> None:
    """One household in ten receives public assistance, and then pays no tax."""
    if chance.random() < 0.1:
        for person in household:
            person.facts |= {"生活保護受給": True, "課税区分": "非課税", "市民税所得割額": 0}


def assisted(population: Population, on: int) -> Array:
    """By household whether it receives public assistance."""
    held = on_day(spans(population, "生活保護受給"), on) == YES
    return np.logical_or.reduceat(held, population.offsets[:-1])


def _schools(population: Population, homes: Homes) -> Said:
    school = classes(population, "高校等在学区分")
    school = np.where(school < 0, 0, school)[homes.rows]
    return {"高校履修種別": COURSE[school], "高校運営種別": RUN_BY[school]}


def _guardians(population: Population, homes: Homes) -> Array:
    """Who has a ward at home."""
    guardian = population.guardian
    found = np.zeros(population.people, bool)
    found[guardian[guardian >= 0]] = True
    spouse = population.spouse
    partner = np.flatnonzero(spouse >= 0)
    found[spouse[partner]] |= found[partner]
    return found


def tell_scholarship(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """A household whose guardians pay no income part of resident tax is told as free of tax."""
    homes, said = telling.household(population, figures)
    said |= _schools(population, homes)
    year = year_from(FIRST_MONTH, figures.on)
    guardian = _guardians(population, homes)
    free = np.isin(telling.tax_class(population, year), (0, 1))
    taxed = np.logical_or.reduceat(guardian & ~free, population.offsets[:-1])
    anybody = np.logical_or.reduceat(guardian, population.offsets[:-1])
    said["住民税非課税世帯"] = anybody & ~taxed
    said["生活保護"] = assisted(population, figures.on).astype(np.float32)
    return homes, said


def tell_tuition(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """The base of the income limit is told as the tax register gives it for the guardians."""
    homes, said = telling.household(population, figures)
    said |= _schools(population, homes)
    year = year_from(FIRST_MONTH, figures.on)
    base = np.maximum(money(population, "課税標準額", year), 0) * 6 // 100
    base = np.maximum(base - np.maximum(money(population, "調整控除額", year), 0), 0)
    of_guardians = np.where(_guardians(population, homes), base, 0)
    summed = np.add.reduceat(of_guardians, population.offsets[:-1])
    said["高等学校等就学支援金_所得判定基準"] = summed.astype(np.float64)
    return homes, said


def at(*schools: str) -> Callable[[Ground], Truths]:
    """Somebody is at one of these schools."""
    places = [SCHOOLS.index(school) for school in schools]

    def holds(ground: Ground) -> Truths:
        there = np.isin(classes(ground.population, "高校等在学区分"), places)
        return ground.households_with(there)

    return holds


def new_scheme(ground: Ground) -> Truths:
    """Somebody has a right, and the scheme without an income limit has begun."""
    return looks.someone_right(ground) & (ground.on >= days(NEW_SCHEME))


def above_the_limit(ground: Ground) -> Truths:
    """The base of the guardians is at the limit of the scheme before or over it."""
    return np.asarray(ground.said["高等学校等就学支援金_所得判定基準"] >= OLD_LIMIT)


def low_tuition(ground: Ground) -> Truths:
    """Somebody with a right pays a tuition below the limit of the support."""
    tuition = numbers(ground.population, "高校授業料年額")
    return ground.households_with(ground.yes() & (tuition >= 0) & (tuition < TUITION))


def taxed_in_the_new_scheme(ground: Ground) -> Truths:
    """Neither free of tax nor on assistance, on a day since the grant was extended."""
    return ~free_of_tax(ground) & (ground.on >= days(NEW_SCHEME))


def free_of_tax(ground: Ground) -> Truths:
    """A household told as free of tax or on assistance."""
    return np.asarray(ground.said["住民税非課税世帯"] | (ground.said["生活保護"] > 0))


SCHOLARSHIP = Benefit(
    slug="highschool-scholarship",
    variables=("高等学校奨学給付金_最小", "高等学校奨学給付金_最大"),
    adding=(means((450_000, 1_000_000, 2_068_750)), pupils, on_assistance),
    tell=tell_scholarship,
    classes={
        "hs-first-child": looks.both(free_of_tax, at(*SCHOOLS[1:4], SCHOOLS[5], *SCHOOLS[7:9])),
        "hs-advanced-course": at("専攻科"),
        "hs-extended": looks.both(looks.someone_right, taxed_in_the_new_scheme),
    },
    divided=MONTHS,
)
TUITION_SUPPORT = Benefit(
    slug="highschool-tuition-support",
    variables=("高等学校等就学支援金_最小", "高等学校等就学支援金_最大"),
    adding=(means((3_616_000, 3_617_000, 6_111_000, 6_112_000)), pupils),
    tell=tell_tuition,
    classes={
        "hts-advanced-course": at("専攻科"),
        "hts-used-up": looks.refused_by("used-up"),
        "hts-nationality": looks.refused_by("nationality"),
        "hts-new-scheme": new_scheme,
        "hts-above-old-limit": looks.both(above_the_limit, looks.someone_right),
        "hts-low-tuition": low_tuition,
    },
    divided=MONTHS,
)
