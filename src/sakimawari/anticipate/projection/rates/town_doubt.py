"""How far such projections of towns have been from what came, learnt on earlier years alone."""

from __future__ import annotations

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
Classes = tuple[tuple[Floats, ...], ...]  # by group of ages, by class of size


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Errors of tried projections a year ahead, over the square root of the people expected plus one.

    `tried` holds them by try, the latest first; `origins` are the months the tries began at. Men and
    women are added up.
    """

    tried: tuple[Classes, ...]
    origins: tuple[str, ...]

    def interval(self, expected: Floats, months: int, share: float = 0.9) -> tuple[Floats, Floats]:
        """Lower and upper bounds (towns, 18), whole people, meant to hold `share` of what comes.

        Errors grow with the square root of time. The rank is that of split conformal prediction: a
        class of n cases uses the case of rank (n + 1) × quantile. The quantile itself is corrected
        once by what intervals of the earlier tries held of the latest (adaptive conformal
        inference, Gibbs and Candès 2021).
        """
        return _bounds(_pooled(self.tried), expected, months, self.aim(share))

    def aim(self, share: float) -> float:
        """The share to ask for so that `share` is held: less, if the latest try was held too well."""
        if len(self.tried) < 2:
            return share
        pooled = _pooled(self.tried[1:])
        cases = held = 0
        for group, classes in enumerate(self.tried[0]):
            for size, errors in enumerate(classes):
                low, high = _ends(pooled[group][size], share)
                cases += len(errors)
                held += int(((errors >= low) & (errors <= high)).sum())
        return float(np.clip(share - (held / max(cases, 1) - share), 0.5, 0.995))


def _ends(errors: Floats, share: float) -> tuple[float, float]:
    return _ranked(errors, (1.0 - share) / 2.0), _ranked(errors, (1.0 + share) / 2.0)


def _ranked(errors: Floats, quantile: float) -> float:
    """The error of a quantile, by rank among n + 1, beyond the ends the end itself."""
    at = np.clip(quantile * (len(errors) + 1) - 1.0, 0, len(errors) - 1)
    return float(np.interp(at, np.arange(len(errors)), errors))


def _bounds(pooled: Classes, expected: Floats, months: int, share: float) -> tuple[Floats, Floats]:
    low, high = expected.copy(), expected.copy()
    which = np.digitize(expected, SIZES) - 1
    scale = np.sqrt(expected + 1.0) * np.sqrt(months / 12.0)
    for group in range(GROUPS):
        for size, errors in enumerate(pooled[group]):
            part = which[:, group] == size
            down, up = _ends(errors, share)
            low[part, group] += down * scale[part, group]
            high[part, group] += up * scale[part, group]
    return np.maximum(np.rint(low), 0.0), np.rint(high)


def learn_errors(
    table: TownTable, month: str, vital: Vital | None = None, *, tries: int = 3
) -> Errors:
    """Project from the same month of `tries` earlier years, a year each, and compare.

    Nothing after `month` is used, and each try uses nothing after its own beginning. A table of
    less than two years before `month` allows no try; then bounds are two standard deviations of
    chance on either side.
    """
    number = month_number(month)
    origins = [
        month_name(number - 12 * back)
        for back in range(1, tries + 1)
        if table.at(month_name(number - 12 * (back + 1))) >= 0
    ]
    tried = tuple(_try(table, origin, vital) for origin in origins)
    return Errors(tried=tried, origins=tuple(origins))


def _try(table: TownTable, origin: str, vital: Vital | None) -> Classes:
    came = table.at(month_name(month_number(origin) + 12))
    known = table.known[came] & table.known[table.at(origin)]
    expected = fit_towns(table, origin, vital, years=3).after(12)[known].sum(axis=1)
    errors = (table.counts[came][known].sum(axis=1) - expected) / np.sqrt(expected + 1.0)
    which = np.digitize(expected, SIZES) - 1
    return tuple(
        tuple(errors[which[:, group] == size, group] for size in range(len(SIZES)))
        for group in range(GROUPS)
    )


def _pooled(tried: tuple[Classes, ...]) -> Classes:
    """Errors of all tries sorted; a class with few cases borrows from its nearest neighbours."""
    found = []
    for group in range(GROUPS):
        own = [
            np.concatenate([np.zeros(0), *(classes[group][size] for classes in tried)])
            for size in range(len(SIZES))
        ]
        found.append(tuple(_enough(own, at) for at in range(len(own))))
    return tuple(found)


def _enough(own: list[Floats], at: int) -> Floats:
    for reach in range(len(own)):
        cases = np.concatenate(own[max(at - reach, 0) : at + reach + 1])
        if len(cases) >= _FEW:
            return np.sort(cases)
    return np.sort(cases) if len(cases) else np.array([-2.0, 2.0])
