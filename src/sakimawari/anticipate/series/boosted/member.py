"""The boosted member: trees over all series at once, on top of what the count engine says.

LightGBM (Ke et al. 2017) with a Poisson loss; each row is weighed by its overdispersion, so that the
large series do not speak for all. The trees start from the engine's mean: where they have learned
nothing, they change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from sakimawari.anticipate.series.boosted.features import Seen, seen_of, table_of
from sakimawari.anticipate.series.counts.engine import Settings, fit
from sakimawari.anticipate.series.counts.futures import drawn
from sakimawari.anticipate.series.counts.values import Fitted
from sakimawari.anticipate.series.values import Floats, Panel
from sakimawari.problems import fault

if TYPE_CHECKING:
    import lightgbm as lgb

_LEAST_ROWS = 2_000
_FREQUENCIES = ("day", "week", "month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How the trees are grown: `rows` at most, drawn by lot; `past` origins, `step` apart."""

    trees: int = 150
    leaves: int = 16
    rate: float = 0.05
    rows: int = 120_000
    past: int = 70
    step: int = 6
    horizons: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosted:
    """Trees over all series of a panel; a panel too small to learn from is left as the engine said."""

    name: str = "boosted"
    settings: Settings = field(default_factory=Settings)
    growth: Growth = field(default_factory=Growth)
    num_threads: int = 1

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon), whole numbers from zero up."""
        return drawn(corrected(self, panel, horizon, seed=seed), paths=paths, seed=seed + 1)


def _trees() -> ModuleType:
    """LightGBM, whose library needs one of the system's that a bare machine may lack."""
    try:
        import lightgbm
    except OSError as error:
        raise fault(
            "SERIES020",
            "the trees cannot be loaded: the system's library for OpenMP is missing",
            "install it (Debian: apt-get install libgomp1); until then forecasts go on without trees",
        ) from error
    found: ModuleType = lightgbm
    return found


def corrected(member: Boosted, panel: Panel, horizon: int, *, seed: int) -> Fitted:
    """The engine's forecast with means and overdispersion as the trees correct them."""
    growth = member.growth
    started = replace(member.settings, past=growth.past, past_step=growth.step)
    fitted = fit(panel, horizon, started)
    if panel.frequency not in _FREQUENCIES:
        return fitted
    seen = seen_of(panel, fitted, horizon, member.settings.groups, member.settings.closing)
    learned = _learned(seen, panel, fitted, member, seed)
    if learned is None:
        return fitted
    model, tightened = learned
    last = np.array([panel.values.shape[1] - 1])
    ahead = np.arange(1, horizon + 1)
    said = fitted.mean[:, None, :]
    table = table_of(seen, said, fitted.factor, last, ahead)
    change = model.predict(table.reshape(-1, table.shape[-1]), raw_score=True)
    mean = fitted.mean * np.exp(np.clip(change, -2.0, 2.0)).reshape(fitted.mean.shape)
    return replace(fitted, mean=mean, phi=fitted.phi * tightened[:, None])


def _learned(
    seen: Seen, panel: Panel, fitted: Fitted, member: Boosted, seed: int
) -> tuple[lgb.Booster, Floats] | None:
    """The trees, and by how much each series' overdispersion shrinks with them."""
    growth, horizon = member.growth, fitted.mean.shape[1]
    ahead = np.unique(np.linspace(1, horizon, min(horizon, growth.horizons)).round().astype(int))
    target = fitted.origins[:, None] + ahead[None, :]
    inside = target < panel.values.shape[1]
    said = fitted.past_mean[:, :, ahead - 1].astype(np.float64)
    came = panel.values[:, np.minimum(target, panel.values.shape[1] - 1)]
    use = np.isfinite(said) & np.isfinite(came) & inside[None]
    lots = np.random.Generator(np.random.Philox(seed))
    use &= lots.random(use.shape) < growth.rows / max(use.sum(), 1)
    if use.sum() < _LEAST_ROWS:
        return None
    table = table_of(seen, np.nan_to_num(said), fitted.factor, fitted.origins, ahead)[use]
    start, y = said[use], came[use]
    phi = np.broadcast_to(fitted.phi[:, None, ahead - 1], use.shape)[use]
    model = _grown(table, y, start, 1 / (1 + phi * start), seen.labels.shape[1], member, seed)
    better = start * np.exp(model.predict(table, raw_score=True))
    series = np.broadcast_to(np.arange(len(panel.ids))[:, None, None], use.shape)[use]
    return model, _tightened(series, y, start, better, len(panel.ids))


def _grown(
    table: Floats, y: Floats, start: Floats, weight: Floats, labels: int, member: Boosted, seed: int
) -> lgb.Booster:
    growth, width = member.growth, table.shape[1]
    terms = {
        "objective": "poisson", "learning_rate": growth.rate, "num_leaves": growth.leaves,
        "min_data_in_leaf": max(40, len(y) // 1500), "feature_fraction": 0.6, "lambda_l2": 20.0,
        "bagging_fraction": 0.7, "bagging_freq": 1, "max_bin": 63, "poisson_max_delta_step": 0.5,
        "cat_smooth": 50.0, "cat_l2": 50.0, "max_cat_threshold": 16, "verbose": -1,
        "num_threads": member.num_threads, "seed": seed % 2**31, "deterministic": True,
        "force_col_wise": True,
    }  # fmt: skip
    forest = _trees()
    rows = forest.Dataset(
        table,
        y,
        weight=weight,
        init_score=np.log(np.maximum(start, 1e-6)),
        categorical_feature=list(range(width - labels, width)),
        params=terms,
    )
    grown: lgb.Booster = forest.train(terms, rows, growth.trees)
    return grown


def _tightened(series: Floats, y: Floats, start: Floats, better: Floats, count: int) -> Floats:
    """Squared error of the corrected mean against the engine's, per series, shrunk towards 1."""

    def squares(mean: Floats) -> Floats:
        return np.asarray(np.bincount(series, ((y - mean) ** 2 - y) / (1 + mean), count))

    usual = np.asarray(np.bincount(series, start**2 / (1 + start), count)) * 0.02 + 1.0
    ratio = (np.maximum(squares(better), 0) + usual) / (np.maximum(squares(start), 0) + usual)
    return np.asarray(np.clip(ratio * 1.1, 0.5, 1.2))
