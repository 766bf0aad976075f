"""Everybody of a city and their households at one month, as columns; what a projection begins and ends with.

State      people and households of one month; rows refer to rows
Projected  what a run of replicates found: tables by replicate, year, area, sex and age
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.values import Doubt, Rates, Social

Uint64s = npt.NDArray[np.uint64]
Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int8s = npt.NDArray[np.int8]

NOBODY = -1
RESIDENT, BORN, ARRIVED = 0, 1, 2  # whence: of the register, of a mother, from outside the city
CARE_LEVELS = 8  # 0 none, 1-2 要支援1-2, 3-7 要介護1-5
INCOME_STEPS = 10  # tenths of those at work of the same sex, the lowest first


def month_of(day: date) -> int:
    """The number of the month a day lies in, counted from January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def day_of(month: int) -> date:
    """The first day of a month."""
    return date(1970 + month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A city at the beginning of a month; months are counted from January 1970.

    Of people: `key` stays with a person for good, over replicates too (a child's is made of its
    mother's and the month); `house` is a row of households; `partner` and `parent` (the mother, or
    the guardian of the register) are rows of people or NOBODY. `leads` is 1 for head and partner.
    `income` is a step of INCOME_STEPS while `work` is 1, and what it was last otherwise; `disability`
    is 0 or a class 1 severe, 2 middle, 3 light. `whence` says where somebody came from, `origin` the
    row of the snapshot whose facts fit: the own one (RESIDENT), a donor's (ARRIVED), the mother's
    (BORN), or NOBODY where the city was made of a table of counts.
    """

    month: int
    areas: tuple[str, ...]
    key: Uint64s
    born: Int32s
    sex: Int8s
    house: Int32s
    partner: Int32s
    parent: Int32s
    leads: Int8s
    care: Int8s
    disability: Int8s
    work: Int8s
    income: Int8s
    origin: Int32s
    whence: Int8s
    house_key: Uint64s
    house_area: Int32s

    @property
    def people(self) -> int:
        return len(self.key)

    @property
    def area(self) -> Int32s:
        """The area everybody lives in."""
        found: Int32s = self.house_area[self.house]
        return found

    @property
    def age(self) -> Int32s:
        """Completed years of everybody, whatever the day of the month they were born on."""
        found: Int32s = (self.month - 1 - self.born) // 12
        return found

    @property
    def size(self) -> Int64s:
        """People of each household."""
        return np.bincount(self.house, minlength=len(self.house_key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What happens how often in one replicate: rates after their draw."""

    rates: Rates
    social: Social


FLOWS = ("births", "deaths", "arrived", "left", "moved_in", "moved_out")
HAPPENINGS = (
    *("partnered", "parted", "left_home", "started_work", "stopped_work", "disabled"),
    *("care_risen", "care_fallen", "taken_in", "alone_abroad"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicate:
    """What one replicate found.

    `population` is (years + 1, areas, 2, AGES) at the start and after each twelve months;
    `totals` (months + 1, areas) people; `flows` (months, FLOWS, areas) events; `happenings`
    (months, HAPPENINGS); `turned` (calendar years, areas, 2, AGES) people who completed an age while
    living there; `sizes` (years + 1, areas, 7) households of 1 to 7 and more;
    `care` (years + 1, areas, CARE_LEVELS) people; `work` and `disabled` (years + 1, areas);
    `nursery` (years + 1, areas, 6) children of 0 to 5 whose home asks for a place.
    """

    seed: int
    number: int
    population: Int64s
    totals: Int64s
    flows: Int64s
    happenings: Int64s
    turned: Int64s
    sizes: Int64s
    care: Int64s
    work: Int64s
    disabled: Int64s
    nursery: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A replicate held against its own expectation after the last month.

    `cells` counts cells of area × sex × age with somebody to be expected, `within` those within
    three standard errors, `largest` the largest distance in standard errors; `total` and
    `total_expected` are people, `total_away` their distance in standard errors of people who move
    alone (whoever moves with a family makes the true error up to twice as large).
    """

    cells: int
    within: int
    largest: float
    total: int
    total_expected: float
    total_away: float

    @property
    def share(self) -> float:
        return self.within / self.cells if self.cells else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A projection to be made: from whom, with what, how long, how often.

    Each replicate draws its own assumptions from `rates` and `doubt` (None: no doubt) and its own
    lots from `seed`; `social` holds what has no doubt. `threads` never changes a result.

        engine.running.replicate(plan, number) -> Replicate
        engine.running.states_at(plan, number, months) -> Iterator[State]   months after the start
    """

    state: State
    rates: Rates
    social: Social
    doubt: Doubt | None
    months: int
    replicates: int
    seed: int
    threads: int = 2
