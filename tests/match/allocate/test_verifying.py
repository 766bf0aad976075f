"""The examiner certifies what keeps every rule, and names each thing that does not."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from sakimawari.match.allocate.examining.accepting import all_tuples
from sakimawari.match.allocate.examining.terms import terms_of
from sakimawari.match.allocate.examining.verifying import Examination, blocked_families, examine
from sakimawari.match.allocate.market.sibling_rules import (
    ANY,
    ONLY_TOGETHER,
    SAME_DAY,
    rank_by_rank,
)
from sakimawari.match.allocate.market.values import (
    Child,
    Condition,
    Decided,
    Decision,
    Family,
    Link,
    Market,
    Pool,
    Step,
    Wish,
)
from tests.match.allocate.by_hand import ByHand, Placed, drawn_market


def pool(id: str, seats: int = 1, **more: object) -> Pool:
    """A pool of the facility its id begins with, for one-year-olds unless said otherwise."""
    about = {"classes": frozenset({1}), **more}
    return Pool(id=id, facility=id[0], seats=seats, **about)  # type: ignore[arg-type]


def child(id: str, *wishes: str, points: int = 40, **more: object) -> Child:
    """A one-year-old with the same points everywhere; `A:45` gives 45 at A."""
    ranked = []
    for wish in wishes:
        place, _, own = wish.partition(":")
        ranked.append(Wish(facility=place, points=int(own or points)))
    return Child(id=id, klass=1, wishes=tuple(ranked), **more)  # type: ignore[arg-type]


def market(pools: list[Pool], *families: list[Child], **more: object) -> Market:
    """A market of families without a rule of their own (each child takes what it gets)."""
    made = tuple(
        Family(id=f"F{at}", children=tuple(each.id for each in own), steps=ANY)
        for at, own in enumerate(families)
    )
    children = tuple(each for own in families for each in own)
    return Market(pools=tuple(pools), children=children, families=made, **more)  # type: ignore[arg-type]


def broken(examined: Examination) -> dict[str, tuple[str, ...]]:
    """The claims that are broken, and who is named first."""
    return {each.claim: each.who for each in examined.certificate.violations}


TWO = market([pool("A1"), pool("B1")], [child("a", "A", "B", points=41)], [child("b", "A", "B")])
STABLE: Placed = {"a": "A1", "b": "B1"}


def test_a_stable_plan_is_certified() -> None:
    examined = examine(TWO, STABLE)
    assert examined.certificate.sound
    assert examined.blocked == ()
    held = {claim.id: claim.holds for claim in examined.certificate.claims}
    assert held.pop("best_for_families") is None  # an examiner does not prove
    assert set(held.values()) == {True}


def test_a_family_passed_over_is_named_with_what_it_wants_and_whom_it_displaces() -> None:
    (found,) = examine(TWO, {"a": "B1", "b": "A1"}).blocked
    assert (found.family, found.has, found.wants, found.displaced) == (
        "F0",
        ("B1",),
        ("A1",),
        ("b",),
    )


def test_a_free_seat_somebody_wants_displaces_nobody() -> None:
    (found,) = examine(TWO, {"a": "A1", "b": None}).blocked
    assert (found.family, found.wants, found.displaced) == ("F1", ("B1",), ())


def test_families_the_plan_names_itself_do_not_break_it() -> None:
    plan: Placed = {"a": "B1", "b": "A1"}
    assert not examine(TWO, plan).certificate.sound
    named = examine(TWO, plan, named=["F0"])
    assert named.certificate.sound
    (stable,) = [claim for claim in named.certificate.claims if claim.id == "stable"]
    assert (stable.holds, stable.figures["blocking"]) == (True, 1)
    assert not examine(TWO, plan, named=["F1"]).certificate.sound


@pytest.mark.parametrize(
    ("plan", "claim", "who"),
    [
        ({"a": "A1", "b": "C1"}, "known", "b"),
        ({"a": "A1", "b": "B1", "c": None}, "known", "c"),
        ({"a": "A1"}, "once", "b"),
        ({"a": "A1", "b": "A1"}, "seats", "a"),
    ],
)
def test_unknown_missing_and_crowded_are_named(plan: Placed, claim: str, who: str) -> None:
    assert broken(examine(TWO, plan))[claim][0] == who


def test_a_child_with_two_results_is_named() -> None:
    rows = [("a", "A1"), ("b", "B1"), ("b", None)]
    assert broken(examine(TWO, rows))["once"] == ("b",)


def test_a_place_not_wished_for_or_not_open_is_named() -> None:
    pools = [pool("A1"), pool("B2", classes=frozenset({2})), pool("Bx", tag="care"), pool("B9")]
    pools += [pool("C1", minimum_months=12)]
    one = market(pools, [child("a", "B", "C", months=11)])
    assert broken(examine(one, {"a": "A1"}))["wished"] == ("a",)
    assert broken(examine(one, {"a": "B2"}))["open"] == ("a",)  # another class
    assert broken(examine(one, {"a": "Bx"}))["open"] == ("a",)  # a reserved seat
    assert broken(examine(one, {"a": "C1"}))["open"] == ("a",)  # a month too young
    assert examine(one, {"a": "B9"}).certificate.sound


def test_a_reserved_seat_is_open_to_who_carries_the_tag() -> None:
    one = market([pool("Ax", tag="care")], [child("a", "A", tags=frozenset({"care"}))])
    assert examine(one, {"a": "Ax"}).certificate.sound


def test_a_seat_held_back_is_no_seat() -> None:
    one = replace(TWO, held={"B1": 1})
    assert broken(examine(one, STABLE))["seats"] == ("b",)
    assert examine(one, {"a": "A1", "b": None}).certificate.sound


def test_who_moves_frees_a_seat_and_who_does_not_keeps_it() -> None:
    one = market([pool("A1"), pool("B1", 0)], [child("a", "A", present="B1")], [child("b", "B")])
    assert examine(one, {"a": "A1", "b": "B1"}).certificate.sound
    assert broken(examine(one, {"a": None, "b": "B1"}))["seats"] == ("a", "b")


def test_siblings_apart_against_their_rule_are_named() -> None:
    both = market([pool("A1"), pool("B1")], [child("a", "A", "B"), child("b", "A", "B")])
    (family,) = both.families
    together = replace(both, families=(replace(family, steps=ONLY_TOGETHER),))
    plan: Placed = {"a": "A1", "b": "B1"}
    assert examine(both, plan).certificate.sound
    assert broken(examine(together, plan))["siblings"] == ("F0", "a", "b")
    same_day = replace(both, families=(replace(family, steps=SAME_DAY),))
    assert broken(examine(same_day, {"a": "A1", "b": None}))["siblings"][0] == "F0"


def test_a_condition_between_siblings_is_kept() -> None:
    both = market([pool("A1", 2), pool("B1")], [child("a", "A", "B"), child("b", "A", "B")])
    only = Condition(child="b", other="a", at=frozenset("B"), where=frozenset("B"))
    (family,) = both.families
    bound = replace(both, families=(replace(family, conditions=(only,)),))
    assert "siblings" in broken(examine(bound, {"a": "A1", "b": "B1"}))
    assert "siblings" not in broken(examine(bound, {"a": "A1", "b": "A1"}))


def test_what_was_decided_by_hand_is_held() -> None:
    fixed = replace(TWO, decisions=(Decision(child="b", pool="A1"),))
    assert set(broken(examine(fixed, STABLE))) >= {"decided"}
    assert examine(fixed, {"a": "B1", "b": "A1"}).certificate.sound
    barred = replace(TWO, decisions=(Decision(child="a", pool="A1", kind=Decided.FORBIDDEN),))
    assert "decided" in broken(examine(barred, STABLE))
    assert examine(barred, {"a": "B1", "b": "A1"}).certificate.sound


def test_equals_and_a_missing_tie_break_make_the_order_doubtful() -> None:
    tied = market([pool("A1")], [child("a", "A")], [child("b", "A")])
    assert set(broken(examine(tied, {"a": "A1", "b": None}))["strict"]) == {"a", "b"}
    drawn = replace(tied, chain=(Link(key="lot", seed="2027"),))
    assert "strict" not in broken(examine(drawn, {"a": "A1", "b": None}))
    chained = replace(tied, chain=(Link(key="income"),))
    assert "strict" in broken(examine(chained, {"a": "A1", "b": None}))


def test_nobody_told_is_worse_off_in_a_second_run() -> None:
    told: Placed = {"a": "B1", "b": "A1"}
    second = examine(TWO, told, told=told)  # what was told ranks first, though not by points
    assert second.certificate.sound
    assert "kept" in broken(examine(TWO, STABLE, told=told))
    lost: Placed = {"a": "B1", "b": None}
    assert "kept" in broken(examine(TWO, lost, told=told))


def test_twins_change_places_and_a_move_frees_a_seat_for_a_sibling() -> None:
    """Both twins fit only if the seat one of them holds counts as left."""
    twins = [child("a", "A", "B", points=45), child("b", "A", "B", points=45)]
    one = market([pool("A1", 2), pool("B1", 2)], twins, [child("c", "A", points=44)])
    (found,) = blocked_families(one, {"a": "A1", "b": "B1", "c": "A1"})
    assert (found.family, found.wants, found.displaced) == ("F0", ("A1", "A1"), ("c",))
    elder = child("a", "A", present="B1")
    moved = market([pool("A1"), pool("B1", 0)], [elder, child("b", "B")])
    (found,) = blocked_families(moved, {"a": None, "b": None})
    assert (found.wants, found.displaced) == (("A1", "B1"), ())


def test_a_seat_a_twin_would_need_twice_is_not_within_reach() -> None:
    twins = [child("a", "A", points=45), child("b", "A", points=45)]
    one = market([pool("A1")], twins)
    together = replace(one, families=(replace(one.families[0], steps=ONLY_TOGETHER),))
    assert examine(together, {"a": None, "b": None}).certificate.sound


def test_steps_are_gone_through_in_order() -> None:
    steps = (Step(one_place=True, who=ONLY_TOGETHER[0].who, ranks=(1, 1)), *ANY)
    both = market([pool("A1", 2), pool("B1", 2)], [child("a", "B", "A"), child("b", "B", "A")])
    ranked = replace(both, families=(replace(both.families[0], steps=steps),))
    (found,) = blocked_families(ranked, {"a": "A1", "b": "A1"})
    assert found.wants == ("B1", "B1")


@pytest.mark.parametrize("seed", range(40))
def test_lists_and_blocking_families_are_as_by_hand(seed: int) -> None:
    drawn = drawn_market(seed)
    slow, terms = ByHand(drawn), terms_of(drawn)
    for at, family in enumerate(drawn.families):
        rows, keys = all_tuples(terms.flat, at)
        ours = [
            tuple(None if each < 0 else terms.pools[terms.tables.pool[each]] for each in rows[row])
            for row in np.lexsort(keys.T[::-1])
        ]
        assert ours == slow.tuples(family)
    draw = random.Random(seed)
    for _ in range(6):
        plan = {
            child: pool
            for family in drawn.families
            for child, pool in zip(family.children, draw.choice(slow.tuples(family)), strict=True)
        }
        examined = examine(drawn, plan)
        assert {each.family: each.wants for each in examined.blocked} == slow.blocking(plan)
        crowded = any(len(who) > slow.seats[at] for at, who in slow.sitting(plan).items())
        assert set(broken(examined)) - {"stable"} == ({"seats"} if crowded else set())


def test_a_family_told_its_first_ranks_does_not_block_with_lower_ranks_at_one_place() -> None:
    """What was told keeps its rank: rank by rank first, together at any rank only after it."""
    given = market([pool("A1", 2), pool("B1", 2)], [child("x", "A", "B"), child("y", "B", "A")])
    family = replace(given.families[0], steps=rank_by_rank(2, one_place=False, then=ONLY_TOGETHER))
    asked = replace(given, families=(family,))
    told = {"x": "A1", "y": "B1"}
    assert not blocked_families(asked, told, told=told)
    worse = examine(asked, {"x": "A1", "y": "A1"}, told=told)
    assert {"kept", "stable"} <= set(broken(worse))
