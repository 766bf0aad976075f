"""Watch measures that are no counts: shares, waiting times, temperatures, sums that may be negative.

The same effects as for counts, on the measure itself: a mild prior, high and low outliers of the
past weighed down (Huber), and the scan on normal residuals.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sakimawari.anticipate.alerts.design import PER_YEAR, Design, design_of
from sakimawari.anticipate.alerts.values import Floats, Watch, Watched
from sakimawari.anticipate.series.values import Panel

_ROUNDS = 6
_FAR = 2.0
_LEAST = 8


def watch_measures(panel: Panel, watch: Watch, *, since: int) -> Watched:
    """Watch the periods from index `since` on, as `watch_counts` does for counts."""
    design = design_of(panel.starts, panel.frequency.value)
    reach = max(round(watch.history * PER_YEAR[panel.frequency.value]), 16)
    rows = [_one(values, design, watch, since, reach) for values in panel.values]
    expected, variance, error, correlation = (
        np.array([row[k] for row in rows]).reshape(len(rows), -1)[:, since:] for k in range(4)
    )
    observed = panel.values[:, since:]
    score, window, alone = _scan(observed - expected, variance, error, correlation, watch)
    height = height_of(watch.rate, watch.windows, watch.handicaps)
    return Watched(
        starts=panel.starts[since:],
        observed=observed,
        expected=expected,
        dispersion=variance,
        score=score,
        threshold=np.where(np.isnan(expected), np.nan, height),
        window=window,
        alone=alone,
        error=error,
        correlation=correlation,
        is_count=False,
    )


def _one(values: Floats, design: Design, watch: Watch, since: int, reach: int) -> Floats:
    """Expectation, variance, standard error and correlation of each period of one series."""
    periods = len(values)
    out = np.full((4, periods), np.nan)
    known = None
    for t in range(since, periods):
        if known is None or (t - since) % watch.refit == 0:
            past = slice(max(0, t - reach), max(t - watch.apart, 0))
            if np.isfinite(values[past]).sum() < _LEAST:
                continue
            known = _fit(values[past], design.x[past], design.prior)
        beta, cov, variance, correlation = known
        row = design.x[t]
        out[:, t] = row @ beta, variance, np.sqrt(row @ cov @ row), correlation
    return out


def _fit(y: Floats, x: Floats, prior: Floats) -> tuple[Floats, Floats, float, float]:
    seen = np.isfinite(y)
    y, x = y[seen], x[seen]
    middle = float(np.median(y))
    spread = float(np.median(np.abs(y - middle)) * 1.4826) or float(np.std(y)) or 1.0
    precision = prior / (4.0 * spread) ** 2
    weights = np.ones(len(y))
    variance = spread**2
    beta: Floats = np.zeros(x.shape[1])
    cov: Floats = np.eye(x.shape[1])
    residual: Floats = y - middle
    for _ in range(_ROUNDS):
        a = (x * (weights / variance)[:, None]).T @ x + np.diag(precision)
        cov = np.asarray(np.linalg.inv(a), dtype=np.float64)
        beta = cov @ (x.T @ (weights / variance * (y - middle)))
        residual = y - middle - x @ beta
        free = max(weights.sum() - min(x.shape[1], len(y) // 2), 4.0)
        variance = max(float((weights * residual**2).sum() / free) / 0.96, 1e-12)
        ratio = _FAR * np.sqrt(variance) / np.maximum(abs(residual), 1e-12)
        weights = np.asarray(np.minimum(1.0, ratio**2), dtype=np.float64)
    beta[0] += middle
    clipped = np.clip(residual / np.sqrt(variance), -2.5, 2.5)
    found = float(clipped[1:] @ clipped[:-1] / max(clipped @ clipped, 1e-9))
    return beta, cov, variance, min(max(found - 1 / np.sqrt(len(y)), 0.0), 0.9)


def _scan(
    residual: Floats, variance: Floats, error: Floats, correlation: Floats, watch: Watch
) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.int64]], Floats]:
    best = np.full(residual.shape, np.nan)
    window = np.zeros(residual.shape, dtype=np.int64)
    alone = residual / np.sqrt(variance + error**2)
    for length, handicap in zip(watch.windows, watch.handicaps, strict=True):
        score = window_scores(residual, variance, error, correlation, length) - handicap
        better = (score > best) | (np.isnan(best) & np.isfinite(score))
        better &= (length == 1) | (alone > 1.0)
        best = np.where(better, score, best)
        window = np.where(better, length, window)
    return best, window, alone


def window_scores(
    residual: Floats, variance: Floats, error: Floats, correlation: Floats, length: int
) -> Floats:
    """Standard errors by which the last `length` periods together lie above expectation."""
    seen = np.isfinite(residual)
    total = _rolled(np.where(seen, residual, 0.0), length)
    own = _rolled(np.where(seen, variance, 0.0), length)
    known = _rolled(seen.astype(np.float64), length)
    lags = np.arange(1, length)
    fade = np.nan_to_num(correlation)[..., None] ** lags * (1 - lags / length)
    inflated = own * (1.0 + 2.0 * fade.sum(axis=-1)) + (known * np.nan_to_num(error)) ** 2
    score = total / np.sqrt(np.maximum(inflated, 1e-12))
    return np.where(seen & (known >= max(1, 0.6 * length)), score, np.nan)


def _rolled(values: Floats, length: int) -> Floats:
    summed = np.cumsum(values, axis=-1)
    before = np.concatenate([np.zeros((*values.shape[:-1], length)), summed], axis=-1)
    return np.asarray(summed - before[..., : values.shape[-1]])


@lru_cache(maxsize=32)
def height_of(
    rate: float, windows: tuple[int, ...], handicaps: tuple[float, ...], two_sided: bool = False
) -> float:
    """What the strongest window of normal, independent residuals passes at this rate."""
    draws = np.random.default_rng(7).standard_normal((20, 10_000))
    nothing, ones = np.zeros(draws.shape), np.ones(draws.shape)
    best = np.full(draws.shape, -np.inf)
    for length, handicap in zip(windows, handicaps, strict=True):
        score = window_scores(draws, ones, nothing, nothing, length)
        best = np.fmax(best, (np.abs(score) if two_sided else score) - handicap)
    return float(np.quantile(best, 1.0 - rate))
