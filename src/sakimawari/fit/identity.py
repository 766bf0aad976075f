"""Which people and households of a snapshot are the same as those of another: numbers for keys."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.fit.fingerprint import Identity, fingerprints, salt
from sakimawari.fit.frame import Frame, Keys
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.registry.shelf import Item
from sakimawari.rules.population import Population
from sakimawari.rules.tree import Fact

Numbers = npt.NDArray[np.int64]


def known_by(
    mapped: MappedSnapshot, population: Population, facts: Sequence[Fact], frame: Frame
) -> tuple[Numbers, Numbers]:
    """For each household a number that stands for its key, and one for what the rules read of it.

    Both are kept beside the snapshot's columns: made once, when a snapshot is first read.
    """
    ordered = sorted(facts, key=lambda fact: (fact.holder.value, fact.name))
    about = hashlib.sha256(repr(ordered).encode()).hexdigest()[:8]

    def make() -> Item:
        identity = _identity(population, frame)
        found = fingerprints(population, ordered, identity)
        return Item(arrays={"key": identity.household.view(np.int64), "fingerprint": found})

    held = mapped.shelf.take(f"known-by-{about}", make).arrays
    return np.asarray(held["key"]), np.asarray(held["fingerprint"])


def _identity(population: Population, frame: Frame) -> Identity:
    first = population.offsets[:-1]
    place = _of_words(frame.ward, frame.wards.to_pylist())
    place += np.uint64(3) * _of_words(frame.town, frame.towns.to_pylist())
    place += (frame.head - first).astype(np.uint64)
    return Identity(person=_of_keys(frame.person), household=_of_keys(frame.household), place=place)


def _of_keys(keys: Keys) -> npt.NDArray[np.uint64]:
    """Opaque keys as numbers; keys are evenly spread already, so their letters are enough."""
    width = -(-max(keys.dtype.itemsize, 1) // 8) * 8
    parts = keys.astype(f"S{width}").view(np.uint64).reshape(len(keys), -1)
    found = np.zeros(len(keys), np.uint64)
    for column in parts.T:
        found = found * np.uint64(0x9E3779B97F4A7C15) + column
    return found


def _of_words(codes: npt.NDArray[np.int32], words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Codes of words as numbers that mean the same word in every snapshot; -1 is the last."""
    numbers: npt.NDArray[np.uint64] = np.array(
        [*(salt("word", word) for word in words), salt("no word")], np.uint64
    )
    return numbers[codes]
