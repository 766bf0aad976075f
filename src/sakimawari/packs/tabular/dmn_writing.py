"""A service as written, as DMN 1.3: a decision table other modellers open, draw and evaluate.

Conditions and results are plain FEEL. What DMN has no place for (form, units, the rule an input
stands for) goes into extension elements and attributes of a namespace of our own, which other tools
keep or ignore; the dates of a row become a condition on 基準日.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from sakimawari.packs.cells import condition_of
from sakimawari.packs.conditions import Bounds, Condition
from sakimawari.packs.tabular.columns import FINEST, type_of
from sakimawari.packs.tabular.feel import NAMES, literal, unary_tests
from sakimawari.packs.tabular.written import (
    APPLIES,
    ARTICLE,
    NOTES,
    SINCE,
    UNTIL,
    HitPolicy,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.rules.tree import DATE, TRUTH, Type

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OURS = "urn:sakimawari:dmn:1"
PERIOD, PERIOD_LABEL, ON = "period", "有効期間", "基準日"
NUMBER = "番号"
POLICIES = {HitPolicy.UNIQUE: "UNIQUE", HitPolicy.FIRST: "FIRST", HitPolicy.ANY: "ANY"}
_SPACES = (
    ("xmlns", MODEL),
    ("xmlns:dmndi", "https://www.omg.org/spec/DMN/20191111/DMNDI/"),
    ("xmlns:dc", "http://www.omg.org/spec/DMN/20180521/DC/"),
    ("xmlns:di", "http://www.omg.org/spec/DMN/20180521/DI/"),
    ("xmlns:sakimawari", OURS),
)

Lines = Iterator[str]


def as_dmn(written: WrittenService, slug: str) -> bytes:
    """The DMN 1.3 XML of a service without mistakes; `slug` names its decision."""
    return (
        "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_Model(written, slug).lines()]) + "\n"
    ).encode()


def element(name: str, attributes: Iterable[tuple[str, str]], *inner: Iterable[str]) -> Lines:
    """An element over several lines, what is inside it moved in by two."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes if value)
    lines = [line for part in inner for line in part]
    if not lines:
        yield f"<{name}{given} />"
        return
    yield f"<{name}{given}>"
    yield from (_moved(line) for line in lines)
    yield f"</{name}>"


def text_element(name: str, text: str, attributes: Iterable[tuple[str, str]] = ()) -> Lines:
    """An element that holds text alone, which is kept to the letter."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes if value)
    yield f"<{name}{given}>{escape(text)}</{name}>"


def _moved(line: str) -> str:
    """A line moved in; the further lines of a text are left where they are."""
    return f"  {line}" if line.lstrip().startswith("<") else line


class _Model:
    """Writes one service."""

    def __init__(self, written: WrittenService, slug: str) -> None:
        self.written, self.slug = written, slug
        self.name = written.line("名称") or slug
        self.dated = any(name in row.notes for row in written.rows for name in (SINCE, UNTIL))
        names = [column.name for column in written.inputs] + ([ON] if self.dated else [])
        self.data = list(dict.fromkeys(names))
        notes = [name for name in NOTES if name not in {ARTICLE, SINCE, UNTIL}]
        used = [name for name in notes if any(name in row.notes for row in written.rows)]
        self.annotations = ([NUMBER] if any(row.id for row in written.rows) else []) + used

    def lines(self) -> Lines:
        attributes = [
            *_SPACES,
            ("id", f"definitions_{self.slug}"),
            ("name", self.name),
            ("namespace", "urn:sakimawari:services"),
            ("exporter", "Sakimawari"),
        ]
        yield from element(
            "definitions", attributes, self._input_data(), self._decision(), self._diagram()
        )

    def _input_data(self) -> Lines:
        types = {column.name: _type(column) for column in self.written.inputs} | {}
        for number, name in enumerate(self.data, 1):
            type_ref = ("typeRef", NAMES[types.get(name, DATE).kind])
            variable = element("variable", [("id", f"variable_{number}"), ("name", name), type_ref])
            yield from element("inputData", [("id", f"data_{number}"), ("name", name)], variable)

    def _decision(self) -> Lines:
        yield from element(
            "decision",
            [("id", f"decision_{self.slug}"), ("name", self.name)],
            element("extensionElements", [], element("sakimawari:form", [], self._form())),
            self._requirements(),
            self._table(),
        )

    def _form(self) -> Lines:
        for key, value in self.written.form:
            yield from text_element("sakimawari:line", value, [("key", key)])

    def _requirements(self) -> Lines:
        for number in range(1, len(self.data) + 1):
            required = element("requiredInput", [("href", f"#data_{number}")])
            yield from element(
                "informationRequirement", [("id", f"requirement_{number}")], required
            )

    def _table(self) -> Lines:
        attributes = [("id", f"table_{self.slug}"), ("hitPolicy", POLICIES[self.written.policy])]
        annotations = (
            line for name in self.annotations for line in element("annotation", [("name", name)])
        )
        yield from element(
            "decisionTable", attributes, self._inputs(), self._outputs(), annotations, self._rules()
        )

    def _inputs(self) -> Lines:
        for number, column in enumerate(self.written.inputs, 1):
            yield from _input(number, column)
        if self.dated:
            number = len(self.written.inputs) + 1
            attributes = [
                ("id", f"input_{number}"),
                ("label", PERIOD_LABEL),
                ("sakimawari:role", PERIOD),
            ]
            expression = element(
                "inputExpression",
                [("id", f"expression_{number}"), ("typeRef", "date")],
                text_element("text", ON),
            )
            yield from element("input", attributes, expression)

    def _outputs(self) -> Lines:
        for number, column in enumerate(self.written.outputs, 1):
            type = _type(column)
            attributes = [
                ("id", f"output_{number}"),
                ("label", column.name),
                ("name", column.name),
                ("typeRef", NAMES[type.kind]),
                ("sakimawari:unit", column.unit),
            ]
            yield from element("output", attributes, _values("outputValues", f"out_{number}", type))

    def _rules(self) -> Lines:
        for number, row in enumerate(self.written.rows, 1):
            yield from element("rule", [("id", f"rule_{number}")], self._entries(number, row))

    def _entries(self, number: int, row: WrittenRow) -> Lines:
        if ARTICLE in row.notes:
            yield from text_element("description", row.notes[ARTICLE])
        tests = [
            unary_tests(condition_of(text, _type(column)), _type(column).kind)
            for text, column in zip(row.inputs, self.written.inputs, strict=True)
        ]
        if self.dated:
            tests.append(unary_tests(_period(row), DATE.kind))
        results = [
            literal(text, _type(column).kind)
            for text, column in zip(row.outputs, self.written.outputs, strict=True)
        ]
        for kind, texts in (("input", tests), ("output", results)):
            for at, text in enumerate(texts, 1):
                id = ("id", f"{kind}_entry_{number}_{at}")
                yield from element(f"{kind}Entry", [id], text_element("text", text))
        for name in self.annotations:
            text = row.id if name == NUMBER else row.notes.get(name, "")
            yield from element("annotationEntry", [], text_element("text", text))

    def _diagram(self) -> Lines:
        width, gap = 160, 40
        across = max(len(self.data) * (width + gap) - gap, 180)
        left = 160
        middle = left + across // 2
        shapes = list(_shape(f"decision_{self.slug}", middle - 90, 100, 180, 80))
        for number in range(1, len(self.data) + 1):
            x = left + (number - 1) * (width + gap)
            shapes += _shape(f"data_{number}", x, 300, width, 45)
            points = ((x + width // 2, 300), (middle, 180))
            waypoints = (
                line
                for x_, y_ in points
                for line in element("di:waypoint", [("x", str(x_)), ("y", str(y_))])
            )
            edge = [("id", f"edge_{number}"), ("dmnElementRef", f"requirement_{number}")]
            shapes += element("dmndi:DMNEdge", edge, waypoints)
        diagram = element("dmndi:DMNDiagram", [("id", "diagram_1")], shapes)
        yield from element("dmndi:DMNDI", [], diagram)


def _shape(reference: str, x: int, y: int, width: int, height: int) -> Lines:
    bounds = [("height", str(height)), ("width", str(width)), ("x", str(x)), ("y", str(y))]
    attributes = [("id", f"shape_{reference}"), ("dmnElementRef", reference)]
    yield from element("dmndi:DMNShape", attributes, element("dc:Bounds", bounds))


def _input(number: int, column: WrittenColumn) -> Lines:
    type = _type(column)
    attributes = [
        ("id", f"input_{number}"),
        ("label", column.name),
        ("sakimawari:unit", column.unit),
        ("sakimawari:reads", column.expression),
    ]
    expression = element(
        "inputExpression",
        [("id", f"expression_{number}"), ("typeRef", NAMES[type.kind])],
        text_element("text", column.name),
    )
    yield from element(
        "input", attributes, expression, _values("inputValues", f"in_{number}", type)
    )


def _values(name: str, id: str, type: Type) -> Lines:
    """The labels of a category, in their order."""
    if type.labels:
        listed = ",".join(literal(label, type.kind) for label in type.labels)
        yield from element(name, [("id", id)], text_element("text", listed))


def _type(column: WrittenColumn) -> Type:
    type = type_of(column.unit, scale=FINEST)
    if type is None and column.name == APPLIES:
        return TRUTH
    if type is None:
        raise ValueError(f"{column.unit} is no unit")  # mistakes were not looked for
    return type


def _period(row: WrittenRow) -> Condition:
    low, high = row.notes.get(SINCE), row.notes.get(UNTIL)
    return Condition() if low is None and high is None else Condition((Bounds(low, high),))
