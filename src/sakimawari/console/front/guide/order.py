"""In which order to act: how many days after something happened the last day of a service comes.

Read from the rule of the deadline, without anybody's dates, for the order of a page alone: the last
day itself is what the pack says in words, and for a resident what the calendar works out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from sakimawari.packs.pack import Service
from sakimawari.rules.figures import Figures
from sakimawari.rules.terms import Calendar
from sakimawari.rules.tree import (
    CalendarValue,
    Choice,
    Extreme,
    FactValue,
    Gathered,
    Literal,
    ParameterValue,
    Truth,
    Value,
    VariableValue,
)

_DAYS = {
    Calendar.PLUS_DAYS: 1,
    Calendar.PLUS_MONTHS: 30,
    Calendar.PLUS_YEARS: 365,
    Calendar.DAY_OF_AGE: 365,
    Calendar.BIRTHDAY: 365,
}
_SAME_DAY = {Calendar.MONTH_START, Calendar.MONTH_END}


class When(Enum):
    """How soon to act. FIXED: by a date of its own; ANY: at any time."""

    WEEKS = "weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LATER = "later"
    FIXED = "fixed"
    ANY = "any"


_UNTIL = ((15, When.WEEKS), (31, When.MONTH), (93, When.QUARTER), (366, When.YEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One service in the order of a moment; `days` after it, None where time does not say."""

    service: Service
    when: When
    days: int | None


def steps_of(services: Iterable[Service], figures: Figures) -> tuple[Step, ...]:
    """The services in the order in which they run out."""
    steps = [_step(service, figures) for service in services]
    places = {when: place for place, when in enumerate(When)}
    return tuple(
        sorted(steps, key=lambda one: (places[one.when], one.days or 0, not one.service.is_benefit))
    )


def _step(service: Service, figures: Figures) -> Step:
    deadline = service.rule.deadline
    if deadline is None:
        return Step(service=service, when=When.ANY, days=None)
    days = None if isinstance(deadline, FactValue) else days_after(deadline, figures)
    if days is None or days < 0:  # before a day of its own, such as the first of a course
        return Step(service=service, when=When.FIXED, days=None)
    when = next((when for until, when in _UNTIL if days <= until), When.LATER)
    return Step(service=service, when=when, days=days)


def days_after(value: Value | Truth | None, figures: Figures) -> int | None:
    """Days from a date somebody's fact holds to this one; None where it rests on no such date."""
    match value:
        case FactValue():
            return 0
        case VariableValue(variable=variable):
            return days_after(variable.formula, figures)
        case Gathered(value=inner):
            return days_after(inner, figures)
        case Choice(then=then, otherwise=otherwise):
            return _soonest((then, otherwise), figures)
        case Extreme(values=values):
            return _soonest(values, figures)
        case CalendarValue(function=function, date=inner, n=n) if function in _DAYS:
            before, count = days_after(inner, figures), _count(n, figures)
            return None if before is None or count is None else before + count * _DAYS[function]
        case CalendarValue(function=function, date=inner) if function in _SAME_DAY:
            return days_after(inner, figures)
        case _:
            return None


def _soonest(values: Iterable[Value], figures: Figures) -> int | None:
    found = [days for each in values if (days := days_after(each, figures)) is not None]
    return min(found, default=None)


def _count(n: Value | None, figures: Figures) -> int | None:
    match n:
        case Literal(value=value):
            return value
        case ParameterValue(parameter=parameter):
            low, high = figures.parameters[parameter.name]
            return low if low == high else None
        case _:
            return None
