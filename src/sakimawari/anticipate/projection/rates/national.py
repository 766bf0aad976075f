"""Deaths and births of the nation by single year of age, for any calendar year.

Source: United Nations, World Population Prospects 2024 (CC BY 3.0 IGO), Japan.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sakimawari.anticipate.projection.rates.shipped import table
from sakimawari.anticipate.projection.rates.single import hazards, spread
from sakimawari.anticipate.projection.values import AGES, Floats

_LOWS = (0, 1, *range(5, 101, 5))
_MOTHERS = (*range(10, 55, 5), 55)


@cache
def _mortality() -> tuple[Floats, Floats]:
    rows = table("mortality")
    years = np.array(sorted({int(row["year"]) for row in rows}), np.float64)
    found = np.empty((len(years), 2, AGES))
    for row in rows:
        groups = np.array([float(row[str(low)]) for low in _LOWS]) / 100_000.0
        at = int(np.searchsorted(years, float(row["year"])))
        found[at, 0 if row["sex"] == "men" else 1] = np.log(hazards(groups, _LOWS))
    return years, found


def mortality(start: int, years: int) -> Floats:
    """Hazards of death (years, 2, AGES), a person-year; years outside the table keep its ends.

    Between the table's five-year points the logarithm runs straight.
    """
    at, logs = _mortality()
    wanted = np.clip(np.arange(start, start + years) + 0.5, at[0] + 0.5, at[-1] + 0.5)
    flat = logs.reshape(len(at), -1)
    out = np.stack([np.interp(wanted, at + 0.5, column) for column in flat.T], axis=1)
    return np.asarray(np.exp(out).reshape(years, 2, AGES))


@cache
def _patterns() -> tuple[Floats, Floats]:
    rows = table("fertility")
    years = np.array([float(row["year"]) for row in rows])
    found = np.zeros((len(rows), AGES))
    for at, row in enumerate(rows):
        shares = [float(row[str(low)]) for low in _MOTHERS[:-1]]
        found[at, 10:55] = spread(shares, _MOTHERS) / sum(shares)
    return years, found


def total_fertility(start: int, years: int) -> Floats:
    """Children a woman by calendar year; years outside the table keep its ends."""
    rows = table("nation")
    at = np.array([float(row["year"]) for row in rows])
    known = np.array([float(row["tfr"]) for row in rows])
    return np.asarray(np.interp(np.arange(start, start + years), at, known))


def fertility(start: int, years: int) -> Floats:
    """Births a woman-year by age of the mother (years, AGES)."""
    at, shares = _patterns()
    wanted = np.arange(start, start + years)
    pattern = np.stack([np.interp(wanted, at, column) for column in shares.T], axis=1)
    pattern /= pattern.sum(axis=1, keepdims=True)
    return pattern * total_fertility(start, years)[:, None]
