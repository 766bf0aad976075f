"""One person's sealed identity or contact in an instant, without reading everybody's.

    <columns of the snapshot>/sealed=<table>-<mark>/   keys in order, the sealed bytes one after another

Still sealed: who holds no keys learns nothing here either. The mark stands for the content of the
sealed table: the same exports loaded again have the same manifest and other seals, which open with
other keys.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.schema import CONTACTS, IDENTITIES, Table
from sakimawari.registry.shelf import Item

_BLOCK, _BLOCKS = 1 << 12, 16  # bytes; how many of them, evenly spread, a table is known by
_WORDS = ("prefers", "language")
_ANSWERS = ("consent_notice", "consent_tax", "line")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedContact:
    """An entry of the register of contacts; consents 0 no, 1 yes, 2 not asked."""

    prefers: str
    language: str
    consent_notice: int
    consent_tax: int
    line: int
    sealed: bytes | None


def identity_of(mapped: MappedSnapshot, person: str) -> bytes | None:
    """The sealed identity of a person; None where the snapshot holds none."""
    item = _held(mapped, IDENTITIES, lambda: _item(mapped.snapshot.identities()))
    place = _place(item, person)
    return None if place is None else _bytes_at(item, place)


def contact_of(mapped: MappedSnapshot, person: str) -> SealedContact | None:
    """What the register of contacts holds of a person; None where it has no entry."""
    item = _held(mapped, CONTACTS, lambda: _contacts(mapped.snapshot.contacts()))
    place = _place(item, person)
    if place is None:
        return None
    told = {name: int(item.arrays[name][place]) for name in (*_WORDS, *_ANSWERS)}
    return SealedContact(
        prefers=item.words[told["prefers"]],
        language=item.words[told["language"]],
        consent_notice=told["consent_notice"],
        consent_tax=told["consent_tax"],
        line=told["line"],
        sealed=_bytes_at(item, place),
    )


def _held(mapped: MappedSnapshot, table: Table, make: Callable[[], Item]) -> Item:
    """The item of a sealed table; looked up under its mark once, under its name from then on."""
    name, taken = f"sealed={table.name}", mapped.shelf.taken
    held = taken.get(name)
    if held is None:
        mark = _mark(mapped.snapshot.folder / f"{table.name}.parquet")
        held = taken[name] = mapped.shelf.take(f"{name}-{mark}", make)
    return held


def _mark(path: Path) -> str:
    """What tells a sealed table from another of the same snapshot: some blocks of it, and its size.

    Seals are noise, new in every load, and fill most of the file: any block tells them apart. The
    whole would take a second of a million residents each time a program starts.
    """
    if not path.is_file():
        return "none"
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        found = hashlib.blake2b(str(size).encode(), digest_size=4)
        for at in range(_BLOCKS):
            file.seek(max(size - _BLOCK, 0) * at // (_BLOCKS - 1))
            found.update(file.read(_BLOCK))
    return found.hexdigest()


def _place(item: Item, person: str) -> int | None:
    keys = item.arrays["keys"]
    if not person.isascii() or not 0 < len(person) <= keys.dtype.itemsize:
        return None
    wanted = np.array(person.encode(), keys.dtype)
    place = int(np.searchsorted(keys, wanted))
    return place if place < len(keys) and keys[place] == wanted else None


def _bytes_at(item: Item, place: int) -> bytes | None:
    starts = item.arrays["starts"]
    first, last = int(starts[place]), int(starts[place + 1])
    return item.arrays["sealed"][first:last].tobytes() or None


def _item(table: pa.Table) -> Item:
    """Keys in order with their sealed bytes; an empty seal stands for none."""
    order = pc.sort_indices(table["person"].combine_chunks())
    return Item(arrays=_sealed_in(table, order))


def _sealed_in(table: pa.Table, order: pa.Array) -> dict[str, np.ndarray[Any, Any]]:
    keys = [key.encode() for key in table["person"].combine_chunks().take(order).to_pylist()]
    sealed = pc.fill_null(table["sealed"], b"").combine_chunks().cast(pa.large_binary())
    if isinstance(sealed, pa.ChunkedArray):
        sealed = pa.concat_arrays(sealed.chunks)
    sealed = sealed.take(order)
    _, offsets, content = sealed.buffers()
    starts = np.frombuffer(offsets, np.int64)[sealed.offset : sealed.offset + len(sealed) + 1]
    held = np.frombuffer(content, np.uint8) if content is not None else np.empty(0, np.uint8)
    return {
        "keys": np.array(keys, "S") if keys else np.empty(0, "S1"),
        "starts": starts if len(starts) else np.zeros(1, np.int64),
        "sealed": held[: int(starts[-1])] if len(starts) else held,
    }


def _contacts(table: pa.Table) -> Item:
    order = pc.sort_indices(table["person"].combine_chunks())
    arrays = _sealed_in(table, order)
    words: list[str] = []
    for name in _WORDS:
        texts = pc.fill_null(table[name].cast(pa.string()), "").combine_chunks().take(order)
        coded = texts.dictionary_encode()
        if isinstance(coded, pa.ChunkedArray):
            coded = pa.concat_arrays(coded.chunks)
        arrays[name] = np.asarray(coded.indices).astype(np.int32) + len(words)
        words += coded.dictionary.to_pylist()
    for name in _ANSWERS:
        arrays[name] = np.asarray(table[name].combine_chunks().take(order)).astype(np.int8)
    return Item(arrays=arrays, words=tuple(words))
