"""Towns projected from their own tables: what is expected each year, between which bounds, on disk.

No person is drawn: these are the exact expectations of areas, in seconds. For households, services
and what needs them, project everybody (`sakimawari project`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.rates.cohort import Course, by_month_of_age
from sakimawari.anticipate.projection.rates.raking import Aligned, Margin, aligned, log_factors
from sakimawari.anticipate.projection.rates.town_doubt import Errors, learn_errors
from sakimawari.anticipate.projection.rates.town_fit import TownFit, ages_of, fit_towns
from sakimawari.anticipate.projection.rates.town_state import grouped
from sakimawari.anticipate.projection.rates.town_values import (
    GROUPS,
    TownTable,
    month_name,
    month_number,
)
from sakimawari.anticipate.projection.rates.vital import Vital
from sakimawari.anticipate.projection.values import Floats

SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class TownProjection:
    """Expected residents (years + 1, towns, 2, 18) and bounds of both sexes (years + 1, towns, 18)."""

    fit: TownFit
    errors: Errors
    months: tuple[str, ...]
    expected: Floats
    low: Floats
    high: Floats
    aligned: dict[int, Aligned]
    margins: dict[int, tuple[Margin, ...]]


def project_towns(
    table: TownTable,
    month: str,
    vital: Vital | None,
    *,
    years: int,
    margins: dict[int, tuple[Margin, ...]] | None = None,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> TownProjection:
    """Learn from the tables up to a month, go on for years, align where official numbers are given."""
    progress("learning", 0, 2)
    fit = fit_towns(table, month, vital, years=years + 1)
    progress("learning", 1, 2)
    errors = learn_errors(table, month, vital)
    progress("learning", 2, 2)
    number = month_number(month)
    course = Course(fit.rates, fit.people, month=number - fit.rates.start * 12)
    stocks, met = [course.residents()], {}
    for year in range(1, years + 1):
        stocks.append(course.advance(12).residents())
        wanted = (margins or {}).get((number + 12 * year) // 12, ())
        if wanted:
            met[year] = aligned(stocks[-1], wanted)
        progress("projecting", year, years)
    bent = np.stack(stocks) * _between(met, years, stocks[0])
    expected = grouped(by_month_of_age(bent))
    bounds = [errors.interval(expected[at].sum(axis=1), 12 * at, SHARE) for at in range(years + 1)]
    return TownProjection(
        fit=fit,
        errors=errors,
        months=tuple(month_name(number + 12 * at) for at in range(years + 1)),
        expected=expected,
        low=np.stack([low for low, _ in bounds]),
        high=np.stack([high for _, high in bounds]),
        aligned=met,
        margins={at: (margins or {})[(number + 12 * at) // 12] for at in met},
    )


def _between(met: dict[int, Aligned], years: int, start: Floats) -> Floats:
    """Factors of every year: one at the start, straight lines between aligned years, then held."""
    known = {0: np.ones_like(start)} | {year: found.factors for year, found in met.items()}
    at = sorted(known)
    found = np.empty((years + 1, *start.shape))
    for year in range(years + 1):
        before = max(each for each in at if each <= year)
        after = min((each for each in at if each >= year), default=before)
        share = (year - before) / (after - before) if after > before else 0.0
        found[year] = known[before] * (1.0 - share) + known[after] * share
    return found


def write_towns(folder: Path, made: TownProjection, table: TownTable) -> None:
    """Write towns.csv, aside.csv and, for each aligned year, factors-YEAR.json."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "towns.csv").open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(("month", "town", "ages", "men", "women", "people", "low", "high"))
        for at, month in enumerate(made.months):
            for town, name in enumerate(made.fit.towns):
                for group in range(GROUPS):
                    men, women = made.expected[at, town, :, group]
                    bounds = (int(made.low[at, town, group]), int(made.high[at, town, group]))
                    row = (f"{men:.2f}", f"{women:.2f}", f"{men + women:.2f}", *bounds)
                    out.writerow((month, name, ages_of(group), *row))
    with (folder / "aside.csv").open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(("month", "town", "line", "problem", "counted", "why"))
        for row_ in table.aside:
            counted = "no" if row_.whole else "yes"
            out.writerow((row_.month, row_.town, row_.line or "", row_.problem, counted, row_.why))
    for year, found in made.aligned.items():
        file = folder / f"factors-{made.months[year]}.json"
        log_factors(file, made.fit.towns, found, made.margins[year])
