"""The common currency of forecasts: a panel of series, and sample paths of their future."""

from __future__ import annotations

from typing import Protocol

from sakimawari.anticipate.reading.values import (
    SEASON,
    Days,
    Floats,
    Frequency,
    Hierarchy,
    Panel,
)

__all__ = ["SEASON", "Days", "Floats", "Frequency", "Hierarchy", "Member", "Panel"]


class Member(Protocol):
    """One way of forecasting: the past of a panel in, sample paths of its future out."""

    @property
    def name(self) -> str:
        """What tables call it."""

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon), finite, the same for the same seed."""
