"""What is proved of a plan is what looking at every plan shows."""

from __future__ import annotations

import pytest

from sakimawari.match.allocate.examining.verifying import examine
from sakimawari.match.allocate.market.sibling_rules import ONLY_TOGETHER
from sakimawari.match.allocate.market.values import Child, Family, Market, Pool, Wish
from sakimawari.match.allocate.proofs.clauses import Effort
from sakimawari.match.allocate.proofs.proving import claims_of, prove, stable_plan, with_proof
from sakimawari.problems import Problems
from tests.match.allocate.by_hand import ByHand, Placed, drawn_market
from tests.match.allocate.test_verifying import child, pool


def circle() -> Market:
    """A couple and a single child: nobody's plan stands (the classic example)."""
    pair = [
        Child(id="a", klass=1, wishes=(Wish(facility="A", points=50),)),
        Child(id="b", klass=1, wishes=(Wish(facility="B", points=40),)),
    ]
    families = (
        Family(id="pair", children=("a", "b"), steps=(_ALL,)),
        Family(id="one", children=("c",)),
    )
    single = child("c", "B:45", "A:45")
    return Market(pools=(pool("A1"), pool("B1")), children=(*pair, single), families=families)


_ALL = type(ONLY_TOGETHER[0])(one_place=False, who=ONLY_TOGETHER[0].who)


def unstable() -> Market:
    """The pair wants A and B; c prefers A, where a goes first, to B, where c goes before b."""
    market = circle()
    single = child("c", "A:45", "B:45")
    return Market(
        pools=market.pools, children=(*market.children[:2], single), families=market.families
    )


def options(market: Market) -> tuple[int, list[Placed], ByHand]:
    """The fewest blocking families of any plan, the plans that have so few, and the definitions."""
    slow = ByHand(market)
    counted = [(len(slow.blocking(plan)), plan) for plan in slow.plans()]
    least = min(count for count, _ in counted)
    return least, [plan for count, plan in counted if count == least], slow


@pytest.mark.parametrize("seed", [*range(10), 14])
def test_small_markets_are_proved_as_looking_at_all_plans_shows(seed: int) -> None:
    market = drawn_market(seed + 500, families=4, plain=seed % 2 == 0)
    least, plans, slow = options(market)
    worst: Placed = {
        each: at
        for family in market.families
        for each, at in zip(family.children, slow.down_to_the_least(family)[-1], strict=True)
    }
    proof = prove(market, worst)
    assert (proof.blocking, proof.at_least, proof.fewest) == (least, least, True)
    assert proof.exists is (least == 0)
    examined = examine(
        market, proof.placed, named=[each.family for each in examine(market, proof.placed).blocked]
    )
    assert examined.certificate.sound
    assert len(slow.blocking(proof.placed)) == least
    if least == 0:
        ranks = [_ranks(slow, plan) for plan in plans]
        ours = _ranks(slow, proof.placed)
        assert not any(_all_as_good(other, ours) and other != ours for other in ranks)
        assert proof.not_bettered
        assert proof.best_for_each is all(_all_as_good(ours, other) for other in ranks)
    assert stable_plan(market)[1] is (least == 0)


def _ranks(slow: ByHand, plan: Placed) -> tuple[int, ...]:
    return tuple(
        slow.tuples(family).index(tuple(plan[each] for each in family.children))
        for family in slow.market.families
    )


def _all_as_good(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def test_of_two_stable_plans_the_families_get_theirs() -> None:
    """Two children, each first at what the other wishes first: both plans are stable."""
    market = Market(
        pools=(pool("A1"), pool("B1")),
        children=(child("a", "A:40", "B:50"), child("b", "B:40", "A:50")),
        families=(Family(id="F0", children=("a",)), Family(id="F1", children=("b",))),
    )
    proof = prove(market, {"a": "B1", "b": "A1"})
    assert (proof.bettered, proof.placed) == (True, {"a": "A1", "b": "B1"})
    again = prove(market, proof.placed)
    assert (again.bettered, again.best_for_each, again.not_bettered) == (False, True, True)


def test_where_no_plan_stands_the_fewest_are_named_with_their_bound() -> None:
    market = unstable()
    proof = prove(market, {"a": "A1", "b": "B1", "c": None})
    assert (proof.exists, proof.blocking, proof.at_least) == (False, 1, 1)
    assert set(proof.groups[0]) == {"pair", "one"}
    examined = examine(market, proof.placed)
    named = [each.family for each in examined.blocked]
    told = with_proof(examine(market, proof.placed, named=named).certificate, proof)
    assert told.sound
    (fewest,) = [claim for claim in told.claims if claim.id == "fewest_blocking"]
    assert (fewest.holds, fewest.bound) == (True, 1.0)


def test_families_who_meet_nobody_of_the_dispute_do_not_keep_the_search_going() -> None:
    disputed = unstable()
    far = [child(f"far{at}", "Z") for at in range(9)]
    market = Market(
        pools=(*disputed.pools, pool("Z1", 9)),
        children=(*disputed.children, *far),
        families=(*disputed.families, *(Family(id=each.id, children=(each.id,)) for each in far)),
    )
    plan: Placed = {"a": "A1", "b": "B1", "c": None, **{each.id: "Z1" for each in far}}
    proof = prove(market, plan, effort=Effort(seconds=1.0))
    assert (proof.exists, proof.blocking, proof.at_least) == (False, 1, 1)


def test_without_effort_nothing_is_said_to_be_proved() -> None:
    proof = prove(unstable(), {"a": "A1", "b": "B1", "c": None}, effort=Effort(seconds=0.0))
    assert (proof.exists, proof.fewest, proof.at_least) == (None, None, 0)
    best, fewest = claims_of(proof)
    assert (best.holds, fewest.holds) == (None, None)


def test_a_plan_that_breaks_a_sibling_rule_is_not_proved_but_sent_back() -> None:
    with pytest.raises(Problems) as refused:
        prove(unstable(), {"a": "A1", "b": None, "c": None})
    assert refused.value.found[0].id == "ALLOC024"


def test_when_the_clock_runs_out_the_plan_stands_with_the_bound_reached() -> None:
    plan: Placed = {"a": "A1", "b": "B1", "c": None}
    proof = prove(unstable(), plan, effort=Effort(clock=0.0))
    assert (proof.placed, proof.exists, proof.fewest) == (plan, None, None)
    assert (proof.blocking, proof.at_least) == (1, 0)


def test_a_family_with_too_many_combinations_is_examined_and_not_proved() -> None:
    """Five children who each wish for twenty facilities: four million tuples, none of them listed."""
    names = [f"n{at:02}" for at in range(20)]
    children = tuple(
        Child(id=f"x{at}", klass=1, wishes=tuple(Wish(facility=n, points=40) for n in names))
        for at in range(5)
    )
    market = Market(
        pools=tuple(Pool(id=f"{n}-1", facility=n, classes=frozenset({1}), seats=0) for n in names),
        children=children,
        families=(Family(id="F", children=tuple(each.id for each in children)),),
    )
    nobody: Placed = dict.fromkeys(each.id for each in children)
    assert examine(market, nobody).certificate.sound
    proof = prove(market, nobody)
    assert (proof.exists, proof.best_for_each, proof.not_bettered) == (True, None, None)
