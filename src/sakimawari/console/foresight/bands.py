"""Quantiles of a run as the bands of a fan."""

from __future__ import annotations

from sakimawari.anticipate.pictures.fans import Band
from sakimawari.console.foresight.values import Floats

_PAIRS = ((50, 2, 4), (80, 1, 5), (95, 0, 6))  # of SHARES


def bands_of(quantiles: Floats) -> tuple[Band, ...]:
    """Bands of 50, 80 and 95 % from quantiles (7, periods) by SHARES."""
    return tuple(
        Band(share=share, low=tuple(quantiles[low].tolist()), high=tuple(quantiles[high].tolist()))
        for share, low, high in _PAIRS
    )
