"""How wrong rates have been: standard deviations measured on the past."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.values import Doubt

EVENTS = ("death", "birth", "leave", "arrive", "move")
_SINCE = 1990
_GOMPERTZ = 0.097  # the yearly rise of mortality with age: a year of life is about a tenth of it


def yearly_spread(values: list[float]) -> float:
    """The standard deviation of yearly changes about their mean."""
    return float(np.std(np.diff(np.asarray(values)), ddof=1))


def default_doubt() -> Doubt:
    """Doubt from the nation's own past since 1990, and from a city's year to year.

    Births: yearly changes of the logarithm of the total fertility rate. Deaths: yearly changes of
    life expectancy, a year of which is a tenth of the mortality at every age (Gompertz). Moves:
    Takamatsu's yearly totals 2020-2025 (out 13,228 ... 14,464, in 13,283 ... 14,743).
    """
    rows = [row for row in table("nation") if int(row["year"]) >= _SINCE and row["e0_men"]]
    birth = yearly_spread([float(np.log(float(row["tfr"]))) for row in rows])
    years = [(float(row["e0_men"]) + float(row["e0_women"])) / 2.0 for row in rows]
    death = yearly_spread(years) * _GOMPERTZ
    return Doubt(
        level={"death": 0.02, "birth": 0.03, "leave": 0.03, "arrive": 0.04, "move": 0.05},
        drift={"death": death, "birth": birth, "leave": 0.025, "arrive": 0.035, "move": 0.03},
        age={"death": 0.02, "birth": 0.03, "leave": 0.04, "arrive": 0.05, "move": 0.05},
    )
