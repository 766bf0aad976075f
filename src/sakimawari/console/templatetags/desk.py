"""Tags of the staff's pages: days, counts and ages as a clerk reads them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from sakimawari.console.city import JAPAN
from sakimawari.console.staff.people.timeline import Line, Standing, Stretch
from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.fit.language import Language, date_in
from sakimawari.rules.phrases import plain

register = template.Library()
_WEEKDAYS = "月火水木金土日"


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | None, form: str = "plain") -> str:
    """A day in the language of the page: 2026年10月1日; with `form="week"` the day of the week too,
    `form="short"` without the year, `form="month"` the month alone.
    """
    return day_in(language_of(context), value, form)


def day_in(language: str, value: date | None, form: str = "plain") -> str:
    """`day` without a template."""
    if value is None:
        return say("staff.words.none", language)
    if language == "en":
        long = date_in(Language.EN, value)
        told = {
            "short": long.rpartition(" ")[0],
            "month": long.partition(" ")[2],
            "week": f"{value:%A}, {long}",
        }
        return told.get(form, long)
    long = f"{value.year}年{value.month}月{value.day}日"
    told = {
        "short": f"{value.month}月{value.day}日",
        "month": f"{value.year}年{value.month}月",
        "week": f"{long}（{_WEEKDAYS[value.weekday()]}）",
    }
    return told.get(form, long)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime | None) -> str:
    """A moment in Japan's time, to the minute: 2026年10月1日 9:05."""
    if value is None:
        return ""
    there = value.astimezone(JAPAN)
    return f"{day_in(language_of(context), there.date())} {there.hour}:{there:%M}"


@register.simple_tag(takes_context=True)
def number(context: template.Context, value: int | None) -> str:
    """A count with commas; of a hidden one, that it is small."""
    if value is None:
        return say("staff.words.few", language_of(context), fewest=FEWEST)
    return f"{value:,}"


@register.simple_tag(takes_context=True)
def age(context: template.Context, value: int | None) -> str:
    """An age in years; of an unknown one, that it is unknown."""
    if value is None or value < 0:
        return say("staff.words.unknown", language_of(context))
    return say("staff.words.years", language_of(context), years=value)


@register.simple_tag
def case_address(number: str) -> str:
    """The address of a case; nothing where this installation has no room for cases."""
    try:
        return reverse("casework:case", args=[number])
    except NoReverseMatch:
        return ""


@register.filter
def plain_name(name: str) -> str:
    """A name of a pack or a register in running text: 児童手当_3歳以上 is 児童手当(3歳以上)."""
    return plain(name)


@register.filter
def at(values: Any, key: Any) -> Any:
    """The value of a mapping at a key, empty where it has none."""
    return values.get(key, "")


@register.simple_tag(takes_context=True)
def spoken(context: template.Context, line: Line) -> str:
    """A line of the timeline in words, for whoever does not see it drawn."""
    language = language_of(context)
    told = [_told(stretch, line, language) for stretch in line.stretches]
    if line.deadline is not None:
        by = day_in(language, line.deadline)
        told.append(say("staff.calendar.deadline-told", language, day=by))
    return say("staff.calendar.told", language, name=line.name, told="、".join(told))


def _told(stretch: Stretch, line: Line, language: str) -> str:
    if not stretch.surely:
        state = say("staff.calendar.possible", language)
    elif line.standing is Standing.RECEIVING:
        state = say("staff.calendar.receiving", language)
    else:
        state = say("staff.calendar.sure", language)
    since = day_in(language, stretch.since)
    if stretch.until is None:
        return say("staff.calendar.from-on", language, since=since, state=state)
    until = day_in(language, stretch.until)
    return say("staff.calendar.from-until", language, since=since, until=until, state=state)
