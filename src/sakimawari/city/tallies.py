"""Invented tallies of counters and ambulances, so that forecasting can be tried without anybody's data.

Real tallies of a Japanese city's counters are not published. These follow what is known of their
shape: closed days, Mondays, the moves of March and April, a slow decline of errands that can be done
on line, ambulances in heat and cold. Every figure is invented.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import jpholiday
import numpy as np

from sakimawari.city.places import WARDS
from sakimawari.city.streams import Stream

COUNTERS = "窓口来庁_週.csv"
AMBULANCES = "救急出動_日.csv"
YEARS = 5
_CLOSED_AT_NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
_SPREAD = 30.0  # of the negative binomial: variance = mean + mean² / 30
_SURGE_WEEKS, _SURGE = 4, 2.2  # one errand of one ward in the last weeks: something to find


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A reason to come to the counter: visits a working day of 10,000 residents, and its year."""

    name: str
    a_day: float
    spring: float = 0.0  # how much more at the end of March
    summer: float = 0.0
    yearly: float = 0.96  # what remains of it from year to year


ERRANDS = (
    Errand(name="転入・転出・転居", a_day=4.0, spring=2.4),
    Errand(name="住民票・印鑑証明", a_day=14.0, spring=0.5, yearly=0.92),
    Errand(name="戸籍", a_day=5.0, spring=0.1, yearly=0.95),
    Errand(name="国民健康保険", a_day=6.0, spring=0.6, summer=0.25),
    Errand(name="児童手当・子ども医療", a_day=2.6, spring=0.9, summer=0.2),
    Errand(name="介護・高齢", a_day=4.5, yearly=1.02),
    Errand(name="税の証明", a_day=5.0, summer=0.5, yearly=0.93),
    Errand(name="マイナンバーカード", a_day=6.0, spring=0.3, yearly=1.01),
)
SURGING = ("八幡西区", "マイナンバーカード")


def write_tallies(folder: Path, *, residents: int, on: date, seed: int) -> tuple[Path, Path]:
    """Write both tallies up to the day before `on`; the same arguments give the same bytes.

    Counters: week (its Monday), ward, errand, visits; whole weeks only. Ambulances: day, ward, calls.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shares = _shares(residents)
    counters, ambulances = folder / COUNTERS, folder / AMBULANCES
    _save(counters, ("週の初日", "区", "手続", "件数"), _counter_rows(shares, on, seed))
    _save(ambulances, ("日付", "区", "件数"), _ambulance_rows(shares, on, seed))
    return counters, ambulances


def _shares(residents: int) -> dict[str, float]:
    """Residents of each ward, as the published figures divide them."""
    known = {ward.name: float(sum(ward.people[2025])) for ward in WARDS}
    whole = sum(known.values())
    return {name: residents * people / whole for name, people in known.items()}


def _open(day: date) -> bool:
    return (
        day.weekday() < 5
        and (day.month, day.day) not in _CLOSED_AT_NEW_YEAR
        and not jpholiday.is_holiday(day)
    )


def _bump(day: date, month: int, at: int, width: float) -> float:
    """A hill around a day of the year, one at its top."""
    tops = (date(year, month, at) for year in (day.year - 1, day.year, day.year + 1))
    return max(float(np.exp(-0.5 * ((day - top).days / width) ** 2)) for top in tops)


def _counter_rows(
    shares: dict[str, float], on: date, seed: int
) -> Iterator[tuple[str, str, str, int]]:
    last = on - timedelta(days=on.weekday() + 7)  # the Monday of the last whole week
    mondays = [last - timedelta(weeks=back) for back in range(52 * YEARS, -1, -1)]
    weeks = [
        [day for k in range(5) if _open(day := monday + timedelta(days=k))] for monday in mondays
    ]
    rng = Stream(seed, 0)("counters")
    for ward, people in shares.items():
        for errand in ERRANDS:
            mean = np.array([sum(_visits(errand, day, on) for day in week) for week in weeks])
            mean *= people / 10_000
            if (ward, errand.name) == SURGING:
                mean[-_SURGE_WEEKS:] *= _SURGE
            for monday, count in zip(mondays, _counts(mean, rng), strict=True):
                yield monday.isoformat(), ward, errand.name, int(count)


def _visits(errand: Errand, day: date, on: date) -> float:
    """Visits expected on an open day of 10,000 residents."""
    years = (day - on).days / 365.25
    year = 1 + errand.spring * _bump(day, 3, 31, 12) + errand.summer * _bump(day, 6, 20, 18)
    monday = 1.2 if day.weekday() == 0 or not _open(day - timedelta(days=1)) else 0.96
    return float(errand.a_day * errand.yearly**years * year * monday)


def _ambulance_rows(
    shares: dict[str, float], on: date, seed: int
) -> Iterator[tuple[str, str, int]]:
    days = [on - timedelta(days=back) for back in range(365 * YEARS, 0, -1)]
    shape = np.array([_calls(day, on) for day in days])
    rng = Stream(seed, 0)("ambulances")
    for ward, people in shares.items():
        for day, count in zip(days, _counts(shape * people / 10_000, rng), strict=True):
            yield day.isoformat(), ward, int(count)


def _calls(day: date, on: date) -> float:
    """Ambulance calls of 10,000 residents a day: about 64,000 a year in a city of 910,000."""
    years = (day - on).days / 365.25
    cold = 0.18 * _bump(day, 1, 8, 25) + 0.25 * _bump(day, 1, 1, 2)
    return float(1.8 * 1.015**years * (1 + 0.28 * _bump(day, 8, 1, 16) + cold))


def _counts(mean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whole numbers about `mean`, more scattered than by pure chance."""
    return rng.poisson(mean * rng.gamma(_SPREAD, 1 / _SPREAD, len(mean)))


def _save(file: Path, header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
