"""How many people of each sex and age live in each town: the frame that households fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.city.ages import AGES, BROAD, pattern
from sakimawari.city.places import TOWNS, WARDS, Town, Ward

Counts = npt.NDArray[np.int64]

FEWEST_IN_A_TOWN = 250  # a smaller ward keeps fewer towns, so that families find each other
PEOPLE_IN_A_PART = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Residents by town, sex (men, women) and single year of age; `counts` is (towns, 2, AGES)."""

    towns: tuple[Town, ...]
    counts: Counts

    @property
    def residents(self) -> int:
        return int(self.counts.sum())

    @property
    def wards(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(town.ward for town in self.towns))

    def parts(self) -> Iterator[slice]:
        """Runs of towns of one ward with some ten thousand residents: what is made at a time."""
        sizes = self.counts.sum(axis=(1, 2))
        start, held = 0, 0
        for index, town in enumerate(self.towns):
            new_ward = index > start and town.ward != self.towns[start].ward
            if new_ward or (held and held + sizes[index] > PEOPLE_IN_A_PART):
                yield slice(start, index)
                start, held = index, 0
            held += int(sizes[index])
        if start < len(self.towns):
            yield slice(start, len(self.towns))


def apportion(shares: npt.NDArray[np.float64], total: int) -> Counts:
    """Whole numbers in proportion to `shares` that add up to `total` (largest remainders)."""
    flat = shares.ravel()
    if flat.sum() <= 0:
        return np.zeros(shares.shape, np.int64)
    exact = flat * (total / flat.sum())
    whole = np.floor(exact).astype(np.int64)
    missing = total - int(whole.sum())
    largest = np.argsort(-(exact - whole), kind="stable")[:missing]
    whole[largest] += 1
    result: Counts = whole.reshape(shares.shape)
    return result


def foreseen(ward: Ward, on: date) -> npt.NDArray[np.float64]:
    """Persons of a ward aged 0-14, 15-64 and 65 or over on a day.

    Straight lines between the figures of 1 October; before 2020 and after 2030 the nearest figure.
    """
    years = sorted(ward.people)
    known = np.array([date(year, 10, 1).toordinal() for year in years], np.float64)
    figures = np.array([ward.people[year] for year in years], np.float64)
    return np.array([np.interp(on.toordinal(), known, figures[:, group]) for group in range(3)])


def kitakyushu(residents: int | None, on: date, rng: np.random.Generator) -> Composition:
    """The seven wards of Kitakyushu by sex and age, at real size or scaled to `residents`.

    Ward totals and the three age groups follow the published figures exactly (to the person, after
    scaling). Sex and single years within a group follow the model city; how people spread over
    the towns of a ward is invented.
    """
    groups = np.stack([foreseen(ward, on) for ward in WARDS])
    total = round(float(groups.sum())) if residents is None else residents
    wards = apportion(groups.sum(axis=1), total)
    model = pattern()
    towns: list[Town] = []
    counts: list[Counts] = []
    for ward, size, shares in zip(WARDS, wards, groups, strict=True):
        cells = np.zeros((2, AGES), np.int64)
        for (low, high), people in zip(BROAD, apportion(shares, int(size)), strict=True):
            cells[:, low : high + 1] = apportion(model[:, low : high + 1], int(people))
        names = [town for town in TOWNS if town.ward == ward.name]
        names = names[: max(1, min(len(names), int(size) // FEWEST_IN_A_TOWN))]
        towns += names
        counts += list(spread(cells, len(names), rng))
    return Composition(towns=tuple(towns), counts=np.stack(counts))


def spread(cells: Counts, towns: int, rng: np.random.Generator) -> Counts:
    """Residents of a ward dealt to its towns by chance; towns differ in size up to threefold."""
    weights = rng.uniform(0.5, 1.5, towns)
    drawn = rng.multinomial(cells.ravel(), weights / weights.sum())
    return np.moveaxis(drawn.reshape(2, AGES, towns), -1, 0)


def single_years(
    towns: Sequence[Town], groups: Sequence[tuple[int, int]], people: Counts, *, seed: int
) -> Composition:
    """A composition that keeps published town, sex and age-group counts to the person.

    `people` is (towns, 2, groups); single years within a group are drawn from the model city.
    """
    rng = np.random.default_rng([seed, 1])
    model = pattern()
    counts = np.zeros((len(towns), 2, AGES), np.int64)
    for sex in (0, 1):
        for index, (low, high) in enumerate(groups):
            shares = model[sex, low : high + 1]
            counts[:, sex, low : high + 1] = rng.multinomial(
                people[:, sex, index], shares / shares.sum()
            )
    return Composition(towns=tuple(towns), counts=counts)
