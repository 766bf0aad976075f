"""A part of a snapshot: some neighbouring units, read from disk without reading the others.

Every table says in its row groups which rows they hold, and all are in the order of the units. So a
part reads only the row groups its units lie in, and counts its rows and units from 0. What is read
is the same, value for value, as those units taken out of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.problems import Place, fault
from sakimawari.registry import schema
from sakimawari.registry.assembling import assemble
from sakimawari.registry.store import WITHIN, Snapshot, as_array, rows_by_holder
from sakimawari.rules.population import Column, Int32s, Population
from sakimawari.rules.results import programme_of
from sakimawari.rules.tree import Fact, Holder, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Citywide:
    """What cannot be told from a part.

    `closed` are the households that nothing may list (支援措置): those of protected people, and those
    linked to them. `programmes` are those the register of recipients names anybody for.
    """

    closed: frozenset[str]
    programmes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPart(Snapshot):
    """Units first_unit … last_unit - 1 of a snapshot, with the people first_person … of them.

    Rows and units in all tables below are counted within the part. What the whole city alone can
    tell it has been told: `protected_people` is not answered here.
    """

    first_unit: int
    last_unit: int
    first_person: int
    last_person: int
    citywide: Citywide
    taken: dict[str, pa.Table] = field(default_factory=dict)  # tables read once

    def people(self) -> pa.Table:
        """Everybody of the part by row, visitors included."""
        return self._once(schema.PEOPLE, self._people)

    def _people(self) -> pa.Table:
        table = self._rows(schema.PEOPLE, self.first_person, self.last_person)
        table = _shifted(table, "unit", self.first_unit)
        for name in ("guardian", "spouse"):
            table = _shifted(table, name, self.first_person)
        return table

    def households(self) -> pa.Table:
        """The units of the part in order."""
        return self._once(schema.HOUSEHOLDS, self._households)

    def _households(self) -> pa.Table:
        table = self._rows(schema.HOUSEHOLDS, self.first_unit, self.last_unit)
        table = _shifted(table, "unit", self.first_unit)
        for name in ("first_person", "head"):
            table = _shifted(table, name, self.first_person)
        return table

    def receiving(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Who of the part receives what, history included; only some columns if they are named."""
        table = self._once(schema.RECEIVING, self._receiving)
        return table if columns is None else table.select(list(columns))

    def _receiving(self) -> pa.Table:
        path = self.folder / f"{schema.RECEIVING.name}.parquet"
        if not path.is_file():
            return schema.RECEIVING.arrow.empty_table()
        with pq.ParquetFile(path, memory_map=True) as file:
            table = _of_rows(file, schema.RECEIVING.arrow.names, self._span(Holder.PERSON))
        return _shifted(table, "row", self.first_person)

    def protected_people(self, on: int, *, including_future: bool = True) -> frozenset[str]:
        """Never answered: ask `closed`."""
        raise fault(
            "SNAP014",
            "a part of a snapshot was asked who is protected, which only the whole can tell",
            "take from `citywide` the households that nothing may list",
            where=Place(file=self.folder.name),
        )

    def population(self, facts: Sequence[Fact]) -> Population:
        """The people of the part laid out for the kernel; see `Snapshot.population`."""
        self.check(facts)
        households, people = self.households(), self.people()
        rows = rows_by_holder(people.num_rows, households.num_rows)
        firsts = as_array(households, "first_person")
        return Population(
            offsets=np.append(firsts, people.num_rows).astype(np.int32),
            guardian=as_array(people, "guardian"),
            spouse=as_array(people, "spouse"),
            is_subject=as_array(people, "is_subject"),
            columns=self.columns(facts, rows),
        )

    def _receipts(self, facts: Sequence[Fact], rows: Mapping[Holder, int]) -> dict[str, Column]:
        here = set(self.receiving()["programme"].cast(pa.string()).unique().to_pylist())
        elsewhere = self.citywide.programmes - here
        nobody = {name: np.empty(0, np.int32) for name in ("row", "since", "until")}
        nobody["value"] = np.empty(0, np.int8)
        absent = [fact for fact in facts if programme_of(fact) in elsewhere]
        found = Snapshot._receipts(self, [fact for fact in facts if fact not in absent], rows)
        return found | {
            fact.name: assemble(fact, rows[fact.holder], dict(nobody)) for fact in absent
        }

    def _once(self, table: schema.Table, read: Callable[[], pa.Table]) -> pa.Table:
        if table.name not in self.taken:
            self.taken[table.name] = read()
        return self.taken[table.name]

    def _rows(self, table: schema.Table, first: int, last: int) -> pa.Table:
        with pq.ParquetFile(self.folder / f"{table.name}.parquet", memory_map=True) as file:
            return rows_between(file, table.arrow.names, first, last)

    def _span(self, holder: Holder) -> tuple[int, int]:
        if holder is Holder.PERSON:
            return self.first_person, self.last_person
        return self.first_unit, self.last_unit

    def _column(self, fact: Fact, rows: int) -> Column:
        first, last = self._span(fact.holder)
        names = ["row", *WITHIN[fact.shape], "value"]
        with pq.ParquetFile(self.fact_path(fact.name), memory_map=True) as file:
            table = _of_rows(file, names, (first, last))
            years = _years(file) if fact.shape is Shape.YEARLY else None
        entries = {name: as_array(table, name) for name in names}
        entries["row"] = entries["row"] - np.int32(first)
        return assemble(fact, rows, entries, years=years)


def part_of(
    snapshot: Snapshot, first_unit: int, last_unit: int, *, citywide: Citywide
) -> SnapshotPart:
    """Units first_unit … last_unit - 1 of a snapshot (at least one)."""
    with pq.ParquetFile(_path(snapshot, schema.HOUSEHOLDS), memory_map=True) as file:
        table = rows_between(file, ["first_person", "people"], first_unit, last_unit)
    firsts, sizes = as_array(table, "first_person"), as_array(table, "people")
    return SnapshotPart(
        folder=snapshot.folder,
        manifest=snapshot.manifest,
        first_unit=first_unit,
        last_unit=last_unit,
        first_person=int(firsts[0]),
        last_person=int(firsts[-1]) + int(sizes[-1]),
        citywide=citywide,
    )


def programmes_named(snapshot: Snapshot) -> frozenset[str]:
    """The programmes of which it is known who receives them: somebody named, or nobody at all."""
    path = _path(snapshot, schema.RECEIVING)
    named: set[str | None] = set(snapshot.manifest.get("programmes", ()))
    if path.is_file():
        with pq.ParquetFile(path, memory_map=True) as file:
            for batch in file.iter_batches(columns=["programme"]):
                named |= set(batch.column(0).cast(pa.string()).unique().to_pylist())
    return frozenset(name for name in named if name is not None)


def _path(snapshot: Snapshot, table: schema.Table) -> Path:
    return snapshot.folder / f"{table.name}.parquet"


def rows_between(file: pq.ParquetFile, names: Sequence[str], first: int, last: int) -> pa.Table:
    """Rows first … last - 1 of a file, reading only the row groups they lie in."""
    sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    ends = np.cumsum(sizes)
    groups = [
        at
        for at, (size, end) in enumerate(zip(sizes, ends, strict=True))
        if end - size < last and first < end
    ]
    table = file.read_row_groups(groups, columns=list(names), use_threads=False)
    before = int(ends[groups[0]] - sizes[groups[0]]) if groups else 0
    return table.slice(first - before, last - first)


def _of_rows(file: pq.ParquetFile, names: Sequence[str], span: tuple[int, int]) -> pa.Table:
    """The entries of rows first … last - 1 of a file that is sorted by its column `row`."""
    first, last = span
    at = file.schema_arrow.get_field_index("row")
    groups = []
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group).column(at).statistics
        if about is None or not about.has_min_max or (about.min < last and first <= about.max):
            groups.append(group)
    table = file.read_row_groups(groups, columns=list(names), use_threads=False)
    begin, end = np.searchsorted(as_array(table, "row"), [first, last])
    return table.slice(int(begin), int(end - begin))


def _years(file: pq.ParquetFile) -> tuple[int, int] | None:
    """First and last year of all entries of a yearly fact; None where there is no entry."""
    at = file.schema_arrow.get_field_index("year")
    groups = [file.metadata.row_group(group) for group in range(file.num_row_groups)]
    held = [group.column(at).statistics for group in groups if group.num_rows]
    if not held:
        return None
    return min(about.min for about in held), max(about.max for about in held)


def _shifted(table: pa.Table, name: str, by: int) -> pa.Table:
    """Row or unit numbers counted from `by`; the negative ones mean nobody, and stay."""
    numbers: Int32s = as_array(table, name)
    counted = np.where(numbers >= 0, numbers - by, numbers).astype(np.int32)
    return table.set_column(table.column_names.index(name), name, pa.array(counted))
