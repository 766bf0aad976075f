"""Some households of a city instead of all: a sample by ward, which a replicate carries along.

The same share of each ward's households, drawn by key; their people live on as in the whole city, and
arrivals are scaled by the share. What is counted of them is divided by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sakimawari.anticipate.demand.lots import lots
from sakimawari.anticipate.projection.people import NOBODY, Int32s, State
from sakimawari.anticipate.projection.values import Floats, Rates

_DRAWN = 21  # purpose of lots
_OF_FACTS = ("origin", "whence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some households as a state of their own; `shares` (0 to 1) of the people of each area."""

    state: State
    shares: Floats
    households: int
    of: int

    def rates(self, rates: Rates) -> Rates:
        """The rates with arrivals scaled to the sample."""
        return replace(rates, arrive=rates.arrive * self.shares[None, :, None, None])


def sampled(state: State, households: int | None, *, seed: int) -> Sample:
    """Households drawn by ward, about as many as asked for in all; everybody without a number."""
    homes = len(state.house_key)
    if households is None or households >= homes:
        return Sample(state=state, shares=np.ones(len(state.areas)), households=homes, of=homes)
    lot = lots(state.house_key, seed=seed, purpose=_DRAWN)
    order = np.lexsort((lot, state.house_area))
    area = state.house_area[order]
    sizes = np.bincount(area, minlength=len(state.areas))
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(homes) - firsts[area]
    wanted = np.minimum(np.ceil(sizes * households / homes), sizes)
    taken = np.zeros(homes, np.bool_)
    taken[order[rank < wanted[area]]] = True
    part = _part(state, taken)
    whole = np.bincount(state.area, minlength=len(state.areas))
    here = np.bincount(part.area, minlength=len(state.areas))
    shares = np.divide(here, whole, out=np.ones(len(whole)), where=whole > 0)
    shares = np.where(shares > 0, shares, 1.0)
    return Sample(state=part, shares=shares, households=int(taken.sum()), of=homes)


def _part(state: State, homes: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> State:
    """The people of some households; partners and parents elsewhere are nobody."""
    people = np.flatnonzero(homes[state.house])
    place = np.full(state.people + 1, NOBODY, np.int32)
    place[people] = np.arange(len(people), dtype=np.int32)
    number = np.cumsum(homes) - 1

    def linked(rows: Int32s) -> Int32s:
        found: Int32s = place[rows[people]]
        return found

    names = ("key", "born", "sex", "leads", "care", "disability", "work", "income")
    plain: dict[str, Any] = {name: getattr(state, name)[people] for name in (*names, *_OF_FACTS)}
    return replace(
        state,
        **plain,
        house=number[state.house[people]].astype(np.int32),
        partner=linked(state.partner),
        parent=linked(state.parent),
        house_key=state.house_key[homes],
        house_area=state.house_area[homes],
    )
