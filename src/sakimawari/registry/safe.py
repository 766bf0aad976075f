"""One person's sealed identity or contact in an instant, without reading everybody's.

    <columns of the snapshot>/sealed=<table>/   keys in order, and the sealed bytes one after another

Still sealed: who holds no keys learns nothing here either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.shelf import Item

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
    item = mapped.shelf.take("sealed=identities", lambda: _item(mapped.snapshot.identities()))
    place = _place(item, person)
    return None if place is None else _bytes_at(item, place)


def contact_of(mapped: MappedSnapshot, person: str) -> SealedContact | None:
    """What the register of contacts holds of a person; None where it has no entry."""
    item = mapped.shelf.take("sealed=contacts", lambda: _contacts(mapped.snapshot.contacts()))
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
