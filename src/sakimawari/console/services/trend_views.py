"""How the rights of a service go on: month by month ahead, by age now, and over past nights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from sakimawari.console.services import held
from sakimawari.console.services.figure_views import Asked, asked_of
from sakimawari.console.services.figures import VEIL
from sakimawari.console.services.sheets import HIDDEN, as_csv
from sakimawari.console.services.views import head_of
from sakimawari.console.words import say
from sakimawari.drawing.bars import Bars, bar_chart
from sakimawari.drawing.lines import Line, line_chart
from sakimawari.drawing.turns import Turn, turn_chart
from sakimawari.fit.served.figures import Counts
from sakimawari.fit.trends import AgeClass, MonthOfRights, ages_of, months_of, nights, of_service


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """A month with small counts hidden; what begins and what ends are hidden together.

    Who holds the right on two first days, and what ended between, would tell what began.
    """

    first: date
    holding: int | None
    begins: int | None
    ends: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeShown:
    """A class of ages with small counts hidden."""

    label: str
    entitled: int | None
    possible: int | None
    receiving: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightShown:
    """A night with small counts hidden."""

    on: date
    entitled: int | None
    receiving: int | None
    unclaimed: int | None


def months_shown(months: Sequence[MonthOfRights]) -> tuple[MonthShown, ...]:
    """Months without counts of a few people."""
    shown = []
    for month in months:
        few = VEIL.count(month.begins) is None or VEIL.count(month.ends) is None
        shown.append(
            MonthShown(
                first=month.first,
                holding=VEIL.count(month.holding),
                begins=None if few else month.begins,
                ends=None if few else month.ends,
            )
        )
    return tuple(shown)


def ages_shown(ages: Sequence[AgeClass]) -> tuple[AgeShown, ...]:
    """Ages without counts of a few people; each count is a column whose total is shown."""
    columns = {
        name: VEIL.column([getattr(each, name) for each in ages])
        for name in ("entitled", "possible", "receiving")
    }
    return tuple(
        AgeShown(label=each.label, **{name: column[at] for name, column in columns.items()})
        for at, each in enumerate(ages)
        if each.entitled or each.possible or each.receiving
    )


def nights_shown(
    held_nights: Sequence[tuple[date, Counts]], *, registered: bool
) -> tuple[NightShown, ...]:
    """Past nights over the whole city."""
    return tuple(
        NightShown(
            on=on,
            entitled=VEIL.count(counts.entitled),
            receiving=VEIL.count(counts.receiving) if registered else None,
            unclaimed=VEIL.count(counts.unclaimed) if registered else None,
        )
        for on, counts in held_nights
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything the page shows."""

    months: tuple[MonthShown, ...]
    ages: tuple[AgeShown, ...]
    nights: tuple[NightShown, ...]


def course_of(asked: Asked) -> Course:
    """The course of one service, hidden as it is shown."""
    there, slug = asked.there, asked.service.slug
    board = held.board(there)
    past = of_service(nights(there.office.home), slug)
    registered = asked.figures.meaning.registered
    return Course(
        months=months_shown(months_of(board.figures, slug)),
        ages=ages_shown(ages_of(board.figures, slug)),
        nights=nights_shown(past, registered=registered),
    )


def trends(request: HttpRequest, slug: str) -> HttpResponse:
    """Charts with their tables."""
    asked = asked_of(request, slug)
    course = course_of(asked)
    context = {
        **head_of(request, asked.there, asked.service, here="trends"),
        "asked": asked,
        "course": course,
        "holding": _holding(asked, course),
        "turns": _turns(asked, course),
        "by_age": _by_age(asked, course) if course.ages else "",
        "by_night": _by_night(asked, course) if len(course.nights) > 1 else "",
        "registered": asked.figures.meaning.registered,
    }
    return render(request, "services/trends.html", context)


def _said(asked: Asked, key: str, **values: object) -> str:
    return say(f"services.trends.{key}", asked.language, service=asked.service.name, **values)


def _unit(asked: Asked) -> str:
    return say(f"services.unit.{asked.service.holder.value}", asked.language)


def _month(day: date) -> str:
    return f"{day.year % 100}/{day.month}"


def _holding(asked: Asked, course: Course) -> SafeString:
    values = tuple(month.holding for month in course.months)
    name = say("services.measure.entitled", asked.language)
    return line_chart(
        _said(asked, "holding.title"),
        _said(asked, "holding.told", first=_told(values[0]), last=_told(values[-1])),
        [_month(month.first) for month in course.months],
        [Line(name=name, values=values)],
        unit=_unit(asked),
    )


def _told(value: int | None) -> str:
    return "＊" if value is None else f"{value:,}"


def _turns(asked: Asked, course: Course) -> SafeString:
    return turn_chart(
        _said(asked, "turns.title"),
        _said(asked, "turns.told"),
        [Turn(label=_month(m.first), begins=m.begins, ends=m.ends) for m in course.months],
        names=(_said(asked, "begins"), _said(asked, "ends")),
        unit=_unit(asked),
    )


def _by_age(asked: Asked, course: Course) -> SafeString:
    measures = ["entitled", "receiving"] if asked.figures.meaning.registered else ["entitled"]
    return bar_chart(
        _said(asked, "ages.title"),
        _said(asked, "ages.told"),
        [
            Bars(label=each.label, values=tuple(getattr(each, name) for name in measures))
            for each in course.ages
        ],
        names=[say(f"services.measure.{name}", asked.language) for name in measures],
    )


def _by_night(asked: Asked, course: Course) -> SafeString:
    measures = ["entitled", "receiving"] if asked.figures.meaning.registered else ["entitled"]
    return line_chart(
        _said(asked, "nights.title"),
        _said(asked, "nights.told", count=len(course.nights)),
        [f"{night.on.month}/{night.on.day}" for night in course.nights],
        [
            Line(
                name=say(f"services.measure.{name}", asked.language),
                values=tuple(getattr(night, name) for night in course.nights),
            )
            for name in measures
        ],
        unit=_unit(asked),
    )


def trends_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Months, ages and nights as one file, each row saying what it is."""
    asked = asked_of(request, slug)
    course, name = course_of(asked), asked.service.name
    columns = ("制度ID", "制度名", "種類", "区分", "対象", "可能性あり", "受給中", "始まる", "終わる",
               "注記")  # fmt: skip
    rows: list[tuple[str, str, tuple[int | str | None, ...]]] = []
    for month in course.months:
        told = (month.holding, "", "", month.begins, month.ends)
        rows.append(("月別の見込み", f"{month.first:%Y-%m}", told))
    for age in course.ages:
        rows.append(("年齢別", age.label, (age.entitled, age.possible, age.receiving, "", "")))
    for night in course.nights:
        rows.append(("夜ごとの記録", night.on.isoformat(),
                     (night.entitled, "", night.receiving, "", "")))  # fmt: skip
    return as_csv(
        f"{slug}-trends",
        columns,
        (
            (slug, name, kind, label, *("" if v is None else v for v in told),
             HIDDEN if None in told else "")
            for kind, label, told in rows
        ),
    )  # fmt: skip
