"""The quality of an export in figures: per file what was read, kept, repaired and set aside, and why."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sakimawari.problems import Place, Problem
from sakimawari.registry.checkdigits import masked
from sakimawari.registry.faults import REPAIRS, ROW_FAULTS
from sakimawari.registry.gathering import File
from sakimawari.registry.intake import Intake
from sakimawari.registry.journal import Journal, Mark
from sakimawari.registry.layouts import Level, Role, layouts
from sakimawari.registry.ledgers import fact_columns
from sakimawari.registry.records import rows_at

_KEYS = (Role.PERSON, Role.HOUSEHOLD, Role.LINK, Role.COMPANY, Role.FACILITY)
_ENOUGH_ROWS = 100
_SHRUNK = 0.8  # registers of a city do not lose a fifth of their rows between two loads
_UNPARTED = ("ROW001", "ROW002", "ROW003", "ROW004", "ROW006")

Book = Mapping[tuple[int, Mark], list[np.ndarray[Any, Any]]]


def findings_table(book: Book, labels: Sequence[str]) -> pa.Table:
    """`set_aside.parquet` or `notices.parquet`, by file and row."""
    return _table(book, labels, told=True)


def repairs_table(book: Book, labels: Sequence[str]) -> pa.Table:
    """`repairs.parquet`, by file and row; never a value."""
    return _table(book, labels, told=False)


def _table(book: Book, labels: Sequence[str], *, told: bool) -> pa.Table:
    marks = sorted({mark for _, mark in book}, key=lambda mark: (mark.id, mark.column))
    place = {mark: number for number, mark in enumerate(marks)}
    parts = [(file, place[mark], np.concatenate(rows)) for (file, mark), rows in book.items()]
    files = np.concatenate([np.full(len(rows), file) for file, _, rows in parts] or [np.empty(0)])
    which = np.concatenate([np.full(len(rows), mark) for _, mark, rows in parts] or [np.empty(0)])
    rows = np.concatenate([rows for _, _, rows in parts] or [np.empty(0)])
    order = np.lexsort((which, rows, files))
    at = pa.array(which[order].astype(np.int32))

    def words(texts: list[str]) -> pa.DictionaryArray:
        distinct = list(dict.fromkeys(texts))
        codes = pa.array([distinct.index(text) for text in texts], pa.int32())
        return pa.DictionaryArray.from_arrays(codes.take(at), pa.array(distinct, pa.string()))

    columns: dict[str, pa.Array] = {
        "file": pa.DictionaryArray.from_arrays(
            pa.array(files[order].astype(np.int32)), pa.array(list(labels), pa.string())
        ),
        "row": pa.array(rows[order].astype(np.int32)),
        "column": words([mark.column for mark in marks]),
    }
    if not told:
        return pa.table(columns | {"repair": words([mark.id for mark in marks])})
    columns["problem"] = words([mark.id for mark in marks])
    columns["reason"] = words([ROW_FAULTS[mark.id].what for mark in marks])
    columns["do"] = words([ROW_FAULTS[mark.id].do for mark in marks])
    return pa.table(columns)


def write_set_aside(folder: Path, file: File, journal: Journal, *, twelve_digit_keys: bool) -> None:
    """The rows set aside as they stood, each with its reason; a マイナンバー is masked.

    The file can be read by its owner alone (0600).
    """
    rows = journal.rows_set_aside(file.number)
    if not rows:
        return
    path = folder / f"{file.source.label.replace('/', '__')}.csv"
    path.touch(mode=0o600)
    keys = {
        place
        for name, place in file.header.places.items()
        if twelve_digit_keys and file.layout.columns[name].role in _KEYS
    }
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["行", "番号", "列", "理由", "対処", *file.header.written])
        for number, row in rows_at(file.source, file.decoding, file.delimiter, rows.keys()):
            mark = rows[number]
            fault = ROW_FAULTS[mark.id]
            open_keys = keys if mark.id not in _UNPARTED else set()
            cells = [cell if place in open_keys else masked(cell) for place, cell in enumerate(row)]
            writer.writerow([number, mark.id, mark.column, fault.what, fault.do, *cells])


def _found(book: Book, file: int, words: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "id": mark.id,
            "column": mark.column,
            "rows": int(sum(len(part) for part in parts)),
            "first_row": int(min(part.min() for part in parts)),
            "what": words[mark.id][0],
            "do": words[mark.id][1],
        }
        for (of_file, mark), parts in sorted(
            book.items(), key=lambda item: (item[0][0], item[0][1].id, item[0][1].column)
        )
        if of_file == file
    ]


def _of_file(file: File, journal: Journal) -> dict[str, Any]:
    count = journal.counts[file.number]
    faults = {id: (fault.what, fault.do) for id, fault in ROW_FAULTS.items()}
    repairs = {kind: (what, "") for kind, what in REPAIRS.items()}
    header = file.header
    found_repairs = _found(journal.repairs, file.number, repairs)
    return {
        "file": file.source.label,
        "register": file.layout.register,
        "encoding": file.decoding.encoding,
        "sha256": file.decoding.sha256,
        "outside_characters": file.decoding.outside_characters,
        "rows": {
            "read": count.read,
            "kept": count.kept,
            "set_aside": count.set_aside,
            "blank": count.blank,
            "total": count.total,
            "departed": count.departed,
        },
        "repaired": sum(repair["rows"] for repair in found_repairs),
        "header": {
            "row": header.header_row,
            "reordered": header.reordered,
            "renamed": [list(pair) for pair in header.renamed],
            "unknown": list(header.unknown),
            "absent": list(header.absent),
        },
        "set_aside": _found(journal.set_aside, file.number, faults),
        "notices": _found(journal.notices, file.number, faults),
        "repairs": found_repairs,
    }


def _missing_registers(intake: Intake) -> list[dict[str, Any]]:
    """Registers of people that were not delivered, with the facts that are unknown without them."""
    if not intake.of_people:
        return []
    delivered = {file.layout.register for file in intake.files}
    return [
        {
            "register": layout.register,
            "facts": [column.fact for column in fact_columns(layout)],
            "programme": "・".join(layout.programmes) or None,
        }
        for layout in layouts().values()
        if layout.register not in delivered
        and not layout.optional
        and layout.level.value in ("person", "protection", "contact")
    ]


def rows_by_register(told: Mapping[str, Any]) -> dict[str, int]:
    """Rows read of each register, from the content of a `quality.json`."""
    rows: dict[str, int] = {}
    for file in told["files"]:
        rows[file["register"]] = rows.get(file["register"], 0) + file["rows"]["read"]
    return rows


def file_problems(intake: Intake, journal: Journal, *, before: Mapping[str, int]) -> list[Problem]:
    """What concerns whole files and did not stop the load, as told when all rows were read.

    `before` holds the rows of each register in the snapshot that was current until now.
    """
    problems = list(intake.reported)
    for file in intake.files:
        problems += _problems_of(file, journal)
    rows: dict[str, int] = {}
    for file in intake.files:
        register = file.layout.register
        rows[register] = rows.get(register, 0) + journal.counts[file.number].read
    problems += [
        _shrunk(register, count, before[register])
        for register, count in rows.items()
        if before.get(register, 0) >= _enough_rows(register) and count < _SHRUNK * before[register]
    ]
    return problems


def _enough_rows(register: str) -> int:
    """From how many rows on a loss is told: of the register of 支援措置, every loss."""
    layout = layouts().get(register)
    return 1 if layout is not None and layout.level is Level.PROTECTION else _ENOUGH_ROWS


def _shrunk(register: str, now: int, before: int) -> Problem:
    return Problem(
        id="LOAD018",
        what=f"the register {register} has {now:,} rows, {1 - now / before:.0%} fewer than in the snapshot before",
        near=f"there it had {before:,}",
        do="make sure that the export is whole; if it was cut short, load again before anything is sent",
    )


def _problems_of(file: File, journal: Journal) -> list[Problem]:
    where = Place(file=file.source.label)
    problems = []
    if file.decoding.cut_character or (file.number, Mark("ROW006", "")) in journal.set_aside:
        problems.append(
            Problem(
                id="LOAD004",
                what="the file breaks off in the middle of its last row; rows behind it may be lost",
                do="export or transfer the file again and compare its number of rows with the system's",
                where=where,
            )
        )
    if journal.counts[file.number].read == 0:
        problems.append(
            Problem(
                id="LOAD014",
                what="the file has a header and no rows",
                do="nothing, if the register is empty; otherwise export it again",
                where=where,
            )
        )
    if file.header.reordered and file.layout.level is not Level.FACILITY:
        problems.append(
            Problem(
                id="LOAD013",
                what="the columns stand in another order than usual; they were read by their names",
                do="nothing; if the order was not changed on purpose, ask who makes the export",
                where=Place(file=file.source.label, line=file.header.header_row),
            )
        )
    return problems


def quality(
    intake: Intake,
    journal: Journal,
    *,
    on: str,
    problems: Sequence[Problem],
    totals: Mapping[str, int],
) -> dict[str, Any]:
    """`quality.json`."""
    files = [_of_file(file, journal) for file in intake.files]
    sums = {
        name: sum(file["rows"][name] for file in files)
        for name in ("read", "kept", "set_aside", "blank", "total", "departed")
    }
    return {
        "on": on,
        "totals": dict(totals),
        "rows": sums,
        "repaired": sum(file["repaired"] for file in files),
        "files": files,
        "problems": [
            {
                "id": problem.id,
                "what": problem.what,
                "where": None if problem.where is None else str(problem.where),
                "near": problem.near,
                "do": problem.do,
            }
            for problem in problems
        ],
        "not_read": intake.left,
        "boundaries": intake.boundary_files,
        "missing_registers": _missing_registers(intake),
    }
