"""A market as arrays for those who judge a result: options, orders of priority, families' rules.

It is derived from the market anew, apart from the engine, so that a slip in one is not a slip in both.
Children are numbered family by family. An option of a child is a pool it could sit in; orders count
from 0 (first) within a pool:

    0 …  children fixed there by hand or told so earlier, then those who hold a seat there now, then the others by tag,
         points and the city's chain of tie-breaks; siblings equal in all of it by age, the eldest first
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sakimawari.match.allocate.examining.entries import NO_RANK, STAYS, TAGGED, columns_of
from sakimawari.match.allocate.market.flat import Ints, flattened
from sakimawari.match.allocate.market.values import Family, First, Market, Step, Who

WHO_AT = {each: number for number, each in enumerate(Who)}
FIRST_AT = {each: number for number, each in enumerate(First)}


class Tables(NamedTuple):
    """The numbers alone, for compiled code; `*_from` are where the rows of each number begin."""

    seats: Ints  # by pool, the seats its present children hold among them
    child_from: Ints  # by family
    option_from: Ints  # by child
    pool: Ints  # by option …
    facility: Ints
    rank: Ints
    ranked: Ints  # 1 where steps look at its rank: a wish, not decided by hand
    order: Ints
    floor: Ints  # by child: the option it keeps at the least, -1: none
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


(
    SEATS,
    CHILD_FROM,
    OPTION_FROM,
    POOL,
    FACILITY,
    RANK,
    RANKED,
    ORDER,
    FLOOR,
    STAY_POOL,
    STAY_FACILITY,
    STAY_ORDER,
    RULE,
    STEP_FROM,
    ONE_PLACE,
    WHO,
    LOWEST,
    HIGHEST,
    STAYING,
    FIRST_FROM,
    FIRST,
    COMBINATION_FROM,
    COMBINATION_AT,
    COMBINATION,
    CONDITION_FROM,
    CONDITION_CHILD,
    CONDITION_OTHER,
    AT_FROM,
    AT,
    WHERE_FROM,
    WHERE,
) = range(len(Tables._fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Ids beside the numbers, and what makes the order of priority doubtful.

    `flat`: the tables as one array, for compiled code. `keys`: what each option is ordered by: kept, held, first or plain; points (negative); the chain.
    `equal`: pairs of children of different families whom the chain leaves equal at a pool;
    `missing`: children without a value the chain asks for.
    """

    pools: tuple[str, ...]
    children: tuple[str, ...]
    families: tuple[str, ...]
    pool_at: Mapping[str, int]
    child_at: Mapping[str, int]
    tables: Tables
    flat: Ints
    keys: Ints
    equal: tuple[tuple[str, str, str], ...]
    missing: tuple[tuple[str, str], ...]


def terms_of(market: Market, *, told: Mapping[str, str | None] | None = None) -> Terms:
    """A market's numbers. `told`: places promised earlier, which nobody has to give up."""
    return _Reading(market, told or {}).terms()


class _Reading:
    def __init__(self, market: Market, told: Mapping[str, str | None]) -> None:
        self.market = market
        self.pools = market.pools
        self.pool_at = {pool.id: at for at, pool in enumerate(self.pools)}
        names = dict.fromkeys(pool.facility for pool in self.pools)
        self.facility_at = {name: at for at, name in enumerate(names)}
        self.children = [each for family in market.families for each in family.children]
        self.columns = columns_of(market, self.children, told)

    def terms(self) -> Terms:
        own = self.columns
        pool, rank = _ints(own.pool), _ints(own.rank)
        place = _ints(self.facility_at[each.facility] for each in self.pools)
        stays = _ints(own.stays)
        order, keys, equal = self._orders(pool, stays)
        tables = Tables(
            seats=self._seats(),
            child_from=_from(len(family.children) for family in self.market.families),
            option_from=_from(own.counts),
            pool=pool,
            facility=place[pool],
            rank=rank,
            ranked=self._ranked(rank),
            order=order[: len(pool)],
            floor=_ints(own.kept),
            stay_pool=stays,
            stay_facility=np.where(stays >= 0, place[stays], -1),
            stay_order=order[len(pool) :],
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
            flat=flattened(tables),
            keys=keys[: len(pool)],
            equal=tuple(equal),
            missing=tuple(dict.fromkeys(own.missing)),
        )

    def _ranked(self, rank: Ints) -> Ints:
        """Being told a place changes nobody's order of tuples: the rank of a wish stays its rank."""
        decided = np.repeat(_ints(self.columns.decided), _ints(self.columns.counts))
        ranked: Ints = ((rank != NO_RANK) & (decided == 0)).astype(np.int64)
        return ranked

    def _seats(self) -> Ints:
        seats = [pool.seats - self.market.held.get(pool.id, 0) for pool in self.pools]
        for child in self.market.children:
            if child.present in self.pool_at:
                seats[self.pool_at[child.present]] += 1
        return _ints(max(each, 0) for each in seats)

    def _orders(self, pools: Ints, stays: Ints) -> tuple[Ints, Ints, list[tuple[str, str, str]]]:
        """The order of every option and present seat within its pool, its key, and who are equal."""
        own, width = self.columns, 2 + len(self.market.chain)
        children = np.arange(len(self.children))
        staying = np.flatnonzero(stays >= 0)
        pool = np.concatenate([pools, stays[staying]])
        child = np.concatenate([np.repeat(children, _ints(own.counts)), staying])
        held = np.zeros((len(staying), width), dtype=np.int64)
        held[:, 0] = STAYS
        keys = np.concatenate([np.array(own.key, dtype=np.int64).reshape(-1, width), held])
        by = np.lexsort([child, *(keys[:, at] for at in reversed(range(width))), pool])
        starts = np.ones(len(pool), dtype=bool)
        starts[1:] = pool[by][1:] != pool[by][:-1]
        begin = np.maximum.accumulate(np.where(starts, np.arange(len(pool)), 0))
        order = np.empty(len(pool), dtype=np.int64)
        order[by] = np.arange(len(pool)) - begin
        equal = self._equal(by, keys, pool, child)
        stay_order = np.full(len(self.children), -1, dtype=np.int64)
        stay_order[staying] = order[len(pools) :]
        return np.concatenate([order[: len(pools)], stay_order]), keys, equal

    def _equal(self, by: Ints, keys: Ints, pool: Ints, child: Ints) -> list[tuple[str, str, str]]:
        family_of = _family_numbers(self.market)
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
            "who": _ints(WHO_AT[step.who] for step in steps),
            "lowest": _ints(step.ranks[0] for step in steps),
            "highest": _ints(step.ranks[1] for step in steps),
            "staying": _ints(step.staying_counts for step in steps),
            "first_from": _from(len(step.first) for step in steps),
            "first": _ints(FIRST_AT[each] for step in steps for each in step.first),
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


def family_by_child(market: Market) -> dict[str, Family]:
    """The family of every child."""
    return {child: family for family in market.families for child in family.children}


def _family_numbers(market: Market) -> Ints:
    return _ints(at for at, family in enumerate(market.families) for _ in family.children)


def _ints(values: Any) -> Ints:
    return np.array(values if isinstance(values, list) else list(values), dtype=np.int64)


def _from(lengths: Any) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(_ints(lengths))])
