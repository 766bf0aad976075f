"""The population reading: compiled services run over units, in batches, on several threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel.binding import Bound, bind
from sakimawari.rules.kernel.cache import Loaded, load
from sakimawari.rules.kernel.program import Program, demand_few_clauses, write_program
from sakimawari.rules.kernel.results import Results
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.population import Population
from sakimawari.rules.tree import ServiceRule

UNITS_PER_BATCH = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """One service, compiled; safe to use from several threads.

    `compiled` tells whether this process had to compile it (else it came from the cache).
    """

    rule: ServiceRule
    program: Program
    constants: CodeType
    loaded: Loaded

    @property
    def compiled(self) -> bool:
        return self.loaded.compiled

    def bind(self, population: Population, figures: Figures) -> Bound:
        """Prepare the reading of a population on one date."""
        return bind(self.program.inputs, self.constants, population, figures)

    def read(
        self,
        population: Population,
        figures: Figures,
        *,
        first_unit: int = 0,
        last_unit: int | None = None,
        threads: int = 1,
    ) -> Outcomes:
        """The outcomes of the subjects of units first_unit … last_unit - 1, on the figures' date."""
        last = population.units if last_unit is None else last_unit
        bound = self.bind(population, figures)
        if threads <= 1:
            return self.read_bound(bound, first_unit, last)
        written = Results(self.rule, bound.population, first_unit, last)
        cuts = _cuts(population, first_unit, last, threads)
        with ThreadPoolExecutor(threads) as pool:
            parts = pairwise(cuts)
            for done in [pool.submit(self._call, bound, part, written) for part in parts]:
                done.result()
        return written.outcomes()

    def read_bound(self, bound: Bound, first_unit: int, last_unit: int) -> Outcomes:
        """The outcomes of some units, of a reading prepared before."""
        written = Results(self.rule, bound.population, first_unit, last_unit)
        self._call(bound, (first_unit, last_unit), written)
        return written.outcomes()

    def _call(self, bound: Bound, span: tuple[int, int], written: Results) -> None:
        first, last = span
        width, inputs = bound.width, self.program.inputs
        given: dict[str, Any] = {
            **bound.arguments,
            **written.arrays,
            "first": first,
            "last": last,
            "base": written.first,
            "width": width,
            "w": np.empty(inputs.number_slots * width, np.int64),
            "x": np.empty(inputs.truth_slots * width, np.int8),
        }
        self.loaded.call(*[given[argument.name] for argument in self.program.arguments])


def compile_service(rule: ServiceRule, *, cache: Path, program: Program | None = None) -> Kernel:
    """The kernel of a service, compiled or taken from the cache folder.

    Figures are no part of it: a changed parameter or table compiles nothing. Problems RULE901
    (cache cannot be written), RULE903 (more clauses than a reading can report).
    """
    demand_few_clauses(rule)
    if program is None:
        program = write_program(rule)
    signature, uses_dates = program.signature, program.uses_dates
    return Kernel(
        rule=rule,
        program=program,
        constants=compile(program.constants, "<constants>", "exec"),
        loaded=load(cache, program.kernel, signature=signature, uses_dates=uses_dates),
    )


def run(
    kernels: Sequence[Kernel],
    population: Population,
    figures: Figures,
    *,
    threads: int = 1,
    units_per_batch: int = UNITS_PER_BATCH,
) -> Iterator[Outcomes]:
    """The outcomes of several services, batch by batch of units, services in the order given.

    At any moment only a few batches are held, whatever the size of the population.
    """
    bound = [kernel.bind(population, figures) for kernel in kernels]
    tasks = (
        (kernel, given, first, min(first + units_per_batch, population.units))
        for first in range(0, population.units, units_per_batch)
        for kernel, given in zip(kernels, bound, strict=True)
    )
    waiting: deque[Future[Outcomes]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for kernel, given, first, last in tasks:
                waiting.append(pool.submit(kernel.read_bound, given, first, last))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _cuts(population: Population, first: int, last: int, parts: int) -> list[int]:
    """Units at which to cut a range into parts with about as many people each."""
    offsets = population.offsets
    wanted = np.linspace(offsets[first], offsets[last], parts + 1)[1:-1]
    inner = np.searchsorted(offsets[first : last + 1], wanted) + first
    return [first, *inner.tolist(), last]
