"""Dates as the city writes them to residents: by the era, of the common era, in English."""

from __future__ import annotations

from datetime import date

from sakimawari.fit.wareki import wareki
from sakimawari.reach.telling.offer import Language

WEEKDAYS = "月火水木金土日"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_text(day: date, language: Language, *, weekday: bool = False) -> str:
    """A date in full: 令和8年6月15日（月）, 2026年6月15日（月曜日）, 15 June 2026."""
    name = WEEKDAYS[day.weekday()]
    match language:
        case Language.JAPANESE:
            return wareki(day) + (f"（{name}）" if weekday else "")
        case Language.EASY:
            plain = f"{day.year}年{day.month}月{day.day}日"
            return plain + (f"（{name}曜日）" if weekday else "")
        case Language.ENGLISH:
            return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date_text(day: date, language: Language, *, on: date) -> str:
    """A date for short messages: 6月15日, 15 June; with its year where that is not this year's."""
    if day.year != on.year:
        return date_text(day, language)
    if language is Language.ENGLISH:
        return f"{day.day} {MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日"
