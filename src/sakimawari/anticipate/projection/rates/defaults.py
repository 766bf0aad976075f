"""Rates to begin with where a city has given no file of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.anticipate.projection.rates import kitakyushu, people
from sakimawari.anticipate.projection.rates.nowhere import by_size, plain
from sakimawari.anticipate.projection.values import Floats, Rates

YEARS = 30


def default_rates(
    areas: tuple[str, ...], start: int, *, counts: Floats | None = None, years: int = YEARS
) -> Rates:
    """Yearly rates of a city from the names of its areas alone.

    The seven wards of Kitakyushu, and their towns named "ward town", have the rates under which IPSS
    2023's path follows; areas of other names the nation's deaths and births and moves that cancel
    out. `counts` (areas, 2, AGES)
    are the residents arrivals are scaled to, so that a city of twenty thousand does not receive the
    arrivals of a million; without them the wards have the official number of residents, and areas
    of other names share it equally.
    """
    within = [_ward_of(area) for area in areas]
    if all(at is not None for at in within):
        return _of_wards(areas, [at for at in within if at is not None], start, counts, years)
    if counts is None:
        whole = kitakyushu.residents(start).sum(axis=0)
        counts = np.repeat(whole[None] / len(areas), len(areas), axis=0)
    return plain(areas, start, counts, years=years)


def _ward_of(area: str) -> int | None:
    """The ward an area is, or is a town of."""
    ward = area.split(" ", maxsplit=1)[0]
    return people.wards().index(ward) if ward in people.wards() else None


def _of_wards(
    areas: tuple[str, ...], at: list[int], start: int, counts: Floats | None, years: int
) -> Rates:
    """Each area has its ward's rates, and of its ward's arrivals its share by residents."""
    given = kitakyushu.from_year(start, years)
    official = kitakyushu.residents(start)[at].sum(axis=(1, 2))
    if counts is None:
        sizes = official / np.array([at.count(ward) for ward in at])
    else:
        sizes = counts.sum(axis=(1, 2))
    found = {
        name: getattr(given, name)[:, at] for name in ("death", "birth", "leave", "arrive", "move")
    }
    found["arrive"] = found["arrive"] * (sizes / official)[:, None, None]
    if len(areas) == 1:
        found["move"] = np.zeros_like(found["move"])
    return replace(given, areas=areas, towards=by_size(sizes), **found)
