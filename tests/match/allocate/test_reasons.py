"""Every wish has its reason: who sat last, what parted them, how much was lacking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sakimawari.match.allocate.because.chances import Chances
from sakimawari.match.allocate.examining.verifying import examine
from sakimawari.match.allocate.market.sibling_rules import ONLY_TOGETHER
from sakimawari.match.allocate.market.values import Link
from tests.match.allocate.test_verifying import child, market, pool

LOTS = (Link(key="income"), Link(key="lot", seed="2027"))


def test_a_point_less_than_the_last_admitted_is_one_point_lacking_where_the_chain_helps() -> None:
    def asked(income: int) -> int | None:
        given = market(
            [pool("A1")],
            [child("a", "A", points=41, keys={"income": 2})],
            [child("b", "A", points=40, keys={"income": income})],
            chain=LOTS,
        )
        (chance,) = Chances(given, {"a": "A1", "b": None}).of("b")
        assert (chance.last, chance.last_points, chance.points) == ("a", 41, 40)
        assert (chance.decided, chance.place, chance.ahead, chance.within) == (
            "points",
            2,
            1,
            False,
        )
        return chance.more_points

    assert (asked(1), asked(3)) == (1, 2)  # with as many points the smaller income goes first


def test_equal_points_are_decided_by_the_link_that_differs() -> None:
    given = market(
        [pool("A1")],
        [child("a", "A", keys={"income": 1})],
        [child("b", "A", keys={"income": 2})],
        chain=LOTS,
    )
    (chance,) = Chances(given, {"a": "A1", "b": None}).of("b")
    assert (chance.decided, chance.more_points) == ("income", 1)


def test_no_points_bring_anybody_before_who_holds_the_seat_or_where_there_is_none() -> None:
    given = market(
        [pool("A1", 0), pool("B1", 0)], [child("a", "B", present="A1")], [child("b", "A", "B")]
    )
    held, none = Chances(given, {"a": None, "b": None}).of("b")
    assert (held.decided, held.last_points, held.more_points) == ("first", None, None)
    assert (none.last, none.seats, none.more_points) == (None, 0, None)


@pytest.mark.parametrize("points", range(38, 44))
def test_the_points_said_to_be_lacking_are_just_enough(points: int) -> None:
    def with_points(own: int) -> bool:
        given = market(
            [pool("A1", 2)],
            [child("a", "A", points=43, keys={"income": 1})],
            [child("b", "A", points=40, keys={"income": 2})],
            [child("c", "A", points=own, keys={"income": 3})],
            chain=LOTS,
        )
        (chance,) = Chances(given, {"a": "A1", "b": "A1", "c": None}).of("c")
        needed[own] = chance.more_points
        return bool(examine(given, {"a": "A1", "b": "A1", "c": None}).blocked)

    needed: dict[int, int | None] = {}
    blocks = with_points(points)
    more = needed[points]
    assert more is not None
    assert blocks is (more == 0)
    assert with_points(points + more)
    assert more == 0 or not with_points(points + more - 1)


def test_the_child_who_stops_its_family_is_named() -> None:
    given = market(
        [pool("A1", 2), pool("B1")],
        [child("a", "A", points=50), child("b", "A:40", "B:50")],
        [child("c", "A", points=45)],
        [child("d", "A", points=45, keys={})],
        chain=(Link(key="lot", seed="2027"),),
    )
    pair = replace(given.families[0], steps=ONLY_TOGETHER)
    given = replace(given, families=(pair, *given.families[1:]))
    (refused,) = Chances(given, {"a": None, "b": None, "c": "A1", "d": "A1"}).refused("F0")
    assert (refused.wants, refused.child, refused.pool) == (("A1", "A1"), "b", "A1")


def test_who_waits_stands_in_the_order_of_the_pool() -> None:
    given = market(
        [pool("A1"), pool("B1")],
        [child("a", "A", points=45)],
        [child("b", "A", "B", points=41)],
        [child("c", "A", points=42)],
        [child("d", "B", "A", points=44)],
    )
    reasons = Chances(given, {"a": "A1", "b": None, "c": None, "d": "B1"})
    assert reasons.waiting("A1") == ("c", "b")  # d has what it wished first
    assert reasons.waiting("B1") == ("b",)
