"""A market as arrays for those who judge a result: options, orders of priority, families' rules.

It is derived from the market anew, apart from the engine, so that a slip in one is not a slip in both.
Children are numbered family by family. An option of a child is a pool it could sit in; orders count
from 0 (first) within a pool:

    0 …  children fixed there by hand or told so earlier, then those who hold a seat there now, then the others by tag,
         points and the city's chain of tie-breaks; siblings equal in all of it by age, the eldest first
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sakimawari.match.allocate.values import (
    Child,
    Decided,
    Family,
    First,
    Link,
    Market,
    Pool,
    Step,
    Who,
    Wish,
)

Ints = npt.NDArray[np.int64]
NO_RANK = 99  # rank of a child without a new place
WHO = {each: number for number, each in enumerate(Who)}
FIRST = {each: number for number, each in enumerate(First)}
KEPT, STAYS, TAGGED, PLAIN = range(4)


class Tables(NamedTuple):
    """The numbers alone, for compiled code; `*_from` are where the rows of each number begin."""

    seats: Ints  # by pool, the seats its present children hold among them
    child_from: Ints  # by family
    option_from: Ints  # by child
    pool: Ints  # by option …
    facility: Ints
    rank: Ints
    order: Ints
    floor: Ints  # by child: the option it keeps at the least, -1: none
    by_hand: Ints  # by child: 1 where its place was decided by hand, so that its rank is not asked
    stay_pool: Ints  # by child; -1: holds no seat
    stay_facility: Ints
    stay_order: Ints
    rule: Ints  # by family: its set of steps
    step_from: Ints  # by set
    one_place: Ints  # by step …
    who: Ints
    lowest: Ints
    highest: Ints
    staying: Ints
    first_from: Ints
    first: Ints
    combination_from: Ints  # by family
    combination_at: Ints  # by combination: where its facilities begin
    combination: Ints
    condition_from: Ints  # by family
    condition_child: Ints  # by condition: position in the family …
    condition_other: Ints
    at_from: Ints
    at: Ints
    where_from: Ints
    where: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Ids beside the numbers, and what makes the order of priority doubtful.

    `keys`: what each option is ordered by: kept, held, first or plain; points (negative); the chain.
    `equal`: pairs of children of different families whom the chain leaves equal at a pool;
    `missing`: children without a value the chain asks for.
    """

    pools: tuple[str, ...]
    children: tuple[str, ...]
    families: tuple[str, ...]
    pool_at: Mapping[str, int]
    child_at: Mapping[str, int]
    tables: Tables
    keys: Ints
    equal: tuple[tuple[str, str, str], ...]
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    pool: int
    facility: int
    rank: int
    key: tuple[int, ...]


def terms_of(market: Market, *, told: Mapping[str, str | None] | None = None) -> Terms:
    """A market's numbers. `told`: places promised earlier, which nobody has to give up."""
    return _Reading(market, told or {}).terms()


class _Reading:
    def __init__(self, market: Market, told: Mapping[str, str | None]) -> None:
        self.market = market
        self.told = told
        self.by_id = {child.id: child for child in market.children}
        self.pools = market.pools
        self.pool_at = {pool.id: at for at, pool in enumerate(self.pools)}
        names = dict.fromkeys(pool.facility for pool in self.pools)
        self.facility_at = {name: at for at, name in enumerate(names)}
        self.at_facility: dict[str, list[int]] = {}
        for at, pool in enumerate(self.pools):
            self.at_facility.setdefault(pool.facility, []).append(at)
        self.children = [each for family in market.families for each in family.children]
        self.fixed = {
            each.child: each.pool for each in market.decisions if each.kind is Decided.FIXED
        }
        self.forbidden = {
            (each.child, each.pool) for each in market.decisions if each.kind is Decided.FORBIDDEN
        }
        self.lots = [_lots(link, self.children) for link in market.chain]
        self.missing: list[tuple[str, str]] = []

    def terms(self) -> Terms:
        entries: list[list[_Entry]] = []
        stays: list[_Entry | None] = []
        for name in self.children:
            child = self.by_id[name]
            own = list(self._options(child))
            entries.append(own)
            stays.append(None if _kept(own) >= 0 else self._stay(child))
        order, keys, equal = self._orders(entries, stays)
        options = [(len(own), row) for own in entries for row in own]
        count = len(options)
        tables = Tables(
            seats=self._seats(),
            child_from=_from(len(family.children) for family in self.market.families),
            option_from=_from(len(own) for own in entries),
            pool=_ints(row.pool for _, row in options),
            facility=_ints(row.facility for _, row in options),
            rank=_ints(row.rank for _, row in options),
            order=order[:count],
            floor=self._floors(entries),
            by_hand=_ints(name in self.fixed for name in self.children),
            stay_pool=_ints(-1 if row is None else row.pool for row in stays),
            stay_facility=_ints(-1 if row is None else row.facility for row in stays),
            stay_order=order[count:],
            **self._rules(),
            **self._combinations(),
            **self._conditions(),
        )
        return Terms(
            pools=tuple(self.pool_at),
            children=tuple(self.children),
            families=tuple(family.id for family in self.market.families),
            pool_at=self.pool_at,
            child_at={each: at for at, each in enumerate(self.children)},
            tables=tables,
            keys=keys[:count],
            equal=tuple(equal),
            missing=tuple(dict.fromkeys(self.missing)),
        )

    def _floors(self, entries: list[list[_Entry]]) -> Ints:
        starts = _from(len(own) for own in entries)
        kept = _ints(_kept(own) for own in entries)
        return np.where(kept >= 0, starts[:-1] + kept, -1)

    def _seats(self) -> Ints:
        seats = [pool.seats - self.market.held.get(pool.id, 0) for pool in self.pools]
        for child in self.market.children:
            if child.present in self.pool_at:
                seats[self.pool_at[child.present]] += 1
        return _ints(max(each, 0) for each in seats)

    def _options(self, child: Child) -> Iterator[_Entry]:
        if child.id in self.fixed:
            yield from self._fixed_option(child)
            return
        seen: set[int] = set()
        for rank, wish in enumerate(child.wishes, 1):
            for at in self._pools_of(child, wish):
                if at not in seen and (child.id, self.pools[at].id) not in self.forbidden:
                    seen.add(at)
                    yield self._entry(child, at, rank, wish)
        told = self.told.get(child.id)
        if told in self.pool_at and told != child.present and self.pool_at[told] not in seen:
            at = self.pool_at[told]
            facility = self.facility_at[self.pools[at].facility]
            yield _Entry(pool=at, facility=facility, rank=NO_RANK, key=(KEPT,))

    def _fixed_option(self, child: Child) -> Iterator[_Entry]:
        """The pool decided by hand, whether it was wished for or not."""
        pool = self.fixed[child.id]
        if pool is None or pool == child.present or pool not in self.pool_at:
            return
        at = self.pool_at[pool]
        ranks = (
            rank
            for rank, wish in enumerate(child.wishes, 1)
            if wish.facility == self.pools[at].facility
        )
        facility = self.facility_at[self.pools[at].facility]
        yield _Entry(pool=at, facility=facility, rank=next(ranks, NO_RANK), key=(KEPT,))

    def _pools_of(self, child: Child, wish: Wish) -> list[int]:
        if wish.pools:
            named = [self.pool_at[each] for each in wish.pools if each in self.pool_at]
        else:
            own = self.at_facility.get(wish.facility, [])
            named = sorted(own, key=lambda at: self.pools[at].tag is None)
        return [
            at
            for at in named
            if takes(self.pools[at], child) and self.pools[at].id != child.present
        ]

    def _entry(self, child: Child, at: int, rank: int, wish: Wish) -> _Entry:
        pool = self.pools[at]
        facility = self.facility_at[pool.facility]
        if self.told.get(child.id) == pool.id:
            return _Entry(pool=at, facility=facility, rank=rank, key=(KEPT,))
        group = TAGGED if pool.first & child.tags else PLAIN
        values = [group, -wish.points]
        for link, lots in zip(self.market.chain, self.lots, strict=True):
            values.append(lots[child.id] if lots else self._value(child, wish, link))
        return _Entry(pool=at, facility=facility, rank=rank, key=tuple(values))

    def _value(self, child: Child, wish: Wish, link: Link) -> int:
        value = wish.keys.get(link.key, child.keys.get(link.key))
        if value is None:
            self.missing.append((child.id, link.key))
            return 0
        return -value if link.more_first else value

    def _stay(self, child: Child) -> _Entry | None:
        if child.present is None or child.present not in self.pool_at:
            return None
        at = self.pool_at[child.present]
        facility = self.facility_at[self.pools[at].facility]
        return _Entry(pool=at, facility=facility, rank=NO_RANK, key=(STAYS,))

    def _orders(
        self, entries: list[list[_Entry]], stays: list[_Entry | None]
    ) -> tuple[Ints, Ints, list[tuple[str, str, str]]]:
        """The order of every option and present seat within its pool, its key, and who are equal."""
        family_of = _family_numbers(self.market)
        rows = [(row, child) for child, own in enumerate(entries) for row in own]
        rows += [(row, child) for child, row in enumerate(stays) if row is not None]
        width = 2 + len(self.market.chain)
        keys = np.zeros((len(rows), width), dtype=np.int64)
        for at, (row, _) in enumerate(rows):
            keys[at, : len(row.key)] = row.key
        pool = _ints(row.pool for row, _ in rows)
        child = _ints(each for _, each in rows)
        columns = [child, *(keys[:, at] for at in reversed(range(width))), pool]
        by = np.lexsort(columns)
        starts = np.ones(len(rows), dtype=bool)
        starts[1:] = pool[by][1:] != pool[by][:-1]
        begin = np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))
        order = np.empty(len(rows), dtype=np.int64)
        order[by] = np.arange(len(rows)) - begin
        equal = self._equal(by, keys, pool, child, family_of)
        held = np.full(len(self.children), -1, dtype=np.int64)
        count = sum(len(own) for own in entries)
        held[child[count:]] = order[count:]
        return np.concatenate([order[:count], held]), keys, equal

    def _equal(
        self, by: Ints, keys: Ints, pool: Ints, child: Ints, family_of: Ints
    ) -> list[tuple[str, str, str]]:
        first, then = by[:-1], by[1:]
        same = (pool[first] == pool[then]) & (keys[first] == keys[then]).all(axis=1)
        same &= (keys[first, 0] >= TAGGED) & (family_of[child[first]] != family_of[child[then]])
        return [
            (self.children[child[one]], self.children[child[other]], self.pools[pool[one]].id)
            for one, other in zip(first[same], then[same], strict=True)
        ]

    def _rules(self) -> dict[str, Ints]:
        sets: dict[tuple[Step, ...], int] = {}
        rule = _ints(sets.setdefault(each.steps, len(sets)) for each in self.market.families)
        steps = [step for own in sets for step in own]
        return {
            "rule": rule,
            "step_from": _from(len(own) for own in sets),
            "one_place": _ints(step.one_place for step in steps),
            "who": _ints(WHO[step.who] for step in steps),
            "lowest": _ints(step.ranks[0] for step in steps),
            "highest": _ints(step.ranks[1] for step in steps),
            "staying": _ints(step.staying_counts for step in steps),
            "first_from": _from(len(step.first) for step in steps),
            "first": _ints(FIRST[each] for step in steps for each in step.first),
        }

    def _combinations(self) -> dict[str, Ints]:
        families = self.market.families
        rows = [row for family in families for row in family.combinations]
        return {
            "combination_from": _from(len(family.combinations) for family in families),
            "combination_at": _from(len(row) for row in rows),
            "combination": _ints(self._facility(name) for row in rows for name in row),
        }

    def _facility(self, name: str | None) -> int:
        return -1 if name is None else self.facility_at.get(name, -2)

    def _conditions(self) -> dict[str, Ints]:
        rows = [(family, each) for family in self.market.families for each in family.conditions]
        at = [[self._facility(name) for name in sorted(each.at)] for _, each in rows]
        where = [[self._facility(name) for name in sorted(each.where)] for _, each in rows]
        return {
            "condition_from": _from(len(family.conditions) for family in self.market.families),
            "condition_child": _ints(family.children.index(each.child) for family, each in rows),
            "condition_other": _ints(family.children.index(each.other) for family, each in rows),
            "at_from": _from(len(row) for row in at),
            "at": _ints(each for row in at for each in row),
            "where_from": _from(len(row) for row in where),
            "where": _ints(each for row in where for each in row),
        }


def _kept(entries: list[_Entry]) -> int:
    """Which of a child's options it keeps at the least; -1: none."""
    return next((at for at, row in enumerate(entries) if row.key == (KEPT,)), -1)


def takes(pool: Pool, child: Child) -> bool:
    """Whether a child may sit in a pool: its class, the tag that is reserved, its age in months."""
    return (
        child.klass in pool.classes
        and (pool.tag is None or pool.tag in child.tags)
        and child.months >= pool.minimum_months
    )


def family_by_child(market: Market) -> dict[str, Family]:
    """The family of every child."""
    return {child: family for family in market.families for child in family.children}


def _family_numbers(market: Market) -> Ints:
    return _ints(at for at, family in enumerate(market.families) for _ in family.children)


def _lots(link: Link, children: list[str]) -> dict[str, int]:
    if link.seed is None:
        return {}
    drawn = sorted(
        children, key=lambda each: hashlib.sha256(f"{link.seed}:{each}:1".encode()).hexdigest()
    )
    return {each: place for place, each in enumerate(drawn)}


def _ints(values: Any) -> Ints:
    return np.fromiter((int(each) for each in values), dtype=np.int64)


def _from(lengths: Any) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(_ints(lengths))])
