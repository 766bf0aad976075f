"""Looking a row up in a decision table with inputs that may be ranges."""

from __future__ import annotations

from collections.abc import Sequence

from sakimawari.rules.figures import TableRows, widest_range
from sakimawari.rules.ranges import NO, YES, Range, all_of, hull
from sakimawari.rules.tree import TableValue


def look_up(
    node: TableValue, rows: TableRows | None, inputs: Sequence[Range]
) -> tuple[Range, tuple[int, ...]]:
    """The range of the output, and the rows that hold or may hold, from the top.

    The first row that surely holds ends the reading; if none does, the widest range of the output
    joins the outcome.
    """
    outcomes: list[Range] = []
    found: list[int] = []
    for at, cells in enumerate([] if rows is None else rows.cells.tolist()):
        holds = all_of(
            _cell_holds((low, high), value)
            for (low, high), value in zip(cells, inputs, strict=True)
        )
        if holds == NO:
            continue
        output = 0 if rows is None else int(rows.outputs[at, node.output])
        outcomes.append((output, output))
        found.append(at)
        if holds == YES:
            return hull(outcomes), tuple(found)
    outcomes.append(widest_range(node.table.outputs[node.output].type))
    return hull(outcomes), tuple(found)


def _cell_holds(cell: Range, value: Range) -> Range:
    surely = cell[0] <= value[0] and value[1] <= cell[1]
    possibly = cell[0] <= value[1] and value[0] <= cell[1]
    return int(surely), int(possibly)
