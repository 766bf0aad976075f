"""The intake of an export: every file looked at once, recognised by its header or told why not.

Faults that would make a snapshot wrong without anybody noticing (a file that cannot be decoded, a
register without one of its required columns) stop the load; all of them are told together. What can
be left out knowingly (a file nobody knows, a spreadsheet) is only reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sakimawari.problems import Place, Problem
from sakimawari.registry.boundaries import (
    Boundaries,
    boundaries_of,
    features_of,
    is_boundary_map,
    rows_of_points,
)
from sakimawari.registry.encodings import (
    OTHER_ENCODINGS,
    Decoding,
    detect,
    text_of,
    undecodable,
)
from sakimawari.registry.gathering import File
from sakimawari.registry.headers import Candidate, closest_name, find_header, recognised, rival
from sakimawari.registry.layouts import Layout, Level, layouts
from sakimawari.registry.opendata import open_data_layouts
from sakimawari.registry.records import Row, preview
from sakimawari.registry.sources import Source, SourceKind

_FEWEST_COLUMNS = 2
_MOST_ROWS = 0.8
_PEOPLE_LEVELS = (Level.PERSON, Level.PROTECTION, Level.CONTACT)


@dataclass(slots=True, kw_only=True)
class Intake:
    """What lies in the folder. `fatal` stops the load; `reported` does not; `left` was not read."""

    files: list[File] = field(default_factory=list)
    boundaries: Boundaries | None = None
    boundary_files: list[str] = field(default_factory=list)
    fatal: list[Problem] = field(default_factory=list)
    reported: list[Problem] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def of_people(self) -> bool:
        """Whether any file is about people."""
        return any(file.layout.level in _PEOPLE_LEVELS for file in self.files)


def known_layouts() -> tuple[Layout, ...]:
    """The layouts of the city's registers and of open data."""
    return (*layouts().values(), *open_data_layouts().values())


def take_in(sources: Sequence[Source], zip_problems: Sequence[Problem]) -> Intake:
    """Looks at every source."""
    intake = Intake(fatal=list(zip_problems))
    seen: dict[str, str] = {}
    for source in sources:
        if source.kind is SourceKind.OTHER:
            intake.left.append(source.label)
        elif source.kind is SourceKind.WORKBOOK:
            intake.left.append(source.label)
            intake.reported.append(_workbook(source))
        else:
            _look_at(source, intake, seen)
    _require_residents(intake)
    return intake


def _look_at(source: Source, intake: Intake, seen: dict[str, str]) -> None:
    decoding = detect(source)
    if isinstance(decoding, Problem):
        intake.fatal.append(decoding)
        return
    if decoding.sha256 in seen:
        intake.left.append(source.label)
        intake.reported.append(_twice(source, seen[decoding.sha256]))
        return
    seen[decoding.sha256] = source.label
    if source.kind is SourceKind.TABLE:
        rows, delimiter = preview(source, decoding)
        _recognise(source, decoding, rows, delimiter, intake)
        return
    with text_of(source, decoding) as text:
        features = features_of(text.read())
    if features is not None and is_boundary_map(features):
        intake.boundaries = boundaries_of(features)
        intake.boundary_files.append(source.label)
        return
    rows_of_map = rows_of_points(features) if features is not None else None
    if rows_of_map is None:
        _leave(source, intake, near=None)
    else:
        _recognise(source, decoding, rows_of_map, ",", intake)


def _recognise(
    source: Source, decoding: Decoding, rows: list[Row], delimiter: str, intake: Intake
) -> None:
    if not _is_table(rows):
        intake.left.append(source.label)
        return
    number, fitting = find_header(rows, known_layouts(), source.stem)
    header = rows[number - 1] if rows else []
    if not fitting:
        misread = _other_encoding(source, decoding)
        if misread is None:
            _leave(source, intake, near=None)
        else:
            intake.fatal.append(misread)
        return
    best = fitting[0]
    if best.missing and best.layout.level is Level.FACILITY:
        _leave(source, intake, near=best.layout.register)
    elif best.missing or best.twice:
        intake.fatal.extend(_header_problems(source, number, header, best))
    elif (other := rival(fitting)) is not None:
        intake.fatal.append(_ambiguous(source, number, best, other))
    else:
        intake.files.append(
            File(
                number=len(intake.files),
                source=source,
                decoding=decoding,
                delimiter=delimiter,
                header=recognised(header, number, best),
                width=_width(header, rows[number:]),
            )
        )


def _is_table(rows: list[Row]) -> bool:
    """Whether rows have cells, and not only lines of words some of which hold a comma."""
    lengths = Counter(len(row) for row in rows if any(row))
    tabular = sum(times for length, times in lengths.items() if length >= _FEWEST_COLUMNS)
    return tabular > lengths.total() / 2


def _other_encoding(source: Source, decoding: Decoding) -> Problem | None:
    """A file that decodes by chance but is a register only in another Japanese encoding."""
    for code, name in OTHER_ENCODINGS.items():
        try:
            rows, _ = preview(source, replace(decoding, encoding=code))
        except UnicodeError:
            continue
        if find_header(rows, known_layouts(), source.stem)[1]:
            return undecodable(source, decoding.encoding.upper(), near=name)
    return None


def _width(header: Row, rows: list[Row]) -> int:
    """Cells of a row: more than the header's where nearly all rows carry unnamed ones."""
    lengths = Counter(len(row) for row in rows if any(row))
    if not lengths:
        return len(header)
    usual, times = lengths.most_common(1)[0]
    return usual if usual > len(header) and times >= _MOST_ROWS * lengths.total() else len(header)


def _leave(source: Source, intake: Intake, *, near: str | None) -> None:
    intake.left.append(source.label)
    intake.reported.append(
        Problem(
            id="LOAD007",
            what="the header is that of no known register; the file was left out",
            near=None if near is None else f"it is most like {near}",
            do="if it belongs to the load, compare its header with docs/reference/registers.md, or add a layout",
            where=Place(file=source.label, line=1),
        )
    )


def _workbook(source: Source) -> Problem:
    return Problem(
        id="LOAD006",
        what="the file is a spreadsheet, which is not read",
        do="save each sheet as CSV UTF-8 and load again",
        where=Place(file=source.label),
    )


def _twice(source: Source, first: str) -> Problem:
    return Problem(
        id="LOAD016",
        what="the same content lies in the folder twice; it was read once",
        near=f"it equals {first}",
        do="remove one of the two files",
        where=Place(file=source.label),
    )


def _header_problems(source: Source, number: int, header: Row, best: Candidate) -> list[Problem]:
    problems = []
    for column in best.missing:
        near = closest_name(column, header)
        problems.append(
            Problem(
                id="LOAD008",
                what=f"the column {column} of the register {best.layout.register} is missing",
                near=None if near is None else f"the file has a column {near}",
                do="export the file with this column, or add the column's name here to the layout's aliases",
                where=Place(file=source.label, line=number),
            )
        )
    problems += [
        Problem(
            id="LOAD010",
            what=f"the column {column} of the register {best.layout.register} stands there twice",
            do="export the file with this column once",
            where=Place(file=source.label, line=number, column=column),
        )
        for column in best.twice
    ]
    return problems


def _ambiguous(source: Source, number: int, best: Candidate, other: Candidate) -> Problem:
    names = f"{best.layout.register} or {other.layout.register}"
    return Problem(
        id="LOAD009",
        what=f"the header fits two registers: {names}",
        do="name the file after its register (for example 児童手当.csv) and load again",
        where=Place(file=source.label, line=number),
    )


def _require_residents(intake: Intake) -> None:
    spine = next(layout for layout in layouts().values() if layout.spine)
    has_spine = any(file.layout.spine for file in intake.files)
    if intake.of_people and not has_spine and not intake.fatal:
        first = next(file for file in intake.files if file.layout.level in _PEOPLE_LEVELS)
        intake.fatal.append(
            Problem(
                id="LOAD011",
                what=f"the register {spine.register} is missing; without it nobody in the other files can be placed",
                near=f"{first.source.label} is the register {first.layout.register}",
                do=f"put the export of {spine.register} (usually {spine.file}) into the folder",
                where=Place(file=spine.file),
            )
        )
    if not intake.files and not intake.fatal:
        intake.fatal.append(
            Problem(
                id="LOAD012",
                what="no file in the folder is a register or a list of facilities",
                near=", ".join(intake.left[:3]) or None,
                do="name the folder that holds the city's exports; docs/reference/registers.md lists their headers",
                where=None,
            )
        )
