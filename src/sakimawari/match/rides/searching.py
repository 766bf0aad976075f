"""The search, compiled: rides out and in again by several ways, those that help chosen more often.

An adaptive large neighbourhood search after Ropke and Pisinger (Transportation Science 40, 2006):
taken out at random, by likeness, by what they cost, or a whole run at once; put in where cheapest, or
whom waiting would cost most (regret) first. A worse plan is gone on from with a chance that falls
over each round of steps. The same seed and steps give the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sakimawari.match.rides.kernel import best_place, put, take
from sakimawari.match.rides.schedule import NEVER, S_EARLY, S_LATE, S_PLACE, way

OUTS, INS = 5, 4  # ways of taking out, of putting in
SEGMENT = 100  # steps after which the ways are weighed anew
BEST, BETTER, ACCEPTED = 33.0, 9.0, 13.0  # merits of a step
MOST_OUT = 30
WARM, COLD = 0.012, 0.00005  # of the cost: what may be lost at the beginning, at the end of a round

_compiled = njit(cache=True, nogil=True, fastmath=False)


def seeded(seed: int) -> Any:
    """The state of the draws: a word that is never zero."""
    mixed = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    return np.array([mixed or 1], np.uint64)


@_compiled
def draw(state):  # type: ignore[no-untyped-def]
    """A number from 0 to below 1 (xorshift64*)."""
    word = state[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    state[0] = word
    return np.float64((word * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@_compiled
def _pick(weights, state):  # type: ignore[no-untyped-def]
    """One of several, the likelier the more it weighs."""
    at = draw(state) * weights.sum()
    for n in range(len(weights)):
        at -= weights[n]
        if at < 0:
            return n
    return len(weights) - 1


@_compiled
def price(orders, counts, stops, vehicles, travel, worth, by):  # type: ignore[no-untyped-def]
    """Seconds under way and the worth of what is left."""
    total = 0
    for vehicle in range(len(vehicles)):
        total += way(orders[vehicle], counts[vehicle], stops, vehicles[vehicle], travel)
    for ride in range(len(by)):
        if by[ride] < 0:
            total += worth[ride]
    return total


@_compiled
def _saved(ride, orders, counts, by, stops, vehicles, travel):  # type: ignore[no-untyped-def]
    """What is saved under way when a ride is taken out."""
    half = len(by)
    vehicle = by[ride]
    order, count = orders[vehicle], counts[vehicle]
    before = way(order, count, stops, vehicles[vehicle], travel)
    kept = np.empty(max(count - 2, 0), np.int64)
    n = 0
    for at in range(count):
        if order[at] not in (ride, half + ride):
            kept[n] = order[at]
            n += 1
    return before - way(kept, n, stops, vehicles[vehicle], travel)


@_compiled
def _unlike(one, other, stops, travel):  # type: ignore[no-untyped-def]
    """How unlike two rides are, in seconds: doors apart, hours apart."""
    half = len(stops) // 2
    total = 0.0
    for first, second in ((one, other), (half + one, half + other)):
        total += travel[stops[first, S_PLACE], stops[second, S_PLACE]]
        early = max(stops[first, S_EARLY], stops[second, S_EARLY])
        late = min(stops[first, S_LATE], stops[second, S_LATE])
        total += max(early - late, 0)
        total += 0.2 * abs(stops[first, S_EARLY] - stops[second, S_EARLY])
    return total


@_compiled
def _chosen_out(how, many, orders, counts, by, stops, vehicles, travel, state, out):  # type: ignore[no-untyped-def]
    """Which rides are taken out, in `out`; how many."""
    served = np.flatnonzero(by >= 0)
    many = min(many, len(served))
    if many == 0:
        return 0
    if how == 0:  # at random
        for n in range(many):
            at = n + int(draw(state) * (len(served) - n))
            served[n], served[at] = served[at], served[n]
            out[n] = served[n]
        return many
    if how == 4:  # a whole run, as far as allowed, from anywhere in it
        vehicle = by[served[int(draw(state) * len(served))]]
        own = np.flatnonzero(by == vehicle)
        first = int(draw(state) * len(own))
        many = min(max(many, min(len(own), MOST_OUT)), len(own))
        for n in range(many):
            out[n] = own[(first + n) % len(own)]
        return many
    key = np.empty(len(served), np.float64)
    if how == 3:  # what costs most
        for n in range(len(served)):
            saved = _saved(served[n], orders, counts, by, stops, vehicles, travel)
            key[n] = -saved * (0.6 + 0.8 * draw(state))
    else:  # like one of them; once with the hours of the plan, once more spread
        centre = served[int(draw(state) * len(served))]
        spread = 0.4 if how == 1 else 1.5
        for n in range(len(served)):
            key[n] = _unlike(centre, served[n], stops, travel) * (1 + spread * draw(state))
    for n in range(many):
        least = n
        for at in range(n + 1, len(served)):
            if key[at] < key[least]:
                least = at
        key[n], key[least] = key[least], key[n]
        served[n], served[least] = served[least], served[n]
        out[n] = served[n]
    return many


@_compiled
def _reckon(  # type: ignore[no-untyped-def]
    ride,
    vehicle,
    noise,
    orders,
    counts,
    stops,
    vehicles,
    travel,
    may,
    worth,
    state,
    work,
    trial,
    lines,
    added,
    ins,
    outs,
):
    """What a ride adds in a run at best."""
    added[ride, vehicle] = np.inf
    if not may[vehicle, ride]:
        return
    cost, at, to = best_place(
        ride, orders[vehicle], counts[vehicle], stops, vehicles[vehicle], travel,
        worth[ride], False, work, trial, lines,
    )  # fmt: skip
    if at >= 0:
        added[ride, vehicle] = cost + noise * (draw(state) - 0.5)
        ins[ride, vehicle] = at
        outs[ride, vehicle] = to


@_compiled
def _regret(row, over, worth):  # type: ignore[no-untyped-def]
    """How much more a ride costs in the next best runs than in the best; `row` is used up."""
    least = row.min()
    merit = -least * 1e-6
    for _ in range(over):
        row[np.argmin(row)] = np.inf
        merit += min(row.min(), worth) - least
    return merit


@_compiled
def _copied(orders, counts, by, to_orders, to_counts, to_by):  # type: ignore[no-untyped-def]
    """A plan over another."""
    for vehicle in range(len(counts)):
        to_counts[vehicle] = counts[vehicle]
        for at in range(counts[vehicle]):
            to_orders[vehicle, at] = orders[vehicle, at]
    for ride in range(len(by)):
        to_by[ride] = by[ride]


@_compiled
def _put_in(  # type: ignore[no-untyped-def]
    how,
    noise,
    orders,
    counts,
    by,
    stops,
    vehicles,
    travel,
    may,
    worth,
    state,
    work,
    trial,
    lines,
    added,
    ins,
    outs,
):
    """Put in whatever goes, by cheapest (0) or by regret over so many runs more."""
    left = np.flatnonzero(by < 0)
    for n in range(len(left)):
        for vehicle in range(len(vehicles)):
            _reckon(left[n], vehicle, noise, orders, counts, stops, vehicles, travel, may, worth,
                    state, work, trial, lines, added, ins, outs)  # fmt: skip
    row = np.empty(len(vehicles), np.float64)
    while True:
        best, chosen, where = -np.inf, -1, np.int64(-1)
        for n in range(len(left)):
            ride = left[n]
            if by[ride] >= 0:
                continue
            for vehicle in range(len(vehicles)):
                row[vehicle] = added[ride, vehicle]
            first = np.argmin(row)
            if row[first] == np.inf:
                continue
            merit = -row[first]
            if how > 0:
                merit = _regret(row, min(how, len(row) - 1), np.float64(worth[ride]))
            if merit > best:
                best, chosen, where = merit, ride, first
        if chosen < 0:
            return
        put(chosen, where, ins[chosen, where], outs[chosen, where], orders, counts, trial)
        by[chosen] = where
        for n in range(len(left)):
            if by[left[n]] < 0:
                _reckon(left[n], where, noise, orders, counts, stops, vehicles, travel, may, worth,
                        state, work, trial, lines, added, ins, outs)  # fmt: skip


@_compiled
def search(  # type: ignore[no-untyped-def]
    first,
    steps,
    round_of,
    stops,
    vehicles,
    travel,
    may,
    worth,
    orders,
    counts,
    by,
    best_orders,
    best_counts,
    best_by,
    prices,
    weights,
    scores,
    state,
    work,
    trial,
    lines,
):
    """So many steps from `first` on, in rounds of `round_of` that begin at the best plan.

    `prices` holds what the plan gone on from costs, and the best; every column is changed in place.
    """
    rides = len(by)
    added = np.empty((rides, len(vehicles)), np.float64)
    ins = np.empty((rides, len(vehicles)), np.int64)
    outs = np.empty((rides, len(vehicles)), np.int64)
    out = np.empty(rides, np.int64)
    trial_orders, trial_counts, trial_by = orders.copy(), counts.copy(), by.copy()
    for step in range(first, first + steps):
        share = (step % round_of) / round_of
        if step % round_of == 0 and step > 0:
            _copied(best_orders, best_counts, best_by, orders, counts, by)
            prices[0] = prices[1]
        _copied(orders, counts, by, trial_orders, trial_counts, trial_by)
        how_out, how_in = _pick(weights[0, :OUTS], state), _pick(weights[1, :INS], state)
        most = min(MOST_OUT, max(4, int(0.4 * rides)))
        many = 1 + int(draw(state) * draw(state) * most)
        many = _chosen_out(how_out, many, orders, counts, by, stops, vehicles, travel, state, out)
        for n in range(many):
            take(out[n], trial_by[out[n]], trial_orders, trial_counts)
            trial_by[out[n]] = -1
        level = np.float64(prices[1]) / max(2 * rides, 1)
        noise = 0.5 * level if draw(state) < 0.5 else 0.0
        _put_in(how_in, noise, trial_orders, trial_counts, trial_by, stops, vehicles, travel, may,
                worth, state, work, trial, lines, added, ins, outs)  # fmt: skip
        cost = price(trial_orders, trial_counts, stops, vehicles, travel, worth, trial_by)
        merit = 0.0
        warmth = WARM * (COLD / WARM) ** share * prices[1]
        if cost < prices[1]:
            merit = BEST
            prices[1] = cost
            _copied(trial_orders, trial_counts, trial_by, best_orders, best_counts, best_by)
        elif cost < prices[0]:
            merit = BETTER
        elif cost > prices[0] and draw(state) < np.exp((prices[0] - cost) / max(warmth, 1e-9)):
            merit = ACCEPTED
        if merit > 0 or cost == prices[0]:
            _copied(trial_orders, trial_counts, trial_by, orders, counts, by)
            prices[0] = cost
        scores[0, how_out] += merit
        scores[1, how_in] += merit
        scores[2, how_out] += 1
        scores[3, how_in] += 1
        if (step + 1) % SEGMENT == 0:
            for side in range(2):
                for n in range(OUTS if side == 0 else INS):
                    if scores[2 + side, n] > 0:
                        told = scores[side, n] / scores[2 + side, n]
                        weights[side, n] = max(0.8 * weights[side, n] + 0.2 * told, 0.2)
                scores.fill(0)


__all__ = ["INS", "NEVER", "OUTS", "draw", "price", "search", "seeded"]
