"""A snapshot laid out for direct access: columns and keys as memory-mapped arrays.

    <home>/cache/columns/<snapshot>/people/             keys in order, units, ties, relations
    <home>/cache/columns/<snapshot>/fact=<name>-<how>/  the column of a fact, as a `Population` has it
    <home>/cache/columns/<snapshot>/from=<name>/        file and row of each of its entries

Made from the snapshot at the first use (see `shelf`). `<how>` stands for what the fact's declaration
adds to the register (absence and bounds), so that packs which differ in it do not meet.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.registry.part import SnapshotPart
from sakimawari.registry.shelf import Item, Shelf
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import (
    Column,
    Int32s,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
)
from sakimawari.rules.results import is_receipt
from sakimawari.rules.tree import Fact, Holder, Shape

UNITS, OF_COMPANIES = (
    "units",
    "companies",
)  # in the manifest of a snapshot whose units are companies
COLUMNS = Path("cache") / "columns"
_AT_ONCE = 6  # facts assembled together: what their columns take is held in memory
_OTHERS_KEPT = 1  # columns of one other snapshot stay, for comparisons


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one entry of a fact was read: `within` is its fiscal year or first day, if it has one."""

    file: str
    row: int
    within: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedSnapshot:
    """A snapshot with direct access to any row of any column."""

    snapshot: Snapshot
    shelf: Shelf
    columns: dict[str, Column | None] = field(default_factory=dict)
    known: dict[int, tuple[Fact, Column | None]] = field(default_factory=dict)  # by identity

    # ------------------------------------------------------------ people

    @property
    def people(self) -> Item:
        """Keys and layout of all people and units, visitors included."""
        return self.shelf.take("people", lambda: _people(self.snapshot))

    def rows_of_person(self, key: str) -> Int32s:
        """The rows of a person, the own one and those as a visitor elsewhere."""
        held = self.people.arrays
        first, last = _found(held["person_keys"], key)
        return held["person_rows"][first:last]

    def rows_of_persons(self, keys: Iterable[str]) -> Int32s:
        """The rows of several people together, in no order; keys nobody bears are passed over."""
        held = self.people.arrays["person_keys"]
        wanted = np.array([key.encode() for key in keys], "S")
        first = np.searchsorted(held, wanted, side="left")
        last = np.searchsorted(held, wanted, side="right")
        places = [np.arange(a, b) for a, b in zip(first, last, strict=True)]
        rows = self.people.arrays["person_rows"]
        found: Int32s = rows[np.concatenate([np.empty(0, np.int64), *places])]
        return found

    def keys_of_rows(self, rows: Iterable[int]) -> tuple[str, ...]:
        """The opaque keys of some rows of people, in their order."""

        def make() -> Item:
            ordered = self.people.arrays["person_rows"]
            place = np.empty(len(ordered), np.int32)
            place[ordered] = np.arange(len(ordered), dtype=np.int32)
            return Item(arrays={"place": place})

        place = self.shelf.take("places", make).arrays["place"]
        keys = self.people.arrays["person_keys"]
        return tuple(keys[place[row]].decode() for row in rows)

    def ward_of_unit(self, unit: int) -> str:
        """The ward a unit lives in; empty where it is not known."""

        def make() -> Item:
            wards = self.snapshot.households()["ward"].unify_dictionaries().combine_chunks()
            if isinstance(wards, pa.ChunkedArray):
                wards = wards.chunk(0)
            places = np.asarray(pc.fill_null(wards.indices, -1)).astype(np.int32)
            return Item(words=tuple(wards.dictionary.to_pylist()), arrays={"ward": places})

        held = self.shelf.take("wards", make)
        place = int(held.arrays["ward"][unit])
        return held.words[place] if place >= 0 else ""

    def household_of_row(self, row: int) -> str:
        """The household a row of people is registered in; empty where it is in none."""
        held = self.people.arrays
        number = int(held["household"][row])
        return held["household_keys"][number].decode() if number >= 0 else ""

    def household_of_person(self, key: str) -> str:
        """The household somebody is registered in; empty for whoever is in none."""
        subject = self.people.arrays["is_subject"]
        own = (row for row in self.rows_of_person(key).tolist() if subject[row] == 1)
        return next(map(self.household_of_row, own), "")

    def number_of_household(self, key: str) -> int:
        """The number of a household among all that are named, or -1."""
        first, last = _found(self.people.arrays["household_keys"], key)
        return first if first < last else -1

    def unit_of_household(self, key: str) -> int:
        """The unit of a household, or -1."""
        number = self.number_of_household(key)
        return int(self.people.arrays["household_units"][number]) if number >= 0 else -1

    # ------------------------------------------------------------ columns

    def column(self, fact: Fact) -> Column | None:
        """The column of a fact; None if no register delivers it. As in `Snapshot.population`."""
        known = self.known.get(id(fact))
        if known is None:
            self.prepare([fact])
            known = self.known[id(fact)]
        return known[1]

    def prepare(self, facts: Sequence[Fact]) -> None:
        """Make sure of the columns of some facts; SNAP002 as `Snapshot.check`."""
        lacking = [fact for fact in facts if id(fact) not in self.known]
        if not lacking:
            return
        self.snapshot.check(lacking)
        to_make = []
        for fact in lacking:
            name = _kept_as(fact)
            if name not in self.columns:
                item = self.shelf.kept(name)
                if item is None:
                    to_make.append(fact)
                else:
                    self.columns[name] = _column_in(item, fact)
        for at in range(0, len(to_make), _AT_ONCE):
            self._make(to_make[at : at + _AT_ONCE])
        for fact in lacking:
            self.known[id(fact)] = (fact, self.columns[_kept_as(fact)])

    def _is_held(self, fact: Fact) -> bool:
        return fact.name in self.snapshot.manifest["facts"]

    def _make(self, facts: Sequence[Fact]) -> None:
        assembled = self.snapshot.population(facts)
        for fact in facts:
            item = self.shelf.keep(_kept_as(fact), _item_of(assembled.columns.get(fact.name)))
            self.columns[_kept_as(fact)] = _column_in(item, fact)

    def population(self, facts: Sequence[Fact]) -> Population:
        """The same as `Snapshot.population`, from the mapped columns."""
        self.prepare(facts)
        held = self.people.arrays
        columns = {fact.name: self.column(fact) for fact in facts}
        return Population(
            offsets=held["offsets"],
            guardian=held["guardian"],
            spouse=held["spouse"],
            is_subject=held["is_subject"],
            columns={name: column for name, column in columns.items() if column is not None},
        )

    # ------------------------------------------------------------ sources

    def sources(self, fact: Fact) -> Item:
        """The sources of all entries of a fact the snapshot holds."""
        rows = len(self.people.arrays["unit" if fact.holder is Holder.PERSON else "first_person"])
        return self.shelf.take(f"from={fact.name}", lambda: _origins(self.snapshot, fact, rows))

    def prepare_all(self, facts: Sequence[Fact]) -> None:
        """Make keys, columns and sources now, so that nobody waits for them at a desk."""
        self.prepare(facts)
        for fact in facts:
            if self._has_sources(fact):
                self.sources(fact)

    def _has_sources(self, fact: Fact) -> bool:
        """Whether a register delivers the fact: one of facts, or that of recipients."""
        return is_receipt(fact) or self._is_held(fact)

    def origins(self, fact: Fact, row: int) -> Iterator[Origin]:
        """File and row of each entry of a fact, in order of year or day."""
        if not self._has_sources(fact):
            return
        item = self.sources(fact)
        held = item.arrays
        within = held.get("within")
        for entry in range(int(held["starts"][row]), int(held["starts"][row + 1])):
            yield Origin(
                file=item.words[int(held["file"][entry])],
                row=int(held["row"][entry]),
                within=None if within is None else int(within[entry]),
            )


def map_snapshot(snapshot: Snapshot, *, cache: Path | None = None) -> MappedSnapshot:
    """Direct access to a snapshot; `cache` says where its columns are kept if not in the home.

    Companies are few: their columns are made in memory each time.
    """
    if snapshot.manifest.get(UNITS) == OF_COMPANIES:
        return MappedSnapshot(snapshot=snapshot, shelf=Shelf(folder=None, source=""))
    folder = cache or snapshot.folder.parent.parent / COLUMNS
    source = hashlib.sha256((snapshot.folder / "manifest.json").read_bytes()).hexdigest()
    shelf = Shelf(folder=folder / snapshot.folder.name, source=source)
    if not (folder / snapshot.folder.name).exists():
        _forget_others(folder)
    return MappedSnapshot(snapshot=snapshot, shelf=shelf)


def map_part(part: SnapshotPart) -> MappedSnapshot:
    """Direct access to a part of a snapshot, in memory alone."""
    return MappedSnapshot(snapshot=part, shelf=Shelf(folder=None, source=""))


def _forget_others(folder: Path) -> None:
    """Before a new snapshot's columns are made: keep those of the last one used, drop older ones."""
    if not folder.is_dir():
        return
    others = [place for place in folder.iterdir() if place.is_dir()]
    others.sort(key=lambda place: place.stat().st_mtime, reverse=True)
    for place in others[_OTHERS_KEPT:]:
        shutil.rmtree(place, ignore_errors=True)


def _kept_as(fact: Fact) -> str:
    how = json.dumps([fact.absent, fact.low, fact.high, fact.type.kind.value, fact.shape.value])
    return f"fact={fact.name}-{hashlib.sha256(how.encode()).hexdigest()[:8]}"


def _item_of(column: Column | None) -> Item:
    match column:
        case None:
            return Item(arrays={})
        case PlainColumn(values=values):
            return Item(arrays={"values": values})
        case YearlyColumn(first_year=first, values=values):
            return Item(arrays={"values": values, "first_year": np.array([first], np.int64)})
        case SpansColumn():
            parts = {"starts": column.starts, "since": column.since, "until": column.until}
            return Item(arrays={**parts, "values": column.values})


def _column_in(item: Item, fact: Fact) -> Column | None:
    held = item.arrays
    if not held:
        return None  # no register delivers it
    match fact.shape:
        case Shape.PLAIN:
            return PlainColumn(values=held["values"])
        case Shape.YEARLY:
            return YearlyColumn(first_year=int(held["first_year"][0]), values=held["values"])
        case Shape.SPANS:
            return SpansColumn(
                starts=held["starts"],
                since=held["since"],
                until=held["until"],
                values=held["values"],
            )


def _found(keys: np.ndarray[Any, Any], key: str) -> tuple[int, int]:
    """First and last + 1 place of a key among ordered ones."""
    if not key.isascii() or not 0 < len(key) <= keys.dtype.itemsize:
        return 0, 0
    wanted = np.array(key.encode(), keys.dtype)
    left = int(np.searchsorted(keys, wanted, side="left"))
    right = left
    while right < len(keys) and keys[right] == wanted:
        right += 1
    return left, right


def _people(snapshot: Snapshot) -> Item:
    people, households = snapshot.people(), snapshot.households()
    persons = people["person"].combine_chunks()
    order = np.asarray(pc.sort_indices(persons)).astype(np.int32)
    units = households["household"].combine_chunks()
    unit_order = np.asarray(pc.sort_indices(units)).astype(np.int32)
    in_order = units.take(pa.array(unit_order))
    registered = pc.index_in(people["household"].combine_chunks(), value_set=in_order)
    relations = people["relation"].combine_chunks()
    if isinstance(relations, pa.ChunkedArray):
        relations = relations.chunk(0)
    first_person = np.asarray(households["first_person"]).astype(np.int32)
    return Item(
        words=tuple(relations.dictionary.to_pylist()),
        arrays={
            "person_keys": _texts(persons.take(pa.array(order))),
            "person_rows": order,
            "household_keys": _texts(in_order),
            "household_units": unit_order,
            "household": np.asarray(pc.fill_null(registered, -1)).astype(np.int32),
            "unit": np.asarray(people["unit"]).astype(np.int32),
            "relation": np.asarray(pc.fill_null(relations.indices, -1)).astype(np.int32),
            "guardian": np.asarray(people["guardian"]).astype(np.int32),
            "spouse": np.asarray(people["spouse"]).astype(np.int32),
            "is_subject": np.asarray(people["is_subject"]).astype(np.int8),
            "first_person": first_person,
            "offsets": np.append(first_person, people.num_rows).astype(np.int32),
        },
    )


def _texts(keys: pa.Array) -> np.ndarray[Any, Any]:
    held = keys.to_pylist()
    return np.array(held, "S") if held else np.empty(0, "S1")


def _origins(snapshot: Snapshot, fact: Fact, rows: int) -> Item:
    within = {Shape.PLAIN: None, Shape.YEARLY: "year", Shape.SPANS: "since"}[fact.shape]
    names = ["row", *([] if within is None else [within]), "source", "source_row"]
    if is_receipt(fact):
        entries = snapshot.receipts(fact).sort_by([("row", "ascending"), ("since", "ascending")])
        entries = entries.set_column(
            entries.schema.get_field_index("source"), "source", entries["source"].cast(pa.string())
        )
    else:
        entries = snapshot.entries(fact.name, names)
    files = entries["source"].combine_chunks()
    if not isinstance(files, pa.DictionaryArray):
        files = files.dictionary_encode()
    starts = np.zeros(rows + 1, np.int32)
    np.cumsum(np.bincount(np.asarray(entries["row"]), minlength=rows), out=starts[1:])
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "starts": starts,
        "file": np.asarray(files.indices).astype(np.int16),
        "row": np.asarray(entries["source_row"]).astype(np.int32),
    }
    if within is not None:
        arrays["within"] = np.asarray(entries[within])
    return Item(arrays=arrays, words=tuple(files.dictionary.to_pylist()))
