"""Boxes: which cases a row of a table takes, which two rows share, which none takes.

A box is a closed range of integers for every column. All is decided exactly, by cutting boxes out
of one another, within a bound on the work; beyond it `TooMixed` is raised, and nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.int64]  # (boxes, columns, 2): low and high, both included
Box = npt.NDArray[np.int64]  # (columns, 2)
MOST_STEPS = 200_000


class TooMixed(Exception):
    """More combinations than may be looked at."""


class Work:
    """What is left of the steps one question may take."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.most = self.left = most

    def step(self, count: int = 1) -> None:
        """Take steps. Raises TooMixed when there are none left."""
        self.left -= count
        if self.left < 0:
            raise TooMixed


def within(boxes: Boxes, domain: Box) -> Boxes:
    """The parts of boxes that lie in a domain; empty ones have a low above their high."""
    low = np.maximum(boxes[:, :, 0], domain[:, 0])
    high = np.minimum(boxes[:, :, 1], domain[:, 1])
    return np.stack([low, high], axis=2)


def uncovered(box: Box, boxes: Boxes, work: Work) -> Iterator[Box]:
    """The parts of a box that none of some boxes takes, apart from one another.

    Raises TooMixed.
    """
    open_parts = [(box, boxes)]
    while open_parts:
        part, near = open_parts.pop()
        work.step()
        near = near[meets(near, part)]
        if len(near) == 0:
            yield part
            continue
        inside = (near[:, :, 0] <= part[:, 0]) & (near[:, :, 1] >= part[:, 1])
        if inside.all(axis=1).any():
            continue
        # The box that cuts along the fewest columns leaves the fewest pieces.
        chosen = int((~inside).sum(axis=1).argmin())
        rest = np.delete(near, chosen, axis=0)
        open_parts.extend((piece, rest) for piece in _around(part, near[chosen]))


def meets(boxes: Boxes, box: Box) -> npt.NDArray[np.bool_]:
    """Which boxes share a case with one box."""
    apart = (boxes[:, :, 0] > box[:, 1]) | (boxes[:, :, 1] < box[:, 0])
    found: npt.NDArray[np.bool_] = np.logical_not(np.any(apart, axis=1))
    return found


def intersection(one: Box, other: Box) -> Box:
    """What two boxes that meet have in common."""
    low = np.maximum(one[:, 0], other[:, 0])
    return np.stack([low, np.minimum(one[:, 1], other[:, 1])], axis=1)


def covers(boxes: Boxes, parts: Boxes, work: Work) -> bool:
    """Whether some boxes together take every case of all the parts. Raises TooMixed."""
    return all(next(uncovered(part, boxes, work), None) is None for part in parts)


def _around(part: Box, taken: Box) -> Iterator[Box]:
    """A part without what is taken out of it, as pieces apart."""
    rest = part.copy()
    for column in range(len(part)):
        low, high = taken[column]
        if low > rest[column, 0]:
            piece = rest.copy()
            piece[column, 1] = low - 1
            yield piece
            rest[column, 0] = low
        if high < rest[column, 1]:
            piece = rest.copy()
            piece[column, 0] = high + 1
            yield piece
            rest[column, 1] = high
