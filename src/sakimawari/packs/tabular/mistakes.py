"""Every mistake of a service written as a table, by row and cell, in one run.

Form and cells are looked at first; the rows are compared with one another only where their cells
can be read, and each period of time on its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.packs.cells import UnreadableCell, condition_of, decimals_in
from sakimawari.packs.document import normal
from sakimawari.packs.findings import nearest
from sakimawari.packs.names import UNITS
from sakimawari.packs.tabular.columns import FINEST, Declared, type_of, unit_of
from sakimawari.packs.tabular.form import EVENTS, FORM, FormLine
from sakimawari.packs.tabular.periods import first_day
from sakimawari.packs.tabular.reading import unit_written
from sakimawari.packs.tabular.rivals import compare_rows
from sakimawari.packs.tabular.wording import Notebook, Said
from sakimawari.packs.tabular.written import (
    AMOUNT,
    APPLIES,
    ARTICLE,
    CHECK_BY,
    CHECKED,
    DAYS,
    NO,
    REASON,
    SINCE,
    SOURCE,
    TIER,
    UNTIL,
    YES,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.packs.values import date_of, value_of
from sakimawari.rules.check import MOST_CLAUSES
from sakimawari.rules.tree import Kind, Type
from sakimawari.rules.vocabulary import LONGEST_NAME

GENERAL = "listed"  # the id of the clause that some row with はい holds
_A_DAY = Said("a date such as 2026-04-01", "2026-04-01 のような日付")


def find_mistakes(
    written: WrittenService, notebook: Notebook, *, declared: Declared | None = None
) -> None:
    """Note every mistake; `declared` are facts and variables with their types, where known."""
    _look_at_form(written, notebook)
    looked = _Table(written, notebook, declared or {})
    looked.look_at_columns()
    for row in written.rows:
        looked.look_at_row(row)
    looked.look_at_numbers()
    types = input_types(written, declared)
    if types is not None and looked.is_readable and written.rows:
        compare_rows(written, types, notebook)


def _look_at_form(written: WrittenService, notebook: Notebook) -> None:
    given = {key for key, _ in written.form}
    for line in FORM:
        if line.needed and line.key not in given:
            place = written.form_place("")
            notebook.problem("PACK007", place, key=line.key, hint=line.hint)
    wanted = {
        "期限": ("期限の説明", "期限の条"),
        "申請書の欄": ("申請書名",),
        "通知文(英語)": ("通知文",),
        "通知文(やさしい日本語)": ("通知文",),
    }
    for key, others in wanted.items():
        for other in others:
            if key in given and other not in given:
                notebook.problem(
                    "PACK007", written.form_place(key), key=other, hint=f"「{key}」と一緒に"
                )
    if written.output(AMOUNT) is not None and "金額の単位" not in given:
        notebook.problem(
            "PACK007", written.form_place(""), key="金額の単位", hint="円/月、円/年、円/回"
        )
    by_key = {line.key: line for line in FORM}
    for key, value in written.form:
        _look_at_line(by_key[key], value, written, notebook)


def _look_at_line(line: FormLine, value: str, written: WrittenService, notebook: Notebook) -> None:
    place = written.form_place(line.key)
    word = normal(value)
    if line.is_day and date_of(value) is None:
        notebook.problem("PACK010", place, key=line.key, value=value, wants=_A_DAY)
    elif (
        line.words and line.words is not EVENTS and word not in {*line.words, *line.words.values()}
    ):
        wants = "・".join(line.words)
        near = nearest(word, line.words)
        notebook.problem("PACK010", place, near=near, key=line.key, value=value, wants=wants)
    elif line.words is EVENTS and word not in EVENTS and not word.isascii():
        near = nearest(word, EVENTS)
        wants = "・".join(EVENTS)
        notebook.problem("PACK010", place, near=near, key=line.key, value=value, wants=wants)


@dataclass(slots=True)
class _Table:
    """The columns and rows of one table, being looked at."""

    written: WrittenService
    notebook: Notebook
    declared: Declared
    is_readable: bool = True

    def look_at_columns(self) -> None:
        for column in self.written.inputs:
            if not column.name.isidentifier() or len(column.name) > LONGEST_NAME:
                self.notebook.problem("PACK009", column.place, name=column.name)
                self.is_readable = False
            self._look_at_unit(column)
        for column in self.written.outputs:
            if column.name != APPLIES:
                self._look_at_unit(column)
        if self.written.output(APPLIES) is None:
            why = Said(f"no column is called {APPLIES}", f"列「{APPLIES}」がありません")
            self.notebook.problem("PACK021", self.written.inputs[0].place, why=why)
            self.is_readable = False
        self._look_at_amount()

    def _look_at_unit(self, column: WrittenColumn) -> None:
        type = type_of(column.unit)
        held = self.declared.get(column.expression)
        wrong_tier = column.name == TIER and (type is None or type.kind is not Kind.CATEGORY)
        if type is None or (wrong_tier and column in self.written.outputs):
            near = unit_of(held) if held is not None else nearest(column.unit, UNITS)
            self.notebook.problem("PACK025", column.unit_place, near=near, column=column.name)
            self.is_readable = False
        elif held is not None and column in self.written.inputs and _differ(type, held):
            self.notebook.problem(
                "PACK026",
                column.unit_place,
                column=column.name,
                held=column.unit,
                wants=unit_of(held),
            )

    def _look_at_amount(self) -> None:
        at, stated = self.written.output(AMOUNT), self.written.line("金額の単位")
        calculated = self.written.line("金額の計算") is not None
        if at is None or stated is None or calculated:
            return
        column, base = self.written.outputs[at], base_unit(stated)
        if type_of(column.unit) is not None and column.unit != base:
            self.notebook.problem(
                "PACK026", column.unit_place, column=AMOUNT, held=column.unit, wants=base
            )

    def look_at_row(self, row: WrittenRow) -> None:
        for text, column in zip(row.inputs, self.written.inputs, strict=True):
            self._look_at_cell(text, column, row)
        for text, column in zip(row.outputs, self.written.outputs, strict=True):
            self._look_at_output(text, column, row)
        if ARTICLE not in row.notes:
            self.notebook.problem("PACK027", row.at(ARTICLE))
        for name in DAYS:
            day = row.notes.get(name)
            if day is not None and date_of(day) is None:
                self.is_readable = False
                self.notebook.problem("PACK010", row.at(name), key=name, value=day, wants=_A_DAY)
        since, until = first_day(self.written, row), row.day(UNTIL)
        if since is not None and until is not None and until < since:
            self.notebook.problem("PACK061", row.at(UNTIL))
        lacking = [
            name
            for name in (SINCE, SOURCE, CHECKED, CHECK_BY)
            if name not in row.notes and self.written.line(name) is None
        ]
        if lacking:
            self.notebook.problem("PACK015", row.place, lacking="・".join(lacking))

    def _look_at_cell(self, text: str, column: WrittenColumn, row: WrittenRow) -> None:
        type = type_of(column.unit, scale=FINEST)
        if type is None:
            return
        try:
            condition_of(text, type)
        except UnreadableCell as error:
            self.is_readable = False
            unit = unit_written(text)
            if type.kind is Kind.NUMBER and unit not in {None, type.unit}:
                self.notebook.problem(
                    "PACK026", row.at(column.name), column=column.name, held=unit, wants=column.unit
                )
                return
            near = nearest(normal(text), type.labels) if type.labels else None
            self.notebook.problem("PACK022", row.at(column.name), near=near, why=str(error))

    def _look_at_output(self, text: str, column: WrittenColumn, row: WrittenRow) -> None:
        at = self.written.output(APPLIES)
        says_no = at is not None and row.outputs[at] == NO
        wants, sound = self._wanted(text, column)
        if sound or (says_no and not text and column.name != APPLIES):
            return
        self.is_readable = False
        unit = unit_written(text)
        if column.name == AMOUNT and unit is not None and unit != column.unit:
            self.notebook.problem(
                "PACK026", row.at(column.name), column=AMOUNT, held=unit, wants=column.unit
            )
            return
        place = row.at(column.name)
        self.notebook.problem("PACK063", place, column=column.name, value=text, wants=wants)

    def _wanted(self, text: str, column: WrittenColumn) -> tuple[object, bool]:
        if column.name == APPLIES:
            return f"{YES}・{NO}", text in {YES, NO}
        type = type_of(column.unit, scale=FINEST)
        if type is None:
            return "", True  # told of its column
        wants: object = "・".join(type.labels) or Said(
            f"a number ({column.unit})", f"数({column.unit})"
        )
        return wants, value_of(text, type) is not None

    def look_at_numbers(self) -> None:
        """The exceptions: few enough, and each number one article and one reason."""
        seen: dict[str, tuple[str | None, str | None]] = {}
        for at, row in exceptions_of(self.written):
            id = clause_id(row, at)
            said = row.notes.get(ARTICLE), row.notes.get(REASON)
            if seen.setdefault(id, said) != said or id == GENERAL:
                self.notebook.problem("PACK012", row.place, name=id)
        if len(seen) > MOST_CLAUSES - 1:
            self.notebook.problem(
                "PACK030", self.written.rows[0].place, count=len(seen), most=MOST_CLAUSES - 1
            )


def _differ(type: Type, declared: Type) -> bool:
    if type.kind is Kind.NUMBER and declared.kind is Kind.NUMBER:
        return type.unit != declared.unit
    return type.kind is not declared.kind or type.labels != declared.labels


def base_unit(unit: str) -> str:
    """The unit an amount is counted in: 円/月(保護者が納める額) is 円."""
    return normal(unit).split("/")[0].split("(")[0]


def input_types(
    written: WrittenService, declared: Declared | None = None
) -> tuple[Type, ...] | None:
    """The types of the inputs at the decimals of their cells and facts; None if one has none."""
    found: list[Type] = []
    for at, column in enumerate(written.inputs):
        held = (declared or {}).get(column.expression)
        scales = [decimals_in(row.inputs[at]) for row in written.rows]
        scale = max([0 if held is None else held.scale, *scales])
        type = type_of(column.unit, scale=scale)
        if type is None:
            return None
        found.append(type)
    return tuple(found)


def exceptions_of(written: WrittenService) -> list[tuple[int, WrittenRow]]:
    """The rows that give no, with their position."""
    at = written.output(APPLIES)
    return [
        (number, row)
        for number, row in enumerate(written.rows)
        if at is not None and row.outputs[at] == NO
    ]


def clause_id(row: WrittenRow, at: int) -> str:
    """The id of the clause a row becomes: its number, or its position from 1."""
    return row.id or f"row-{at + 1}"
