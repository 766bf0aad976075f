"""tables/*.csv: decision tables with their dates, read into the rows the readings look up.

Files with the same `#表` and different `#施行` are versions of one table; they share columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from sakimawari.packs.cells import LEAST, MOST, UnreadableCell, decimals_in, output_of, ranges_of
from sakimawari.packs.findings import Findings
from sakimawari.packs.sheets import Sheet
from sakimawari.packs.table_file import TableRow
from sakimawari.packs.table_shape import shape_of, widened
from sakimawari.problems import Place
from sakimawari.rules.figures import DatedTable, TableRows, TableVersion, no_rows
from sakimawari.rules.tree import DecisionTable, Kind, TableColumn, Type

MOST_ROWS = 10_000  # after cells that list values have been split


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A dated table and where it is declared."""

    dated: DatedTable
    place: Place


def read_tables(sheets: Iterable[Sheet], findings: Findings) -> dict[str, ReadTable]:
    """Sheets gathered by table and put in the order of their dates."""
    versions: dict[str, list[Sheet]] = {}
    for sheet in sorted(sheets, key=lambda sheet: (sheet.since, sheet.file)):
        versions.setdefault(sheet.table, []).append(sheet)
    tables: dict[str, ReadTable] = {}
    for name, group in versions.items():
        known = len(findings.problems)
        if _versions_agree(group, findings):
            tables[name] = _assemble(name, group, findings)
        findings.since(known, name)
    return tables


def _versions_agree(group: list[Sheet], findings: Findings) -> bool:
    first = group[0]
    agree = True
    for earlier, sheet in pairwise(group):
        place = Place(file=sheet.file)
        if sheet.since == earlier.since:
            findings.problem(
                "PACK016",
                f"{earlier.file} also holds {sheet.table} from {sheet.since}",
                "give each version its own date",
                where=place,
            )
            agree = False
        if (sheet.inputs, sheet.outputs) != (first.inputs, first.outputs):
            findings.problem(
                "PACK024",
                f"the columns of {sheet.table} differ from those in {first.file}",
                "declare the same columns in #入力 and #出力 of every version",
                where=place,
            )
            agree = False
    return agree


def _assemble(name: str, group: list[Sheet], findings: Findings) -> ReadTable:
    scales = [
        max(
            column.type.scale,
            *(decimals_in(row.cells[place]) for sheet in group for row in sheet.rows),
            0,
        )
        if column.type.kind is Kind.NUMBER
        else 0
        for place, column in enumerate(group[0].columns)
    ]
    columns = tuple(
        TableColumn(
            name=column.name,
            type=Type(
                kind=column.type.kind,
                unit=column.type.unit,
                scale=scale,
                labels=column.type.labels,
            ),
        )
        for column, scale in zip(group[0].columns, scales, strict=True)
    )
    parted = len(group[0].inputs)
    table = DecisionTable(name=name, inputs=columns[:parted], outputs=columns[parted:])
    versions: list[TableVersion] = []
    for sheet in group:
        rows = _table_rows(sheet, table, findings)
        versions.append(TableVersion(since=sheet.since, rows=rows, provenance=sheet.provenance))
    return ReadTable(
        dated=DatedTable(table=table, versions=tuple(versions)),
        place=Place(file=group[0].file, line=1),
    )


def _table_rows(sheet: Sheet, table: DecisionTable, findings: Findings) -> TableRows:
    """The rows of one version, each as wide as those above it allow."""
    cells: list[tuple[tuple[int, int], ...]] = []
    outputs: list[list[int]] = []
    lines: list[int] = []
    for row in sheet.rows:
        read = _read_row(row, table, sheet.file, findings)
        if read is None:
            continue
        for box in product(*read[0]):
            cells.append(box)
            outputs.append(read[1])
            lines.append(row.line)
    if len(cells) > MOST_ROWS:
        findings.problem(
            "PACK022",
            f"the table has {len(cells):,} rows once its lists are split; {MOST_ROWS:,} may be",
            "use ranges instead of lists",
            where=Place(file=sheet.file),
        )
    if any(not LEAST <= end <= MOST for box in cells for ends in box for end in ends) or any(
        not LEAST <= value <= MOST for values in outputs for value in values
    ):
        findings.problem(
            "PACK022",
            "a figure is too large for the decimals of its column",
            "use fewer decimals, or smaller figures",
            where=Place(file=sheet.file),
        )
        return no_rows(table)
    rows = TableRows(
        cells=np.array(cells, np.int64).reshape(len(cells), len(table.inputs), 2),
        outputs=np.array(outputs, np.int64).reshape(len(cells), len(table.outputs)),
    )
    if len(cells) == 0 or len(cells) > MOST_ROWS:
        return rows
    if not sheet.shape_told:
        _check_shape(table, rows, lines, Place(file=sheet.file), findings)
    return widened(table, rows)


def _check_shape(
    table: DecisionTable, rows: TableRows, lines: list[int], place: Place, findings: Findings
) -> None:
    """Rows never reached are problems; overlaps and gaps are remarks."""
    shape = shape_of(table, rows, lines)
    for line in shape.unreachable:
        findings.problem(
            "PACK023",
            "no case ever reaches this row: rows above it take them all",
            "move the exception above the general row, or remove it",
            where=replace(place, line=line),
        )
    for earlier, later in shape.overlaps:
        findings.remark(
            "PACK057",
            f"this row and line {earlier} can both hold, and give different results; "
            "the one above decides",
            "part the two ranges, if that is not meant",
            where=replace(place, line=later),
        )
    if shape.gap is not None:
        findings.remark(
            "PACK058",
            f"no row answers {shape.gap}; the result is unknown there",
            "add a row, or a last row of - cells, if the law has an answer",
            where=place,
        )


def _read_row(
    row: TableRow, table: DecisionTable, file: str, findings: Findings
) -> tuple[list[tuple[tuple[int, int], ...]], list[int]] | None:
    """The ranges of a row's inputs and its outputs; None where a cell cannot be read."""
    inputs: list[tuple[tuple[int, int], ...]] = []
    outputs: list[int] = []
    readable = True
    for place, column in enumerate(table.inputs + table.outputs):
        try:
            if place < len(table.inputs):
                inputs.append(ranges_of(row.cells[place], column.type))
            else:
                outputs.append(output_of(row.cells[place], column.type))
        except UnreadableCell as error:
            readable = False
            findings.problem(
                "PACK022",
                f"the cell {error}",
                "correct the cell",
                where=Place(file=file, line=row.line, column=column.name),
            )
    return (inputs, outputs) if readable else None
