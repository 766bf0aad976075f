"""Kitakyushu 2015 to 2020 and its children and youth, from what was known before."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.rates.cohort import Course
from sakimawari.anticipate.projection.rates.national import fertility, mortality, total_fertility
from sakimawari.anticipate.projection.rates.nowhere import plain
from sakimawari.anticipate.projection.values import AGES, Floats, Rates

WARDS = ("門司区", "若松区", "戸畑区", "小倉北区", "小倉南区", "八幡東区", "八幡西区")
CITY = "北九州市"
# Census of 2015 by ward: not among the stored anchors, written down from general knowledge; the
# seven add up to the published city total of 961,286 exactly.
CENSUS_2015 = (99_637, 82_844, 59_116, 181_878, 212_850, 68_844, 256_117)
# Census of 2020 by ward: IPSS 2023, results 2-1.
CENSUS_2020 = (93_842, 80_533, 57_494, 183_407, 209_028, 64_792, 249_933)
SHARE_65 = {2010: 0.252, 2015: 0.293}  # censuses; general knowledge
PEER_IPSS_2018 = {CITY: 938_897, "門司区": 93_901, "若松区": 80_131, "戸畑区": 56_957,
                  "八幡東区": 65_456, "八幡西区": 252_865}  # fmt: skip
_YOUNG = (0, 5, 10, 15, 20, 25)
_WINDOWS = 2  # cohort ratios are the mean of so many windows of five years; chosen on 2004-2007
_FLOOR = 0.012  # the least standard deviation of five years; chosen on 2004-2007
_T = 2.015  # Student's 95 % point with five degrees of freedom: few past errors are known
_BREAK = 2012  # residents without Japanese nationality entered the register in July 2012


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """What the file of anchors holds: residents by area and year, IPSS 2013, the young register."""

    census: dict[tuple[str, int], float]
    ipss2013: dict[tuple[str, int], float]
    children_2010: float
    young: dict[tuple[int, int], float]  # (year, first age of the group)


def read_anchors(file: Path) -> Anchors:
    """Read kitakyushu_anchors.csv."""
    with file.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    census: dict[tuple[str, int], float] = {}
    official: dict[tuple[str, int], float] = {}
    young: dict[tuple[int, int], float] = {}
    for row in rows:
        if row["measure"] == "population" and row["kind"] in ("census", "projection_IPSS2013"):
            target = census if row["kind"] == "census" else official
            target[row["area"], int(row["year"])] = float(row["value"])
        elif row["measure"].startswith("register_pop_"):
            low = int(row["measure"].removeprefix("register_pop_").split("-")[0])
            young[int(row["year"]), low] = float(row["value"])
    children = next(
        float(row["value"])
        for row in rows
        if (row["area"], row["year"], row["measure"]) == (CITY, "2010", "population_0_14")
    )
    # 戸畑区's rows of IPSS 2013 are not stored; the six others and the city give it.
    for year in (2000, 2005, 2010):
        rest = sum(census[ward, year] for ward in WARDS if ward != "戸畑区")
        census["戸畑区", year] = census[CITY, year] - rest
    for year in (2015, 2020):
        rest = sum(official[ward, year] for ward in WARDS if ward != "戸畑区")
        official["戸畑区", year] = official[CITY, year] - rest
    census |= dict(zip(((ward, 2015) for ward in WARDS), map(float, CENSUS_2015), strict=True))
    return Anchors(census=census, ipss2013=official, children_2010=children, young=young)


def kobe(file: Path, date: str) -> Floats:
    """Residents of Kobe by sex and single year of age (2, AGES): the ages of a neighbour."""
    names = [f"age{age}" for age in range(100)] + ["age100plus"]
    found = {}
    with file.open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            if (row["date"], row["ward"]) == (date, "全市") and row["sex"] in ("男", "女"):
                found[row["sex"]] = [float(row[name]) for name in names]
    return np.array([found["男"], found["女"]])


def _scaled(shape: Floats, anchors: Anchors, year: int) -> Floats:
    """The neighbour's ages scaled to the city: 0-14, 15-29 (register), 65+ and what is left."""
    total = anchors.census[CITY, year]
    children = sum(anchors.young[year, low] for low in (0, 5, 10))
    registered_2010 = sum(anchors.young[2010, low] for low in (0, 5, 10))
    children *= anchors.children_2010 / registered_2010
    youth = sum(anchors.young[year, low] for low in (15, 20, 25))
    old = SHARE_65[year] * total
    found = shape.copy()
    bounds = ((0, 15, children), (15, 30, youth), (30, 65, total - children - youth - old))
    for low, high, size in (*bounds, (65, AGES, old)):
        found[:, low:high] *= size / found[:, low:high].sum()
    return found


def _earlier(people: Floats, years: int) -> Floats:
    """The shape some years before, everybody younger and those who died since put back."""
    hazard = mortality(2010, 1)[0]
    found = people.copy()
    found[:, :-years] = people[:, years:] * np.exp(years * hazard[:, :-years])
    return found


def _rates(start: int, people: Floats, net: float) -> Rates:
    """Rates of five years from what was known by 2015, with a net gain by moving a year."""
    given = plain((CITY,), start, people[None], years=6)
    old, new = mortality(2003, 1)[0], mortality(2013, 1)[0]
    since = np.arange(start, start + 6)[:, None, None] - 2013.0
    death = new * (new / old) ** (since / 10.0)
    tfr = total_fertility(min(start, 2014), 1)[0]
    birth = np.repeat(fertility(min(start, 2014), 1), 6, axis=0)
    birth *= tfr / birth.sum(axis=1, keepdims=True)
    arrive = given.arrive * (1.0 + net / float(given.arrive[0].sum()))
    return replace(given, death=death[:, None], birth=birth[:, None], arrive=arrive)


def city_2020(anchors: Anchors, shapes: dict[str, Floats]) -> dict[str, float]:
    """The city on 1 October 2020 expected from 2015, net moves as they were in 2010-15."""
    before = _scaled(_earlier(shapes["2012-09"], 2), anchors, 2010)
    low, high = -8_000.0, 8_000.0
    for _ in range(40):
        net = (low + high) / 2.0
        found = (
            Course(_rates(2010, before, net), before[None], month=9).advance(60).residents().sum()
        )
        low, high = (net, high) if found < anchors.census[CITY, 2015] else (low, net)
    now = _scaled(shapes["2015-06"], anchors, 2015)
    course = Course(_rates(2015, now, net), now[None], month=9).advance(60)
    return {
        "expected": float(course.residents().sum()),
        "net_moves_a_year": net,
        "natural_a_year": float((course.flows.births - course.flows.deaths).sum()) / 5.0,
    }


def wards_2020(anchors: Anchors, city: float) -> Floats:
    """Wards on 1 October 2020: IPSS 2013's change, what 2010-15 held beyond it, raked to the city."""
    found = []
    for ward, now in zip(WARDS, CENSUS_2015, strict=True):
        growth = anchors.ipss2013[ward, 2020] / anchors.ipss2013[ward, 2015]
        surprise = now - anchors.ipss2013[ward, 2015]
        found.append(now * growth + surprise)
    return np.array(found) * (city / sum(found))


def spread_2015(anchors: Anchors, area: str) -> float:
    """The standard deviation of five years' change against the five before, censuses to 2015."""
    years = [year for year in range(1985, 2016, 5) if (area, year) in anchors.census]
    sizes = np.log([anchors.census[area, year] for year in years])
    return float(np.sqrt(np.mean(np.diff(sizes, 2) ** 2)))


def _windows(
    young: dict[tuple[int, int], float], origin: int, low: int, foreign: dict[int, float]
) -> list[float]:
    """Cohort ratios of five years that end at the origin or up to four years before it."""
    found = []
    for end in range(origin - _WINDOWS + 1, origin + 1):
        if (end - 5, low - 5) in young:
            came = young[end, low] - (foreign[low] if end > _BREAK >= end - 5 else 0.0)
            found.append(came / young[end - 5, low - 5])
    return found


def _foreign(young: dict[tuple[int, int], float], origin: int) -> dict[int, float]:
    """Residents who entered the register by the change of law in 2012, by group, seen in 2013."""
    none = dict.fromkeys(_YOUNG, 0.0)
    if origin <= _BREAK:
        return none
    found = dict(none)
    for low in (15, 20, 25):
        ratio = float(np.mean(_windows(young, _BREAK, low, none)))
        usual = ratio * young[_BREAK + 1 - 5, low - 5]
        found[low] = max(young[_BREAK + 1, low] - usual, 0.0)
    return found


def expected_young(young: dict[tuple[int, int], float], origin: int) -> dict[int, float]:
    """Residents of 5-29 five years after the origin, by group, from the register until then.

    The mean ratio of the last five windows; residents without Japanese nationality, who come and go,
    are taken to be as many at each age as they were.
    """
    foreign = _foreign(young, origin)
    return {
        low: float(np.mean(_windows(young, origin, low, foreign)))
        * (young[origin, low - 5] - foreign[low - 5])
        + foreign[low]
        for low in _YOUNG[1:]
    }


def young_backtest(young: dict[tuple[int, int], float], origins: range) -> list[dict[str, Any]]:
    """For each origin: errors by group, the peer's (one window), and whether 90 % bounds held."""
    found: list[dict[str, Any]] = []
    entered = _foreign(young, _BREAK + 2)  # known afterwards: says what was counted otherwise
    for origin in origins:
        expected = expected_young(young, origin)
        errors, peer, held, alike = {}, {}, {}, {}
        for low, value in expected.items():
            came = young[origin + 5, low]
            ratio = young[origin, low] / young[origin - 5, low - 5]
            errors[low] = value / came - 1.0
            new = entered[low] if origin <= _BREAK < origin + 5 else 0.0
            alike[low] = value / (came - new) - 1.0
            peer[low] = ratio * young[origin, low - 5] / came - 1.0
            sd = _sd_known(young, origin, low)
            held[low] = abs(np.log(came / value)) <= _T * sd
        found.append(
            {"origin": origin, "errors": errors, "peer": peer, "held": held}
            | {"mape": _mean(errors), "peer_mape": _mean(peer), "alike_mape": _mean(alike)}
        )
    return found


def _sd_known(young: dict[tuple[int, int], float], origin: int, low: int) -> float:
    """Spread of errors that were known at the origin, or of ratios if none was."""
    past = [
        float(np.log(young[end, low] / expected_young(young, end - 5)[low]))
        for end in range(2005, origin + 1)
        if end - 5 >= 2000 and not (end - 5 <= _BREAK < end)
    ]
    known = float(np.sqrt(np.mean(np.square(past)))) if len(past) >= 3 else 0.0
    ratios = [
        young[end, low] / young[end - 5, low - 5]
        for end in range(2000, origin + 1)
        if not end - 5 <= _BREAK < end
    ]
    moved = (
        float(np.std(np.diff(np.log(ratios)), ddof=1)) * np.sqrt(5.0) if len(ratios) > 3 else 0.0
    )
    return max(moved, known, _FLOOR)


def _mean(errors: dict[int, float]) -> float:
    return float(np.mean(np.abs(list(errors.values()))))


def bounds(expected: float, spread: float) -> npt.NDArray[np.float64]:
    """90 % bounds of an area."""
    return np.asarray(expected * np.exp(np.array([-1.645, 1.645]) * spread))
