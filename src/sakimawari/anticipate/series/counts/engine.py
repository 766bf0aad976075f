"""The fit of many series: regression and level in turn, then the horizons one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from numba import njit

from sakimawari.anticipate.series.counts.cleaning import Cleaned, cleaned
from sakimawari.anticipate.series.counts.columns import Columns, columns_of
from sakimawari.anticipate.series.counts.levels import (
    followed,
    mixed,
    overdispersion,
    smoothed,
    spread_out,
)
from sakimawari.anticipate.series.counts.regression import regressed
from sakimawari.anticipate.series.counts.values import Fitted
from sakimawari.anticipate.series.values import Floats, Panel
from sakimawari.anticipate.workdays import CITY_HALL, Closing

HALF_LIVES = {
    "day": (2.0, 5.0, 10.0, 21.0, 60.0, 120.0, 360.0),
    "week": (1.5, 3.0, 6.0, 13.0, 26.0, 52.0, 104.0),
    "month": (0.8, 1.6, 3.0, 6.0, 12.0, 24.0, 48.0),
    "quarter": (0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 16.0),
    "year": (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0),
}
Kept = npt.NDArray[np.float32]

_SHIFT_WINDOW = {"day": 28, "week": 13, "month": 6, "quarter": 4, "year": 3}
_YEAR = {"day": 365.0, "week": 52.0, "month": 12.0, "quarter": 4.0}
_USUAL_PHI = 0.05
_NO_SEASON_LIFE = 0.12  # years; with no season to be told from it, the level may move freely


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the engine learns.

    `groups` are partitions of the series from coarse to fine (one label per series each): effects
    of the calendar and the season are learned from the sums of a group and drawn from there to
    its series, by `apart` of the prior spread. `past` is how many past origins' means to keep, `past_step` how
    far apart they are.
    `season_life` is the half-life of the level while the season is learned, in years.
    """

    closing: Closing = CITY_HALL
    groups: tuple[tuple[int, ...], ...] = ()
    apart: float = 0.2
    past: int = 0
    past_step: int = 1
    season_life: float = 1.0
    half_lives: dict[str, tuple[float, ...]] = field(default_factory=lambda: dict(HALF_LIVES))


@njit(cache=True, nogil=True)
def _learned(
    y: Floats, weight: Floats, x: Floats, offset: Floats, prior: Floats, spread: Floats, life: float
) -> tuple[Floats, Floats, float]:
    """Effects, calendar factor of every period (future too) and overdispersion of one series."""
    periods = len(y)
    whole, columns = x.shape
    b = prior.copy()
    level = np.ones(periods)
    phi = _USUAL_PHI
    factor = np.ones(whole)
    inner = np.empty(periods)
    for turn in range(3):
        for t in range(periods):
            inner[t] = offset[t] + np.log(level[t])
        b = regressed(y, weight, x[:periods], inner, b if turn else prior, spread, phi)
        for t in range(whole):
            eta = offset[t]
            for j in range(1, columns):
                eta += x[t, j] * b[j]
            factor[t] = np.exp(min(max(eta, -10.0), 20.0))
        level = smoothed(y, weight, factor[:periods], life)
        for t in range(periods):
            inner[t] = level[t] * factor[t]
        phi = overdispersion(y, weight, inner, _USUAL_PHI)
        b[0] = 0.0
        prior = prior.copy()
        prior[0] = 0.0
    return b, factor, phi


@njit(cache=True, nogil=True)
def _between(marks: npt.NDArray[np.int64], shares: Floats, ahead: int) -> Floats:
    """The shares at a horizon, from those at the marks on either side."""
    i = 0
    while i < len(marks) - 2 and ahead > marks[i + 1]:
        i += 1
    part = (ahead - marks[i]) / max(marks[i + 1] - marks[i], 1)
    share: Floats = shares[i] * (1 - part) + shares[i + 1] * part
    return share


@njit(cache=True, nogil=True)
def _as_said(said: Floats, share: Floats) -> Floats:
    """What the mixture says from every period."""
    now = np.zeros(said.shape[1])
    for k in range(len(share)):
        for t in range(said.shape[1]):
            now[t] += share[k] * said[k, t]
    return now


@njit(cache=True, nogil=True)
def _projected(
    y: Floats,
    weight: Floats,
    factor: Floats,
    half_lives: Floats,
    since: int,
    phi: float,
    horizon: int,
    origins: npt.NDArray[np.int64],
    past_mean: Kept,
) -> tuple[Floats, Floats]:
    """Mean and overdispersion of each horizon of one series; fills `past_mean` of `origins`."""
    periods = len(y)
    m = factor[:periods]
    level = followed(y, weight, m, half_lives, since)
    first = 0
    while first < periods and weight[first] <= 0:
        first += 1
    first += int(min(half_lives[2], periods // 6))
    marks = np.array([1, max(horizon // 3, 1), max(2 * horizon // 3, 1), horizon])
    shares = np.empty((len(marks), len(half_lives) + 2))
    for i in range(len(marks)):
        said = spread_out(level, half_lives, marks[i])
        shares[i] = mixed(y, weight, m, said, marks[i], first, phi)
    mean, wide = np.empty(horizon), np.empty(horizon)
    was, got, use = np.empty(periods), np.empty(periods), np.empty(periods)
    for ahead in range(1, horizon + 1):
        said = spread_out(level, half_lives, ahead)
        share = _between(marks, shares, ahead)
        now = _as_said(said, share)
        mean[ahead - 1] = now[periods - 1] * factor[periods - 1 + ahead]
        use[:], was[:], got[:] = 0.0, 0.0, 0.0
        for t in range(periods - ahead):
            was[t] = max(now[t] * m[t + ahead], 1e-9)
            got[t] = y[t + ahead]
            use[t] = weight[t + ahead] if t >= first else 0.0
        wide[ahead - 1] = overdispersion(got, use, was, phi)
        for o in range(len(origins)):
            t = origins[o]
            if t >= first and t + ahead < periods:
                past_mean[o, ahead - 1] = was[t]
    return mean, wide


@njit(cache=True, nogil=True)
def _straightened(wide: Floats) -> Floats:
    """Overdispersion along the horizon as a line that never falls."""
    n = len(wide)
    middle = (n - 1) / 2.0
    mean, up, down = 0.0, 0.0, 0.0
    for i in range(n):
        mean += wide[i] / n
    for i in range(n):
        up += (i - middle) * (wide[i] - mean)
        down += (i - middle) ** 2
    slope = max(up / down, 0.0) if down > 0 else 0.0
    line = np.empty(n)
    for i in range(n):
        line[i] = max(mean + slope * (i - middle), 0.25 * mean)
    return line


@njit(cache=True, nogil=True)
def _fitted(
    y: Floats,
    weight: Floats,
    x: Floats,
    offset: Floats,
    prior: Floats,
    spread: Floats,
    life: float,
    half_lives: Floats,
    since: npt.NDArray[np.int64],
    origins: npt.NDArray[np.int64],
    past_mean: Kept,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count, periods = y.shape
    horizon = x.shape[0] - periods
    effects, mean = np.empty((count, x.shape[1])), np.empty((count, horizon))
    wide, now = np.empty((count, horizon)), np.empty(count)
    factors = np.empty((count, x.shape[0]))
    for s in range(count):
        b, factor, phi = _learned(y[s], weight[s], x, offset[s], prior[s], spread, life)
        effects[s] = b
        factors[s] = factor
        mean[s], per = _projected(
            y[s], weight[s], factor, half_lives, since[s], phi, horizon, origins, past_mean[s]
        )
        wide[s] = _straightened(per)
        now[s] = min(phi, wide[s, 0])
    return effects, factors, mean, now, wide


@njit(cache=True, nogil=True)
def _effects_of(
    y: Floats, weight: Floats, x: Floats, offset: Floats, prior: Floats, spread: Floats, life: float
) -> Floats:
    effects = np.empty((len(y), x.shape[1]))
    for s in range(len(y)):
        effects[s] = _learned(y[s], weight[s], x, offset[s], prior[s], spread, life)[0]
    return effects


def fit(panel: Panel, horizon: int, settings: Settings | None = None) -> Fitted:
    """The forecasts of a panel of counts, `horizon` periods on, and what was odd in its past.

    Series without a single reported period come back as zero. Exposure, where the panel has it,
    is an offset: the forecast follows the people at risk.
    """
    settings = settings or Settings()
    columns = columns_of(panel.starts, panel.frequency, horizon, settings.closing)
    offset = _offset(panel, horizon)
    half_lives = np.array(settings.half_lives[panel.frequency])
    life = _YEAR.get(panel.frequency, 3.0) * (
        settings.season_life if "sin1" in columns.names else _NO_SEASON_LIFE
    )
    factor, expected = _expected(panel, columns, offset, life)
    clean = cleaned(panel, factor, expected, _SHIFT_WINDOW[panel.frequency])
    prior, spread = _priors(clean, columns, offset, life, settings)
    periods = panel.values.shape[1]
    origins = np.arange(periods - 1, -1, -settings.past_step)[: settings.past][::-1].copy()
    past = np.full((len(panel.ids), len(origins), horizon), np.nan, dtype=np.float32)
    effects, factors, mean, now, wide = _fitted(
        clean.values, clean.weight, columns.x, offset, prior, spread, life,
        half_lives, clean.since, origins, past,
    )  # fmt: skip
    return Fitted(
        ids=panel.ids,
        mean=np.where(clean.weight.sum(axis=1, keepdims=True) > 0, mean, 0.0),
        phi_now=now,
        phi=wide,
        columns=columns.names,
        effects=effects,
        factor=factors,
        origins=origins,
        past_mean=past,
        notes=clean.notes,
    )


def _offset(panel: Panel, horizon: int) -> Floats:
    whole = (len(panel.ids), panel.values.shape[1] + horizon)
    if panel.exposure is None:
        return np.zeros(whole)
    risk = np.maximum(panel.exposure[:, : whole[1]], 1e-3)
    return np.ascontiguousarray(np.log(risk / np.nanmean(risk, axis=1, keepdims=True)))


def _expected(panel: Panel, columns: Columns, offset: Floats, life: float) -> tuple[Floats, Floats]:
    """A first rough factor and expectation of every period, from the series alone."""
    values = np.nan_to_num(panel.values)
    weight = (~np.isnan(panel.values)).astype(np.float64)
    periods = values.shape[1]
    prior = np.zeros((len(values), columns.x.shape[1]))
    effects = _effects_of(values, weight, columns.x, offset, prior, columns.spread, life)
    log_factor = effects[:, 1:] @ columns.x[:periods, 1:].T + offset[:, :periods]
    factor = np.exp(np.clip(log_factor, -10, 20))
    level = [smoothed(y, w, m, life) for y, w, m in zip(values, weight, factor, strict=True)]
    return factor, factor * np.stack(level)


def _priors(
    clean: Cleaned, columns: Columns, offset: Floats, life: float, settings: Settings
) -> tuple[Floats, Floats]:
    """Effects learned from the sums of groups, coarse to fine, as where each series begins."""
    count, width = len(clean.values), columns.x.shape[1]
    prior = np.zeros((count, width))
    spread = columns.spread
    if count < 2:
        return prior, spread
    for partition in settings.groups or ((0,) * count,):
        members = _members(partition)
        sums = np.stack([(clean.values * clean.weight)[m].sum(axis=0) for m in members])
        share = np.stack([clean.weight[m].mean(axis=0) for m in members])
        shared = np.stack([offset[m].mean(axis=0) for m in members])
        start = np.stack([prior[m[0]] for m in members])
        effects = _effects_of(
            sums / np.maximum(share, 0.2), (share > 0.2).astype(np.float64),
            columns.x, shared, start, spread, life,
        )  # fmt: skip
        for m, effect in zip(members, effects, strict=True):
            prior[m] = effect
        prior[:, 0] = 0.0
        spread = np.concatenate([columns.spread[:1], columns.spread[1:] * settings.apart])
    return prior, spread


def _members(partition: Sequence[int]) -> list[npt.NDArray[np.int64]]:
    labels = np.asarray(partition)
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]
