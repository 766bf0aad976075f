"""What a city's tables say, row by row, before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sakimawari.match.positions.points import Point

Number = int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A child (or whoever applies), as written.

    `points` by the rank of the wish where the city gives points per wish, else one for all. None: none
    were written. `wishes` in order; `current` the facility it attends and would leave. `cells` holds
    every further cell by the header's own name, for tie-breaks and groups.
    """

    id: str
    household: str
    line: int
    born: date | None
    age: int | None
    points: tuple[Number | None, ...]
    wishes: tuple[str, ...]
    current: str | None = None
    together: str = ""
    needs: frozenset[str] = frozenset()
    protected: bool = False
    twin: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Seats that one or several classes share; with a `tag` only who has it may take them (優先枠)."""

    ages: tuple[int, ...]
    count: int
    tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nursery:
    """A facility, as written; `seats` those offered, `last_year` and `confirmed` beside them.

    `least_age` is what the facility asks in its own words (57日, 6か月). `staff`: full-time equivalents,
    where the city bounds seats by the ratio of staff.
    """

    id: str
    name: str
    line: int
    ward: str = ""
    place: Point | None = None
    seats: tuple[Seats, ...] = ()
    least_age: str = ""
    staff: Number | None = None
    last_year: Mapping[int, int] = field(default_factory=dict)
    confirmed: Mapping[int, int] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Points one child has at one facility only (施設別加点)."""

    child: str
    nursery: str
    points: Number
    line: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """What a family asks for as a whole, at a rank: child -> facility, None for no place."""

    household: str
    rank: int
    places: Mapping[str, str | None]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided by hand: `how` is 内定 (given), 不可 (never there) or 保留 (no place at all).

    `by` is the id of a member of staff, never a name.
    """

    child: str
    nursery: str | None
    how: str
    reason: str
    by: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A conditional wish: the child at one of `at` only if `other` is at one of `where` (empty: any)."""

    child: str
    other: str
    at: frozenset[str]
    where: frozenset[str]
    line: int
