"""The population reading: each service becomes one compiled function over whole units.

Belongs here: text generated from a rule, its compilation and cache, running it over a population.
Does not: the meaning of rules (`tree`, docs/explanation/unknown.md), files of snapshots and runs.
"""

from sakimawari.rules.kernel.run import UNITS_PER_BATCH, Kernel, compile_service, run
from sakimawari.rules.kernel.together import compile_all

__all__ = ["UNITS_PER_BATCH", "Kernel", "compile_all", "compile_service", "run"]
