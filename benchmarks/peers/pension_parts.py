"""What the pension exemption reads: facts of one year, figures of the law."""

from __future__ import annotations

from typing import Any, NamedTuple

from peers.calendar import born_by, born_by_year_end, year_from
from peers.facts import (
    Array,
    Spans,
    certificates,
    dates,
    figure,
    figures_of,
    money_of,
    spans,
    truths,
    yearly,
)
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import UNKNOWN, Population

Range = tuple[int, int]


class Facts(NamedTuple):
    birth: Array
    kind: Spans
    welfare: Spans
    student: Array
    head: Array
    physical: Spans
    intellectual: Spans
    mental: Spans
    total: Array
    aggregate: Array
    insurance: Array
    medical: Array
    dependants: Array
    old: Array
    students: Array
    severe: Array
    disabled: Array
    lone: Array


class Law(NamedTuple):
    on: int
    born_19: int
    born_25: int
    born_50: int
    contribution: int
    each: int
    alone: int
    disabled_income: int
    steps: tuple[int, int, int]
    each_dependant: int
    each_old: Range  # those that follow are not certain this year
    each_student: Range
    for_severe: Range
    for_disabled: Range
    for_lone: Range


def facts_of(population: Population, on: int) -> Facts:
    """The registers, for the year whose income counts."""
    year = year_from(7, on)
    amounts = {
        "total": "総所得金額等",
        "aggregate": "合計所得金額",
        "insurance": "社会保険料控除",
        "medical": "医療費控除等",
        "dependants": "扶養親族数",
        "old": "老人扶養親族数",
        "students": "特定扶養親族数",
    }
    return Facts(
        birth=dates(population, "生年月日"),
        kind=spans(population, "国民年金種別"),
        welfare=spans(population, "生活保護受給"),
        student=truths(population, "学生等"),
        head=truths(population, "世帯主"),
        **certificates(population),
        **money_of(population, year, amounts),
        severe=yearly(population, "特別障害者控除", year, UNKNOWN),
        disabled=yearly(population, "障害者控除", year, UNKNOWN),
        lone=yearly(population, "ひとり親控除", year, UNKNOWN),
    )


def law_of(figures: Figures) -> Law:
    """The figures on the day."""
    on = figures.on
    named = {
        "contribution": "国民年金保険料",
        "each": "免除_全額単価",
        "alone": "免除_全額加算",
        "disabled_income": "免除_障害等所得",
        "each_dependant": "免除_扶養控除",
    }
    steps: Any = tuple(figure(figures, f"免除_{step}基準") for step in ("4分の3", "半額", "4分の1"))
    return Law(
        on=on,
        born_19=born_by_year_end(19, on),
        born_25=born_by(25, on),
        born_50=born_by(figure(figures, "納付猶予上限年齢"), on),
        **figures_of(figures, named),
        steps=steps,
        each_old=figures.parameters["免除_老人加算"],
        each_student=figures.parameters["免除_特定加算"],
        for_severe=figures.parameters["免除_特別障害者控除"],
        for_disabled=figures.parameters["免除_障害者控除"],
        for_lone=figures.parameters["免除_ひとり親控除"],
    )
