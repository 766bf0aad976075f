"""Comparisons of a function of dates with a figure, written as comparisons of days.

f(d) <= n, with f monotone and n the same for everyone, holds exactly on one side of a turning day.
Both ends of the range follow: they are f at both ends of d, compared with both ends of n.
"""

from __future__ import annotations

from sakimawari.rules.kernel.emit_clock import passes
from sakimawari.rules.kernel.scribe import Constants, Frames, Scribe
from sakimawari.rules.kernel.text import Ends
from sakimawari.rules.moments import FALLING
from sakimawari.rules.tree import Calendar, CalendarValue, Compared, Comparison, Value

MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.MORE: Comparison.LESS,
}


def compared_with_constant(scribe: Scribe, node: Compared, frames: Frames) -> Ends | None:
    """The comparison by turning days, or None if it is not of that form."""
    if scribe.constants is None:
        return None
    for value, figure, comparison in (
        (node.left, node.right, node.comparison),
        (node.right, node.left, MIRRORED[node.comparison]),
    ):
        if isinstance(value, CalendarValue) and _turns(scribe, value, figure):
            return _by_days(scribe, value, (comparison, figure), frames)
    return None


def _turns(scribe: Scribe, value: CalendarValue, figure: Value) -> bool:
    constant = scribe.structure.is_constant
    return (
        value.function is not Calendar.MONTH  # the only one that is not monotone
        and not constant(value)
        and constant(figure)
        and (value.n is None or constant(value.n))
    )


def _by_days(
    scribe: Scribe, value: CalendarValue, against: tuple[Comparison, Value], frames: Frames
) -> Ends:
    comparison, figure = against

    def at_most(less: int) -> Ends:
        return _at_most(scribe, value, (figure, less), frames)

    let = scribe.text.let

    def negated(ends: Ends) -> Ends:
        low = let(f"not {ends.high}")
        return Ends(low, low if ends.exact else let(f"not {ends.low}"))

    def equal() -> Ends:
        above, below = at_most(0), at_most(1)
        low = let(f"{above.low} & (not {below.high})")
        exact = above.exact and below.exact
        return Ends(low, low if exact else let(f"{above.high} & (not {below.low})"))

    match comparison:
        case Comparison.AT_MOST:
            return at_most(0)
        case Comparison.LESS:
            return at_most(1)
        case Comparison.MORE:
            return negated(at_most(0))
        case Comparison.AT_LEAST:
            return negated(at_most(1))
        case Comparison.EQUAL:
            return equal()
        case Comparison.NOT_EQUAL:
            return negated(equal())


def _at_most(
    scribe: Scribe, value: CalendarValue, against: tuple[Value, int], frames: Frames
) -> Ends:
    """Whether the function is at most the figure less 0 or 1."""
    assert scribe.constants is not None
    date, constants = scribe.value(value.date, frames), scribe.constants
    figure, less = constants.inner(against[0]), against[1]
    n = Ends("", "") if value.n is None else constants.inner(value.n)
    if value.function in FALLING:
        sign, first, last = ">=", date.low, date.high
        sure = _turning_day(constants, value, n.low, f"<= {figure.low} - {less}")
        maybe = _turning_day(constants, value, n.low, f"<= {figure.high} - {less}")
    else:
        sign, first, last = "<", date.high, date.low
        sure = _turning_day(constants, value, n.high, f"> {figure.low} - {less}")
        maybe = _turning_day(constants, value, n.low, f"> {figure.high} - {less}")
    moves = scribe.structure.moves(value) or scribe.structure.moves(against[0])
    moves |= value.n is not None and scribe.structure.moves(value.n)
    for end, day in dict.fromkeys(((first, sure), (last, maybe))):
        passes(scribe, end, day, inclusive=False, moves=moves)
    sure, maybe = f"{first} {sign} {sure}", f"{last} {sign} {maybe}"
    low = scribe.text.let(sure)
    return Ends(low, low if sure == maybe else scribe.text.let(maybe))


def _turning_day(constants: Constants, value: CalendarValue, n: str, bound: str) -> str:
    """The name of the first day on which the function passes a bound."""
    name = value.function.name.lower()
    if value.n is not None:
        called = f"{name}(day, {n})"
    elif value.function in FALLING:
        called = f"{name}(day, on)"
    else:
        called = f"{name}(day)"
    return constants.keep(f"first_day(lambda day: {called} {bound})")
