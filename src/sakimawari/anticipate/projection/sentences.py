"""What a projection says in a line: how many, where, when, and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimawari.anticipate.projection.summing import HIGH, LOW, Measure

CITY = "全市"


def interval(measure: Measure, period: int, area: int) -> tuple[int, int]:
    """The middle of the interval of 90 % and what it reaches to either side."""
    low, high = measure.shares[LOW, period, area], measure.shares[HIGH, period, area]
    return round((low + high) / 2), round((high - low) / 2)


def sentences(found: Sequence[Measure], areas: Sequence[str], age: int = 75) -> Iterator[str]:
    """ "2031: 1,240 ± 90 new 75-year-olds in 八幡西区", year by year and area by area."""
    named = {each.name: each for each in found}
    told = (f"turned_{age}", f"new {age}-year-olds"), ("newborns", "newborns")
    for name, words in told:
        measure = named.get(name)
        if measure is None:
            continue
        for period, day in enumerate(measure.periods):
            for at, area in enumerate((*areas, CITY)):
                middle, side = interval(measure, period, at)
                yield f"{day[:4]}: {middle:,} ± {side:,} {words} in {area}"
