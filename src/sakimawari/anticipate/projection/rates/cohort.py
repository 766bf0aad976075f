"""The expected course of residents under given rates: each month of age moves on together.

The exact mean of what people go through when every event is a chance of its own: nobody is drawn.
It serves to fit rates to what was counted or officially projected, and for intervals of areas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.projection.values import AGES, MEN, WOMEN, Floats, Rates

MONTHS = AGES * 12  # ages in months, the last twelve hold everybody of 100 and over


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Expected events of the areas within a span: persons by area."""

    births: Floats
    deaths: Floats
    arrivals: Floats
    departures: Floats
    moved_in: Floats
    moved_out: Floats


def by_month_of_age(people: Floats) -> Floats:
    """Residents (areas, 2, AGES) spread over the months of each year of age (areas, 2, 1212)."""
    return np.repeat(people / 12.0, 12, axis=-1)


def by_year_of_age(people: Floats) -> Floats:
    """The reverse: residents by single year of age."""
    return np.asarray(people.reshape(*people.shape[:-1], AGES, 12).sum(axis=-1))


class Course:
    """Residents of areas on their way from month to month; `people` is (areas, 2, months of age)."""

    def __init__(self, rates: Rates, people: Floats, *, month: int = 0) -> None:
        self.rates = rates
        self.people = by_month_of_age(people) if people.shape[-1] == AGES else people.copy()
        self.month = month  # months since January of rates.start
        self._year = -1
        self.flows = _no_flows(len(rates.areas))

    def advance(self, months: int) -> Course:
        """Let so many months pass."""
        for _ in range(months):
            self._step()
        return self

    def _load(self) -> None:
        year = min(self.month // 12, len(self.rates.death) - 1)
        if year == self._year:
            return
        self._year = year
        rates = self.rates
        hazards = [getattr(rates, name)[year] for name in ("death", "leave", "move")]
        total = sum(hazards)
        gone = -np.expm1(-total / 12.0)
        share = np.divide(gone, total, out=np.zeros_like(gone), where=total > 0)
        self._gone = [np.repeat(hazard * share, 12, axis=-1) for hazard in hazards]
        self._moving = len(rates.areas) > 1 and bool(rates.move[year].any())
        self._arrive = np.repeat(rates.arrive[year] / 144.0, 12, axis=-1)
        self._birth = np.repeat(-np.expm1(-rates.birth[year] / 12.0), 12, axis=-1)

    def _step(self) -> None:
        self._load()
        now, flows = self.people, self.flows
        dead, left, moved = (now * chance for chance in self._gone)
        born = (now[:, WOMEN] * self._birth).sum(axis=-1)
        came = np.tensordot(self.rates.towards, moved, axes=(0, 0)) if self._moving else moved
        stay = now - dead - left - moved + came + self._arrive
        aged = np.empty_like(stay)
        aged[..., 1:] = stay[..., :-1]
        aged[..., -1] += stay[..., -1]
        aged[:, MEN, 0] = born * self.rates.boys
        aged[:, WOMEN, 0] = born * (1.0 - self.rates.boys)
        self.people = aged
        self.month += 1
        for name, part in (
            ("births", born),
            ("deaths", dead.sum(axis=(1, 2))),
            ("arrivals", self._arrive.sum(axis=(1, 2))),
            ("departures", left.sum(axis=(1, 2))),
            ("moved_in", came.sum(axis=(1, 2))),
            ("moved_out", moved.sum(axis=(1, 2))),
        ):
            getattr(flows, name)[...] += part

    def residents(self) -> Floats:
        """Residents by area, sex and single year of age now."""
        return by_year_of_age(self.people)


def _no_flows(areas: int) -> Flows:
    births, deaths, arrivals, departures, moved_in, moved_out = (np.zeros(areas) for _ in range(6))
    return Flows(
        births=births,
        deaths=deaths,
        arrivals=arrivals,
        departures=departures,
        moved_in=moved_in,
        moved_out=moved_out,
    )


def expected(rates: Rates, people: Floats, *, years: int, month: int = 0) -> Floats:
    """Residents (years + 1, areas, 2, AGES) at each anniversary, the first being the start."""
    course = Course(rates, people, month=month)
    found = [course.residents()]
    for _ in range(years):
        found.append(course.advance(12).residents())
    return np.stack(found)
