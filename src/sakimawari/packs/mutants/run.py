"""All mutants of some packs or services, tried one after another or by several processes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from sakimawari.packs.case_files import Case
from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.packs.mutants.graph import Graph
from sakimawari.packs.mutants.mutant import Mutant
from sakimawari.packs.mutants.report import MutantReport
from sakimawari.packs.mutants.sites import mutants_of
from sakimawari.packs.mutants.trial import Trial
from sakimawari.packs.pack import NATIONAL

Progress = Callable[[int, int], None]
CHUNKS = 8  # for each process: long and short ones even out


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Mutants in the order of the files, each with the trial its examples are read in."""

    mutants: tuple[tuple[Mutant, Trial], ...]
    expectations: int

    def survivors(self, chosen: Collection[int]) -> Iterator[tuple[int, bool]]:
        """Some mutants by their position, with whether no example notices them."""
        for at in chosen:
            mutant, trial = self.mutants[at]
            yield at, trial.killed_by(mutant.change) is None


def try_mutants(
    catalogue: Catalogue,
    *,
    packs: Collection[str] = (),
    services: Collection[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> MutantReport:
    """The mutants of some packs (all, if none are named), or of what some services read.

    `progress` is told how many are done, of how many. Raises Problems where a file of cases cannot
    be read.
    """
    prepared = prepare(catalogue, packs=packs, services=services)
    total = len(prepared.mutants)
    folders = tuple(pack.folder for pack in catalogue.packs)
    found = (
        _side_by_side(_Wanted(folders, tuple(packs), tuple(services)), total, workers)
        if workers > 1
        else prepared.survivors(range(total))
    )
    alive: set[int] = set()
    for done, (at, survived) in enumerate(found, 1):
        if survived:
            alive.add(at)
        if progress is not None:
            progress(done, total)
    mutants = tuple(mutant for mutant, _ in prepared.mutants)
    return MutantReport(
        mutants=mutants,
        survivors=tuple(mutants[at] for at in sorted(alive)),
        expectations=prepared.expectations,
    )


def prepare(
    catalogue: Catalogue, *, packs: Collection[str] = (), services: Collection[str] = ()
) -> Prepared:
    """The mutants and the examples, ready to be tried.

    With `services`, only what their rules read is changed; the examples of all services may notice
    it. Raises Problems.
    """
    found: list[tuple[Mutant, Trial]] = []
    expectations = 0
    for trial, own in trials_of(catalogue):
        chosen = [pack for pack in own if not packs or pack in packs]
        rules = {slug: held.rule for slug, held in trial.catalogue.services.items()}
        read = {slug: rule for slug, rule in rules.items() if slug in services}
        graph = Graph(read) if services else trial.graph
        of_trial = mutants_of(trial.catalogue, graph, chosen, services)
        found.extend((mutant, trial) for mutant in of_trial)
        expectations += trial.expectations
    return Prepared(mutants=tuple(found), expectations=expectations)


def trials_of(catalogue: Catalogue) -> Iterator[tuple[Trial, tuple[str, ...]]]:
    """The grounds examples are read on, each with the packs whose mutants are tried there.

    Where a city's pack replaces national figures, national packs are tried by national examples
    under national figures, and the city's by its own.
    """
    grounds: dict[int, tuple[Catalogue, list[Case]]] = {}
    for case, under in cases_of(catalogue):
        grounds.setdefault(id(under), (under, []))[1].append(case)
    for under, cases in grounds.values():
        own = under.packs
        if under is catalogue and len(grounds) > 1:
            own = tuple(pack for pack in own if pack.scope != NATIONAL)
        yield Trial.of(under, cases), tuple(pack.id for pack in own)


# ---------------------------------------------------------------- several processes


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a process prepares for itself: rules are too large to be handed over."""

    folders: tuple[Path, ...]
    packs: tuple[str, ...]
    services: tuple[str, ...]


_prepared: dict[_Wanted, Prepared] = {}


def _side_by_side(wanted: _Wanted, total: int, workers: int) -> Iterator[tuple[int, bool]]:
    """The mutants tried by processes, each of which takes every n-th."""
    chunks = workers * CHUNKS
    with ProcessPoolExecutor(max_workers=workers) as pool:
        waiting = [
            pool.submit(_try_some, wanted, range(first, total, chunks)) for first in range(chunks)
        ]
        for done in as_completed(waiting):
            yield from done.result()


def _try_some(wanted: _Wanted, chosen: range) -> list[tuple[int, bool]]:
    if wanted not in _prepared:
        _prepared[wanted] = prepare(
            load_packs(wanted.folders), packs=wanted.packs, services=wanted.services
        )
    return list(_prepared[wanted].survivors(chosen))
