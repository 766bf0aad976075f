"""Erlang's formulas against published values, and what uncertainty adds."""

from __future__ import annotations

import pytest

from sakimawari.anticipate.capacity.queue import (
    Promise,
    erlang_b,
    erlang_c,
    mean_wait,
    served_in_time,
    servers_needed,
    share_served,
)
from sakimawari.problems import Problems


@pytest.mark.parametrize(
    ("load", "servers", "blocked", "waits"),
    [
        (1.0, 1, 0.5, 1.0),
        (1.0, 2, 0.2, 1 / 3),
        (2.0, 3, 0.2105, 0.4444),
        (10.0, 14, 0.0568, 0.1741),
    ],
)
def test_the_chances_are_those_of_the_published_tables(
    load: float, servers: int, blocked: float, waits: float
) -> None:
    assert erlang_b(load, servers) == pytest.approx(blocked, abs=5e-5)
    assert erlang_c(load, servers) == pytest.approx(waits, abs=5e-5)


def test_a_hundred_calls_a_half_hour_of_three_minutes_need_fourteen() -> None:
    promise = Promise(share=0.8, within=20 / 60)
    assert servers_needed(200, 3, promise) == 14
    assert served_in_time(200, 3, 14, 20 / 60) == pytest.approx(0.888, abs=1e-3)
    assert served_in_time(200, 3, 13, 20 / 60) < 0.8
    assert mean_wait(200, 3, 14) * 60 == pytest.approx(7.8, abs=0.1)  # seconds


def test_a_line_that_only_grows_serves_nobody_in_time() -> None:
    assert served_in_time(200, 3, 10, 5) == 0.0
    assert mean_wait(200, 3, 10) == float("inf")
    assert erlang_c(10, 10) == 1.0


def test_days_that_vary_more_than_chance_need_more_staff() -> None:
    promise = Promise(share=0.9, within=5)
    sure = servers_needed(60, 10, promise)
    unsure = servers_needed(60, 10, promise, dispersion=0.08)
    assert unsure > sure
    assert share_served(60, 10, unsure, 5, dispersion=0.08) >= 0.9
    assert share_served(60, 10, unsure - 1, 5, dispersion=0.08) < 0.9


def test_nobody_comes_nobody_is_needed_and_nonsense_is_refused() -> None:
    assert servers_needed(0, 10, Promise()) == 0
    for bad in (lambda: Promise(share=1.2), lambda: servers_needed(float("nan"), 3, Promise())):
        with pytest.raises(Problems) as raised:
            bad()
        assert raised.value.found[0].id in {"CAP001", "CAP002"}
