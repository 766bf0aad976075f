"""The classical members: each sees one series at a time and gives sample paths of its future."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.values import Floats, Panel


class SeasonalNaive:
    """What was a season ago comes again; the spread is that of past seasonal steps."""

    name = "naive"

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon)."""
        values = np.nan_to_num(panel.values)
        season = min(panel.season, values.shape[1])
        last = values[:, -season:]
        ahead = last[:, np.arange(horizon) % season]
        steps = values[:, season:] - values[:, :-season]
        spread = steps.std(axis=1) if steps.shape[1] else np.zeros(len(values))
        draws = np.random.default_rng(seed).standard_normal((len(values), paths, horizon))
        return np.asarray(ahead[:, None, :] + spread[:, None, None] * draws)


def members() -> list[SeasonalNaive]:
    """The members that have earned their place, in order of what they add."""
    return [SeasonalNaive()]
