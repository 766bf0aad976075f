"""Decision tables changed a little: an output, a bound of a cell, a row left out.

A change after which every known input is answered as before is not offered. That is proved on the
boxes into which all bounds part the inputs; a table of too many boxes is taken to differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sakimawari.packs.cells import MOST
from sakimawari.packs.mutants.mutant import DROPPED
from sakimawari.packs.mutants.mutant import Kind as Sort
from sakimawari.packs.mutants.trees import neighbours
from sakimawari.rules.amounts import figure
from sakimawari.rules.figures import DatedTable, TableRows
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import DecisionTable, Kind, TableColumn

Told = tuple[Sort, DatedTable, str, str, str]  # sort, changed, which row, was, becomes

MOST_BOXES = 200_000
_OPEN = 10**18
_Cells = npt.NDArray[np.int64]


def table_variations(
    dated: DatedTable, outputs: Collection[int], granules: Sequence[int] = ()
) -> Iterator[Told]:
    """The changes of a table; `outputs` are the columns some rule reads.

    `granules` tell for each input in which steps it moves (1 where left out): its bounds are moved
    by so much. Of several changes after which every input is answered alike, the first is offered.
    """
    for at, version in enumerate(dated.versions):
        if not version.provenance.certain:
            continue
        offered = list(_of_rows(dated.table, version.rows, outputs, granules))
        variants = [version.rows, *(rows for _, rows, *_ in offered)]
        answers = _Answers(dated.table, variants, sorted(outputs))
        known = {answers.of(version.rows)}
        for sort, rows, row, was, becomes in offered:
            found = answers.of(rows)
            if found is not None and found in known:
                continue
            known.add(found)
            changed = replace(version, rows=rows)
            versions = (*dated.versions[:at], changed, *dated.versions[at + 1 :])
            which = f"from {version.since}, row {row + 1}（{_row(dated.table, version.rows, row)}）"
            yield sort, replace(dated, versions=versions), which, was, becomes


def _of_rows(
    table: DecisionTable, rows: TableRows, outputs: Collection[int], granules: Sequence[int]
) -> Iterator[tuple[Sort, TableRows, int, str, str]]:
    for row in range(len(rows.cells)):
        for place in sorted(outputs):
            column, value = table.outputs[place], int(rows.outputs[row, place])
            for other in _beside(column, value):
                changed = rows.outputs.copy()
                changed[row, place] = other
                was, becomes = figure(value, column.type), figure(other, column.type)
                yield Sort.OUTPUT, replace(rows, outputs=changed), row, was, becomes
        for place, column in enumerate(table.inputs):
            step = granules[place] if granules else 1
            domain = _domain(column, rows.cells[:, place])
            for cells in _moved(rows.cells, row, place, domain=domain, step=step):
                was, becomes = (_cell(column, each[row, place]) for each in (rows.cells, cells))
                yield Sort.BOUND, replace(rows, cells=cells), row, was, becomes
        without = TableRows(
            cells=np.delete(rows.cells, row, axis=0), outputs=np.delete(rows.outputs, row, axis=0)
        )
        yield Sort.ROW, without, row, _row(table, rows, row), DROPPED


def _beside(column: TableColumn, value: int) -> tuple[int, ...]:
    held = column.type
    return neighbours(value, held.kind, scale=held.scale, labels=len(held.labels))


def _moved(cells: _Cells, row: int, place: int, *, domain: Range, step: int) -> Iterator[_Cells]:
    """The cells with one bound of one moved either way, where that leaves something in it."""
    for end in (0, 1):
        bound = int(cells[row, place, end])
        if abs(bound) >= min(_OPEN, MOST) or bound == domain[end]:
            continue
        for shift in (-step, step):
            changed = cells.copy()
            changed[row, place, end] += shift
            if changed[row, place, 0] <= changed[row, place, 1]:
                yield changed


# ---------------------------------------------------------------- proved alike


class _Answers:
    """What variants of one table answer, in every box into which all their bounds part the inputs."""

    def __init__(
        self, table: DecisionTable, variants: Sequence[TableRows], outputs: list[int]
    ) -> None:
        self._outputs = outputs
        self._cuts = []
        for place, column in enumerate(table.inputs):
            ends = np.concatenate([rows.cells[:, place] for rows in variants])
            domain = _domain(column, variants[0].cells[:, place])
            self._cuts.append(_cuts(ends, domain))
        self._sizes = tuple(len(cut) - 1 for cut in self._cuts)

    def of(self, rows: TableRows) -> bytes | None:
        """The answers of one variant, comparable with those of others; None if that is too much."""
        if float(np.prod(self._sizes, dtype=np.float64)) > MOST_BOXES:
            return None
        answers = np.full((*self._sizes, len(self._outputs)), np.iinfo(np.int64).min, np.int64)
        for row in reversed(range(len(rows.cells))):  # the first row that holds is written last
            box = tuple(
                slice(
                    int(np.searchsorted(cut, min(max(low, cut[0]), cut[-1]))),
                    int(np.searchsorted(cut, min(max(min(high, _OPEN) + 1, cut[0]), cut[-1]))),
                )
                for cut, (low, high) in zip(self._cuts, rows.cells[row].tolist(), strict=True)
            )
            answers[box] = rows.outputs[row, self._outputs]
        return hashlib.sha256(answers.tobytes()).digest()


def _cuts(cells: _Cells, domain: Range) -> list[int]:
    """The first value of every box along a column, and the end of the last."""
    low, high = domain
    ends = {low, high + 1}
    for least, most in np.unique(cells, axis=0).tolist():
        ends |= {min(max(least, low), high + 1), min(max(min(most, high) + 1, low), high + 1)}
    return sorted(ends)


def _domain(column: TableColumn, cells: _Cells) -> Range:
    match column.type.kind:
        case Kind.CATEGORY:
            return 0, len(column.type.labels) - 1
        case Kind.TRUTH:
            return 0, 1
        case Kind.DATE:
            return -_OPEN, _OPEN
        case Kind.NUMBER:
            named = cells[(cells > -_OPEN) & (cells < _OPEN)]
            return (-_OPEN if (named < 0).any() else 0), _OPEN


# ---------------------------------------------------------------- in words


def _row(table: DecisionTable, rows: TableRows, row: int) -> str:
    told = [
        f"{column.name} {_cell(column, rows.cells[row, place])}"
        for place, column in enumerate(table.inputs)
        if not _is_any(column, rows.cells[row, place])
    ]
    return "・".join(told) or "すべて"


def _is_any(column: TableColumn, cell: _Cells) -> bool:
    low, high = _domain(column, cell.reshape(1, 2))
    return int(cell[0]) <= low and int(cell[1]) >= min(high, MOST)


def _cell(column: TableColumn, cell: _Cells) -> str:
    low, high = int(cell[0]), int(cell[1])
    if low == high:
        return figure(low, column.type)
    bottom, top = _domain(column, cell.reshape(1, 2))
    from_ = "" if low <= bottom else f"{figure(low, column.type)}以上"
    to = "" if high >= min(top, MOST) else f"{figure(high, column.type)}以下"
    return f"{from_}{to}" or "すべて"
