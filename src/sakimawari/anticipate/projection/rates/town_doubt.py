"""How far such projections of towns have been from what came, learnt on earlier years alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.projection.rates.town_fit import fit_towns
from sakimawari.anticipate.projection.rates.town_values import (
    GROUPS,
    TownTable,
    month_name,
    month_number,
)
from sakimawari.anticipate.projection.rates.vital import Vital
from sakimawari.anticipate.projection.values import Floats

SIZES = (0.0, 8.0, 20.0, 45.0, 100.0)  # people expected: lower ends of the classes
_FEW = 40  # cases a class needs before it speaks for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Past errors of a year over the square root of the people expected plus one.

    `errors` holds them sorted, by group of ages (rows) and class of size (columns), men and women
    together. `origins` are the months the tried projections began at.
    """

    errors: tuple[tuple[Floats, ...], ...]
    origins: tuple[str, ...]

    def interval(
        self, expected: Floats, months: int, share: float = 0.9
    ) -> tuple[Floats, Floats]:
        """Lower and upper bounds (towns, 18), whole people, that hold `share` of what comes.

        Errors grow with the square root of time. The rank is that of split conformal prediction:
        a class of n cases uses the case of rank (n + 1) × quantile.
        """
        low, high = np.empty_like(expected), np.empty_like(expected)
        which = np.digitize(expected, SIZES) - 1
        scale = np.sqrt(expected + 1.0) * np.sqrt(months / 12.0)
        for group in range(GROUPS):
            for size, errors in enumerate(self.errors[group]):
                part = which[:, group] == size
                down, up = _ranked(errors, (1.0 - share) / 2.0), _ranked(errors, (1.0 + share) / 2.0)
                low[part, group] = expected[part, group] + down * scale[part, group]
                high[part, group] = expected[part, group] + up * scale[part, group]
        return np.maximum(np.rint(low), 0.0), np.rint(high)


def _ranked(errors: Floats, quantile: float) -> float:
    """The error of a quantile, by rank among n + 1, beyond the ends the end itself."""
    at = np.clip(quantile * (len(errors) + 1) - 1.0, 0, len(errors) - 1)
    return float(np.interp(at, np.arange(len(errors)), errors))


def learn_errors(
    table: TownTable, month: str, vital: Vital | None = None, *, tries: int = 3
) -> Errors:
    """Project from `tries` earlier Decembers (or whichever month it is), a year each, and compare.

    Nothing after `month` is used, and each try uses nothing after its own beginning.
    """
    number = month_number(month)
    origins = [
        month_name(number - 12 * back)
        for back in range(1, tries + 1)
        if table.at(month_name(number - 12 * (back + 1))) >= 0
    ]
    found: list[list[list[Floats]]] = [[[] for _ in SIZES] for _ in range(GROUPS)]
    for origin in origins:
        _compare(table, origin, vital, found)
    return Errors(
        errors=tuple(_pooled(found[group]) for group in range(GROUPS)), origins=tuple(origins)
    )


def _compare(
    table: TownTable, origin: str, vital: Vital | None, found: Sequence[list[list[Floats]]]
) -> None:
    came = table.at(month_name(month_number(origin) + 12))
    known = table.known[came] & table.known[table.at(origin)]
    expected = fit_towns(table, origin, vital, years=3).after(12)[known].sum(axis=1)
    errors = (table.counts[came][known].sum(axis=1) - expected) / np.sqrt(expected + 1.0)
    which = np.digitize(expected, SIZES) - 1
    for group in range(GROUPS):
        for size in range(len(SIZES)):
            found[group][size].append(errors[which[:, group] == size, group])


def _pooled(classes: list[list[Floats]]) -> tuple[Floats, ...]:
    """Each class's errors sorted; a class with few cases borrows from its nearest neighbours."""
    own = [np.concatenate(parts) if parts else np.zeros(0) for parts in classes]
    found = []
    for at in range(len(own)):
        reach = 0
        cases = own[at]
        while len(cases) < _FEW and reach < len(own):
            reach += 1
            cases = np.concatenate(own[max(at - reach, 0) : at + reach + 1])
        found.append(np.sort(cases) if len(cases) else np.array([-2.0, 2.0]))
    return tuple(found)
