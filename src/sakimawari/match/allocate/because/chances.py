"""Why each wish was or was not met, as data: places in the order, what decided, what would have done.

It is read off the plan by the examiner's own arrays, not remembered by the engine. Words are made
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sakimawari.match.allocate.examining.accepting import all_tuples
from sakimawari.match.allocate.examining.blocked import seat_of, sitting
from sakimawari.match.allocate.examining.entries import PLAIN
from sakimawari.match.allocate.examining.terms import terms_of
from sakimawari.match.allocate.examining.verifying import chosen_of
from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.market.values import Market

FIRST_GO, POINTS = "first", "points"  # what may decide beside the links of the city's chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A child at one pool it wished for.

    `place`: in the pool's order of all who could sit there, from 1. `ahead`: children of other
    families before it who sit there now. `last`, `last_points`: the last of them all who sits there.
    `decided`: what parts the two: `first` (held, fixed, or let pass), `points`, or the key of a link of
    the chain. `within`: it would be within the seats as things stand. `more_points`: the fewest
    that would bring it within, the chain deciding where points are equal; 0 where it is, None where
    no points can.
    """

    child: str
    wish: int
    pool: str
    got: bool
    seats: int
    points: int
    place: int
    ahead: int
    last: str | None
    last_points: int | None
    decided: str | None
    within: bool
    more_points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A tuple a family puts before what it has, and its first child that is not within the seats there."""

    family: str
    members: tuple[str, ...]
    wants: tuple[str | None, ...]
    child: str
    pool: str


class Chances:
    """Every child's chances in one plan, each worked out when it is asked for."""

    def __init__(
        self,
        market: Market,
        placed: Mapping[str, str | None],
        *,
        told: Mapping[str, str | None] | None = None,
    ) -> None:
        self._market = market
        self._terms = terms_of(market, told=told)
        self._chosen = chosen_of(self._terms, placed)
        self._family_at = {each: at for at, each in enumerate(self._terms.families)}
        self._begin, self._sits, self._orders = sitting(self._terms.flat, self._chosen)
        tables = self._terms.tables
        self._family = np.repeat(np.arange(len(self._terms.families)), np.diff(tables.child_from))
        self._owner = np.repeat(np.arange(len(self._terms.children)), np.diff(tables.option_from))

    def of(self, child: str) -> tuple[Chance, ...]:
        """A child's chances, in the order of its wishes. KeyError: no such child."""
        at = self._terms.child_at[child]
        tables = self._terms.tables
        return tuple(
            self._chance(at, option)
            for option in range(tables.option_from[at], tables.option_from[at + 1])
        )

    def at(self, child: str, pool: str) -> Chance | None:
        """A child's chance at one pool; None: it is not open to the child."""
        at, tables = self._terms.child_at[child], self._terms.tables
        for option in range(tables.option_from[at], tables.option_from[at + 1]):
            if self._terms.pools[tables.pool[option]] == pool:
                return self._chance(at, option)
        return None

    def orders(self) -> dict[str, tuple[str, ...]]:
        """Children by pool, in its order of all who could sit there."""
        tables, children = self._terms.tables, self._terms.children
        found: dict[str, list[str]] = {pool: [] for pool in self._terms.pools}
        for option in np.lexsort((tables.order, tables.pool)).tolist():
            found[self._terms.pools[tables.pool[option]]].append(children[self._owner[option]])
        return {pool: tuple(order) for pool, order in found.items()}

    def refused(self, family: str, most: int = 20) -> tuple[Refused, ...]:
        """The tuples a family would rather have, best first, each with the child that stops it."""
        at = self._family_at[family]
        tables = self._terms.tables
        start, end = int(tables.child_from[at]), int(tables.child_from[at + 1])
        members = self._terms.children[start:end]
        rows, keys = all_tuples(self._terms.flat, at)
        found: list[Refused] = []
        for row in np.lexsort(keys.T[::-1]).tolist():
            if len(found) == most or (rows[row] == self._chosen[start:end]).all():
                break
            stops = next(self._stops(start, rows[row].tolist()), None)
            if stops is not None:
                wants = tuple(self._pool(option) for option in rows[row].tolist())
                child, pool = self._terms.children[stops[0]], self._terms.pools[stops[1]]
                found.append(
                    Refused(family=family, members=members, wants=wants, child=child, pool=pool)
                )
        return tuple(found)

    def waiting(self, pool: str) -> tuple[str, ...]:
        """Children who would rather sit in a pool than where they are, in the pool's order."""
        at, tables = self._terms.pool_at[pool], self._terms.tables
        now = self._chosen[self._owner]
        options = np.flatnonzero(tables.pool == at)
        options = options[(now[options] < 0) | (now[options] > options)]
        options = options[np.argsort(tables.order[options])]
        return tuple(self._terms.children[each] for each in self._owner[options].tolist())

    def _chance(self, child: int, option: int) -> Chance:
        tables, terms = self._terms.tables, self._terms
        pool, order = int(tables.pool[option]), int(tables.order[option])
        here = slice(self._begin[pool], self._begin[pool + 1])
        others = self._family[self._sits[here]] != self._family[child]
        sits, orders = self._sits[here][others], self._orders[here][others]
        ahead, seats = int((orders < order).sum()), int(tables.seats[pool])
        last = int(sits[-1]) if len(sits) else None
        theirs = None if last is None else self._key(last, pool)
        own = terms.keys[option]
        all_orders = tables.order[(tables.pool == pool) & (tables.order <= order)]
        return Chance(
            child=terms.children[child],
            wish=int(tables.rank[option]),
            pool=terms.pools[pool],
            got=bool(self._chosen[child] == option),
            seats=seats,
            points=int(-own[1]),
            place=len(all_orders),
            ahead=ahead,
            last=None if last is None else terms.children[last],
            last_points=None if theirs is None or theirs[0] < PLAIN - 1 else int(-theirs[1]),
            decided=None if theirs is None else self._decided(own, theirs),
            within=ahead < seats,
            more_points=0 if ahead < seats else self._more(own, sits, seats, pool),
        )

    def _key(self, child: int, pool: int) -> Ints:
        """What a child who sits in a pool is ordered by there; who holds the seat goes before all."""
        tables = self._terms.tables
        if self._chosen[child] >= 0 and tables.pool[self._chosen[child]] == pool:
            own: Ints = self._terms.keys[self._chosen[child]]
            return own
        return np.zeros(self._terms.keys.shape[1], dtype=np.int64)

    def _decided(self, own: Ints, theirs: Ints) -> str | None:
        names = (FIRST_GO, POINTS, *(link.key for link in self._market.chain))
        parted = np.flatnonzero(own != theirs)
        return names[int(parted[0])] if len(parted) else None

    def _more(
        self,
        own: Ints,
        sits: Ints,
        seats: int,
        pool: int,
    ) -> int | None:
        """Points that bring a child before the one who sits on the last seat it could have."""
        if seats == 0:
            return None
        theirs = self._key(int(sits[seats - 1]), pool)
        if theirs[0] < own[0]:
            return None
        lacking = int(own[1] - theirs[1])
        wins = tuple(own[2:].tolist()) < tuple(theirs[2:].tolist())
        return lacking if wins else lacking + 1

    def _stops(self, start: int, wanted: list[int]) -> Iterator[tuple[int, int]]:
        """The children of a tuple that are not within the seats, with the pools."""
        tables = self._terms.tables
        seats = [seat_of(self._terms.flat, start + at, option) for at, option in enumerate(wanted)]
        for at, (pool, order) in enumerate(seats):
            if pool < 0:
                continue
            here = slice(self._begin[pool], self._begin[pool + 1])
            before = self._orders[here] < order
            others = self._family[self._sits[here]] != self._family[start]
            own = sum(other == pool and theirs < order for other, theirs in seats)
            if int((before & others).sum()) + own >= tables.seats[pool]:
                yield start + at, int(pool)

    def _pool(self, option: int) -> str | None:
        return None if option < 0 else self._terms.pools[self._terms.tables.pool[option]]
