"""Units laid out for evaluation: households in order, their people contiguous, visitors after them.

Units are ordered by ward, town and household key; within a unit come the head, the head's spouse,
the others from the oldest, then visitors: children whom a ledger links to a recipient here though
they live in another household, or outside the city.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from sakimawari.registry.families import Families
from sakimawari.registry.ledgers import Strangers
from sakimawari.registry.residents import Residents
from sakimawari.rules.population import NOBODY

Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]

LIVES_APART = "別居の児童"


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The people of all units by row.

    `person` is the person of each row (strangers after the residents), `row_of` the row of each
    resident in the own household. `offsets[u]` is the first row of unit u.
    """

    person: Ints
    unit: Int32s
    is_subject: npt.NDArray[np.int8]
    guardian: Int32s
    spouse: Int32s
    offsets: Int32s
    row_of: Ints
    household_of_unit: Ints  # dense household number of each unit
    head: Int32s  # row of the head of each unit
    visitor_rows: Ints

    def rows_of(self, person: Ints) -> tuple[Ints, Ints]:
        """Every row of the persons given: (place in what was given, row), visitors' rows too."""
        own = person < len(self.row_of)
        places = np.flatnonzero(own)
        rows = self.row_of[person[places]]
        visitors = self.person[self.visitor_rows]
        among = np.flatnonzero(np.isin(person, visitors))
        if not len(among):
            return places, rows
        order = np.argsort(visitors, kind="stable")
        left = np.searchsorted(visitors[order], person[among], side="left")
        right = np.searchsorted(visitors[order], person[among], side="right")
        repeated = np.repeat(among, right - left)
        which = np.concatenate([np.arange(a, b) for a, b in zip(left, right, strict=True)])
        return np.append(places, repeated), np.append(rows, self.visitor_rows[order][which])


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """The households: dense number of each resident's, and key, ward and town of each."""

    of_person: Ints
    keys: list[str]
    ward: pl.Series
    town: pl.Series

    @property
    def unit_order(self) -> Ints:
        """Dense household numbers in the order of the units."""
        frame = pl.DataFrame({"ward": self.ward, "town": self.town, "key": self.keys})
        return (
            frame.with_row_index("home")
            .sort("ward", "town", "key")["home"]
            .to_numpy()
            .astype(np.int64)
        )


def _visits(links: list[tuple[Ints, Ints]], home: Ints) -> tuple[Ints, Ints]:
    """Recipients and children of another household, each child once a household."""
    if not links:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    parent = np.concatenate([parents for parents, _ in links])
    child = np.concatenate([children for _, children in links])
    stranger = child >= len(home)
    apart = stranger | (home[np.minimum(child, len(home) - 1)] != home[parent])
    parent, child = parent[apart], child[apart]
    _, first = np.unique(np.stack([home[parent], child]), axis=1, return_index=True)
    return parent[np.sort(first)], child[np.sort(first)]


def lay_out(homes: Homes, families: Families, birth: Ints, links: list[tuple[Ints, Ints]]) -> Units:
    """Puts everybody into rows."""
    people = len(homes.of_person)
    order = homes.unit_order
    unit_of_home = np.empty(len(order), np.int64)
    unit_of_home[order] = np.arange(len(order))
    parent, child = _visits(links, homes.of_person)
    head = families.head
    place = np.full(people, 2, np.int64)
    heads_spouse = families.spouse[head]
    place[heads_spouse[heads_spouse >= 0]] = 1
    place[head] = 0
    person = np.append(np.arange(people), child)
    unit = np.append(unit_of_home[homes.of_person], unit_of_home[homes.of_person[parent]])
    rank = np.append(place, np.full(len(child), 3))
    born = np.append(birth, np.zeros(len(child), np.int64))
    laid = np.lexsort((person, born, rank, unit))
    row_at = np.empty(len(laid), np.int64)
    row_at[laid] = np.arange(len(laid))
    row_of = row_at[:people]
    guardian = np.append(_as_rows(families.guardian, row_of), row_of[parent])[laid]
    spouse = np.append(_as_rows(families.spouse, row_of), np.full(len(child), NOBODY))[laid]
    return Units(
        person=person[laid],
        unit=unit[laid].astype(np.int32),
        is_subject=(laid < people).astype(np.int8),
        guardian=guardian.astype(np.int32),
        spouse=spouse.astype(np.int32),
        offsets=np.searchsorted(unit[laid], np.arange(len(order) + 1)).astype(np.int32),
        row_of=row_of,
        household_of_unit=order,
        head=row_of[head[order]].astype(np.int32),
        visitor_rows=np.sort(row_at[people:]),
    )


def _as_rows(persons: Ints, row_of: Ints) -> Ints:
    return np.where(persons >= 0, row_of[np.maximum(persons, 0)], persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """Opaque keys of the residents, and of strangers after them."""

    persons: pa.Array

    @staticmethod
    def of(residents: Residents, strangers: Strangers, key_of: Callable[[int], str]) -> Keyed:
        numbers = [*residents.numbers.tolist(), *strangers.numbers]
        return Keyed(persons=pa.array((key_of(number) for number in numbers), pa.string()))


def people_table(units: Units, homes: Homes, keyed: Keyed, relation: pl.Series) -> pa.Table:
    """`people.parquet`."""
    residents = len(homes.of_person)
    home_of_unit_row = units.household_of_unit[units.unit]
    own = np.append(homes.of_person, np.full(len(keyed.persons) - residents, len(homes.keys)))
    household = pa.array([*homes.keys, ""], pa.string()).take(pa.array(own[units.person]))
    relations = pl.concat([relation.fill_null(""), pl.Series([LIVES_APART])])
    told = np.where(units.is_subject == 1, units.person, residents)
    return pa.table(
        {
            "person": keyed.persons.take(pa.array(units.person)),
            "household": household,
            "unit": pa.array(units.unit),
            "ward": dictionary(homes.ward.gather(home_of_unit_row)),
            "town": dictionary(homes.town.gather(home_of_unit_row)),
            "relation": dictionary(relations.gather(told)),
            "guardian": pa.array(units.guardian),
            "spouse": pa.array(units.spouse),
            "is_subject": pa.array(units.is_subject),
        }
    )


def households_table(units: Units, homes: Homes) -> pa.Table:
    """`households.parquet`."""
    home = units.household_of_unit
    return pa.table(
        {
            "household": pa.array(homes.keys, pa.string()).take(pa.array(home)),
            "unit": pa.array(np.arange(len(home), dtype=np.int32)),
            "ward": dictionary(homes.ward.gather(home)),
            "town": dictionary(homes.town.gather(home)),
            "first_person": pa.array(units.offsets[:-1]),
            "people": pa.array(np.diff(units.offsets)),
            "head": pa.array(units.head),
        }
    )


def dictionary(words: pl.Series) -> pa.DictionaryArray:
    """Words as an Arrow dictionary in the order of the alphabet, so that files do not depend on chance."""
    distinct = words.drop_nulls().unique().sort()
    at = words.replace_strict(
        distinct,
        pl.Series(range(len(distinct)), dtype=pl.Int32),
        return_dtype=pl.Int32,
        default=None,
    )
    return pa.DictionaryArray.from_arrays(
        pa.array(at.to_arrow()), pa.array(distinct.to_list(), pa.string())
    )
