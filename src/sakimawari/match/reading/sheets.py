"""A file as rows of texts by canonical column, each with its line; what cannot be used is set aside.

Header names are compared loosely (width, case, brackets, dashes, blanks), and by aliases. Columns of
no known name are kept in `Row.others`, in the file's order; only one that might mean 支援措置 is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sakimawari.match.reading.protection import NAME, OTHER_NAMES, looks_protective
from sakimawari.problems import Place, Problem, Problems, fault
from sakimawari.registry.headers import loose_name
from sakimawari.registry.written import written_rows

ENDINGS = (".csv", ".xlsx", ".tsv", ".xlsm")
_WITHIN = 12  # a header lies within the first rows; titles stand above it


@dataclass(frozen=True, slots=True)
class Column:
    """A column looked for: its official name, other names it goes by, whether the file must have it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


PROTECTION = Column(
    NAME, OTHER_NAMES
)  # who is in no list that goes to others, in every kind of match


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its line in the file, its cells by official name (stripped), the others as written.

    `beyond`: something stands beyond the last named column, as where a comma too many moved the cells.
    """

    line: int
    cells: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)
    written: tuple[str, ...] = ()

    beyond: bool = False

    def get(self, column: str) -> str:
        """A cell's text, empty where the file has no such column or nothing in it."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that cannot be used: what is wrong with it, and what to do; its cells as written."""

    file: str
    line: int
    problem: Problem
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file's rows; `header` as written, `known` the official names found in it."""

    label: str
    header: tuple[str, ...]
    known: frozenset[str]
    rows: tuple[Row, ...]


def find_file(folder: Path, stem: str) -> Path | None:
    """The file of that name with any ending tables have; MATCH006 where there are two."""
    found = [folder / f"{stem}{ending}" for ending in ENDINGS]
    there = [path for path in found if path.is_file()]
    if len(there) > 1:
        raise fault(
            "MATCH006",
            f"two files bear the name {stem}: {', '.join(path.name for path in there)}",
            "leave the one that holds in the folder, and move the other out of it",
            where=Place(file=stem),
        )
    return there[0] if there else None


def read_sheet(path: Path, columns: Sequence[Column], *, careful: bool = True) -> Sheet:
    """The rows of a file. LOAD002/003, MATCH004 (no workbook), MATCH005 (a column missing), MATCH013.

    MATCH013: a column that might mean 支援措置 and is none of `columns`; it would protect nobody. Not
    asked where `careful` is false: of a table that its kind of match has read before.
    """
    rows = written_rows(path, no_workbook=partial(_no_workbook, path.name))
    first, rest = _head(list(rows))
    if first is None:
        raise fault(
            "MATCH005",
            "no row holds the names of columns",
            f"give a table with the columns {_named(columns)}",
            where=Place(file=path.name),
        )
    places = _places(path.name, first[1], columns)
    official = {at: name for name, at in places.items()}
    if careful:
        _nobody_passed_over(path.name, first[1], official, columns)
    return Sheet(
        label=path.name,
        header=tuple(first[1]),
        known=frozenset(places),
        rows=tuple(_row(line, cells, first[1], official) for line, cells in rest),
    )


def _row(line: int, cells: list[str], header: list[str], official: Mapping[int, str]) -> Row:
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for at, name in enumerate(header):
        text = cells[at].strip() if at < len(cells) else ""
        if at in official:
            known[official[at]] = text
        elif name:
            others[name] = text
    beyond = any(cell.strip() for cell in cells[len(header) :])
    return Row(line=line, cells=known, others=others, written=tuple(cells), beyond=beyond)


def _places(label: str, header: list[str], columns: Sequence[Column]) -> dict[str, int]:
    by_name: dict[str, int] = {}
    for at, name in enumerate(header):
        by_name.setdefault(loose_name(name), at)
    places: dict[str, int] = {}
    missing = []
    for column in columns:
        found = [
            by_name[key]
            for key in map(loose_name, (column.name, *column.aliases))
            if key in by_name
        ]
        if found:
            places[column.name] = found[0]
        elif column.required:
            missing.append(column.name)
    if missing:
        raise Problems(
            Problem(
                id="MATCH005",
                what=f"the file has no column {name}",
                do=f"add it, or rename the column that holds it; the header reads: {'、'.join(header)}",
                where=Place(file=label),
            )
            for name in missing
        )
    return places


def _nobody_passed_over(
    label: str, header: Sequence[str], official: Mapping[int, str], columns: Sequence[Column]
) -> None:
    looked_for = any(column.name == NAME for column in columns)
    if looked_for and NAME in official.values():
        do = f"mark everybody in the one column {NAME}, and take this one out or give it another name"
    elif looked_for:
        do = f"name it {NAME} if it marks who is protected; if it does not, give it another name"
    else:
        do = "protected people do not belong in this table: take their rows and the column out, or give it another name"
    doubtful = [
        name for at, name in enumerate(header) if at not in official and looks_protective(name)
    ]
    if doubtful:
        raise Problems(
            Problem(
                id="MATCH013",
                what=f"the column {name} might mark protected people ({NAME}), and is none this table has",
                do=do,
                where=Place(file=label, column=name),
            )
            for name in doubtful
        )


def _named(columns: Sequence[Column]) -> str:
    return "、".join(column.name for column in columns if column.required)


def _head(
    rows: list[tuple[int, list[str]]],
) -> tuple[tuple[int, list[str]] | None, list[tuple[int, list[str]]]]:
    """The first row with nearly as many names as any of the first rows, and the filled rows below."""
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows[:_WITHIN]]
    most = max(filled, default=0)
    if not most:
        return None, []
    at = next(at for at, count in enumerate(filled) if count >= max(1, 0.6 * most))
    line, cells = rows[at]
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return (line, names), [row for row in rows[at + 1 :] if any(cell.strip() for cell in row[1])]


def _no_workbook(label: str, kind: str) -> Problems:
    return fault(
        "MATCH004",
        f"the file is no Excel workbook ({kind})",
        "save it again as .xlsx or as CSV",
        where=Place(file=label),
    )


def write_set_aside(path: Path, rows: Iterable[SetAside]) -> int:
    """Write the rows set aside (UTF-8 with mark, for Excel); nothing is written where there is none."""
    kept = list(rows)
    if not kept:
        return 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "line", "id", "reason", "remedy", "row"))
        for row in kept:
            problem = row.problem
            writer.writerow(
                (row.file, row.line, problem.id, problem.what, problem.do, " | ".join(row.written))
            )
    return len(kept)


def set_aside(sheet: Sheet, row: Row, id: str, what: str, do: str, *, column: str = "") -> SetAside:
    """A row set aside, its place named."""
    where = Place(file=sheet.label, line=row.line, column=column or None)
    problem = Problem(id=id, what=what, do=do, where=where)
    return SetAside(file=sheet.label, line=row.line, problem=problem, written=row.written)
