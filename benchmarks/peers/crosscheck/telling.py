"""What every benefit says to OpenFisca-Japan of a household: who lives there, birth, certificates, income."""

from __future__ import annotations

from typing import Any

import numpy as np

from peers.calendar import year_from
from peers.crosscheck.benefit import Said
from peers.facts import Array, dates, money, spans, yearly
from peers.openfisca_inputs import Homes, brought_in, known, lay_out, on_day
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN_CATEGORY, UNKNOWN_DATE, Population

PHYSICAL = np.array(["無", "一級", "二級", "三級", "四級", "五級", "六級"])
INTELLECTUAL = np.array(["無", "A", "B"])
MENTAL = np.array(["無", "一級", "二級", "三級"])
TOLD = (  # the facts by which every household is laid out, whatever the benefit
    "生年月日",
    "施設入所",
    "監護相当生計費負担",
    "身体障害者手帳等級",
    "療育手帳判定",
    "精神障害者保健福祉手帳等級",
)
DEDUCTIONS = {  # their variables by what the tax register has taken off
    "所得": "income",
    "障害者控除": "disability",
    "勤労学生控除": "student",
    "配偶者特別控除": "other",
    "ひとり親控除": "lone_parent",
    "寡婦控除": "widow",
}


def household(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """The people of every household in their roles, with their birth days."""
    homes = lay_out(population, figures.on)
    said: Said = {
        "households": population.units,
        "household": homes.unit.astype(np.int32),
        "role": homes.role,
        "誕生年月日": birth_days(dates(population, "生年月日")[homes.rows]),
    }
    return homes, said


def birth_days(born: Array) -> Array:
    """Birth days; one that is not known is theirs for nothing said, 1 January 1970."""
    return np.where(born == UNKNOWN_DATE, 0, born)


def certificates(population: Population, on: int) -> dict[str, Array]:
    """Certificates of disability on a day, by position of the label."""
    return {
        name: on_day(spans(population, name), on)
        for name in ("身体障害者手帳等級", "療育手帳判定", "精神障害者保健福祉手帳等級")
    }


def in_their_words(grades: dict[str, Array], rows: Array) -> Said:
    """Certificates as they name them."""
    return {
        "身体障害者手帳等級": PHYSICAL[grades["身体障害者手帳等級"]][rows],
        "療育手帳等級": INTELLECTUAL[grades["療育手帳判定"]][rows],
        "精神障害者保健福祉手帳等級": MENTAL[grades["精神障害者保健福祉手帳等級"]][rows],
    }


def income(population: Population, figures: Figures, homes: Homes, first_month: int) -> Said:
    """Income, deductions and dependants of the year a law goes by; what is not known is nothing."""
    year = year_from(first_month, figures.on)
    brought = brought_in(population, figures, year)
    said: Said = {name: brought[value][homes.rows] for name, value in DEDUCTIONS.items()}
    dependants = known(money(population, "扶養親族数", year))
    said["扶養人数"] = np.maximum.reduceat(dependants, population.offsets[:-1]).astype(np.int32)
    return said


def money_of(population: Population, name: str, year: int) -> Array:
    """A yearly amount of everybody."""
    return money(population, name, year)


def tax_class(population: Population, year: int) -> Array:
    """The class of resident tax by label position; -1 where it is not known."""
    held = yearly(population, "課税区分", year, UNKNOWN_CATEGORY)
    return np.where(held == UNKNOWN_CATEGORY, -1, held).astype(np.int64)


def by_household(people: Any, population: Population) -> Array:
    """Whether any of these people belongs to a household, as they are told it."""
    return np.logical_or.reduceat(people, population.offsets[:-1])
