"""Counts and yen of a change by class of the population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sakimawari.fit.compare.classes import Cut
from sakimawari.fit.compare.outcomes import SHOWN, Outcome, Yen
from sakimawari.fit.compare.report import Breakdown, ClassRow, Counts, YenRange
from sakimawari.fit.compare.suppression import Veil
from sakimawari.rules.population import Int8s, Int64s


def counts_of(outcomes: Int8s, veil: Veil) -> Counts:
    """How many subjects fare how; those for whom nothing differs are left out."""
    numbers = np.bincount(outcomes, minlength=len(Outcome)).tolist()
    return {outcome: veil.count(numbers[outcome]) for outcome in SHOWN}


def part_of(outcomes: Int8s, chosen: npt.NDArray[np.bool_], veil: Veil) -> Counts:
    """The counts of some of the subjects; hidden also where it would tell of few others."""
    inside, outside = counts_of(outcomes[chosen], veil), counts_of(outcomes[~chosen], veil)
    return {
        outcome: None if outside[outcome] is None else count for outcome, count in inside.items()
    }


def households_of(outcomes: Int8s, units: npt.NDArray[np.int32], veil: Veil) -> Counts:
    """How many households have a subject that fares so; one may be counted under several."""
    return {outcome: veil.count(len(np.unique(units[outcomes == outcome]))) for outcome in SHOWN}


def total_yen(outcomes: Int8s, yen: Yen, veil: Veil) -> YenRange:
    """Yen a year of all subjects; bounds leave out those open before and after without a change.

    Whoever was undecided and stays so, with the same amounts, is told as a count (OPEN): their
    bounds would say nothing of the change.
    """
    moved = (outcomes != Outcome.SAME) & (outcomes != Outcome.OPEN)
    people = int(moved.sum())
    endless = bool(yen.endless[moved].any())
    low, high = (int(each[moved].sum()) for each in (yen.low, yen.high))
    up, down = (
        part[part != 0] for part in (np.maximum(yen.certain, 0), np.minimum(yen.certain, 0))
    )
    parts = veil.sums([int(up.sum()), int(down.sum())], [len(up), len(down)])
    return YenRange(
        # Who only may gain or lose adds nothing certain: few others would stand behind the sum.
        certain=veil.sum(int(yen.certain[moved].sum()), len(up) + len(down)),
        raised=parts[0],
        lowered=parts[1],
        low=None if endless else veil.sum(low, people),
        high=None if endless else veil.sum(high, people),
    )


def breakdown(
    cut: Cut, sizes: Int64s, people: Int64s, outcomes: Int8s, *, yen: Yen, veil: Veil
) -> Breakdown:
    """One cut. `people` are the rows of people the subjects stand for; `sizes` residents a class."""
    classes = cut.of_people[people]
    count = len(cut.labels)
    table = np.zeros((count, len(Outcome)), np.int64)
    np.add.at(table, (classes, outcomes), 1)
    sums = np.zeros(count, np.int64)
    np.add.at(sums, classes, yen.certain)
    columns: dict[Outcome, list[int | None]] = {
        outcome: veil.column(table[:, outcome].tolist()) for outcome in SHOWN
    }
    paid = np.bincount(classes[yen.certain != 0], minlength=count)
    shown_sums = veil.sums(sums.tolist(), paid.tolist())
    return Breakdown(
        cut=cut.name, note=cut.note, rows=tuple(_rows(cut, sizes, columns, shown_sums))
    )


def _rows(
    cut: Cut, sizes: Int64s, columns: dict[Outcome, list[int | None]], sums: Sequence[int | None]
) -> list[ClassRow]:
    """Classes with anybody in them, or anybody concerned."""
    rows = []
    for at, label in enumerate(cut.labels):
        counts = {outcome: column[at] for outcome, column in columns.items()}
        if sizes[at] or any(each != 0 for each in counts.values()):
            rows.append(
                ClassRow(label=label, residents=int(sizes[at]), counts=counts, yen_certain=sums[at])
            )
    return rows
