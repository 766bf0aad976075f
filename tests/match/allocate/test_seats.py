"""What a seat more or less would change is what giving all places again shows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.engine.seats import Seats, seat_values
from sakimawari.match.allocate.market.values import Child, Link, Market, Wish
from sakimawari.problems import Problems
from tests.match.allocate.by_hand import drawn_market
from tests.match.allocate.test_verifying import child, market, pool

CHAIN = market(
    [pool("A1"), pool("B1"), pool("C1", 3)],
    [child("a", "A", points=45)],
    [child("b", "A", "B", points=44)],
    [child("c", "B", points=43)],
    [child("d", "B", points=42)],
)
PLAN = {"a": "A1", "b": "B1", "c": None, "d": None}


def test_a_seat_is_worth_the_whole_chain_it_starts() -> None:
    first, *others = seat_values(CHAIN, PLAN)
    assert (first.pools, first.admitted) == (("A1",), 1)
    assert dict(first.moved) == {"b": "A1", "c": "B1"}
    assert (set(first.better), first.worse) == ({"F1", "F2"}, ())
    assert [(each.pools[0], each.admitted) for each in others] == [("B1", 1), ("C1", 0)]


def test_two_seats_at_once_are_not_twice_one() -> None:
    seats = Seats(CHAIN, PLAN)
    assert seats.what_if({"B1": 2}).admitted == 2
    assert seats.what_if({"B1": 5}).admitted == 2  # nobody else waits
    assert seats.what_if({"A1": 1, "B1": 1}).moved == {"b": "A1", "c": "B1", "d": "B1"}


def test_a_seat_less_sends_the_last_by_order_away() -> None:
    less = Seats(CHAIN, PLAN).what_if({"A1": -1})
    assert (less.admitted, dict(less.moved)) == (-1, {"a": None})
    assert less.worse == ("F0",)
    assert Seats(CHAIN, PLAN).what_if({"C1": -1}).moved == {}


@pytest.mark.parametrize("change", [{"X1": 1}, {"A1": 11}, {"A1": -2}])
def test_a_change_that_cannot_be_tried_is_named(change: dict[str, int]) -> None:
    with pytest.raises(Problems) as refused:
        Seats(CHAIN, PLAN).what_if(change)
    assert refused.value.found[0].id == "ALLOC025"


def test_the_seat_of_who_may_stay_is_not_taken() -> None:
    stays = market([pool("A1", 0), pool("B1", 0)], [child("a", "A", present="B1")])
    seats = Seats(stays, {"a": None})
    assert seats.removable() == ()
    assert seats.what_if({"A1": 1}).moved == {"a": "A1"}


def again(given: Market, at: str, more: int) -> tuple[int, int]:
    """Children placed and families blocked when everything is given again."""
    pools = tuple(
        replace(each, seats=each.seats + more) if each.id == at else each for each in given.pools
    )
    matching = allocate(replace(given, pools=pools))
    return sum(each is not None for each in matching.placed.values()), len(matching.blocking)


def test_values_are_what_giving_everything_again_shows() -> None:
    compared = 0
    for seed in range(12):
        given = drawn_market(seed + 40, families=5, plain=True)
        matching = allocate(given)
        if matching.blocking:
            continue
        placed = sum(each is not None for each in matching.placed.values())
        for value in seat_values(given, matching.placed):
            now, blocked = again(given, value.pools[0], 1)
            if value.blocking == blocked == 0:
                compared += value.admitted == now - placed
    assert compared >= 60


def single_children(seed: int) -> Market:
    """Forty families of one child with four wishes each among ten pools: long chains, exchanges."""
    draw = random.Random(seed)
    pools = [pool(f"{each}1", draw.randint(1, 4)) for each in "ABCDEFGHIJ"]
    children = [
        [
            Child(
                id=f"c{at}",
                klass=1,
                wishes=tuple(
                    Wish(facility=each, points=draw.randint(38, 46))
                    for each in draw.sample("ABCDEFGHIJ", 4)
                ),
                keys={"income": at},
            )
        ]
        for at in range(40)
    ]
    return market(pools, *children, chain=(Link(key="income"),))


def test_without_siblings_every_move_is_the_one_of_giving_everything_again() -> None:
    for seed in range(25):
        given = single_children(seed)
        now = allocate(given).placed
        for value in Seats(given, now).values():
            wider = tuple(
                replace(each, seats=each.seats + (each.id == value.pools[0]))
                for each in given.pools
            )
            anew = allocate(replace(given, pools=wider)).placed
            assert value.moved == {who: at for who, at in anew.items() if at != now[who]}
