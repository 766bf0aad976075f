"""Services written as tables, out of a pack and into one: look at a file, export, import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.document import normal
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.names import slug_is_sound
from sakimawari.packs.sheets import Sheet, read_sheet
from sakimawari.packs.sources import HEAD
from sakimawari.packs.table_file import parse_table, read_table
from sakimawari.packs.tables import read_tables
from sakimawari.packs.tabular.annotating import annotated
from sakimawari.packs.tabular.around import Around, look_around, sources_of
from sakimawari.packs.tabular.columns import Declared
from sakimawari.packs.tabular.dmn_reading import read_dmn
from sakimawari.packs.tabular.dmn_writing import as_dmn
from sakimawari.packs.tabular.grids import Grid, read_grids
from sakimawari.packs.tabular.loading import declared_types
from sakimawari.packs.tabular.mistakes import find_mistakes
from sakimawari.packs.tabular.plain import csv_files, with_units, written_of
from sakimawari.packs.tabular.reading import read_written
from sakimawari.packs.tabular.wording import Notebook
from sakimawari.packs.tabular.writing import (
    HEAD_ROWS,
    TABLE_SHEET,
    as_csv,
    as_pair,
    as_workbook,
    sheets_as_workbook,
)
from sakimawari.packs.tabular.written import WrittenService
from sakimawari.problems import Place, fault

DMN = (".dmn", ".xml")
READ = (".xlsx", ".csv", *DMN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as read, with everything found in it. `written` is None where it could not be read."""

    path: Path
    slug: str
    written: WrittenService | None
    notebook: Notebook

    @property
    def is_sound(self) -> bool:
        """Whether a pack may take it in."""
        return self.written is not None and not self.notebook.findings.problems


def look_at(
    path: Path,
    *,
    pack: Path | None = None,
    beside: Callable[[], Iterable[Path]] = tuple,
    slug: str | None = None,
    decision: str | None = None,
) -> Looked:
    """Read a workbook, CSV or DMN file and find every mistake in it.

    With the folder of a pack (or if the file lies in one), what the columns read is looked up there
    too; services of other packs the pack refers to are looked up in those `beside`, which are asked
    for only then. Raises Problems if the file is of another kind, or the pack is none.
    """
    if path.suffix.lower() not in READ and not path.is_dir():
        raise fault(
            "CLI030",
            "only .xlsx, .csv, .dmn and folders of form.csv and table.csv are read here",
            "name such a file",
            where=Place(file=path.name),
        )
    if not path.exists():
        raise fault(
            "CLI020", "there is no such file", "check the path", where=Place(file=path.name)
        )
    folder = path.resolve().parent
    if pack is None and folder.name == "services" and (folder.parent / HEAD).is_file():
        pack = folder.parent
    sources = None if pack is None else sources_of(pack)
    declared = {} if sources is None else declared_types(sources.facts, sources.variables)
    notebook = Notebook()
    name = slug or path.stem
    written = _read(path, notebook, declared, decision)
    if written is not None:
        find_mistakes(written, notebook, declared=declared)
        if sources is not None and not notebook.findings.problems:
            around = Around(sources=sources, beside=beside, declared=declared)
            look_around(written, name, around, notebook)
    return Looked(path=path, slug=name, written=written, notebook=notebook)


def _read(
    path: Path, notebook: Notebook, declared: Declared, decision: str | None
) -> WrittenService | None:
    if path.suffix.lower() in DMN:
        return read_dmn(path, path.name, notebook, declared=declared, decision=decision)
    return read_written(
        read_grids(path, path.name, notebook), path.name, notebook, declared=declared
    )


def export_service(slug: str, packs: Iterable[Path], to: Path) -> WrittenService:
    """Write a service of some packs as .xlsx, .csv, .dmn, or a folder of two CSV files; a decision
    table of tables/ is written as .dmn, by its name.

    Raises Problems if no pack has it as a table, or the ending is none of these.
    """
    packs = list(packs)
    tables = [sheet for folder in packs for sheet in _versions(folder, slug)]
    if tables and to.suffix.lower() in DMN:
        written = written_of(sorted(tables, key=lambda sheet: sheet.since))
        to.write_bytes(as_dmn(written, "table"))
        return written
    written = _written_in(slug, packs)
    content = files_of(written, slug, to)
    if content is None:
        raise fault(
            "CLI030",
            "a service is written as .xlsx, .csv, .dmn, or a folder (form.csv and table.csv)",
            "give the file one of these endings, or none for a folder",
            where=Place(file=to.name),
        )
    for path, each in content.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each)
    return written


def _versions(folder: Path, table: str) -> list[Sheet]:
    """The versions of a decision table in tables/*.csv of a pack."""
    found = []
    for path in sorted((folder / "tables").glob("*.csv")):
        file = read_table(path, path.name, Findings())
        sheet = None if file is None else read_sheet(file, path.name, Findings())
        if sheet is not None and sheet.table == normal(table):
            found.append(sheet)
    return found


def import_table(
    path: Path,
    pack: Path,
    *,
    table: str,
    heads: Mapping[str, str],
    decision: str | None = None,
    in_place: bool = False,
) -> list[Path]:
    """Put a decision table of a DMN file into a pack as tables/*.csv, a file for each first day.

    `heads` say what DMN does not: 施行, 根拠, 出典, 確認, 確認期限, and units by column. Raises Problems
    with all that the reader of tables finds; then nothing is written.
    """
    notebook = Notebook()
    written = read_dmn(path, path.name, notebook, decision=decision, plain=True)
    notebook.findings.raise_any()
    if written is None:
        raise fault("PACK065", "nothing was read", "check the file", where=Place(file=path.name))
    findings, sheets, targets = Findings(), [], {}
    for day, content in csv_files(with_units(written, heads), table, heads):
        target = pack / "tables" / f"{path.stem}-{day or 'undated'}.csv"
        targets[target] = content
        file = parse_table(content)
        sheet = None if file is None else read_sheet(file, target.name, findings)
        sheets += [] if sheet is None else [sheet]
    read_tables(sheets, findings)
    findings.raise_any()
    known = [each for each in targets if each.exists()]
    if known and not in_place:
        raise fault(
            "CLI031",
            f"the pack has {known[0].name} already",
            "rename the file, or --replace it",
            where=Place(file=pack.name),
        )
    for target, content in targets.items():
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    return list(targets)


def files_of(written: WrittenService, slug: str, to: Path) -> dict[Path, bytes] | None:
    """What is written where; None for an ending that is not known."""
    match to.suffix.lower():
        case ".xlsx":
            return {to: as_workbook(written)}
        case ".csv":
            return {to: as_csv(written)}
        case ".dmn" | ".xml":
            return {to: as_dmn(written, slug)}
        case "":
            return {to / name: content for name, content in as_pair(written).items()}
    return None


def _written_in(slug: str, packs: Iterable[Path]) -> WrittenService:
    found: dict[str, WrittenService] = {}
    others: set[str] = set()
    for folder in packs:
        sources = sources_of(folder)
        others |= {name for name, _ in sources.services}
        for service in sources.tabular:
            found.setdefault(service.slug, service.written)
    if slug in found:
        return found[slug]
    if slug in others:
        raise fault(
            "CLI032",
            f"{slug} is written as clauses in YAML, not as a table",
            "only a service written as a table is exported as one",
            near="、".join(sorted(found)) or None,
        )
    raise fault(
        "CLI011",
        f"no pack has a service {slug}",
        f"name one of those written as tables: {'、'.join(sorted(found)) or 'none yet'}",
        near=nearest(slug, found),
    )


def import_service(looked: Looked, pack: Path, *, in_place: bool = False) -> Path:
    """Put a sound file into a pack as services/<slug>.xlsx.

    Raises Problems: those found in the file, or that the pack has a service of this name already.
    """
    findings = looked.notebook.findings
    slug_is_sound(looked.slug, "service", findings, where=Place(file=looked.path.name))
    findings.raise_any()
    if looked.written is None:
        raise fault(
            "PACK002", "nothing was read", "check the file", where=Place(file=looked.path.name)
        )
    target = pack / "services" / f"{looked.slug}.xlsx"
    taken = [
        path
        for path in (pack / "services").glob(f"{looked.slug}*")
        if path.stem == looked.slug and path.resolve() != looked.path.resolve()
    ]
    if [path for path in taken if path != target] or (taken and not in_place):
        raise fault(
            "CLI031",
            f"the pack has {taken[0].name} already",
            "give another slug with --as, or --replace to put the table in place of a workbook",
            where=Place(file=pack.name),
        )
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(as_workbook(looked.written))
    return target


def annotate(looked: Looked) -> bytes:
    """A workbook of what was read, with the findings at their rows and in a list."""
    if looked.path.suffix.lower() == ".xlsx":
        return annotated(looked.path.read_bytes(), looked.notebook)
    if looked.path.suffix.lower() in DMN:
        written = looked.written
        book = (
            as_workbook(written) if written is not None else sheets_as_workbook({TABLE_SHEET: []})
        )
        return annotated(book, looked.notebook, sheet=TABLE_SHEET, shift=HEAD_ROWS)
    grids = read_grids(looked.path, looked.path.name, Notebook())
    return annotated(sheets_as_workbook(_as_sheets(grids)), looked.notebook, files=_named(grids))


def _named(grids: tuple[Grid, ...]) -> dict[str, str]:
    """The sheet each CSV file becomes."""
    return {grid.file: Path(grid.file).stem for grid in grids}


def _as_sheets(grids: tuple[Grid, ...]) -> dict[str, list[list[str]]]:
    """CSV files as sheets, every row where it stood."""
    sheets: dict[str, list[list[str]]] = {}
    for grid in grids:
        rows = sheets.setdefault(_named(grids)[grid.file], [])
        for number, cells in grid.rows:
            rows.extend([] for _ in range(number - len(rows) - 1))
            rows.append(list(cells))
    return sheets
