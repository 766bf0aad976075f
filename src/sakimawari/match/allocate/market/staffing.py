"""Staff ratios: how many workers the seats of a facility ask for, and the seats its workers allow.

A weight on every child instead (a baby takes a third of a worker, a child of four a twenty-fifth) would
let a pool refuse one child for want of staff and take another of fewer points; then no order of
priority explains a refusal. So the ratio is made a number of seats beforehand: what a facility offers is
cut in all its classes alike, in proportion, until its workers suffice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

Ratios = Mapping[int, int]

# Children a worker by class, by the day the standard came into force: 児童福祉施設の設備及び運営に関する基準
# 第33条第2項. For a time after April 2024 the former 20 and 30 could still be used, and a city may demand more
# staff: then the ratios stand in its own rules.
LEGAL: Final[tuple[tuple[date, Ratios], ...]] = (
    (date(2024, 4, 1), MappingProxyType({0: 3, 1: 6, 2: 6, 3: 15, 4: 25, 5: 25})),
    (date(1998, 4, 1), MappingProxyType({0: 3, 1: 6, 2: 6, 3: 20, 4: 30, 5: 30})),
)
_TENTH = Fraction(1, 10)


def legal_ratios(on: date) -> Ratios:
    """The State's ratios in force on a day; before the oldest known, the oldest."""
    return next((ratios for since, ratios in LEGAL if since <= on), LEGAL[-1][1])


def workers_needed(seats: Sequence[tuple[Sequence[int], int]], ratios: Ratios) -> int:
    """Workers for (classes, seats): by class to one decimal cut off, the sum rounded, as the State reckons.

    Classes that share seats count by the strictest of their ratios; a class without a ratio asks for none.
    """
    whole = Fraction(0)
    for ages, count in seats:
        ratio = min((ratios[age] for age in ages if age in ratios), default=None)
        if ratio is not None:
            whole += Fraction(count * 10 // ratio) * _TENTH
    return math.floor(whole + Fraction(1, 2))


def allowed_seats(
    seats: Sequence[tuple[Sequence[int], int]], workers: float, ratios: Ratios
) -> tuple[int, ...]:
    """Seats for which the workers suffice, pool by pool: one at a time from where the largest share is left.

    Of equal shares the pool that asks for more staff a seat gives first, then the later one.
    """
    kept = [count for _, count in seats]
    strict = [min((ratios[age] for age in ages if age in ratios), default=0) for ages, _ in seats]
    while (
        workers_needed([(ages, left) for (ages, _), left in zip(seats, kept, strict=True)], ratios)
        > workers
    ):
        asks = [at for at, left in enumerate(kept) if left and strict[at]]
        if not asks:
            break
        most = max(asks, key=lambda at: (Fraction(kept[at], seats[at][1]), -strict[at], at))
        kept[most] -= 1
    return tuple(kept)
