"""The calendar of a run laid out twice: by household, to answer one, and by service, to list many.

A stretch of a right is a subject and a form: what is the same for many (status, days, amounts, what
is missing) is kept once. A volume holds the stretches as some night read them; the date of the run
cuts them when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.fit.served.keys import KeyTable, Numbers, keys_of
from sakimawari.fit.served.who import NOBODY, Who
from sakimawari.registry.shelf import Item
from sakimawari.rules.tree import Holder

YES, UNKNOWN = 1, 2
NO_DAY = np.iinfo(np.int32).min  # of a deadline
NO_WORDS = -1
# What is the same for many subjects: the columns of a form and their types.
FORM: Mapping[str, Any] = {
    "status": np.int8,
    "since": np.int32,
    "until": np.int32,
    "amount_low": np.int64,
    "amount_high": np.int64,
    "tier_low": np.int16,
    "tier_high": np.int16,
    "deadline": np.int32,
    "undecided": np.int64,
    "missing": np.int32,
    "ended_by": np.int8,
}
_READ = ("subject", *FORM, "layer")
_WIDEST = 1 << 62  # of numbers that several columns make together
_OF_HOUSEHOLD = 0  # in `member`: the household itself; its people follow from 1


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Stretches of rights, mapped from disk.

    `services` are slugs in order. By service: those of service s are `service_at[s]` up to
    `service_at[s + 1]` of `row` (of people, or the unit) and `form`, in the order of units, within
    a unit by key, then by day. By household: those of unit u are `unit_at[u]` up to `unit_at[u + 1]`
    of `member` (0 the household, else 1 + place among its people) and `unit_form`.
    """

    item: Item

    @cached_property
    def services(self) -> tuple[str, ...]:
        return self.item.words[: int(self.item.arrays["counts"][0])]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The names of missing facts, joined, that forms number."""
        return self.item.words[int(self.item.arrays["counts"][0]) :]

    @cached_property
    def of_person(self) -> tuple[bool, ...]:
        """Of each service, whether its subjects are people."""
        return tuple(bool(each) for each in self.item.arrays["of_person"])

    def stretches(self, service: int) -> tuple[Numbers, npt.NDArray[np.uint32]]:
        """Rows (or units) and forms of a service."""
        held = self.item.arrays
        first, last = int(held["service_at"][service]), int(held["service_at"][service + 1])
        return held["row"][first:last], held["form"][first:last]

    def of_unit(self, unit: int) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint32]]:
        """Members and forms of a household, by service and day."""
        held = self.item.arrays
        first, last = int(held["unit_at"][unit]), int(held["unit_at"][unit + 1])
        return held["member"][first:last], held["unit_form"][first:last]

    def column(self, name: str) -> npt.NDArray[Any]:
        """One column of all forms; `service` numbers the slugs."""
        return self.item.arrays[f"form_{name}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files of one service, `holder` whose right it is; `layer` that of the first file."""

    service: str
    holder: Holder
    files: tuple[Path, ...]
    layer: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One service: how many stretches, its forms, and the words that number what is missing."""

    size: int
    forms: dict[str, npt.NDArray[Any]]
    missing: tuple[str, ...]


Counts = Callable[[Numbers, npt.NDArray[np.int16]], npt.NDArray[np.bool_]]


def make_volume(
    sources: Sequence[Source],
    who: Who,
    *,
    counts: Counts | None = None,
    threads: int = 2,
    done: Callable[[int, int], None] | None = None,
) -> Item:
    """Lay out the files of some services; `counts` says which stretches (unit, layer) still count.

    Subjects whom `who` does not know are left out: nothing that is told of them counts any longer.
    """
    tables = _Tables.of(who)
    most = [sum(pq.read_metadata(path).num_rows for path in each.files) for each in sources]
    starts = np.cumsum([0, *most])
    row, form = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint32)

    def read(number: int) -> _Part:
        own = slice(starts[number], starts[number + 1])
        return _read(sources[number], tables, counts, row[own], form[own])

    parts: list[_Part] = []
    with ThreadPoolExecutor(threads) as pool:
        for number, part in enumerate(pool.map(read, range(len(sources)))):
            parts.append(part)
            if done is not None:
                done(number + 1, len(sources))
    sizes = [part.size for part in parts]
    if sizes != most:
        kept = [slice(first, first + size) for first, size in zip(starts, sizes, strict=False)]
        row, form = (np.concatenate([one[:0], *(one[own] for own in kept)]) for one in (row, form))
    return _bound(sources, parts, (row, form), who)


@dataclass(frozen=True, slots=True)
class _Tables:
    who: Who
    persons: KeyTable
    rows: Numbers
    households: KeyTable
    place: Numbers  # of each row of people by key within its unit

    @staticmethod
    def of(who: Who) -> _Tables:
        persons, rows = who.person_table()
        in_order = np.empty(len(who.person), np.int32)
        in_order[who.item.arrays["persons"]] = np.arange(len(who.person), dtype=np.int32)
        return _Tables(who, persons, rows, who.household_table(), in_order)

    def rows_of(self, keys: Any, holder: Holder) -> tuple[Numbers, Numbers]:
        """Row (of people, or the unit) and unit of each subject; NOBODY where it is not known."""
        if holder is not Holder.PERSON:
            units = self.households.find(keys)
            return units, units
        found = self.persons.find(keys)
        rows = np.where(found >= 0, self.rows[found], NOBODY).astype(np.int32)
        return rows, np.where(rows >= 0, self.who.unit[rows], NOBODY).astype(np.int32)


def _read(
    source: Source,
    tables: _Tables,
    counts: Counts | None,
    row: Numbers,
    form: npt.NDArray[np.uint32],
) -> _Part:
    """Fill in the stretches of one service in the order of units, keys and days."""
    table = pa.concat_tables(
        [pq.read_table(path, columns=list(_READ), use_threads=False) for path in source.files],
    ).unify_dictionaries()
    rows, units = tables.rows_of(keys_of(table["subject"]), source.holder)
    table = table.drop_columns("subject")
    kept = units >= 0
    if counts is not None:
        kept &= counts(units, np.asarray(table["layer"]))
    if not kept.all():
        table = table.filter(pa.array(kept))
        rows, units = rows[kept], units[kept]
    values, missing = _values(table)
    order = _order(rows, units, tables, source.holder)
    if order is not None:
        rows = rows[order]
        values = {name: each[order] for name, each in values.items()}
    codes, first = _forms(values)
    row[: len(rows)], form[: len(rows)] = rows, codes
    return _Part(len(rows), {name: each[first] for name, each in values.items()}, missing)


def _values(table: pa.Table) -> tuple[dict[str, npt.NDArray[Any]], tuple[str, ...]]:
    missing = table["missing"].combine_chunks().dictionary_encode()
    missing = missing.combine_chunks() if isinstance(missing, pa.ChunkedArray) else missing
    values: dict[str, npt.NDArray[Any]] = {}
    for name, kind in FORM.items():
        column = table[name]
        if name == "status":
            column = pc.if_else(pc.equal(column.cast(pa.string()), "yes"), YES, UNKNOWN)
        elif name == "missing":
            column = pc.fill_null(missing.indices, NO_WORDS)
        elif name in ("since", "until", "deadline"):
            column = pc.fill_null(column.cast(pa.int32()), pa.scalar(NO_DAY, pa.int32()))
        values[name] = np.asarray(column).astype(kind, copy=False)
    return values, tuple(missing.dictionary.to_pylist())


def _order(
    rows: Numbers, units: Numbers, tables: _Tables, holder: Holder
) -> npt.NDArray[np.int64] | None:
    """The order of units, then keys; None where they stand in it. Days of a subject are in order."""
    if holder is Holder.PERSON:
        sortable = (units.astype(np.int64) << 32) + tables.place[rows]
    else:
        sortable = units.astype(np.int64)
    if len(sortable) < 2 or np.all(sortable[:-1] <= sortable[1:]):
        return None
    return np.argsort(sortable, kind="stable")


def _forms(
    values: Mapping[str, npt.NDArray[Any]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The number of each row's form, and a row that has each form."""
    length = len(values["status"])
    if not length:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    codes, different = np.zeros(length, np.int64), 1
    for each in values.values():
        column, low, high = each, int(each.min()), int(each.max())
        if low == high:
            continue
        if different * (high - low + 1) > _WIDEST:
            codes = _numbered(codes)
            different = int(codes.max()) + 1
        if different * (high - low + 1) > _WIDEST:
            column = _numbered(each)
            low, high = 0, int(column.max())
        codes = codes * (high - low + 1) + (column.astype(np.int64) - low)
        different *= high - low + 1
    codes = _numbered(codes)
    first = np.zeros(int(codes.max()) + 1, np.int64)
    first[codes[::-1]] = np.arange(length - 1, -1, -1)
    return codes, first


def _numbered(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Each value by the number of its first occurrence among different ones."""
    return np.asarray(pa.array(values).dictionary_encode().indices).astype(np.int64)


def _bound(
    sources: Sequence[Source],
    parts: Sequence[_Part],
    stretches: tuple[Numbers, npt.NDArray[np.uint32]],
    who: Who,
) -> Item:
    """The parts of all services as one volume; `stretches` are rows and forms, service by service."""
    row, form = stretches
    service_at = np.cumsum([0, *(part.size for part in parts)])
    spans = [slice(a, b) for a, b in pairwise(service_at)]
    unit_at = np.zeros(who.units + 1, np.int64)
    base = 0
    for source, part, own in zip(sources, parts, spans, strict=True):
        units = _units_of(row[own], source.holder, who)
        unit_at[1:] += np.bincount(units, minlength=who.units)
        form[own] += np.uint32(base)
        base += len(part.forms["status"])
    np.cumsum(unit_at, out=unit_at)
    member, unit_form = np.empty(len(row), np.uint16), np.empty(len(row), np.uint32)
    cursor = unit_at[:-1].copy()
    for source, own in zip(sources, spans, strict=True):
        units = _units_of(row[own], source.holder, who)
        at = _claim(units, cursor)
        unit_form[at] = form[own]
        of_person = source.holder is Holder.PERSON
        member[at] = row[own] - who.offsets[units] + 1 if of_person else _OF_HOUSEHOLD
    missing = sorted({word for part in parts for word in part.missing})
    return Item(
        words=(*(source.service for source in sources), *missing),
        arrays={
            "counts": np.array([len(sources)], np.int32),
            "layer": np.array([source.layer for source in sources], np.int32),
            "of_person": np.array([each.holder is Holder.PERSON for each in sources], np.int8),
            "service_at": service_at,
            "row": row,
            "form": form,
            "unit_at": unit_at,
            "member": member,
            "unit_form": unit_form,
            **_form_columns(parts, missing),
        },
    )


def _units_of(row: Numbers, holder: Holder, who: Who) -> Numbers:
    return who.unit[row] if holder is Holder.PERSON else row


def _claim(units: Numbers, cursor: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The next free places of these units (in order), which are then taken."""
    if not len(units):
        return np.empty(0, np.int64)
    starts = np.flatnonzero(np.append(True, units[1:] != units[:-1]))
    runs = np.diff(np.append(starts, len(units)))
    owner = units[starts]
    at = np.arange(len(units)) + np.repeat(cursor[owner] - starts, runs)
    cursor[owner] += runs
    return at


def _form_columns(parts: Sequence[_Part], missing: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    number = {word: at for at, word in enumerate(missing)}
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, kind in FORM.items():
        held = [part.forms[name] for part in parts]
        if name == "missing":
            held = [
                np.append([number[word] for word in part.missing], NO_WORDS).astype(np.int32)[each]
                for part, each in zip(parts, held, strict=True)
            ]
        columns[f"form_{name}"] = _joined(held, kind)
    services = [np.full(len(p.forms["status"]), at) for at, p in enumerate(parts)]
    columns["form_service"] = _joined(services, np.int16)
    return columns


def _joined(arrays: Sequence[npt.NDArray[Any]], kind: Any) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *arrays]).astype(kind, copy=False)
