"""Whether the rows of a decision table fit together: rows that are never reached, that overlap,
what no row answers, and how wide each row may be written without changing any answer.

Decided exactly, by cutting every column at the bounds its cells name and looking at each box that
results; a table with too many boxes is left undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sakimawari.packs.cells import MOST
from sakimawari.packs.values import text_of
from sakimawari.rules.figures import TableRows
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import DecisionTable, Kind, Type

MOST_BOXES = 1_000_000
_OPEN = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """What was found, by the number of the row as written (lists not split).

    `unreachable`  rows that earlier rows take away whole
    `overlaps`     (earlier, later): both can hold, neither contains the other, and they differ
    `gap`          a combination that no row answers, in words; None if there is none
    """

    unreachable: tuple[int, ...]
    overlaps: tuple[tuple[int, int], ...]
    gap: str | None
    decided: bool = True


def shape_of(table: DecisionTable, rows: TableRows, written: Sequence[int]) -> TableShape:
    """How the rows of a version fit together; `written[i]` is the row that split row i is from.

    A number is taken to be 0 or more, unless a cell names a negative bound.
    """
    cuts = [
        _cuts(column.type, rows.cells[:, place, :]) for place, column in enumerate(table.inputs)
    ]
    sizes = tuple(len(cut) - 1 for cut in cuts)
    if int(np.prod(sizes, dtype=np.float64)) > MOST_BOXES:
        return TableShape(unreachable=(), overlaps=(), gap=None, decided=False)
    owner = np.full(sizes, -1, np.int64)
    overlaps: set[tuple[int, int]] = set()
    reached: set[int] = set()
    boxes = [_slices(cuts, rows.cells[index]) for index in range(len(rows.cells))]
    for index, box in enumerate(boxes):
        held = owner[box]
        if (held == -1).any():
            reached.add(written[index])
        for earlier in np.unique(held[held >= 0]).tolist():
            if _clash(earlier, index, rows, boxes, owner.shape):
                overlaps.add((written[earlier], written[index]))
        held[held == -1] = index
    return TableShape(
        unreachable=tuple(sorted(set(written) - reached)),
        overlaps=tuple(sorted((a, b) for a, b in overlaps if a != b and b in reached)),
        gap=_gap(table, cuts, owner),
    )


def widened(table: DecisionTable, rows: TableRows) -> TableRows:
    """The same table with every cell as wide as the rows above it allow.

    Rows `[0..10)` and `[10..20)` become `[0..10)` and `[0..20)`: every known case is answered as
    before, but where a fact is missing a row surely holds sooner, and the result is a narrower
    range. Cells are never widened below 0 nor into a gap.
    """
    cuts = [
        _cuts(column.type, rows.cells[:, place, :]) for place, column in enumerate(table.inputs)
    ]
    sizes = tuple(len(cut) - 1 for cut in cuts)
    if int(np.prod(sizes, dtype=np.float64)) > MOST_BOXES:
        return rows
    free = np.ones(sizes, np.bool_)
    cells = rows.cells.copy()
    for index in range(len(cells)):
        box = list(_slices(cuts, cells[index]))
        free[tuple(box)] = False
        for place, (cut, size) in enumerate(zip(cuts, sizes, strict=True)):
            if box[place].start == box[place].stop:
                continue
            below = (*box[:place], slice(0, box[place].start), *box[place + 1 :])
            above = (*box[:place], slice(box[place].stop, size), *box[place + 1 :])
            if box[place].start > 0 and not free[below].any():
                cells[index, place, 0] = cut[0]
                box[place] = slice(0, box[place].stop)
            if box[place].stop < size and not free[above].any():
                cells[index, place, 1] = MOST if cut[-1] > _OPEN else cut[-1] - 1
                box[place] = slice(box[place].start, size)
    return TableRows(cells=cells, outputs=rows.outputs)


def _cuts(type: Type, cells: npt.NDArray[np.int64]) -> list[int]:
    """The first value of every box along a column, and the end of the last."""
    low, high = _domain(type, cells)
    starts = {low, high + 1}
    for least, most in cells.tolist():
        starts.add(min(max(least, low), high + 1))
        starts.add(min(max(min(most, high) + 1, low), high + 1))
    return sorted(starts)


def _domain(type: Type, cells: npt.NDArray[np.int64]) -> Range:
    if type.kind is Kind.CATEGORY:
        return 0, len(type.labels) - 1
    if type.kind is Kind.TRUTH:
        return 0, 1
    if type.kind is Kind.DATE:
        return -_OPEN, _OPEN
    named = cells[(cells > -_OPEN) & (cells < _OPEN)]
    return (-_OPEN if (named < 0).any() else 0), _OPEN


def _slices(cuts: list[list[int]], cells: npt.NDArray[np.int64]) -> tuple[slice, ...]:
    boxes: list[slice] = []
    for cut, (least, most) in zip(cuts, cells.tolist(), strict=True):
        boxes.append(
            slice(
                int(np.searchsorted(cut, min(max(least, cut[0]), cut[-1]))),
                int(np.searchsorted(cut, min(max(min(most, _OPEN) + 1, cut[0]), cut[-1]))),
            )
        )
    return tuple(boxes)


def _clash(
    earlier: int,
    later: int,
    rows: TableRows,
    boxes: list[tuple[slice, ...]],
    sizes: tuple[int, ...],
) -> bool:
    """Whether two overlapping rows differ, and neither is an exception to the other."""
    if np.array_equal(rows.outputs[earlier], rows.outputs[later]):
        return False
    pairs = list(zip(boxes[earlier], boxes[later], strict=True))
    inside = all(b.start <= a.start and a.stop <= b.stop for a, b in pairs)
    around = all(a.start <= b.start and b.stop <= a.stop for a, b in pairs)
    whole = all(b == slice(0, size) for b, size in zip(boxes[later], sizes, strict=True))
    return not (inside or around or whole)


def _gap(table: DecisionTable, cuts: list[list[int]], owner: npt.NDArray[np.int64]) -> str | None:
    free = np.argwhere(owner == -1)
    if len(free) == 0:
        return None
    words: list[str] = []
    for column, cut, at in zip(table.inputs, cuts, free[0].tolist(), strict=True):
        low, high = list(pairwise(cut))[at]
        words.append(f"{column.name} {_words(column.type, low, high - 1)}")
    return ", ".join(words)


def _words(type: Type, low: int, high: int) -> str:
    """A range as a cell would write it; a bound beyond every cell is left open."""
    if low == high:
        return text_of(low, type)
    if type.kind in {Kind.CATEGORY, Kind.TRUTH}:
        return ",".join(text_of(value, type) for value in range(low, high + 1))
    if low <= -_OPEN:
        return "-" if high >= _OPEN else f"<={text_of(high, type)}"
    return (
        f">={text_of(low, type)}"
        if high >= _OPEN
        else (f"[{text_of(low, type)}..{text_of(high, type)}]")
    )
