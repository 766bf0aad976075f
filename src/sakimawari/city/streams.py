"""Independent streams of chance: one for each part of the city and purpose.

A stream depends on the seed, the part and the purpose alone, so that what one stage draws never
changes what another draws, whatever the order in which parts are made.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np


class Stream:
    """Gives a fresh generator for each purpose within one part of the city."""

    __slots__ = ("_part", "_seed")

    def __init__(self, seed: int, part: int) -> None:
        self._seed = seed
        self._part = part

    def __call__(self, purpose: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, self._part, crc32(purpose.encode())])
