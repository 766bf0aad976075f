"""Values, dates and people of an explanation in official Japanese, easy Japanese and English.

Names of facts, labels and services are official Japanese terms and stay so: they are what stands
on the forms and in the registers.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from sakimawari.fit.explaining.shown import Explanation
from sakimawari.fit.figures_in_words import award_in_words
from sakimawari.rules.amounts import decimal, figure
from sakimawari.rules.figures import day_of
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Award, Kind, Type

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
UNITS = {
    "円": " yen",
    "歳": " years of age",
    "年": "",
    "月": " months",
    "日": " days",
    "人": " people",
    "割": "0 percent",
    "%": " percent",
}
PERIODS = {"月": " a month", "年": " a year", "回": ", once"}


class Language(Enum):
    """The languages an explanation is told in."""

    JA = "ja"
    EASY = "easy"
    EN = "en"


def value_in(language: Language, value: int, type_: Type) -> str:
    """One value in words; labels stay in Japanese."""
    if language is not Language.EN:
        return figure(value, type_)
    match type_.kind:
        case Kind.NUMBER:
            unit = UNITS.get(type_.unit or "", f" {type_.unit}" if type_.unit else "")
            return f"{decimal(value, type_.scale)}{unit}"
        case Kind.DATE:
            return date_in(language, day_of(value))
        case Kind.TRUTH:
            return "yes" if value else "no"
        case Kind.CATEGORY:
            return figure(value, type_)


def date_in(language: Language, day: date) -> str:
    """A day: 2027-04-01 for a clerk, 2027年4月1日, 1 April 2027."""
    match language:
        case Language.JA:
            return day.isoformat()
        case Language.EASY:
            return f"{day.year}年{day.month}月{day.day}日"
        case Language.EN:
            return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def amount_in(language: Language, award: Award, amount: Range) -> str:
    """An amount with its period: 月額 12,000円, 12,000 yen a month."""
    return money_in(language, award.value.type, award.unit, amount)


def money_in(language: Language, type_: Type, unit: str, amount: Range) -> str:
    """The same from the type of an amount and its unit with the period."""
    if language is not Language.EN:
        return award_in_words(amount, type_, unit)
    money, _, period = unit.partition("/")
    (low, high), scale = amount, type_.scale
    told = (
        decimal(low, scale) if low == high else f"{decimal(low, scale)} to {decimal(high, scale)}"
    )
    return f"{told}{UNITS.get(money, f' {money}')}{PERIODS.get(period[:1], '')}"


def whose_in(language: Language, person: int | None, explanation: Explanation) -> str:
    """A person of the unit, by position and relation; nothing where there is only one."""
    alone = len(explanation.evidence.situation.people) == 1
    if language is Language.JA:
        return explanation.evidence.whose(person)
    if alone or explanation.evidence.of_company:
        return ""
    if person is None:
        return "the household:" if language is Language.EN else "世帯（せたい）の"
    relation = explanation.evidence.relations[person]
    if language is Language.EN:
        return f"person {person + 1} ({relation}):"
    return f"{person + 1}人目（{relation}）の"
