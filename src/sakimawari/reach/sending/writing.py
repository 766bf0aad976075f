"""Many rows written as one statement made ready once: an ORM's own way costs several times as much.

Within the transaction of whoever calls, on rows it has locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def write(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns of rows of one table, each row by its key."""
    if not rows:
        return
    about: Any = rows[0]._meta  # what stubs say of it does not know which fields are columns
    columns = [about.get_field(name) for name in names]
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    sql = f"UPDATE {quoted(about.db_table)} SET {sets} WHERE {quoted(about.pk.column)} = %s"
    _many(sql, rows, [*columns, about.pk])


def add(rows: Sequence[models.Model], *, unless_there: bool = False) -> None:
    """Add rows of one table; keys that the table numbers itself stay unknown here.

    `unless_there`: a row that some constraint knows already is passed over.
    """
    if not rows:
        return
    about: Any = rows[0]._meta
    columns = [each for each in about.concrete_fields if not isinstance(each, models.AutoField)]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(column.column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quoted(about.db_table)} ({names}) VALUES ({marks})"
    _many(f"{sql} ON CONFLICT DO NOTHING" if unless_there else sql, rows, columns)


def change(sql: str, told: Iterable[Sequence[Any]]) -> None:
    """The same statement for many sets of values, moments among them as the store writes them."""
    kept: dict[datetime, Any] = {}
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_plain(value, kept) for value in values] for values in told])


def _many(sql: str, rows: Sequence[models.Model], columns: Sequence[Any]) -> None:
    plain = [not isinstance(each, models.DateTimeField | models.DateField) for each in columns]
    names = [each.attname for each in columns]
    kept: dict[Any, Any] = {}
    told = []
    for row in rows:
        values = [getattr(row, name) for name in names]
        told.append(
            [
                value if is_plain or value is None else _prepared(column, value, kept)
                for value, column, is_plain in zip(values, columns, plain, strict=True)
            ]
        )
    with connection.cursor() as cursor:
        cursor.executemany(sql, told)


def _prepared(column: Any, value: Any, kept: dict[Any, Any]) -> Any:
    """A day or a moment as the store writes it; the same ones recur in thousands of rows."""
    if value not in kept:
        kept[value] = column.get_db_prep_save(value, connection)
    return kept[value]


def _plain(value: Any, kept: dict[datetime, Any]) -> Any:
    if not isinstance(value, datetime):
        return value
    if value not in kept:
        kept[value] = connection.ops.adapt_datetimefield_value(value)
    return kept[value]
