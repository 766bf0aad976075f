"""One run by the clock: whether an order of stops can be, and its hours; compiled.

The eight steps of Cordeau and Laporte (Transportation Research B 37, 2003, section 4): each stop as
early as it may; then leaving as late as that costs nobody anything, which makes the run short; then
each boarding as late as the slack behind it allows, which makes each time on board short. In whole
seconds, so that nothing is a matter of rounding. A break is one stop more, with nobody on board, at
the door before or behind: each such place is tried, the first that works is taken.

An order is laid into the columns of `work` first: one row of stops, ends included.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

NEVER = 1 << 60
# columns of `work`: what each stop of a run is, and its hours
PLACE, EARLY, LATE, LASTS, OPENS, AT_MOST, ARRIVES, BEGINS, ROOM, LAID = range(10)
COLUMNS = 10
# columns of a vehicle
V_START, V_FINISH, V_BEGIN, V_END, V_SEATS, V_CHAIRS, V_FOLDED, V_LONGEST = range(8)
V_REST_FROM, V_REST_UNTIL, V_REST, V_COLUMNS = 8, 9, 10, 11
# columns of a stop (a boarding, or n further its alighting)
S_PLACE, S_EARLY, S_LATE, S_LASTS, S_SEATS, S_CHAIRS, S_AT_MOST, S_COLUMNS = 0, 1, 2, 3, 4, 5, 6, 7
PAUSE = -2  # in `LAID`: the break

_compiled = njit(cache=True, nogil=True, fastmath=False)


def table(stops: int) -> Any:
    """Columns to work in, for runs of so many stops."""
    return np.zeros((COLUMNS, stops + 4), np.int64)


@_compiled
def _lay(order, count, rest_at, rest_ahead, stops, vehicle, work):  # type: ignore[no-untyped-def]
    """The order as columns, `rest_at` stops before the break; the number of rows."""
    half = stops.shape[0] // 2
    work[PLACE, 0] = vehicle[V_START]
    work[EARLY, 0] = vehicle[V_BEGIN]
    work[LATE, 0] = vehicle[V_END]
    work[LASTS, 0] = 0
    work[OPENS, 0] = -1
    work[LAID, 0] = -1
    row = 1
    for at in range(count + 1):
        if at == rest_at:
            work[PLACE, row] = work[PLACE, row - 1]
            if rest_ahead:
                work[PLACE, row] = stops[order[at], S_PLACE] if at < count else vehicle[V_FINISH]
            work[EARLY, row] = vehicle[V_REST_FROM]
            work[LATE, row] = vehicle[V_REST_UNTIL]
            work[LASTS, row] = vehicle[V_REST]
            work[OPENS, row] = -1
            work[LAID, row] = PAUSE
            row += 1
        if at == count:
            break
        stop = order[at]
        work[PLACE, row] = stops[stop, S_PLACE]
        work[EARLY, row] = stops[stop, S_EARLY]
        work[LATE, row] = stops[stop, S_LATE]
        work[LASTS, row] = stops[stop, S_LASTS]
        work[AT_MOST, row] = stops[stop, S_AT_MOST]
        work[LAID, row] = stop
        work[OPENS, row] = -1
        if stop >= half:
            for before in range(row - 1, 0, -1):
                if work[LAID, before] == stop - half:
                    work[OPENS, row] = before
                    break
        row += 1
    work[PLACE, row] = vehicle[V_FINISH]
    work[EARLY, row] = vehicle[V_BEGIN]
    work[LATE, row] = vehicle[V_END]
    work[LASTS, row] = 0
    work[OPENS, row] = -1
    work[LAID, row] = -1
    return row + 1


@_compiled
def _forward(rows, first, travel, work):  # type: ignore[no-untyped-def]
    """Each stop behind `first` as early as it may; False where one is too late."""
    for row in range(first + 1, rows):
        leaves = work[BEGINS, row - 1] + work[LASTS, row - 1]
        arrives = leaves + travel[work[PLACE, row - 1], work[PLACE, row]]
        work[ARRIVES, row] = arrives
        work[BEGINS, row] = max(arrives, work[EARLY, row])
        if work[BEGINS, row] > work[LATE, row]:
            return False
    return True


@_compiled
def _on_board(row, work):  # type: ignore[no-untyped-def]
    """Seconds on board of whoever alights at a row."""
    opens = work[OPENS, row]
    return work[BEGINS, row] - work[BEGINS, opens] - work[LASTS, opens]


@_compiled
def _slack(first, rows, work):  # type: ignore[no-untyped-def]
    """How much later `first` may begin: as far as no hour and no time on board is overrun."""
    found = NEVER
    waited = 0
    for row in range(first, rows):
        if row > first:
            waited += work[BEGINS, row] - work[ARRIVES, row]
        room = work[LATE, row] - work[BEGINS, row]
        if 0 <= work[OPENS, row] < first:
            room = min(room, work[AT_MOST, row] - _on_board(row, work))
        found = min(found, waited + max(room, 0))
    return found


@_compiled
def _waiting(first, rows, work):  # type: ignore[no-untyped-def]
    """All waiting behind `first`, before the end."""
    total = 0
    for row in range(first + 1, rows):
        total += work[BEGINS, row] - work[ARRIVES, row]
    return total


@_compiled
def _too_long(first, rows, work):  # type: ignore[no-untyped-def]
    """Whether anybody alighting from `first` on is on board too long."""
    for row in range(first, rows):
        if work[OPENS, row] >= 0 and _on_board(row, work) > work[AT_MOST, row]:
            return True
    return False


@_compiled
def _eight_steps(rows, longest, travel, thorough, work):  # type: ignore[no-untyped-def]
    """Whether the rows can be; their hours. `thorough`: times on board shortened in any case."""
    work[ARRIVES, 0] = work[EARLY, 0]
    work[BEGINS, 0] = work[EARLY, 0]
    if not _forward(rows, 0, travel, work):
        return False
    late = not thorough and not _too_long(1, rows, work)
    if late and work[BEGINS, rows - 1] - work[BEGINS, 0] <= longest:
        return True
    start = work[EARLY, 0] + min(_slack(0, rows, work), _waiting(0, rows, work))
    work[BEGINS, 0] = start
    work[ARRIVES, 0] = start
    _forward(rows, 0, travel, work)
    if work[BEGINS, rows - 1] - start > longest:
        return False
    if not thorough and not _too_long(1, rows, work):
        return True
    for row in range(1, rows - 1):
        if work[LAID, row] < 0 or work[OPENS, row] >= 0:
            continue
        by = min(_slack(row, rows, work), _waiting(row, rows, work))
        if by > 0:
            work[BEGINS, row] += by
            _forward(rows, row, travel, work)
    return not _too_long(1, rows, work)


@_compiled
def fits_aboard(order, count, stops, vehicle):  # type: ignore[no-untyped-def]
    """Whether everybody finds a place, at every stop."""
    seats = 0
    chairs = 0
    for at in range(count):
        seats += stops[order[at], S_SEATS]
        chairs += stops[order[at], S_CHAIRS]
        if chairs > vehicle[V_CHAIRS]:
            return False
        if seats + vehicle[V_FOLDED] * chairs > vehicle[V_SEATS]:
            return False
    return True


@_compiled
def timed(order, count, stops, vehicle, travel, thorough, work):  # type: ignore[no-untyped-def]
    """Rows of `work` by the clock, 0 where the order cannot be. Places on board are not looked at."""
    if count == 0 or vehicle[V_REST] <= 0:
        rows = _lay(order, count, -1, False, stops, vehicle, work)
        if _eight_steps(rows, vehicle[V_LONGEST], travel, thorough, work):
            return rows
        return 0
    aboard = 0
    for at in range(count + 1):
        if aboard == 0:
            for ahead in range(2):
                rows = _lay(order, count, at, ahead == 1, stops, vehicle, work)
                if _eight_steps(rows, vehicle[V_LONGEST], travel, thorough, work):
                    return rows
        if at < count:
            aboard += 1 if order[at] < stops.shape[0] // 2 else -1
    return 0


@_compiled
def way(order, count, stops, vehicle, travel):  # type: ignore[no-untyped-def]
    """Seconds under way of an order; none of a vehicle that stays."""
    if count == 0:
        return 0
    total = 0
    place = vehicle[V_START]
    for at in range(count):
        there = stops[order[at], S_PLACE]
        total += travel[place, there]
        place = there
    return total + travel[place, vehicle[V_FINISH]]
