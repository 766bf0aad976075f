"""Who can meet whom: families that share a pool, step by step outwards from where a plan is disputed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sakimawari.match.allocate.examining.terms import Terms
from sakimawari.match.allocate.market.flat import Ints


class Nearby:
    """Which pools each family can sit in, and which families can sit in each pool."""

    def __init__(self, terms: Terms) -> None:
        tables = terms.tables
        self._count = len(terms.families)
        children = np.repeat(np.arange(self._count), np.diff(tables.child_from))
        stays = tables.stay_pool >= 0
        self._family = np.concatenate(
            [np.repeat(children, np.diff(tables.option_from)), children[stays]]
        )
        self._pool = np.concatenate([tables.pool, tables.stay_pool[stays]])

    def around(self, families: Iterable[int]) -> frozenset[int]:
        """These families and all who can sit in a pool one of them can sit in."""
        own = np.fromiter(families, dtype=np.int64)
        near = self._at(np.unique(self._pool[np.isin(self._family, own)]))
        return frozenset(near.tolist()) | frozenset(own.tolist())

    def sharing(self, pools: Ints) -> frozenset[int]:
        """All who can sit in one of the pools."""
        return frozenset(self._at(pools).tolist())

    def _at(self, pools: Ints) -> Ints:
        return np.unique(self._family[np.isin(self._pool, pools)])
