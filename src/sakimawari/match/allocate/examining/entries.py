"""Which pools each child could sit in, and by what each pool orders them: columns, one row an option.

Derived from the market's values anew, apart from the engine's own reading. A place told earlier and
no longer wished for stays an option, the last, without a rank; so does a place decided by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sakimawari.match.allocate.market.values import Child, Decided, Link, Market, Pool, Wish

NO_RANK = 99  # rank of a child without a new place, and of a place told that is no wish any more
KEPT, STAYS, TAGGED, PLAIN = range(4)


@dataclass(slots=True, kw_only=True)
class Columns:
    """Options child by child, in the order of wishes; `key`: group, points (negative), the chain.

    `counts`: options by child. `decided`: 1 where people decided the child's result by hand.
    `stays`: the pool whose seat a child holds unless it moves, -1 for none.
    """

    counts: list[int] = field(default_factory=list)
    pool: list[int] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    key: list[tuple[int, ...]] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    stays: list[int] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


def columns_of(market: Market, children: list[str], told: Mapping[str, str | None]) -> Columns:
    """The options of the children named. `told`: places promised earlier."""
    return _Reading(market, children, told).columns()


class _Reading:
    def __init__(self, market: Market, children: list[str], told: Mapping[str, str | None]) -> None:
        self.market, self.children, self.told = market, children, told
        self.pools = market.pools
        self.pool_at = {pool.id: at for at, pool in enumerate(self.pools)}
        self.at_facility: dict[str, list[int]] = {}
        for at, pool in enumerate(self.pools):
            self.at_facility.setdefault(pool.facility, []).append(at)
        self.fixed = {
            each.child: each.pool for each in market.decisions if each.kind is Decided.FIXED
        }
        self.forbidden = {
            (each.child, each.pool) for each in market.decisions if each.kind is Decided.FORBIDDEN
        }
        self.lots = [_lots(link, children) for link in market.chain]
        self.of_class: dict[tuple[str, int], list[int]] = {}
        self.found = Columns()

    def columns(self) -> Columns:
        by_id = {child.id: child for child in self.market.children}
        found = self.found
        kept_key = (KEPT, *(0 for _ in self.market.chain), 0)
        for name in self.children:
            child = by_id[name]
            start = len(found.pool)
            told = self.told.get(name)
            promised = -1
            if told is not None and told != child.present:
                promised = self.pool_at.get(told, -1)
            if name in self.fixed:
                self._by_hand(child, kept_key)
                kept = start if len(found.pool) > start else -1
            else:
                kept = self._wished(child, promised, kept_key)
            found.decided.append(int(name in self.fixed))
            found.counts.append(len(found.pool) - start)
            found.kept.append(kept)
            present = -1 if child.present is None else self.pool_at.get(child.present, -1)
            found.stays.append(-1 if kept >= 0 else present)
        return found

    def _by_hand(self, child: Child, key: tuple[int, ...]) -> None:
        """The pool decided by hand, whether it was wished for or not."""
        pool = self.fixed[child.id]
        if pool is None or pool == child.present or pool not in self.pool_at:
            return
        at = self.pool_at[pool]
        here = self.pools[at].facility
        ranks = (rank for rank, wish in enumerate(child.wishes, 1) if wish.facility == here)
        self._add(at, next(ranks, NO_RANK), key)

    def _wished(self, child: Child, promised: int, kept_key: tuple[int, ...]) -> int:
        """A child's options; which of them it was promised, -1: none."""
        start = len(self.found.pool)
        kept = -1
        for rank, wish in enumerate(child.wishes, 1):
            for at in self._pools_of(child, wish):
                if at in self.found.pool[start:] or self._barred(child, at):
                    continue
                if at == promised:
                    kept = len(self.found.pool)
                self._add(at, rank, kept_key if at == promised else self._key(child, at, wish))
        if promised >= 0 and kept < 0:
            kept = len(self.found.pool)
            self._add(promised, NO_RANK, kept_key)
        return kept

    def _add(self, pool: int, rank: int, key: tuple[int, ...]) -> None:
        self.found.pool.append(pool)
        self.found.rank.append(rank)
        self.found.key.append(key)

    def _barred(self, child: Child, at: int) -> bool:
        return bool(self.forbidden) and (child.id, self.pools[at].id) in self.forbidden

    def _pools_of(self, child: Child, wish: Wish) -> list[int]:
        if wish.pools:
            named = [self.pool_at[each] for each in wish.pools if each in self.pool_at]
        else:
            named = self._of_class(wish.facility, child.klass)
        return [
            at
            for at in named
            if self.pools[at].id != child.present and takes(self.pools[at], child)
        ]

    def _of_class(self, facility: str, klass: int) -> list[int]:
        """A facility's pools open to a class, reserved ones first."""
        found = self.of_class.get((facility, klass))
        if found is None:
            own = self.at_facility.get(facility, [])
            own = [at for at in own if klass in self.pools[at].classes]
            found = sorted(own, key=lambda at: self.pools[at].tag is None)
            self.of_class[facility, klass] = found
        return found

    def _key(self, child: Child, at: int, wish: Wish) -> tuple[int, ...]:
        first = self.pools[at].first
        values = [TAGGED if first and first & child.tags else PLAIN, -wish.points]
        for link, lots in zip(self.market.chain, self.lots, strict=True):
            values.append(lots[child.id] if lots else self._value(child, wish, link))
        return tuple(values)

    def _value(self, child: Child, wish: Wish, link: Link) -> int:
        value = wish.keys.get(link.key) if wish.keys else None
        if value is None:
            value = child.keys.get(link.key)
        if value is None:
            self.found.missing.append((child.id, link.key))
            return 0
        return -value if link.more_first else value


def takes(pool: Pool, child: Child) -> bool:
    """Whether a child may sit in a pool: its class, the tag that is reserved, its age in months."""
    return (
        child.klass in pool.classes
        and (pool.tag is None or pool.tag in child.tags)
        and child.months >= pool.minimum_months
    )


def _lots(link: Link, children: list[str]) -> dict[str, int]:
    if link.seed is None:
        return {}
    drawn = sorted(
        children, key=lambda each: hashlib.sha256(f"{link.seed}:{each}:1".encode()).hexdigest()
    )
    return {each: place for place, each in enumerate(drawn)}
