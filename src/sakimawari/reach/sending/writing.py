"""Many changed rows written as one statement made ready once: an ORM's own way costs ten times as much.

Within the transaction of whoever calls, on rows it has locked.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


def write(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns of rows of one table, each row by its key."""
    if not rows:
        return
    about = rows[0]._meta
    columns = [about.get_field(name) for name in names]
    key = about.pk
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    sql = f"UPDATE {quoted(about.db_table)} SET {sets} WHERE {quoted(key.column)} = %s"
    told = [
        [each.get_db_prep_save(getattr(row, each.attname), connection) for each in (*columns, key)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, told)
