"""Snapshots on disk: written table by table, read back as Arrow tables and as a `Population`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.problems import Place, Problems, fault
from sakimawari.registry import schema
from sakimawari.registry.assembling import assemble, unknown_column
from sakimawari.registry.declared import difference
from sakimawari.registry.layouts import layouts
from sakimawari.registry.ledgers import Entries, fact_columns
from sakimawari.registry.publishing import pointed
from sakimawari.registry.receipts import receipt_column
from sakimawari.rules.population import Column, Population, dtype_of
from sakimawari.rules.results import is_receipt, programme_of
from sakimawari.rules.tree import Fact, Holder, Shape

SNAPSHOTS = "snapshots"
ROWS_A_GROUP = 1 << 17  # what a reader of a few units has to read at least
_THREADS = 2

# The columns that say which of the entries of a row it is.
WITHIN: Mapping[Shape, tuple[str, ...]] = {
    Shape.PLAIN: (),
    Shape.YEARLY: ("year",),
    Shape.SPANS: ("since", "until"),
}


# ---------------------------------------------------------------- writing


def write_table(folder: Path, table: schema.Table, rows: pa.Table) -> None:
    """Writes one table of a snapshot; its columns must be those of the schema."""
    cast = rows.select(table.arrow.names).cast(table.arrow)
    pq.write_table(
        cast,
        folder / f"{table.name}.parquet",
        compression="zstd",
        compression_level=1,
        row_group_size=ROWS_A_GROUP,
    )


def fact_table(
    entries: Entries, placed: tuple[npt.NDArray[Any], npt.NDArray[Any]], files: Sequence[str]
) -> pa.Table:
    """The entries of a fact by row, then year or first day.

    `placed` tells which entry stands in which row: a visitor has rows in two households.
    """
    place, row = placed
    within = entries.year if entries.year is not None else entries.since
    order = np.lexsort((row,) if within is None else (within[place], row))
    place, row = place[order], row[order]
    columns: dict[str, pa.Array] = {"row": pa.array(row.astype(np.int32))}
    if entries.year is not None:
        columns["year"] = pa.array(entries.year[place].astype(np.int16))
    if entries.since is not None and entries.until is not None:
        columns["since"] = pa.array(entries.since[place].astype(np.int32))
        columns["until"] = pa.array(entries.until[place].astype(np.int32))
    columns["value"] = pa.array(entries.value[place].astype(dtype_of(entries.fact)))
    columns["source"] = source_column(entries.file[place], files)
    columns["source_row"] = pa.array(entries.row[place])
    return pa.table(columns)


def source_column(numbers: np.ndarray[Any, Any], files: Sequence[str]) -> pa.DictionaryArray:
    """File numbers as the dictionary of the files' names."""
    return pa.DictionaryArray.from_arrays(
        pa.array(numbers.astype(np.int32)), pa.array(list(files), pa.string())
    )


def write_fact(folder: Path, name: str, rows: pa.Table) -> None:
    """Writes the entries of one fact."""
    place = folder / "facts" / f"fact={name}"
    place.mkdir(parents=True)
    pq.write_table(
        rows,
        place / "part.parquet",
        compression="zstd",
        compression_level=1,
        use_dictionary=["source"],
        row_group_size=ROWS_A_GROUP,
    )


# ---------------------------------------------------------------- reading


def current_snapshot(home: Path) -> Path:
    """The folder of the current snapshot; SNAP001 if nothing was loaded yet."""
    folder = home / SNAPSHOTS
    name = pointed(folder)
    if name is None or not (folder / name / "manifest.json").is_file():
        raise fault(
            "SNAP001",
            "no snapshot is loaded" if name is None else "the current snapshot is incomplete",
            "load the city's exports first: sakimawari load DIR",
            where=Place(file=SNAPSHOTS),
        )
    return folder / name


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedValue:
    """One entry of a fact for one person, with where it was read.

    `value` as in a `Population` (sentinel: the cell could not be read); `year`, `since`, `until`
    where the fact has them (days since 1970-01-01).
    """

    fact: str
    value: int
    source: str
    source_row: int
    year: int | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An immutable snapshot of the registry."""

    folder: Path
    manifest: Mapping[str, Any]

    def _table(self, table: schema.Table, columns: Sequence[str] | None = None) -> pa.Table:
        path = self.folder / f"{table.name}.parquet"
        wanted = None if columns is None else list(columns)
        if not path.is_file():
            empty = table.arrow.empty_table()
            return empty if wanted is None else empty.select(wanted)
        return pq.read_table(path, columns=wanted, memory_map=True)

    def people(self) -> pa.Table:
        """Everybody by row, visitors included."""
        return self._table(schema.PEOPLE)

    def people_in_pieces(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Everybody by row, some columns, as many at once as one row group of the file holds."""
        return self.in_pieces(schema.PEOPLE, columns, ROWS_A_GROUP)

    def in_pieces(
        self, table: schema.Table, columns: Sequence[str], size: int
    ) -> Iterator[pa.Table]:
        """Some columns of a table, so many rows at a time; nothing where it was not loaded."""
        path = self.folder / f"{table.name}.parquet"
        if path.is_file():
            with pq.ParquetFile(path, memory_map=True) as file:
                for batch in file.iter_batches(batch_size=size, columns=list(columns)):
                    yield pa.Table.from_batches([batch])

    def rows(self, table: schema.Table) -> int:
        """How many rows a table has."""
        path = self.folder / f"{table.name}.parquet"
        return int(pq.read_metadata(path).num_rows) if path.is_file() else 0

    def households(self) -> pa.Table:
        """The units in order."""
        return self._table(schema.HOUSEHOLDS)

    def links(self) -> pa.Table:
        """Ties between recipients and children of other households."""
        return self._table(schema.LINKS)

    def receiving(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Who receives what, history included; only some columns if they are named."""
        return self._table(schema.RECEIVING, columns)

    def receipts(self, fact: Fact) -> pa.Table:
        """The entries of the register of recipients a fact is read from, in its own order.

        `row` is that of people, of the unit where it is a household's fact.
        """
        columns = ["programme", "row", "since", "until", "source", "source_row"]
        entries = self.receiving(columns)
        named = pc.equal(entries["programme"].cast(pa.string()), programme_of(fact))
        entries = entries.filter(named)
        if fact.holder is not Holder.HOUSEHOLD:
            return entries  # rows of people, or of companies where the units are companies
        units = self.people()["unit"].combine_chunks().take(entries["row"].combine_chunks())
        return entries.set_column(entries.schema.get_field_index("row"), "row", units)

    def protection(self) -> pa.Table:
        """Measures of 支援措置."""
        return self._table(schema.PROTECTION)

    def protected_people(self, on: int, *, including_future: bool = True) -> frozenset[str]:
        """The people under 支援措置 on a day (counted from 1970-01-01); a first or last day counts.

        Any measure that has not ended counts, also one that starts later, unless asked otherwise.
        """
        measures = self.protection()
        holds = pc.greater_equal(measures["until"], on)
        if not including_future:
            holds = pc.and_(holds, pc.less_equal(measures["since"], on))
        return frozenset(measures.filter(holds)["person"].to_pylist())

    def contacts(self) -> pa.Table:
        """Preferences, consents and sealed addresses."""
        return self._table(schema.CONTACTS)

    def departed(self) -> pa.Table:
        """People who died or moved away."""
        return self._table(schema.DEPARTED)

    def companies(self) -> pa.Table:
        """Companies by corporate number."""
        return self._table(schema.COMPANIES)

    def facilities(self) -> pa.Table:
        """Facilities by dataset and key."""
        return self._table(schema.FACILITIES)

    def set_aside(self) -> pa.Table:
        """Rows that were not taken in."""
        return self._table(schema.SET_ASIDE)

    def repairs(self) -> pa.Table:
        """Cells that were repaired."""
        return self._table(schema.REPAIRS)

    def notices(self) -> pa.Table:
        """Rows taken in that somebody should look at."""
        return self._table(schema.NOTICES)

    def identities(self, persons: Iterable[str] | None = None) -> pa.Table:
        """Sealed identities, of these people or of all."""
        table = self._table(schema.IDENTITIES)
        if persons is None:
            return table
        wanted = pa.array(sorted(set(persons)), pa.string())
        return table.filter(pc.is_in(table["person"], value_set=wanted))

    def population(self, facts: Sequence[Fact]) -> Population:
        """The people laid out for the kernel, with a column for each of these facts.

        A fact whose register was not loaded, or lacked its column, is unknown for everybody, also
        where no entry would mean `absent`. A fact no register delivers has no column, nor has one
        of a register the city need not keep and did not load. Who receives a programme is read from
        its register of recipients; it is unknown where that names nobody at all, except where a
        register of several programmes was loaded that lists it: then nobody receives it. SNAP002
        for a fact declared otherwise than the registry holds it.
        """
        self.check(facts)
        people = pq.read_table(
            self.folder / "people.parquet",
            columns=["guardian", "spouse", "is_subject"],
            memory_map=True,
        )
        first = pq.read_table(self.folder / "households.parquet", columns=["first_person"])
        return Population(
            offsets=np.append(as_array(first, "first_person"), people.num_rows).astype(np.int32),
            guardian=as_array(people, "guardian"),
            spouse=as_array(people, "spouse"),
            is_subject=as_array(people, "is_subject"),
            columns=self.columns(facts, rows_by_holder(people.num_rows, first.num_rows)),
        )

    def registers_not_loaded(self, facts: Iterable[Fact]) -> dict[str, str]:
        """The facts that are unknown for everybody, each with the register that would tell it."""
        held = set(self.manifest["facts"])
        told = _registered()
        return {one.name: told[one.name] for one in facts if one.name in told.keys() - held}

    def columns(self, facts: Sequence[Fact], rows: Mapping[Holder, int]) -> dict[str, Column]:
        """The columns of a population of so many people and units; see `population`."""
        held = [fact for fact in facts if fact.name in self.manifest["facts"]]
        delivered = _registered().keys() - _held(held)
        undelivered = [fact for fact in facts if fact.name in delivered]
        with ThreadPoolExecutor(_THREADS) as threads:
            read = list(threads.map(lambda fact: self._column(fact, rows[fact.holder]), held))
        columns: dict[str, Column] = dict(zip((fact.name for fact in held), read, strict=True))
        columns |= {fact.name: unknown_column(fact, rows[fact.holder]) for fact in undelivered}
        return columns | self._receipts([fact for fact in facts if is_receipt(fact)], rows)

    def _receipts(self, facts: Sequence[Fact], rows: Mapping[Holder, int]) -> dict[str, Column]:
        """Whether each person (or somebody of each household) receives a programme, by days."""
        if not facts:
            return {}
        table, units = self.receiving(), self.people()["unit"].combine_chunks()
        named = table["programme"].cast(pa.string())
        found: dict[str, Column] = {}
        for fact in facts:
            entries = table.filter(pc.equal(named, programme_of(fact)))
            row = as_array(entries, "row")
            if fact.holder is Holder.HOUSEHOLD:
                row = np.asarray(units).take(row)
            found[fact.name] = receipt_column(
                fact,
                rows[fact.holder],
                {"row": row, **{name: as_array(entries, name) for name in ("since", "until")}},
                told=programme_of(fact) in self.manifest.get("programmes", ()),
            )
        return found

    def fact_path(self, name: str) -> Path:
        """The file of a fact's entries."""
        return self.folder / "facts" / f"fact={name}" / "part.parquet"

    def _column(self, fact: Fact, rows: int) -> Column:
        names = ["row", *WITHIN[fact.shape], "value"]
        # ParquetFile, not read_table: the folder's name would be taken for a partition column.
        with pq.ParquetFile(self.fact_path(fact.name), memory_map=True) as file:
            table = file.read(columns=names, use_threads=False)
        return assemble(fact, rows, {name: as_array(table, name) for name in names})

    def entries(self, name: str, columns: Sequence[str]) -> pa.Table:
        """Some columns of the entries of a fact the snapshot holds, by row, then year or day."""
        with pq.ParquetFile(self.fact_path(name), memory_map=True) as file:
            return file.read(columns=list(columns), use_threads=False)

    def check(self, facts: Sequence[Fact]) -> None:
        """Raises SNAP002 for each fact that differs from what the snapshot holds."""
        problems = [
            problem
            for fact in facts
            if fact.name in self.manifest["facts"]
            and (problem := difference(fact, self.manifest["facts"][fact.name])) is not None
        ]
        if problems:
            raise Problems(problems)

    def situation_sources(self, row: int, facts: Sequence[Fact]) -> dict[str, list[SourcedValue]]:
        """For one row of people: the entries of each fact with file and row they were read from."""
        return {
            fact.name: list(self._sourced(fact.name, row))
            for fact in facts
            if fact.name in self.manifest["facts"]
        }

    def _sourced(self, name: str, row: int) -> Iterable[SourcedValue]:
        found = []
        with pq.ParquetFile(self.fact_path(name), memory_map=True) as file:
            for group in range(file.num_row_groups):
                about = file.metadata.row_group(group).column(0).statistics
                if about is None or about.min <= row <= about.max:
                    table = file.read_row_group(group)
                    found.append(table.filter(pc.equal(table["row"], row)))
        for table in found:
            for entry in table.to_pylist():
                yield SourcedValue(
                    fact=name,
                    value=entry["value"],
                    source=entry["source"],
                    source_row=entry["source_row"],
                    year=entry.get("year"),
                    since=entry.get("since"),
                    until=entry.get("until"),
                )


def rows_by_holder(people: int, units: int) -> dict[Holder, int]:
    """How many rows a column has, by whose fact it is."""
    return {Holder.PERSON: people, Holder.HOUSEHOLD: units, Holder.COMPANY: units}


def as_array(table: pa.Table, name: str) -> np.ndarray[Any, Any]:
    column = table[name]
    return np.asarray(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))


@cache
def _registered() -> dict[str, str]:
    """The facts that registers every city keeps deliver, each with its register."""
    return {
        column.fact or "": layout.register
        for layout in layouts().values()
        if not layout.optional
        for column in fact_columns(layout)
    }


def _held(facts: Iterable[Fact]) -> set[str]:
    return {fact.name for fact in facts}


def open_snapshot(path: Path) -> Snapshot:
    """A snapshot folder for reading; SNAP003 if it was written by another version of the schema."""
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        raise fault(
            "SNAP001",
            "the snapshot has no readable manifest",
            "load the city's exports again: sakimawari load DIR",
            where=Place(file=path.name),
        ) from None
    if manifest["schema"] != schema.VERSION:
        raise fault(
            "SNAP003",
            f"the snapshot has version {manifest['schema']} of the tables, this program reads {schema.VERSION}",
            "load the city's exports again with this program",
            where=Place(file=path.name),
        )
    return Snapshot(folder=path, manifest=manifest)
