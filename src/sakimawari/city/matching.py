"""Who finds whom: people matched within their town by the age they look for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]

_AGES = 512  # room for an age beside a town in one key
_RANKS = 1 << 24


def match_by_age(
    town_wanting: npt.ArrayLike,
    age_wanted: npt.ArrayLike,
    *,
    town_offering: npt.ArrayLike,
    age_offered: npt.ArrayLike,
    spread: int,
) -> Rows:
    """For each who looks for somebody, the position of who is found in the town, or -1.

    Nobody is found twice. The age asked for is tried first, then one year older, one younger and
    so on up to `spread` years away; among equals the order given decides.
    """
    wanted = _keys(town_wanting, age_wanted)
    offered = _keys(town_offering, age_offered)
    found = np.full(len(wanted), -1, np.int64)
    waiting = np.argsort(wanted, kind="stable")
    left = np.argsort(offered, kind="stable")
    for step in range(2 * spread + 1):
        if not len(waiting) or not len(left):
            break
        shift = (step + 1) // 2 * (1 if step % 2 else -1)
        asked = _ranked(wanted[waiting] + shift)
        have = _ranked(offered[left])
        at = np.minimum(np.searchsorted(have, asked), len(have) - 1)
        hit = have[at] == asked
        found[waiting[hit]] = left[at[hit]]
        left = np.delete(left, at[hit])
        waiting = waiting[~hit]
    return found


def _keys(town: npt.ArrayLike, age: npt.ArrayLike) -> Rows:
    years = np.clip(np.rint(np.asarray(age, np.float64)), 0, 200).astype(np.int64)
    return np.asarray(town, np.int64) * _AGES + years + 128


def _ranked(keys: Rows) -> Rows:
    """Sorted keys made unique by their rank among equals."""
    starts = np.r_[True, keys[1:] != keys[:-1]]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))
    return keys * _RANKS + (np.arange(len(keys)) - first)
