"""A decision table as a grid of cells: read, held against the table's columns, written as a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.editing.edits import Grounds, NewTable
from sakimawari.packs.findings import Findings
from sakimawari.packs.items import normal
from sakimawari.packs.sheets import TO_BE_CHECKED, read_sheet
from sakimawari.packs.table_file import TableFile, TableRow, parse_table, read_table, write_table
from sakimawari.packs.tables import read_tables
from sakimawari.packs.tabular.grids import read_grids
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.problems import Problem, Problems, fault

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridOfTable:
    """A version as an official sees it: `#` rows that stay, a header, and the rows below."""

    heads: Mapping[str, Texts]
    header: Texts
    rows: tuple[Texts, ...]
    encoding: str = "utf-8"
    newline: str = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """A fault of a grid: the row (from 0) and the column it is in, None for the whole."""

    row: int | None
    column: str | None
    problem: Problem
    is_problem: bool  # else worth a look


def grid_of(file: TableFile) -> GridOfTable:
    """A file of a pack as a grid."""
    heads = {normal(row.cells[0]): row.cells for row in file.rows if row.is_head}
    body = [row.cells for row in file.rows if not row.is_head and not row.is_empty]
    header = _trimmed(body[0]) if body else ()
    rows = tuple(_fitted(row, len(header)) for row in body[1:])
    return GridOfTable(
        heads=heads, header=header, rows=rows, encoding=file.encoding, newline=file.newline
    )


def versions_in(folder: Path, table: str) -> dict[Path, GridOfTable]:
    """The files of a pack's folder that hold versions of a table."""
    found = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        file = read_table(path, path.name, Findings())
        grid = None if file is None else grid_of(file)
        if grid is not None and normal(grid.heads.get("#表", ("", ""))[1]) == table:
            found[path] = grid
    return found


def written(grid: GridOfTable, grounds: Grounds) -> bytes:
    """A version as a file: the `#` rows with new grounds, the header, the rows."""
    certainty = () if grounds.certain else (TO_BE_CHECKED,)
    fresh: dict[str, Texts] = {
        "#施行": (grounds.since.isoformat(),),
        "#根拠": (grounds.article,),
        "#出典": (grounds.source,),
        "#確認": (grounds.checked.isoformat(),),
        "#確認期限": (grounds.check_by.isoformat(),),
        "#確度": certainty,
    }
    kept = {head: cells[1:] for head, cells in grid.heads.items() if head not in {*fresh, "#注"}}
    ordered = ("#表", *fresh, *(head for head in kept if head != "#表"))
    heads = [(head, *{**kept, **fresh}[head]) for head in ordered if {**kept, **fresh}[head]]
    rows = [TableRow(cells=cells) for cells in (*heads, grid.header, *grid.rows)]
    return write_table(TableFile(rows=tuple(rows), encoding=_holding(grid), newline=grid.newline))


def _holding(grid: GridOfTable) -> str:
    """The file's own encoding where it can hold every cell."""
    try:
        "".join(cell for row in grid.rows for cell in row).encode(grid.encoding)
    except UnicodeEncodeError:
        return "utf-8"
    return grid.encoding


def with_table(folder: Path, edit: NewTable) -> Path:
    """Write the version into the pack's folder; one of the same day is put right instead.

    EDIT003 where the pack has no such table, Problems where the grid does not read.
    """
    versions = versions_in(folder, edit.table)
    if not versions:
        raise fault(
            "EDIT003",
            f"the pack has no table called {edit.table}",
            "choose a table of the pack; a new one is added with `sakimawari table import`",
        )
    faults = [each.problem for each in faults_of(folder, edit) if each.is_problem]
    if faults:
        raise Problems(faults)
    day = edit.grounds.since.isoformat()
    same = [path for path, grid in versions.items() if _since(grid) == day]
    first = next(iter(versions))
    stem = first.stem.removesuffix(f"-{_since(versions[first])[:4]}")
    target = same[0] if same else _free(folder / "tables", stem, day)
    target.write_bytes(written(_asked(versions, edit), edit.grounds))
    return target


def _free(tables: Path, stem: str, day: str) -> Path:
    """A file name nobody has: the table's own with the day behind it."""
    name, number = f"{stem}-{day}", 1
    while (tables / f"{name}.csv").exists():
        number += 1
        name = f"{stem}-{day}-{number}"
    return tables / f"{name}.csv"


def _since(grid: GridOfTable) -> str:
    return normal(grid.heads.get("#施行", ("", ""))[1])


def _asked(versions: Mapping[Path, GridOfTable], edit: NewTable) -> GridOfTable:
    """The grid asked for, in the form of the version before it."""
    last = list(versions.values())[-1]
    return GridOfTable(
        heads=last.heads,
        header=edit.header,
        rows=edit.rows,
        encoding=last.encoding,
        newline=last.newline,
    )


def faults_of(folder: Path, edit: NewTable) -> tuple[CellFault, ...]:
    """Everything wrong with a grid, and what is worth a look, by row and cell."""
    versions = versions_in(folder, edit.table)
    file = parse_table(written(_asked(versions, edit), edit.grounds)) if versions else None
    if file is None:
        return ()
    findings = Findings()
    sheet = read_sheet(file, edit.table, findings)
    if sheet is not None:
        read_tables([sheet], findings)
    body = [row.line for row in file.rows if not row.is_head and not row.is_empty]
    at = {line: number - 1 for number, line in enumerate(body)}
    return tuple(
        CellFault(
            row=_row(problem, at),
            column=None if problem.where is None else problem.where.column,
            problem=problem,
            is_problem=problem in findings.problems,
        )
        for problem in (*findings.problems, *findings.remarks)
    )


def _row(problem: Problem, at: Mapping[int, int]) -> int | None:
    line = None if problem.where is None else problem.where.line
    row = -1 if line is None else at.get(line, -1)
    return row if row >= 0 else None


def pasted(text: str) -> tuple[Texts, ...]:
    """Cells copied out of a spreadsheet: tabs between cells, or commas where there is no tab."""
    if "\t" in text:
        lines = [tuple(line.split("\t")) for line in text.splitlines() if line.strip()]
    else:
        file = parse_table(text.encode())
        lines = [] if file is None else [row.cells for row in file.rows if not row.is_empty]
    return tuple(tuple(cell.strip() for cell in line) for line in lines)


def uploaded(path: Path, name: str) -> tuple[Texts, ...]:
    """The cells of the first sheet of a workbook, or of a CSV file. Raises Problems.

    Formulas are refused: a rule stands there as a value somebody can check.
    """
    notebook = Notebook()
    grids = read_grids(path, name, notebook)
    notebook.findings.raise_any()
    return tuple(cells for _, cells in grids[0].rows) if grids else ()


def body_of(cells: Sequence[Texts], header: Texts) -> tuple[Texts, tuple[Texts, ...]]:
    """Header and rows of what was pasted or uploaded; a copy without header takes the table's.

    Columns may stand in any order under their names. EDIT004 where columns are missing.
    """
    rows = [row for row in cells if row and not normal(row[0]).startswith("#")]
    if not rows:
        raise fault("EDIT004", "there are no rows", "copy the rows with their header")
    first = [normal(cell) for cell in rows[0]]
    if not set(header) & set(first):
        return header, tuple(_fitted(row, len(header)) for row in rows)
    lacking = [name for name in header if name not in first]
    if lacking:
        raise fault(
            "EDIT004",
            f"the header lacks {'・'.join(lacking)}",
            f"give the first row the names of the columns: {'・'.join(header)}",
        )
    order = [first.index(name) for name in header]
    return header, tuple(
        tuple(row[at] if at < len(row) else "" for at in order) for row in rows[1:]
    )


def _fitted(row: Texts, width: int) -> Texts:
    return (*row[:width], *("",) * (width - len(row)))


def _trimmed(row: Texts) -> Texts:
    cells = [normal(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
