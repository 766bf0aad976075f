"""One part of the city with everything the registers are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from sakimawari.city.assembly import Bools, Floats
from sakimawari.city.assess import Assessment, assess
from sakimawari.city.composition import Composition
from sakimawari.city.days import Days, day_number, day_of, first_of_month, month_index
from sakimawari.city.facilities import Facilities
from sakimawari.city.living import Living, make_living
from sakimawari.city.residents import Residents, make_residents
from sakimawari.city.streams import Stream

Table = dict[str, pa.Array]  # the columns of a file, by the item names of its layout
Sheets = dict[str, Table]  # the rows for some files, by file name


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is fixed before anybody is made: the frame, the facilities, the seed and the day."""

    composition: Composition
    facilities: Facilities
    seed: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Residents of some towns of one ward, their lives and taxes, on one day.

    `before` and `now` are the taxes of two fiscal years: the one known since June, and the one
    before it.
    """

    people: Residents
    living: Living
    before: Assessment
    now: Assessment
    composition: Composition
    facilities: Facilities
    ward: str
    stream: Stream
    departed_from: int  # running number of the first person who died or moved away

    @property
    def on(self) -> int:
        """The day the city is seen, as a day number."""
        return self.people.on

    def tax_from(self, month: int) -> Assessment:
        """The tax year in use today where a new one takes over on the first of a month."""
        if self.now.fiscal_year < day_of(self.on).year:
            return self.now
        return self.now if day_of(self.on).month >= month else self.before


def latest_fiscal_year(on: date) -> int:
    """The latest fiscal year whose resident tax is known: that of the year from June on."""
    return on.year if on.month >= 6 else on.year - 1


def departed_in(residents: int) -> int:
    """How many who died or moved away within the last year the records still show."""
    return residents * 12 // 1000


def make_part(plan: Plan, towns: slice, *, first_number: int) -> Part:
    """Make the people of some towns; the same for the same seed, whatever else is made."""
    composition = plan.composition
    stream = Stream(plan.seed, towns.start)
    people = make_residents(
        composition.counts[towns],
        towns.start,
        first_number,
        on=day_number(plan.on),
        stream=stream,
    )
    living = make_living(people, stream)
    year = latest_fiscal_year(plan.on)
    return Part(
        people=people,
        living=living,
        before=assess(people, living, year - 1, which=0, stream=stream),
        now=assess(people, living, year, which=1, stream=stream),
        composition=composition,
        facilities=plan.facilities,
        ward=composition.towns[towns.start].ward,
        stream=stream,
        departed_from=first_number + people.count,
    )


def month_after(days: Days) -> Days:
    """The first day of the month after a day: from when an allowance asked for on it is paid."""
    return first_of_month(month_index(days) + 1)


def chance(rng: np.random.Generator, share: float | Floats, count: int) -> Bools:
    """Who of `count` is hit by a share (one of all, or one of each)."""
    return rng.random(count) < share
