"""The usual rules for siblings as steps a family goes through, by the words cities use for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sakimawari.match.allocate.market.values import First, Step, Who

_FEWER_APART = (First.PLACED, First.TOGETHER, First.PRODUCT)
_OWN_RANKS = (First.PLACED, First.PRODUCT)

ONLY_TOGETHER: Final = (Step(one_place=True, who=Who.ALL, first=_FEWER_APART),)
ONE_PLACE_ELDEST: Final = (
    Step(one_place=True, who=Who.ELDEST, first=(First.ELDEST_PLACED, *_FEWER_APART)),
)
ONE_PLACE_YOUNGEST: Final = (
    Step(
        one_place=True,
        who=Who.YOUNGEST,
        first=(First.YOUNGEST_PLACED, *_FEWER_APART, First.YOUNGEST_RANK),
    ),
)
SAME_DAY_TOGETHER_FIRST: Final = (Step(one_place=False, who=Who.ALL, first=_FEWER_APART),)
ANY_TOGETHER_FIRST: Final = (Step(one_place=False, who=Who.SOME, first=_FEWER_APART),)
SAME_DAY: Final = (Step(one_place=False, who=Who.ALL, first=_OWN_RANKS),)
ANY: Final = (Step(one_place=False, who=Who.SOME, first=_OWN_RANKS),)

# The seven kinds a Japanese form usually offers: 同保同時・同保順次(上)・同保順次(下)・別保同時(同)・
# 別保順次(同)・別保同時(希)・別保順次(希).
BY_NUMBER: Final[Mapping[int, tuple[Step, ...]]] = MappingProxyType(
    {
        1: ONLY_TOGETHER,
        2: ONE_PLACE_ELDEST,
        3: ONE_PLACE_YOUNGEST,
        4: SAME_DAY_TOGETHER_FIRST,
        5: ANY_TOGETHER_FIRST,
        6: SAME_DAY,
        7: ANY,
    }
)


def rank_by_rank(last: int, *, one_place: bool, then: tuple[Step, ...]) -> tuple[Step, ...]:
    """Rank after rank all children with a place of that rank (at one facility), then `then`."""
    return (
        *(
            Step(one_place=one_place, who=Who.ALL, first=_FEWER_APART, ranks=(rank, rank))
            for rank in range(1, last + 1)
        ),
        *then,
    )
