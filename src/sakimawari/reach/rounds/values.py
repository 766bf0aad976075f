"""A day of visits: what is asked, who is on duty, who goes where. Nobody is named here.

Times of a day are seconds since its midnight in Japan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from sakimawari.match.visits.travel import Mode

Point = tuple[float, float]  # latitude, longitude in degrees
ORDINARY_MINUTES = 20
OF_THE_DAY = (9 * 3_600, 17 * 3_600)  # a visit begins within these hours, if nothing else is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of a visit beyond whom it is for. What it needs may tell of health: sealed.

    `windows` are pairs of seconds in which it may begin, none for the hours of the day.
    """

    minutes: int = ORDINARY_MINUTES
    people: int = 1
    needs: tuple[str, ...] = ()
    windows: tuple[tuple[int, int], ...] = ()
    urgent: bool = False
    note: str = field(default="", repr=False)  # for whoever goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A visit that is to be made: an entry of a list of visits, and where its door is.

    `is_middle`: the door is known by the middle of its town alone.
    """

    entry: str
    person: str
    household: str
    ward: str
    town: str
    services: tuple[str, ...]
    language: str
    useful_until: date | None
    tries: int
    details: Details
    point: Point
    is_middle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A member of staff on one day. `worker` is the id of their account."""

    worker: str
    begin: int
    end: int
    start: Point
    mode: Mode = Mode.CAR
    pause: tuple[int, int, int] | None = None  # begins from, until, seconds
    skills: frozenset[str] = frozenset()
    parking: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One visit on somebody's round. `order` counts from 1; `locked`: staff fixed who and when."""

    entry: str
    person: str
    worker: str
    order: int
    arrive: int
    begin: int
    end: int
    leads: bool = True
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One worker's round of a day; seconds of the day, `travel` seconds under way."""

    worker: str
    leave: int
    back: int
    travel: int
    pause: tuple[int, int] | None
    start: Point
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A visit that found no place. `told` are the parts of its reason, as `match.visits` found them."""

    entry: str
    person: str
    because: str
    told: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The rounds of a day, what is left, and how good they are."""

    on: date
    walks: tuple[Walk, ...]
    left: tuple[Left, ...]
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def legs(self) -> dict[str, tuple[Leg, ...]]:
        """Who goes where, by entry: two legs where two go."""
        found: dict[str, tuple[Leg, ...]] = {}
        for walk in self.walks:
            for leg in walk.legs:
                found[leg.entry] = (*found.get(leg.entry, ()), leg)
        return found


class Kind(Enum):
    """What came of a visit, as it is tapped at the door.

    MET met and told · APPLIED applied at once · NOT_HOME nobody there · LETTER nobody there, a
    letter left · REFUSES wants no visit · MOVED does not live there · FOLLOW_UP met, more is needed
    """

    MET = "met"
    APPLIED = "applied"
    NOT_HOME = "not_home"
    LETTER = "letter"
    REFUSES = "refuses"
    MOVED = "moved"
    FOLLOW_UP = "follow_up"


class Standing(Enum):
    """How an outcome told stands: STANDS alone or first · BESIDE another was told before it."""

    STANDS = "stands"
    BESIDE = "beside"
