"""Who lives where at the start: residents by area, sex and age, from what is published.

Five-year groups are those of Takamatsu's register on 1 October 2020 (高松市オープンデータ, CC BY 4.0,
all 235 towns added up), a stand-in for Kitakyushu's own, scaled in each ward to the census's three
groups of age. Inside a group the ages run smoothly: the small year of 1966 is not shown.
"""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.rates.single import spread
from sakimawari.anticipate.projection.values import AGES, Floats

_EDGES = (*range(0, 90, 5), AGES)
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


def ward_people(year: int) -> Floats:
    """Residents of the seven wards (wards, 2, AGES), each group of ages as IPSS has it."""
    shape = model_people()
    found = np.empty((len(wards()), 2, AGES))
    for at, groups in enumerate(official(year).values()):
        for (low, high), size in zip(BROAD, groups, strict=True):
            part = shape[:, low:high]
            found[at, :, low:high] = part * (size / part.sum())
    return found


def of_areas(areas: tuple[str, ...], year: int) -> Floats:
    """Residents of areas where no file says so: wards of Kitakyushu by name, else equal shares."""
    known = dict(zip(wards(), ward_people(year), strict=True))
    if all(area in known for area in areas):
        return np.stack([known[area] for area in areas])
    whole = ward_people(year).sum(axis=0)
    return np.repeat(whole[None] / len(areas), len(areas), axis=0)
