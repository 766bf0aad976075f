"""Needs by hour put together into weeks, and weeks into rosters and room for replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.capacity.rosters import SHIFTS, Roster, Shift, rostered
from sakimawari.anticipate.capacity.staffing import Need

Floats = npt.NDArray[np.float64]


def by_week(needs: Iterable[Need]) -> dict[tuple[str, str], dict[str, dict[int, int]]]:
    """On duty by counter and ISO week, then by day and hour."""
    found: dict[tuple[str, str], dict[str, dict[int, int]]] = {}
    for need in needs:
        year, week, _ = need.day.isocalendar()
        days = found.setdefault((need.counter, f"{year}-W{week:02d}"), {})
        days.setdefault(need.day.isoformat(), {})[need.hour] = need.on_duty
    return found


def rosters_of(
    needs: Iterable[Need], shifts: Sequence[Shift] = SHIFTS
) -> Mapping[tuple[str, str], Roster]:
    """The cheapest roster of every counter and week; weeks that need the same are solved once."""
    known: dict[tuple[tuple[tuple[int, int], ...], ...], Roster] = {}
    found = {}
    for key, week in by_week(needs).items():
        shape = tuple(tuple(sorted(hours.items())) for hours in week.values())
        if shape not in known:
            known[shape] = rostered(week, shifts)
        same = known[shape]
        found[key] = Roster(
            shifts=same.shifts,
            days=tuple(week),
            staff=same.staff,
            hours=same.hours,
            persons=same.persons,
        )
    return found
