"""Expected values with 90 % intervals, from replicates and from what reading a sample adds.

Replicates differ by the rates they drew and by lots. Few of them tell a spread badly, so the variance
of a cell is drawn towards what cells of its row have in proportion to their mean (as if PRIOR more
replicates had shown that). A sample of households adds its own variance, as far as it is not that of
lots, which replicates show already. Both together are spread by Student's t; what counts people has no
end below zero.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from sakimawari.anticipate.demand.values import Band, Floats

COVERED = 0.90
PRIOR = 4  # replicates what is usual in a row counts for
_Z = 1.645


def band(samples: Floats, noise: Floats) -> Band:
    """Samples (replicates, rows, …) and the variance of reading (rows, …) as one band (rows, …)."""
    count = len(samples)
    mean = samples.mean(axis=0)
    seen = samples.var(axis=0, ddof=1) if count > 1 else np.zeros_like(mean)
    spread = (count - 1) * seen + PRIOR * _usual(seen, mean)
    between = spread / (count - 1 + PRIOR) * (1 + 1 / count)
    wide = float(stdtrit(count - 1 + PRIOR, 0.5 + COVERED / 2))
    half = (
        wide * np.sqrt(between) if not np.any(noise) else np.sqrt(wide**2 * between + _Z**2 * noise)
    )
    return Band(mean=mean, low=np.maximum(mean - half, 0.0), high=mean + half)


def again(signed: Floats) -> Floats:
    """How far (0 to 1) the households that count in one replicate count in another, by row.

    `signed` (replicates, ..., days, signs) as in `Counted`: sums under signs agree between replicates as far
    as they are of the same households. What a sample adds is how its households differ from the
    city's in what is to be expected of them; how lots fall on few of them is in the spread between
    replicates already. Of one replicate nothing is known, and all is taken to count again.
    """
    count = len(signed)
    if count < 2:
        return np.ones(signed.shape[1:-2])
    alone = (signed**2).sum(axis=0)
    both = (signed.sum(axis=0) ** 2 - alone).sum(axis=(-2, -1)) / (count - 1)
    whole = alone.sum(axis=(-2, -1))
    part = np.divide(both, whole, out=np.ones_like(whole), where=whole > 0)
    return np.asarray(np.clip(part, 0.0, 1.0))


def _usual(seen: Floats, mean: Floats) -> Floats:
    """The variance a cell has in proportion to its mean, by all cells of its row (the first axis)."""
    others = tuple(range(1, mean.ndim))
    whole = np.abs(mean).sum(axis=others, keepdims=True)
    share = np.divide(
        seen.sum(axis=others, keepdims=True), whole, out=np.zeros_like(whole), where=whole > 0
    )
    return np.asarray(share * np.abs(mean))


def relative(noise: Floats, counts: Floats, derived: Floats) -> Floats:
    """The variance of something in proportion to counts, from that of the counts."""
    ratio = np.divide(derived, counts, out=np.zeros_like(derived), where=counts > 0)
    return np.asarray(ratio**2 * noise)
