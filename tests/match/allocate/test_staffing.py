"""Staff as a cap on seats."""

from __future__ import annotations

import pytest

from sakimawari.match.allocate.staffing import within_staff
from sakimawari.match.allocate.values import Pool


@pytest.mark.parametrize(
    ("classes", "workers", "staying", "seats"),
    [
        ({0}, 2, 0, 6),  # three babies a worker
        ({0}, 3, 0, 8),  # never more than the facility offers
        ({1, 2}, 1, 4, 2),  # four of the six are there already
        ({0, 1}, 1, 0, 3),  # pooled: by the strictest
        ({3}, 0, 2, 0),
    ],
)
def test_seats_are_what_the_workers_allow(
    classes: set[int], workers: int, staying: int, seats: int
) -> None:
    pool = Pool(id="p", facility="f", classes=frozenset(classes), seats=8)
    assert within_staff(pool, workers, staying).seats == seats
