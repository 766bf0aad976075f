"""Watch a panel of counts: each period against its baseline, false alarms at the rate asked for."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.alerts.design import PER_YEAR, design_of
from sakimawari.anticipate.alerts.scanning import watch_all
from sakimawari.anticipate.alerts.values import Ints, Watch, Watched
from sakimawari.anticipate.series.values import Floats, Panel

GATE = 1.0  # standard errors by which the newest period must itself be high
SHARE = 0.5  # of its even part in a window that the newest period must hold
FAR = 2.3  # residual from which a past period is weighed down


def watch_counts(panel: Panel, watch: Watch, *, since: int, calendar: bool = True) -> Watched:
    """Watch the periods from index `since` on; earlier ones are past.

    A series needs eight reported periods before `since` less `watch.apart`; without them its scores
    stay NaN. Exposure, where the panel has it, is the offset of the mean.
    """
    frequency = panel.frequency.value
    design = design_of(panel.starts, frequency, calendar=calendar)
    values = np.ascontiguousarray(panel.values, dtype=np.float64)
    out = np.full((len(values), 8, values.shape[1]), np.nan)
    per_year = PER_YEAR[frequency]
    watch_all(
        values,
        design.x,
        _offsets(panel),
        since,
        max(round(watch.history * per_year), 16),
        watch.apart,
        watch.refit,
        max(round(per_year), 8),
        design.prior,
        np.array(watch.windows, dtype=np.int64),
        np.array(watch.handicaps, dtype=np.float64),
        GATE,
        SHARE,
        float(watch.least),
        FAR,
        watch.draws,
        watch.rate,
        seeds_of(watch.seed, len(values)),
        out,
    )
    seen = out[:, :, since:]
    return Watched(
        starts=panel.starts[since:],
        observed=values[:, since:],
        expected=seen[:, 0],
        dispersion=seen[:, 1],
        score=seen[:, 2],
        threshold=seen[:, 3],
        window=np.nan_to_num(seen[:, 4]).astype(np.int64),
        alone=seen[:, 5],
        error=seen[:, 6],
        correlation=seen[:, 7],
    )


def seeds_of(seed: int, series: int) -> Ints:
    """A seed for each series by its place."""
    return (np.arange(series, dtype=np.int64) * 7_919 + seed) * 104_729 % (2**62)


def _offsets(panel: Panel) -> Floats:
    if panel.exposure is None:
        return np.zeros(panel.values.shape)
    known = np.asarray(panel.exposure, dtype=np.float64)[:, : panel.values.shape[1]]
    usual = np.nanmean(np.where(known > 0, known, np.nan), axis=1, keepdims=True)
    return np.asarray(np.log(np.where(known > 0, known, usual) / usual))
