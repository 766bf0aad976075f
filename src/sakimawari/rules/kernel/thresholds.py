"""Turning days: the day from which a date gives another answer.

"年齢(生年月日) <= 18" holds exactly for those born on or after one day, and that day is the same for
everyone. Found once per reading date, it turns a calculation of ages into a comparison of days.
"""

from __future__ import annotations

from collections.abc import Callable

EVER, NEVER = -(2**62), 2**62
_FIRST, _LAST = -(2**40), 2**40  # far beyond any date


def first_day(holds: Callable[[int], bool]) -> int:
    """The first day on which a condition that never turns back begins to hold.

    EVER if it holds on every day, NEVER if on none.
    """
    before, after = _FIRST, _LAST
    if holds(before):
        return EVER
    if not holds(after):
        return NEVER
    while after - before > 1:
        middle = (before + after) // 2
        if holds(middle):
            after = middle
        else:
            before = middle
    return after
