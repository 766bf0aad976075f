"""Staff ratios: how many workers the seats of a facility ask for, and the seats its workers allow.

A weight on every child instead (a baby takes a third of a worker, a child of four a twenty-fifth) would
let a pool refuse one child for want of staff and take another of fewer points; then no order of
priority explains a refusal. So the ratio is made a number of seats beforehand: what a facility offers is
cut in all its classes alike, in proportion, until its workers suffice.

Sources: the ratios, 児童福祉施設の設備及び運営に関する基準 第33条第2項 (cities and prefectures follow it in
ordinances of their own, which may ask for more); the rounding, the notice on the sums paid for care
(特定教育・保育等に要する費用の額の算定に関する基準等の実施上の留意事項について, 年齢別配置基準): the babies, those of one and two,
of three, and from four on, each to one decimal, what follows cut off; the sum rounded to whole people, a half up. The same article's least number of two
workers for a nursery, and what the notice adds to the ratios (a worker for up to 90 places, one for
standard hours), concern the whole facility and are not asked of the seats offered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

Ratios = Mapping[int, int]

# Children a worker by class, by the day the standard came into force. Since 1 April 2024: 15 in place of 20 at
# three, 25 in place of 30 at four and five; where workers lack, the former may still be used for the time
# being (附則). One worker for 5 at one is an addition to the sum paid, not the standard. A city that asks
# for more, or uses the former, writes the ratios into its own rules.
LEGAL: Final[tuple[tuple[date, Ratios], ...]] = (
    (date(2024, 4, 1), MappingProxyType({0: 3, 1: 6, 2: 6, 3: 15, 4: 25, 5: 25})),
    (date(1998, 4, 1), MappingProxyType({0: 3, 1: 6, 2: 6, 3: 20, 4: 30, 5: 30})),
)
_TENTH = Fraction(1, 10)


def legal_ratios(on: date) -> Ratios:
    """The State's ratios in force on a day; before the oldest known, the oldest."""
    return next((ratios for since, ratios in LEGAL if since <= on), LEGAL[-1][1])


def workers_needed(seats: Sequence[tuple[Sequence[int], int]], ratios: Ratios) -> int:
    """Workers for (classes, seats): by ratio to one decimal, the rest cut off, then the sum rounded.

    Classes of one ratio are reckoned as one (1・2歳児, 4歳以上児), as the notice does. Classes that share seats
    count by the strictest of their ratios; a class without a ratio asks for none.
    """
    children: dict[int, int] = {}
    for ages, count in seats:
        ratio = min((ratios[age] for age in ages if age in ratios), default=None)
        if ratio is not None:
            children[ratio] = children.get(ratio, 0) + count
    whole = sum((count * 10 // ratio * _TENTH for ratio, count in children.items()), Fraction(0))
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
