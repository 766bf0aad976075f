"""Projected people through the rules: every replicate of a projection, read on the days of a grid.

The rules and figures of the law are those known on the day of the run: what is enacted for later days
is applied from those days on, and what holds last goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sakimawari.anticipate.demand.arrivals import Arrivals
from sakimawari.anticipate.demand.counting import Tally, Weights
from sakimawari.anticipate.demand.donors import Deck, deck_of
from sakimawari.anticipate.demand.ground import Ground, Visitors, visitors_of
from sakimawari.anticipate.demand.households import lay_out
from sakimawari.anticipate.demand.load import Use
from sakimawari.anticipate.demand.places import Places
from sakimawari.anticipate.demand.rebuilding import City, Stage, rebuilt
from sakimawari.anticipate.demand.sampling import Sample, sampled
from sakimawari.anticipate.demand.values import Counted, Floats, Grid
from sakimawari.anticipate.projection.engine.running import states_at
from sakimawari.anticipate.projection.people import Plan, day_of
from sakimawari.fit.findings import find
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.rules.figures import days as day_number
from sakimawari.rules.kernel import Kernel

Progress = Callable[[str, int, int], None]
EPOCH = date(1970, 1, 1)


def grid_of(on: date, months: int, *, near: int = 24, step: int = 3) -> Grid:
    """The days read: monthly for the near months, then on Januaries, or every `step` months.

    The first day is that of the snapshot, later ones are firsts of a month; far ones those months of
    the year that `step` divides (12: January, 3: January, April …), so that years are whole.
    DEMAND003 where no month lies ahead, or a step is no number of months.
    """
    if months < 1 or step < 1 or near < 0:
        raise fault(
            "DEMAND003",
            f"{months} months ahead in steps of {step} are no time to foresee",
            "ask for a year or more, in steps of 1, 3 or 12 months",
        )
    first = (on.year - 1970) * 12 + on.month - 1
    close = range(1, min(near, months) + 1)
    far = [m for m in range(min(near, months) + 1, months + 1) if (first + m) % step == 0]
    ahead = [0, *close, *far]
    if ahead[-1] != months:
        ahead.append(months)
    later = [day_number(day_of(first + month)) for month in ahead[1:]]
    return Grid(days=(day_number(on), *later), months=tuple(ahead))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What reads a projected city: the rules, their kernels, and the city they are laid out against."""

    ground: Ground
    catalogue: Catalogue
    kernels: Sequence[Kernel]
    uses: Sequence[Use]
    places: Places
    seed: int
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """All replicates of a demand, with what they were read from; `shares` read of each cell."""

    grid: Grid
    places: Places
    uses: tuple[Use, ...]
    replicates: tuple[Counted, ...]
    households: int
    of: int
    shares: Floats


def foresee(
    reader: Reader,
    plan: Plan,
    grid: Grid,
    *,
    households: int | None,
    progress: Progress | None = None,
) -> Foreseen:
    """Read every replicate of a projection; of a sample of households where a number is given."""
    sample = sampled(plan.state, households, seed=reader.seed)
    smaller = replace(plan, state=sample.state, rates=sample.rates(plan.rates))
    visitors = visitors_of(reader.ground)
    deck = deck_of(plan.state, lay_out(plan.state, reader.ground, visitors), reader.ground)
    reading = _Reading(reader, smaller, grid, sample, deck, visitors)
    total = plan.replicates * grid.periods
    found = []
    for number in range(plan.replicates):
        found.append(reading.replicate(number))
        if progress is not None:
            progress("replicates", (number + 1) * grid.periods, total)
    return Foreseen(
        grid=grid,
        places=reader.places,
        uses=tuple(reader.uses),
        replicates=tuple(found),
        households=sample.households,
        of=sample.of,
        shares=reading.shares(),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One projection on its way through the rules."""

    reader: Reader
    plan: Plan
    grid: Grid
    sample: Sample
    deck: Deck
    visitors: Visitors

    def replicate(self, number: int) -> Counted:
        """One replicate, day by day."""
        services = [use.service for use in self.reader.uses]
        tally = Tally(
            services=services,
            cells=len(self.reader.places),
            days=len(self.grid.days),
            weights=Weights(shares=self.shares()),
        )
        came = Arrivals()
        for at, stage in enumerate(self._stages(number, came)):
            day = EPOCH + timedelta(days=stage.day)
            figures = self.reader.catalogue.figures(day)
            findings = find(
                self.reader.kernels, stage.population, figures, threads=self.reader.threads
            )
            tally.add(at, stage, self.reader.places.cells(stage), findings)
        return tally.found

    def _stages(self, number: int, came: Arrivals) -> Iterator[Stage]:
        states = states_at(self.plan, number, self.grid.months)
        for day, state in zip(self.grid.days, states, strict=True):
            city = City(
                ground=self.reader.ground,
                visitors=self.visitors,
                deck=self.deck,
                seed=self.reader.seed,
            )
            since = came.since(state, day, seed=self.reader.seed)
            yield rebuilt(state, city, since, day=EPOCH + timedelta(days=day))

    def shares(self) -> Floats:
        """The share read of the people of each cell."""
        wards = {ward: at for at, ward in enumerate(self.reader.ground.wards)}
        found = np.ones(len(wards))
        for area, share in zip(self.plan.state.areas, self.sample.shares, strict=True):
            if area in wards:
                found[wards[area]] = share
        return self.reader.places.spread(found)
