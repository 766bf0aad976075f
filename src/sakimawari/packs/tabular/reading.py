"""From sheets of texts to a service as written: which sheet is what, which column, which row.

What stands in the cells is put in one form and otherwise left to `mistakes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakimawari.packs.cells import UnreadableCell, condition_of, number_text
from sakimawari.packs.document import normal
from sakimawari.packs.eras import western
from sakimawari.packs.findings import nearest
from sakimawari.packs.names import UNITS, bare
from sakimawari.packs.tabular.columns import FINEST, Declared, type_of, unit_of
from sakimawari.packs.tabular.form import LINES
from sakimawari.packs.tabular.grids import Grid
from sakimawari.packs.tabular.wording import Notebook, Said
from sakimawari.packs.tabular.written import (
    APPLIES,
    DAYS,
    NO,
    NOTES,
    OUTPUTS,
    REMARKS,
    YES,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.packs.values import NO as NOES
from sakimawari.packs.values import YES as YESES
from sakimawari.packs.values import number_of
from sakimawari.problems import Place
from sakimawari.rules.tree import Kind, Type

COLUMNS, UNIT, READS = "#列", "#単位", "#式"
KEY = "項目"


def read_written(
    grids: Sequence[Grid],
    file: str,
    notebook: Notebook,
    *,
    declared: Declared | None = None,
) -> WrittenService | None:
    """The service in a workbook or pair of CSV files; None where form or table is lacking.

    `declared` are the types of facts and variables by name: a column that reads one of them, and
    is no number, need not repeat its type.
    """
    form = next((grid for grid in grids if _is_form(grid)), None)
    table = next((grid for grid in grids if _is_table(grid)), None)
    place = Place(file=file)
    if not grids and notebook.findings.problems:
        return None  # why is told
    if form is None or table is None:
        lacking = Said("form", "様式") if form is None else Said("table", "表")
        notebook.problem("PACK064", place, sheet=lacking)
        return None
    lines, places = _read_form(form, notebook)
    return _TableReader(table, notebook, declared or {}).service(lines, places, place)


def _is_form(grid: Grid) -> bool:
    return bool(grid.rows) and normal(grid.rows[0][1][0]) == KEY


def _is_table(grid: Grid) -> bool:
    return any(normal(cells[0]) == COLUMNS for _, cells in grid.rows)


def _read_form(
    grid: Grid, notebook: Notebook
) -> tuple[tuple[tuple[str, str], ...], dict[str, Place]]:
    lines: list[tuple[str, str]] = []
    places: dict[str, Place] = {"": grid.place(grid.rows[0][0])}
    for number, cells in grid.rows[1:]:
        key = normal(cells[0])
        value = cells[1].strip() if len(cells) > 1 else ""
        place = grid.place(number, 1)
        line = LINES.get(key)
        if line is None:
            near = nearest(key, LINES)
            notebook.problem("PACK006", grid.place(number, 0), near=near, key=key)
            continue
        if not value:
            continue
        if key in places and not line.many:
            notebook.problem("PACK008", place, key=key)
            continue
        places.setdefault(key, place)
        lines.append((key, _one_form(value, place, notebook) if line.is_day else value))
    order = list(LINES)
    lines.sort(key=lambda line: order.index(line[0]))
    return tuple(lines), places


def _one_form(text: str, place: Place, notebook: Notebook) -> str:
    """A date in one form; if it was written otherwise, that is noted."""
    taken = western(text)
    if taken != text.strip():
        notebook.remark("PACK059", place, value=text.strip(), taken=taken)
    return taken


@dataclass(slots=True)
class _Layout:
    """Where the columns of a table stand, by their position in the sheet."""

    inputs: list[int]
    outputs: list[int]
    notes: list[int]
    names: dict[int, str]


class _TableReader:
    """Reads one sheet that holds a table."""

    def __init__(self, grid: Grid, notebook: Notebook, declared: Declared) -> None:
        self.grid = grid
        self.declared = declared
        self.notebook = notebook
        self.heads: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.body: list[tuple[int, tuple[str, ...]]] = []
        for number, cells in grid.rows:
            mark = normal(cells[0])
            if mark in (COLUMNS, UNIT, READS):
                if mark in self.heads:
                    notebook.problem("PACK008", grid.place(number, 0), key=mark)
                self.heads.setdefault(mark, (number, cells))
            elif not mark.startswith("#"):
                self.body.append((number, cells))

    def service(
        self, form: tuple[tuple[str, str], ...], places: dict[str, Place], place: Place
    ) -> WrittenService | None:
        layout = self._layout()
        if layout is None:
            return None
        inputs = tuple(self._column(at, layout.names[at], reads=True) for at in layout.inputs)
        outputs = tuple(self._column(at, layout.names[at], reads=False) for at in layout.outputs)
        rows = tuple(self._rows(layout, inputs, outputs))
        if not rows:
            why = Said("it has no row", "行がありません")
            self.notebook.problem("PACK021", self.grid.place(self.heads[COLUMNS][0]), why=why)
        return WrittenService(
            form=form, inputs=inputs, outputs=outputs, rows=rows, place=place, form_places=places
        )

    def _layout(self) -> _Layout | None:
        number, cells = self.heads[COLUMNS]
        names = {at: normal(cell) for at, cell in enumerate(cells) if at > 0 and cell.strip()}
        first = next((at for at, name in names.items() if name in OUTPUTS), None)
        if first is None:
            why = Said(f"no column is called {APPLIES}", f"列「{APPLIES}」がありません")
            self.notebook.problem("PACK021", self.grid.place(number), why=why)
            return None
        layout = _Layout(inputs=[], outputs=[], notes=[], names=names)
        seen: set[str] = set()
        for at, name in names.items():
            place = self.grid.place(number, at)
            if name in seen:
                self.notebook.problem("PACK008", place, key=name)
                continue
            seen.add(name)
            if name == REMARKS:
                continue
            if name in OUTPUTS:
                layout.outputs.append(at)
            elif name in NOTES:
                layout.notes.append(at)
            elif at < first:
                layout.inputs.append(at)
            else:
                known = [*OUTPUTS, *NOTES]
                near = nearest(name, known)
                self.notebook.problem("PACK062", place, near=near, column=name, first=names[first])
        if not layout.inputs:
            why = Said("it has no condition before its outputs", "結果の左に条件の列がありません")
            self.notebook.problem("PACK021", self.grid.place(number), why=why)
            return None
        return layout

    def _head(self, mark: str, at: int) -> tuple[str, Place]:
        number, cells = self.heads.get(mark, (self.heads[COLUMNS][0], ()))
        return (cells[at].strip() if at < len(cells) else ""), self.grid.place(number, at)

    def _column(self, at: int, name: str, *, reads: bool) -> WrittenColumn:
        unit, unit_place = self._head(UNIT, at)
        expression, reads_place = self._head(READS, at)
        expression = (normal(expression) or name) if reads else ""
        return WrittenColumn(
            name=bare(name),
            unit=unit_taken(unit, self.declared.get(expression)),
            expression=expression,
            place=self.grid.place(self.heads[COLUMNS][0], at),
            unit_place=unit_place,
            reads_place=reads_place,
        )

    def _rows(
        self,
        layout: _Layout,
        inputs: tuple[WrittenColumn, ...],
        outputs: tuple[WrittenColumn, ...],
    ) -> Iterator[WrittenRow]:
        for number, cells in self.body:
            texts = dict(enumerate(cells))
            beyond = [at for at, text in texts.items() if at > 0 and text.strip()]
            if not beyond:
                continue
            for at in beyond:
                if at not in layout.names:
                    why = Said(
                        "a cell stands outside the columns", "列のないところにセルがあります"
                    )
                    self.notebook.problem("PACK021", self.grid.place(number, at), why=why)
            places = {name: self.grid.place(number, at) for at, name in layout.names.items()}
            places |= {bare(name): place for name, place in places.items()}
            yield WrittenRow(
                id=normal(cells[0]),
                inputs=tuple(
                    self._input(texts.get(at, ""), column, places[layout.names[at]])
                    for at, column in zip(layout.inputs, inputs, strict=True)
                ),
                outputs=tuple(
                    self._output(texts.get(at, ""), column, places[column.name])
                    for at, column in zip(layout.outputs, outputs, strict=True)
                ),
                notes=dict(self._notes(layout, texts, places)),
                place=self.grid.place(number),
                places=places,
            )

    def _notes(
        self, layout: _Layout, texts: dict[int, str], places: dict[str, Place]
    ) -> Iterator[tuple[str, str]]:
        said = {layout.names[at]: texts.get(at, "").strip() for at in layout.notes}
        for name in NOTES:
            text = said.get(name, "")
            if text:
                is_day = name in DAYS
                yield name, _one_form(text, places[name], self.notebook) if is_day else text

    def _input(self, text: str, column: WrittenColumn, place: Place) -> str:
        type = type_of(column.unit, scale=FINEST)
        taken, noted = condition_text(text, type)
        if noted:
            self.notebook.remark("PACK059", place, value=text.strip(), taken=taken)
        return taken

    def _output(self, text: str, column: WrittenColumn, place: Place) -> str:
        taken = output_text(text, column)
        if taken != text.strip() and is_wide_or_era(text):
            self.notebook.remark("PACK059", place, value=text.strip(), taken=taken)
        return taken


def unit_taken(unit: str, declared: Type | None) -> str:
    """A unit cell in its one form; blank, or 区分 alone, is what the fact itself says."""
    bare = normal(unit)
    taken = {"": {Kind.CATEGORY, Kind.DATE, Kind.TRUTH}, "区分": {Kind.CATEGORY}}
    if declared is not None and declared.kind in taken.get(bare, set()):
        return unit_of(declared)
    type = type_of(unit)
    return normal(unit) if type is None else unit_of(type)


def condition_text(text: str, type: Type | None) -> tuple[str, bool]:
    """The cell of an input in its one form, and whether that should be told.

    A cell that cannot be read stays as it was; only full-width characters and Japanese eras are
    told, since other spellings (65以上) cannot mean anything else.
    """
    if type is None:
        return text.strip(), False
    given = western(text) if type.kind is Kind.DATE else text
    try:
        taken = condition_of(given, type).as_cell()
    except UnreadableCell:
        return text.strip(), False
    return taken, taken != text.strip() and is_wide_or_era(text, is_day=type.kind is Kind.DATE)


def is_wide_or_era(text: str, *, is_day: bool = False) -> bool:
    """Whether a text holds full-width letters, digits or signs, or a date in another form."""
    wide = any("！" <= letter <= "～" for letter in text) and text.strip() not in {"－", "＊"}
    return wide or (is_day and western(text) != normal(text))


def output_text(text: str, column: WrittenColumn) -> str:
    """The cell of an output in its one form; a blank or - is nothing."""
    plain = normal(text)
    if plain in {"", "-", "－", "ー"}:
        return ""
    if column.name == APPLIES:
        low = plain.lower()
        return YES if low in YESES or plain == "○" else NO if low in NOES or plain == "×" else plain
    type = type_of(column.unit)
    if type is None or type.kind is not Kind.NUMBER:
        return plain
    bare = plain if type.unit is None else plain.removesuffix(type.unit)
    return plain if number_of(bare) is None else number_text(normal(bare))


def unit_written(text: str) -> str | None:
    """The unit behind a figure in a cell (5000人, 65人未満), if there is one."""
    found = re.search(rf"\d({'|'.join(re.escape(unit) for unit in UNITS)})", normal(text))
    return None if found is None else found.group(1)
