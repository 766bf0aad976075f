"""Places given again: after withdrawals, corrected seats, late applications, and round after round.

`guaranteed`: nobody already told is worse off. Every child told a place ranks first on that seat, and
each family's own tuple is the least it gets, so that it moves only to one it likes better, by the
order it always had; a child told a place has one in any case. It may leave
families who have more points than a holder blocked; they are named. `full`: as if nobody had been told
anything. Either comes with what changed, so people can weigh one against the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from sakimawari.match.allocate.engine.compiling import Compiled, compiled
from sakimawari.match.allocate.engine.proposing import reached, solved
from sakimawari.match.allocate.engine.tuples import WIDTH, key_of, smaller
from sakimawari.match.allocate.market.flat import Ints, flattened
from sakimawari.match.allocate.market.options import seats_of
from sakimawari.match.allocate.market.standing import fixed_by_hand
from sakimawari.match.allocate.market.values import Decided, Decision, Market, Matching
from sakimawari.problems import Problem, Problems

Placed = Mapping[str, str | None]


class Mode(StrEnum):
    """How a market is given again."""

    GUARANTEED = "guaranteed"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """A new result beside what was told.

    Families who were told something: `better`, `worse` (by their own order of tuples), the others
    unchanged. Children: `admitted` now and not before, `lost` a place they were told. `late`:
    families nobody told anything. `by_points`: families blocked when what was told counts for
    nothing. `over`: seats more than there are that had to be kept, by pool (seats corrected
    downwards after people were told).
    """

    matching: Matching
    mode: Mode
    better: tuple[str, ...]
    worse: tuple[str, ...]
    late: tuple[str, ...]
    admitted: tuple[str, ...]
    lost: tuple[str, ...]
    by_points: tuple[str, ...]
    over: Mapping[str, int] = field(default_factory=dict)


def rerun(market: Market, told: Placed, mode: Mode = Mode.GUARANTEED) -> Rerun:
    """The market as it stands now, given again; `told` holds children who withdrew, or not.

    A decision made by hand since replaces what its child was told. Faults: as `allocate`. Told places of pools the market no longer holds cannot be kept: ALLOC007.
    """
    before = _told_here(market, told)
    fixed = fixed_by_hand(market)
    kept = {child: pool for child, pool in before.items() if child not in fixed}
    over = seats_over(market, kept)
    wider = _widened(market, over)
    with_told = compiled(wider, told=kept)
    if mode is Mode.GUARANTEED:
        matching = solved(with_told)
        against = compiled(wider)
    else:
        against = compiled(market)
        matching = solved(against)
    better, worse = _compared(with_told, before, matching.placed)
    first = reached(against.arrays, against.choices(matching.placed), "").families.tolist()
    return Rerun(
        matching=matching,
        mode=mode,
        better=better,
        worse=worse,
        late=tuple(
            family.id
            for family in with_told.families
            if not any(child in told for child in family.children)
        ),
        admitted=_changed(matching.placed, before),
        lost=_changed(before, matching.placed),
        by_points=tuple(against.families[at].id for at in first),
        over=over if mode is Mode.GUARANTEED else {},
    )


def _told_here(market: Market, told: Placed) -> dict[str, str | None]:
    """What the children who still apply were told."""
    present = {child.id: child.present for child in market.children}
    pools = {pool.id for pool in market.pools}
    gone = sorted({pool for child, pool in told.items() if child in present and pool} - pools)
    if gone:
        raise Problems(_gone(pool) for pool in gone)
    return {
        child: None if pool == present[child] else pool
        for child, pool in told.items()
        if child in present
    }


def _gone(pool: str) -> Problem:
    return Problem(
        id="ALLOC007",
        what=f"children were told a place in {pool}, which the market does not hold any more",
        do="keep the pool in the market, or decide about these children by hand",
    )


def seats_over(market: Market, told: Placed) -> dict[str, int]:
    """Seats told, given by hand or held now beyond those there are."""
    fixed = {each.child: each.pool for each in market.decisions if each.kind is Decided.FIXED}
    least: Counter[str] = Counter()
    for child in market.children:
        seat = fixed.get(child.id) or told.get(child.id) or child.present
        if seat is not None:
            least[seat] += 1
    seats = seats_of(market)
    return {
        pool: count - seats[pool]
        for pool, count in sorted(least.items())
        if pool in seats and count > seats[pool] and pool in set(told.values())
    }


def _widened(market: Market, over: Mapping[str, int]) -> Market:
    held = {pool: market.held.get(pool, 0) - more for pool, more in over.items()}
    return replace(market, held={**market.held, **held}) if over else market


def _compared(
    problem: Compiled, before: Placed, after: Placed
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Families better and worse off, by their own order."""
    m = flattened(problem.arrays)
    was, now = problem.choices(before), problem.choices(after)
    better: list[str] = []
    worse: list[str] = []
    for at, family in enumerate(problem.families):
        start, end = problem.arrays.child_from[at], problem.arrays.child_from[at + 1]
        told = any(child in before for child in family.children)
        if not told or (was[start:end] == now[start:end]).all():
            continue
        (better if _prefers(m, at, now[start:end], was[start:end]) else worse).append(family.id)
    return tuple(better), tuple(worse)


def _prefers(m: Ints, family: int, one: Ints, other: Ints) -> bool:
    keys = np.empty((2, WIDTH), np.int64)
    key_of(m, family, one, keys[0])
    key_of(m, family, other, keys[1])
    if (keys[0] == keys[1]).all():  # neither is accepted any more
        return bool((one >= 0).sum() > (other >= 0).sum())
    return bool(smaller(keys[0], keys[1]))


def _changed(placed: Placed, beside: Placed) -> tuple[str, ...]:
    def found() -> Iterator[str]:
        for child, pool in placed.items():
            if pool is not None and beside.get(child) is None:
                yield child

    return tuple(sorted(found()))


def after_round(market: Market, matching: Matching) -> Market:
    """The market of the next round: whoever got a place keeps it as fixed, the others compete for the rest.

    Late children and families are added to it by the caller. A sibling without a place goes on with
    the others' places fixed.
    """
    fixed = fixed_by_hand(market)
    given = tuple(
        Decision(child=child, pool=pool)
        for child, pool in sorted(matching.placed.items())
        if pool is not None and child not in fixed
    )
    return replace(market, decisions=(*market.decisions, *given))
