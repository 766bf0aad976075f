"""Counts of the whole city by service, ward and town, made once a night and read in milliseconds.

Counts are exact: whoever shows them hides small ones first (`fit.compare.suppression.Veil`). Closed
households (支援措置) are in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.fit.horizon import first_of_months
from sakimawari.rules.figures import days

_EPOCH = np.datetime64("1970-01-01", "D")
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the table `summary` of a run counts; `begins`, `ends`, `deadlines` over the calendar."""

    entitled: int = 0
    possible: int = 0
    receiving: int = 0
    unclaimed: int = 0
    unclaimed_possible: int = 0
    unclaimed_yen_per_year: int = 0
    to_review: int = 0
    begins: int = 0
    ends: int = 0
    deadlines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What happens on some days: rights that begin, end or change; last days to claim, to renew."""

    begins: int = 0
    ends: int = 0
    changes: int = 0
    claims: int = 0
    renewals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town of a ward with the people and households registered there; None where unknown."""

    ward: str | None
    town: str | None
    people: int
    households: int


COUNTS = tuple(each.name for each in fields(Counts))
TURNS = tuple(each.name for each in fields(Turns))
OF_AGE = ("entitled", "possible", "receiving")
OLDEST = 130  # whoever is older counts here


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The counts of one run.

    `services` are slugs with official names, in order; `wards` those in which anybody lives, and
    companies sit. Arrays: a cell is a service in a place that counts anybody (`cells`: numbers of
    service and place; `counts`: a column for each of COUNTS); a turn is a service in a ward on a
    day (`turns`: numbers of service, ward, and the day; `turned`: a column for each of TURNS).
    `ages` counts each of OF_AGE by service and age (first those of whom it is unknown), `holding`
    who surely has a right on the day of the run and on the first of each month after it.
    """

    on: date
    final: date
    services: Mapping[str, str]
    wards: tuple[str, ...]
    places: tuple[Place, ...]
    cells: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int32]
    turned: npt.NDArray[np.int32]
    ages: npt.NDArray[np.int32]
    holding: npt.NDArray[np.int32]

    def total(
        self, *, service: str | None = None, ward: str | None = None, town: str | None = None
    ) -> Counts:
        """One service or all together, in a place or everywhere."""
        return _as_counts(self.counts[self._where(service, ward, town)].sum(axis=0))

    def by_service(self, *, ward: str | None = None, town: str | None = None) -> dict[str, Counts]:
        """Every service of the run, those that count nobody too."""
        mask = self._where(None, ward, town)
        sums = _summed(self.cells[mask, 0], self.counts[mask], len(self.services))
        return dict(zip(self.services, map(_as_counts, sums), strict=True))

    def by_ward(self, *, service: str | None = None) -> dict[str, Counts]:
        """Every ward, those that count nobody too; subjects without a ward are in none."""
        mask = self._where(service, None, None)
        number = {ward: at for at, ward in enumerate(self.wards)}
        wards = np.array([number.get(place.ward or "", -1) for place in self.places], np.int32)
        of_cell = wards[self.cells[mask, 1]]
        sums = _summed(of_cell[of_cell >= 0], self.counts[mask][of_cell >= 0], len(self.wards))
        return dict(zip(self.wards, map(_as_counts, sums), strict=True))

    def by_place(
        self, *, service: str | None = None, ward: str | None = None
    ) -> tuple[tuple[Place, Counts], ...]:
        """Every town with its counts, in the order of wards and towns."""
        mask = self._where(service, ward, None)
        sums = _summed(self.cells[mask, 1], self.counts[mask], len(self.places))
        told = zip(self.places, map(_as_counts, sums), strict=True)
        return tuple((place, found) for place, found in told if ward in (None, place.ward))

    def by_day(
        self, first: date, last: date, *, service: str | None = None, ward: str | None = None
    ) -> tuple[tuple[date, str, str | None, Turns], ...]:
        """Day, service, ward and what happens, by day; nothing is told where nothing happens."""
        mask = self._between(first, last, service, ward)
        slugs = list(self.services)
        return tuple(
            (
                (_EPOCH + int(day)).astype(date),
                slugs[slug],
                self.wards[at] if at >= 0 else None,
                _as_turns(sums),
            )
            for (slug, at, day), sums in zip(self.turns[mask], self.turned[mask], strict=True)
        )

    def within(self, first: date, last: date) -> dict[tuple[str, str | None], Turns]:
        """What happens over some days together, of each service in each ward where anything does."""
        mask = self._between(first, last, None, None)
        wide = len(self.wards) + 1
        codes, which = np.unique(
            self.turns[mask, 0] * wide + self.turns[mask, 1] + 1, return_inverse=True
        )
        slugs, sums = list(self.services), _summed(which, self.turned[mask], len(codes))
        wards = (None, *self.wards)
        return {
            (slugs[code // wide], wards[code % wide]): _as_turns(row)
            for code, row in zip(codes.tolist(), sums, strict=True)
        }

    def between(
        self, first: date, last: date, *, service: str | None = None, ward: str | None = None
    ) -> Turns:
        """What happens over some days together."""
        return _as_turns(self.turned[self._between(first, last, service, ward)].sum(axis=0))

    def by_month(self, *, service: str | None = None, ward: str | None = None) -> dict[date, Turns]:
        """What happens in each month of the calendar (by its first day), the month of `on` first."""
        mask = self._between(self.on, self.final, service, ward)
        months = (_EPOCH + self.turns[mask, 2].astype(np.int64)).astype("datetime64[M]")
        first = np.datetime64(self.on, "M")
        count = int((np.datetime64(self.final, "M") - first).astype(int)) + 1
        sums = _summed((months - first).astype(np.int64), self.turned[mask], count)
        names = [(first + at).astype("datetime64[D]").astype(date) for at in range(count)]
        return dict(zip(names, map(_as_turns, sums), strict=True))

    def by_age(self, service: str) -> dict[int, tuple[int, int, int]]:
        """Who is entitled, possibly entitled, and receiving, by age; -1 where it is unknown.

        By birthdays; of a household, the head's.
        """
        if service not in self.services:
            return {}
        found = self.ages[self._number(service)]
        told = {age - 1: found[:, age] for age in np.flatnonzero(found.any(axis=0)).tolist()}
        return {age: (int(row[0]), int(row[1]), int(row[2])) for age, row in told.items()}

    def by_first(self, service: str) -> dict[date, int]:
        """Who surely has the right on the day of the run, and on the first of each month after it."""
        if service not in self.services:
            return {}
        days_on = [self.on, *first_of_months(self.on, self.holding.shape[1] - 1)]
        return dict(zip(days_on, self.holding[self._number(service)].tolist(), strict=True))

    def _where(self, service: str | None, ward: str | None, town: str | None) -> Mask:
        mask = np.ones(len(self.cells), np.bool_)
        if service is not None:
            mask &= self.cells[:, 0] == self._number(service)
        if ward is not None or town is not None:
            inside = [
                ward in (None, place.ward) and town in (None, place.town) for place in self.places
            ]
            mask &= np.array(inside, np.bool_)[self.cells[:, 1]]
        return mask

    def _between(self, first: date, last: date, service: str | None, ward: str | None) -> Mask:
        lowest, highest = np.searchsorted(self.turns[:, 2], [days(first), days(last) + 1])
        mask = np.zeros(len(self.turns), np.bool_)
        mask[lowest:highest] = True
        if service is not None:
            mask &= self.turns[:, 0] == self._number(service)
        if ward is not None:
            mask &= self.turns[:, 1] == (self.wards.index(ward) if ward in self.wards else -2)
        return mask

    def _number(self, service: str) -> int:
        return list(self.services).index(service) if service in self.services else -1


def _summed(into: npt.NDArray[Any], rows: npt.NDArray[Any], count: int) -> npt.NDArray[np.int64]:
    columns = [np.bincount(into, column, minlength=count) for column in rows.T]
    return np.stack(columns, axis=1).astype(np.int64)


def _as_counts(row: Iterable[Any]) -> Counts:
    return Counts(**dict(zip(COUNTS, map(int, row), strict=True)))


def _as_turns(row: Iterable[Any]) -> Turns:
    return Turns(**dict(zip(TURNS, map(int, row), strict=True)))
