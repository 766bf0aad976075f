"""The kernel under measurement: read everything, and what compiling costs."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from measure.clock import staged
from measure.town import Town
from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel, compile_service, run
from sakimawari.rules.population import Population
from sakimawari.rules.tree import AllOf, ServiceRule

EDITED = ("child-rearing-allowance", "school-expense-aid")  # the longest rule, and a usual one


def read_everything(
    kernels: Sequence[Kernel], population: Population, figures: Figures, *, threads: int
) -> None:
    """All services for everybody, batch by batch as in a night; the outcomes are let go."""
    for _ in run(kernels, population, figures, threads=threads):
        pass


def edited(rule: ServiceRule) -> ServiceRule:
    """The rule with its last clause changed: it may not be taken from the cache any more."""
    last = rule.clauses[-1]
    return replace(
        rule,
        clauses=(*rule.clauses, replace(last, id="edited", truth=AllOf((last.truth, last.truth)))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiling:
    """Seconds and processor seconds of getting kernels ready, by service."""

    seconds: dict[str, float]
    cpu: dict[str, float]
    compiled: list[str]

    def as_json(self) -> dict[str, Any]:
        """Totals and services."""
        return {
            "seconds": round(sum(self.seconds.values()), 3),
            "cpu": round(sum(self.cpu.values()), 3),
            "compiled": self.compiled,
            "services": {slug: round(cpu, 3) for slug, cpu in self.cpu.items()},
        }


def get_ready(town: Town, cache: Path, *, edit: str | None) -> Compiling:
    """Kernels of all services from a cache folder, one service edited."""
    seconds, cpu, compiled = {}, {}, []
    for slug, service in town.shipped.services.items():
        rule = edited(service.rule) if slug == edit else service.rule
        started, worked = time.perf_counter(), time.process_time()
        kernel = compile_service(rule, cache=cache)
        seconds[slug] = time.perf_counter() - started
        cpu[slug] = time.process_time() - worked
        if kernel.compiled:
            compiled.append(slug)
    return Compiling(seconds=seconds, cpu=cpu, compiled=compiled)


def compile_times(script: Path, folder: Path, residents: int, cache: Path) -> dict[str, Any]:
    """Cold, warm, and with one service edited; every time in a new process."""

    def measured(edit: str | None) -> dict[str, Any]:
        where = ["--residents", str(residents), "--dir", str(folder), "--compile-into", str(cache)]
        command = [sys.executable, str(script), *where]
        told: dict[str, Any] = staged([*command, *(["--edit", edit] if edit else [])]).told
        return told

    cold, warm = measured(None), measured(None)
    _demand(warm["compiled"] == [], "services were compiled again with a full cache")
    found = {"cold": cold, "warm": warm}
    for slug in EDITED:
        told = measured(slug)
        _demand(told["compiled"] == [slug], f"not {slug} alone was compiled when it was edited")
        found[f"edited {slug}"] = told
    return found


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(f"{otherwise} (unless the program was changed while this ran)")
