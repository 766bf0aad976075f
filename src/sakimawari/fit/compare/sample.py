"""A first look at a change: some households of the city, spread evenly over all of them.

Households stand ward by ward, so every so-many-th one gives each ward its share. What is counted
is the sample; nobody's answer depends on another household, so each answer is exact.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.compare.impact import Ground
from sakimawari.fit.compare.roll import Roll
from sakimawari.fit.subset import select_units
from sakimawari.rules.population import Int64s


def chosen_units(units: int, households: int) -> Int64s:
    """Which households are taken: all where there are no more than asked for."""
    if households >= units:
        return np.arange(units, dtype=np.int64)
    return np.arange(households, dtype=np.int64) * units // households


def sampled(ground: Ground, households: int) -> Ground:
    """The ground with some households alone; classes such as deciles stay those of the city."""
    units = chosen_units(ground.population.units, households)
    taken = select_units(ground.population, units)
    rows = taken.people_rows
    same = ground.before is ground.population
    unit_of = np.searchsorted(units, ground.units[rows]).astype(np.int32)
    people = ground.roll.people.take(pa.array(rows))
    at = people.schema.get_field_index("unit")
    kind = people.schema.field(at).type
    people = people.set_column(at, "unit", pa.array(unit_of).cast(kind))
    return replace(
        ground,
        population=taken.population,
        before=taken.population if same else select_units(ground.before, units).population,
        roll=Roll(
            people=people,
            ages=ground.roll.ages[rows],
            heads=_rows_within(rows, ground.roll.heads[units]).astype(np.int32),
            protected=ground.roll.protected[units],
        ),
        units=unit_of,
        counted=ground.counted[rows],
        cuts=tuple(replace(cut, of_people=cut.of_people[rows]) for cut in ground.cuts),
        receiving={name: _kept(rows, held) for name, held in ground.receiving.items()},
        earners=_kept(rows, ground.earners),
    )


def _rows_within(rows: Int64s, wanted: npt.NDArray[np.integer]) -> Int64s:
    """The places of rows among the rows taken; -1 for one that is not there."""
    places = np.searchsorted(rows, wanted)
    found = rows[np.minimum(places, len(rows) - 1)] == wanted
    return np.where(found, places, -1).astype(np.int64)


def _kept(rows: Int64s, held: Int64s) -> Int64s:
    places = _rows_within(rows, held)
    return places[places >= 0]
