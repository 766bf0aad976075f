"""Reads and writes the folder of a run, and answers lists over it with DuckDB.

    calendar/<service>/<layer>.parquet   stretches of rights, as read on some night
    replaced/<layer>.parquet             households which that layer speaks for instead of earlier ones
    units.parquet  services.parquet  renewals.parquet  manifest.json
    people, households, receiving, births, companies, programmes (.parquet)
                                         of the run's snapshot, by hard link

A run that follows another links the layers that still count instead of writing them again, so each
run is whole by itself and none is ever changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.fit.schema import (
    REPLACED,
    RUN_TABLES,
    RUN_VERSION,
    SERVICES,
    STORED_CALENDAR,
    UNITS,
    RunTable,
)
from sakimawari.fit.views import READ_OFTEN, views
from sakimawari.problems import fault
from sakimawari.rules.population import UNKNOWN_DATE

TABLES: Mapping[str, RunTable] = {table.name: table for table in RUN_TABLES}
RENEWALS = pa.schema([("service", pa.string()), ("what", pa.string()), ("by", pa.date32())])
_BIRTHS = Path("facts") / "fact=生年月日" / "part.parquet"
_OF_SNAPSHOT = {"people": "people", "households": "households", "receiving": "receiving"}
_OF_COMPANIES = {"companies": "households", "programmes": "receiving"}  # there, units are companies
_LINKED = (*_OF_SNAPSHOT, *_OF_COMPANIES, "births")
_NO_COMPANIES = (
    "SELECT NULL::VARCHAR AS household, NULL::INTEGER AS unit, NULL::VARCHAR AS ward WHERE false"
)
_NO_PROGRAMMES = """SELECT NULL::INTEGER AS row, NULL::VARCHAR AS programme, NULL::INTEGER AS since,
  NULL::INTEGER AS until WHERE false"""
_NO_BIRTHS = "SELECT NULL::INTEGER AS row, NULL::INTEGER AS value WHERE false"
AT_ONCE = 8  # services whose totals are reckoned together
_NOTHING_REPLACED = "SELECT NULL::VARCHAR AS household, NULL::SMALLINT AS layer WHERE false"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWriter:
    """Writes the run that is being made in `folder`."""

    folder: Path

    def calendar(self, service: str, layer: int, tables: Iterable[pa.Table]) -> None:
        """One layer of a service's calendar, in as many pieces as are handed over."""
        place = self.folder / "calendar" / service
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{layer:03}.parquet"
        with pq.ParquetWriter(path, STORED_CALENDAR.schema, **_PACKED) as writer:
            for table in tables:
                writer.write_table(table.cast(STORED_CALENDAR.schema))

    def replaced(self, layer: int, households: pa.Array) -> None:
        """The households a layer speaks for."""
        place = self.folder / "replaced"
        place.mkdir(exist_ok=True)
        numbers = pa.array([layer] * len(households), pa.int16())
        table = pa.table([households, numbers], schema=REPLACED.schema)
        pq.write_table(table, place / f"{layer:03}.parquet", **_PACKED)

    def units(self, tables: Iterable[pa.Table]) -> None:
        """Every household with its fingerprint and until when it is settled, in pieces."""
        # Numbers that look random: packing them takes long and saves nothing.
        with pq.ParquetWriter(
            self.folder / "units.parquet",
            UNITS.schema,
            compression="none",
            use_dictionary=["settled"],
            column_encoding={"household": "PLAIN", "key": "PLAIN", "fingerprint": "PLAIN"},
            write_statistics=False,
        ) as writer:
            for table in tables:
                writer.write_table(table.cast(UNITS.schema))

    def services(self, services: pa.Table, renewals: pa.Table) -> None:
        """What the views must know of each service."""
        pq.write_table(services.cast(SERVICES.schema), self.folder / "services.parquet")
        pq.write_table(renewals.cast(RENEWALS), self.folder / "renewals.parquet")

    def link_snapshot(self, snapshot: Path) -> None:
        """The tables of the snapshot that lists of the run are made with."""
        for name, source in _OF_SNAPSHOT.items():
            _link(snapshot / f"{source}.parquet", self.folder / f"{name}.parquet")
        if (snapshot / _BIRTHS).is_file():
            _link(snapshot / _BIRTHS, self.folder / "births.parquet")

    def link_companies(self, apart: Path) -> None:
        """The tables of the companies, from the part of the snapshot they stand in."""
        for name, source in _OF_COMPANIES.items():
            _link(apart / f"{source}.parquet", self.folder / f"{name}.parquet")

    def link_layers(self, earlier: Run, services: Iterable[str]) -> None:
        """The layers of an earlier run that still count: of these services, and who was replaced."""
        for service in services:
            for path in sorted((earlier.folder / "calendar" / service).glob("*.parquet")):
                _link(path, self.folder / "calendar" / service / path.name)
        for path in sorted((earlier.folder / "replaced").glob("*.parquet")):
            _link(path, self.folder / "replaced" / path.name)

    def manifest(self, content: Mapping[str, Any]) -> None:
        """Write the manifest; the last file of a run."""
        text = json.dumps({"run_version": RUN_VERSION, **content}, ensure_ascii=False, indent=1)
        (self.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")

    def hashes(self, earlier: Run | None) -> dict[str, str]:
        """SHA-256 of each file of the run's own; those linked from an earlier run are known."""
        known: Mapping[str, str] = {} if earlier is None else earlier.manifest["files"]
        found = {}
        for path in sorted(self.folder.glob("**/*.parquet")):
            name = path.relative_to(self.folder).as_posix()
            if name.removesuffix(".parquet") in _LINKED:
                continue
            if name in known and earlier is not None and path.samefile(earlier.folder / name):
                found[name] = known[name]
            else:
                with path.open("rb") as file:
                    found[name] = hashlib.file_digest(file, "sha256").hexdigest()
        return found


_PACKED: Mapping[str, Any] = {"compression": "zstd", "compression_level": 1}


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk knows no such thing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


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
        kinds = {"gap": "kind = ?", "deadlines": "kind = ?", "coming": "change = ?"}
        parts: list[tuple[str, Any]] = [
            ("service = ?", self.service),
            ("ward = ?", self.ward),
            (kinds.get(self.table, ""), self.kind if self.table in kinds else None),
            ("age >= ?", self.youngest),
            ("age <= ?", self.oldest),
            (
                "(household IS NULL OR household NOT IN (SELECT UNNEST(?)))",
                sorted(self.closed) or None,
            ),
        ]
        used = [(text, value) for text, value in parts if value is not None]
        return [text for text, _ in used], [value for _, value in used]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: its folder and manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def on(self) -> date:
        """The date of the run."""
        return date.fromisoformat(self.manifest["on"])

    @property
    def final(self) -> date:
        """The last day of its calendar."""
        return date.fromisoformat(self.manifest["final"])

    def table(self, name: str) -> pa.Table:
        """One of the run's tables, whole."""
        found = self.ask(f"SELECT * FROM {name}")
        return found.select(TABLES[name].schema.names).cast(TABLES[name].schema)

    def units(self, columns: tuple[str, ...]) -> pa.Table:
        """Every household as the run knows it."""
        return pq.read_table(self.folder / "units.parquet", columns=list(columns))

    def services(self) -> dict[str, dict[str, Any]]:
        """What the run knows of each service, in the order of their slugs (see `schema.SERVICES`)."""
        rows = pq.read_table(self.folder / "services.parquet").sort_by("service").to_pylist()
        return {row["service"]: row for row in rows}

    def rules(self) -> dict[str, str]:
        """The hash of everything that decided each service."""
        return {slug: row["rule"] for slug, row in self.services().items()}

    def ask(
        self,
        sql: str,
        values: list[Any] | None = None,
        *,
        services: Sequence[str] | None = None,
    ) -> pa.Table:
        """Answer SQL over the run's tables, each a view of its name.

        `services`: only what is held of these is read; `summary` is of all services always.
        """
        summary = self._summary() if "summary" in sql else None
        with duckdb.connect() as database:
            for name, text in self._views(services).items():
                if name != "summary":
                    database.execute(f"CREATE VIEW {name} AS {text}")
            if summary is not None:
                database.register("summary", summary)
            return database.sql(sql, params=values or None).to_arrow_table()

    def _summary(self) -> pa.Table:
        """The totals, some services at a time: the rights of all at once would fill the memory."""
        slugs = sorted(self.rules())
        parts = []
        for at in range(0, len(slugs), AT_ONCE):
            with duckdb.connect() as database:
                for name, text in self._views(slugs[at : at + AT_ONCE]).items():
                    kind = "TEMP TABLE" if name in READ_OFTEN else "VIEW"
                    database.execute(f"CREATE {kind} {name} AS {text}")
                parts.append(database.sql("SELECT * FROM summary").to_arrow_table())
        return pa.concat_tables(parts)

    def list(self, query: ListQuery, *, limit: int | None = None) -> pa.Table:
        """The subjects a query describes: by day where there is one, service, ward, household."""
        conditions, values = query.conditions()
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        bound = f" LIMIT {int(limit)}" if limit is not None else ""
        days = {"coming": '"on", ', "deadlines": '"by", '}
        order = f"{days.get(query.table, '')}service, ward, household, subject"
        sql = f"SELECT * FROM {query.table}{where} ORDER BY {order}{bound}"
        return self.ask(sql, values, services=[query.service] if query.service else None)

    def _views(self, only: Sequence[str] | None = None) -> dict[str, str]:
        """The SQL of every view; `only` of these services, where they are named."""
        layered = any((self.folder / "replaced").glob("*.parquet"))
        stored = {
            "stored_calendar": self._calendar_of(only),
            "replaced": self._read("replaced/*.parquet") if layered else _NOTHING_REPLACED,
            "stored_people": self._read("people.parquet", ", file_row_number = true"),
            "stored_receiving": self._read("receiving.parquet"),
            "stored_births": _NO_BIRTHS,
            "companies": _NO_COMPANIES,
            "programmes": _NO_PROGRAMMES,
        }
        for name in _OF_COMPANIES:
            if (self.folder / f"{name}.parquet").is_file():
                stored[name] = self._read(f"{name}.parquet")
        if (self.folder / "births.parquet").is_file():
            known = f" WHERE value <> {int(UNKNOWN_DATE)}"
            stored["stored_births"] = self._read("births.parquet") + known
        for name in ("units", "services", "renewals", "households"):
            stored[name] = self._read(f"{name}.parquet")
        if only is not None:
            stored["services"] += f" WHERE service IN ({_texts(only)})"
        return {**stored, **views(on=self.on, final=self.final, layered=layered)}

    def _calendar_of(self, only: Sequence[str] | None) -> str:
        """The stored calendar, of all services or of some."""
        everything = self._read("calendar/*/*.parquet")
        if only is None:
            return everything
        calendar = self.folder / "calendar"
        files = [str(calendar / slug / "*.parquet") for slug in only if (calendar / slug).is_dir()]
        return (
            f"SELECT * FROM read_parquet([{_texts(files)}])" if files else f"{everything} LIMIT 0"
        )

    def _read(self, files: str, options: str = "") -> str:
        path = str(self.folder / files).replace("'", "''")
        return f"SELECT * FROM read_parquet('{path}'{options})"


def _texts(texts: Sequence[str]) -> str:
    """Texts as SQL writes them, with commas between."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


def open_run(folder: Path) -> Run:
    """Open a finished run; SNAP010 without a manifest, SNAP013 if another version wrote it."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise fault(
            "SNAP010",
            f"the run folder {folder.name} has no manifest.json, so it is not a finished run",
            "run `sakimawari night` again; the folder may be removed",
        )
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if manifest["run_version"] != RUN_VERSION:
        raise fault(
            "SNAP013",
            f"the run {folder.name} has version {manifest['run_version']} of the tables, this "
            f"program reads {RUN_VERSION}",
            "run `sakimawari night` again",
        )
    return Run(folder=folder, manifest=manifest)


def content_hash(files: Mapping[str, str]) -> str:
    """One hash over the files of a run: equal content, equal hash."""
    listed = "\n".join(f"{name}\0{digest}" for name, digest in sorted(files.items()))
    return hashlib.sha256(listed.encode()).hexdigest()
