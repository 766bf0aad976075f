"""No forecast below zero, and the totals kept: what is clipped is taken from its neighbours."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sakimawari.anticipate.series.values import Floats, Hierarchy


def partitions_of(hierarchy: Hierarchy) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """For each level that parts the bottom, the group of each bottom series; the finest first."""
    sums = hierarchy.sparse()
    found = []
    for rows in list(hierarchy.levels.values()):
        level = sums[rows]
        if len(rows) >= hierarchy.bottom or level.nnz != hierarchy.bottom:
            continue
        whole = level.tocsc()
        if (np.diff(whole.indptr) == 1).all():
            found.append((len(rows), np.asarray(whole.indices, np.int64)))
    found.sort(key=lambda pair: -pair[0])
    return [groups for _, groups in found]


def floored(bottom: Floats, partitions: list[np.ndarray[tuple[int], np.dtype[np.int64]]]) -> Floats:
    """Bottom figures (bottom, columns) at zero or above, each group's sum kept where it is above zero.

    From the smallest groups up: what a clipped series lacked is taken from the others of its group in
    proportion; what a group cannot bear is handed to the larger group it lies in.
    """
    lacking = np.minimum(bottom, 0.0)
    if not lacking.any():
        return bottom
    figures: Floats = np.maximum(bottom, 0.0)
    owed = lacking.sum(axis=0, keepdims=True)
    debts = lacking
    for groups in partitions:
        number = int(groups.max()) + 1
        gather = sparse.csr_array(
            (np.ones(len(groups)), (groups, np.arange(len(groups)))), (number, len(groups))
        )
        have, debt = gather @ figures, gather @ debts
        left = np.maximum(have + debt, 0.0)
        share = np.divide(left, have, out=np.zeros_like(have), where=have > 0)
        still = np.minimum(have + debt, 0.0)
        figures = figures * share[groups]
        if not still.any():
            return figures
        first = np.zeros(number, np.int64)
        first[groups[::-1]] = np.arange(len(groups))[::-1]
        debts = np.zeros_like(figures)
        debts[first] = still
        owed = still.sum(axis=0, keepdims=True)
    if partitions and int(partitions[-1].max()) == 0:
        return figures
    have = figures.sum(axis=0, keepdims=True)
    share = np.divide(np.maximum(have + owed, 0.0), have, out=np.zeros_like(have), where=have > 0)
    return np.asarray(figures * share)
