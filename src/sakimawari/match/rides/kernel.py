"""A ride put into a run and taken out again, compiled: the cheapest two places that can be.

Before an order is timed in full, what is certain to fail is passed over: whoever would come too late
for something behind, or finds no place. The bounds hold for any matrix of travel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.rides.schedule import (
    NEVER,
    S_CHAIRS,
    S_EARLY,
    S_LASTS,
    S_LATE,
    S_PLACE,
    S_SEATS,
    V_BEGIN,
    V_CHAIRS,
    V_END,
    V_FINISH,
    V_FOLDED,
    V_SEATS,
    V_START,
    timed,
)

_compiled = njit(cache=True, nogil=True, fastmath=False)


@_compiled
def _bounds(order, count, stops, vehicle, travel, soonest, last):  # type: ignore[no-untyped-def]
    """When each stop is over at the soonest, and begins at the latest, by its windows alone."""
    place = vehicle[V_START]
    over = vehicle[V_BEGIN]
    for at in range(count):
        stop = order[at]
        begins = max(over + travel[place, stops[stop, S_PLACE]], stops[stop, S_EARLY])
        over = begins + stops[stop, S_LASTS]
        soonest[at] = over
        place = stops[stop, S_PLACE]
    place = vehicle[V_FINISH]
    latest = vehicle[V_END]
    last[count] = latest
    for at in range(count - 1, -1, -1):
        stop = order[at]
        must = latest - travel[stops[stop, S_PLACE], place] - stops[stop, S_LASTS]
        latest = min(must, stops[stop, S_LATE])
        last[at] = latest
        place = stops[stop, S_PLACE]


@_compiled
def _aboard(seats, chairs, vehicle):  # type: ignore[no-untyped-def]
    """Whether so many find a place."""
    if chairs > vehicle[V_CHAIRS]:
        return False
    return seats + vehicle[V_FOLDED] * chairs <= vehicle[V_SEATS]


@_compiled
def _place_at(order, at, count, stops, vehicle):  # type: ignore[no-untyped-def]
    """Where the stop at a place of the order is; the ends of the run before and behind it."""
    if at < 0:
        return vehicle[V_START]
    if at >= count:
        return vehicle[V_FINISH]
    return stops[order[at], S_PLACE]


@_compiled
def best_place(ride, order, count, stops, vehicle, travel, below, crowded, work, trial, lines):  # type: ignore[no-untyped-def]
    """What a ride adds at its cheapest places below a bound, and these; NEVER where there are none.

    `crowded`: places on board are not looked at. `trial` and `lines` are room to work in.
    """
    half = stops.shape[0] // 2
    out = half + ride
    soonest, last = lines[0], lines[1]
    _bounds(order, count, stops, vehicle, travel, soonest, last)
    boards, alights = stops[ride, S_PLACE], stops[out, S_PLACE]
    best, best_in, best_out = below, -1, -1
    base = 0
    if count == 0:
        base = travel[vehicle[V_START], vehicle[V_FINISH]]
    seats, chairs = 0, 0
    for at in range(count + 1):
        if at > 0:
            seats += stops[order[at - 1], S_SEATS]
            chairs += stops[order[at - 1], S_CHAIRS]
        if not crowded and not _aboard(
            seats + stops[ride, S_SEATS], chairs + stops[ride, S_CHAIRS], vehicle
        ):
            continue
        before = _place_at(order, at - 1, count, stops, vehicle)
        behind = _place_at(order, at, count, stops, vehicle)
        over = vehicle[V_BEGIN] if at == 0 else soonest[at - 1]
        begins = max(over + travel[before, boards], stops[ride, S_EARLY])
        if begins > stops[ride, S_LATE]:
            continue
        over = begins + stops[ride, S_LASTS]
        place = boards
        onward = travel[before, boards] - travel[before, behind]
        s, c = seats + stops[ride, S_SEATS], chairs + stops[ride, S_CHAIRS]
        for to in range(at, count + 1):
            if to > at:
                stop = order[to - 1]
                begins = max(over + travel[place, stops[stop, S_PLACE]], stops[stop, S_EARLY])
                if begins > last[to - 1]:
                    break
                over = begins + stops[stop, S_LASTS]
                if to == at + 1:
                    onward += travel[boards, stops[stop, S_PLACE]]
                place = stops[stop, S_PLACE]
                s += stops[stop, S_SEATS]
                c += stops[stop, S_CHAIRS]
                if not crowded and not _aboard(s, c, vehicle):
                    break
            after = _place_at(order, to, count, stops, vehicle)
            added = onward + travel[place, alights] + travel[alights, after]
            if to > at:
                added -= travel[place, after]
            added += base
            if added >= best:
                continue
            begins = max(over + travel[place, alights], stops[out, S_EARLY])
            if begins > stops[out, S_LATE]:
                continue
            if begins + stops[out, S_LASTS] + travel[alights, after] > last[to]:
                continue
            laid_with(ride, out, order, count, at, to, trial)
            if timed(trial, count + 2, stops, vehicle, travel, False, work) > 0:
                best, best_in, best_out = added, at, to
    if best_in < 0:
        return NEVER, -1, -1
    return best, best_in, best_out


@_compiled
def laid_with(ride, out, order, count, at, to, trial):  # type: ignore[no-untyped-def]
    """The order with a ride in it: boarding before its stop `at`, alighting before its stop `to`."""
    for n in range(at):
        trial[n] = order[n]
    trial[at] = ride
    for n in range(at, to):
        trial[n + 1] = order[n]
    trial[to + 1] = out
    for n in range(to, count):
        trial[n + 2] = order[n]


@_compiled
def put(ride, vehicle, at, to, orders, counts, trial):  # type: ignore[no-untyped-def]
    """Put a ride into a run."""
    half = orders.shape[1] // 2
    count = counts[vehicle]
    laid_with(ride, half + ride, orders[vehicle], count, at, to, trial)
    for n in range(count + 2):
        orders[vehicle, n] = trial[n]
    counts[vehicle] = count + 2


@_compiled
def take(ride, vehicle, orders, counts):  # type: ignore[no-untyped-def]
    """Take a ride out of a run."""
    half = orders.shape[1] // 2
    kept = 0
    for n in range(counts[vehicle]):
        stop = orders[vehicle, n]
        if stop not in (ride, half + ride):
            orders[vehicle, kept] = stop
            kept += 1
    counts[vehicle] = kept


def room(stops: int) -> tuple[Any, Any]:
    """Room for `trial` and `lines` of runs of so many stops."""
    return np.zeros(stops + 4, np.int64), np.zeros((2, stops + 4), np.int64)
