"""What each child can get: the pools of its wished facilities that may take it, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sakimawari.match.allocate.market.values import Child, Decided, Decision, Market, Pool
from sakimawari.problems import Problem, Problems

UNWISHED = (
    99  # the rank of a place given by hand, or promised earlier, that is not wished (any more)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A pool a child can get; `rank` of the wish, from 1."""

    rank: int
    facility: str
    pool: str


def takes(pool: Pool, child: Child) -> bool:
    """Whether a pool is open to a child: class, least age in months, reservation."""
    return (
        child.klass in pool.classes
        and child.months >= pool.minimum_months
        and (pool.tag is None or pool.tag in child.tags)
    )


def options_of(market: Market) -> dict[str, tuple[Option, ...]]:
    """Every child's options, best first; what people fixed by hand leaves one option or none.

    A facility wished twice counts where it is wished first. The present seat is no option: keeping
    it is what a child has when it gets nothing. ALLOC002: an id the market does not hold.
    """
    pools = {pool.id: pool for pool in market.pools}
    by_facility: dict[str, list[Pool]] = {}
    for pool in market.pools:
        by_facility.setdefault(pool.facility, []).append(pool)
    _check(market, pools, by_facility)
    offered: dict[tuple[str, int], list[Pool]] = {}
    for pool in sorted(market.pools, key=lambda pool: pool.tag is None):  # reserved ones first
        for klass in pool.classes:
            offered.setdefault((pool.facility, klass), []).append(pool)
    decided: dict[str, list[Decision]] = {}
    for decision in market.decisions:
        decided.setdefault(decision.child, []).append(decision)
    return {
        child.id: _decided(child, _wished(child, pools, offered), decided[child.id], pools)
        if child.id in decided
        else _wished(child, pools, offered)
        for child in market.children
    }


def seats_of(market: Market) -> dict[str, int]:
    """Seats by pool: the free ones, those its children hold now, less those held back."""
    now = Counter(child.present for child in market.children)
    return {
        pool.id: max(pool.seats + now[pool.id] - market.held.get(pool.id, 0), 0)
        for pool in market.pools
    }


def _wished(
    child: Child, pools: Mapping[str, Pool], offered: Mapping[tuple[str, int], list[Pool]]
) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for rank, wish in enumerate(child.wishes, 1):
        if wish.pools:
            reached = [pools[each] for each in wish.pools]
        else:
            reached = offered.get((wish.facility, child.klass), [])
        for pool in reached:
            if pool.id not in found and pool.id != child.present and takes(pool, child):
                found[pool.id] = Option(rank=rank, facility=pool.facility, pool=pool.id)
    return tuple(found.values())


def _decided(
    child: Child,
    wished: tuple[Option, ...],
    decisions: list[Decision],
    pools: Mapping[str, Pool],
) -> tuple[Option, ...]:
    """A fixed place is the only option, reservation and age set aside: people decided it."""
    for decision in decisions:
        if decision.kind is Decided.FIXED:
            return _fixed(child, wished, decision.pool, pools)
    forbidden = {decision.pool for decision in decisions}
    return tuple(option for option in wished if option.pool not in forbidden)


def _fixed(
    child: Child, wished: tuple[Option, ...], pool: str | None, pools: Mapping[str, Pool]
) -> tuple[Option, ...]:
    if pool is None or pool == child.present:
        return ()
    for option in wished:
        if option.pool == pool:
            return (option,)
    facility = pools[pool].facility
    ranks = [rank for rank, wish in enumerate(child.wishes, 1) if wish.facility == facility]
    return (Option(rank=min(ranks, default=UNWISHED), facility=facility, pool=pool),)


def _check(
    market: Market, pools: Mapping[str, Pool], by_facility: Mapping[str, list[Pool]]
) -> None:
    found = [*_twice(market), *_unknown(market, pools, by_facility)]
    if found:
        raise Problems(found)


def _twice(market: Market) -> Iterator[Problem]:
    members = [child for family in market.families for child in family.children]
    for what, ids in (
        ("pool", [pool.id for pool in market.pools]),
        ("child", [child.id for child in market.children]),
        ("family", [family.id for family in market.families]),
        ("member of families", members),
    ):
        for again in sorted(
            {each for each in ids if ids.count(each) > 1} if _any_twice(ids) else ()
        ):
            yield Problem(
                id="ALLOC003",
                what=f"the {what} {again} is there twice",
                do="keep one of the two",
            )


def _any_twice(ids: list[str]) -> bool:
    return len(set(ids)) < len(ids)


def _unknown(
    market: Market, pools: Mapping[str, Pool], by_facility: Mapping[str, list[Pool]]
) -> Iterator[Problem]:
    children = {child.id for child in market.children}
    named = [("child", each, family.id) for family in market.families for each in family.children]
    known = {"child": children, "pool": set(pools), "facility": set(by_facility)}
    for child in market.children:
        named += [("facility", wish.facility, child.id) for wish in child.wishes if not wish.pools]
        named += [("pool", pool, child.id) for wish in child.wishes for pool in wish.pools]
        if child.present is not None:
            named.append(("pool", child.present, child.id))
    for decision in market.decisions:
        named.append(("child", decision.child, "a decision"))
        if decision.pool is not None:
            named.append(("pool", decision.pool, f"the decision about {decision.child}"))
    named += [("pool", pool, "the seats held back") for pool in market.held]
    for kind, name, by in named:
        if name not in known[kind]:
            yield _dangling(kind, name, by)
    for alone in sorted(
        children - {each for family in market.families for each in family.children}
    ):
        yield _dangling("family", "(none)", alone)


def _dangling(kind: str, name: str, by: str) -> Problem:
    return Problem(
        id="ALLOC002",
        what=f"{by} names the {kind} {name}, which the market does not hold",
        do="correct the id, or add what is missing",
    )
