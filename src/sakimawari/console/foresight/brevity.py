"""A table of areas as a page has room for it: the two ends of an interval in one cell."""

from __future__ import annotations

from sakimawari.anticipate.pictures.terms import Terms, amount
from sakimawari.drawing.sheets import Cell, Table


def in_short(table: Table, terms: Terms, *, share: int) -> Table:
    """Columns (area, first, then, low, high, change) with low and high as one range."""
    columns = (*table.columns[:3], terms.share.format(share=share), *table.columns[5:])
    return Table(columns=columns, rows=tuple(_row(row, terms) for row in table.rows))


def _row(row: tuple[Cell, ...], terms: Terms) -> tuple[Cell, ...]:
    low, high = row[3], row[4]
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return (*row[:3], None, *row[5:])
    return (*row[:3], f"{amount(low, terms)}〜{amount(high, terms)}", *row[5:])
