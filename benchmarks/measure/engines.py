"""The engines in the race, each ready to answer for a population, and whether they agree."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from measure.clock import memory_now, memory_peak
from measure.ours import read_everything
from measure.town import ON, Town
from peers.duckdb_sql import SERVICES as IN_SQL
from peers.duckdb_sql import Database
from peers.numba_all import RIVALS
from peers.prepared import COLUMNS, Answer, differing, read_all
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel, compile_service
from sakimawari.rules.population import Population

OURS, NUMBA, DUCKDB = "ours", "numba", "duckdb"
SQL_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The services each rival covers, and the kernels compiled for them.

    `kernels` and `figures` are those of the edition the rivals follow, `shipped` what a night runs.
    """

    town: Town
    population: Population
    figures: Figures
    kernels: Mapping[str, Kernel]
    shipped: Sequence[Kernel]

    @property
    def by_hand(self) -> tuple[str, ...]:
        """Services written in Numba."""
        return tuple(slug for slug in self.kernels if slug in RIVALS)

    @property
    def in_sql(self) -> tuple[str, ...]:
        """Services written in SQL."""
        return tuple(slug for slug in self.kernels if slug in IN_SQL)

    def ours(self, services: Sequence[str], *, threads: int) -> Callable[[], None]:
        """The kernel for some services."""
        chosen = [self.kernels[slug] for slug in services]
        return lambda: read_everything(chosen, self.population, self.figures, threads=threads)

    def as_shipped(self, *, threads: int) -> Callable[[], None]:
        """The kernel for every service that is shipped now."""
        figures = self.town.shipped.figures(ON)
        return lambda: read_everything(self.shipped, self.population, figures, threads=threads)

    def numba(self, services: Sequence[str], *, threads: int) -> Callable[[], None]:
        """The rules written by hand."""
        chosen = [RIVALS[slug] for slug in services]

        def read() -> None:
            for _ in read_all(chosen, self.population, self.figures, threads=threads):
                pass

        return read

    def database(self) -> Database:
        """The population in DuckDB, ready to be asked; filling it is not part of the race."""
        return Database(self.population, self.figures, threads=SQL_THREADS)


def line_up(town: Town, services: Sequence[str]) -> Race:
    """Everything loaded and compiled for some services."""
    rules = town.edition.services
    return Race(
        town=town,
        population=town.population(),
        figures=town.edition.figures(ON),
        kernels={slug: compile_service(rules[slug].rule, cache=town.cache) for slug in services},
        shipped=[
            compile_service(service.rule, cache=town.cache)
            for service in town.shipped.services.values()
        ],
    )


def compile_by_hand(race: Race) -> float:
    """Processor seconds until every hand-written rule is compiled."""
    worked = time.process_time()
    read_all([RIVALS[slug] for slug in race.by_hand], race.population, race.figures, threads=1)
    return time.process_time() - worked


def demand_agreement(race: Race, database: Database) -> dict[str, int]:
    """Compare every cell of every rival with ours and end the run if one differs; cells compared."""
    found: dict[str, int] = {}
    figures = race.figures
    by_hand = read_all(
        [RIVALS[slug] for slug in race.by_hand], race.population, figures, threads=SQL_THREADS
    )
    database.read_all(race.in_sql)
    for slug, answer in zip(race.by_hand, by_hand, strict=True):
        _compare(race, slug, answer, (NUMBA, found))
    for slug in race.in_sql:
        _compare(race, slug, database.answer(slug), (DUCKDB, found))
    return found


def _compare(race: Race, slug: str, answer: Answer, counted: tuple[str, dict[str, int]]) -> None:
    engine, cells = counted
    outcomes = race.kernels[slug].read(race.population, race.figures, threads=SQL_THREADS)
    wrong = differing(answer, {name: getattr(outcomes, name) for name in COLUMNS})
    if wrong:
        sys.exit(f"{engine} and the kernel differ for {slug}: cells by column {wrong}")
    compared = sum(getattr(answer, name) is not None for name in COLUMNS)
    cells[engine] = cells.get(engine, 0) + compared * len(answer.status)


def memory_of(race: Race, engine: str, *, threads: int) -> dict[str, float]:
    """Memory of one engine in a process of its own: before it reads, and the most ever."""
    if engine == DUCKDB:
        database = race.database()
        before = memory_now()
        database.read_all(race.in_sql)
    else:
        reading = race.ours if engine == OURS else race.numba
        before = memory_now()
        reading(race.by_hand, threads=threads)()
    return {"loaded_mib": round(before, 1), "peak_mib": round(memory_peak(), 1)}
