"""The rights of the members of a household side by side: a service a row, a member a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sakimawari.console.staff.people.timeline import Chart, Line, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service with what it is for each member (by key), in their order; None where it is nothing."""

    service: str
    name: str
    department: str
    cells: tuple[tuple[str, Line | None], ...]

    @property
    def pressing(self) -> int:
        """The most pressing standing among the members."""
        order = list(Standing)
        return min(order.index(cell.standing) for _, cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """What members have each for themselves, and what the household has as a whole."""

    rows: tuple[Row, ...]
    of_household: tuple[Line, ...]


def side_by_side(members: Sequence[str], charts: Mapping[str, Chart]) -> SideBySide:
    """The charts of the members as one table; what belongs to the household is told once."""
    own: dict[str, dict[str, Line]] = {}
    shared: dict[str, Line] = {}
    for person in members:
        for line in charts[person].lines:
            if line.of_household:
                shared.setdefault(line.service, line)
            else:
                own.setdefault(line.service, {})[person] = line
    rows = [_row(cells, members) for cells in own.values()]
    return SideBySide(
        rows=tuple(sorted(rows, key=lambda row: (row.pressing, row.name))),
        of_household=tuple(shared.values()),
    )


def _row(cells: Mapping[str, Line], members: Sequence[str]) -> Row:
    first = next(iter(cells.values()))
    return Row(
        service=first.service,
        name=first.name,
        department=first.department,
        cells=tuple((person, cells.get(person)) for person in members),
    )
