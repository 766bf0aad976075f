"""Expected values with 90 % intervals, from replicates and from what reading a sample adds.

Replicates differ by the rates they drew and by lots. A sample of households adds its own variance.
Both together are spread by Student's t with one degree fewer than there are replicates; what counts
people has no end below zero.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from sakimawari.anticipate.demand.values import Band, Floats

COVERED = 0.90


def band(samples: Floats, noise: Floats) -> Band:
    """Samples (replicates, …) and the variance of reading (…) as one band (…)."""
    count = len(samples)
    mean = samples.mean(axis=0)
    between = samples.var(axis=0, ddof=1) * (1 + 1 / count) if count > 1 else np.zeros_like(mean)
    wide = float(stdtrit(count - 1, 0.5 + COVERED / 2)) if count > 1 else 1.645
    half = wide * np.sqrt(between + 1.645**2 / wide**2 * noise)
    return Band(mean=mean, low=np.maximum(mean - half, 0.0), high=mean + half)


def relative(noise: Floats, counts: Floats, derived: Floats) -> Floats:
    """The variance of something in proportion to counts, from that of the counts."""
    ratio = np.divide(derived, counts, out=np.zeros_like(derived), where=counts > 0)
    return np.asarray(ratio**2 * noise)
