"""Many whole-number arrays as one, for the compiled engine.

A compiled function takes and gives back the arrays of a tuple one by one at every call, which costs
ninety times the call itself; one flat array costs nothing. Its head holds where each part starts and
how long it is: part p starts at `flat[2 * p]` and has `flat[2 * p + 1]` numbers, row after row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]


def flattened(parts: Sequence[Ints]) -> Ints:
    """All parts behind one head."""
    sizes = [part.size for part in parts]
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1] + 2 * len(parts)
    head = np.stack([starts, np.array(sizes)], axis=1).ravel()
    return np.concatenate([head, *(part.ravel() for part in parts)]).astype(np.int64)


@njit(cache=True, nogil=True)
def of(flat: Ints, part: int, index: int) -> int:  # pragma: no cover
    """A number of a part."""
    return flat[flat[2 * part] + index]  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def put(flat: Ints, part: int, index: int, value: int) -> None:  # pragma: no cover
    """Set a number of a part."""
    flat[flat[2 * part] + index] = value


@njit(cache=True, nogil=True)
def length(flat: Ints, part: int) -> int:  # pragma: no cover
    """How many numbers a part has."""
    return flat[2 * part + 1]  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def copied(flat: Ints, part: int) -> Ints:  # pragma: no cover
    """A part as an array of its own."""
    return flat[flat[2 * part] : flat[2 * part] + flat[2 * part + 1]].copy()


@njit(cache=True, nogil=True)
def laid(flat: Ints, part: int, values: Ints) -> None:  # pragma: no cover
    """Set a whole part."""
    flat[flat[2 * part] : flat[2 * part] + len(values)] = values


@njit(cache=True, nogil=True)
def empty(sizes: Ints) -> Ints:  # pragma: no cover
    """Parts of these sizes, all nought."""
    start = 2 * len(sizes)
    flat = np.zeros(start + sizes.sum(), np.int64)
    for part in range(len(sizes)):
        flat[2 * part] = start
        flat[2 * part + 1] = sizes[part]
        start += sizes[part]
    return flat
