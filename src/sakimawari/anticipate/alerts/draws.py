"""Counts drawn by a seed of their own: the same bits for any number of threads.

splitmix64 (G. Steele et al., OOPSLA 2014) for uniforms; gamma by G. Marsaglia and W. W. Tsang
(ACM TOMS 26, 2000); Poisson by inversion, or W. Hörmann's PTRS (1993) where the mean is large.
A state is one array of a single 64-bit number, owned by whoever draws.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

_STEP = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@njit(cache=True, nogil=True)
def uniform(state: Any) -> float:
    """A number above 0 and below 1."""
    state[0] += _STEP
    x = state[0]
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    x ^= x >> _S31
    return (float(x >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def normal(state: Any) -> float:
    """A standard normal number (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(uniform(state)))
    return radius * math.cos(2.0 * math.pi * uniform(state))


@njit(cache=True, nogil=True)
def gamma(state: Any, shape: float) -> float:
    """A gamma number of scale 1."""
    boost = 1.0
    if shape < 1.0:
        boost = uniform(state) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(uniform(state)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return boost * d * v


@njit(cache=True, nogil=True)
def poisson(state: Any, mean: float) -> float:
    """A Poisson count."""
    if mean < 12.0:
        left, k, term = uniform(state), 0, math.exp(-mean)
        while left > term and k < 200:
            left -= term
            k += 1
            term *= mean / k
        return float(k)
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    inv_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= v_r:
            return float(k)
        if k < 0 or (us < 0.013 and v > us):
            continue
        accepted = -mean + k * math.log(mean) - math.lgamma(k + 1.0)
        if math.log(v * inv_alpha / (a / (us * us) + b)) <= accepted:
            return float(k)


@njit(cache=True, nogil=True)
def count(state: Any, mean: float, dispersion: float) -> float:
    """A negative binomial count of this mean, its variance `dispersion` times the mean."""
    if dispersion <= 1.0001:
        return poisson(state, mean)
    return poisson(state, gamma(state, mean / (dispersion - 1.0)) * (dispersion - 1.0))
