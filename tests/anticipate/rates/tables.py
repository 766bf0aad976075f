"""Town tables of a small made-up city, as a city would publish them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from sakimawari.anticipate.projection.rates.cohort import Course
from sakimawari.anticipate.projection.rates.nowhere import plain
from sakimawari.anticipate.projection.rates.people import model_people
from sakimawari.anticipate.projection.rates.town_state import grouped
from sakimawari.anticipate.projection.rates.town_table import column
from sakimawari.anticipate.projection.rates.town_values import LOWS, TownTable, month_name

NAMES = [column(sex, low) for low in LOWS for sex in (0, 1)]
HEAD = ",".join(("month", "no", "town", "total", "male", "female", *NAMES))
Row = dict[str, str]


def row(month: str, town: str, ages: Iterable[int] = ()) -> Row:
    """One row; ages are those of men 0-4 ... 85+, then of women, 30 each if none are given."""
    counts = list(ages) or [30] * 36
    men, women = counts[:18], counts[18:]
    found = {"month": month, "no": "1", "town": town}
    found |= {"total": str(sum(counts)), "male": str(sum(men)), "female": str(sum(women))}
    for at, low in enumerate(LOWS):
        found |= {column(0, low): str(men[at]), column(1, low): str(women[at])}
    return found


def written(folder: Path, rows: Iterable[Row], *, encoding: str = "utf-8") -> Path:
    """The rows as a CSV file."""
    lines = [HEAD, *(",".join(one[name] for name in HEAD.split(",")) for one in rows)]
    file = folder / "towns.csv"
    file.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return file


def grown(
    sizes: dict[str, float],
    months: int,
    *,
    gain: dict[str, float],
    gap: tuple[int, int] | None = None,
    seed: int = 5,
) -> TownTable:
    """A city whose towns go the expected way, some gaining a share of their people a year.

    With a `gap` (age, town) nobody is of that age in that town when the months end. Counts are drawn about the expected ones by chance, so that towns differ from year to year.
    """
    towns = tuple(sizes)
    people = np.stack([model_people() / model_people().sum() * size for size in sizes.values()])
    if gap is not None:
        people[gap[1], :, gap[0] - months // 12] = 0.0
    rates = plain(towns, 2020, people, years=12)
    if gap is not None:  # nobody comes to fill it
        for name in ("leave", "arrive", "move"):
            getattr(rates, name)[:] *= 0.05
    extra = np.array([gain.get(town, 0.0) for town in towns])[:, None, None] * people
    rates.arrive[:] += extra
    course = Course(rates, people)
    random = np.random.Generator(np.random.Philox(seed))
    counts = []
    for _ in range(months):
        counts.append(grouped(course.people))
        course.advance(1)
    exact = np.stack(counts)
    noise = random.standard_normal(exact.shape) * np.sqrt(exact) * 0.1
    return TownTable(
        months=tuple(month_name(2020 * 12 + at) for at in range(months)),
        towns=towns,
        counts=np.maximum(np.rint(exact + noise), 0).astype(np.int32),
        known=np.ones((months, len(towns)), np.bool_),
        aside=(),
    )


def as_rows(table: TownTable) -> list[Row]:
    """A table as the rows it would be published in."""
    return [
        row(month, town, table.counts[at, place].ravel().tolist())
        for at, month in enumerate(table.months)
        for place, town in enumerate(table.towns)
    ]
