"""Who would move most cheaply from a site to another: kept for every pair, a few movers deep.

For the pair (j, k) `unit[j, k, :held[j, k]]` are people at j in the order of what moving to k costs
more; whoever is not among them would pay at least `beyond[j, k]`. A mover who has left j meanwhile stays
on the list, so that `least[j, k]` is never too high but may be too low, until somebody needs the pair
(`refresh`): then the departed are dropped, and when none is left the pair is read anew from all people
at j. Few pairs are ever needed, and several movers are kept, so that reading anew is rare.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.match.assign.flow.ledger import FAR, Ledger, cost_at, fill_row


class Movers(NamedTuple):
    """Arrays over pairs of sites; the last site is nowhere. People at a site are a linked list."""

    least: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    unit: npt.NDArray[np.int32]
    held: npt.NDArray[np.int16]
    beyond: npt.NDArray[np.int64]
    load: npt.NDArray[np.int64]
    head: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]
    before: npt.NDArray[np.int32]
    place: npt.NDArray[np.int64]
    paid: npt.NDArray[np.int64]
    of: npt.NDArray[np.int32]


def movers_of(places: Any, paid: Any, of: Any, sites: int) -> Movers:
    """Nobody's moves yet; `places` of people, what they pay, the unit each belongs to."""
    depth = max(2, min(8, 12_000_000 // (sites + 1) ** 2))
    pairs = (sites + 1, sites + 1)
    people = len(places)
    return Movers(
        least=np.full(pairs, FAR, np.int64),
        more=np.empty((*pairs, depth), np.int64),
        unit=np.empty((*pairs, depth), np.int32),
        held=np.zeros(pairs, np.int16),
        beyond=np.full(pairs, FAR, np.int64),
        load=np.zeros(sites + 1, np.int64),
        head=np.full(sites + 1, -1, np.int32),
        after=np.full(people, -1, np.int32),
        before=np.full(people, -1, np.int32),
        place=np.ascontiguousarray(places, np.int64),
        paid=np.ascontiguousarray(paid, np.int64),
        of=np.ascontiguousarray(of, np.int32),
    )


@njit(cache=True, nogil=True)
def enter(all_: Movers, person: int, j: int) -> None:
    """Put a person on a site's list."""
    first = all_.head[j]
    all_.after[person], all_.before[person] = first, -1
    if first >= 0:
        all_.before[first] = person
    all_.head[j] = person
    all_.load[j] += 1
    all_.place[person] = j


@njit(cache=True, nogil=True)
def leave(all_: Movers, person: int) -> None:
    """Take a person off the list of the site."""
    j = all_.place[person]
    follows, precedes = all_.after[person], all_.before[person]
    if precedes >= 0:
        all_.after[precedes] = follows
    else:
        all_.head[j] = follows
    if follows >= 0:
        all_.before[follows] = precedes
    all_.load[j] -= 1


@njit(cache=True, nogil=True)
def arrive(all_: Movers, book: Ledger, person: int, j: int, penalty: int, row: Any) -> None:
    """A person has come to j: what all ways from there would cost."""
    sites = row.size - 1
    fill_row(book, all_.of[person], row[:sites])
    row[sites] = penalty
    paid = row[j]
    all_.paid[person] = paid
    row[j] = FAR
    _offer(
        all_.least[j], all_.more[j], all_.unit[j], all_.held[j], all_.beyond[j], row, paid, person
    )


@njit(cache=True, nogil=True)
def _offer(
    least: Any, more: Any, unit: Any, held: Any, beyond: Any, row: Any, paid: int, person: int
) -> None:
    """Keep a person among the movers from a site to each other, where cheap enough."""
    depth = more.shape[1]
    for k in range(row.size):
        cost = row[k] - paid
        if row[k] >= FAR or cost >= beyond[k]:
            continue
        at = np.int64(held[k])
        if at == depth:
            at -= 1
            last = more[k, at]
            beyond[k] = last
            if cost >= last:
                continue
        held[k] = at + 1
        while at > 0 and more[k, at - 1] > cost:
            more[k, at] = more[k, at - 1]
            unit[k, at] = unit[k, at - 1]
            at -= 1
        more[k, at], unit[k, at] = cost, person
        least[k] = more[k, 0]


@njit(cache=True, nogil=True)
def refresh(all_: Movers, book: Ledger, j: int, k: int, penalty: int) -> bool:
    """Make a pair's cheapest mover one who is there; whether it already was."""
    held, gone = all_.held[j, k], 0
    while gone < held and all_.place[all_.unit[j, k, gone]] != j:
        gone += 1
    if gone == 0:
        return True
    for at in range(gone, held):
        all_.more[j, k, at - gone] = all_.more[j, k, at]
        all_.unit[j, k, at - gone] = all_.unit[j, k, at]
    all_.held[j, k] = held - gone
    if held == gone:
        all_.least[j, k] = FAR
        if all_.beyond[j, k] < FAR:
            _read_anew(all_, book, j, k, penalty)
    else:
        all_.least[j, k] = all_.more[j, k, 0]
    return False


@njit(cache=True, nogil=True)
def _read_anew(all_: Movers, book: Ledger, j: int, k: int, penalty: int) -> None:
    more, unit, depth = all_.more[j, k], all_.unit[j, k], all_.more.shape[2]
    after, of, was = all_.after, all_.of, all_.paid
    nowhere = all_.load.size - 1
    held, beyond, person = 0, np.int64(FAR), np.int64(all_.head[j])
    while person >= 0:
        cost = penalty if k == nowhere else cost_at(book, of[person], k)
        cost -= was[person]
        here, person = person, np.int64(after[person])
        if cost > FAR // 2 or cost >= beyond:
            continue
        at = held
        if held == depth:
            at -= 1
            beyond = min(beyond, max(cost, more[at]))
            if cost >= more[at]:
                continue
        else:
            held += 1
        while at > 0 and more[at - 1] > cost:
            more[at], unit[at] = more[at - 1], unit[at - 1]
            at -= 1
        more[at], unit[at] = cost, here
    all_.held[j, k], all_.beyond[j, k] = held, beyond
    all_.least[j, k] = more[0] if held > 0 else FAR
