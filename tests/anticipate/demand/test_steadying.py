"""Donors that stay: a thing is kept as far as the shares at the new point of life allow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.profiles import told
from sakimawari.anticipate.demand.steadying import Pools, Ranks, pools_of
from sakimawari.rules.population import PlainColumn, SpansColumn
from sakimawari.rules.tree import DATE, TRUTH, Fact, Kind, Shape, Type

Int64s = npt.NDArray[np.int64]
AT_TWO, AT_THREE = 0, 1
CHILDREN = 400  # donors of each age, and as many who turn three


def _pools(placed_at_two: int, placed_at_three: int) -> Pools:
    """Children of two ages: who has a place, and a second thing half of them have, place or not."""
    placed = np.zeros(2 * CHILDREN, np.int64)
    placed[:placed_at_two] = 1
    placed[CHILDREN : CHILDREN + placed_at_three] = 1
    other = np.arange(2 * CHILDREN) % 2
    return pools_of(np.repeat([AT_TWO, AT_THREE], CHILDREN), (placed, other))


def _turn_three(pools: Pools, *, kind: int = AT_THREE, seed: int = 1) -> Int64s:
    everybody = np.arange(CHILDREN)
    ranks = Ranks(key=(everybody * 7919 + 13).astype(np.uint64), seed=seed, purpose=1)
    kinds = np.full(CHILDREN, kind)
    return pools.pick(kinds, everybody, np.full(CHILDREN, AT_TWO), ranks)


def _placed(pools: Pools, donors: Int64s) -> npt.NDArray[np.bool_]:
    return np.asarray(pools.profile[0][donors] == 1)


def test_a_child_keeps_the_place_where_the_share_does_not_change() -> None:
    pools = _pools(160, 160)
    donors = _turn_three(pools)
    assert (donors >= CHILDREN).all()  # of the new age
    before = _placed(pools, np.arange(CHILDREN))
    assert (_placed(pools, donors) == before).all()
    assert (pools.profile[1][donors] == np.arange(CHILDREN) % 2).all()


def test_where_places_grow_nobody_loses_one_and_the_share_is_met() -> None:
    pools = _pools(160, 240)
    after, before = _placed(pools, _turn_three(pools)), np.arange(CHILDREN) < 160
    assert after[before].all()
    assert abs(int(after.sum()) - 240) < 30


def test_where_places_dwindle_nobody_gains_one_and_the_share_is_met() -> None:
    pools = _pools(240, 160)
    after, before = _placed(pools, _turn_three(pools)), np.arange(CHILDREN) < 240
    assert not after[~before].any()
    assert abs(int(after.sum()) - 160) < 30


def test_another_draw_of_the_same_people_changes_nothing() -> None:
    pools = _pools(240, 160)
    assert (_turn_three(pools) == _turn_three(pools)).all()
    assert (_turn_three(pools) != _turn_three(pools, seed=2)).any()


def test_whoever_is_nobodys_donor_is_drawn_by_the_shares() -> None:
    pools = _pools(0, 100)
    key = np.arange(4000, dtype=np.uint64)
    nobody = np.full(4000, -1)
    ranks = Ranks(key=key, seed=1, purpose=2)
    donors = pools.pick(np.full(4000, AT_THREE), nobody, np.zeros(4000, np.int64), ranks)
    assert 0.22 < _placed(pools, donors).mean() < 0.28


def test_a_share_that_only_few_could_tell_is_not_asked_and_what_is_there_stays() -> None:
    kinds = np.array([0, 0, 0, 1, 1, 1, 1])
    pools = pools_of(kinds, (np.array([1, 1, 0, 1, 0, 0, 0]),))
    key = np.arange(200, dtype=np.uint64)
    anchor = np.zeros(200, np.int64)
    donors = pools.pick(
        np.ones(200, np.int64), anchor, np.zeros(200, np.int64), Ranks(key=key, seed=1, purpose=1)
    )
    assert (donors == 3).all()


def test_a_profile_tells_whether_a_thing_is_there_on_the_day() -> None:
    truth = Fact(name="認定", type=TRUTH, shape=Shape.SPANS, absent=0)
    spans = SpansColumn(
        starts=np.array([0, 2, 3, 3], np.int32),
        since=np.array([0, 100, 0], np.int32),
        until=np.array([99, 200, 50], np.int32),
        values=np.array([0, 1, 1], np.int8),
    )
    assert told(truth, spans, 100).tolist() == [130, 0, 0]
    due = PlainColumn(values=np.array([99, 100, 101, np.iinfo(np.int32).min], np.int32))
    assert told(Fact(name="期限", type=DATE), due, 100).tolist() == [1, 1, 2, 0]
    yen = Fact(name="所得", type=Type(kind=Kind.NUMBER, unit="円"))
    incomes = PlainColumn(values=np.array([0, 100, 200, 300, 400, 500], np.int64))
    bands = told(yen, incomes, 100).tolist()
    assert bands[0] == 1 and bands == sorted(bands) and len(set(bands)) == 6
