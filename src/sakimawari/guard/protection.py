"""支援措置: protected people and their whole household leave every list before anything else.

Law: 住民基本台帳法 arts. 12 to 12-4 and 20 (restriction of issue for victims of domestic violence,
stalking and child abuse) and the 事務処理要領 on it. People who died or moved away are dropped in
the same way. All functions are pure: tables in, tables or sets out.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

_EPOCH = date(1970, 1, 1)
_PERSON_COLUMNS = ("person", "subject", "other", "beneficiary")


def protected_on(
    protection: pa.Table, on: date, *, including_future: bool = False
) -> frozenset[str]:
    """The people under protection on a day; first and last day are included.

    `protection` has `person`, `since`, `until` (days since 1970-01-01, open ends the extremes).
    `including_future`: a measure that starts later counts too, as it must where a list or letter
    made today is still read then.
    """
    day = (on - _EPOCH).days
    in_force = pc.greater_equal(protection["until"], day)
    if not including_future:
        in_force = pc.and_(in_force, pc.less_equal(protection["since"], day))
    return frozenset(protection.filter(in_force)["person"].to_pylist())


def households_of(people: pa.Table, persons: Set[str]) -> frozenset[str]:
    """The households in which any of these people appears, as resident or as visitor.

    `people` has `person` and `household`, and `unit` where visitors are to be traced: a protected
    child who is a visitor in the unit of a parent protects that unit's household too.
    """
    touched = people.filter(_among(people["person"], persons))
    households = set(touched["household"].to_pylist())
    if "unit" in people.column_names:
        units = touched["unit"]
        in_unit = people.filter(pc.is_in(people["unit"], value_set=units.combine_chunks()))
        households |= set(in_unit["household"].to_pylist())
    return frozenset(key for key in households if key)


def drop_protected(
    table: pa.Table, protected_people: Set[str], protected_households: Set[str]
) -> pa.Table:
    """The rows that name neither a protected person nor anybody of a protected household.

    Reads whichever of the columns person, subject, other, beneficiary and household the table has.
    """
    kept = table
    for name in _PERSON_COLUMNS:
        if name in kept.column_names:
            kept = kept.filter(pc.invert(_among(kept[name], protected_people)))
    if "household" in kept.column_names:
        kept = kept.filter(pc.invert(_among(kept["household"], protected_households)))
    return kept


def departed_people(departed: pa.Table) -> frozenset[str]:
    """The people who died or moved away (`departed` has `person`)."""
    return frozenset(departed["person"].to_pylist())


def _among(column: pa.ChunkedArray, members: Set[str]) -> pa.ChunkedArray:
    texts = column.cast(pa.string())
    found = pc.is_in(texts, value_set=pa.array(sorted(members), pa.string()))
    return pc.fill_null(found, False)
