"""The season before once more: no model at all, and for that reason worth a word beside models.

Models of one family err together, most of all where a trend they believe in has ended. What was last
year knows nothing of trends; a small share of it holds the others back.
"""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.series.classical.driving import filled
from sakimawari.anticipate.series.classical.noise import noise
from sakimawari.anticipate.series.values import Floats, Panel


class Repeating:
    """Forecasts each period as the same period of the last season, as unsure as seasons differed."""

    name = "repeating"

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon); doubt grows with every further season."""
        out = np.zeros((len(panel.values), paths, horizon))
        for one, values in enumerate(np.asarray(panel.values, dtype=np.float64)):
            y, late = filled(values, panel.season)
            if len(y):
                out[one] = _again(y, panel.season, noise(seed, one, paths, horizon + late))[
                    :, late:
                ]
        return out


def _again(y: Floats, season: int, drawn: Floats) -> Floats:
    """Paths (paths, periods ahead) after the last figure of `y`, which has no gaps."""
    lag = season if len(y) > season else 1
    ahead = drawn.shape[1]
    steps = y[lag:] - y[:-lag]
    spread = float(np.sqrt((steps**2).mean())) if len(steps) else 0.0
    middle = y[len(y) - lag + np.arange(ahead) % lag]
    return np.asarray(middle + spread * np.sqrt(np.arange(ahead) // lag + 1) * drawn)
