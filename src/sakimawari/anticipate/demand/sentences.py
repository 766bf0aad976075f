"""What a demand says in a sentence: "2031: 1,240 ± 90 new 75-year-olds in 八幡西区, hence …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimawari.anticipate.demand.counting import STARTED
from sakimawari.anticipate.demand.run import Foreseen
from sakimawari.anticipate.demand.tables import WARD, Level, Summed, hidden, turned_by_ward
from sakimawari.anticipate.demand.values import AGES_TOLD

_NEWBORN = 0


def sentences(
    found: Foreseen, sums: Summed, made: Sequence[Level], years: Sequence[int], *, exact: bool
) -> Iterator[str]:
    """One sentence a service, ward and year in which rights begin; hidden counts are left out."""
    wards = next(level for level in made if level.name == WARD)
    turned = turned_by_ward(found, sums)
    for service, use in enumerate(found.uses):
        for number, year in enumerate(years):
            veil = hidden(made, service, number)[STARTED]
            for at, ward in enumerate(wards.wards):
                if not exact and ward in veil.groups:
                    continue
                started, coming, hours = (
                    wards.bands[name] for name in ("started", "applications", "hours")
                )
                where = (service, at, number)
                if round(float(started.mean[where])) < 1:
                    continue
                people = _people(use.foresight.age, use.service.name)
                mean, low, high = (
                    float(x[where]) for x in (started.mean, started.low, started.high)
                )
                if use.foresight.age in AGES_TOLD:
                    one = (AGES_TOLD.index(use.foresight.age), at, number)
                    mean, low, high = (
                        float(x[one]) for x in (turned.mean, turned.low, turned.high)
                    )
                yield (
                    f"{year}: {mean:,.0f} ± {(high - low) / 2:,.0f} {people} in {ward}, hence "
                    f"{float(coming.mean[where]):,.0f} applications for {use.service.name}, "
                    f"{float(hours.mean[where]):,.0f} staff hours"
                )


def _people(age: int | None, name: str) -> str:
    if age == _NEWBORN:
        return "newborn children"
    return f"newly entitled to {name}" if age is None else f"new {age}-year-olds"
