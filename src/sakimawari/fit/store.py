"""Reads and writes the folder of a run, and answers lists over it with DuckDB."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.fit.schema import RUN_TABLES, RUN_VERSION, RunTable
from sakimawari.problems import fault

TABLES: Mapping[str, RunTable] = {table.name: table for table in RUN_TABLES}


class RunWriter:
    """Appends to the tables of a run that is being made in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd")
            for name, table in TABLES.items()
        }

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def append(self, name: str, table: pa.Table) -> None:
        """Add rows to one of the tables."""
        schema = TABLES[name].schema
        self._writers[name].write_table(table.select(schema.names).cast(schema))

    def manifest(self, content: Mapping[str, Any]) -> None:
        """Write the manifest; the last file of a run."""
        text = json.dumps({"run_version": RUN_VERSION, **content}, ensure_ascii=False, indent=1)
        (self.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What a list shows: all parts are optional and narrow it down together."""

    table: str = "gap"
    service: str | None = None
    ward: str | None = None
    kind: str | None = None
    youngest: int | None = None
    oldest: int | None = None
    closed: frozenset[str] = frozenset()  # households that may not be listed today

    def conditions(self) -> tuple[list[str], list[Any]]:
        """SQL conditions and their values."""
        parts: list[tuple[str, Any]] = [
            ("service = ?", self.service),
            ("ward = ?", self.ward),
            ("kind = ?", self.kind if self.table == "gap" else None),
            ("age >= ?", self.youngest),
            ("age <= ?", self.oldest),
            ("household NOT IN (SELECT UNNEST(?))", sorted(self.closed) or None),
        ]
        used = [(text, value) for text, value in parts if value is not None]
        return [text for text, _ in used], [value for _, value in used]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: its folder and manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    def table(self, name: str) -> pa.Table:
        """One of the run's tables, whole."""
        return pq.read_table(self.folder / f"{name}.parquet")

    def ask(self, sql: str, values: list[Any] | None = None) -> pa.Table:
        """Answer SQL over the run's tables, each a view of its name."""
        with duckdb.connect() as database:
            for name in TABLES:
                path = str(self.folder / f"{name}.parquet").replace("'", "''")
                database.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
            return database.sql(sql, params=values or None).to_arrow_table()

    def list(self, query: ListQuery, *, limit: int | None = None) -> pa.Table:
        """The subjects a query describes, by ward, service and age."""
        conditions, values = query.conditions()
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        bound = f" LIMIT {int(limit)}" if limit is not None else ""
        return self.ask(f"SELECT * FROM {query.table}{where} ORDER BY service, unit{bound}", values)


def open_run(folder: Path) -> Run:
    """Open a finished run; a folder without a manifest is refused."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise fault(
            "SNAP010",
            f"the run folder {folder.name} has no manifest.json, so it is not a finished run",
            "run `sakimawari night` again; the folder may be removed",
        )
    return Run(folder=folder, manifest=json.loads(path.read_text(encoding="utf-8")))


def content_hash(folder: Path) -> str:
    """SHA-256 over the tables of a run: equal content, equal hash."""
    digest = hashlib.sha256()
    for name in sorted(TABLES):
        digest.update(name.encode())
        digest.update((folder / f"{name}.parquet").read_bytes())
    return digest.hexdigest()
