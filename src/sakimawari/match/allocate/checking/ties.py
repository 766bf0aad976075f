"""Applicants whom points and the city's whole chain leave equal: named, never parted by rows."""

from __future__ import annotations

from collections import defaultdict

from sakimawari.match.allocate.market.values import Decided, Market
from sakimawari.match.allocate.reading.found import Found
from sakimawari.problems import Place

_SHOWN = 12


def check_ties(market: Market, found: Found) -> None:
    """A stop for every pool at which children of different families stand equal, with their numbers."""
    if any(link.seed is not None for link in market.chain):
        return
    family_of = {child: family.id for family in market.families for child in family.children}
    by_facility = defaultdict(list)
    for pool in market.pools:
        by_facility[pool.facility].append(pool)
    decided = {each.child for each in market.decisions if each.kind is Decided.FIXED}
    keys = [link.key for link in market.chain]
    equal: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for child in market.children:
        if child.id in decided:
            continue
        own = tuple(child.keys.get(key) for key in keys)
        for wish in child.wishes:
            for pool in by_facility[wish.facility]:
                if child.klass in pool.classes and (pool.tag is None or pool.tag in child.tags):
                    equal[pool.id, wish.points, own].append(child.id)
    seen: set[tuple[str, ...]] = set()
    for (pool_id, _, _), children in equal.items():
        who = tuple(sorted(children))
        if len({family_of[child] for child in who}) > 1 and who not in seen:
            seen.add(who)
            _stop(str(pool_id), who, found)


def _stop(pool: str, who: tuple[str, ...], found: Found) -> None:
    named = "、".join(who[:_SHOWN]) + (
        f" and {len(who) - _SHOWN} more" if len(who) > _SHOWN else ""
    )
    found.stop(
        "ALLOC052",
        f"at {pool} {len(who)} children are equal in points and in all tie-breaks: {named}",
        "add a tie-break to 同点の順 in rules.yaml; the last may be {抽選: a published seed}",
        where=Place(file="rules.yaml", column="同点の順"),
    )
