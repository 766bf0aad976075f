"""One file of tables/*.csv: its head rows understood, its body in the order of the columns.

The cells are still text; `tables` gathers the files of one table and reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sakimawari.packs.document import normal
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.names import UNITS, column_is_sound, name_is_sound
from sakimawari.packs.table_file import TableFile, TableRow
from sakimawari.packs.values import date_of
from sakimawari.problems import Place
from sakimawari.rules.figures import Provenance
from sakimawari.rules.tree import Kind, TableColumn, Type

HEADS = ("表", "施行", "根拠", "出典", "確認", "確認期限", "入力", "出力", "確度", "注")
_NEEDED = ("表", "施行", "根拠", "出典", "確認", "確認期限", "入力", "出力")
TO_BE_CHECKED = "要確認"
_CATEGORY = re.compile(r"区分\((.*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file of a table with its head understood; its cells are still text.

    `shape_told`: overlaps, gaps and rows never reached are told elsewhere.
    """

    table: str
    since: date
    provenance: Provenance
    inputs: tuple[TableColumn, ...]
    outputs: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    file: str
    lines: tuple[int, ...] = ()
    shape_told: bool = False

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        return self.inputs + self.outputs


def read_sheet(file: TableFile, name: str, findings: Findings) -> Sheet | None:
    """The head and body of a table's file; None with problems noted."""
    known = len(findings.problems)
    heads, misspelt = _heads(file, name, findings)
    lacking = [head for head in _NEEDED if head not in heads and head not in misspelt]
    if lacking:
        findings.problem(
            "PACK015",
            f"the table lacks {', '.join('#' + head for head in lacking)}",
            "a table says its name, from when it holds, its article, source and check dates, "
            "and its columns, in rows that begin with #",
            where=Place(file=name, line=1),
        )
    whole = all(head in heads for head in _NEEDED)
    sheet = _read_whole(file, name, heads, findings) if whole else None
    if "表" in heads:
        findings.since(known, normal(heads["表"].cells[1]))
    elif len(findings.problems) > known:
        findings.unread = True
    return sheet if len(findings.problems) == known else None


def _read_whole(
    file: TableFile, name: str, heads: dict[str, TableRow], findings: Findings
) -> Sheet | None:
    known = len(findings.problems)
    since = _day(heads["施行"], name, findings)
    checked = _day(heads["確認"], name, findings)
    check_by = _day(heads["確認期限"], name, findings)
    table = normal(heads["表"].cells[1])
    name_is_sound(table, findings, where=Place(file=name, line=heads["表"].line))
    inputs = _columns(heads["入力"], name, findings)
    outputs = _columns(heads["出力"], name, findings)
    for column in outputs:
        if column.type.kind is Kind.TRUTH:
            findings.problem(
                "PACK025",
                f"the output {column.name} is 真偽; a table answers with a value",
                f"write {column.name}:区分(該当,非該当), and compare the answer in the rule",
                where=Place(file=name, line=heads["出力"].line),
            )
    if since is None or checked is None or check_by is None or len(findings.problems) > known:
        return None
    body = [row for row in file.rows if not row.is_head and not row.is_empty]
    certainty = normal(heads["確度"].cells[1]) if "確度" in heads else ""
    return Sheet(
        table=table,
        since=since,
        provenance=Provenance(
            article=heads["根拠"].cells[1].strip(),
            source=heads["出典"].cells[1].strip(),
            checked=checked,
            check_by=check_by,
            certain=certainty != TO_BE_CHECKED,
        ),
        inputs=inputs,
        outputs=outputs,
        rows=_body(body, inputs + outputs, name, findings),
        file=name,
    )


def _heads(file: TableFile, name: str, findings: Findings) -> tuple[dict[str, TableRow], set[str]]:
    """The head rows by their word, and the words that misspelt ones were meant to be."""
    heads: dict[str, TableRow] = {}
    misspelt: set[str] = set()
    for row in file.rows:
        if not row.is_head:
            continue
        head = normal(row.cells[0]).removeprefix("#").strip()
        place = Place(file=name, line=row.line)
        if head not in HEADS:
            near = nearest(head, HEADS)
            misspelt.update([near] if near is not None else [])
            findings.problem(
                "PACK020",
                f"the head row #{head} is not known",
                f"use one of {' '.join('#' + known for known in HEADS)}",
                where=place,
                near=None if near is None else f"#{near}",
            )
        elif head in heads:
            findings.problem(
                "PACK008", f"#{head} stands twice", "remove one of the two", where=place
            )
        elif head != "注" and len(row.cells) > 1 and row.cells[1].strip():
            heads[head] = row
    return heads, misspelt


def _day(row: TableRow, name: str, findings: Findings) -> date | None:
    day = date_of(row.cells[1])
    if day is None:
        findings.problem(
            "PACK010",
            f"{normal(row.cells[0])} reads `{row.cells[1].strip()}`, which is not a date such as "
            "2026-04-01",
            "write the date as year-month-day",
            where=Place(file=name, line=row.line),
        )
    return day


def _columns(row: TableRow, name: str, findings: Findings) -> tuple[TableColumn, ...]:
    """The columns a head row declares: `階層所得割額:円,年齢区分:区分(3歳未満,3歳以上)`."""
    place = Place(file=name, line=row.line)
    text = normal(",".join(cell for cell in row.cells[1:] if cell.strip()))
    columns: list[TableColumn] = []
    for part in re.split(r",(?![^(]*\))", text):
        column, colon, kind = part.partition(":")
        if not column_is_sound(column.strip(), findings, where=place):
            continue
        type = _column_type(kind.strip()) if colon else None
        if type is None:
            findings.problem(
                "PACK025",
                f"the column {column.strip()} has no unit or type"
                if not colon
                else f"the column {column.strip()} has the type `{kind.strip()}`, which is unknown",
                f"write {column.strip()}:円 (or {' '.join(UNITS[1:])}, 数, 日付, 真偽, 区分(甲,乙))",
                where=place,
            )
            continue
        columns.append(TableColumn(name=column.strip(), type=type))
    return tuple(columns)


def _column_type(text: str) -> Type | None:
    found = _CATEGORY.fullmatch(text)
    if found is not None:
        labels = tuple(label.strip() for label in re.split("[,、]", found.group(1)))
        return Type(kind=Kind.CATEGORY, labels=labels) if all(labels) else None
    if text == "日付":
        return Type(kind=Kind.DATE)
    if text == "真偽":
        return Type(kind=Kind.TRUTH)
    if text == "数":
        return Type(kind=Kind.NUMBER)
    return Type(kind=Kind.NUMBER, unit=text) if text in UNITS else None


def _body(
    rows: list[TableRow], columns: tuple[TableColumn, ...], name: str, findings: Findings
) -> tuple[TableRow, ...]:
    """The rows below the header, their cells in the order of the columns declared."""
    wanted = [column.name for column in columns]
    header = [normal(cell) for cell in rows[0].cells] if rows else []
    while header and not header[-1]:
        header.pop()
    if sorted(header) != sorted(wanted) or len(set(header)) != len(header):
        stray = next((cell for cell in header if cell not in wanted), None)
        findings.problem(
            "PACK021",
            f"the header reads {', '.join(header) or 'nothing'}; "
            f"the head rows declare {', '.join(wanted)}",
            "give the header exactly the columns of #入力 and #出力, each once",
            where=Place(file=name, line=rows[0].line if rows else None),
            near=None if stray is None else nearest(stray, wanted),
        )
        return ()
    order = [header.index(column) for column in wanted]
    body: list[TableRow] = []
    for row in rows[1:]:
        if len(row.cells) < len(header) or any(c.strip() for c in row.cells[len(header) :]):
            findings.problem(
                "PACK021",
                f"the row has {len(row.cells)} cells; the header has {len(header)}",
                "give every row one cell for each column (- where any value will do)",
                where=Place(file=name, line=row.line),
            )
            continue
        body.append(TableRow(cells=tuple(row.cells[i] for i in order), line=row.line))
    if not body:
        findings.problem(
            "PACK021",
            "the table has no row below its header",
            "add the rows, or remove the file",
            where=Place(file=name, line=rows[0].line),
        )
    return tuple(body)
