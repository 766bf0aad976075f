"""Reads and replaces what lies under seal in the operational store, row by row, for any table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, Model, Value

from sakimawari.guard.custody.values import SealedColumn, SealedFiles
from sakimawari.guard.keys import key_id_of

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEntry:
    """One entry under seal: the row's id, whom it is sealed for, the seal."""

    row: Any
    person: str
    sealed: bytes


def entries(column: SealedColumn) -> Iterator[list[SealedEntry]]:
    """Every entry of a column, some hundred rows at a time, by id."""
    rows = _model(column.model).objects.exclude(**{column.column: None})
    sealed_for = F(column.person) if column.person else Value(column.fixed)
    rows = rows.annotate(sealed_for=sealed_for).order_by("pk")
    after: Any = None
    while True:
        page = rows if after is None else rows.filter(pk__gt=after)
        found = list(page.values_list("pk", "sealed_for", column.column)[:_AT_A_TIME])
        if not found:
            return
        after = found[-1][0]
        yield [
            SealedEntry(row=row, person=person, sealed=bytes(sealed))
            for row, person, sealed in found
            if sealed
        ]


def replace(column: SealedColumn, entry: SealedEntry, sealed: bytes) -> bool:
    """Put a new seal in the place of an old one; False if somebody changed the row meanwhile."""
    same = {"pk": entry.row, column.column: entry.sealed}
    return bool(_model(column.model).objects.filter(**same).update(**{column.column: sealed}))


def count(column: SealedColumn) -> int:
    """How many entries a column has."""
    counted: int = _model(column.model).objects.exclude(**{column.column: None}).count()
    return counted


def keys_used(columns: Sequence[SealedColumn]) -> Counter[bytes]:
    """How many entries were sealed with which key, by its id."""
    used: Counter[bytes] = Counter()
    for column in columns:
        for page in entries(column):
            used.update(key_id_of(entry.sealed) for entry in page)
    return used


def rows_with_files(files: SealedFiles) -> Iterator[tuple[str, str]]:
    """The id of each row that has a file, and whom the file is sealed for."""
    rows = _model(files.model).objects.order_by("pk").values_list("pk", files.person)
    for row, person in rows.iterator(chunk_size=_AT_A_TIME):
        yield str(row), person


def _model(label: str) -> Any:
    model: type[Model] = apps.get_model(label)
    return model
