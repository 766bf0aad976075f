"""Sample paths from means and overdispersion: negative binomial, neighbouring periods tied.

What neighbouring periods share (the level drifting away, and a part of the rest) is one walk on the
logarithm for each path; what is left is drawn period by period. Each series has a stream of its own,
keyed by seed and name: the same paths whatever else is in the panel.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from sakimawari.anticipate.series.counts.values import Fitted
from sakimawari.anticipate.series.values import Floats

_SHARED = 0.3
_MOST = 1e9


def drawn(fitted: Fitted, *, paths: int, seed: int) -> Floats:
    """Sample paths (series, paths, horizon): whole numbers from zero up, finite."""
    count, horizon = fitted.mean.shape
    out = np.empty((count, paths, horizon))
    walked = np.sqrt(np.arange(1, horizon + 1))
    for s in range(count):
        key = np.array([seed, crc32(fitted.ids[s].encode())], dtype=np.uint64)
        lots = np.random.Generator(np.random.Philox(key=key))
        shared = np.maximum(fitted.phi[s] - fitted.phi_now[s], _SHARED * fitted.phi[s])
        own = np.maximum((fitted.phi[s] - shared) / (1 + shared), 1e-6)
        wide = np.sqrt(np.log1p(shared))
        walk = np.cumsum(lots.standard_normal((paths, horizon)), axis=1) / walked
        mean = fitted.mean[s] * np.exp(wide * walk - wide**2 / 2)
        rate = mean * own * lots.standard_gamma(1 / own, (paths, horizon))
        out[s] = lots.poisson(np.minimum(rate, _MOST))
    return out
