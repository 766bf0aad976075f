"""A decision table of DMN 1.1 to 1.4 as a service as written; what tables here cannot say is refused
with its reason.

The XML is read without entities or document types. Rows are named by the number of their rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from sakimawari.packs.conditions import Condition
from sakimawari.packs.document import normal
from sakimawari.packs.names import bare
from sakimawari.packs.tabular.columns import Declared, unit_of
from sakimawari.packs.tabular.dmn_file import child, children, decision_of, root_of, text_in
from sakimawari.packs.tabular.dmn_writing import NUMBER, OURS, PERIOD, POLICIES
from sakimawari.packs.tabular.feel import (
    KINDS,
    NotFeel,
    condition_in,
    kind_of,
    strings_in,
    value_in,
)
from sakimawari.packs.tabular.form import LINES
from sakimawari.packs.tabular.wording import Notebook, Said
from sakimawari.packs.tabular.written import (
    AMOUNT,
    APPLIES,
    ARTICLE,
    NOTES,
    OUTPUTS,
    SINCE,
    TIER,
    UNTIL,
    YES,
    HitPolicy,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.problems import Place
from sakimawari.rules.tree import Kind, Type

_REFUSED = {
    "COLLECT": (
        Said(
            "the hit policy COLLECT gathers several results",
            "ヒットポリシーCOLLECTは複数の結果を集める",
        ),
        Said("write one row for each case (UNIQUE)", "1件に1行となる表(UNIQUE)にしてください。"),
    ),
    "RULE ORDER": (
        Said(
            "the hit policy RULE ORDER gives several results",
            "ヒットポリシーRULE ORDERは複数の結果を返す",
        ),
        Said("use FIRST", "FIRSTにしてください。"),
    ),
    "OUTPUT ORDER": (
        Said(
            "the hit policy OUTPUT ORDER gives several results",
            "ヒットポリシーOUTPUT ORDERは複数の結果を返す",
        ),
        Said("use PRIORITY", "PRIORITYにしてください。"),
    ),
}


def read_dmn(
    path: Path,
    name: str,
    notebook: Notebook,
    *,
    declared: Declared | None = None,
    decision: str | None = None,
    plain: bool = False,
) -> WrittenService | None:
    """The table of a DMN file; None with problems noted. `decision` names one of several.

    `plain`: a table that rules look values up in, whose outputs keep their own names.
    """
    root = root_of(path, name, notebook)
    if root is None:
        return None
    chosen = decision_of(root, name, notebook, decision)
    if chosen is None:
        return None
    reader = _DmnReader(*chosen, name, notebook, declared or {})
    reader.is_plain = plain
    return reader.service()


@dataclass(slots=True)
class _Column:
    """A column with the kind its cells are read as."""

    written: WrittenColumn
    kind: Kind
    is_period: bool = False
    priorities: tuple[str, ...] = field(default=())


class _DmnReader:
    """Reads one decision."""

    def __init__(
        self, decision: Element, table: Element, name: str, notebook: Notebook, declared: Declared
    ) -> None:
        self.decision, self.table, self.name = decision, table, name
        self.notebook, self.declared = notebook, declared
        self.is_plain = False
        self.rules = list(children(table, "rule"))

    def _place(self, rule: int | None = None, column: str | None = None) -> Place:
        return Place(file=self.name, line=rule, column=column)

    def _refuse(self, why: Said, instead: Said, place: Place | None = None) -> None:
        self.notebook.problem("PACK066", place or self._place(), why=why, instead=instead)

    def service(self) -> WrittenService | None:
        known = len(self.notebook.findings.problems)
        policy = (self.table.get("hitPolicy") or "UNIQUE").upper()
        if policy in _REFUSED:
            self._refuse(*_REFUSED[policy])
        self._count_cells()
        inputs = [self._input(at, each) for at, each in enumerate(children(self.table, "input"))]
        outputs = self._outputs()
        if len(self.notebook.findings.problems) > known or not inputs:
            return None
        rows = [self._row(at, rule, inputs, outputs) for at, rule in enumerate(self.rules, 1)]
        if policy == "PRIORITY":
            rows = self._by_priority(rows, outputs)
        applies = [each.written for each in outputs]
        if self._puts_applies(outputs):
            applies = [
                WrittenColumn(name=APPLIES, place=self._place(), unit_place=self._place()),
                *applies,
            ]
        if len(self.notebook.findings.problems) > known:
            return None
        return WrittenService(
            form=self._form(policy),
            inputs=tuple(each.written for each in inputs if not each.is_period),
            outputs=tuple(applies),
            rows=tuple(rows),
            place=self._place(),
            form_places={"": self._place()},
        )

    def _count_cells(self) -> None:
        """Every rule has a cell for each column, as DMN demands."""
        for tag in ("input", "output"):
            wanted = len(list(children(self.table, tag)))
            for number, rule in enumerate(self.rules, 1):
                if len(list(children(rule, f"{tag}Entry"))) != wanted:
                    why = Said(
                        f"the rule has not {wanted} cells of the kind {tag}Entry",
                        f"規則の{tag}Entryが{wanted}個でない",
                    )
                    self.notebook.problem("PACK065", self._place(number), why=why)

    def _form(self, policy: str) -> tuple[tuple[str, str], ...]:
        lines = [
            (line.get("key") or "", line.text or "")
            for line in self.decision.iter(f"{{{OURS}}}line")
            if line.get("key") in LINES
        ]
        keys = [key for key, _ in lines]
        if "名称" not in keys and self.decision.get("name"):
            lines.append(("名称", self.decision.get("name") or ""))
        held = {value: key for key, value in POLICIES.items()}.get(policy, HitPolicy.FIRST)
        stated = next((value for key, value in lines if key == "行の選び方"), HitPolicy.FIRST.value)
        if stated != held.value:
            lines = [line for line in lines if line[0] != "行の選び方"]
            lines.append(("行の選び方", held.value))
        order = list(LINES)
        return tuple(sorted(lines, key=lambda line: order.index(line[0])))

    # ------------------------------------------------------------ columns

    def _input(self, at: int, clause: Element) -> _Column:
        expression = child(clause, "inputExpression")
        read = normal(text_in(expression))
        label = normal(clause.get("label") or "")
        name = next((each for each in (label, read) if each.isidentifier()), "")
        name = name or re.sub(r"\W", "", label or read) or f"条件{at + 1}"
        ours = clause.get(f"{{{OURS}}}reads")
        reads = ours if ours is not None and read in {name, ""} else read or name
        held = self.declared.get(reads)
        stated = "" if expression is None else (expression.get("typeRef") or "")
        kind = KINDS.get(stated.rpartition(":")[2].lower()) or self._kind_seen(
            at, "inputEntry", held
        )
        place = self._place(column=label or read or name)
        unit = clause.get(f"{{{OURS}}}unit") or self._unit(
            kind, held, text_in(child(clause, "inputValues")), at, "inputEntry"
        )
        is_period = clause.get(f"{{{OURS}}}role") == PERIOD
        column = WrittenColumn(
            name=bare(name),
            unit=unit,
            expression=reads,
            place=place,
            unit_place=place,
            reads_place=place,
        )
        return _Column(written=column, kind=kind, is_period=is_period)

    def _entries(self, at: int, tag: str) -> list[str]:
        """The texts of one column, rule by rule."""
        columns = [list(children(rule, tag)) for rule in self.rules]
        return [text_in(entries[at]) for entries in columns if at < len(entries)]

    def _kind_seen(self, at: int, tag: str, held: Type | None) -> Kind:
        if held is not None:
            return held.kind
        seen = (kind_of(text) for text in self._entries(at, tag))
        return next((kind for kind in seen if kind is not None), Kind.NUMBER)

    def _unit(self, kind: Kind, held: Type | None, values: str, at: int, tag: str) -> str:
        """The unit or type of a column that a file from elsewhere does not state."""
        if held is not None and held.kind is kind:
            return unit_of(held)
        match kind:
            case Kind.DATE:
                return "日付"
            case Kind.TRUTH:
                return "真偽"
            case Kind.NUMBER:
                return ""
        try:
            labels = list(strings_in(values))
            if not labels:
                for text in self._entries(at, tag):
                    condition = condition_in(text, kind)
                    labels += [part.low for part in condition.parts if part.low]
        except NotFeel:
            return ""  # the cell itself is told
        return f"区分({'、'.join(dict.fromkeys(labels))})"

    def _outputs(self) -> list[_Column]:
        found: list[_Column] = []
        for at, clause in enumerate(children(self.table, "output")):
            names = [normal(clause.get(key) or "") for key in ("name", "label")]
            stated = (clause.get("typeRef") or "").rpartition(":")[2].lower()
            kind = KINDS.get(stated) or self._kind_seen(at, "outputEntry", None)
            name = next((each for each in names if each in OUTPUTS), self._role(kind))
            if self.is_plain:
                name = next((each for each in names if each.isidentifier()), f"結果{at + 1}")
            place = self._place(column=name)
            values = text_in(child(clause, "outputValues"))
            told = kind is Kind.TRUTH and not self.is_plain
            unit = "" if told else self._unit(kind, None, values, at, "outputEntry")
            column = WrittenColumn(
                name=name,
                unit=clause.get(f"{{{OURS}}}unit") or unit,
                place=place,
                unit_place=place,
                reads_place=place,
            )
            if name in [each.written.name for each in found]:
                self._refuse(
                    Said(f"two outputs could be {name}", f"「{name}」にあたる出力が2つある"),
                    Said(
                        f"name the outputs {'・'.join(OUTPUTS)}",
                        f"出力の名を{'・'.join(OUTPUTS)}にしてください。",
                    ),
                    place,
                )
            if child(clause, "defaultOutputEntry") is not None:
                self._refuse(
                    Said("an output has a default", "出力に既定値がある"),
                    Said(
                        "write a last row of - cells", "最後に条件がすべて - の行を置いてください。"
                    ),
                    place,
                )
            found.append(_Column(written=column, kind=kind, priorities=tuple(_priorities(values))))
        return found

    def _puts_applies(self, outputs: list[_Column]) -> bool:
        """Whether every row gets はい, because no output says whether it applies."""
        return not self.is_plain and APPLIES not in [each.written.name for each in outputs]

    def _role(self, kind: Kind) -> str:
        """What an output of another name must be, by its type."""
        if kind is Kind.TRUTH:
            return APPLIES
        return AMOUNT if kind is Kind.NUMBER else TIER

    # ------------------------------------------------------------ rows

    def _row(
        self, number: int, rule: Element, inputs: list[_Column], outputs: list[_Column]
    ) -> WrittenRow:
        cells: list[str] = []
        notes = self._notes(rule)
        entries = [text_in(entry) for entry in children(rule, "inputEntry")]
        for column, text in zip(inputs, entries, strict=False):
            condition = self._condition(text, column, number)
            if column.is_period and not condition.is_any:
                bounds = condition.parts[0]
                notes |= {SINCE: bounds.low or "", UNTIL: bounds.high or ""}
            elif not column.is_period:
                cells.append(condition.as_cell())
        results = [text_in(entry) for entry in children(rule, "outputEntry")]
        given = [
            self._result(text, column, number)
            for column, text in zip(outputs, results, strict=False)
        ]
        if self._puts_applies(outputs):
            given = [YES, *given]
        places = {
            column.written.name: self._place(number, column.written.name) for column in inputs
        }
        places |= {name: self._place(number, name) for name in (*OUTPUTS, *NOTES)}
        kept = {name: notes[name] for name in NOTES if notes.get(name)}
        return WrittenRow(
            id=normal(notes.get(NUMBER, "")),
            inputs=tuple(cells),
            outputs=tuple(given),
            notes=kept,
            place=self._place(number),
            places=places,
        )

    def _condition(self, text: str, column: _Column, number: int) -> Condition:
        try:
            return condition_in(text, column.kind)
        except NotFeel as error:
            self._not_a_literal(str(error), self._place(number, column.written.name))
            return Condition()

    def _result(self, text: str, column: _Column, number: int) -> str:
        if text in {"", "null", "-"}:
            return ""
        try:
            return value_in(text, column.kind)
        except NotFeel as error:
            self._not_a_literal(str(error), self._place(number, column.written.name))
            return ""

    def _not_a_literal(self, text: str, place: Place) -> None:
        self._refuse(
            Said(f"`{text}` is no literal of its column", f"「{text}」は列の型の値ではない"),
            Said(
                "write values and ranges; name a formula as a variable of the pack",
                "値や範囲にしてください。計算はパックの変数にしてください。",
            ),
            place,
        )

    def _notes(self, rule: Element) -> dict[str, str]:
        heads = [normal(each.get("name") or "") for each in children(self.table, "annotation")]
        texts = [text_in(entry) for entry in children(rule, "annotationEntry")]
        notes = {name: text for name, text in zip(heads, texts, strict=False) if text}
        description = child(rule, "description")
        said = "" if description is None else (description.text or "").strip()
        return {ARTICLE: said, **notes} if said else notes

    def _by_priority(self, rows: list[WrittenRow], outputs: list[_Column]) -> list[WrittenRow]:
        """Rows of the hit policy PRIORITY in the order that lets the upper one decide."""
        ranked = [(at, column.priorities) for at, column in enumerate(outputs) if column.priorities]
        first = 1 if self._puts_applies(outputs) else 0

        def rank(row: WrittenRow) -> tuple[int, ...]:
            return tuple(order.index(row.outputs[at + first]) for at, order in ranked)

        try:
            if not ranked:
                raise ValueError("no order of outputs")
            return sorted(rows, key=rank)
        except ValueError:
            self._refuse(
                Said(
                    "PRIORITY needs outputValues that list every result in order",
                    "PRIORITYには、結果をすべて順に並べたoutputValuesが要る",
                ),
                Said("list them, or use FIRST", "並べるか、FIRSTにしてください。"),
            )
            return rows


def _priorities(values: str) -> Iterator[str]:
    """The results an output lists, highest first, in the form of cells."""
    parts = [part.strip() for part in re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", values)]
    for part in parts:
        kind = kind_of(part)
        if part and kind is not None:
            try:
                yield value_in(part, kind)
            except NotFeel:
                return
