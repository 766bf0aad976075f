"""Who lives where at the start: residents by area, sex and age, from what is published.

No table of ages by ward was at hand. The three groups of age by ward are those of the census of
2020; within them five-year groups come from Takamatsu's register on 1 October 2020 (高松市オープンデータ,
CC BY 4.0, all 235 towns added up), bent until IPSS 2023's own path of residents of 65 and over
follows (docs/explanation/rates-of-people.md). Inside a group the ages run smoothly: the small year
of 1966 is not shown.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.rates.single import spread
from sakimawari.anticipate.projection.values import AGES, Floats

_FIVE = (
    (8557, 9743, 10212, 10488, 10415, 10279, 11310, 12803, 15014, 17571, 14044, 12315, 11977,
     12822, 15061, 9835, 6872, 6519),
    (8204, 9270, 9646, 10075, 9836, 9606, 11094, 12898, 15022, 17364, 14218, 12771, 12559,
     14084, 17103, 12300, 9869, 14362),
)  # fmt: skip
_OLDEST = (  # of those 85 and over: 85-89, 90-94, 95-99, 100+; assumed, after the census of 2020
    (0.665, 0.270, 0.060, 0.005),
    (0.575, 0.305, 0.105, 0.015),
)
CENSUS = 2020
BROAD = ((0, 15), (15, 65), (65, AGES))


def model_people() -> Floats:
    """Persons by sex and age (2, AGES) in the model city."""
    found = np.empty((2, AGES))
    for sex in (0, 1):
        old = [_FIVE[sex][-1] * share for share in _OLDEST[sex]]
        edges = (*range(0, 105, 5), AGES)
        found[sex] = spread([*_FIVE[sex][:-1], *old], edges)
    return found


def wards() -> tuple[str, ...]:
    """The seven wards of Kitakyushu in the order of their codes."""
    return tuple(dict.fromkeys(row["ward"] for row in table("ipss2023")))


def official(year: int) -> dict[str, tuple[float, float, float]]:
    """Residents of each ward aged 0-14, 15-64 and 65 or over on 1 October of a year of IPSS 2023.

    Years between the published ones lie on a straight line; years outside keep the ends.
    """
    found = {}
    for ward in wards():
        rows = [row for row in table("ipss2023") if row["ward"] == ward]
        at = [float(row["year"]) for row in rows]
        young, working, old = (
            float(np.interp(year, at, [float(row[name]) for row in rows]))
            for name in ("young", "working", "old")
        )
        found[ward] = (young, working, old)
    return found


def first_guess() -> Floats:
    """Residents of the wards at the census of 2020 with the model city's ages in each group."""
    shape = model_people()
    found = np.empty((len(wards()), 2, AGES))
    for at, groups in enumerate(official(CENSUS).values()):
        for (low, high), size in zip(BROAD, groups, strict=True):
            part = shape[:, low:high]
            found[at, :, low:high] = part * (size / part.sum())
    return found


def of_groups(groups: Floats) -> Floats:
    """Residents by single year of age (..., AGES) from 21 five-year groups, 100 and over last."""
    edges = (*range(0, 105, 5), AGES)
    flat = groups.reshape(-1, len(edges) - 1)
    return np.stack([spread(row, edges) for row in flat]).reshape(*groups.shape[:-1], AGES)


@cache
def census() -> Floats:
    """Residents of the seven wards on 1 October 2020 (wards, 2, AGES)."""
    rows = {(row["ward"], row["sex"]): row for row in table("kitakyushu_ages")}
    groups = [
        [[float(rows[ward, sex][str(low)]) for low in range(0, 105, 5)] for sex in ("men", "women")]
        for ward in wards()
    ]
    return of_groups(np.array(groups))
