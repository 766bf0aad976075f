"""A decision table in the browser: cells, rows added and taken out, pasted, uploaded, checked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from sakimawari.packs.document import LARGEST_FILE
from sakimawari.packs.editing.sheets import CellFault, Texts, body_of, pasted, uploaded
from sakimawari.problems import Problems, fault

MOST_CELLS = 800  # a larger table is edited as text, copied from a spreadsheet and back
_ENDINGS = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """A cell of the grid with the name of its field and what is wrong with it."""

    field: str
    value: str
    column: str
    fault: CellFault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row with its number as people count, and what is wrong with the whole of it."""

    number: int
    cells: tuple[CellShown, ...]
    faults: tuple[CellFault, ...]


def rows_sent(sent: Mapping[str, str], header: Texts) -> tuple[Texts, ...]:
    """The cells of the grid as they were sent; rows of empty cells are left out."""
    if "text" in sent:
        cells = pasted(sent["text"])
        return body_of(cells, header)[1] if cells else ()
    try:
        count = min(int(sent.get("rows", "0")), MOST_CELLS)
    except ValueError:
        count = 0
    rows = [
        tuple(sent.get(f"c-{row}-{column}", "").strip() for column in range(len(header)))
        for row in range(count)
    ]
    return tuple(row for row in rows if any(row))


def changed(
    rows: Sequence[Texts], header: Texts, do: str, sent: Mapping[str, str], file: Any
) -> tuple[Texts, ...]:
    """The rows after a button was pressed: add-N, remove-N, paste, upload. Raises Problems."""
    kind, _, at = do.partition("-")
    number = int(at) if at.isdigit() else len(rows)
    if kind == "add":
        empty = ("",) * len(header)
        return (*rows[:number], empty, *rows[number:])
    if kind == "remove":
        return tuple(row for place, row in enumerate(rows) if place != number)
    if kind == "paste":
        return body_of(pasted(sent.get("pasted", "")), header)[1]
    if kind == "upload":
        return body_of(_uploaded(file), header)[1]
    return tuple(rows)


def _uploaded(file: UploadedFile[bytes] | None) -> tuple[Texts, ...]:
    """The cells of an uploaded file. EDIT004 for no file, a large one, or one of another kind."""
    name = Path(file.name or "").name if file is not None else ""
    if file is None or not name.lower().endswith(_ENDINGS) or (file.size or 0) > LARGEST_FILE:
        raise fault(
            "EDIT004",
            "no file was sent, or it is neither .xlsx nor .csv, or too large",
            "choose an Excel workbook or a CSV file of up to 4 MB",
        )
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix.lower()) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return uploaded(Path(kept.name), "upload")


def grid_shown(
    header: Texts, rows: Sequence[Texts], faults: Sequence[CellFault]
) -> tuple[RowShown, ...]:
    """The grid with its faults beside rows and cells."""
    return tuple(
        RowShown(
            number=place + 1,
            cells=tuple(
                CellShown(
                    field=f"c-{place}-{column}",
                    value=value,
                    column=header[column],
                    fault=_fault(faults, place, header[column]),
                )
                for column, value in enumerate(row)
            ),
            faults=tuple(
                each for each in faults if each.row == place and each.column not in header
            ),
        )
        for place, row in enumerate(rows)
    )


def _fault(faults: Sequence[CellFault], row: int, column: str) -> CellFault | None:
    return next((each for each in faults if each.row == row and each.column == column), None)


def as_text(header: Texts, rows: Sequence[Texts]) -> str:
    """The table as text with tabs, as a spreadsheet copies it."""
    return "\n".join("\t".join(row) for row in (header, *rows))


def faults_in(problems: Problems) -> tuple[str, ...]:
    """Problems of an upload or a copy in single lines."""
    return tuple(
        f"{problem.id} {'' if problem.where is None else problem.where.column or ''} {problem.what}"
        for problem in problems.found
    )
