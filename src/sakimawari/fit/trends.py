"""How many hold a right, by age and from month to month; and what each past night counted.

Counts are exact; whoever shows them hides small ones first (`fit.compare.suppression`). Households
under 支援措置 are in none of them, as in every table of a run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sakimawari.fit.compare.classes import AGE_LABELS, AGES
from sakimawari.fit.served.figures import Counts, Figures
from sakimawari.fit.store import Run

NIGHTS = "nights"  # folder of a home: one small file a night


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeClass:
    """A class of ages (of the person, or of the head of the household) with its counts."""

    label: str
    entitled: int
    possible: int
    receiving: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfRights:
    """A month: who holds the right on its first day (of the run's month, on the day of the run)."""

    first: date
    holding: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night counted of each service, over the whole city."""

    on: date
    run: str
    services: Mapping[str, Counts]


def ages_of(figures: Figures, service: str) -> tuple[AgeClass, ...]:
    """The ages of those entitled, possibly entitled, and receiving; empty for a company's service."""
    found = figures.by_age(service)
    if all(age < 0 for age in found):
        return ()
    classes = [[0, 0, 0] for _ in AGE_LABELS]
    for age, counts in found.items():
        for at, count in enumerate(counts):
            classes[_class_of(age)][at] += count
    return tuple(
        AgeClass(label=label, entitled=entitled, possible=possible, receiving=receiving)
        for label, (entitled, possible, receiving) in zip(AGE_LABELS, classes, strict=True)
    )


def _class_of(age: int) -> int:
    if age < 0:
        return len(AGES)
    return next(at for at, (_, last) in enumerate(AGES) if age <= last)


def months_of(figures: Figures, service: str) -> tuple[MonthOfRights, ...]:
    """The calendar of a service month by month, the month of the run first."""
    held = figures.by_first(service).values()
    return tuple(
        MonthOfRights(first=first, holding=holding, begins=turned.begins, ends=turned.ends)
        for (first, turned), holding in zip(
            figures.by_month(service=service).items(), held, strict=True
        )
    )


def keep_night(home: Path, run: Run, figures: Figures) -> Path:
    """Note what a night counted, for its trend; a night counted again is noted again."""
    folder = home / NIGHTS
    folder.mkdir(parents=True, exist_ok=True)
    counted = {slug: asdict(counts) for slug, counts in figures.by_service().items()}
    told = {"on": run.on.isoformat(), "run": run.folder.name, "services": counted}
    path = folder / f"{run.folder.name}.json"
    handle = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
    path.with_suffix(".new").replace(path)
    return path


def nights(home: Path, *, most: int = 400) -> tuple[Night, ...]:
    """Past nights, oldest first; the last one counted where a day had several."""
    by_day: dict[date, Path] = {}
    for path in sorted((home / NIGHTS).glob("*.json"), key=lambda path: path.stat().st_mtime_ns):
        by_day[date.fromisoformat(path.name[:10])] = path
    return tuple(_night(by_day[day]) for day in sorted(by_day)[-most:])


def _night(path: Path) -> Night:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Night(
        on=date.fromisoformat(told["on"]),
        run=told["run"],
        services={slug: Counts(**counts) for slug, counts in told["services"].items()},
    )


def of_service(held: Sequence[Night], service: str) -> tuple[tuple[date, Counts], ...]:
    """The nights that read a service, with what they counted of it."""
    return tuple((night.on, night.services[service]) for night in held if service in night.services)
