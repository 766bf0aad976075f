"""What a change by hand does to the tables of a problem: a row more, or one figure other.

A table that was Excel becomes CSV; what stood in it stays as it was written.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sakimawari.match.reading.sheets import Column, Row, Sheet, find_file, read_sheet
from sakimawari.registry.headers import loose_name


def table_of(folder: Path, stems: Sequence[str]) -> Path | None:
    """The table of one of these names."""
    named = (find_file(folder, stem) for stem in stems)
    return next((path for path in named if path is not None), None)


def add_row(
    folder: Path, stems: Sequence[str], columns: Sequence[Column], values: Mapping[str, str]
) -> None:
    """A row more in a table, which is made where the problem has none."""
    path = table_of(folder, stems)
    sheet = read_sheet(path, columns) if path is not None else None
    header = list(sheet.header) if sheet is not None else []
    places = {name: _place(header, name, columns) for name in values}
    for name, at in places.items():
        if at is None:
            places[name] = len(header)
            header.append(name)
    row = [""] * len(header)
    for name, value in values.items():
        row[places[name] or 0] = value
    rows = [list(each.written) for each in sheet.rows] if sheet is not None else []
    _write(path or folder / f"{stems[0]}.csv", header, [*rows, row])


def _place(header: Sequence[str], name: str, columns: Sequence[Column]) -> int | None:
    """Where a column stands, by any of the names it goes by."""
    column = next((each for each in columns if each.name == name), Column(name))
    wanted = {loose_name(each) for each in (column.name, *column.aliases)}
    return next((at for at, each in enumerate(header) if loose_name(each) in wanted), None)


def change_figure(path: Path, sheet: Sheet, row: Row, column: str, by: int) -> int:
    """A figure of one row made larger or smaller, never below nothing; what it is now."""
    at = sheet.header.index(column)
    said = row.written[at].strip() if at < len(row.written) else ""
    now = max(0, (int(float(said)) if said else 0) + by)
    rows = []
    for each in sheet.rows:
        cells = [*each.written, *[""] * (len(sheet.header) - len(each.written))]
        if each.line == row.line:
            cells[at] = str(now)
        rows.append(cells)
    _write(path, list(sheet.header), rows)
    return now


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    final = path.with_suffix(".csv")
    making = final.with_name(f".{final.name}")
    with making.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([*row, *[""] * (len(header) - len(row))] for row in rows)
    if path != final:
        path.unlink(missing_ok=True)
    making.rename(final)
