"""Rates of a city of which only the residents are known: the nation's events, assumed moves."""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.rates import moving
from sakimawari.anticipate.projection.rates.national import fertility, mortality
from sakimawari.anticipate.projection.values import AGES, Floats, Rates


def plain(areas: tuple[str, ...], start: int, residents: Floats, *, years: int) -> Rates:
    """National deaths and births in every area, moves that change nobody's number.

    `residents` (areas, 2, AGES) set the arrivals: as many of each sex and age as leave.
    """
    whole = residents.sum(axis=0)
    leave = moving.at_level(moving.pattern(), whole, moving.OUT_A_THOUSAND)
    move = moving.at_level(moving.pattern(local=True), whole, moving.WITHIN_A_THOUSAND)
    if len(areas) == 1:
        move = np.zeros_like(move)
    towards = by_size(residents.sum(axis=(1, 2)))
    moved = move * residents
    came = np.tensordot(towards, moved, axes=(0, 0)) if len(areas) > 1 else moved
    arrive = np.maximum(leave * residents + moved - came, 0.0)  # neither gain nor loss at any age
    shape = (years, len(areas), 2, AGES)
    return Rates(
        start=start,
        areas=areas,
        death=np.repeat(mortality(start, years)[:, None], len(areas), axis=1),
        birth=np.repeat(fertility(start, years)[:, None], len(areas), axis=1),
        leave=np.broadcast_to(leave, shape).copy(),
        arrive=np.broadcast_to(arrive, shape).copy(),
        move=np.broadcast_to(move, shape).copy(),
        towards=towards,
    )


def by_size(size: Floats) -> Floats:
    """Movers choose another area in proportion to its residents: rows that add up to one."""
    if len(size) == 1:
        return np.ones((1, 1))
    found = np.repeat(np.maximum(size, 1.0)[None], len(size), axis=0)
    np.fill_diagonal(found, 0.0)
    return np.asarray(found / found.sum(axis=1, keepdims=True))
