"""Every run is held against the exact expectation of its own rates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sakimawari.anticipate.projection.engine.expecting import against, expected
from sakimawari.anticipate.projection.engine.running import (
    assumptions,
    ground_of,
    replicate,
)
from sakimawari.anticipate.projection.people import FLOWS, Assumptions

from .hamlet import but, hamlet, plan


def test_a_run_is_where_its_rates_say() -> None:
    given = plan(24, people=40_000)
    hoped = expected(given.state, assumptions(given, 0), given.months)
    found = replicate(given, 0)
    held = against(found.population[-1], hoped)
    assert held.share >= 0.99
    assert held.cells > 590
    assert held.total_away < 5


def test_a_run_under_other_rates_is_noticed() -> None:
    given = plan(24, people=40_000)
    hoped = expected(given.state, assumptions(given, 0), given.months)
    for other in (but(given, leave=1.4), but(given, arrive=0.6), but(given, death=2.5)):
        assert against(replicate(other, 0).population[-1], hoped).total_away > 8


def test_many_runs_together_have_no_lean() -> None:
    given = plan(12)
    hoped = expected(given.state, assumptions(given, 0), given.months)
    ground = ground_of(given)
    found = [replicate(given, number, ground=ground) for number in range(24)]
    mean = np.mean([each.population[-1] for each in found], axis=0)
    error = np.sqrt(np.maximum(hoped.variance, 0.05) / len(found))
    away = ((mean - hoped.population) / error)[hoped.population > 1]
    assert abs(away.mean()) < 0.25
    assert 0.8 < away.std() < 1.2
    flows = np.mean([each.flows.sum(axis=(0, 2)) for each in found], axis=0)
    named = dict(zip(FLOWS, flows, strict=True))
    for name in ("births", "deaths", "left", "arrived"):
        hope = getattr(hoped, name)
        assert abs(named[name] - hope) < 5 * np.sqrt(hope / len(found)), name


def test_the_mean_of_doubted_rates_is_held_against_each_replicates_own() -> None:
    given = plan(12, doubt=True)
    one, two = assumptions(given, 0), assumptions(given, 1)
    assert not np.array_equal(one.rates.birth, two.rates.birth)
    found = replicate(given, 1)
    assert against(found.population[-1], expected(given.state, two, 12)).share >= 0.985


def test_without_events_the_expectation_only_ages() -> None:
    still = but(plan(12), death=0.0, birth=0.0, leave=0.0, arrive=0.0, move=0.0)
    hoped = expected(still.state, Assumptions(rates=still.rates, social=still.social), 12)
    state = hamlet()
    older = replace(state, month=state.month + 12)
    for sex in (0, 1):
        ages = np.bincount(np.minimum(older.age[state.sex == sex], 100), minlength=101)
        assert np.allclose(hoped.population[:, sex].sum(axis=0), ages)
    assert hoped.variance.max() == pytest.approx(0.0, abs=1e-9)
    assert hoped.totals.sum(axis=1) == pytest.approx(state.people)
