"""要介護認定: who enters, who worsens, who gets better, by age and sex.

The shares certified by age and sex are about those of 介護給付費等実態統計 and 人口推計 around 2022-23
(written down from general knowledge, to be replaced by a city's own: 介護保険事業状況報告). Deaths
here do not depend on the level, so entries are chosen such that the shares certified at each age
stay as published. The moves between levels are assumed and lead to about the national mixture of
2023: 14 % 要支援1, 14 % 要支援2, 21, 17, 13, 13 and 8 % 要介護1 to 5.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from sakimawari.anticipate.projection.values import AGES, Floats

LEVELS = 8
_AT = (40, 55, 62, 67, 72, 77, 82, 87, 92, 97, 101)
_CERTIFIED = (
    (0.002, 0.006, 0.014, 0.031, 0.056, 0.104, 0.196, 0.355, 0.560, 0.760, 0.86),
    (0.002, 0.005, 0.012, 0.027, 0.056, 0.131, 0.278, 0.500, 0.720, 0.875, 0.94),
)
_ENTRY = (0.28, 0.19, 0.22, 0.12, 0.07, 0.07, 0.05)
_WORSE = (0.16, 0.15, 0.20, 0.20, 0.21, 0.15)
_BETTER = (0.05, 0.05, 0.05, 0.05, 0.04, 0.02)
_OUT = (0.04, 0.02, 0.01)  # from 要支援1, 要支援2 and 要介護1 to none


def certified() -> Floats:
    """The share of residents with a certified level by sex and age (2, AGES)."""
    ages = np.arange(AGES) + 0.5
    found = np.zeros((2, AGES))
    for sex in (0, 1):
        curve = PchipInterpolator(np.array(_AT, np.float64), np.log(_CERTIFIED[sex]))
        found[sex] = np.where(ages < 40, 0.0, np.exp(curve(np.clip(ages, 40, 101))))
    return found


def mixture() -> Floats:
    """How the certified divide over the seven levels by sex and age (2, AGES, 7).

    The stationary mixture the transitions lead to, age by age from 40 on.
    """
    moves = transitions()
    found = np.zeros((2, AGES, 7))
    found[:, :41] = np.array(_ENTRY) / sum(_ENTRY)
    for sex in (0, 1):
        state = np.zeros(LEVELS)
        state[0] = 1.0
        for age in range(40, AGES):
            for _ in range(12):
                step = moves[sex, age] / 12.0
                state = state + state @ step - state * step.sum(axis=1)
            found[sex, age] = state[1:] / state[1:].sum()
    return found


def transitions() -> Floats:
    """Yearly hazards from level to level (2, AGES, 8, 8); the diagonal is zero."""
    found = np.zeros((2, AGES, LEVELS, LEVELS))
    for level, chance in enumerate(_WORSE, start=1):
        found[:, 40:, level, level + 1] = chance
    for level, chance in enumerate(_BETTER, start=2):
        found[:, 40:, level, level - 1] = chance
    for level, chance in enumerate(_OUT, start=1):
        found[:, 40:, level, 0] = chance
    found[:, 40:, 0, 1:] = _entries()[:, 40:, None] * (np.array(_ENTRY) / sum(_ENTRY))
    return found


def _entries() -> Floats:
    """Entries that keep the certified shares: what the share gains, and what recovers, anew."""
    share = certified()
    gain = np.gradient(share, axis=1)
    recovery = 0.013 * share  # the mean of those out of all levels, at the national mixture
    return np.maximum(gain + recovery, 0.0) / (1.0 - share)
