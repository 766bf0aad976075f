"""表('名前', 列=値, …).出力列 in an expression."""

from __future__ import annotations

import ast

from sakimawari.rules.scope import Reader
from sakimawari.rules.tree import (
    AsNumber,
    Compared,
    Comparison,
    DecisionTable,
    Kind,
    Literal,
    TableColumn,
    TableValue,
    Truth,
    Value,
)
from sakimawari.rules.units import Disagreement, fitted
from sakimawari.rules.vocabulary import TABLE, closest, normal


def read_output(reader: Reader, part: ast.Call, *, output: str | None) -> Value | Truth:
    """The outcome of a table; `output` may be None for a table of one output column."""
    table = _table(reader, part)
    position = _position(reader, part, table, output)
    inputs = _inputs(reader, part, table)
    column = table.outputs[position]
    value = TableValue(table, inputs, position, column.type)
    if column.type.kind is Kind.TRUTH:
        return Compared(Comparison.EQUAL, value, Literal(1, column.type))
    return value


def _table(reader: Reader, part: ast.Call) -> DecisionTable:
    scope = reader.scope
    match part:
        case ast.Call(func=ast.Name(id="表"), args=[ast.Constant(value=str(name))]):
            pass
        case _:
            raise scope.refuse(
                part,
                id="RULE026",
                what="is no table",
                do=f"write {TABLE}('名前', 列=値).出力列",
            )
    tables = scope.vocabulary.tables
    if name not in tables:
        near = closest(name, tables, quote="'")
        raise scope.refuse(
            part,
            id="RULE026",
            what=f"names the table `{name}`, which tables/ does not hold",
            do="correct the name, or add the table as tables/….csv with `#表`",
            near=near,
        )
    return tables[name]


def _position(reader: Reader, part: ast.Call, table: DecisionTable, output: str | None) -> int:
    names = [normal(column.name) for column in table.outputs]
    if output is None and len(names) == 1:
        return 0
    if output in names:
        return names.index(output)
    raise reader.scope.refuse(
        part,
        id="RULE026",
        what=f"does not name an output column of the table `{table.name}`",
        do="add one of its output columns after the dot: " + "・".join(names),
        near=None if output is None else closest(output, names),
    )


def _inputs(reader: Reader, part: ast.Call, table: DecisionTable) -> tuple[Value, ...]:
    given = {keyword.arg: keyword.value for keyword in part.keywords}
    names = [normal(column.name) for column in table.inputs]
    unknown = [name for name in given if name not in names]
    absent = [name for name in names if name not in given]
    if unknown or absent:
        listed = "・".join(["**" if name is None else name for name in unknown] or absent)
        raise reader.scope.refuse(
            part,
            id="RULE026",
            what=("gives columns the table does not have: " if unknown else "leaves out: ")
            + listed,
            do=f"give every input of the table `{table.name}`: " + "・".join(names),
            near=closest(str(unknown[0]), names) if unknown else None,
        )
    return tuple(
        _input(reader, given[name], column)
        for name, column in zip(names, table.inputs, strict=True)
    )


def _input(reader: Reader, part: ast.expr, column: TableColumn) -> Value:
    found = reader.node(part, column.type)
    if isinstance(found, Truth):
        if column.type.kind is Kind.TRUTH:
            return AsNumber(found)
        raise reader.scope.refuse(
            part,
            id="RULE015",
            what=f"is a condition, but the column `{column.name}` holds values",
            do="give a value, or declare the column as 真偽",
        )
    try:
        return fitted(found, column.type)
    except Disagreement as wrong:
        raise reader.scope.refuse(part, id=wrong.id, what=wrong.what, do=wrong.do) from None
