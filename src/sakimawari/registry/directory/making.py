"""The index of a snapshot made: identities are opened in memory, a few thousand at a time, and folded.

What is kept are labels in order and, for each, a sealed list of rows whose length is rounded up to a
power of two. A list is opened with the pad of its text.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pa_json

from sakimawari.registry.directory.folding import digits_of
from sakimawari.registry.directory.tokens import (
    LABEL_BYTES,
    PAD_BYTES,
    Blind,
    phone_text,
    texts_of_lot,
    texts_of_name,
)
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.schema import CONTACTS, IDENTITIES, Table
from sakimawari.registry.shelf import Item

PURPOSE = "directory of residents"  # what the key of a directory is derived for
NAMES = ("氏名", "氏名_カナ")
_LOT, _PHONE = "番地", "電話番号"
NOBODY = np.uint32(0xFFFFFFFF)  # fills a list up
SHORT = PAD_BYTES // 4  # rows of a list that the pad itself covers
_AT_A_TIME = 20_000
_ROW_BITS = np.uint64(32)
_EMPTY = np.empty(0, np.uint64)

Progress = Callable[[str, int, int], None]
Rows = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]


class Keys(Protocol):
    """The keys of a city, as far as a directory needs them (`guard.keys.Keys`)."""

    def opaque(self, kind: str, number: str) -> str: ...

    def derived(self, purpose: str) -> bytes: ...

    def open(self, person: str, sealed: bytes) -> bytes: ...


@dataclass(slots=True)
class _Column:
    """One kind of value as it comes in: the number of the value in each row that has one."""

    numbers: dict[str, int] = field(default_factory=dict)
    rows: list[Numbers] = field(default_factory=list)
    values: list[Numbers] = field(default_factory=list)

    def add(self, rows: Numbers, values: pa.Array) -> None:
        """Values a row each; none for a row nobody is registered in."""
        coded = values.dictionary_encode()
        told = np.asarray(pc.fill_null(coded.indices, -1))
        numbers = self.numbers
        known = [numbers.setdefault(word, len(numbers)) for word in coded.dictionary.to_pylist()]
        kept = (told >= 0) & (rows >= 0)
        self.rows.append(rows[kept])
        self.values.append(np.array(known, np.int64)[told[kept]])

    def pairs(
        self, texts_of: Callable[[str], Iterable[str]], texts: dict[str, int]
    ) -> npt.NDArray[np.uint64]:
        """Every text of every row, as the text's number and the row in one; `texts` grows."""
        found = array("I")
        starts = array("Q", [0])
        for value in self.numbers:
            found.extend(texts.setdefault(text, len(texts)) for text in texts_of(value))
            starts.append(len(found))
        first, numbers = np.asarray(starts).astype(np.int64), np.asarray(found, np.uint32)
        return np.concatenate(
            [
                _EMPTY,
                *(
                    _paired(rows, values, first, numbers)
                    for rows, values in zip(self.rows, self.values, strict=True)
                ),
            ]
        )


def _paired(
    rows: Numbers, values: Numbers, first: Numbers, numbers: npt.NDArray[np.uint32]
) -> npt.NDArray[np.uint64]:
    """The texts of some rows; those of value v are `numbers` from `first[v]` to `first[v + 1]`."""
    many = first[values + 1] - first[values]
    own = np.repeat(first[values] - np.cumsum(many) + many, many) + np.arange(many.sum())
    pairs = numbers[own].astype(np.uint64) << _ROW_BITS
    told: npt.NDArray[np.uint64] = pairs | np.repeat(rows, many).astype(np.uint64)
    return told


def _texts_of_phone(phone: str) -> Iterator[str]:
    yield phone_text(digits_of(phone))


def make_index(mapped: MappedSnapshot, keys: Keys, progress: Progress | None = None) -> Item:
    """The directory of a snapshot."""
    names, lots, phones = _Column(), _Column(), _Column()
    snapshot = mapped.snapshot
    for table, wanted in ((IDENTITIES, (*NAMES, _LOT)), (CONTACTS, (_PHONE,))):
        done = 0
        for rows, told in _opened(mapped, table, wanted, keys):
            for name in wanted:
                column = {_LOT: lots, _PHONE: phones}.get(name, names)
                column.add(rows, told[name].combine_chunks())
            done += len(rows)
            if progress is not None:
                progress(f"directory: {table.name}", done, snapshot.rows(table))
    texts: dict[str, int] = {}
    kinds = ((names, texts_of_name), (lots, texts_of_lot), (phones, _texts_of_phone))
    pairs = np.concatenate([column.pairs(texts_of, texts) for column, texts_of in kinds])
    return _sealed(list(texts), pairs, keys.derived(PURPOSE), snapshot.folder.name)


def _rows_of(mapped: MappedSnapshot, persons: list[str]) -> Numbers:
    """The own row of each person; -1 for one who is not in the snapshot."""
    held = mapped.people.arrays
    known, rows_in_order = held["person_keys"], held["person_rows"]
    if not len(known):
        return np.full(len(persons), -1, np.int64)
    wanted = np.array([key.encode() for key in persons], known.dtype)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    rows = np.where(known[at] == wanted, rows_in_order[at], -1).astype(np.int64)
    for visit in np.flatnonzero((rows >= 0) & (held["is_subject"][rows] == 0)).tolist():
        own = [row for row in mapped.rows_of_person(persons[visit]) if held["is_subject"][row]]
        rows[visit] = own[0] if own else -1
    return rows


def _opened(
    mapped: MappedSnapshot, table: Table, wanted: tuple[str, ...], keys: Keys
) -> Iterator[tuple[Numbers, pa.Table]]:
    """Rows and what is sealed for them, opened, some thousands at a time."""
    columns = pa.schema([(name, pa.string()) for name in wanted])
    reading = pa_json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="ignore")
    for piece in mapped.snapshot.in_pieces(table, ("person", "sealed"), _AT_A_TIME):
        persons, sealed = piece["person"].to_pylist(), piece["sealed"].to_pylist()
        opened = [
            keys.open(person, seal) if seal else b"{}"
            for person, seal in zip(persons, sealed, strict=True)
        ]
        told = pa_json.read_json(io.BytesIO(b"\n".join(opened)), parse_options=reading)
        yield _rows_of(mapped, persons), told


def _sealed(texts: list[str], pairs: npt.NDArray[np.uint64], key: bytes, snapshot: str) -> Item:
    """Labels in order, with a sealed list for each."""
    labels, pads, attempt = _blinded(texts, key, snapshot)
    order = np.argsort(labels)
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    text, row = (pairs >> _ROW_BITS).astype(np.int32), pairs.astype(np.uint32)
    lengths = np.bincount(text, minlength=len(order))
    sizes = np.where(lengths, 1 << np.ceil(np.log2(np.maximum(lengths, 1))).astype(np.int64), 0)
    starts = np.empty(len(order) + 1, np.int64)
    starts[0], starts[1:] = 0, np.cumsum(sizes[order])
    place = np.empty(len(order), np.int64)
    place[order] = starts[:-1]
    first = np.cumsum([0, *lengths[:-1]]) if len(lengths) else lengths
    lists = np.full(int(starts[-1]), NOBODY, np.uint32)
    lists[np.repeat(place - first, lengths) + np.arange(len(row))] = row
    _seal(lists, starts, sizes[order], pads[order])
    return Item(
        words=(str(attempt),),
        arrays={"labels": labels[order], "starts": starts, "lists": lists},
    )


def _blinded(
    texts: list[str], key: bytes, snapshot: str
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8], int]:
    """Label and pad of each text; all labels differ."""
    for attempt in count():
        blind = Blind.of(key, snapshot, attempt)
        whole = np.frombuffer(b"".join(map(blind.digest, texts)), np.uint8)
        whole = whole.reshape(len(texts), LABEL_BYTES + PAD_BYTES)
        labels = np.ascontiguousarray(whole[:, :LABEL_BYTES]).view("<u8").reshape(-1)
        if len(np.unique(labels)) == len(labels):
            return labels, np.ascontiguousarray(whole[:, LABEL_BYTES:]), attempt
    raise AssertionError  # count never ends


def _seal(
    lists: Rows,
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    pads: npt.NDArray[np.uint8],
) -> None:
    """Cover each list with the stream of its pad, in place."""
    words = pads.view("<u4").reshape(len(pads), SHORT)
    size = 1
    while size <= SHORT:
        own = np.flatnonzero(sizes == size)
        at = starts[own][:, None] + np.arange(size)
        lists[at] ^= words[own, :size]
        size *= 2
    for number in np.flatnonzero(sizes > SHORT).tolist():
        own_list = slice(int(starts[number]), int(starts[number + 1]))
        lists[own_list] ^= stream(pads[number].tobytes(), int(sizes[number]))


def stream(pad: bytes, size: int) -> Rows:
    """As many numbers of chance as a list is long, from its pad alone."""
    if size <= SHORT:
        return np.frombuffer(pad, "<u4", size)
    return np.frombuffer(hashlib.shake_256(pad).digest(4 * size), "<u4")
