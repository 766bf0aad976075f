"""The synthetic city's own rates: those under which IPSS 2023's path of its wards follows.

日本の地域別将来推計人口（令和5（2023）年推計）gives residents of the seven wards in three groups of age,
2020 to 2050, and the city's women of 20-39 in 2050; `calibrate` found the factors that are shipped
in tables/kitakyushu_factors.csv. Deaths before them are 1.04 times the nation's, so that the city's
natural decrease in 2024 is the 7,000 to 8,000 the city reported.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sakimawari.anticipate.projection.rates import people
from sakimawari.anticipate.projection.rates.calibrate import (
    Anchors,
    by_age,
    factors_by_year,
    youthful,
)
from sakimawari.anticipate.projection.rates.cohort import Course
from sakimawari.anticipate.projection.rates.nowhere import plain
from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.values import Floats, Rates

DEATHS = 1.04
WOMEN_20_39 = (91_017.0, 64_607.0)  # 2020 and 2050, IPSS 2023
_LAST = 2051


def anchors() -> Anchors:
    """What IPSS 2023 publishes of the seven wards."""
    years = range(people.CENSUS, 2051, 5)
    groups = [[people.official(year)[ward] for ward in people.wards()] for year in years]
    return Anchors(start=people.CENSUS, groups=np.array(groups), women=WOMEN_20_39)


def uncalibrated(residents: Floats) -> Rates:
    """The wards' rates from 2020 before any factor of theirs."""
    given = plain(people.wards(), people.CENSUS, residents, years=_LAST - people.CENSUS)
    return replace(given, death=given.death * DEATHS)


def _factors(name: str) -> Floats:
    rows = table("kitakyushu_factors")
    periods = sorted({row["from"] for row in rows})
    found = {(row["from"], row["ward"]): float(row[name]) for row in rows}
    return np.array([[found[period, ward] for ward in people.wards()] for period in periods])


@cache
def official_rates() -> Rates:
    """Rates of the seven wards from 2020 on whose expected course is IPSS 2023's."""
    given = uncalibrated(people.census())
    years = len(given.death)
    births, deaths, arrivals = (
        factors_by_year(_factors(name), anchors().month, years)
        for name in ("births", "deaths", "arrivals")
    )
    youth = float(table("kitakyushu_factors")[0]["youth"])
    return replace(
        given,
        birth=given.birth * births[:, :, None],
        death=given.death * deaths[:, :, None, None],
        arrive=youthful(given.arrive, youth) * by_age(arrivals),
    )


@cache
def residents(year: int) -> Floats:
    """Residents of the seven wards expected on 1 January of a year from 2021 on, by those rates."""
    course = Course(official_rates(), people.census(), month=anchors().month)
    return course.advance(max((year - people.CENSUS) * 12 - anchors().month, 0)).residents()


def from_year(start: int, years: int) -> Rates:
    """Those rates from a calendar year on; after the last one it holds on."""
    given = official_rates()
    at = np.clip(np.arange(start, start + years) - given.start, 0, len(given.death) - 1)
    names = ("death", "birth", "leave", "arrive", "move")
    return replace(given, start=start, **{name: getattr(given, name)[at] for name in names})
