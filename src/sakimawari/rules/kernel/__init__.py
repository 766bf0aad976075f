"""The population reading: each service becomes one compiled function over whole units.

Belongs here: text generated from a rule, its compilation and cache, running it over a population.
Does not: the meaning of rules (`tree`, docs/explanation/unknown.md), files of snapshots and runs.
"""

from sakimawari.rules.kernel.calendar import (
    CalendarKernel,
    Part,
    compile_calendar,
    joined,
    read_calendars,
)
from sakimawari.rules.kernel.run import UNITS_PER_BATCH, Kernel, compile_service, run
from sakimawari.rules.kernel.together import compile_all, compile_calendars

__all__ = [
    "UNITS_PER_BATCH",
    "CalendarKernel",
    "Kernel",
    "Part",
    "compile_all",
    "compile_calendar",
    "compile_calendars",
    "compile_service",
    "joined",
    "read_calendars",
    "run",
]
