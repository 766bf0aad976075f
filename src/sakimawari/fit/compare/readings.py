"""Both sides of one service read for everybody on a day: the seam to the rules.

Everything else of a comparison asks only `Readings.on`. The readings are monthly today; whatever
keeps intervals of rights can answer the same question without reading the city again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimawari.fit.compare.meaning import Meanings
from sakimawari.fit.compare.outcomes import Pair, paired
from sakimawari.fit.findings import Findings, find
from sakimawari.fit.frame import Frame
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.rules.kernel import Kernel
from sakimawari.rules.population import Population
from sakimawari.rules.tree import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a service: its catalogue, and the service with its kernel if it has it."""

    catalogue: Catalogue
    service: Service | None = None
    kernel: Kernel | None = None

    def meaning(self, on: date) -> str:
        """What the service means on one day; empty where it does not exist."""
        return "" if self.service is None else Meanings(self.catalogue, on, on).of(self.service)

    def read(self, population: Population, on: date, *, threads: int) -> Findings | None:
        """Everybody's findings on a day, protected people included."""
        if self.kernel is None:
            return None
        found = find([self.kernel], population, self.catalogue.figures(on), threads=threads)
        return found[self.kernel.rule.service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A service before and after, over one population; nobody protected is ever in a reading."""

    before: Side
    after: Side
    population: Population
    frame: Frame
    threads: int = 1

    @property
    def service(self) -> Service:
        """The service as it is after, or was before where it ends."""
        found = self.after.service or self.before.service
        assert found is not None
        return found

    @property
    def services(self) -> tuple[Service, Service]:
        """The service before and after, each standing in for the other where that is missing."""
        return self.before.service or self.service, self.service

    @property
    def holder(self) -> Holder:
        """Whose service it is. A service whose holder changes is compared as two (see `run`)."""
        return self.service.holder

    def differs(self, day: date) -> bool:
        """Whether the two sides mean different things on a day."""
        return self.before.meaning(day) != self.after.meaning(day)

    def on(self, day: date) -> Pair:
        """Both sides on a day. Where both mean the same on it, one reading stands for both."""
        before, after = self.before.read(self.population, day, threads=self.threads), None
        if self.differs(day):
            after = self.after.read(self.population, day, threads=self.threads)
        else:
            after = before
        pair = paired(before, after)
        return pair.where(self.frame.listable(self.holder, pair.rows))
