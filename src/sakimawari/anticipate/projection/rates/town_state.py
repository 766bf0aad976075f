"""From five-year groups of a town to months of age, with what its earlier months tell.

How many of a group will leave it within a year depends on the ages within it, which no table of
groups shows. But those of 24 now were all of 20-24 who had come in five years ago: each earlier
month counted the same people in another window of ages. Residents by half year of age are
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

BIN = 6  # months of age
BINS = MONTHS // BIN
_WIDTH = 60 // BIN  # bins a group
# Those of 85 and over: 85-89, 90-94, 95-99, 100 and over; assumed, after the census of 2020.
OLDEST = ((0.665, 0.270, 0.060, 0.005), (0.575, 0.305, 0.105, 0.015))
_PULL = 60.0  # people of the city's shape a town's own neighbouring groups are weighed against
_LOOSE = 1.0  # variance of a town's bin against its people, about the city's shape
_BENT = 0.15  # of a bin: how far the city's shape departs from a smooth curve
_OFF_A_YEAR = (
    0.003  # of a group: how far the city's deaths and moves of a past year may be misjudged
)
_KNOWN = 0.95  # of the towns, for a month to tell of the city


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
    return np.asarray(np.maximum(np.diff(curve(np.arange(MONTHS + 1)), axis=1), 0.0))


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
    """Other counts of the same towns: `lags` in half years ago (negative: later), `counts`
    (lags, towns, 2, 18).

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
    """Residents by month of age (towns, 2, 1212) from counts now and the earlier ones.

    First the city as a whole, whose cohorts differ by far more than chance (few were born in 1945,
    many in 1947-49); then each town around the city's shape.
    """
    smooth = states(counts)
    if not past.lags:
        return smooth
    found = np.empty_like(smooth)
    for sex in (0, 1):
        whole = _of_bins(smooth[:, sex].sum(axis=0))
        seen, noise = _seen(whole, past, sex)
        bent = _city(whole, past, sex, seen, noise.copy()) / np.maximum(whole, 1e-9)
        prior = _regrouped(_of_bins(smooth[:, sex]) * bent, counts[:, sex])
        gain = _gain(seen, whole * _LOOSE, noise)
        observed = past.counts[:, :, sex].transpose(1, 0, 2).reshape(len(counts), -1)
        surprise = observed - prior @ seen.T
        surprise *= np.repeat(past.known.T, GROUPS, axis=1) & (seen.sum(axis=1) > 0)
        better = np.maximum(prior + surprise @ gain.T, 0.02 * prior)
        months = np.repeat(_regrouped(better, counts[:, sex]) / BIN, BIN, axis=1)
        found[:, sex] = months
    return found


def _of_bins(people: Floats) -> Floats:
    return np.asarray(people.reshape(*people.shape[:-1], BINS, BIN).sum(axis=-1))


def _regrouped(bins: Floats, counts: Floats) -> Floats:
    """Bins (towns, 202) scaled so that each group is what was counted (towns, 18)."""
    group = np.minimum(np.arange(BINS) // _WIDTH, GROUPS - 1)
    sums = np.stack([np.bincount(group, row, GROUPS) for row in bins])
    scale = np.divide(counts, sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(bins * scale[:, group])


def _city(whole: Floats, past: Past, sex: int, seen: Floats, noise: Floats) -> Floats:
    """The city's residents by bin, from the sums of the towns known now and then."""
    everywhere = past.known.mean(axis=1) > _KNOWN
    sums = np.where(past.known[:, :, None], past.counts[:, :, sex], 0.0).sum(axis=1)
    share = past.known.mean(axis=1)
    observed = (sums / np.maximum(share, 1e-9)[:, None]).ravel()
    years = np.repeat(np.abs(past.lags) / 2.0, GROUPS)
    expected = seen @ whole
    noise[np.diag_indices(len(noise))] += (_OFF_A_YEAR * years * expected) ** 2
    gain = _gain(seen, (_BENT * whole) ** 2, noise)
    usable = np.repeat(everywhere, GROUPS) & (expected > 0)
    surprise = np.where(usable, observed - expected, 0.0)
    return np.maximum(whole + gain @ surprise, 0.2 * whole)


def _seen(density: Floats, past: Past, sex: int) -> tuple[Floats, Floats]:
    """How earlier counts follow from people now, (counts, bins), and their chance covariance."""
    age = np.arange(BINS) * AGES // BINS
    fading = np.cumsum(np.concatenate([[0.0], past.fading[sex][age]])) * BIN / 12.0
    turnover = np.cumsum(np.concatenate([[0.0], past.turnover[sex][age]])) * BIN / 12.0
    seen = np.zeros((len(past.lags), GROUPS, BINS))
    walked = np.zeros((len(past.lags), BINS))
    for at, lag in enumerate(past.lags):
        there = np.clip(np.arange(BINS) - lag, 0, BINS)
        walked[at] = np.abs(turnover[np.arange(BINS)] - turnover[there])
        alive = np.exp(fading[np.arange(BINS)] - fading[there])
        for group in range(GROUPS):
            low, high = group * _WIDTH + lag, (group + 1) * _WIDTH + lag
            if low < 0:
                continue  # some of them are not born yet
            part = slice(low, BINS if group == GROUPS - 1 else min(high, BINS))
            seen[at, group, part] = alive[part]
    return seen.reshape(-1, BINS), _noise(density, past.lags, seen, walked)


def _noise(density: Floats, lags: tuple[int, ...], seen: Floats, walked: Floats) -> Floats:
    """Covariance of counts by chance: two counts share what moved since the nearer of them.

    What happened before and after now is apart.
    """
    size = len(lags) * GROUPS
    found = np.zeros((len(lags), GROUPS, len(lags), GROUPS))
    signs = np.sign(lags)
    order = sorted(range(len(lags)), key=lambda at: abs(lags[at]))
    for rank, at in enumerate(order):
        farther = [other for other in order[rank:] if signs[other] == signs[at]]
        shared = seen[at] * (density * walked[at])
        block = np.tensordot(shared, seen[farther], axes=(1, 2))
        found[at][:, farther] = block
        found[farther, :, at] = block.transpose(1, 2, 0)
    return found.reshape(size, size)


def _gain(seen: Floats, spread: Floats, noise: Floats) -> Floats:
    """How people now follow from the surprises of earlier counts (bins, counts)."""
    whole = (seen * spread) @ seen.T + noise
    whole[np.diag_indices(len(whole))] += 1e-9 * np.trace(whole) / len(whole) + 1e-9
    return np.asarray(cho_solve(cho_factor(whole), seen * spread).T)
