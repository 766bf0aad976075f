"""Seats that staff allow: the ratio of children to a worker as a cap on a pool, worked out beforehand.

A weight on every child instead (a baby takes a third of a worker, a child of four a twenty-fifth) would
let a pool refuse one child for want of staff and take another of fewer points; then no order of
priority explains a refusal. So the city says beforehand which workers a pool has, and the ratio makes
that a number of seats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sakimawari.match.allocate.values import Pool

# Children a worker by class: 児童福祉施設の設備及び運営に関する基準 第33条第2項 (as of 1 April 2024; a city may
# demand more staff, and for a time after 2024 the former 20 and 30 could still be used).
CHILDREN_A_WORKER: Final[Mapping[int, int]] = MappingProxyType(
    {0: 3, 1: 6, 2: 6, 3: 15, 4: 25, 5: 25}
)


def within_staff(
    pool: Pool,
    workers: int,
    staying: int = 0,
    ratios: Mapping[int, int] = CHILDREN_A_WORKER,
) -> Pool:
    """The pool with no more seats than its workers allow beside the children who stay in it.

    A pool of several classes is reckoned by the strictest of its ratios, so that whoever comes the
    staff suffice. `staying` are children who are there already and do not apply.
    """
    strictest = min(ratios[klass] for klass in pool.classes)
    return replace(pool, seats=max(0, min(pool.seats, workers * strictest - staying)))
