"""Exponential smoothing averaged over its kinds by how well each explains the past.

The kind with the best corrected AIC often leads by a hair; weights exp(-difference / 2) say so, and
the average errs less than the winner (Kolassa, International Journal of Forecasting 27, 2011).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sakimawari.anticipate.series.classical.choosing import (
    corrected,
    searched_smoothing,
    smoothing_ahead,
)
from sakimawari.anticipate.series.values import Floats

LONGEST_SEASON = 24  # with more seasonal figures than this their likelihood says little
FAR = 6.0  # kinds this much worse say nothing


def smoothing(
    y: Floats,
    m: int,
    seasonal: bool,
    calls: int,
    drawn: Floats,
    out: Floats,
    *,
    trends: Sequence[int],
) -> None:
    """Average paths of the kinds worth hearing into `out`, row by row of `drawn`."""
    fitted = []
    for code in _kinds(bool(y.min() > 0), seasonal and m <= LONGEST_SEASON, trends):
        x, fit, rough = searched_smoothing(y, m, code, calls)
        used = len(x) + (1 if code[1] else 2) + (m - 1 if code[2] else 0)
        fitted.append((corrected(fit, used, len(y)), x, code, rough))
    best = min(one[0] for one in fitted)
    heard = [one for one in fitted if one[0] <= best + FAR]
    shares = np.exp([-0.5 * (one[0] - best) for one in heard])
    shares /= shares.sum()
    out[:] = 0.0
    made = np.empty_like(out)
    for share, (_, x, code, rough) in zip(shares, heard, strict=True):
        smoothing_ahead(x, y, m, code, rough, drawn, made)
        out += share * made


def _kinds(positive: bool, seasonal: bool, trends: Sequence[int]) -> Iterator[np.ndarray]:
    """Error (0 added, 1 relative), trend (0 none, 1 straight, 2 damped), season (0, 1 added, 2 times).

    Added errors do not go with a season that multiplies: the likelihood has no good shape.
    """
    for season in (0, 1, 2) if seasonal else (0,):
        for error in (0, 1) if positive else (0,):
            for trend in trends:
                if season < 2 or error == 1:
                    yield np.array([error, trend, season, 0, 0])
