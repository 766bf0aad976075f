"""Both sides of one service read for everybody on a day: the seam to the rules.

Everything else of a comparison asks only `Readings.on`. The readings are monthly today; whatever
keeps intervals of rights can answer the same question without reading the city again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimawari.fit.compare.meaning import Epochs
from sakimawari.fit.compare.outcomes import Pair, paired
from sakimawari.fit.compare.roll import Roll
from sakimawari.fit.findings import Findings, find
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.rules.kernel import Kernel
from sakimawari.rules.population import Population
from sakimawari.rules.tree import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a service: its catalogue and city, and the service with its kernel if it has it.

    `population` is one and the same object on both sides, unless they declare a fact differently.
    """

    catalogue: Catalogue
    population: Population
    service: Service | None = None
    kernel: Kernel | None = None

    def read(
        self, on: date, *, threads: int, population: Population | None = None
    ) -> Findings | None:
        """Everybody's findings on a day, protected people included; of another city if given."""
        if self.kernel is None:
            return None
        people = self.population if population is None else population
        found = find([self.kernel], people, self.catalogue.figures(on), threads=threads)
        return found[self.kernel.rule.service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A service before and after, over one city; nobody protected is ever in a reading.

    `epochs` say from which day on of the period the sides differ, or do not.
    """

    before: Side
    after: Side
    roll: Roll
    epochs: Epochs
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
        return [differs for since, differs in self.epochs if since <= day][-1]

    @property
    def effect(self) -> date:
        """The first day of the period on which the sides differ."""
        return next((since for since, differs in self.epochs if differs), self.epochs[0][0])

    def on(self, day: date) -> Pair:
        """Both sides on a day. Where both mean the same on it, one reading stands for both."""
        before = self.before.read(day, threads=self.threads)
        same = not self.differs(day)
        after = before if same else self.after.read(day, threads=self.threads)
        pair = paired(before, after)
        return pair.where(self.roll.listable(self.holder, pair.rows))
