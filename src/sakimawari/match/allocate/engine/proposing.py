"""Places for families: several processing orders, the best result, and a search where none is stable.

All of it is deterministic: orders come from ids and points by a fixed mixing, never from a clock, the
rows of a file or chance. The engine does not certify itself: an examiner written apart does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sakimawari.match.allocate.engine.compiling import Arrays, Compiled, compiled
from sakimawari.match.allocate.engine.dynamics import ENDS, SIT, blocking, run, seated
from sakimawari.match.allocate.engine.repair import improved, whole_search
from sakimawari.match.allocate.market.flat import Ints, copied, flattened, of
from sakimawari.match.allocate.market.values import Blocking, Market, Matching

ORDERS_USUAL, ORDERS_MOST = 2, 12
_UNPLACED = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A matching as choices, with what is still wrong with it; `score` compares, the smaller better.

    The score is (blocking families, children without a new place, sum of ranks).
    """

    sit: Ints
    families: Ints
    wants: Ints
    score: tuple[int, int, int]
    order: str


def allocate(market: Market, *, told: Mapping[str, str | None] | None = None) -> Matching:
    """The places of a market; with `told` nobody gets less than they were told (see `reruns`).

    Stable where the dynamics or the search find a stable matching, the fewest blocking families found
    otherwise. Faults: ALLOC001-006 (see `compiling`).
    """
    return solved(compiled(market, told=told))


def solved(problem: Compiled) -> Matching:
    """The places of a compiled market."""
    m = problem.arrays
    best, work, exhausted = _by_orders(m)
    everything = whole_search(flattened(m))
    if everything is not None:
        best, exhausted = reached(m, everything, "whole search"), True
    elif best.score[0] == 0:
        best = _better_for_all(m, best)
    else:
        best = _repaired(m, best)
    return _matching(problem, best, work, exhausted)


def _by_orders(m: Arrays) -> tuple[Reached, int, bool]:
    best: Reached | None = None
    work = 0
    for at, (name, order) in enumerate(_orders(m)):
        if at >= ORDERS_USUAL and best is not None and best.score[0] == 0:
            break
        state = run(flattened(m), order)
        work += int(of(state, ENDS, 2))
        found = reached(m, copied(state, SIT), name)
        if best is None or found.score < best.score:
            best = found
    assert best is not None
    return best, work, False


def _orders(m: Arrays) -> Iterator[tuple[str, Ints]]:
    """Processing orders: single children first, siblings first, then mixed ones."""
    families = len(m.plain)
    index = np.arange(families)
    size = np.diff(m.child_from)
    single = np.where(m.plain > 0, 0, size)
    yield "single children first", np.lexsort((index, single)).astype(np.int64)
    yield "singles, then siblings backwards", np.lexsort((-index, single)).astype(np.int64)
    yield "siblings first", np.lexsort((index, -single)).astype(np.int64)
    for number in range(ORDERS_MOST - 3):
        mixed = _mixed(index, number)
        keys = (mixed, single) if number % 2 == 0 else (mixed,)
        yield f"mixed {number + 1}", np.lexsort(keys).astype(np.int64)


def _mixed(index: Ints, number: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """A fixed scattering of numbers (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        z = index.astype(np.uint64) + np.uint64((number + 1) * 0x9E3779B97F4A7C15 % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def reached(m: Arrays, sit: Ints, order: str) -> Reached:
    """A matching with its blocking families and score."""
    flat = flattened(m)
    families, wants = blocking(flat, seated(flat, sit))
    placed = sit >= 0
    ranks = m.rank[(m.option_from[:-1] + sit)[placed]]
    waiting = int((~placed).sum())
    return Reached(
        sit=sit,
        families=families,
        wants=wants,
        score=(len(families), waiting, int(ranks.sum()) + _UNPLACED * waiting),
        order=order,
    )


def kept_at_least(m: Arrays, sit: Ints) -> Arrays:
    """The market in which nobody may fall below a matching: its seats rank first."""
    position = m.position.copy()
    placed = np.flatnonzero(sit >= 0)
    position[m.option_from[placed] + sit[placed]] = -1
    moved = (sit >= 0).astype(np.int64)
    present = np.where(moved > 0, -1, m.present)
    return m._replace(
        position=position,
        floor=sit.copy(),
        bound=moved,
        present=present,
        stays_at=np.where(moved > 0, -1, m.stays_at),
    )


def _better_for_all(m: Arrays, best: Reached) -> Reached:
    """A stable matching in which some families are better off and none worse, if it is found so."""
    for _ in range(3):
        state = run(flattened(kept_at_least(m, best.sit)), np.arange(len(m.plain)))
        found = reached(m, copied(state, SIT), best.order)
        if found.score[0] or found.score >= best.score:
            break
        best = found
    return best


def _repaired(m: Arrays, best: Reached) -> Reached:
    found = reached(
        m, improved(flattened(m), best.sit, best.families, best.wants), f"{best.order}, repaired"
    )
    return found if found.score < best.score else best


def _matching(problem: Compiled, best: Reached, work: int, exhausted: bool) -> Matching:
    m = problem.arrays
    placed = {
        child.id: problem.pool_of(at, int(best.sit[at]))
        for at, child in enumerate(problem.children)
    }
    found = []
    for family, wants in zip(best.families.tolist(), best.wants, strict=True):
        first = int(m.child_from[family])
        size = len(problem.families[family].children)
        pools = tuple(problem.pool_of(first + at, int(wants[at])) for at in range(size))
        found.append(Blocking(family=problem.families[family].id, wants=pools))
    matching = Matching(placed=placed, order=best.order, proposals=work, exhausted=exhausted)
    return replace(matching, blocking=tuple(found))
