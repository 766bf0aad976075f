"""From five-year groups of a town to months of age, with what its earlier months tell.

How many of a group will leave it within a year depends on the ages within it, which no table of
groups shows. But those of 24 now were all of 20-24 who had come in five years ago: each earlier
month counted the same people in another window of ages. Residents by quarter of a year of age are
therefore estimated from all earlier counts at once: a count lags behind by deaths and by moving,
at random the more the longer ago it is (a Gaussian model with variances in proportion to people,
solved in closed form).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.linalg import cho_factor, cho_solve

from sakimawari.anticipate.projection.rates.cohort import MONTHS
from sakimawari.anticipate.projection.rates.town_values import GROUPS, LOWS
from sakimawari.anticipate.projection.values import AGES, Floats

BIN = 3  # months of age
BINS = MONTHS // BIN
_WIDTH = 60 // BIN  # bins a group
# Those of 85 and over: 85-89, 90-94, 95-99, 100 and over; assumed, after the census of 2020.
OLDEST = ((0.665, 0.270, 0.060, 0.005), (0.575, 0.305, 0.105, 0.015))
_PULL = 60.0  # people of the city's shape a town's own neighbouring groups are weighed against
_LOOSE = 1.0  # variance of a bin against its people, beyond the smooth curve


def grouped(people: Floats) -> Floats:
    """Residents (..., 1212 months of age) added up to the 18 groups."""
    parts = [people[..., low * 12 : (low + 5) * 12] for low in LOWS[:-1]]
    return np.stack([*(part.sum(-1) for part in parts), people[..., 85 * 12 :].sum(-1)], axis=-1)


def _curves(totals: Floats, sex: int) -> Floats:
    """Persons by month of age from 18 groups (towns, 18) by monotone curves; 85+ as assumed."""
    old = totals[:, -1:] * np.array(OLDEST[sex])
    edges = np.array([*range(0, 1260, 60), MONTHS], np.float64)
    steps = np.concatenate([np.zeros((len(totals), 1)), totals[:, :-1], old], axis=1)
    curve = PchipInterpolator(edges, np.cumsum(steps, axis=1), axis=1)
    return np.maximum(np.diff(curve(np.arange(MONTHS + 1)), axis=1), 0.0)


def _shares(people: Floats) -> Floats:
    """Each month of age as a share of its group."""
    sums = grouped(people)[..., np.minimum(np.arange(MONTHS) // 60, GROUPS - 1)]
    return np.divide(people, sums, out=np.zeros_like(people), where=sums > 0)


def states(counts: Floats) -> Floats:
    """Residents by month of age (towns, 2, 1212) from counts (towns, 2, 18), the groups kept.

    Within a group the months run as in the city; where a town has many people its own neighbouring
    groups count as well.
    """
    found = np.zeros((len(counts), 2, MONTHS))
    group = np.minimum(np.arange(MONTHS) // 60, GROUPS - 1)
    for sex in (0, 1):
        city = _shares(_curves(counts[:, sex].sum(axis=0)[None], sex))
        own = _shares(_curves(counts[:, sex], sex))
        size = counts[:, sex][:, group]
        weight = np.where(own > 0, size / (size + _PULL), 0.0)
        found[:, sex] = weight * own + (1.0 - weight) * city
        found[:, sex] = size * _shares(found[:, sex])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Earlier counts of the same towns: `lags` in quarters of a year, `counts` (lags, towns, 2, 18).

    `known` (lags, towns) says which may be used. `fading` (2, AGES) is what a resident of an age
    loses a year by death less what moving gains, in the city; `turnover` (2, AGES) the moves in and
    out a resident and year of a town.
    """

    lags: tuple[int, ...]
    counts: Floats
    known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    fading: Floats
    turnover: Floats


def remembered(counts: Floats, past: Past) -> Floats:
    """Residents by month of age (towns, 2, 1212) from counts now and the earlier ones."""
    smooth = states(counts)
    if not past.lags:
        return smooth
    found = np.empty_like(smooth)
    for sex in (0, 1):
        prior = smooth[:, sex].reshape(len(counts), BINS, BIN).sum(axis=2)
        seen, gain = _gain(prior.sum(axis=0), past, sex)
        observed = past.counts[:, :, sex].transpose(1, 0, 2)
        surprise = observed - (prior @ seen.T).reshape(observed.shape)
        surprise *= past.known.T[:, :, None]
        better = np.maximum(prior + surprise.reshape(len(counts), -1) @ gain.T, 0.02 * prior)
        months = np.repeat(better / BIN, BIN, axis=1)
        group = np.minimum(np.arange(MONTHS) // 60, GROUPS - 1)
        found[:, sex] = _shares(months) * counts[:, sex][:, group]
    return found


def _gain(density: Floats, past: Past, sex: int) -> tuple[Floats, Floats]:
    """How earlier counts follow from people now, and how people now follow from their surprise."""
    age = np.arange(BINS) * AGES // BINS
    fading = np.cumsum(np.concatenate([[0.0], past.fading[sex][age]])) * BIN / 12.0
    turnover = np.cumsum(np.concatenate([[0.0], past.turnover[sex][age]])) * BIN / 12.0
    seen = np.zeros((len(past.lags), GROUPS, BINS))
    walked = np.zeros((len(past.lags), BINS))
    for at, lag in enumerate(past.lags):
        back = np.maximum(np.arange(BINS) - lag, 0)
        walked[at] = turnover[np.arange(BINS)] - turnover[back]
        alive = np.exp(fading[np.arange(BINS)] - fading[back])
        for group in range(GROUPS):
            high = BINS if group == GROUPS - 1 else group * _WIDTH + _WIDTH + lag
            part = slice(group * _WIDTH + lag, min(high, BINS))
            seen[at, group, part] = alive[part]
    flat = seen.reshape(-1, BINS)
    spread = _LOOSE * density
    noise = np.zeros((len(flat), len(flat)))
    for at in range(len(past.lags)):
        for other in range(at, len(past.lags)):
            shared = density * np.minimum(walked[at], walked[other])
            block = (seen[at] * shared) @ seen[other].T
            one = slice(at * GROUPS, (at + 1) * GROUPS)
            two = slice(other * GROUPS, (other + 1) * GROUPS)
            noise[one, two], noise[two, one] = block, block.T
    whole = (flat * spread) @ flat.T + noise
    whole[np.diag_indices(len(whole))] += 1e-9 * np.trace(whole) / len(whole) + 1e-9
    return flat, cho_solve(cho_factor(whole), flat * spread).T
