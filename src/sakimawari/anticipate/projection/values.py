"""What a projection is made of: areas, yearly rates of events, and the doubt about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

AGES = 101  # single years of age, the last one 100 and over
MEN, WOMEN = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Events a person-year, by calendar year from `start` on (the last year holds ever after).

    Arrays are (years, areas, 2, AGES) with men first; `birth` is (years, areas, AGES) a
    woman-year. `arrive` counts persons a year who move into the city; `leave` moves out of it;
    `move` moves to another area of it, going `towards` (areas, areas), rows that add up to one.
    A rate is a hazard: the chance within a month is 1 - exp(-rate / 12).
    """

    start: int
    areas: tuple[str, ...]
    death: Floats
    birth: Floats
    leave: Floats
    arrive: Floats
    move: Floats
    towards: Floats
    boys: float = 0.513  # of a hundred births, by the vital statistics of Japan


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How wrong rates may be, as standard deviations of their logarithms.

    `level` shifts a whole event for good; `drift` is added yearly as a random walk; `age` bends
    the pattern by age smoothly; `area` shifts each area for good, apart from the others. Keys are
    the names of events: death, birth, leave, arrive, move.
    """

    level: dict[str, float]
    drift: dict[str, float]
    age: dict[str, float]
    area: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Social:
    """Rates of what happens within the city, the same in every area, a person-year.

    `partner`, `part`, `nest` (leaving the parents' home), `start_work`, `stop_work` and
    `disability` are (2, AGES). `care` is (2, AGES, 8, 8): from level to level of 要介護認定
    (0 none, 1-2 要支援1-2, 3-7 要介護1-5), off the diagonal. `nursery` is the share of children of
    an age (6,) whose home asks for a place.
    """

    partner: Floats
    part: Floats
    nest: Floats
    start_work: Floats
    stop_work: Floats
    disability: Floats
    care: Floats
    nursery: Floats
