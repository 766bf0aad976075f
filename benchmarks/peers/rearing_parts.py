"""What the two child rearing allowances share: disability, income after deductions, limits."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from peers.facts import (
    YEN,
    Array,
    Spans,
    certificates,
    classes,
    figure,
    held,
    inlined,
    label,
    money_of,
    number,
    spans,
    truth,
    yearly,
)
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN, Population

Range = tuple[int, int]
Each = tuple[Range, Range, Range]  # for every dependant, old dependant, student; may be uncertain


class Disability(NamedTuple):
    recognised: Spans
    physical: Spans
    intellectual: Spans
    mental: Spans
    doctor: Array


class Income(NamedTuple):
    """The income of one fiscal year, and what may be deducted."""

    total: Array
    salary: Array
    aggregate: Array
    other: Array
    medical: Array
    severe: Array
    disabled: Array
    lone: Array
    dependants: Array
    old: Array
    students: Array


class Deductions(NamedTuple):
    adjustment: int
    salary_floor: int
    insurance: int
    severe: int
    disabled: int
    lone: int


def disability(population: Population) -> Disability:
    """The registers of disability."""
    return Disability(
        recognised=spans(population, "特児障害等級"),
        **certificates(population),
        doctor=classes(population, "特児診断書等級"),
    )


def income(population: Population, year: int) -> Income:
    """The tax register of one year."""
    amounts = {
        "total": "総所得金額等",
        "salary": "給与収入",
        "aggregate": "合計所得金額",
        "other": "その他の合計所得金額",
        "medical": "医療費控除等",
        "dependants": "扶養親族数",
        "old": "老人扶養親族数",
        "students": "特定扶養親族数",
    }
    return Income(
        **money_of(population, year, amounts),
        severe=yearly(population, "特別障害者控除", year, UNKNOWN),
        disabled=yearly(population, "障害者控除", year, UNKNOWN),
        lone=yearly(population, "ひとり親控除", year, UNKNOWN),
    )


def deductions(figures: Figures, salary_floor: str) -> Deductions:
    """The figures of the two laws."""
    return Deductions(
        figure(figures, "給与年金調整額"),
        figure(figures, salary_floor),
        figure(figures, "社会保険料相当額"),
        figure(figures, "特別障害者控除額"),
        figure(figures, "障害者控除額"),
        figure(figures, "ひとり親控除額"),
    )


def each_of(figures: Figures, parameters: tuple[str, str, str]) -> Each:
    """What dependants add to a limit."""
    ranges: Any = tuple(figures.parameters[name] for name in parameters)
    return cast(Each, ranges)


@inlined
def for_dependants(facts: Income, each: Each, m: int) -> Range:
    """What the dependants of a person add to a limit."""
    dependants = number(facts.dependants[m], 0, 20)
    old, students = number(facts.old[m], 0, 10), number(facts.students[m], 0, 10)
    return (
        each[0][0] * dependants[0] + each[1][0] * old[0] + each[2][0] * students[0],
        each[0][1] * dependants[1] + each[1][1] * old[1] + each[2][1] * students[1],
    )


@inlined
def grade(facts: Disability, m: int, on: int) -> tuple[int, int]:
    """0 none, 1 or 2: recognised; else, with a certificate, what a doctor says."""
    recognised = label(held(facts.recognised, m, on), 2)
    if recognised[0] > 0:
        return recognised
    physical = label(held(facts.physical, m, on), 6)
    intellectual = label(held(facts.intellectual, m, on), 2)
    mental = label(held(facts.mental, m, on), 3)
    surely = physical[0] > 0 or intellectual[0] > 0 or mental[0] > 0
    possibly = physical[1] > 0 or intellectual[1] > 0 or mental[1] > 0
    low, high = 0, 0
    if possibly:
        doctor = label(facts.doctor[m], 2)
        low, high = (doctor[0] if surely else 0), doctor[1]
    if recognised[1] > 0:
        low, high = min(low, recognised[0]), max(high, recognised[1])
    return low, high


@inlined
def adjusted(facts: Income, law: Deductions, m: int) -> tuple[int, int]:
    """Income less the allowance for salary and pension."""
    total = number(facts.total[m], 0, YEN)
    salary = number(facts.salary[m], 0, YEN)
    aggregate = number(facts.aggregate[m], 0, YEN)
    other = number(facts.other[m], 0, YEN)
    low = max(max(salary[0] - law.salary_floor, 0) + aggregate[0] - other[1], 0)
    high = max(max(salary[1] - law.salary_floor, 0) + aggregate[1] - other[0], 0)
    low, high = min(law.adjustment, low), min(law.adjustment, high)
    return max(total[0] - high, 0), max(total[1] - low, 0)


@inlined
def deducted(facts: Income, law: Deductions, m: int) -> tuple[int, int]:
    """Insurance, medical costs and disability."""
    medical = number(facts.medical[m], 0, YEN)
    severe, disabled = truth(facts.severe[m]), truth(facts.disabled[m])
    low = law.severe if severe[0] else law.disabled if disabled[0] else 0
    high = law.severe if severe[1] else law.disabled if disabled[1] else 0
    return law.insurance + medical[0] + low, law.insurance + medical[1] + high


@inlined
def relative_income(facts: Income, law: Deductions, m: int) -> tuple[int, int]:
    """Income after all deductions, the one for lone parents too."""
    before, less = adjusted(facts, law, m), deducted(facts, law, m)
    lone = truth(facts.lone[m])
    low = before[0] - less[1] - (law.lone if lone[1] else 0)
    high = before[1] - less[0] - (law.lone if lone[0] else 0)
    return max(low, 0), max(high, 0)


@inlined
def old_beyond_one(facts: Income, m: int) -> tuple[int, int]:
    """Old dependants; where all dependants are old, one less."""
    dependants = number(facts.dependants[m], 0, 20)
    old = number(facts.old[m], 0, 10)
    same = dependants[0] == dependants[1] == old[0] == old[1]
    maybe = dependants[0] <= old[1] and old[0] <= dependants[1]
    return max(old[0] - (1 if maybe else 0), 0), max(old[1] - (1 if same else 0), 0)


@inlined
def certified(facts: Disability, m: int, on: int) -> tuple[bool, bool]:
    """Certified as severely disabled: physical 1 or 2, intellectual A, mental 1."""
    physical = label(held(facts.physical, m, on), 6)
    intellectual = label(held(facts.intellectual, m, on), 2)
    mental = label(held(facts.mental, m, on), 3)
    surely = (
        (physical[0] >= 1 and physical[1] <= 2)
        or intellectual[0] == 1 == intellectual[1]
        or mental[0] == 1 == mental[1]
    )
    possibly = (
        (physical[1] >= 1 and physical[0] <= 2)
        or intellectual[0] <= 1 <= intellectual[1]
        or mental[0] <= 1 <= mental[1]
    )
    return surely, possibly


@inlined
def partial_amount(
    whole: int, rate: int, most_over: int, income: tuple[int, int], limit: tuple[int, int]
) -> tuple[int, int]:
    """The whole amount, or less the more the income exceeds the limit (rate in ten-millionths)."""
    if income[1] < limit[0]:
        return whole, whole
    least = min(max(income[0] - limit[1], 0), most_over)
    most = min(max(income[1] - limit[0], 0), most_over)
    ten = 100_000_000
    low = whole - (2 * most * rate + ten) // (2 * ten) * 10 - 10
    high = whole - (2 * least * rate + ten) // (2 * ten) * 10 - 10
    return low, whole if income[0] < limit[1] else high
