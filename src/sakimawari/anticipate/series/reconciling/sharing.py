"""A level's own paths kept to the last figure, and its parts made to share them out in proportion."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.values import Hierarchy

Groups = npt.NDArray[np.int64]
Figures = npt.NDArray[np.floating[Any]]


def shared_levels(hierarchy: Hierarchy, *, lowest: float | None) -> list[tuple[str, Groups]]:
    """Levels that part the bottom, with the group of each bottom series; fewest nodes first.

    None where figures may be below zero: shares of a sum that may be nothing say nothing.
    """
    if lowest is None or lowest < 0:
        return []
    sums = hierarchy.sparse()
    found: list[tuple[str, Groups]] = []
    for level, rows in sorted(hierarchy.levels.items(), key=lambda pair: len(pair[1])):
        part = sums[rows].tocsc()
        if part.nnz == hierarchy.bottom and (np.diff(part.indptr) == 1).all():
            found.append((level, np.asarray(part.indices, np.int64)))
    return found


def shared_out(bottom: Any, above: Figures, groups: Groups) -> Any:
    """The bottom (bottom, columns) at zero or above so that each group adds up to its row of `above`.

    Parts keep their proportions; where all are zero they share alike.
    """
    size = np.bincount(groups, minlength=len(above)).astype(bottom.dtype)
    have = np.zeros_like(above)
    np.add.at(have, groups, bottom)
    share = np.divide(above, have, out=np.zeros_like(above), where=have > 0)
    alike = np.where(have > 0, 0, above / size[:, None]).astype(bottom.dtype)
    return bottom * share[groups] + alike[groups]
