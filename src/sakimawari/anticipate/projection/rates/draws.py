"""One possible truth: rates drawn from what is known of them, the same for the same key.

Each event has a stream of its own from (seed, replicate, event), and each area one from its name
besides: more doubt about one event, or another area, leaves all other draws as they were.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np

from sakimawari.anticipate.projection.rates.doubt import EVENTS
from sakimawari.anticipate.projection.values import AGES, Doubt, Floats, Rates

_BENDS = 4  # cosines over the ages of life


def _bend(stream: np.random.Generator) -> Floats:
    """A smooth curve over ages of mean square one: a few cosines with drawn weights."""
    ages = (np.arange(AGES) + 0.5) / AGES
    weights = stream.standard_normal(_BENDS) * np.sqrt(2.0 / _BENDS)
    waves = np.stack([np.cos(np.pi * (k + 1) * ages) for k in range(_BENDS)])
    return np.asarray(weights @ waves)


def shift(
    event: str, doubt: Doubt, years: int, *, seed: int, replicate: int
) -> tuple[Floats, Floats]:
    """The drawn shift of an event's logarithm: by year (years,) and by age (AGES,).

    Half the variance is taken off, so that the mean of many draws is the rate itself.
    """
    key = np.random.SeedSequence(seed, spawn_key=(replicate, EVENTS.index(event)))
    stream = np.random.Generator(np.random.Philox(key))
    level, drift = doubt.level.get(event, 0.0), doubt.drift.get(event, 0.0)
    age = doubt.age.get(event, 0.0)
    steps = stream.standard_normal(years + 1)
    walk = np.cumsum(np.concatenate([[0.0], steps[1:]]))[:years]
    by_year = level * steps[0] + drift * walk
    by_year = by_year - (level**2 + drift**2 * np.arange(years)) / 2.0
    return by_year, age * _bend(stream) - age**2 / 2.0


def shift_of_area(event: str, area: str, doubt: Doubt, *, seed: int, replicate: int) -> float:
    """The drawn shift of an event's logarithm in one area."""
    spread = doubt.area.get(event, 0.0)
    if spread == 0.0:
        return 0.0
    name = zlib.crc32(area.encode())
    key = np.random.SeedSequence(seed, spawn_key=(replicate, EVENTS.index(event), name))
    stream = np.random.Generator(np.random.Philox(key))
    return float(spread * stream.standard_normal() - spread**2 / 2.0)


def drawn(rates: Rates, doubt: Doubt, *, seed: int, replicate: int) -> Rates:
    """The rates of one replicate: the same bits for the same seed and number of the replicate."""
    found = {}
    for event in EVENTS:
        given: Floats = getattr(rates, event)
        by_year, by_age = shift(event, doubt, len(given), seed=seed, replicate=replicate)
        by_area = np.array(
            [
                shift_of_area(event, area, doubt, seed=seed, replicate=replicate)
                for area in rates.areas
            ]
        )
        shape = [1] * (given.ndim - 2)
        found[event] = given * np.exp(
            by_year.reshape(-1, 1, *shape) + by_area.reshape(1, -1, *shape) + by_age
        )
    return replace(rates, **found)
