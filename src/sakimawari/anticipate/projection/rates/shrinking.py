"""Empirical Bayes: a town's own figure, drawn towards the city's by how little it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.projection.values import Floats

CHANCE = 0.15  # moves in and out a resident and year: the variance where one year is all there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """Deviations drawn towards zero, and how much of them is believed to last.

    `between` is the variance of lasting deviations, `within` that of a year's deviation times its
    people: a town of n people deviates by chance with variance within / n a year.
    """

    deviation: Floats  # (towns,)
    between: float
    within: float


def shrunk(gain: Floats, people: Floats, weights: Floats) -> Shrunk:
    """Shrink yearly gains (years, towns) over people at risk (years, towns).

    `gain` is what a town had beyond the city's rate, in persons. Years count by `weights`; a town
    and year without people says nothing. Variances are those of moments: within a town from year
    to year, and between towns beyond that.
    """
    at_risk = people * weights[:, None]
    total = at_risk.sum(axis=0)
    mean = np.divide(
        (gain * weights[:, None]).sum(axis=0), total, out=np.zeros_like(total), where=total > 0
    )
    rate = np.divide(gain, people, out=np.zeros_like(gain), where=people > 0)
    years = (people > 0).sum(axis=0)
    seen = years >= 2
    spare = float((years[seen] - 1).sum())
    moment = float((people * (rate - mean) ** 2)[:, seen].sum() / max(spare, 1.0))
    within = max(moment, 1e-6) if spare > 0 else CHANCE
    effective = np.divide(
        total**2,
        (at_risk * weights[:, None]).sum(axis=0),
        out=np.zeros_like(total),
        where=total > 0,
    )
    noise = within / np.maximum(effective, 1e-9)
    known = total > 0
    if not known.any():
        return Shrunk(deviation=np.zeros_like(total), between=0.0, within=within)
    # DerSimonian and Laird's moments, towns weighed by the inverse of their noise.
    precision = np.where(known, 1.0 / noise, 0.0)
    centre = float((precision * mean).sum() / precision.sum())
    spread = float((precision * (mean - centre) ** 2).sum())
    scale = float(precision.sum() - (precision**2).sum() / precision.sum())
    between = max((spread - (known.sum() - 1)) / max(scale, 1e-12), 0.0)
    share = (
        np.where(known, between / (between + noise), 0.0) if between > 0 else np.zeros_like(total)
    )
    return Shrunk(deviation=share * mean, between=between, within=within)
