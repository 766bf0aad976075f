"""How the population is cut: ward, age, income decile, kind of household, sex.

Every cut gives each row of people one class; a household's service counts by its head. What is not
known is a class of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.composition import KINDS, household_kinds
from sakimawari.fit.compare.roll import Roll, as_words
from sakimawari.rules.population import (
    UNKNOWN_NUMBER,
    Int64s,
    PlainColumn,
    Population,
    YearlyColumn,
)
from sakimawari.rules.tree import Fact, Kind, Shape, Type

UNKNOWN = "不明"
INCOME = "総所得金額等"
SEX = "性別"
SEXES = ("男", "女")
INCOME_FACT = Fact(name=INCOME, type=Type(kind=Kind.NUMBER, unit="円"), shape=Shape.YEARLY)
SEX_FACT = Fact(name=SEX, type=Type(kind=Kind.CATEGORY, labels=SEXES))
AGES = ((0, 5), (6, 14), (15, 17), (18, 29), (30, 39), (40, 49), (50, 64), (65, 74), (75, 999))
AGE_LABELS = ("0〜5歳", "6〜14歳", "15〜17歳", "18〜29歳", "30〜39歳", "40〜49歳", "50〜64歳",
              "65〜74歳", "75歳以上", UNKNOWN)  # fmt: skip
DECILES = 10
DECILE_LABELS = (
    "第1分位（低い）",
    *(f"第{k}分位" for k in range(2, DECILES)),
    "第10分位（高い）",
    UNKNOWN,
)
OF_AGE = 18  # who is younger and has no tax record is taken to have no income


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One way to cut the population: labels, and the class of every row of people."""

    name: str
    labels: tuple[str, ...]
    of_people: npt.NDArray[np.int16]
    note: str = ""

    def sizes(self, counted: npt.NDArray[np.bool_]) -> Int64s:
        """How many people that are counted each class has."""
        return np.bincount(self.of_people[counted], minlength=len(self.labels)).astype(np.int64)


def cuts_of(
    population: Population, roll: Roll, *, year: int, counted: npt.NDArray[np.bool_]
) -> tuple[Cut, ...]:
    """All cuts; deciles are taken over the people counted."""
    units = np.asarray(roll.people["unit"].combine_chunks())
    income, held = equivalised_income(population, roll, units, year=year)
    decile = deciles(income[units], counted)
    kinds = household_kinds(population, roll, units)[units]
    note = (
        f"{held}年度の{INCOME}を世帯で合計し、世帯人数の平方根で割った等価所得を、人数で10等分"
        f"（{OF_AGE}歳未満で課税記録のない人は0円、大人の記録が欠ける世帯は不明）"
        if held
        else "所得の記録がない"
    )
    return (
        _ward_cut(roll),
        Cut(name="年齢", labels=AGE_LABELS, of_people=_age_classes(roll.ages)),
        Cut(name="所得十分位", labels=DECILE_LABELS, of_people=decile, note=note),
        Cut(name="世帯類型", labels=KINDS, of_people=kinds.astype(np.int16)),
        *_sex_cut(population),
    )


def _ward_cut(roll: Roll) -> Cut:
    words = as_words(roll.people["ward"])
    names = [word or UNKNOWN for word in words.dictionary.to_pylist()]
    order = sorted(dict.fromkeys((*names, UNKNOWN)), key=lambda name: (name == UNKNOWN, name))
    places = np.array([order.index(name) for name in names] + [order.index(UNKNOWN)], np.int16)
    codes = np.asarray(words.indices.fill_null(len(names)))
    return Cut(name="行政区", labels=tuple(order), of_people=places[codes])


def _age_classes(ages: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    lasts = np.array([last for _, last in AGES], np.int16)
    return np.where(ages < 0, len(AGES), np.searchsorted(lasts, ages)).astype(np.int16)


def _sex_cut(population: Population) -> tuple[Cut, ...]:
    column = population.columns.get(SEX)
    if not isinstance(column, PlainColumn):
        return ()
    codes = column.values.astype(np.int16)
    known = (codes >= 0) & (codes < len(SEXES))
    classes = np.where(known, codes, len(SEXES)).astype(np.int16)
    return (Cut(name="性別", labels=(*SEXES, UNKNOWN), of_people=classes),)


def equivalised_income(
    population: Population, roll: Roll, units: npt.NDArray[np.int32], *, year: int
) -> tuple[npt.NDArray[np.float64], int | None]:
    """Yen a year by unit, NaN where unknown, and the fiscal year it is of.

    The sum over the residents of a unit divided by the square root of their number, in the latest
    year held that is not after `year`.
    """
    unknown = np.full(population.units, np.nan)
    column = population.columns.get(INCOME)
    if not isinstance(column, YearlyColumn):
        return unknown, None
    known = column.values != UNKNOWN_NUMBER
    held = [
        column.first_year + k
        for k in range(len(column.values))
        if column.first_year + k <= year and known[k].any()
    ]
    if not held:
        return unknown, None
    values, has = column.values[held[-1] - column.first_year], known[held[-1] - column.first_year]
    living = population.is_subject == 1
    child = (roll.ages >= 0) & (roll.ages < OF_AGE)
    lacking = living & ~has & ~child
    sums = np.bincount(units, np.where(living & has, values, 0), minlength=population.units)
    sizes = np.bincount(units, living, minlength=population.units)
    lacks = np.bincount(units, lacking, minlength=population.units) > 0
    usable = (sizes > 0) & ~lacks
    return np.where(usable, sums / np.sqrt(np.maximum(sizes, 1)), np.nan), held[-1]


def deciles(
    income: npt.NDArray[np.float64], counted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int16]:
    """The class of every person, 0 lowest to 9 highest, 10 unknown; equal incomes share a class."""
    known = ~np.isnan(income)
    sample = income[known & counted]
    if not len(sample):
        return np.full(len(income), DECILES, np.int16)
    bounds = np.quantile(sample, np.arange(1, DECILES) / DECILES, method="inverted_cdf")
    return np.where(known, np.searchsorted(bounds, income), DECILES).astype(np.int16)
