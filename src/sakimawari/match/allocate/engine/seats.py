"""What one seat more, or less, would change: who moves up, pool by pool; which seats to open next year.

A seat is opened in the plan as it stands. The families it comes within reach of go again, those they
leave room for follow, until nobody wants to move: the chain of moves that would really happen, with
everybody else where they are (see `chains`). That takes a third of a thousandth of a second, so all pools of a city are
tried. Where a chain does not come to rest with as few blocking families as before, the whole market
is given again.

Taking a seat away works the same: the last by the pool's order goes, and all they can displace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sakimawari.match.allocate.engine.chains import chain, first_in_line
from sakimawari.match.allocate.engine.compiling import MOST_CHILDREN, SEATS, compiled
from sakimawari.match.allocate.engine.dynamics import SIT, blocking, seated
from sakimawari.match.allocate.engine.proposing import solved
from sakimawari.match.allocate.engine.tuples import WIDTH, key_of, smaller
from sakimawari.match.allocate.market.flat import Ints, copied, flattened, of, put
from sakimawari.match.allocate.market.values import Market
from sakimawari.problems import fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatValue:
    """What `seats` more (negative: fewer) at `pools` change.

    `admitted`: children with a new place more than now (negative: fewer). `better`, `worse`: families
    by their own order of tuples. `moved`: children whose place changes, with the new one. `blocking`:
    families blocked then.
    """

    pools: tuple[str, ...]
    seats: int
    admitted: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    moved: Mapping[str, str | None]
    blocking: int


class Seats:
    """A plan in which seats are tried."""

    def __init__(
        self,
        market: Market,
        placed: Mapping[str, str | None],
        *,
        told: Mapping[str, str | None] | None = None,
        most: int = 10,
    ) -> None:
        """`most`: the greatest number of seats that will be tried at one pool."""
        self._problem = compiled(market, told=told)
        arrays = self._problem.arrays
        self._sit = self._problem.choices(placed)
        self._most = most
        room = arrays.seats + MOST_CHILDREN + 1 + most
        self._arrays = arrays._replace(hold_from=np.concatenate([[0], np.cumsum(room)]))
        self._flat = flattened(self._arrays)
        self._at = {pool: at for at, pool in enumerate(self._problem.pools)}
        self._state = seated(self._flat, self._sit)
        self._firsts = first_in_line(self._flat, self._state)
        self._blocked = np.zeros(len(arrays.plain), np.int64)
        self._blocked[blocking(self._flat, self._state)[0]] = 1
        self._blocking = int(self._blocked.sum())
        self._wanting = self._wanted_pools()

    def what_if(self, change: Mapping[str, int]) -> SeatValue:
        """The value of a change of seats by pool, all at once.

        ALLOC025: no such pool, more seats than `most`, or fewer than are given by hand, told or held.
        """
        seats = self._arrays.seats.copy()
        for pool, more in change.items():
            self._check(pool, more)
            seats[self._at[pool]] += more
        for pool in change:
            put(self._flat, SEATS, self._at[pool], int(seats[self._at[pool]]))
        try:
            after, blocked = self._after(seats)
        finally:
            for pool in change:
                put(self._flat, SEATS, self._at[pool], int(self._arrays.seats[self._at[pool]]))
        return self._value(change, after, blocked)

    def values(self, seats: int = 1, pools: Iterable[str] | None = None) -> tuple[SeatValue, ...]:
        """Every pool's value, the most worth first: children admitted, then families better off."""
        found = []
        for pool in sorted(self._at if pools is None else pools):
            if seats > 0 and pool in self._at and pool not in self._wanting:
                found.append(self._nothing(pool, seats))
            else:
                found.append(self.what_if({pool: seats}))
        found.sort(
            key=lambda each: (-each.admitted, len(each.worse) - len(each.better), each.pools)
        )
        return tuple(found)

    def removable(self) -> tuple[str, ...]:
        """Pools from which a seat can be taken: those with more than is given by hand, told or held."""
        return tuple(
            pool for pool, at in self._at.items() if self._arrays.seats[at] > self._least(at)
        )

    def _least(self, pool: int) -> int:
        """Seats of a pool that nobody can be sent away from."""
        arrays = self._arrays
        floor = np.flatnonzero(arrays.floor >= 0)
        kept = arrays.pool[arrays.option_from[floor] + arrays.floor[floor]]
        return int((kept == pool).sum() + (arrays.present == pool).sum())

    def _check(self, pool: str, more: int) -> None:
        at = self._at.get(pool)
        fits = at is not None and more <= self._most
        if at is None or not fits or int(self._arrays.seats[at]) + more < self._least(at):
            raise fault(
                "ALLOC025",
                f"{pool} cannot have {more:+d} seats: there is no such pool, or the number is more"
                " than can be tried, or seats given by hand, told or held would be lost",
                "correct the pool or the number",
            )

    def _wanted_pools(self) -> frozenset[str]:
        """Pools somebody would rather have than what they have: another seat is worth nothing elsewhere."""
        arrays = self._arrays
        child = np.repeat(np.arange(len(self._sit)), np.diff(arrays.option_from))
        own = np.arange(len(child)) - arrays.option_from[child]
        alone = (arrays.plain > 0)[arrays.family[child]]
        now = np.where(self._sit < 0, np.iinfo(np.int64).max, self._sit)[child]
        wanted = np.unique(arrays.pool[(own < now) | ~alone])
        return frozenset(self._problem.pools[at] for at in wanted.tolist())

    def _after(self, seats: Ints) -> tuple[Ints, int]:
        changed = np.flatnonzero(seats != self._arrays.seats)
        start = self._state
        if (seats < self._arrays.seats).any():
            start = seated(self._flat, self._without_the_last())
        state, blocked = chain(self._flat, self._state, start, self._blocked, changed, self._firsts)
        if blocked <= self._blocking:
            return copied(state, SIT), blocked
        anew = solved(replace(self._problem, arrays=self._arrays._replace(seats=seats)))
        return self._problem.choices(anew.placed), len(anew.blocking)

    def _without_the_last(self) -> Ints:
        """The plan less the families of the last by order where there are more children than seats."""
        arrays, sit = self._arrays, self._sit.copy()
        while True:
            option = arrays.option_from[:-1] + np.maximum(sit, 0)
            pool = np.where(sit >= 0, arrays.pool[option], arrays.present)
            count = np.bincount(pool[pool >= 0], minlength=len(arrays.seats))
            over = [at for at in range(len(count)) if count[at] > of(self._flat, SEATS, at)]
            if not over:
                return sit
            here = np.flatnonzero((pool == over[0]) & (sit >= 0))
            last = here[np.argmax(arrays.position[option[here]])]
            family = arrays.family[last]
            own = slice(arrays.child_from[family], arrays.child_from[family + 1])
            sit[own] = arrays.floor[own]

    def _nothing(self, pool: str, seats: int) -> SeatValue:
        return SeatValue(
            pools=(pool,),
            seats=seats,
            admitted=0,
            better=(),
            worse=(),
            moved={},
            blocking=self._blocking,
        )

    def _value(self, change: Mapping[str, int], after: Ints, blocked: int) -> SeatValue:
        better, worse = self._compared(after)
        problem = self._problem
        return SeatValue(
            pools=tuple(sorted(change)),
            seats=sum(change.values()),
            admitted=int((after >= 0).sum() - (self._sit >= 0).sum()),
            better=better,
            worse=worse,
            moved={
                problem.children[at].id: problem.pool_of(at, int(after[at]))
                for at in np.flatnonzero(after != self._sit).tolist()
            },
            blocking=blocked,
        )

    def _compared(self, after: Ints) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Families better and worse off than in the plan."""
        arrays = self._arrays
        now, then = np.empty(WIDTH, np.int64), np.empty(WIDTH, np.int64)
        found: tuple[list[str], list[str]] = ([], [])
        for family in np.unique(arrays.family[after != self._sit]).tolist():
            own = slice(arrays.child_from[family], arrays.child_from[family + 1])
            for sit, key in ((self._sit, now), (after, then)):
                key_of(self._flat, family, sit[own], key)
            found[0 if smaller(then, now) else 1].append(self._problem.families[family].id)
        return tuple(found[0]), tuple(found[1])


def seat_values(
    market: Market,
    placed: Mapping[str, str | None],
    *,
    seats: int = 1,
    told: Mapping[str, str | None] | None = None,
) -> tuple[SeatValue, ...]:
    """What `seats` more would do at each pool of a plan, the most worth first."""
    return Seats(market, placed, told=told, most=max(seats, 1)).values(seats)
