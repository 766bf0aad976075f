"""Shifts that cover what every hour needs, with the fewest hours of staff: an integer programme.

How many begin each shift on each day of the week, so that in every hour at least as many are on duty
as needed. Solved by HiGHS to the optimum; each person works at most `days` days a week, so that the
number of persons is at least the shifts of a week divided by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import LinearConstraint, milp

from sakimawari.problems import fault

Ints = npt.NDArray[np.int64]
_FIRST = 1e-6  # of two shifts that cost the same the first is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift: its name, the hours it covers (clock hours), and what it costs (hours paid)."""

    name: str
    hours: frozenset[int]
    cost: float


FULL_DAY = Shift(name="全日", hours=frozenset(range(8, 17)), cost=7.75)
SHIFTS = (
    FULL_DAY,
    Shift(name="午前", hours=frozenset(range(8, 13)), cost=4.0),
    Shift(name="午後", hours=frozenset(range(12, 17)), cost=4.0),
    Shift(name="昼", hours=frozenset(range(10, 15)), cost=4.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """How many work each shift on each day: (days, shifts); `hours` paid, `persons` at least."""

    shifts: tuple[Shift, ...]
    days: tuple[str, ...]
    staff: Ints
    hours: float
    persons: int


def rostered(
    need: Mapping[str, Mapping[int, int]], shifts: Sequence[Shift] = SHIFTS, *, days: int = 5
) -> Roster:
    """The cheapest cover of what each day's hours need. CAP005 where no shift covers an hour."""
    names = tuple(need)
    for day in names:
        for hour, staff in need[day].items():
            if staff > 0 and not any(hour in shift.hours for shift in shifts):
                raise fault(
                    "CAP005",
                    f"no shift covers {hour}:00 on {day}, when {staff} must be on duty",
                    "add a shift that covers the hour, or close it",
                )
    chosen = np.array([_cover(need[day], shifts) for day in names], np.int64).reshape(
        len(names), len(shifts)
    )
    costs = np.array([shift.cost for shift in shifts])
    a_day = chosen.sum(axis=1)
    persons = int(max(a_day.max(initial=0), -(-int(a_day.sum()) // days)))
    return Roster(
        shifts=tuple(shifts),
        days=names,
        staff=chosen,
        hours=float((chosen * costs).sum()),
        persons=persons,
    )


def _cover(need: Mapping[int, int], shifts: Sequence[Shift]) -> list[int]:
    """One day: the days of a week share no shift, so that each is a small programme of its own."""
    hours = [hour for hour, least in need.items() if least > 0]
    if not hours:
        return [0] * len(shifts)
    covers = np.array([[float(hour in shift.hours) for shift in shifts] for hour in hours])
    costs = np.array([shift.cost + _FIRST * number for number, shift in enumerate(shifts)])
    found = milp(
        costs,
        constraints=LinearConstraint(covers, lb=[need[hour] for hour in hours]),
        integrality=np.ones(len(shifts)),
        options={"mip_rel_gap": 0.0},
    )
    return [round(float(value)) for value in found.x]
