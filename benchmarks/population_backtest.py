"""Projections against what came: Kitakyushu 2015-2020, its youth, Takamatsu's towns, IPSS 2023.

    python benchmarks/population_backtest.py --data ../shared/data --json

Each part uses what was known before its origin and says what that was; see benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from measure import census
from sakimawari.anticipate.projection.rates import expected, fit_towns, learn_errors
from sakimawari.anticipate.projection.rates import kitakyushu as wards
from sakimawari.anticipate.projection.rates import people as starting
from sakimawari.anticipate.projection.rates.calibrate import Fit, calibrated, groups_of
from sakimawari.anticipate.projection.rates.town_fit import filled
from sakimawari.anticipate.projection.rates.town_table import read_town_table
from sakimawari.anticipate.projection.rates.town_values import TownTable, month_name, month_number
from sakimawari.anticipate.projection.rates.vital import read_vital

Floats = npt.NDArray[np.float64]
ORIGIN = "2024-12"  # the towns' origin; choices were made on 2023-12 -> 2024-12
BIG = 20  # residents a cell needs for a percentage of it to mean anything


def main() -> None:
    """Measure, print, and with --json one object as the last line."""
    asked = _asked()
    data = Path(asked.data)
    found: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    if "kitakyushu" in asked.parts:
        found |= _kitakyushu(data)
    if "ipss" in asked.parts:
        found |= _ipss(again=asked.calibrate_again)
    if "towns" in asked.parts:
        found |= _towns(data / "takamatsu")
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", default="../shared/data", help="the folder of public data")
    parser.add_argument("--parts", default="kitakyushu,ipss,towns", type=lambda s: s.split(","))
    parser.add_argument("--calibrate-again", action="store_true", help="solve for the factors anew")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _kitakyushu(data: Path) -> dict[str, Any]:
    anchors = census.read_anchors(data / "forecast" / "kitakyushu_anchors.csv")
    ages = data / "kobe" / "population_ward_1year_quarterly_2012-2015.csv"
    shapes = {date: census.kobe(ages, date) for date in ("2012-09", "2015-06")}
    city = census.city_2020(anchors, shapes)
    each = census.wards_2020(anchors, city["expected"])
    names = (census.CITY, *census.WARDS)
    values = np.array([city["expected"], *each])
    truth = np.array([sum(census.CENSUS_2020), *census.CENSUS_2020], np.float64)
    errors = values / truth - 1.0
    held = []
    for name, value, came in zip(names, values, truth, strict=True):
        low, high = census.bounds(value, census.spread_2015(anchors, name))
        held.append(bool(low <= came <= high))
    print("Kitakyushu 2015 -> 2020")
    print(f"  city {values[0]:,.0f} expected, {truth[0]:,.0f} counted: {errors[0]:+.2%} (<= .3 %)")
    for name, error, inside in zip(names[1:], errors[1:], held[1:], strict=True):
        peer = census.PEER_IPSS_2018.get(name)
        told = "" if peer is None else f"   IPSS 2018 {peer / truth[names.index(name)] - 1:+.2%}"
        print(f"  {name}\t{error:+.2%}{'' if inside else '  outside 90 %'}{told}")
    tuned = census.young_backtest(anchors.young, range(2004, 2008))
    later = census.young_backtest(anchors.young, range(2008, 2015))
    for row in (*tuned, *later):
        print(
            f"  ages 5-29, {row['origin']} -> +5: {row['mape']:.2%}, counted alike "
            f"{row['alike_mape']:.2%}, one window {row['peer_mape']:.2%}"
        )
    bounds_held = [*held]
    for row in (*tuned, *later):
        bounds_held += row["held"].values()
    return {
        "city_error": round(float(errors[0]), 5),
        "ward_errors": {n: round(float(e), 5) for n, e in zip(names[1:], errors[1:], strict=True)},
        "ward_error_mean": round(float(np.abs(errors[1:]).mean()), 5),
        "wards_within_1_percent": int((np.abs(errors[1:]) <= 0.01).sum()),
        "ages_mape": {row["origin"]: round(float(row["mape"]), 5) for row in (*tuned, *later)},
        "ages_mape_counted_alike": {
            row["origin"]: round(float(row["alike_mape"]), 5) for row in (*tuned, *later)
        },
        "ages_peer_mape": {row["origin"]: round(float(row["peer_mape"]), 5) for row in later},
        "kitakyushu_coverage_90": round(float(np.mean(bounds_held)), 4),
    }


def _ipss(*, again: bool) -> dict[str, Any]:
    anchors = wards.anchors()
    rates, people = wards.official_rates(), starting.census()
    if again:
        guess = starting.first_guess()
        began = time.perf_counter()
        fit: Fit = calibrated(wards.uncalibrated(guess), guess, anchors)
        print(f"calibrated anew in {time.perf_counter() - began:.1f} s, worst {fit.worst:.1e}")
        rates, people = fit.rates, fit.people
    course = expected(rates, people, years=30, month=anchors.month)
    worst = float(np.abs(groups_of(course[::5]) / anchors.groups - 1.0).max())
    total, women = float(course[-1].sum()), float(course[-1][:, 1, 20:40].sum())
    print(f"IPSS 2023 in 2050: {total:,.0f} (728,898), women 20-39 {women:,.0f} (64,607)")
    print(f"  worst of 7 wards x 3 ages x 7 years {worst:.1e}")
    return {
        "ipss_2050_error": total / 728_898 - 1.0,
        "ipss_women_error": women / 64_607 - 1.0,
        "ipss_worst": worst,
    }


def _towns(folder: Path) -> dict[str, Any]:
    table = read_town_table(folder / "population_town_monthly.csv")
    for one in table.aside:
        kind = "set aside" if one.whole else "told"
        print(f"  {kind}: {one.month} {one.town} {one.problem} {one.why}")
    vital = read_vital(folder / "births_deaths_monthly.csv", folder / "migration_monthly.csv")
    began = time.perf_counter()
    fit = fit_towns(table, ORIGIN, vital, years=3)
    seconds = time.perf_counter() - began
    errors = learn_errors(table, ORIGIN, vital)
    found: dict[str, Any] = {"towns_fit_seconds": round(seconds, 2), "towns": {}}
    print(f"Takamatsu, origin {ORIGIN}, {fit.years} years of it, fitted in {seconds:.1f} s")
    for months in (6, 12, 14):
        month = month_name(month_number(ORIGIN) + months)
        ours = fit.after(months).sum(axis=1)
        row: dict[str, Any] = {
            "ours": _score(table, month, ours),
            "unchanged": _score(table, month, _now(table)),
        }
        for name, value in _ratios(table, month).items():
            row[name] = _score(table, month, value)
        low, high = errors.interval(ours, months)
        known = table.known[table.at(month)]
        came = table.counts[table.at(month)].sum(axis=1)
        row["coverage_90"] = round(float(((came >= low) & (came <= high))[known].mean()), 4)
        found["towns"][month] = row
        print(f"  {month}: {row}")
    best = min(v["wape"] for k, v in found["towns"]["2025-12"].items() if k.startswith("cohort"))
    found["towns_against_hamilton_perry"] = round(
        found["towns"]["2025-12"]["ours"]["wape"] / best, 3
    )
    return found


def _now(table: TownTable) -> Floats:
    return np.asarray(filled(table.until(ORIGIN), ORIGIN).sum(axis=1))


def _score(table: TownTable, month: str, expected_: Floats) -> dict[str, float]:
    """Errors over the towns whose row passed the gate: by town and group, by town, of the city."""
    at = table.at(month)
    known = table.known[at]
    came = table.counts[at][known].sum(axis=1).astype(np.float64)
    ours = expected_[known]
    miss = np.abs(came - ours)
    big = came >= BIG
    return {
        "wape": round(float(miss.sum() / came.sum()), 5),
        "mape_of_20_and_more": round(float((miss / np.maximum(came, 1.0))[big].mean()), 5),
        "towns_wape": round(
            float(np.abs(came.sum(axis=1) - ours.sum(axis=1)).sum() / came.sum()), 5
        ),
        "city": round(float(ours.sum() / came.sum() - 1.0), 5),
    }


def _ratios(table: TownTable, month: str) -> dict[str, Floats]:
    """Hamilton and Perry's cohort-change ratios of five years, each town's own, in two ways.

    A step: residents five years before the month times the ratios of the five years to the origin.
    A line: the residents of the origin times those ratios, and the share of five years that passed.
    """
    origin, at = table.at(ORIGIN), table.at(month)
    counts = table.counts.astype(np.float64)
    found = {}
    if table.known[at - 60].any():
        found["cohort_ratios_step"] = _stepped(counts, origin, counts[at - 60]).sum(axis=1)
    whole = _stepped(counts, origin, counts[origin])
    share = (at - origin) / 60.0
    found["cohort_ratios_line"] = (counts[origin] * (1.0 - share) + whole * share).sum(axis=1)
    return found


def _stepped(counts: Floats, origin: int, base: Floats) -> Floats:
    before, after = counts[origin - 60], counts[origin]
    found = np.empty_like(base)
    for group in range(1, 18):
        last = slice(16, 18) if group == 17 else slice(group - 1, group)
        was, now = before[:, :, last].sum(axis=2), after[:, :, group]
        city = now.sum(axis=0) / was.sum(axis=0)
        ratio = np.where(was > 0, now / np.maximum(was, 1.0), city)
        found[:, :, group] = base[:, :, last].sum(axis=2) * ratio
    women = after[:, 1, 3:9].sum(axis=1)
    city = after[:, :, 0].sum(axis=0) / women.sum()
    children = np.where(women[:, None] > 0, after[:, :, 0] / np.maximum(women, 1.0)[:, None], city)
    found[:, :, 0] = children * found[:, 1, 3:9].sum(axis=1)[:, None]
    return found


if __name__ == "__main__":
    main()
