"""Paths that add up: exact sums, nothing below zero, ranks kept, and no level worse on the past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sakimawari.anticipate.reading.totals import hierarchy_of
from sakimawari.anticipate.series.paths import dependence_of, drawn_from, in_order, told_of
from sakimawari.anticipate.series.reconciling.flooring import floored, partitions_of
from sakimawari.anticipate.series.reconciling.learning import Past, learn, prior_factor
from sakimawari.anticipate.series.reconciling.projecting import Metric, Projection
from sakimawari.anticipate.series.reconciling.reconcile import reconciled, tied_together
from sakimawari.anticipate.series.reconciling.sharing import shared_levels, shared_out
from sakimawari.anticipate.series.values import Floats, Hierarchy

KEYS = [(ward, service) for ward in "甲乙丙" for service in ("住民票", "年金", "手当", "介護")]
AT = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
NORMAL = np.array([-1.96, -1.2816, -0.6745, 0.0, 0.6745, 1.2816, 1.96])


def hierarchy() -> Hierarchy:
    found, _ = hierarchy_of(KEYS, ["区", "業務"])
    assert found is not None
    return found


def past(bias: float = 0.0, origins: int = 6, seed: int = 0) -> tuple[Past, Floats, Hierarchy]:
    """Forecasts of small counts whose bottom is biased; and the truth's means."""
    tree = hierarchy()
    drawn = np.random.default_rng(seed)
    mean = np.asarray(tree.sums @ drawn.uniform(1, 9, tree.bottom))
    bottom = drawn.poisson(mean[-tree.bottom :, None], (tree.bottom, origins * 4))
    actual = np.asarray(tree.sums @ bottom).reshape(tree.nodes, origins, 4).astype(float)
    middle = mean * np.where(np.arange(tree.nodes) >= tree.nodes - tree.bottom, 1 + bias, 1.0)
    quantiles = middle[:, None] + np.sqrt(mean)[:, None] * NORMAL
    spread = np.broadcast_to(quantiles[:, None, None], (tree.nodes, origins, 4, len(AT)))
    return Past(quantiles=np.array(spread), at=AT, actual=actual), mean, tree


def test_every_path_adds_up_and_none_is_below_zero() -> None:
    rows, _, tree = past(bias=-0.3)
    learnt = learn(tree, rows)
    paths = drawn_from(rows.quantiles[:, 0], AT, 200) - 1.0
    assert paths.min() < 0
    made = reconciled(paths, tree, learnt, seed=3)
    flat = made.reshape(tree.nodes, -1)
    assert np.array_equal(tree.sums @ flat[-tree.bottom :], flat)
    assert made.min() >= 0
    assert np.array_equal(made, reconciled(paths, tree, learnt, seed=3))


def test_forecasts_that_add_up_already_stay_as_they_are() -> None:
    tree = hierarchy()
    coherent = np.asarray(tree.sums @ np.random.default_rng(1).uniform(1, 9, (tree.bottom, 5)))
    bottom = Projection(tree, Metric(variances=np.linspace(1, 3, tree.nodes))).bottom_of(coherent)
    assert np.allclose(bottom, coherent[-tree.bottom :])


def test_the_projection_is_the_weighted_least_squares_one() -> None:
    tree = hierarchy()
    drawn = np.random.default_rng(2)
    y, variances = drawn.uniform(1, 9, (tree.nodes, 3)), drawn.uniform(0.5, 2, tree.nodes)
    factors = drawn.normal(size=(tree.nodes, 2))
    w = np.diag(variances) + factors @ factors.T
    inverse = np.linalg.inv(w)
    expected = np.linalg.solve(tree.sums.T @ inverse @ tree.sums, tree.sums.T @ inverse @ y)
    made = Projection(tree, Metric(variances=variances, factors=factors)).bottom_of(y)
    assert np.allclose(made, expected)


def test_a_biased_bottom_does_not_spoil_the_total() -> None:
    rows, _, tree = past(bias=-0.3)
    learnt = learn(tree, rows)
    assert learnt.worst <= 1.01
    assert learnt.after["区 × 業務"] < 0.98 * learnt.before["区 × 業務"]
    assert learnt.after["total"] == pytest.approx(learnt.before["total"], rel=0.02)


def test_parts_share_out_what_is_kept_above_and_alike_where_all_are_zero() -> None:
    groups = dict(shared_levels(hierarchy(), lowest=0.0))
    assert next(iter(groups)) == "total" and not shared_levels(hierarchy(), lowest=None)
    bottom = np.arange(12.0).reshape(12, 1)
    bottom[4:8] = 0.0
    wards = np.array([[30.0], [8.0], [0.0]])
    made = shared_out(bottom, wards, groups["区"])
    assert made[:4, 0].tolist() == [0.0, 5.0, 10.0, 15.0] and (made[4:8] == 2.0).all()
    assert not made[8:].any()


def test_where_every_metric_spoils_a_level_its_own_paths_are_kept() -> None:
    rows, _, tree = past(bias=-0.3)
    learnt = replace(learn(tree, rows), kept="total")
    paths = drawn_from(rows.quantiles[:, 0], AT, 50)
    tied = tied_together(paths, tree, learnt.dependence, seed=3)
    made = reconciled(paths, tree, learnt, seed=3)
    assert made[0] == pytest.approx(tied[0])
    assert np.array_equal(
        tree.sums @ made[-tree.bottom :].reshape(tree.bottom, -1), made.reshape(tree.nodes, -1)
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_level_is_worse_on_the_past_where_its_parts_err_together(seed: int) -> None:
    rows, _, tree = past(origins=3, seed=seed)
    quantiles = rows.quantiles.copy()
    quantiles[1:] += 0.4 * np.abs(quantiles[1:])
    learnt = learn(tree, replace(rows, quantiles=quantiles), tries=0)
    assert learnt.worst <= 1.01


def test_a_level_of_few_nodes_is_trusted_nearly_beyond_change() -> None:
    assert (
        prior_factor(1) < 0.001 < prior_factor(4) < 0.1 < prior_factor(12) < prior_factor(16) == 1.0
    )


def test_what_is_clipped_is_taken_from_the_smallest_group_first() -> None:
    tree = hierarchy()
    bottom = np.full((12, 1), 5.0)
    bottom[0] = -3.0
    made = floored(bottom, partitions_of(tree))
    assert made.min() == 0 and made.sum() == pytest.approx(bottom.sum())
    wards = made.reshape(3, 4).sum(axis=1)
    services = made.reshape(3, 4).sum(axis=0)
    kept = np.allclose(wards, bottom.reshape(3, 4).sum(axis=1))
    assert kept or np.allclose(services, bottom.reshape(3, 4).sum(axis=0))


def test_what_a_group_cannot_bear_goes_to_the_others_and_the_total_stays() -> None:
    bottom = np.full((12, 1), 2.0)
    bottom[0] = -11.0
    made = floored(bottom, partitions_of(hierarchy()))
    assert made.min() == 0 and made.sum() == pytest.approx(11.0)
    assert not floored(np.full((12, 1), -1.0), partitions_of(hierarchy())).any()


def test_reordering_keeps_every_distribution_and_brings_past_dependence() -> None:
    tree = hierarchy()
    drawn = np.random.default_rng(5)
    shared = drawn.normal(size=(40, 1, 1))
    errors = shared + 0.3 * drawn.normal(size=(40, tree.nodes, 4))
    dependence = dependence_of(errors, np.ones(tree.nodes))
    paths = drawn.gamma(2.0, size=(tree.nodes, 400, 4))
    made = in_order(paths, dependence.ranking(tree, 400, seed=1))
    assert np.array_equal(np.sort(made, axis=1), np.sort(paths, axis=1))
    assert np.corrcoef(made[-1, :, 0], made[-2, :, 0])[0, 1] > 0.6
    alone = dependence_of(np.full((0, tree.nodes, 4), np.nan), np.ones(tree.nodes))
    loose = in_order(paths, alone.ranking(tree, 400, seed=1))
    assert abs(np.corrcoef(loose[-1, :, 0], loose[-2, :, 0])[0, 1]) < 0.2
    assert np.corrcoef(loose[0, :, 0], loose[-12:, :, 0].sum(axis=0))[0, 1] > 0.8


def test_samples_drawn_from_quantiles_have_them() -> None:
    made = drawn_from((10 + 3 * NORMAL)[None, None], AT, 1_000)[0]
    assert np.quantile(made[:, 0], AT) == pytest.approx(10 + 3 * NORMAL, abs=0.1)
    mean, told = told_of(np.arange(101.0)[None, :, None])
    assert mean[0, 0] == 50 and told[0, 0].tolist() == [2.5, 10, 25, 50, 75, 90, 97.5]
