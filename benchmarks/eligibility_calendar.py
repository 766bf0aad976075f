"""Two years of every right: the calendar against the same by hand, month by month, and day by day.

    python benchmarks/eligibility_calendar.py --residents 10000,100000,1000000 --json

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from measure.calendars import (
    CALENDAR,
    DAILY,
    MONTHLY,
    Months,
    demand_same,
    made_ready,
    memory_of,
    race,
    readings,
)
from measure.clock import staged
from measure.horizon import Horizon
from measure.town import ON, Town, draw, loaded_town, town

COUNTED_RESIDENTS = 1_000  # of whom readings are counted, uncompiled


def main() -> None:
    """Measure every size, print a table, and with --json one object as the last line."""
    asked = _asked()
    sizes = sorted(int(size) for size in asked.residents.split(","))
    place = Path(asked.dir)
    city = loaded_town(Path(asked.home), place) if asked.home else town(place, max(sizes))
    if asked.memory_of:
        print(json.dumps(memory_of(_ready(city, sizes[-1], asked), asked.memory_of)))
        return
    horizon = Horizon(on=ON, months=asked.months)
    found: dict[str, Any] = {
        "on": ON.isoformat(),
        "until": horizon.until.isoformat(),
        "days": len(horizon.days),
        "sampled_days": asked.sample,
        "sizes": {str(size): _one_size(city, size, asked) for size in sizes},
    }
    least, most = (found["sizes"][str(size)] for size in (sizes[0], sizes[-1]))
    if len(sizes) > 1:
        found["scaling"] = {
            "residents": round(most["residents"] / least["residents"], 1),
            "seconds": round(most["seconds"][CALENDAR] / least["seconds"][CALENDAR], 1),
        }
    found |= {name: value for name, value in most.items() if name.startswith("ratio")}
    if not asked.quick:
        found["memory"] = {engine: _memory(asked, engine) for engine in (CALENDAR, MONTHLY)}
        found["readings"] = _readings(_ready(city, COUNTED_RESIDENTS, asked))
    _tell(found)
    if asked.json:
        print(json.dumps(found))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", default="10000", help="sizes, with commas between")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--sample", type=int, default=6, help="days read for the daily estimate")
    parser.add_argument("--home", help="a loaded city to draw from (otherwise one is made)")
    parser.add_argument("--dir", default="var/bench", help="where cities and kernels are kept")
    parser.add_argument("--quick", action="store_true", help="no memory, no count of readings")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    return parser.parse_args()


def _ready(city: Town, size: int, asked: argparse.Namespace) -> Months:
    """Everything compiled for so many residents, in whole households."""
    return made_ready(
        city,
        draw(city.population(), size, seed=1),
        Horizon(on=ON, months=asked.months),
        list(city.edition.services),
        sample=asked.sample,
    )


def _one_size(city: Town, size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """First that all agree, then how long each takes."""
    months = _ready(city, size, asked)
    population = months.population
    return {
        "residents": int((population.is_subject == 1).sum()),
        "units": population.units,
        "cells_equal": demand_same(months),
        "intervals": sum(len(months.intervals(slug)) for slug in months.calendars),
        **race(months, rounds=asked.repeat),
    }


def _memory(asked: argparse.Namespace, engine: str) -> Any:
    """One engine in a process of its own."""
    given = ["--residents", asked.residents, "--dir", asked.dir, "--months", str(asked.months)]
    given += ["--home", asked.home] if asked.home else []
    return staged([sys.executable, str(Path(__file__)), *given, "--memory-of", engine]).told


def _readings(months: Months) -> dict[str, float]:
    """By service how often a unit is read over all days."""
    population = months.population
    counts = {
        slug: readings(kernel, population, months.timeline) / population.units
        for slug, kernel in months.calendars.items()
    }
    return {slug: round(count, 2) for slug, count in counts.items()}


def _tell(found: dict[str, Any]) -> None:
    """The figures for reading."""
    for one in found["sizes"].values():
        print(f"{one['residents']:,} residents, {found['on']} to {found['until']}, one thread")
        for slug, took in one["services"].items():
            calendar, monthly, daily = (1000 * took[name] for name in (CALENDAR, MONTHLY, DAILY))
            print(
                f"  {slug:<34} calendar {calendar:9.1f} ms   by hand, monthly {monthly:9.1f} ms"
                f"   ratio {took['ratio']:5.2f}   daily {daily:11.0f} ms"
            )
        print(f"  {one['cells_equal']:,} cells equal; {one['intervals']:,} intervals")
        print(f"  seconds {one['seconds']}, two threads {one['seconds_two_threads']}")
        for name, value in one.items():
            if name.startswith("ratio"):
                print(f"  {name} {value}")
    for name in ("scaling", "memory", "readings"):
        if name in found:
            print(f"  {name}: {json.dumps(found[name])}")


if __name__ == "__main__":
    main()
