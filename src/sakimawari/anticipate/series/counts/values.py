"""What the count engine hands on: a fit of each series, and what was odd about its past."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.values import Floats


class Odd(StrEnum):
    """What can be odd about a period of the past."""

    MISSING = "missing"
    DOUBLE = "double"
    OUTLIER = "outlier"
    SHIFT = "shift"
    SHORT = "short"
    NEAR_ZERO = "near_zero"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing found in a series and handled: what, where, how large.

    `size` is a factor on what was expected (of the level from `start` on for a shift), the number
    of periods for missing ones and a short history, the mean for counts near zero.
    """

    series: str
    kind: Odd
    start: np.datetime64
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Negative binomial forecasts: means and overdispersion (series, horizon), and the way there.

    `phi_now` is the overdispersion of a single period, `phi` that of each horizon, level included:
    the difference is what is shared by neighbouring periods. `effects` (series, columns) are
    effects on the logarithm, `factor` (series, periods + horizon) what they and the exposure make
    of each period. `past_mean` (series, origins, horizon) is what would have been said at
    past `origins` (the last period known then), NaN where the period is not over or not reached.
    """

    ids: tuple[str, ...]
    mean: Floats
    phi_now: Floats
    phi: Floats
    columns: tuple[str, ...]
    effects: Floats
    factor: Floats
    origins: npt.NDArray[np.int64]
    past_mean: npt.NDArray[np.float32]
    notes: tuple[Note, ...]
