"""What a year's rates say of one month: chances by cell, a cell being area × sex × age."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sakimawari.anticipate.projection.people import Assumptions
from sakimawari.anticipate.projection.values import AGES, Floats, Rates
from sakimawari.problems import fault

HIGHEST = 60.0  # events a year; more is an error in a table, not a rate
OF_MOVES = 4.0  # of leaving and of moving: nobody does both within a month


class Chances(NamedTuple):
    """Chances of a month. `death`, `leave`, `move`, `birth` by cell; the others by sex × age.

    `towards` are running sums along rows. `care` is (2 × AGES, 8) of leaving a level at all,
    `care_to` (2 × AGES, 8, 8) running shares of where to. `nursery` is by age.
    """

    death: Floats
    leave: Floats
    move: Floats
    birth: Floats
    towards: Floats
    partner: Floats
    part: Floats
    nest: Floats
    start_work: Floats
    stop_work: Floats
    disability: Floats
    care: Floats
    care_to: Floats
    nursery: Floats
    boys: float


def year_in(rates: Rates, month: int) -> int:
    """The row of rates a month is under: the first before its years, the last after them."""
    return min(max(1970 + month // 12 - rates.start, 0), len(rates.death) - 1)


def monthly(rates: Floats) -> Floats:
    """Chances within a month of hazards a year."""
    found: Floats = -np.expm1(-rates / 12.0)
    return found


def chances(assumed: Assumptions, month: int) -> Chances:
    """Chances in a month."""
    rates, social = assumed.rates, assumed.social
    year = year_in(rates, month)
    birth = np.zeros((len(rates.areas), 2, AGES))
    birth[:, 1] = monthly(rates.birth[year])
    out = social.care.reshape(2 * AGES, 8, 8) * (1.0 - np.eye(8))
    whole = out.sum(axis=2)
    share = np.cumsum(out, axis=2) / np.where(whole > 0, whole, 1.0)[:, :, None]
    return Chances(
        death=monthly(rates.death[year]).ravel(),
        leave=monthly(rates.leave[year]).ravel(),
        move=monthly(rates.move[year]).ravel(),
        birth=birth.ravel(),
        towards=np.cumsum(rates.towards, axis=1),
        care=monthly(whole),
        care_to=share,
        nursery=np.asarray(social.nursery, np.float64),
        boys=rates.boys,
        **{
            name: monthly(getattr(social, name)).ravel()
            for name in (*("partner", "part", "nest", "start_work", "stop_work", "disability"),)
        },
    )


def check_rates(assumed: Assumptions, areas: tuple[str, ...]) -> None:
    """PROJ001 where rates are for other areas, PROJ002 where a number cannot be a rate."""
    rates, social = assumed.rates, assumed.social
    if rates.areas != areas:
        raise fault(
            "PROJ001",
            f"the rates are of {len(rates.areas)} areas, the people of {len(areas)}, or in another order",
            "make rates for the areas of the people, in their order",
        )
    named = {
        **{f"rates.{n}": getattr(rates, n) for n in ("death", "birth")},
        **{
            f"social.{n}": getattr(social, n)
            for n in (
                *("partner", "part", "nest", "start_work", "stop_work", "disability", "care"),
            )
        },
    }
    for name, given in named.items():
        _check(name, given, HIGHEST)
    for name in ("leave", "move"):
        _check(f"rates.{name}", getattr(rates, name), OF_MOVES)
    _check("rates.arrive", rates.arrive, np.inf)
    _check("social.nursery", social.nursery, 1.0)
    sums = rates.towards.sum(axis=1)
    if len(areas) > 1 and (np.abs(sums - 1.0) > 1e-6).any():
        raise fault(
            "PROJ002",
            f"the shares of where movers from {areas[int(np.abs(sums - 1.0).argmax())]} go do not add up to one",
            "give shares of at least 0 that add up to 1 in each row",
        )


def _check(name: str, given: Floats, highest: float) -> None:
    bad = ~np.isfinite(given) | (given < 0.0) | (given > highest)
    if bad.any():
        at = np.unravel_index(int(np.argmax(bad)), bad.shape)
        place = ", ".join(str(int(i)) for i in at)
        raise fault(
            "PROJ002",
            f"{name} at [{place}] is {float(given[at])}",
            f"give a finite number from 0 to {highest:g} a year",
        )
