"""The member for series that tell little: a few figures, always zero, never moving.

Counts: the rate after n figures is a gamma with half a figure of prior, the count a Poisson of it, so
that three zeros are not taken for never. Other figures: the last level with the steps seen so far.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.values import Floats, Panel

ENOUGH = 8
_WINDOW = 26


class Plain:
    """Forecasts from the level of late and as much doubt as so few figures leave."""

    name = "plain"

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon)."""
        out = np.zeros((len(panel.values), paths, horizon))
        for row, figures in enumerate(panel.values):
            known = figures[np.isfinite(figures)][-_WINDOW:]
            drawn = np.random.Generator(np.random.Philox(key=[seed, row]))
            if panel.is_count:
                out[row] = _counted(known, drawn, paths, horizon)
            else:
                out[row] = _measured(known, drawn, paths, horizon)
        return out


def _counted(known: Floats, drawn: np.random.Generator, paths: int, horizon: int) -> Floats:
    count = len(known)
    if count == 0:
        return np.zeros((paths, horizon))
    mean = float(known.mean())
    over = max(float(known.var()) / mean - 1.0, 0.0) if mean > 0 and count > 2 else 0.0
    spans = count + 0.5 / max(mean, 1.0)  # half a figure more leaves a large level where it is
    rate = drawn.gamma((known.sum() + 0.5) / (1 + over), (1 + over) / spans, (paths, 1))
    if over > 0.05:
        shape = np.maximum(rate / over, 1e-6)
        rate = drawn.gamma(np.broadcast_to(shape, (paths, horizon)), over)
    return drawn.poisson(np.broadcast_to(rate, (paths, horizon))).astype(np.float64)


def _measured(known: Floats, drawn: np.random.Generator, paths: int, horizon: int) -> Floats:
    if len(known) == 0:
        return np.zeros((paths, horizon))
    steps = np.diff(known)
    size = float(np.sqrt((steps**2).mean())) if len(steps) else 0.1 * abs(float(known[-1]))
    size *= 1 + 2 / max(len(steps), 1)
    moved: Floats = known[-1] + size * np.cumsum(drawn.standard_normal((paths, horizon)), axis=1)
    return np.maximum(moved, 0.0) if (known >= 0).all() else moved


def tell_little(panel: Panel) -> npt.NDArray[np.bool_]:
    """Series with fewer than 8 figures, or always the same one."""
    known = np.isfinite(panel.values)
    high = np.where(known, panel.values, -np.inf).max(axis=1, initial=-np.inf)
    low = np.where(known, panel.values, np.inf).min(axis=1, initial=np.inf)
    return np.asarray((known.sum(axis=1) < ENOUGH) | (high <= low))
