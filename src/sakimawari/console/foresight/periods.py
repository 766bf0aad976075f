"""Periods in the words of a page: 2031年, 2031年4月, 2031年4月7日の週; and what stands under an axis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sakimawari.console.templatetags.desk import day_in
from sakimawari.console.words import say

_LONG = 36  # months from which an axis names years alone


def period_in(language: str, frequency: str, first: date) -> str:
    """A period by its first day."""
    if frequency == "year":
        return say("foresight.year", language, year=first.year)
    if frequency in ("month", "quarter"):
        return day_in(language, first, "month")
    told = day_in(language, first)
    return say("foresight.week", language, day=told) if frequency == "week" else told


def ticks_of(language: str, frequency: str, firsts: Sequence[date]) -> tuple[str, ...]:
    """What stands under periods: years where there are many, months where there are few."""
    if frequency == "year":
        return tuple(period_in(language, frequency, day) for day in firsts)
    span = (firsts[-1] - firsts[0]).days / 30 if firsts else 0
    ticks, last = [], (0, 0)
    for day in firsts:
        mark = (day.year, 0) if span > _LONG else (day.year, day.month)
        name = (
            say("foresight.year", language, year=day.year)
            if span > _LONG
            else f"{day.year % 100}/{day.month}"
        )
        ticks.append(name if mark != last and (last != (0, 0) or day.day <= 7) else "")
        last = mark
    return tuple(ticks)
