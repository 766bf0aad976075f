"""Lots drawn by key: the same person draws the same lot, whoever else is there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Uint64s = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_STEP, _ONE, _TWO = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
_WORD = (1 << 64) - 1


def lots(key: Uint64s, *, seed: int, purpose: int) -> Floats:
    """A number from 0 up to 1 for each key, of one seed and purpose."""
    stream = (seed * 0x2545F4914F6CDD1D + purpose * 0xD1342543DE82EF95 + 1) & _WORD
    mixed = _mixed(key ^ _mixed(np.array([stream], np.uint64)))
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(words: Uint64s) -> Uint64s:
    with np.errstate(over="ignore"):
        found = words + _STEP
        found = (found ^ (found >> np.uint64(30))) * _ONE
        found = (found ^ (found >> np.uint64(27))) * _TWO
    return found ^ (found >> np.uint64(31))
