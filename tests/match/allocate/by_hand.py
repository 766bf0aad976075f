"""Small markets drawn by a seed, and the definitions followed by hand: lists, sorting, trying all.

Nothing here is fast or shares code with what it is held against.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from math import prod

from sakimawari.match.allocate.market.values import (
    Child,
    Condition,
    Decided,
    Decision,
    Family,
    First,
    Link,
    Market,
    Pool,
    Step,
    Who,
    Wish,
)

Placed = Mapping[str, str | None]
FIRSTS = tuple(First)


def drawn_market(seed: int, families: int = 5, places: int = 3, *, plain: bool = False) -> Market:
    """A market with siblings, twins, transfers, pooled and reserved seats, conditions, decisions."""
    draw = random.Random(seed)
    pools = [
        Pool(id=f"{place}{klass}", facility=place, classes=frozenset({klass}), seats=seats)
        for place in "ABCD"[:places]
        for klass, seats in ((0, draw.randint(0, 2)), (1, draw.randint(0, 2)))
    ]
    if not plain:
        pools.append(Pool(id="Ax", facility="A", classes=frozenset({0, 1}), seats=1, tag="care"))
        pools.append(
            Pool(
                id="Bx", facility="B", classes=frozenset({0, 1}), seats=1, first=frozenset({"care"})
            )
        )
    children: list[Child] = []
    made: list[Family] = []
    for at in range(families):
        family, own = _family(draw, f"F{at}", pools, plain)
        made.append(family)
        children += own
    decisions: tuple[Decision, ...] = ()
    if not plain and draw.random() < 0.3:
        one = draw.choice(children)
        kind = draw.choice([Decided.FIXED, Decided.FORBIDDEN])
        pool = draw.choice([each for each in pools if each.seats > 0] or pools)
        if kind is Decided.FORBIDDEN or pool.seats > 0:
            decisions = (Decision(child=one.id, pool=pool.id, kind=kind),)
    return Market(
        pools=tuple(pools),
        children=tuple(children),
        families=tuple(made),
        chain=(Link(key="income"), Link(key="lot", seed="s")),
        decisions=decisions,
    )


def _family(
    draw: random.Random, id: str, pools: Sequence[Pool], plain: bool
) -> tuple[Family, list[Child]]:
    places = len({pool.facility for pool in pools})
    size = draw.choice([1, 1, 2, 2] if plain else [1, 1, 2, 2, 3])
    own = []
    for at in range(size):
        klass = draw.randint(0, 1)
        wished = draw.sample("ABCD"[:places], draw.randint(1, places))
        keys = {"income": draw.randint(1, 3)}
        wishes = tuple(Wish(facility=each, points=draw.randint(40, 43)) for each in wished)
        present = None
        if not plain and draw.random() < 0.2:
            present = draw.choice([each for each in pools if klass in each.classes]).id
        tags = frozenset({"care"}) if draw.random() < 0.2 else frozenset()
        own.append(
            Child(
                id=f"{id}-{at}", klass=klass, wishes=wishes, keys=keys, present=present, tags=tags
            )
        )
    names = tuple(child.id for child in own)
    steps = tuple(_step(draw) for _ in range(draw.randint(1, 2)))
    conditions: tuple[Condition, ...] = ()
    if not plain and size > 1 and draw.random() < 0.3:
        where = frozenset(draw.sample("AB", draw.randint(0, 1)))
        conditions = (Condition(child=names[1], other=names[0], at=frozenset("A"), where=where),)
    combinations: tuple[tuple[str | None, ...], ...] = ()
    if not plain and size == 2 and draw.random() < 0.2:
        combinations = (("A", "A"), ("B", None), (None, "A"))
    family = Family(
        id=id, children=names, steps=steps, conditions=conditions, combinations=combinations
    )
    return family, own


def _step(draw: random.Random) -> Step:
    return Step(
        one_place=draw.random() < 0.4,
        who=draw.choice(list(Who)),
        first=tuple(draw.sample(FIRSTS, draw.randint(0, 3))),
        ranks=draw.choice([(1, 98), (1, 98), (1, 2), (2, 98)]),
        staying_counts=draw.random() < 0.3,
    )


class ByHand:
    """A market's definitions, followed literally. A seat is (pool, its place in the pool's order)."""

    def __init__(self, market: Market, told: Placed | None = None) -> None:
        self.market = market
        self.child = {each.id: each for each in market.children}
        self.pool = {each.id: each for each in market.pools}
        self.told = {k: v for k, v in (told or {}).items() if v and v != self.child[k].present}
        self.fixed = {d.child: d.pool for d in market.decisions if d.kind is Decided.FIXED}
        self.kept = {**self.told, **self.fixed}
        self.kept = {k: v for k, v in self.kept.items() if v and v != self.child[k].present}
        self.family = {each: family for family in market.families for each in family.children}
        self.seats = {
            pool.id: pool.seats + sum(child.present == pool.id for child in market.children)
            for pool in market.pools
        }

    def options(self, child: Child) -> list[tuple[int, str]]:
        """(rank, pool), best first."""
        if child.id in self.fixed:
            pool = self.kept.get(child.id)
            if pool is None:
                return []
            at = [w.facility for w in child.wishes]
            here = self.pool[pool].facility
            return [(at.index(here) + 1 if here in at else 99, pool)]
        out = []
        barred = {
            d.pool
            for d in self.market.decisions
            if d.child == child.id and d.kind is Decided.FORBIDDEN
        }
        for rank, wish in enumerate(child.wishes, 1):
            own = [p for p in self.market.pools if p.facility == wish.facility]
            for pool in [p for p in own if p.tag] + [p for p in own if not p.tag]:
                fits = child.klass in pool.classes and (not pool.tag or pool.tag in child.tags)
                if fits and pool.id != child.present and pool.id not in barred:
                    out.append((rank, pool.id))
        told = self.told.get(child.id)
        if told and told not in [pool for _, pool in out]:
            out.append((99, told))
        return out

    def tuples(self, family: Family) -> list[tuple[str | None, ...]]:
        """What the family accepts, best first; the last is what it has at the least."""
        children = [self.child[each] for each in family.children]
        lists = [
            [(at, rank, pool) for at, (rank, pool) in enumerate(self.options(child))]
            + ([] if child.id in self.kept else [(10**6, 99, None)])
            for child in children
        ]
        least = tuple(self.kept.get(each) for each in family.children)
        found = []
        for each in itertools.product(*lists):
            pools = tuple(pool for _, _, pool in each)
            key = self._key(family, children, each)
            if key is not None:
                found.append((key, pools))
            elif pools == least:
                found.append(((10**9,), pools))
        found.sort()
        return [pools for _, pools in found]

    def down_to_the_least(self, family: Family) -> list[tuple[str | None, ...]]:
        """The family's tuples as far as what it has at the least."""
        rows = self.tuples(family)
        return rows[: rows.index(tuple(self.kept.get(each) for each in family.children)) + 1]

    def _key(self, family: Family, children: list[Child], each: tuple) -> tuple | None:
        pools = [pool for _, _, pool in each]
        if not any(pools):
            return None
        for one in family.conditions:
            at = self._at(pools[family.children.index(one.child)])
            other = family.children.index(one.other)
            there = self._at(pools[other])
            if at is None or (one.at and at not in one.at):
                continue
            if one.where and there is None:
                there = self._at(children[other].present)
            if there is None or (one.where and there not in one.where):
                return None
        last = tuple(at for at, _, _ in each)
        if family.combinations:
            here = tuple(self._at(pool) for pool in pools)
            return (family.combinations.index(here), last) if here in family.combinations else None
        for number, step in enumerate(family.steps):
            key = self._within(step, children, each)
            if key is not None:
                return (number, key, last)
        return None

    def _within(self, step: Step, children: list[Child], each: tuple) -> tuple | None:
        places = [
            self._at(pool or (child.present if step.staying_counts else None))
            for child, (_, _, pool) in zip(children, each, strict=True)
        ]
        there = [place for place in places if place]
        for child, (_, rank, pool) in zip(children, each, strict=True):
            ranked = child.id not in self.fixed and rank != 99
            if pool and ranked and not step.ranks[0] <= rank <= step.ranks[1]:
                return None
        if step.one_place and len(set(there)) > 1:
            return None
        must = {Who.ALL: places, Who.SOME: there[:1], Who.ELDEST: places[:1]}
        if not all(must.get(step.who, places[-1:])):
            return None
        ranks = [rank for _, rank, _ in each]
        at = [at for at, _, _ in each]
        measures = {
            First.PLACED: -len(there),
            First.TOGETHER: -max((there.count(place) for place in there), default=0),
            First.ELDEST_PLACED: [not place for place in places],
            First.YOUNGEST_PLACED: [not place for place in reversed(places)],
            First.PRODUCT: prod(ranks),
            First.SUM: sum(ranks),
            First.WORST: max(ranks),
            First.ELDEST_RANK: at,
            First.YOUNGEST_RANK: at[::-1],
        }
        return tuple(measures[first] for first in step.first)

    def _at(self, pool: str | None) -> str | None:
        return None if pool is None else self.pool[pool].facility

    def order(self, child: str, pool: str) -> tuple:
        """Who goes first at a pool."""
        one = self.child[child]
        own = self.family[child].children.index(child)
        if self.kept.get(child) == pool or (one.present == pool and child not in self.kept):
            return (0, own)
        wish = next(w for w in one.wishes if w.facility == self.pool[pool].facility)
        lot = hashlib.sha256(f"s:{child}:1".encode()).hexdigest()
        waved = bool(self.pool[pool].first & one.tags)
        return (1, not waved, -wish.points, one.keys["income"], lot)

    def sitting(self, placed: Placed) -> dict[str, list[str]]:
        """Who sits where, whether newly or still."""
        found: dict[str, list[str]] = {pool: [] for pool in self.pool}
        for child in self.child.values():
            stays = None if child.id in self.kept else child.present
            pool = placed.get(child.id) or stays
            if pool:
                found[pool].append(child.id)
        return found

    def feasible(self, placed: Placed) -> bool:
        """Whether all seats suffice and every tuple is accepted."""
        return all(
            len(who) <= self.seats[pool] for pool, who in self.sitting(placed).items()
        ) and all(
            tuple(placed[each] for each in family.children) in self.tuples(family)
            for family in self.market.families
        )

    def blocking(self, placed: Placed) -> dict[str, tuple[str | None, ...]]:
        """Each blocking family and the best tuple it would get."""
        found = {}
        for family in self.market.families:
            has = tuple(placed[each] for each in family.children)
            for wants in self.tuples(family):
                if wants == has:
                    break
                if self._granted(family, wants, placed):
                    found[family.id] = wants
                    break
        return found

    def _granted(self, family: Family, wants: Sequence[str | None], placed: Placed) -> bool:
        others = {k: v for k, v in placed.items() if k not in family.children}
        without = self.sitting({**others, **dict.fromkeys(family.children)})
        moved = self.sitting({**others, **dict(zip(family.children, wants, strict=True))})
        for pool, who in moved.items():
            mine = [each for each in who if each in family.children]
            theirs = [each for each in without[pool] if each not in family.children]
            ranked = sorted(theirs + mine, key=lambda each: self.order(each, pool))
            if not set(mine) <= set(ranked[: self.seats[pool]]):
                return False
        return True

    def plans(self) -> Iterator[dict[str, str | None]]:
        """Every feasible plan."""
        families = self.market.families
        for row in itertools.product(*(self.down_to_the_least(family) for family in families)):
            placed = {
                child: pool
                for family, chosen in zip(families, row, strict=True)
                for child, pool in zip(family.children, chosen, strict=True)
            }
            if all(len(who) <= self.seats[pool] for pool, who in self.sitting(placed).items()):
                yield placed
