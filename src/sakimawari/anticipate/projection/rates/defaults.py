"""Rates to begin with where a city has given no file of its own."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.rates import moving, people
from sakimawari.anticipate.projection.rates.national import fertility, mortality
from sakimawari.anticipate.projection.values import AGES, Floats, Rates

YEARS = 30


def default_rates(
    areas: tuple[str, ...], start: int, *, counts: Floats | None = None, years: int = YEARS
) -> Rates:
    """Yearly rates of a city from its names alone: the nation's deaths and births, assumed moves.

    `counts` (areas, 2, AGES) are the residents arrivals are scaled to, so that a city of twenty
    thousand does not receive the arrivals of a million; without them the wards of Kitakyushu are
    those of the official projection, and areas of other names share its size equally.
    """
    residents = people.of_areas(areas, start) if counts is None else counts
    whole = residents.sum(axis=0)
    leave = moving.at_level(moving.pattern(), whole, moving.OUT_A_THOUSAND)
    move = moving.at_level(moving.pattern(local=True), whole, moving.WITHIN_A_THOUSAND)
    if len(areas) == 1:
        move = np.zeros_like(move)
    return Rates(
        start=start,
        areas=areas,
        death=_everywhere(mortality(start, years), len(areas)),
        birth=np.repeat(fertility(start, years)[:, None], len(areas), axis=1),
        leave=np.broadcast_to(leave, (years, len(areas), 2, AGES)).copy(),
        arrive=np.broadcast_to(leave * residents, (years, len(areas), 2, AGES)).copy(),
        move=np.broadcast_to(move, (years, len(areas), 2, AGES)).copy(),
        towards=_towards(residents.sum(axis=(1, 2))),
    )


def _everywhere(rates: Floats, areas: int) -> Floats:
    return np.repeat(rates[:, None], areas, axis=1)


def _towards(size: Floats) -> Floats:
    """Movers choose another area in proportion to its residents."""
    if len(size) == 1:
        return np.ones((1, 1))
    found = np.repeat(np.maximum(size, 1.0)[None], len(size), axis=0)
    np.fill_diagonal(found, 0.0)
    return found / found.sum(axis=1, keepdims=True)
