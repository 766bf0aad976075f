"""People of one part of the city while they are being put into households.

The one place where arrays are written after they are made: `families` and `unions` fill them step
by step, `homes` turns the result into an immutable `Homes`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sakimawari.city.matching import Rows, match_by_age

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Tier(IntEnum):
    """Place of a person in a household, seen from the generation that leads it."""

    CORE = 0
    CHILD = 1
    ELDER = 2  # a parent of somebody in the core
    GRANDCHILD = 3  # a child living with grandparents, without parents
    SIBLING = 4
    LODGER = 5


class Kind(IntEnum):
    """How a household lives."""

    HOME = 0
    CARE_HOME = 1
    CHILDRENS_HOME = 2
    LODGING = 3  # a pupil of 15 to 17 living alone


@dataclass(slots=True)
class Assembly:
    """`unit` names a household by the row of one of its people; -1 is not yet housed.

    `mother`, `father`, `partner` and `elder_of` (whose parent this elder is) are rows, -1 nobody.
    """

    town: npt.NDArray[np.int16]
    sex: npt.NDArray[np.int8]
    age: npt.NDArray[np.int16]
    unit: Rows = field(init=False)
    tier: npt.NDArray[np.int8] = field(init=False)
    kind: npt.NDArray[np.int8] = field(init=False)
    mother: Rows = field(init=False)
    father: Rows = field(init=False)
    partner: Rows = field(init=False)
    elder_of: Rows = field(init=False)
    unregistered: Bools = field(init=False)  # partners who did not marry (未届)
    elder_leads: Bools = field(init=False)  # the household of this elder is led by the elder
    child_leads: Bools = field(init=False)  # the household of this adult child is led by the child
    father_away: Bools = field(init=False)  # a mother whose husband is posted elsewhere

    def __post_init__(self) -> None:
        people = len(self.town)
        for name in ("unit", "mother", "father", "partner", "elder_of"):
            setattr(self, name, np.full(people, -1, np.int64))
        for name in ("unregistered", "elder_leads", "child_leads", "father_away"):
            setattr(self, name, np.zeros(people, np.bool_))
        self.tier = np.zeros(people, np.int8)
        self.kind = np.zeros(people, np.int8)

    @property
    def free(self) -> Bools:
        """Who has no household yet."""
        return self.unit < 0

    def find(self, wanting: Rows, age: npt.ArrayLike, offering: Rows, *, spread: int) -> Rows:
        """For each row wanting, the row found in the same town near the age, or -1."""
        at = match_by_age(
            self.town[wanting],
            age,
            town_offering=self.town[offering],
            age_offered=self.age[offering],
            spread=spread,
        )
        return np.where(at < 0, -1, offering[at]) if len(offering) else at

    def house_alone(self, rows: Rows, kind: Kind = Kind.HOME) -> None:
        """Give each row a household of its own."""
        self.unit[rows] = rows
        self.kind[rows] = kind

    def marry(self, wives: Rows, husbands: Rows) -> None:
        """Make couples; the husband joins the wife's household."""
        self.partner[wives] = husbands
        self.partner[husbands] = wives
        self.unit[husbands] = self.unit[wives]


def by_age(table: dict[int, float], age: npt.NDArray[np.int16]) -> Floats:
    """A share for each person from steps by age: the value of the nearest step at or below."""
    steps = np.array(sorted(table))
    values = np.array([table[step] for step in sorted(table)])
    at = np.searchsorted(steps, age, side="right") - 1
    return np.where(at < 0, 0.0, values[np.maximum(at, 0)])
