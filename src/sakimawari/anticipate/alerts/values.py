"""What watching a panel gives: each period against its expectation, and alerts in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


class Kind(StrEnum):
    """What happened: more than expected for some periods, or a level that moved and stayed."""

    EXCESS = "excess"
    LEVEL_UP = "level-up"
    LEVEL_DOWN = "level-down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a panel is watched.

    `rate` is the share of quiet series-periods that may raise an excess; `level_rate` the same for
    shifts of level. `history` is how many past years a baseline reads, `apart` how many periods
    before the one judged are left out of it (what has just begun must not teach the model),
    `least` how many cases a window must hold. `windows` are lengths of the scan in periods, with
    `handicaps` in standard errors for those less likely.
    """

    rate: float = 0.005
    level_rate: float = 0.0005
    history: float = 6.0
    apart: int = 8
    least: int = 3
    refit: int = 4
    windows: tuple[int, ...] = (1, 2, 3, 4)
    handicaps: tuple[float, ...] = (0.2, 0.0, 0.4, 0.7)
    draws: int = 8192
    seed: int = 20261001


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Each watched period of each series, (series, periods): NaN where nothing could be said.

    `expected` is the mean had nothing happened, `dispersion` the variance over the mean, `score`
    the strongest window in standard errors, `threshold` what `score` must pass (held by simulation
    from the series' own model), `window` how many periods the strongest window holds, `alone` the
    score of the period alone, `error` the standard error of the logarithm of `expected` (of `expected`
    itself for measures), `correlation` that of one period's residual with the next.
    """

    starts: Days
    observed: Floats
    expected: Floats
    dispersion: Floats
    score: Floats
    threshold: Floats
    window: Ints
    alone: Floats
    error: Floats
    correlation: Floats
    is_count: bool = True

    @property
    def variance(self) -> Floats:
        """The variance of a period about its expectation, that of the expectation left out."""
        if not self.is_count:
            return self.dispersion
        return np.asarray(self.dispersion * self.expected)

    @property
    def doubt(self) -> Floats:
        """The standard error of the expectation itself, in the unit of the series."""
        return np.asarray(self.error * self.expected) if self.is_count else self.error

    @property
    def alarms(self) -> npt.NDArray[np.bool_]:
        """Where the score passes its threshold."""
        return np.asarray(self.score > self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another series that moved in the same periods: its ratio to what was expected."""

    series: str
    level: str
    ratio: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One departure: how large, where, since when, how late it was noticed, what else moved.

    `since` is the first day of the first period that belongs to it, `noticed` the first day of the
    period whose figure raised it, `delay` the periods between (0: at once), `periods` how many
    reported ones it holds. `excess` is observed
    less expected over `since`..`until`, with a 90 % interval `low`..`high`; `ratio` is observed
    over expected. `ongoing` where the last watched period still belongs to it. `strength` is the
    score over its threshold, for ordering.
    """

    id: str
    kind: Kind
    series: str
    level: str
    since: date
    noticed: date
    until: date
    periods: int
    delay: int
    observed: float
    expected: float
    excess: float
    low: float
    high: float
    ratio: float
    strength: float
    ongoing: bool
    beside: tuple[Beside, ...] = ()
    within: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
