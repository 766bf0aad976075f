"""Between the passes of a month: what free people, children and mothers must do for the rates to hold."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sakimawari.anticipate.projection.engine.chances import Chances
from sakimawari.anticipate.projection.engine.units import (
    BEARING,
    FIX,
    FREE,
    HERE,
    LEAVING,
    MOVING,
)
from sakimawari.anticipate.projection.people import Int64s
from sakimawari.anticipate.projection.values import AGES, Floats

ENOUGH = 30_000  # people of an area from which on each holds its rates by itself
MINOR = 18
_MOST = 0.45  # chance of a free person in a month
_LEAST, _LARGEST = 0.1, 8.0  # of the scale of children


@dataclass(slots=True)
class Balance:
    """What is owed by groups of cells, and how children's chances are scaled.

    A group is a sex and age of an area, or of the whole city where areas are too small for that.
    """

    areas: int
    by_area: bool
    owed: dict[str, Floats] = field(default_factory=dict)
    scale: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = (self.areas if self.by_area else 1, 2, AGES)
        for what in ("leave", "move"):
            self.owed[what] = np.zeros(groups)
            self.scale[what] = np.ones((groups[0], 2, MINOR))

    def grouped(self, cells: Floats) -> Floats:
        """Sums of cells by group."""
        shaped = cells.reshape(self.areas, 2, AGES)
        return shaped if self.by_area else shaped.sum(axis=0, keepdims=True)

    def children(self, what: str, chance: Floats) -> Floats:
        """Chances by cell with those of children scaled."""
        found = chance.reshape(self.areas, 2, AGES).copy()
        found[:, :, :MINOR] *= self.scale[what]
        return found.ravel()

    def free(self, what: str, chance: Floats, table: Int64s) -> Floats:
        """Chances of free people by cell; what cannot be met is owed to the next month."""
        wanted = self.grouped(table[HERE] * chance) + self.owed[what]
        bound = self.grouped(table[LEAVING if what == "leave" else MOVING] / FIX)
        able = self.grouped(table[FREE] * chance)
        factor = np.maximum(wanted - bound, 0.0) / np.where(able > 0, able, 1.0)
        factor[able <= 0] = 0.0
        top = np.max(chance.reshape(self.areas, 2, AGES), axis=0, keepdims=True)
        top = chance.reshape(self.areas, 2, AGES) if self.by_area else top
        factor = np.minimum(factor, _MOST / np.where(top > 0, top, 1.0))
        self.owed[what] = wanted - bound - factor * able
        self._rescale(what, wanted, bound)
        return (chance.reshape(self.areas, 2, AGES) * factor).ravel()

    def _rescale(self, what: str, wanted: Floats, bound: Floats) -> None:
        children, want = bound[:, :, :MINOR], np.maximum(wanted[:, :, :MINOR], 0.0)
        step = np.where(children > 0, want / np.where(children > 0, children, 1.0), 1.0)
        step = np.clip(step, 0.5, 2.0)
        self.scale[what] = np.clip(self.scale[what] * step, _LEAST, _LARGEST)

    def settle(self) -> None:
        """Forget what is owed: after trials at the start."""
        for what in self.owed:
            self.owed[what][:] = 0.0


def bearing(now: Chances, leave: Floats, move: Floats, table: Int64s) -> Floats:
    """The chance of birth of a woman without a partner who stays where she is, by cell.

    With a partner it is IN_PAIR times that. A cell's births are its women times its rate.
    """
    free = table[FREE] * (1.0 - leave - move)
    weight = table[BEARING] * (64.0 / FIX) + free
    found = table[HERE] * now.birth / np.where(weight > 0, weight, 1.0)
    return np.where(weight > 0, found, 0.0)
