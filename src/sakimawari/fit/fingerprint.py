"""A number for each household that stands for everything the rules read of it.

Two households with equal numbers have the same facts, the same ties and the same places (but for
one chance in 2^64), so that what the last night found for one still holds. The number depends on
nothing else: not on the household's place in the snapshot, nor on what others have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.rules.population import (
    Int32s,
    PlainColumn,
    Population,
    SpansColumn,
    YearlyColumn,
    missing_of,
)
from sakimawari.rules.tree import Fact, Holder

Hashes = npt.NDArray[np.uint64]
_CHUNK = 1 << 16  # rows mixed at a time: they stay in the processor's cache
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_LOW, _MIDDLE, _HIGH = np.uint64(31), np.uint64(27), np.uint64(30)
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a unit is beside its facts, each as numbers that mean the same in every snapshot.

    `person` and `household` stand for the opaque keys, `place` for ward and town of the unit.
    """

    person: Hashes
    household: Hashes
    place: Hashes


def fingerprints(
    population: Population, facts: Sequence[Fact], identity: Identity
) -> npt.NDArray[np.int64]:
    """One number a unit, over these facts."""
    people = _mixed(identity.person, salt("person"))
    for name in ("guardian", "spouse"):
        people += _mixed(_relative(getattr(population, name)), salt(name))
    people += _mixed(population.is_subject, salt("is_subject"))
    units = _mixed(identity.household, salt("household")) + _mixed(identity.place, salt("place"))
    for fact in facts:
        into = people if fact.holder is Holder.PERSON else units
        _add_fact(into, population, fact)
    if population.people:
        first = np.repeat(population.offsets[:-1], np.diff(population.offsets))
        within = np.arange(population.people, dtype=np.int64) - first
        people = _mixed(people ^ _mixed(within, salt("position")), salt("unit"))
        units += np.add.reduceat(people, population.offsets[:-1])
    return units.view(np.int64)


def salt(*parts: object) -> np.uint64:
    """A number for a name, the same on every machine."""
    digest = hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
    return np.uint64(int.from_bytes(digest[:8], "little"))


def _relative(links: Int32s) -> npt.NDArray[np.int64]:
    """Rows of others as distances, so that they mean the same wherever the unit lies."""
    rows = np.arange(len(links), dtype=np.int64)
    return np.where(links >= 0, links - rows, links - np.int64(1 << 40))


def _add_fact(into: Hashes, population: Population, fact: Fact) -> None:
    missing = missing_of(fact)
    match population.columns.get(fact.name):
        case None:
            return
        case PlainColumn(values=values):
            _add(into, values, salt(fact.name), missing)
        case YearlyColumn(first_year=first, values=years):
            into += salt(fact.name, "last year", first + len(years))
            for at, values in enumerate(years):
                _add(into, values, salt(fact.name, first + at), missing)
        case SpansColumn() as column:
            entries = _mixed(column.values, salt(fact.name))
            entries = _mixed(entries ^ _mixed(column.since, salt("since")), salt("span"))
            entries = _mixed(entries ^ _mixed(column.until, salt("until")), salt("span"))
            sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(entries, dtype=np.uint64)])
            into += sums[column.starts[1:]] - sums[column.starts[:-1]]


def _add(into: Hashes, values: npt.NDArray[np.generic], salted: np.uint64, missing: int) -> None:
    """Add the number of each value to its row; a missing value adds nothing."""
    for start in range(0, len(values), _CHUNK):
        span = slice(start, start + _CHUNK)
        held = values[span]
        mixed = _mixed(held, salted)
        mixed[held == missing] = 0
        into[span] += mixed


def _mixed(values: npt.NDArray[np.generic], salted: np.uint64) -> Hashes:
    """Each number spread over 64 bits (the finaliser of SplitMix64)."""
    held = values.astype(np.uint64 if values.dtype == np.uint64 else np.int64).view(np.uint64)
    held *= _STEP
    held ^= salted
    held ^= held >> _HIGH
    held *= _A
    held ^= held >> _MIDDLE
    held *= _B
    held ^= held >> _LOW
    return held
