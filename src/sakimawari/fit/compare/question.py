"""What a comparison is asked for, and how long each part of the answer takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sakimawari.fit.horizon import first_of_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a comparison is asked for.

    `months` ahead are read for workload and yen; `take_up` (share, None: measured) and `minutes` a
    case are assumptions; `exact` shows small counts, for named staff. `households` takes a sample
    of so many for a first look (None: all), `examples` also runs the worked examples.
    """

    on: date
    months: int = 12
    threads: int = 1
    exact: bool = False
    take_up: float | None = None
    minutes: int = 30
    households: int | None = None
    examples: bool = True

    @property
    def dates(self) -> list[date]:
        """The day asked for and the first of each following month: one reading a month."""
        return [self.on, *first_of_months(self.on, self.months - 1)]


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, in the order of the stages."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; the same one again adds up."""
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)
