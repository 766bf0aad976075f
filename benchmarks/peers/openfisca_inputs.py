"""Our households in the words of OpenFisca-Japan: arrays only, so that its own Python can read them.

What its variables can say is said; where it lets a computed variable be given, the tax register's
figure is given, as a city would. What they cannot say is listed in docs/explanation/openfisca.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peers.calendar import year_from
from peers.facts import Array, Spans, classes, dates, figure, money, numbers, spans, truths, yearly
from sakimawari.rules.dates import school_year_age
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import SOMEBODY_UNKNOWN, UNKNOWN, UNKNOWN_DATE, YES, Population

PARENT, CHILD, OTHER = 0, 1, 2
# The month from which a benefit goes by this year's tax (児童手当 goes by none).
INCOME_MONTH = {
    "child-allowance": 8,
    "child-rearing-allowance": 11,
    "special-child-rearing-allowance": 8,
}
COUNTED_GRADE = np.int8(3)
ADULT = 19  # by the end of the school year: from then on an elder sibling counts if supported
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Who lives in which household in which role, and who would claim for it.

    `rows` are the people taken over, `unit` and `role` are theirs; `recipient` is by unit the
    guardian of most wards, or else the first subject. `families` counts the guardians of a unit.
    """

    rows: Array
    unit: Array
    role: Array
    recipient: Array
    families: Array


def lay_out(population: Population, on: int) -> Homes:
    """Parents, children and others of every unit.

    Parents are the recipient and a spouse at home; children everybody with a guardian (known or
    not), except an adult elder sibling whom the parents are known not to support. Visitors, and
    children who live in an institution, are not of the household. Somebody of school age at home
    without any adult is a child, or a young person alone would be taken for a lone parent.
    """
    people, guardian = population.people, population.guardian
    unit = np.repeat(np.arange(population.units), np.diff(population.offsets))
    here = population.is_subject == YES
    ward = (guardian >= 0) | (guardian == SOMEBODY_UNKNOWN)
    in_home = on_day(spans(population, "施設入所"), on) == YES
    taken = here & ~(ward & in_home)
    wards = np.bincount(guardian[(guardian >= 0) & taken], minlength=people) * here
    recipient = _first_of_most(wards, population)
    parent = np.zeros(people, bool)
    parent[recipient] = True
    spouse = population.spouse[recipient]
    parent[spouse[spouse >= 0]] = True
    parent &= ~(ward & (wards == 0) & (population.spouse < 0))
    born = dates(population, "生年月日")
    adult = np.array([_is_adult(int(day), on) for day in born[ward]], bool)
    unsupported = np.zeros(people, bool)
    unsupported[ward] = adult & (truths(population, "監護相当生計費負担")[ward] == 0)
    role = np.where(parent, PARENT, np.where(ward & ~unsupported, CHILD, OTHER))
    rows = np.flatnonzero(_filled(taken, population))
    return Homes(
        rows=rows,
        unit=unit[rows],
        role=role[rows].astype(np.int8),
        recipient=recipient,
        families=np.bincount(unit[wards > 0], minlength=population.units),
    )


def _filled(taken: Truths, population: Population) -> Truths:
    """With the first of every unit that would else be empty: an empty one ends its sums."""
    empty = ~np.logical_or.reduceat(taken, population.offsets[:-1])
    taken[population.offsets[:-1][empty]] = True
    return taken


def _is_adult(born: int, on: int) -> bool:
    return born != UNKNOWN_DATE and school_year_age(born, on) >= ADULT


def _first_of_most(wards: Array, population: Population) -> Array:
    """By unit the subject with most wards; the first of several, and the first if nobody has any."""
    rank = wards * 2 + (population.is_subject == YES)
    most = np.maximum.reduceat(rank, population.offsets[:-1])
    sizes = np.diff(population.offsets)
    best = np.flatnonzero(rank == np.repeat(most, sizes))
    of_unit = np.repeat(np.arange(population.units), sizes)[best]
    return np.asarray(best[np.unique(of_unit, return_index=True)[1]])


def on_day(held: Spans, on: int) -> Array:
    """By row the value that holds on a day; 0 (no, none) without an entry or a value."""
    rows = len(held.starts) - 1
    found = np.zeros(rows, np.int8)
    holds = (held.since <= on) & (on <= held.until)
    row = np.repeat(np.arange(rows), np.diff(held.starts))
    found[row[holds]] = np.maximum(held.values[holds], 0)
    return found


def inputs_of(population: Population, figures: Figures) -> tuple[Homes, dict[str, Any]]:
    """The households and what their members and they themselves bring, by name."""
    on = figures.on
    homes = lay_out(population, on)
    rows = homes.rows
    certificates = _certificates(population, on)
    found: dict[str, Any] = {
        "households": population.units,
        "household": homes.unit.astype(np.int32),
        "role": homes.role,
        "birth": dates(population, "生年月日")[rows],
        **{name: grades[rows] for name, grades in certificates.items()},
        "lone_with_spouse": _lone_with_spouse(population, homes, on),
    }
    for benefit, first_month in INCOME_MONTH.items():
        brought = brought_in(population, figures, year_from(first_month, on))
        if benefit == "child-rearing-allowance":
            support = known(numbers(population, "養育費年額"))
            brought["income"] += np.round(support * 0.8)
        found |= {f"{benefit}/{name}": values[rows] for name, values in brought.items()}
        dependants = known(money(population, "扶養親族数", year_from(first_month, on)))
        found[f"{benefit}/dependants"] = dependants[homes.recipient].astype(np.int32)
    return homes, found


def _certificates(population: Population, on: int) -> dict[str, Array]:
    """Certificates of disability on a day, standing also for the grade a child was found to have.

    It knows no grade but by certificate. So a child with a grade and no certificate gets one of
    the third grade, which it counts; a child whose certificate gave no grade gets none.
    """
    found = {
        name: on_day(spans(population, fact), on)
        for name, fact in (
            ("physical", "身体障害者手帳等級"),
            ("intellectual", "療育手帳判定"),
            ("mental", "精神障害者保健福祉手帳等級"),
        )
    }
    none = np.zeros(population.people, np.int8)
    told = known(classes(population, "特児診断書等級"))
    graded = (on_day(spans(population, "特児障害等級"), on) > 0) | (told > 0)
    refused = ~graded & (classes(population, "手帳児診断等級") == 0)
    bare = ~np.any([grades > 0 for grades in found.values()], axis=0)
    found = {name: np.where(refused, none, grades) for name, grades in found.items()}
    found["physical"] = np.where(graded & bare, COUNTED_GRADE, found["physical"])
    return found


def brought_in(population: Population, figures: Figures, year: int) -> dict[str, Array]:
    """Income and deductions of everybody in one fiscal year; what is not known is nothing."""

    def deduction(name: str, parameter: str) -> Array:
        has = yearly(population, name, year, UNKNOWN) == YES
        return np.asarray(has * figure(figures, parameter))

    def of_persons(name: str, parameter: str, counted: str) -> Array:
        persons = np.maximum(known(money(population, counted, year)), 1)
        return deduction(name, parameter) * persons

    return {
        "wages": known(money(population, "給与収入", year)).astype(np.float64),
        "income": known(money(population, "総所得金額等", year)).astype(np.float64),
        "disability": of_persons("障害者控除", "障害者控除額", "障害者控除対象者数")
        + of_persons("特別障害者控除", "特別障害者控除額", "特別障害者控除対象者数"),
        "student": deduction("勤労学生控除", "勤労学生控除額"),
        "other": known(money(population, "医療費控除等", year)),
        "lone_parent": deduction("ひとり親控除", "ひとり親控除額"),
        "widow": deduction("寡婦控除", "寡婦控除額"),
    }


def known(values: Array) -> Array:
    """Amounts and counts with nothing where they are missing (its own default)."""
    return np.maximum(values, 0)


def _lone_with_spouse(population: Population, homes: Homes, on: int) -> Truths:
    """By unit whether a recipient with a spouse counts as a lone parent (法第4条第1項)."""
    recipient = homes.recipient
    spouse = population.spouse[recipient]
    married = spouse >= 0
    other = np.where(married, spouse, recipient)
    severe = (
        np.isin(on_day(spans(population, "身体障害者手帳等級"), on), (1, 2))
        | (on_day(spans(population, "療育手帳判定"), on) == 1)
        | (on_day(spans(population, "精神障害者保健福祉手帳等級"), on) == 1)
    ) & (truths(population, "重度障害認定") == YES)
    alone = truths(population, "ひとり親")[recipient] == YES
    granted = truths(population, "配偶者事由認定")[recipient] == YES
    return np.asarray(married & (alone & granted | severe[other]))


def write(folder: Path, inputs: dict[str, Any]) -> None:
    """Into the file the runner reads."""
    np.savez(folder / "inputs.npz", **inputs)
