"""Lots are made of who, when, what and the seed alone."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.engine import lots


def stream(seed: int = 1, replicate: int = 0, month: int = 700) -> np.ndarray:  # type: ignore[type-arg]
    found = np.empty(lots.EVENTS, np.uint64)
    lots.streams(seed, replicate, month, found)
    return found


def drawn(keys: np.ndarray, of: np.uint64) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([lots.uniform(key, of) for key in keys])


def test_lots_are_even_and_those_of_two_events_have_nothing_to_do_with_each_other() -> None:
    keys = lots.keys_of(7, np.arange(4_000))
    one, two = (drawn(keys, stream()[event]) for event in (lots.DEATH, lots.LEAVE))
    later = drawn(keys, stream(month=701)[lots.DEATH])
    for each in (one, two, later):
        assert abs(each.mean() - 0.5) < 0.02
        assert (np.histogram(each, 20, (0, 1))[0] > 140).all()
    for other in (two, later):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.05


def test_every_part_of_a_stream_counts() -> None:
    base = stream()
    assert len(np.unique(base)) == lots.EVENTS
    for other in (stream(seed=2), stream(replicate=1), stream(month=701)):
        assert not np.isin(other, base).any()
    assert np.array_equal(base, stream())


def test_keys_of_another_kind_are_other_keys() -> None:
    one, two = (lots.keys_of(kind, np.arange(1_000)) for kind in (1, 2))
    assert len(np.unique(np.concatenate([one, two]))) == 2_000
