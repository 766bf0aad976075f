"""Widths learned on past origins, so that eight of ten intervals of 80 % hold what comes.

Conformal in spirit: how often would an interval have held, and how much wider or narrower must it be
to hold as often as it says? Learned for each period ahead over all series of the panel, then for each
series as far as its own past speaks. Nothing is assumed of the shape. The two sides are told apart
only as far as several origins agree: all series of a city err to the same side in the same year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.combining.backtest import LEVELS, Backtest
from sakimawari.anticipate.series.values import Floats

ENOUGH = 400  # scored cells a period ahead borrows from its neighbours for
FEW = 40  # fewer scored cells than this teach nothing
INNER = 0.25  # nearer to the middle than this share of paths, the stretch is that of its edge
PRIOR = 3.0  # horizons' worth of trust in the other series
SHOCK = 0.25  # how far one origin's widths lie from the usual, for all series together (logarithm)
SIDES = 8.0  # origins' worth of trust in sides being alike
TOGETHER = 256  # series moved at a time, to keep memory small
MIDDLE = int(np.argmin(np.abs(LEVELS - 0.5)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """By how much distances from the median are stretched: `stretch` (series, horizon, levels).

    `levels` are the shares of paths the columns speak of; between them it is interpolated. `cells`
    counts the forecasts it was learned from; with fewer than 40 everything stays as it is.
    """

    stretch: Floats
    levels: Floats
    cells: int


def calibrate(
    past: Backtest, *, season: int = 1, prior: float = PRIOR, narrowing: bool = True
) -> Calibration:
    """Learn from a backtest how wide intervals have to be, per series and period ahead.

    A series' own past counts against `prior` horizons of the others'; periods a season apart within the
    horizon err alike, so `season` tells how far neighbours may lend. Unscored cells teach nothing.
    Without `narrowing` intervals are only widened: one of small whole numbers cannot but hold more than
    it says, and made to hold exactly that it would be too narrow.
    """
    series, horizon = len(past.scale), past.actual.shape[2]
    levels = _outer()
    scored = np.isfinite(past.actual)
    if scored.sum() < FEW:
        return Calibration(
            stretch=np.ones((series, horizon, len(levels))), levels=levels, cells=int(scored.sum())
        )
    own, left_out = _own(past, scored, prior * horizon)
    pooled = _pooled(past, scored, left_out, levels, max(season, 1))
    stretch = pooled[None] * own[:, None, None]
    if not narrowing:
        stretch = np.maximum(stretch, 1.0)
    return Calibration(stretch=stretch, levels=levels, cells=int(scored.sum()))


def calibrated(paths: Floats, calibration: Calibration, *, floor: float | None = None) -> Floats:
    """Sample paths (series, paths, horizon) with honest widths; each path keeps its rank."""
    count = paths.shape[1]
    shares = (np.arange(count) + 0.5) / count
    out = np.empty_like(paths)
    for first in range(0, len(paths), TOGETHER):
        rows = slice(first, first + TOGETHER)
        each = np.ascontiguousarray(np.swapaxes(paths[rows], 1, 2))
        order = np.argsort(each, axis=-1, kind="stable")
        ranked = np.take_along_axis(each, order, axis=-1)
        middle = np.median(ranked, axis=-1, keepdims=True)
        moved = _moved(ranked, middle, _factors(calibration, rows, shares), shares)
        if floor is not None:
            np.maximum(moved, floor, out=moved)
        np.put_along_axis(each, order, moved, axis=-1)
        out[rows] = np.swapaxes(each, 1, 2)
    return out


def calibrated_past(
    past: Backtest, calibration: Calibration, *, floor: float | None = None
) -> Backtest:
    """A backtest with the widths a calibration gives; learned on itself it flatters a little."""
    quantiles = np.empty_like(past.quantiles)
    for first in range(0, len(quantiles), TOGETHER):
        rows = slice(first, first + TOGETHER)
        ranked = past.quantiles[rows]
        middle = ranked[..., MIDDLE : MIDDLE + 1]
        factors = _factors(calibration, rows, LEVELS)[:, None]
        quantiles[rows] = _moved(ranked, middle, factors, LEVELS)
    if floor is not None:
        np.maximum(quantiles, floor, out=quantiles)
    return replace(past, quantiles=quantiles)


def _factors(calibration: Calibration, rows: slice, shares: Floats) -> Floats:
    """The stretch of each series and period at `shares` (series, horizon, shares)."""
    levels, stretch = calibration.levels, calibration.stretch[rows]
    right = np.clip(np.searchsorted(levels, shares), 1, len(levels) - 1)
    part = (shares - levels[right - 1]) / (levels[right] - levels[right - 1])
    part = np.clip(part, 0.0, 1.0)
    return np.asarray(stretch[..., right - 1] * (1 - part) + stretch[..., right] * part)


def _moved(ranked: Floats, middle: Floats, factors: Floats, shares: Floats) -> Floats:
    """Distances from the median stretched; along the last axis the figures stay in order."""
    gaps = (ranked - middle) * factors
    above = int(np.searchsorted(shares, 0.5, side="right"))
    upper, lower = gaps[..., above:], gaps[..., :above][..., ::-1]
    np.maximum.accumulate(upper, axis=-1, out=upper)
    np.minimum.accumulate(lower, axis=-1, out=lower)
    return np.asarray(middle + gaps)


def _outer() -> Floats:
    return np.asarray(LEVELS[np.abs(LEVELS - 0.5) >= INNER - 1e-9])


def _own(past: Backtest, scored: npt.NDArray[np.bool_], prior: float) -> tuple[Floats, Floats]:
    """How much wider each series errs than its forecasts say, shrunk to the others'.

    (series,) over all origins, and (series, origins) leaving one origin out, so that a series'
    own widening is never learned from the errors it is then judged by.
    """
    low, high = (int(np.argmin(np.abs(LEVELS - level))) for level in (0.1, 0.9))
    width = np.maximum(past.quantiles[..., high] - past.quantiles[..., low], 1e-9)
    errors = np.abs(past.actual - past.quantiles[..., MIDDLE]) / (width / 2)
    errors = np.where(scored, np.minimum(errors, 20.0), 0.0)
    total, cells = errors.sum(axis=2), scored.sum(axis=2).astype(np.float64)
    usual = float(total.sum() / max(cells.sum(), 1.0)) or 1.0  # every forecast was right
    rest_total = total.sum(axis=1, keepdims=True) - total
    rest_cells = cells.sum(axis=1, keepdims=True) - cells
    all_of = (total.sum(axis=1) / usual + prior) / (cells.sum(axis=1) + prior)
    return all_of, (rest_total / usual + prior) / (rest_cells + prior)


def _pooled(
    past: Backtest,
    scored: npt.NDArray[np.bool_],
    left_out: Floats,
    levels: Floats,
    season: int,
) -> Floats:
    """The stretch (horizon, levels) with which all series together hold as often as they say."""
    horizon = past.actual.shape[2]
    origins = _apart(past.origins, horizon)
    share = origins / (origins + SIDES)
    gap = past.actual - past.quantiles[..., MIDDLE]
    out = np.ones((horizon, len(levels)))
    near = [_near(scored, ahead, season) for ahead in range(horizon)]
    for at in range(len(levels) // 2):
        pair = (at, len(levels) - 1 - at)
        times = [_times(past, gap, left_out, float(levels[column])) for column in pair]
        both = np.where(gap < 0, times[0], times[1])
        held = float(levels[pair[1]])
        for ahead in range(horizon):
            seen = scored[:, :, near[ahead]]
            alike = _bound(np.abs(both[:, :, near[ahead]][seen]), 2 * held - 1)
            for column, one in zip(pair, (-times[0], times[1]), strict=True):
                alone = _bound(one[:, :, near[ahead]][seen], held)
                out[ahead, column] = alike ** (1 - share) * alone**share
    return _believed(_steady(out), origins)


def _believed(stretch: Floats, origins: float) -> Floats:
    """Stretches as far as they stand out from what a single good or bad year does to all series.

    A few origins speak of a few years only. What they ask for is taken in the measure in which its
    square exceeds the square of such a shock: a tenth hardly counts, double counts almost whole.
    """
    asked = np.log(stretch)
    seen = origins * asked**2
    return np.asarray(np.exp(asked * seen / (seen + SHOCK**2)))


def _times(past: Backtest, gap: Floats, left_out: Floats, level: float) -> Floats:
    """What came, as a multiple of the distance from the median to the quantile at `level`."""
    column = int(np.argmin(np.abs(LEVELS - level)))
    reach = np.abs(past.quantiles[..., column] - past.quantiles[..., MIDDLE])
    reach = np.maximum(reach, 1e-6 * past.scale[:, None, None])
    return np.asarray(gap / reach / left_out[..., None])


def _apart(origins: npt.NDArray[np.int64], horizon: int) -> float:
    """How many origins there are, those that share periods counting as parts of one."""
    steps = np.abs(np.diff(np.sort(origins)))
    return 1.0 + float(np.minimum(steps / horizon, 1.0).sum())


def _near(scored: npt.NDArray[np.bool_], ahead: int, season: int) -> slice:
    """The periods ahead that lend cells: as few neighbours as give enough, at most half a season."""
    horizon = scored.shape[2]
    most = max(horizon if season == 1 else max(season // 2, 2), 1)
    per = scored.sum(axis=(0, 1))
    for reach in range(most + 1):
        near = slice(max(0, ahead - reach), min(horizon, ahead + reach + 1))
        if per[near].sum() >= ENOUGH:
            return near
    return slice(0, horizon) if per[near].sum() < FEW else near


def _bound(cells: Floats, held: float) -> float:
    """The multiple of the stated distance that holds a share `held` of the cells, above zero."""
    if len(cells) < FEW or len(cells) * (1 - held) < 2:
        return np.nan
    share = min(1.0, np.ceil((len(cells) + 1) * held) / len(cells))
    return float(np.clip(np.quantile(cells, share), 0.2, 8.0))


def _steady(stretch: Floats) -> Floats:
    """Levels too far out to be learned take the stretch of the nearest that was; jumps smoothed."""
    half = stretch.shape[1] // 2
    for columns in (range(half - 1, -1, -1), range(half, stretch.shape[1])):
        known = np.ones(len(stretch))
        for column in columns:
            lacking = ~np.isfinite(stretch[:, column])
            stretch[lacking, column] = known[lacking]
            known = stretch[:, column].copy()
    padded = np.pad(stretch, ((1, 1), (0, 0)), mode="edge")
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:])
