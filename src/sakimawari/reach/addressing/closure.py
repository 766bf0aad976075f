"""Homes that get no letter because somebody there is protected (支援措置).

A protection reaches whoever lives with the protected person, and every home in which one of them
appears as a visitor. It is read from the run's snapshot and from today's together: what either of
them hides stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.rules.population import Int8s, Int32s

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Who lives where by one snapshot, row by row; `is_subject` is 0 for who visits from elsewhere.

    `person` holds opaque keys, by which people are the same in every snapshot.
    """

    units: int
    unit: Int32s
    is_subject: Int8s
    person: pa.Array

    def hidden(self, protected: pa.Array) -> pa.Array:
        """Keys of the protected, and of those who live where one of them lives or visits."""
        touched = self._units_with(among(self.person, protected))
        return self._living_in(touched)

    def closed(self, hidden: pa.Array) -> Bools:
        """The units in which somebody hidden appears."""
        return self._units_with(among(self.person, hidden))

    def residents_of(self, units: Bools) -> pa.Array:
        """Keys of those who live in these units."""
        return self._living_in(units)

    def _living_in(self, units: Bools) -> pa.Array:
        return self.person.filter(pa.array(units[self.unit] & (self.is_subject == 1)))

    def _units_with(self, rows: Bools) -> Bools:
        marked = np.zeros(self.units, np.bool_)
        marked[self.unit[rows]] = True
        return marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What is closed to letters by a run's rows: `units`, and `people` who live in a closed home."""

    units: Bools
    people: Bools


def closed_to_letters(run: Homes, *, now: Sequence[Homes], protected: Iterable[str]) -> Closed:
    """Units of a run that get no letter, by its own snapshot and by those of `now`."""
    keys = pa.array(sorted(set(protected)), pa.string())
    snapshots = (run, *now)
    hidden = pa.concat_arrays([keys, *(homes.hidden(keys) for homes in snapshots)])
    shut = pa.concat_arrays(
        [homes.residents_of(homes.closed(hidden)) for homes in snapshots],
    )
    people = among(run.person, shut)
    units = run.closed(hidden)
    units[run.unit[people & (run.is_subject == 1)]] = True
    return Closed(units=units, people=people)


def among(persons: pa.Array, keys: pa.Array) -> Bools:
    """Which of these people are named by the keys."""
    return np.asarray(pc.is_in(persons, value_set=keys.cast(persons.type)), np.bool_)
