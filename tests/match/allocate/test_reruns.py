"""Given again: nobody told a place is worse off, and what a full run would change is said beside it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.match.allocate.again import Rerun as Ways
from sakimawari.match.allocate.again import given_again, market_after
from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.engine.reruns import Mode, Placed, Rerun, after_round, rerun
from sakimawari.match.allocate.examining.verifying import examine
from sakimawari.match.allocate.market.values import (
    Child,
    Decision,
    Family,
    First,
    Market,
    Pool,
    Step,
    Who,
    Wish,
)
from sakimawari.problems import Problems
from tests.match.allocate.small_markets import drawn_market


def child(id: str, *wishes: str, points: int) -> Child:
    return Child(id=id, klass=1, wishes=tuple(Wish(facility=w, points=points) for w in wishes))


def market(seats: dict[str, int], *children: Child) -> Market:
    return Market(
        pools=tuple(
            Pool(id=f"{name}1", facility=name, classes=frozenset({1}), seats=count)
            for name, count in seats.items()
        ),
        children=children,
        families=tuple(Family(id=f"f-{each.id}", children=(each.id,)) for each in children),
    )


ASKED = market(
    {"a": 1, "b": 1},
    child("x", "a", points=50),
    child("y", "a", "b", points=45),
    child("z", "b", points=40),
)
TOLD = allocate(ASKED).placed


def without(asked: Market, *gone: str) -> Market:
    return replace(
        asked,
        children=tuple(each for each in asked.children if each.id not in gone),
        families=tuple(each for each in asked.families if each.children[0] not in gone),
    )


def test_a_seat_given_back_moves_up_who_wants_it_and_admits_who_waited() -> None:
    assert TOLD == {"x": "a1", "y": "b1", "z": None}
    again = rerun(without(ASKED, "x"), TOLD)
    assert again.matching.placed == {"y": "a1", "z": "b1"}
    assert (again.better, again.worse, again.admitted, again.lost) == (
        ("f-y", "f-z"),
        (),
        ("z",),
        (),
    )


def test_somebody_late_with_more_points_takes_no_seat_that_was_told() -> None:
    late = market({"a": 1, "b": 1}, *ASKED.children, child("w", "a", "b", points=60))
    again = rerun(late, TOLD)
    assert again.matching.placed == {**TOLD, "w": None}
    assert again.late == again.by_points == ("f-w",)
    full = rerun(late, TOLD, Mode.FULL)
    assert full.matching.placed == {"w": "a1", "x": None, "y": "b1", "z": None}
    assert (full.worse, full.lost, full.admitted) == (("f-x",), ("x",), ("w",))
    assert full.by_points == ()


def test_seats_corrected_downwards_are_kept_for_whom_they_were_told_and_said() -> None:
    again = rerun(replace(ASKED, pools=market({"a": 0, "b": 1}).pools), TOLD)
    assert again.matching.placed == TOLD
    assert again.over == {"a1": 1}
    full = rerun(replace(ASKED, pools=market({"a": 0, "b": 1}).pools), TOLD, Mode.FULL)
    assert full.lost == ("x",)
    assert not full.over


def test_a_place_told_that_is_not_wished_any_more_is_kept_until_a_better_one_comes() -> None:
    changed = replace(
        ASKED, children=(ASKED.children[0], child("y", "a", points=45), ASKED.children[2])
    )
    assert rerun(changed, TOLD).matching.placed == TOLD
    assert rerun(without(changed, "x"), TOLD).matching.placed == {"y": "a1", "z": "b1"}


def test_a_pool_that_is_gone_cannot_be_kept() -> None:
    with pytest.raises(Problems) as refused:
        rerun(replace(market({"a": 1}, child("x", "a", points=1))), {"x": "q1"})
    assert refused.value.found[0].id == "ALLOC007"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.integers(0, 100_000))
def test_nobody_told_is_worse_off_whatever_happens(seed: int) -> None:
    drawn, rng = drawn_market(seed), random.Random(seed)
    try:
        told = allocate(drawn).placed
    except Problems:
        return
    later = _some_time_later(drawn, rng)
    try:
        again = rerun(later, told)
    except Problems as refused:  # a decision by hand the corrected seats do not allow
        assert {each.id for each in refused.found} == {"ALLOC005"}
        assert later.decisions
        return
    if later.decisions == drawn.decisions:
        assert again.worse == again.lost == ()
    _same_to_the_examiner(later, told, again)


def _some_time_later(drawn: Market, rng: random.Random) -> Market:
    """Families withdrew, seats were corrected, wishes changed, a decision was made by hand."""
    families = tuple(each for each in drawn.families if rng.random() < 0.75)
    here = {each for family in families for each in family.children}
    children = tuple(_wishes_anew(each, rng) for each in drawn.children if each.id in here)
    pools = tuple(
        replace(pool, seats=max(0, pool.seats + rng.choice([0, 0, 1, -1]))) for pool in drawn.pools
    )
    decisions = tuple(each for each in drawn.decisions if each.child in here)
    if children and rng.random() < 0.2 and not decisions:
        pool = rng.choice([None, rng.choice(pools).id])
        decisions = (Decision(child=rng.choice(children).id, pool=pool),)
    return replace(drawn, families=families, children=children, pools=pools, decisions=decisions)


def _wishes_anew(child: Child, rng: random.Random) -> Child:
    if rng.random() < 0.7:
        return child
    wishes = rng.sample(child.wishes, rng.randint(1, len(child.wishes)))
    return replace(child, wishes=tuple(wishes))


def _same_to_the_examiner(later: Market, told: Placed, again: Rerun) -> None:
    """What the engine says of a run given again, code that did not make it says too."""
    here = {each.id for each in later.children}
    promised = {child: pool for child, pool in told.items() if child in here}
    stands = market_after(later, Ways.GUARANTEED, promised, again.over)
    named = [each.family for each in again.matching.blocking]
    seen = examine(stands, again.matching.placed, told=promised, named=named)
    assert seen.certificate.sound, seen.certificate.violations
    assert {each.family: each.wants for each in seen.blocked} == {
        each.family: each.wants for each in again.matching.blocking
    }


def siblings(*steps: Step) -> Market:
    """Two siblings and two facilities, one seat each."""
    both = market({"a": 1, "b": 1}, child("x", "a", "b", points=50), child("y", "b", points=45))
    return replace(both, families=(Family(id="f", children=("x", "y"), steps=steps),))


SECOND_ONLY = Step(one_place=False, who=Who.SOME, ranks=(2, 98))
ANYTHING = Step(one_place=False, who=Who.SOME)


def test_being_told_a_place_does_not_change_what_a_family_likes_better() -> None:
    """A family that puts second choices first keeps doing so: its first choice is no reason to move."""
    alone = replace(
        market({"a": 1, "b": 1}, child("x", "a", "b", points=50)),
        families=(Family(id="f", children=("x",), steps=(SECOND_ONLY, ANYTHING)),),
    )
    told: Placed = {"x": "b1"}
    again = rerun(alone, told)
    assert again.matching.placed == told
    assert examine(alone, told, told=told).certificate.sound
    moved = examine(alone, {"x": "a1"}, told=told).certificate.violations
    assert {each.claim for each in moved} == {"kept", "stable"}


def test_a_place_told_and_no_longer_wished_for_does_not_hold_a_sibling_back() -> None:
    asked = siblings(ANYTHING)
    elder = replace(asked.children[0], wishes=())
    later = replace(asked, children=(elder, asked.children[1]))
    told: Placed = {"x": "a1", "y": None}
    again = rerun(later, told)
    assert again.matching.placed == {"x": "a1", "y": "b1"}
    (stays,) = examine(later, told, told=told).blocked
    assert stays.wants == ("a1", "b1")


def test_a_told_child_gives_its_place_up_for_no_sibling() -> None:
    """The younger's place alone would be liked better; but who was told a place keeps one."""
    youngest = Step(one_place=False, who=Who.SOME, first=(First.YOUNGEST_PLACED, First.SUM))
    told: Placed = {"x": "b1", "y": None}
    later = siblings(youngest)
    later = replace(later, pools=(replace(later.pools[0], seats=0), later.pools[1]))
    again = rerun(later, told)
    assert (again.matching.placed, again.matching.blocking) == (told, ())
    assert examine(later, told, told=told).certificate.sound
    assert rerun(later, told, Mode.FULL).matching.placed == {"x": None, "y": "b1"}


def test_a_decision_by_hand_since_replaces_what_its_child_was_told() -> None:
    told: Placed = {"x": "a1", "y": "b1"}
    decided = replace(siblings(ANYTHING), decisions=(Decision(child="x", pool=None),))
    again = rerun(decided, told)
    assert (again.matching.placed, again.lost) == ({"x": None, "y": "b1"}, ("x",))
    assert examine(decided, again.matching.placed, told=told).certificate.sound


def test_the_next_round_leaves_everybody_admitted_where_they_are() -> None:
    second = after_round(ASKED, allocate(ASKED))
    late = market({"a": 1, "b": 2}, *ASKED.children, child("w", "a", "b", points=30))
    third = replace(late, decisions=second.decisions)
    assert allocate(third).placed == {"x": "a1", "y": "b1", "z": "b1", "w": None}


def test_a_further_round_keeps_seats_that_were_promised_though_they_were_corrected_away() -> None:
    asked = market({"a": 0}, child("x", "a", points=40), child("y", "a", points=50))
    again = given_again(asked, {"x": "a1", "y": None}, Ways.ROUND)
    assert (again.matching.placed, again.over) == ({"x": "a1", "y": None}, {"a1": 1})
