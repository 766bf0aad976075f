"""Since when those who arrived during a projection live in the city: by the first day they are seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.projection.people import State

_WITHIN = 13  # purpose of lots

Int64s = npt.NDArray[np.int64]


@dataclass(slots=True)
class Arrivals:
    """Keys seen so far in one replicate, in order, with the day they came."""

    keys: npt.NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    days: Int64s = field(default_factory=lambda: np.empty(0, np.int64))
    last: int | None = None

    def since(self, state: State, day: int, *, seed: int) -> Int64s:
        """The day each person of a state came: one since the day seen before, drawn by key."""
        length = 0 if self.last is None else day - self.last
        lot = lots(state.key, seed=seed, purpose=_WITHIN)
        found = day - (lot * length).astype(np.int64)
        if len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, state.key), len(self.keys) - 1)
            found = np.where(self.keys[at] == state.key, self.days[at], found)
        order = np.argsort(state.key)
        self.keys, self.days, self.last = state.key[order], found[order], day
        return found
