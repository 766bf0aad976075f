"""Opaque keys found in bulk: the number of each of millions of keys among a million known ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

WIDTH = 16  # characters of the longest key; shorter ones (法人番号) are filled up with zeros
Keys = npt.NDArray[np.bytes_]
Numbers = npt.NDArray[np.int32]
_SPREAD, _FOLD = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_LEAST_BITS = 8


def keys_of(column: pa.Array | pa.ChunkedArray) -> Keys:
    """Keys of an Arrow column as fixed text of `WIDTH` bytes; a null is the empty key."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    if not len(whole):
        return np.empty(0, f"S{WIDTH}")
    texts = whole.cast(pa.string())
    buffers = texts.buffers()
    offsets = np.frombuffer(buffers[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    if texts.null_count == 0 and np.all(np.diff(offsets) == WIDTH):
        return np.frombuffer(buffers[2], f"S{WIDTH}", len(texts), int(offsets[0]))
    return np.array([text or "" for text in texts.to_pylist()], f"S{WIDTH}")


def spread(keys: Keys) -> npt.NDArray[np.uint64]:
    """A number of 64 bits for each key; those of keys of chance are spread evenly."""
    if not len(keys):
        return np.empty(0, np.uint64)
    parts = np.ascontiguousarray(keys).view(np.uint64).reshape(len(keys), 2)
    found = parts[:, 0] * _SPREAD
    found ^= found >> _FOLD
    found += parts[:, 1]
    found *= _SPREAD
    return found


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Known keys by their spread numbers: the last of each slot, and for each key the one before."""

    known: npt.NDArray[np.uint64]
    slots: Numbers
    before: Numbers
    shift: np.uint64

    @staticmethod
    def of(keys: Keys) -> KeyTable:
        """A table of keys that are all different; the number of a key is its place."""
        known = spread(keys)
        bits = max(_LEAST_BITS, int(4 * len(keys)).bit_length())
        shift = np.uint64(64 - bits)
        slot = (known >> shift).astype(np.int64)
        order = np.argsort(slot, kind="stable").astype(np.int32)
        same = np.append(False, slot[order[1:]] == slot[order[:-1]]) if len(order) else order
        before = np.full(len(keys), -1, np.int32)
        before[order[same]] = order[np.flatnonzero(same) - 1]
        slots = np.full(1 << bits, -1, np.int32)
        slots[slot[order]] = order
        return KeyTable(known, slots, before, shift)

    def find(self, keys: Keys) -> Numbers:
        """The number of each key; -1 of a key nobody bears."""
        wanted = spread(keys)
        if not len(self.known):
            return np.full(len(wanted), -1, np.int32)
        found = self.slots[(wanted >> self.shift).view(np.int64)]
        left = np.flatnonzero(self.known[found] != wanted)
        while len(left):
            at = found[left]
            at = np.where(at >= 0, self.before[at], -1)
            found[left] = at
            left = left[(at >= 0) & (self.known[at] != wanted[left])]
        return found


def place_of(keys: Keys, order: Numbers, key: str) -> tuple[int, int]:
    """First and last + 1 place in `order` of one key; nowhere is an empty stretch."""
    if not key.isascii() or not 0 < len(key) <= WIDTH:
        return 0, 0
    wanted: Any = np.array(key.encode(), keys.dtype)
    left = int(np.searchsorted(keys, wanted, side="left", sorter=order))
    right = left
    while right < len(order) and keys[order[right]] == wanted:
        right += 1
    return left, right
