"""Finds a subject in a snapshot by opaque key, and its household as a situation with sources.

Each call goes to the desk of the snapshot, which stays open for the next.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sakimawari.fit.desk import Subject, desk_of
from sakimawari.fit.subset import select_units
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder

__all__ = ["Subject", "find_subject", "relations_of", "situation_of"]


def find_subject(snapshot: Snapshot, key: str, holder: Holder) -> Subject:
    """The subject with this opaque key. Raises CLI010 if there is none of this kind."""
    return desk_of(snapshot).find(key, holder)


def situation_of(
    snapshot: Snapshot,
    unit: int,
    facts: Sequence[Fact],
    *,
    population: Population | None = None,
    with_sources: bool = True,
) -> Situation:
    """The household of a unit, each fact with the file and row it was read from.

    With a `population` and without sources nothing but that population is read.
    """
    if population is None or with_sources:
        return desk_of(snapshot).situation(unit, facts, with_sources=with_sources)
    subset = select_units(population, np.asarray([unit], np.int64))
    return Situation.from_population(subset.population, 0, facts)


def relations_of(snapshot: Snapshot, unit: int) -> tuple[str, ...]:
    """The words for the members of a unit: 世帯主, 妻, 子 … in their order."""
    return desk_of(snapshot).relations(unit)
