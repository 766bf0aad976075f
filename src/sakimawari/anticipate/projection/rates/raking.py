"""Align counts to an official projection, and say how far they were without.

Iterative proportional fitting: counts are multiplied by factors of area, sex and age until they add
up to the official margins. The factors are returned and belong into the log of the run: a projection
that had to be bent far is a projection that disagrees.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.values import Floats, Rates
from sakimawari.problems import fault

CLOSE = 1e-9
_ROUNDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Official numbers over some axes of counts (areas, 2, AGES).

    `groups` are first and last ages of the margin's groups; `totals` is (areas, groups) or
    (areas, 2, groups), or (1, ...) for the whole city. Ages outside all groups are left alone.
    """

    name: str
    groups: tuple[tuple[int, int], ...]
    totals: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Counts that meet the margins, the factor of every cell, and how far they were without.

    `apart` is, for each margin, the official number less ours before (same shape as its totals);
    `worst` the largest such share of the official number; `rounds` how often all margins were met in
    turn.
    """

    counts: Floats
    factors: Floats
    apart: dict[str, Floats]
    worst: dict[str, float]
    rounds: int


def summed(counts: Floats, margin: Margin) -> Floats:
    """Counts (areas, 2, AGES) added up as the margin is."""
    parts = [counts[:, :, low : high + 1].sum(axis=2) for low, high in margin.groups]
    found = np.stack(parts, axis=-1)
    if len(margin.totals) == 1 and len(counts) > 1:
        found = found.sum(axis=0, keepdims=True)
    return found if margin.totals.ndim == 3 else np.asarray(found.sum(axis=1))


def aligned(counts: Floats, margins: tuple[Margin, ...]) -> Aligned:
    """Counts bent as little as may be (in relative entropy) until all margins are met.

    Raises:
        Problems: PROJ033 if a margin's shape does not fit the areas, PROJ034 if an official number
            above zero meets no people at all, PROJ035 if margins contradict each other.
    """
    for margin in margins:
        _check(counts, margin)
    now = counts.copy()
    rounds, off = 0, np.inf
    while off >= CLOSE and rounds < _ROUNDS:
        for margin in margins:
            _meet(now, margin)
        off = max(_off(now, margin) for margin in margins)
        rounds += 1
    if off >= CLOSE:
        raise fault(
            "PROJ035",
            f"After {_ROUNDS} rounds the margins are still {off:.2%} apart: they contradict each other.",
            "Let each margin add up to the same number of residents.",
        )
    apart = {margin.name: margin.totals - summed(counts, margin) for margin in margins}
    worst = {
        margin.name: float(np.abs(apart[margin.name] / np.maximum(margin.totals, 1.0)).max())
        for margin in margins
    }
    factors = np.divide(now, counts, out=np.ones_like(now), where=counts > 0)
    return Aligned(counts=now, factors=factors, apart=apart, worst=worst, rounds=rounds)


def _off(now: Floats, margin: Margin) -> float:
    """The largest miss as a share of the official number, of one person where that is less."""
    miss = np.abs(summed(now, margin) - margin.totals)
    return float((miss / np.maximum(margin.totals, 1.0)).max())


def _check(counts: Floats, margin: Margin) -> None:
    shape = (len(counts), len(margin.groups))
    fits = {shape, (1, shape[1]), (shape[0], 2, shape[1]), (1, 2, shape[1])}
    if margin.totals.shape not in fits:
        raise fault(
            "PROJ033",
            f"The margin {margin.name} has the shape {margin.totals.shape}, not that of the areas.",
            "Give one number for each area (or one for the city), sex if it has sexes, and group.",
        )
    empty = (summed(counts, margin) <= 0) & (margin.totals > 0)
    if empty.any():
        raise fault(
            "PROJ034",
            f"{int(empty.sum())} official numbers of {margin.name} meet no people at all.",
            "Widen the groups of ages, or add what is missing to the residents at the start.",
        )


def _meet(now: Floats, margin: Margin) -> None:
    ratio = margin.totals / np.maximum(summed(now, margin), 1e-300)
    for at, (low, high) in enumerate(margin.groups):
        factor = ratio[..., at]
        now[:, :, low : high + 1] *= (factor if factor.ndim == 2 else factor[:, None])[..., None]


def log_factors(
    file: Path, areas: tuple[str, ...], found: Aligned, margins: tuple[Margin, ...]
) -> None:
    """Write what was bent, and by how much, as JSON: for each margin official number and factor."""
    told = {
        margin.name: [
            {
                "area": areas[area] if len(margin.totals) > 1 else "",
                "ages": [list(group) for group in margin.groups],
                "official": np.round(margin.totals[area], 3).tolist(),
                "apart": np.round(found.apart[margin.name][area], 3).tolist(),
            }
            for area in range(len(margin.totals))
        ]
        for margin in margins
    }
    by_area = {
        area: [round(float(found.factors[at].min()), 6), round(float(found.factors[at].max()), 6)]
        for at, area in enumerate(areas)
    }
    text = {
        "margins": told,
        "factors_from_to": by_area,
        "rounds": found.rounds,
        "worst": found.worst,
    }
    file.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def onto(rates: Rates, year: int, factors: Floats) -> Rates:
    """Arrivals of a calendar year and later times the factors: the way to carry an alignment on.

    Only arrivals are touched; deaths and births stay those of the sources.
    """
    at = max(year - rates.start, 0)
    arrive = rates.arrive.copy()
    arrive[at:] *= factors
    return replace(rates, arrive=arrive)
