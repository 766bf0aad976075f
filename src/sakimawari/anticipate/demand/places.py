"""The places demand is counted by: wards, or the towns within them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.demand.ground import Ground
from sakimawari.anticipate.demand.rebuilding import Stage
from sakimawari.anticipate.demand.values import Floats

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Cells that are counted: each the number of a ward, and of a town (-1: the whole ward)."""

    wards: tuple[str, ...]
    towns: tuple[str, ...]
    ward: Int64s
    town: Int64s

    def __len__(self) -> int:
        return len(self.ward)

    def cells(self, stage: Stage) -> Int64s:
        """The cell of each unit; -1 where its ward is not known."""
        area = stage.layout.area.astype(np.int64)
        if not self.towns:
            return area
        codes = self.ward * (len(self.towns) + 1) + self.town + 1
        wanted = area * (len(self.towns) + 1) + stage.town + 1
        order = np.argsort(codes)
        at = np.minimum(np.searchsorted(codes[order], wanted), len(codes) - 1)
        return np.where((codes[order[at]] == wanted) & (area >= 0), order[at], -1)

    def spread(self, by_ward: Floats) -> Floats:
        """A figure of wards for each cell."""
        return np.asarray(by_ward[self.ward])

    def of_wards(self, counts: Floats, axis: int) -> Floats:
        """Counts of cells added up by ward."""
        moved = np.moveaxis(counts, axis, 0)
        summed = np.zeros((len(self.wards), *moved.shape[1:]))
        np.add.at(summed, self.ward, moved)
        return np.moveaxis(summed, 0, axis)


def places_of(ground: Ground, *, towns: bool) -> Places:
    """The wards of a city, or the towns its households live in."""
    if not towns:
        wards = np.arange(len(ground.wards))
        none = np.full(len(wards), -1)
        return Places(wards=ground.wards, towns=(), ward=wards, town=none)
    held = ground.ward >= 0
    pairs = np.unique(np.stack([ground.ward[held], ground.town[held]], axis=1), axis=0)
    return Places(
        wards=ground.wards,
        towns=ground.towns,
        ward=pairs[:, 0].astype(np.int64),
        town=pairs[:, 1].astype(np.int64),
    )
