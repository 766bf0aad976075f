"""Decision tables of tables/*.csv, which rules look values up in, to and from DMN.

All versions of a table stand in one DMN table: each row notes since when and until when it holds,
its article, source and check dates. On the way back each first day becomes a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from sakimawari.packs.cells import condition_of
from sakimawari.packs.names import UNITS
from sakimawari.packs.sheets import TO_BE_CHECKED, Sheet
from sakimawari.packs.tabular.columns import FINEST, type_of, unit_of
from sakimawari.packs.tabular.reading import output_text
from sakimawari.packs.tabular.writing import csv_text
from sakimawari.packs.tabular.written import (
    ARTICLE,
    CERTAINTY,
    CHECK_BY,
    CHECKED,
    NO,
    SINCE,
    SOURCE,
    UNTIL,
    YES,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.rules.tree import Kind, TableColumn, Type

HEADS = {"施行": SINCE, "根拠": ARTICLE, "出典": SOURCE, "確認": CHECKED, "確認期限": CHECK_BY}


def written_of(sheets: Sequence[Sheet]) -> WrittenService:
    """The versions of one table, oldest first, as columns and rows with dates."""
    first = sheets[0]
    inputs = tuple(_column(column, expression=column.name) for column in first.inputs)
    outputs = tuple(_column(column) for column in first.outputs)
    ends = [later.since - timedelta(days=1) for _, later in pairwise(sheets)]
    rows: list[WrittenRow] = []
    for sheet, until in zip(sheets, [*ends, None], strict=True):
        source = sheet.provenance
        notes = {
            ARTICLE: source.article,
            SINCE: sheet.since.isoformat(),
            UNTIL: "" if until is None else until.isoformat(),
            SOURCE: source.source,
            CHECKED: source.checked.isoformat(),
            CHECK_BY: source.check_by.isoformat(),
            CERTAINTY: "" if source.certain else TO_BE_CHECKED,
        }
        kept = {name: text for name, text in notes.items() if text}
        rows += [_row(row.cells, inputs, outputs, kept) for row in sheet.rows]
    return WrittenService(
        form=(("名称", first.table),), inputs=inputs, outputs=outputs, rows=tuple(rows)
    )


def _column(column: TableColumn, *, expression: str = "") -> WrittenColumn:
    return WrittenColumn(name=column.name, unit=unit_of(column.type), expression=expression)


def _row(
    cells: tuple[str, ...],
    inputs: tuple[WrittenColumn, ...],
    outputs: tuple[WrittenColumn, ...],
    notes: Mapping[str, str],
) -> WrittenRow:
    asked = cells[: len(inputs)]
    return WrittenRow(
        inputs=tuple(
            condition_of(cell, _type(column)).as_cell()
            for cell, column in zip(asked, inputs, strict=True)
        ),
        outputs=tuple(
            output_text(cell, column)
            for cell, column in zip(cells[len(inputs) :], outputs, strict=True)
        ),
        notes=notes,
    )


def _type(column: WrittenColumn) -> Type:
    type = type_of(column.unit, scale=FINEST)
    if type is None:
        raise ValueError(f"{column.unit} is no unit")  # sheets were read without a problem
    return type


def csv_files(
    written: WrittenService, table: str, heads: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """A CSV file for each first day, with that day; `heads` (施行, 根拠, 出典 …) go where rows say
    nothing. What is lacking is left out, for the reader of tables to name."""
    days = list(dict.fromkeys(row.notes.get(SINCE, heads.get("施行", "")) for row in written.rows))
    for day in sorted(days):
        rows = [row for row in written.rows if row.notes.get(SINCE, heads.get("施行", "")) == day]
        lines = [["#表", table], *_heads(rows, heads)]
        lines.append(["#入力", *(_declared(column) for column in written.inputs)])
        lines.append(["#出力", *(_declared(column) for column in written.outputs)])
        lines.append([column.name for column in (*written.inputs, *written.outputs)])
        lines += [[*row.inputs, *row.outputs] for row in rows]
        yield day, csv_text(lines).encode("utf-8-sig")


def _heads(rows: Sequence[WrittenRow], heads: Mapping[str, str]) -> Iterator[list[str]]:
    for head, note in HEADS.items():
        said = dict.fromkeys(row.notes[note] for row in rows if note in row.notes)
        text = "、".join(said) if said else heads.get(head, "")
        if text:
            yield [f"#{head}", text]
    if any(row.notes.get(CERTAINTY) == TO_BE_CHECKED for row in rows):
        yield ["#確度", TO_BE_CHECKED]


def _declared(column: WrittenColumn) -> str:
    return f"{column.name}:{column.unit}" if column.unit else column.name


def as_category(column: WrittenColumn) -> WrittenColumn:
    """An output yes or no, which tables answer as one of two labels."""
    type = type_of(column.unit)
    yes_no = type is not None and type.kind is Kind.TRUTH
    unit = f"区分({YES}、{NO})" if yes_no else column.unit
    return WrittenColumn(name=column.name, unit=unit, expression=column.expression)


def with_units(written: WrittenService, units: Mapping[str, str]) -> WrittenService:
    """The table with the units given for its columns (年齢=歳), and outputs a table can have."""

    def united(column: WrittenColumn) -> WrittenColumn:
        unit = units.get(column.name, "")
        known = unit in UNITS or type_of(unit) is not None
        return WrittenColumn(
            name=column.name,
            unit=unit if known and not column.unit else column.unit,
            expression=column.expression,
        )

    return WrittenService(
        form=written.form,
        inputs=tuple(united(column) for column in written.inputs),
        outputs=tuple(as_category(united(column)) for column in written.outputs),
        rows=written.rows,
    )
