"""What a change of rules does to companies: how many fit before and after, who comes and who goes.

They are public and few: nothing is hidden, and each is counted whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.sides import Sides
from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.companies import companies_of
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.store import Snapshot
from sakimawari.rules.kernel import Kernel, compile_all
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int8s, Population


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyImpact:
    """One service of companies on the first day its results differ (or the day asked for).

    Pairs are before and after. `gained` fit only after, `lost` only before; who may fit is in
    `possible` alone.
    """

    slug: str
    name: str
    effect: date
    entitled: tuple[int, int]
    possible: tuple[int, int]
    gained: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The companies and the compiled services of one set of rules."""

    catalogue: Catalogue
    population: Population | None
    kernels: dict[str, Kernel]

    def statuses(self, slug: str, on: date) -> Int8s:
        """The status of each company; a sure no where this side lacks the service."""
        count = 0 if self.population is None else self.population.units
        if self.population is None or slug not in self.kernels:
            return np.zeros(count, np.int8)
        return self.kernels[slug].read(self.population, self.catalogue.figures(on)).status


def impacts_on_companies(
    snapshot: Snapshot, sides: Sides, slugs: Sequence[str], question: Question, *, cache: Path
) -> tuple[CompanyImpact, ...]:
    """The services of companies that differ, in their order."""
    if not slugs:
        return ()
    before, after = (
        _side(snapshot, catalogue.companies, slugs, question.threads, cache)
        for catalogue in (sides.before, sides.after)
    )
    return tuple(_impacts(before, after, slugs, question.dates))


def _side(
    snapshot: Snapshot, catalogue: Catalogue, slugs: Sequence[str], threads: int, cache: Path
) -> _Side:
    held = [slug for slug in slugs if slug in catalogue.services]
    kernels = compile_all([catalogue.services[slug].rule for slug in held], cache, workers=threads)
    apart = companies_of(snapshot)
    return _Side(
        catalogue=catalogue,
        population=None
        if apart is None
        else map_snapshot(apart).population(catalogue.facts_needed(held)),
        kernels=dict(zip(held, kernels, strict=True)),
    )


def _impacts(
    before: _Side, after: _Side, slugs: Sequence[str], dates: Sequence[date]
) -> Iterator[CompanyImpact]:
    for slug in slugs:
        effect = next(
            (on for on in dates if _differ(before.statuses(slug, on), after.statuses(slug, on))),
            dates[0],
        )
        old, new = before.statuses(slug, effect), after.statuses(slug, effect)
        service = after.catalogue.services.get(slug) or before.catalogue.services[slug]
        yield CompanyImpact(
            slug=slug,
            name=service.name,
            effect=effect,
            entitled=(_count(old == Status.YES), _count(new == Status.YES)),
            possible=(_count(old == Status.UNKNOWN), _count(new == Status.UNKNOWN)),
            gained=_count((old == Status.NO) & (new == Status.YES)),
            lost=_count((old == Status.YES) & (new == Status.NO)),
        )


def _differ(old: Int8s, new: Int8s) -> bool:
    return not np.array_equal(old, new)


def _count(chosen: npt.NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(chosen))
