"""Dated figures of the law, and their state on one date.

A parameter has dated values; a decision table has dated versions. `Figures` is what the readings
see: everything resolved for one reading date. A figure that is not in force, repealed, or marked
to be checked is a range over all it may be, so that what depends on it becomes "possibly".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sakimawari.rules.population import Int64s
from sakimawari.rules.tree import DecisionTable, Kind, Parameter, Type

# The widest range of a number. Products of two such ranges are refused by the checker, so that
# the kernel's 64-bit integers never overflow.
WIDEST = 100_000_000_000


def days(day: date) -> int:
    """Days since 1970-01-01, the form of every date inside the engine."""
    return day.toordinal() - 719_163


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + 719_163)


def widest_range(type: Type) -> tuple[int, int]:
    """The range of a figure of this type that nobody knows."""
    match type.kind:
        case Kind.CATEGORY:
            return 0, len(type.labels) - 1
        case Kind.DATE:
            return days(date(1850, 1, 1)), days(date(2200, 12, 31))
        case Kind.TRUTH:
            return 0, 1
        case Kind.NUMBER:
            return 0, WIDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a figure comes from and until when it may be trusted unread."""

    article: str
    source: str
    checked: date
    check_by: date
    certain: bool = True  # False: known from memory or secondary text; never decides


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """A value from its first day in force; None means repealed."""

    since: date
    value: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedParameter:
    """All values of a parameter, oldest first."""

    parameter: Parameter
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """The value in force on a day, or None before the first."""
        current = None
        for value in self.values:
            if value.since <= day:
                current = value
        return current


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """The rows of one version of a table: closed ranges for inputs, single values for outputs.

    `cells` has shape (rows, inputs, 2) with low and high of each cell, both included; a cell that
    lists several values has been split into consecutive rows. `outputs` has shape (rows, outputs).
    """

    cells: Int64s
    outputs: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class TableVersion:
    """A decision table from its first day in force."""

    since: date
    rows: TableRows
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedTable:
    """All versions of a decision table, oldest first."""

    table: DecisionTable
    versions: tuple[TableVersion, ...]

    def on(self, day: date) -> TableVersion | None:
        """The version in force on a day, or None before the first."""
        current = None
        for version in self.versions:
            if version.since <= day:
                current = version
        return current


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Parameters and tables on one reading date.

    `parameters[name]` is the range (low, high) of a parameter, equal where it is certain.
    `tables[name]` holds the rows in force; a table that is not in force or not certain has no row,
    and reading it yields the widest range of its output.
    """

    on: int
    parameters: Mapping[str, tuple[int, int]]
    tables: Mapping[str, TableRows]
    in_force: Mapping[str, DatedValue | TableVersion] = field(default_factory=dict)


def no_rows(table: DecisionTable) -> TableRows:
    """A table without any row in force."""
    return TableRows(
        cells=np.empty((0, len(table.inputs), 2), np.int64),
        outputs=np.empty((0, len(table.outputs)), np.int64),
    )


def possible_range(dated: DatedParameter) -> tuple[int, int]:
    """The range of a parameter that is not in force, repealed, or not certain.

    A number lies between 0 and ten times the largest value listed for it (where values are
    negative, from ten times the smallest); without any listed value, and for other kinds, it is
    the widest range of its type. So rates and amounts keep ranges whose products fit 64 bits.
    """
    listed = [value.value for value in dated.values if value.value is not None]
    if dated.parameter.type.kind is not Kind.NUMBER or not listed:
        return widest_range(dated.parameter.type)
    return min(0, 10 * min(listed)), max(0, 10 * max(listed))


def resolve(
    parameters: Iterable[DatedParameter], tables: Iterable[DatedTable], *, on: date
) -> Figures:
    """Parameters and tables as they stand on one date."""
    ranges: dict[str, tuple[int, int]] = {}
    rows: dict[str, TableRows] = {}
    in_force: dict[str, DatedValue | TableVersion] = {}
    for dated in parameters:
        current = dated.on(on)
        known = current is not None and current.value is not None and current.provenance.certain
        if current is not None:
            in_force[dated.parameter.name] = current
        if known and current is not None and current.value is not None:
            ranges[dated.parameter.name] = (current.value, current.value)
        else:
            ranges[dated.parameter.name] = possible_range(dated)
    for dated_table in tables:
        version = dated_table.on(on)
        if version is not None:
            in_force[dated_table.table.name] = version
        certain = version is not None and version.provenance.certain
        rows[dated_table.table.name] = (
            version.rows if certain and version is not None else no_rows(dated_table.table)
        )
    return Figures(on=days(on), parameters=ranges, tables=rows, in_force=in_force)
