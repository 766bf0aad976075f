"""A city in which fewer work than in the country goes on as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.anticipate.projection.engine.running import states_at
from sakimawari.anticipate.projection.people import State
from sakimawari.anticipate.projection.rates import default_social
from sakimawari.anticipate.projection.working import at_work, with_work_kept

from .hamlet import hamlet, plan


def _with_fewer_at_work() -> State:
    """The hamlet with every other worker at home."""
    state = hamlet()
    rest = (np.arange(state.people) % 2).astype(np.int8)
    return replace(state, work=state.work * rest)


def _share(state: State) -> float:
    grown = (state.age >= 25) & (state.age < 55)
    return float(state.work[grown].mean())


def test_the_share_at_work_stays_where_the_registers_have_it() -> None:
    state = _with_fewer_at_work()
    given = replace(plan(months=36), state=state)
    kept = replace(given, social=with_work_kept(default_social(), state))
    [later] = states_at(kept, 0, [36])
    [by_the_country] = states_at(given, 0, [36])
    assert abs(_share(later) - _share(state)) < 0.04
    assert _share(by_the_country) > _share(state) + 0.15


def test_ages_of_which_little_is_known_keep_the_published_rates() -> None:
    state = _with_fewer_at_work()
    known = np.isfinite(at_work(state))
    social, kept = default_social(), with_work_kept(default_social(), state)
    assert not known.all()
    assert np.array_equal(kept.start_work[~known], social.start_work[~known])
    assert not np.array_equal(kept.start_work[known], social.start_work[known])
