"""A service written as a table, as the YAML file and decision table it stands for.

The table becomes a `DecisionTable` with a version for each period, whose column 判定 says 該当 or
names the exception a row makes. Each row with いいえ becomes an exception with its article, in the
order of the rows; the last clause asks for a row with はい. Where no row holds, the outcome is
unknown, never no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sakimawari.packs.cells import UnreadableCell, condition_of
from sakimawari.packs.conditions import Bounds, Condition
from sakimawari.packs.document import Item, Listing, Mapping, Text, normal
from sakimawari.packs.findings import Findings
from sakimawari.packs.section import Section
from sakimawari.packs.sheets import TO_BE_CHECKED, Sheet
from sakimawari.packs.table_file import TableRow
from sakimawari.packs.tabular.columns import FINEST, Declared, type_of
from sakimawari.packs.tabular.form import FORM, HELD, FormLine
from sakimawari.packs.tabular.mistakes import GENERAL, clause_id, exceptions_of, input_types
from sakimawari.packs.tabular.periods import Period, periods_of
from sakimawari.packs.tabular.written import (
    AMOUNT,
    APPLIES,
    ARTICLE,
    CERTAINTY,
    CHECK_BY,
    CHECKED,
    ENGLISH,
    NO,
    PLAIN,
    REASON,
    SOURCE,
    TIER,
    YES,
    WrittenRow,
    WrittenService,
)
from sakimawari.packs.values import date_of, number_of
from sakimawari.problems import Place
from sakimawari.rules.figures import Provenance
from sakimawari.rules.tree import Kind, TableColumn, Type

OUTCOME, APPLICABLE, NO_ROW = "判定", "該当", "該当する行なし"
LONGEST_ARTICLE = 300


def table_name(written: WrittenService) -> str:
    """The name of its decision table: that of the form, else that of the service."""
    return normal(written.line("表の名") or written.line("名称") or "")


# ---------------------------------------------------------------- the decision table


def sheets_of(
    written: WrittenService, file: str, declared: Declared | None = None
) -> tuple[Sheet, ...]:
    """The decision table, a sheet for each period; the service must be without mistakes."""
    types = input_types(written, declared) or ()
    inputs = tuple(
        TableColumn(name=column.name, type=type)
        for column, type in zip(written.inputs, types, strict=True)
    )
    ids = list(dict.fromkeys(clause_id(row, at) for at, row in exceptions_of(written)))
    outcome = Type(kind=Kind.CATEGORY, labels=(APPLICABLE, NO_ROW, *ids))
    outputs = (
        TableColumn(name=OUTCOME, type=outcome),
        *tuple(
            TableColumn(name=column.name, type=_type(column.unit))
            for column in written.outputs
            if column.name != APPLIES
        ),
    )
    return tuple(
        Sheet(
            table=table_name(written),
            since=period.since,
            provenance=_provenance(written, period),
            inputs=inputs,
            outputs=outputs,
            rows=tuple(_row(written, at, period) for at in period.rows),
            file=file,
            shape_told=True,
        )
        for period in periods_of(written)
    )


def _type(unit: str) -> Type:
    type = type_of(unit)
    if type is None:
        raise ValueError(f"{unit} is no unit")  # mistakes were not looked for
    return type


def _row(written: WrittenService, at: int, period: Period) -> TableRow:
    row = written.rows[at]
    outcome = clause_id(row, at) if _says(written, row) == NO else APPLICABLE
    given = [
        text or _least(written, place, period)
        for place, (column, text) in enumerate(zip(written.outputs, row.outputs, strict=True))
        if column.name != APPLIES
    ]
    return TableRow(cells=(*row.inputs, outcome, *given), line=row.place.line or 0)


def _least(written: WrittenService, place: int, period: Period) -> str:
    """What stands for an output that a row with いいえ leaves blank: the least of the others, so
    that a range over several rows is not widened by an amount nobody gets."""
    column = written.outputs[place]
    type = _type(column.unit)
    given = [
        row.outputs[place]
        for row in (written.rows[at] for at in period.rows)
        if row.outputs[place] and _says(written, row) == YES
    ]
    if type.kind is Kind.CATEGORY:
        return min(given or type.labels, key=type.labels.index)
    return min(given, key=_size) if given else "0"


def _size(text: str) -> tuple[int, int]:
    number = number_of(text) or (0, 0)
    return number[0] * 10 ** (9 - number[1]), 0


def _says(written: WrittenService, row: WrittenRow) -> str:
    at = written.output(APPLIES)
    return "" if at is None else row.outputs[at]


def _provenance(written: WrittenService, period: Period) -> Provenance:
    """Of all rows in force: every article and source, the oldest check, the first to come due."""
    rows = [written.rows[at] for at in period.rows] or list(written.rows)
    return Provenance(
        article=_articles(written, rows),
        source="、".join(_each(row.notes.get(SOURCE) or written.line(SOURCE) for row in rows)),
        checked=min(_day(written, row, CHECKED) for row in rows),
        check_by=min(_day(written, row, CHECK_BY) for row in rows),
        certain=all(normal(row.notes.get(CERTAINTY, "")) != TO_BE_CHECKED for row in rows),
    )


def _day(written: WrittenService, row: WrittenRow, name: str) -> date:
    return row.day(name) or date_of(written.line(name) or "") or date.max


def _articles(written: WrittenService, rows: list[WrittenRow]) -> str:
    """The articles of some rows, each once; the law as a whole where they would be too long."""
    listed = "、".join(_each(row.notes.get(ARTICLE) for row in rows))
    return listed if 0 < len(listed) <= LONGEST_ARTICLE else written.line("法令") or ""


def _each(texts: Iterator[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


# ---------------------------------------------------------------- the service


def section_of(written: WrittenService, slug: str, findings: Findings) -> Section:
    """The service as the mapping its YAML file would hold, with the places of the workbook."""
    return Section(_Yaml(written).service(), findings, slug)


class _Yaml:
    """Builds the mapping of one service."""

    def __init__(self, written: WrittenService) -> None:
        self.written = written
        columns = ", ".join(f"{column.name}=({column.expression})" for column in written.inputs)
        self.call = f"表('{table_name(written)}', {columns})"
        self.yes_rows = [row for row in written.rows if _says(written, row) == YES]

    def service(self) -> Mapping:
        pairs: dict[str, Item] = {}
        for line in FORM:
            if line.path is not None and "." not in line.path:
                item = self._line(line)
                if item is not None:
                    pairs[line.path] = item
        pairs["clauses"] = Listing(tuple(self._clauses()), self.written.place)
        for key in ("amount", "tier", "deadline", "form", "notice"):
            given = self._part(key)
            if given is not None:
                pairs[key] = given
        return _mapping(pairs, self.written.place)

    def _text(self, value: str, key: str) -> Text:
        return Text(value, self.written.form_place(key))

    def _line(self, line: FormLine) -> Item | None:
        values = self.written.lines(line.key)
        if not values:
            return None
        place = self.written.form_place(line.key)
        if line.key == "必要書類":
            return Listing(tuple(self._paper(value, place) for value in values), place)
        words = [line.words.get(normal(value), value) for value in values]
        if line.many:
            return Listing(tuple(Text(word, place) for word in words), place)
        return Text(words[0], place)

    def _paper(self, value: str, place: Place) -> Mapping:
        held = normal(value).endswith(HELD)
        name = re.sub(r"[(（]市が保有[)）]\s*$", "", value) if held else value
        pairs: dict[str, Item] = {
            "name": Text(name.strip(), place),
            "held": Text("yes" if held else "no", place),
        }
        return _mapping(pairs, place)

    def _clauses(self) -> Iterator[Mapping]:
        told: set[str] = set()
        for at, row in exceptions_of(self.written):
            id = clause_id(row, at)
            if id in told:
                continue
            told.add(id)
            words = {
                "id": id,
                "text": row.notes.get(REASON) or self._in_words(row),
                "plain": row.notes.get(PLAIN),
                "english": row.notes.get(ENGLISH),
                "article": row.notes.get(ARTICLE),
                "unless": f"{self.call}.{OUTCOME} == '{id}'",
            }
            yield _texts(words, row.place)
        place = self.written.form_place("要件")
        name = self.written.line("名称") or ""
        words = {
            "id": GENERAL,
            "text": self.written.line("要件") or f"{name}の表の「はい」の行に当てはまる",
            "plain": self.written.line("要件(やさしい日本語)"),
            "english": self.written.line("要件(英語)"),
            "article": self.written.line("要件の条") or _articles(self.written, self.yes_rows),
            "when": f"{self.call}.{OUTCOME} == '{APPLICABLE}'",
        }
        yield _texts(words, place)

    def _in_words(self, row: WrittenRow) -> str:
        """The conditions of a row as a sentence, for a row that states no reason."""
        said = []
        for text, column in zip(row.inputs, self.written.inputs, strict=True):
            type = type_of(column.unit, scale=FINEST)
            if type is None:
                continue
            try:
                condition = condition_of(text, type)
            except UnreadableCell:
                continue
            if not condition.is_any:
                said.append(f"{column.name}が{spoken(condition, type)}")
        return "、".join(said) or "ほかの行に当てはまらない"

    def _part(self, key: str) -> Mapping | None:
        """A mapping of the form that stands below a key of its own (notice.ja …)."""
        pairs: dict[str, Item] = {}
        for line in FORM:
            head, _, tail = (line.path or "").partition(".")
            if head == key and tail:
                item = self._field_lines() if tail == "fields" else self._line(line)
                if item is not None:
                    pairs[tail] = item
        if key in ("amount", "tier"):
            pairs = self._award(key, pairs)
        return _mapping(pairs, self.written.form_place("")) if pairs else None

    def _award(self, key: str, pairs: dict[str, Item]) -> dict[str, Item]:
        name = AMOUNT if key == "amount" else TIER
        at = self.written.output(name)
        if at is None:
            return {}
        column = self.written.outputs[at]
        place = column.place
        value = f"{self.call}.{name}"
        formula = self.written.line("金額の計算") if key == "amount" else None
        if formula is not None:
            value = re.sub(rf"(?<![\w.]){AMOUNT}(?![\w(])", lambda _: f"({value})", formula)
            place = self.written.form_place("金額の計算")
        pairs["value"] = Text(value, place)
        if key == "tier":
            labels = _type(column.unit).labels
            pairs["labels"] = Listing(tuple(Text(label, place) for label in labels), place)
        elif "unit" not in pairs:
            pairs["unit"] = Text(column.unit, place)
        pairs.setdefault("article", Text(_articles(self.written, self.yes_rows), place))
        return pairs

    def _field_lines(self) -> Listing | None:
        values = self.written.lines("申請書の欄")
        place = self.written.form_place("申請書の欄")
        fields = []
        for value in values:
            label, equals, source = normal(value).partition("=")
            given = Text(source.strip(), place) if equals else Text("null", place, is_null=True)
            fields.append(_mapping({"label": Text(label.strip(), place), "from": given}, place))
        return Listing(tuple(fields), place) if fields else None


def spoken(condition: Condition, type: Type) -> str:
    """A condition as one says it: 65歳以上75歳未満, なし・1級のいずれか, なし以外."""
    unit = type.unit or ""
    said = "・".join(_spoken_bounds(part, type, unit) for part in condition.parts)
    several = len(condition.parts) > 1
    if condition.negated:
        return f"{said}{'のどれでもない' if several else '以外'}"
    return f"{said}のいずれか" if several else said


def _spoken_bounds(part: Bounds, type: Type, unit: str) -> str:
    if part.is_value:
        return f"{part.low}{unit}"
    day = type.kind is Kind.DATE
    above, beyond = ("以後", "より後") if day else ("以上", "超")
    below, before = ("以前", "より前") if day else ("以下", "未満")
    low = "" if part.low is None else f"{part.low}{unit}{above if part.takes_low else beyond}"
    high = "" if part.high is None else f"{part.high}{unit}{below if part.takes_high else before}"
    return f"{low}{high}"


def _texts(words: dict[str, str | None], place: Place) -> Mapping:
    return _mapping({key: Text(word, place) for key, word in words.items() if word}, place)


def _mapping(pairs: dict[str, Item], place: Place) -> Mapping:
    return Mapping(tuple((Text(key, item.place), item) for key, item in pairs.items()), place)
