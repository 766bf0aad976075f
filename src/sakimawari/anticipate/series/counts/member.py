"""The count engine as a member among others."""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.anticipate.series.counts.engine import Settings, fit
from sakimawari.anticipate.series.counts.futures import drawn
from sakimawari.anticipate.series.values import Floats, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Negative binomial forecasts of counts: calendar, season, level; see `fit` and `drawn`."""

    name: str = "counts"
    settings: Settings = field(default_factory=Settings)

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon), whole numbers from zero up."""
        return drawn(fit(panel, horizon, self.settings), paths=paths, seed=seed)
