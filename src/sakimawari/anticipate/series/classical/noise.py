"""Keyed draws: the same series, path and step have the same noise for every member and thread."""

from __future__ import annotations

import numpy as np
from numba import njit

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xBF58476D1CE4E5B9)
_THREE = np.uint64(0x94D049BB133111EB)
_UNIT = 1.0 / 9007199254740992.0


@njit(cache=True, nogil=True, error_model="numpy")
def mixed(key):  # type: ignore[no-untyped-def] # pragma: no cover
    """A 64-bit number as good as random from a 64-bit key (splitmix finaliser)."""
    key = np.uint64(key) + _ONE
    key = (key ^ (key >> np.uint64(30))) * _TWO
    key = (key ^ (key >> np.uint64(27))) * _THREE
    return key ^ (key >> np.uint64(31))


@njit(cache=True, nogil=True, error_model="numpy")
def noise(seed, series, paths, steps):  # type: ignore[no-untyped-def] # pragma: no cover
    """Standard normal draws (paths, steps) of one series; odd paths mirror even ones.

    Mirrored pairs keep the middle of a symmetric forecast exactly where its formula puts it.
    """
    drawn = np.empty((paths, steps))
    base = mixed(mixed(np.uint64(seed)) ^ np.uint64(series))
    for pair in range((paths + 1) // 2):
        for step in range(steps):
            key = mixed(base ^ np.uint64(pair * 4096 + step))
            left = (float(key >> np.uint64(11)) + 0.5) * _UNIT
            right = float(mixed(key) >> np.uint64(11)) * _UNIT
            one = np.sqrt(-2.0 * np.log(left)) * np.cos(2.0 * np.pi * right)
            drawn[2 * pair, step] = one
            if 2 * pair + 1 < paths:
                drawn[2 * pair + 1, step] = -one
    return drawn
