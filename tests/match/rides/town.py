"""A street of stops, two vehicles, and an order's hours looked for without any cleverness."""

from __future__ import annotations

from typing import Any

import numpy as np

from sakimawari.match.rides.schedule import AT_MOST, EARLY, LASTS, LATE, OPENS, PLACE
from sakimawari.match.rides.values import Ride, Rules, Task, Vehicle, Window

HOUR = 3_600
NINE, TEN, ELEVEN, NOON, FIVE = (hour * HOUR for hour in (9, 10, 11, 12, 17))


def street(length: int = 8, minutes: int = 5) -> Any:
    """Places on one street, so many minutes apart; the garage first."""
    places = np.arange(length)
    return np.abs(places[:, None] - places[None, :]).astype(np.int64) * 60 * minutes


def ride(name: str, origin: int, end: int, at: int, **changed: Any) -> Ride:
    """A ride that boards within a quarter of an hour from an hour on."""
    given = {
        "id": name,
        "origin": origin,
        "destination": end,
        "pick_up": Window(earliest=at, latest=at + 900),
    }
    return Ride(**{**given, **changed})


def vehicle(name: str = "A", **changed: Any) -> Vehicle:
    """A vehicle of four seats, out from eight to five."""
    given = {"id": name, "begin": 8 * HOUR, "end": FIVE, "start": 0, "finish": 0, "seats": 4}
    return Vehicle(**{**given, **changed})


def day(*rides: Ride, cars: tuple[Vehicle, ...] = (), rules: Rules | None = None) -> Task:
    """A day on the street."""
    return Task(rides=rides, vehicles=cars or (vehicle(),), travel=street(), rules=rules or Rules())


def has_hours(rows: int, longest: int, travel: Any, work: Any) -> bool:
    """Whether hours exist, by raising whatever is too early until nothing is."""
    begins = [int(work[EARLY, row]) for row in range(rows)]
    while True:
        before = list(begins)
        for row in range(1, rows):
            way = int(travel[work[PLACE, row - 1], work[PLACE, row]])
            begins[row] = max(begins[row], begins[row - 1] + int(work[LASTS, row - 1]) + way)
        for row in range(1, rows):
            opens = int(work[OPENS, row])
            if opens >= 0:
                least = begins[row] - int(work[AT_MOST, row]) - int(work[LASTS, opens])
                begins[opens] = max(begins[opens], least)
        begins[0] = max(begins[0], begins[-1] - longest)
        if any(begins[row] > work[LATE, row] for row in range(rows)):
            return False
        if begins == before:
            return True
