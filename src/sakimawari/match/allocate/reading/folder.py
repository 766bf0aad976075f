"""The folder of a round read whole: every table, the rules, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sakimawari.match.allocate.market.lots import Lot
from sakimawari.match.allocate.reading import columns
from sakimawari.match.allocate.reading.beside import (
    read_combinations,
    read_conditions,
    read_decisions,
    read_extras,
    read_points,
    read_withdrawn,
)
from sakimawari.match.allocate.reading.children import read_children
from sakimawari.match.allocate.reading.files import find_table, needed
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.nurseries import read_counts, read_nurseries
from sakimawari.match.allocate.reading.rows import (
    Applicant,
    Combination,
    Decision,
    Extra,
    Number,
    Nursery,
    Tied,
)
from sakimawari.match.allocate.reading.rules import Rules, read_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The names of the files that were read, for the places of what is found later."""

    children: str
    nurseries: str
    extras: str = ""
    combinations: str = ""
    conditions: str = ""
    decisions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A round as its tables say it. `seats_before` and `seats_said` are further lists of seats.

    `parted`: households some of whose children withdrew.
    """

    rules: Rules
    files: Files
    children: tuple[Applicant, ...]
    nurseries: tuple[Nursery, ...]
    extras: tuple[Extra, ...] = ()
    combinations: tuple[Combination, ...] = ()
    conditions: tuple[Tied, ...] = ()
    decisions: tuple[Decision, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()
    seats_before: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    seats_said: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    points_anew: Mapping[str, Number] = field(default_factory=dict)
    points_before: Mapping[str, Number] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()


def read_folder(folder: Path, on: date, found: Found, *, classes: bool = True) -> Given:
    """All of a round. ALLOC040 (rules), ALLOC041 (a table missing), ALLOC063 and MATCH00x raised."""
    rules, _ = read_rules(folder, on)
    of_children = needed(folder, columns.CHILDREN)
    of_nurseries = needed(folder, columns.NURSERIES)
    beside = {
        "extras": find_table(folder, columns.EXTRAS),
        "combinations": find_table(folder, columns.COMBINATIONS),
        "conditions": find_table(folder, columns.CONDITIONS),
        "decisions": find_table(folder, columns.DECISIONS),
    }
    nurseries = read_nurseries(of_nurseries, found, classes=classes)
    children = read_children(of_children, rules, found, classes=classes)
    path = beside["extras"], beside["combinations"], beside["conditions"], beside["decisions"]
    before, said = find_table(folder, columns.SEATS), find_table(folder, columns.CONFIRMED)
    anew, earlier = (
        find_table(folder, columns.RECOMPUTED),
        find_table(folder, columns.POINTS_BEFORE),
    )
    gone = find_table(folder, columns.WITHDRAWN)
    return Given(
        rules=rules,
        files=Files(
            children=of_children.name,
            nurseries=of_nurseries.name,
            **{name: each.name for name, each in beside.items() if each},
        ),
        children=children,
        nurseries=nurseries,
        extras=read_extras(path[0], found) if path[0] else (),
        combinations=read_combinations(path[1], found) if path[1] else (),
        conditions=read_conditions(path[2]) if path[2] else (),
        decisions=read_decisions(path[3], found) if path[3] else (),
        withdrawn=read_withdrawn(gone, frozenset(each.id for each in children), found)
        if gone
        else frozenset(),
        seats_before=_counts(before, nurseries, found, last_year=True),
        seats_said=_counts(said, nurseries, found, last_year=False),
        points_anew=read_points(anew) if anew else {},
        points_before=read_points(earlier) if earlier else {},
    )


def _counts(
    path: Path | None, nurseries: tuple[Nursery, ...], found: Found, *, last_year: bool
) -> dict[str, dict[int, int]]:
    """A further list of seats: its own table, or columns of the facilities' table."""
    if path is not None:
        return read_counts(path, found)
    own = {each.id: dict(each.last_year if last_year else each.confirmed) for each in nurseries}
    return {id: counts for id, counts in own.items() if counts}
