"""How wrong rates have been: standard deviations measured on the past."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.values import Doubt

EVENTS = ("death", "birth", "leave", "arrive", "move")
_SINCE = 1990
_GOMPERTZ = 0.097  # the yearly rise of mortality with age: a year of life is about a tenth of it
# Five years' growth of a ward of Kitakyushu has departed from that of the five years before with a
# standard deviation of about 1.0 per cent of its residents (censuses 1985 to 2015); arrivals of five
# years are 17 per cent of them.
_AREA = 0.010 / 0.17
# Cohort ratios of five years in Kitakyushu's register, ages 5-29, windows that end 2000 to 2012: what
# single groups of 20-29 departed by from their mean and from the others had a standard deviation of
# 0.0115; arrivals of five years are 0.44 of residents at those ages.
_BY_AGE = 0.0115 / 0.44


def yearly_spread(values: Sequence[float]) -> float:
    """The standard deviation of yearly changes about their mean."""
    return float(np.std(np.diff(np.asarray(values, np.float64)), ddof=1))


def default_doubt() -> Doubt:
    """Doubt from the nation's own past since 1990, and from a city's year to year.

    Births: yearly changes of the logarithm of the total fertility rate. Deaths: yearly changes of
    life expectancy, a year of which is a tenth of the mortality at every age (Gompertz). Moves:
    yearly changes in Takamatsu 2020-2025, half of whose variance is taken to last and half to be the
    year's own; arrivals have what departures leave of the spread of the one over the other. The pattern of moves by
    age: the register of ages 0-29. Levels of deaths and births and their patterns are assumed.
    """
    rows = [row for row in table("nation") if int(row["year"]) >= _SINCE and row["e0_men"]]
    birth = yearly_spread([float(np.log(float(row["tfr"]))) for row in rows])
    years = [(float(row["e0_men"]) + float(row["e0_women"])) / 2.0 for row in rows]
    death = yearly_spread(years) * _GOMPERTZ
    moves = [(float(row["arrivals"]), float(row["departures"])) for row in table("moves")]
    leave = yearly_spread([float(np.log(out)) for _, out in moves]) / np.sqrt(2.0)
    over = yearly_spread([float(np.log(came / out)) for came, out in moves]) / np.sqrt(2.0)
    arrive = float(np.sqrt(max(over**2 - leave**2, leave**2 / 4.0)))
    leave = float(leave)
    return Doubt(
        level={"death": 0.02, "birth": 0.03, "leave": leave, "arrive": arrive, "move": leave},
        drift={"death": death, "birth": birth, "leave": leave, "arrive": arrive, "move": leave},
        age={"death": 0.02, "birth": 0.03, "leave": _BY_AGE, "arrive": _BY_AGE, "move": 0.04},
        area={"death": 0.02, "birth": 0.04, "arrive": _AREA, "move": 0.03},
    )
