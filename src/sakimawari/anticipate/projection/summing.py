"""What many replicates say together: means and quantiles of people, events and households."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.projection.people import FLOWS, Int64s, Plan, Replicate, day_of
from sakimawari.anticipate.projection.values import Floats

SHARES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
LOW, MIDDLE, HIGH = 1, 4, 7  # places of 5 %, 50 % and 95 % among SHARES
TOLD_AGES = (3, 6, 12, 15, 18, 20, 40, 60, 65, 70, 75, 80, 85, 88, 90, 99, 100)
CARE = ("care_1_2", "care_3_up", "certified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure by period and area, the city last: mean and SHARES of the replicates.

    `periods` are first days: of the moment counted, or of the time events fall in. `spans` tells
    what a period is: `day`, `twelve months` or `year` (a calendar year, whole ones only).
    """

    name: str
    spans: str
    periods: tuple[str, ...]
    mean: Floats  # (periods, areas + 1)
    shares: Floats  # (SHARES, periods, areas + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One figure of every replicate: `values` (replicates, periods, areas); see Measure."""

    name: str
    spans: str
    periods: tuple[str, ...]
    values: Int64s


def measures(plan: Plan, found: Sequence[Replicate]) -> Iterator[Measure]:
    """Every measure of a run."""
    for each in samples(plan, found):
        yield _of(each)


def samples(plan: Plan, found: Sequence[Replicate]) -> Iterator[Sample]:
    """Every figure of a run by replicate."""
    start = plan.state.month
    points = [min(12 * at, plan.months) for at in range(len(found[0].population))]
    days = tuple(str(day_of(start + months)) for months in points)
    yield _each("people", "day", days, [each.totals[points] for each in found])
    for at, name in enumerate(FLOWS):
        twelve = [_by_twelve(e.flows[:, at]) for e in found]
        yield _each(name, "twelve months", days[:-1], twelve)
    for size in range(found[0].sizes.shape[2]):
        name = f"households_{size + 1}{'_up' if size == 6 else ''}"
        yield _each(name, "day", days, [each.sizes[:, :, size] for each in found])
    yield _each("households", "day", days, [each.sizes.sum(axis=2) for each in found])
    for name, low, high in zip(CARE, (1, 5, 1), (3, 8, 8), strict=True):
        yield _each(name, "day", days, [each.care[:, :, low:high].sum(axis=2) for each in found])
    yield _each("at_work", "day", days, [each.work for each in found])
    yield _each("disabled", "day", days, [each.disabled for each in found])
    yield _each("nursery_wished", "day", days, [each.nursery.sum(axis=2) for each in found])
    yield from _calendar(plan, found)


def _calendar(plan: Plan, found: Sequence[Replicate]) -> Iterator[Sample]:
    """What is told of whole calendar years: newborns, and who reaches an age."""
    start, first = plan.state.month, 1970 + plan.state.month // 12
    months = np.arange(start, start + plan.months) // 12 + 1970
    whole = [year for year in np.unique(months) if (months == year).sum() == 12]
    years = tuple(f"{year}-01-01" for year in whole)
    if not whole:
        return
    newborn = [np.stack([e.flows[months == y, 0].sum(axis=0) for y in whole]) for e in found]
    yield _each("newborns", "year", years, newborn)
    at = [year - first for year in whole]
    for age in TOLD_AGES:
        turned = [each.turned[at][:, :, :, age].sum(axis=2) for each in found]
        yield _each(f"turned_{age}", "year", years, turned)


def by_month(plan: Plan, found: Sequence[Replicate]) -> Iterator[Sample]:
    """Events by month, for those who need other years than the twelve months of a run."""
    months = tuple(str(day_of(plan.state.month + at)) for at in range(plan.months))
    for at, name in enumerate(FLOWS):
        yield _each(name, "month", months, [each.flows[:, at] for each in found])


def _each(name: str, spans: str, periods: tuple[str, ...], found: Sequence[Int64s]) -> Sample:
    return Sample(name=name, spans=spans, periods=periods, values=np.stack(found))


def _by_twelve(flow: Int64s) -> Int64s:
    return np.add.reduceat(flow, np.arange(0, len(flow), 12), axis=0)


def with_city(values: Int64s) -> Int64s:
    """Figures (…, areas) with the whole city as the last area."""
    return np.concatenate([values, values.sum(axis=-1, keepdims=True)], axis=-1)


def _of(each: Sample) -> Measure:
    stack = with_city(each.values)
    return Measure(
        name=each.name,
        spans=each.spans,
        periods=each.periods,
        mean=stack.mean(axis=0),
        shares=np.quantile(stack, SHARES, axis=0),
    )


def by_age(found: Sequence[Replicate], year: int) -> tuple[Floats, Floats]:
    """Mean, and 10, 50 and 90 % of people by area, sex and age at a yearly point."""
    stack = np.stack([each.population[year] for each in found])
    return stack.mean(axis=0), np.quantile(stack, (0.1, 0.5, 0.9), axis=0)
