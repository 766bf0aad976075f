"""Finds a subject in a snapshot by opaque key, and its household as a situation with sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.subset import select_units
from sakimawari.problems import fault
from sakimawari.registry.store import Snapshot
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person or household of a snapshot: its kind, unit, and position within the unit."""

    key: str
    holder: Holder
    unit: int
    position: int  # 0 for a household


def find_subject(snapshot: Snapshot, key: str, holder: Holder) -> Subject:
    """The subject with this opaque key. Raises CLI010 if there is none of this kind."""
    people = snapshot.people()
    column = "person" if holder is Holder.PERSON else "household"
    held = pc.equal(people[column].cast(pa.string()), key)
    if holder is Holder.PERSON:
        held = pc.and_(held, pc.equal(people["is_subject"], 1))
    rows = np.flatnonzero(np.asarray(held))
    if not len(rows):
        raise fault(
            "CLI010",
            f"no {holder.value} with this key is in the current snapshot",
            "take a key from `sakimawari list`; keys change when the keys folder changes",
        )
    units = people["unit"].combine_chunks()
    unit = units[int(rows[0])].as_py()
    first = int(np.searchsorted(np.asarray(units), unit))
    position = int(rows[0]) - first if holder is Holder.PERSON else 0
    return Subject(key=key, holder=holder, unit=unit, position=position)


def situation_of(
    snapshot: Snapshot,
    unit: int,
    facts: Sequence[Fact],
    *,
    population: Population | None = None,
    with_sources: bool = True,
) -> Situation:
    """The household of a unit, each fact with the file and row it was read from.

    `population` saves reading the columns again when many units are asked for.
    """
    whole = snapshot.population(facts) if population is None else population
    subset = select_units(whole, np.asarray([unit], np.int64))
    ids = tuple(str(position) for position in range(len(subset.people_rows)))
    return Situation.from_population(
        subset.population,
        0,
        facts,
        ids=ids,
        origins=_origins(snapshot, subset.people_rows.tolist(), facts) if with_sources else None,
    )


def relations_of(snapshot: Snapshot, unit: int) -> tuple[str, ...]:
    """The words for the members of a unit: 世帯主, 妻, 子 … in their order."""
    people = snapshot.people()
    held = pc.equal(people["unit"], unit)
    return tuple(people["relation"].filter(held).cast(pa.string()).to_pylist())


def _origins(
    snapshot: Snapshot, rows: Sequence[int], facts: Sequence[Fact]
) -> dict[tuple[str, int | None], tuple[str, date | None]]:
    loaded = date.fromisoformat(snapshot.manifest["date"])
    personal = [fact for fact in facts if fact.holder is Holder.PERSON]
    origins: dict[tuple[str, int | None], tuple[str, date | None]] = {}
    for position, row in enumerate(rows):
        for name, entries in snapshot.situation_sources(row, personal).items():
            if entries:
                last = entries[-1]
                origins[name, position] = (f"{last.source} {last.source_row}行", loaded)
    return origins
