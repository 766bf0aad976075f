"""Who leads a household and who is whose partner, made to agree before the first month.

Registers name a head (世帯主), which may be a grandfather; what decides here is who the children go
with. Where the register names a child's guardian in the same household, guardian and partner lead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.anticipate.projection.engine.city import ADULT
from sakimawari.anticipate.projection.people import NOBODY, Int32s, State


def consistent(state: State) -> State:
    """The same city with mutual partners of one household, adults who lead, and partners who lead too."""
    adult = state.month - state.born > ADULT
    partner = _mutual(state, adult)
    leads = (state.leads == 1) & adult
    of_child = state.parent[np.flatnonzero(~adult)]
    together = state.house[np.flatnonzero(~adult)] == state.house[np.maximum(of_child, 0)]
    guardians = np.unique(of_child[(of_child >= 0) & together])
    guardians = guardians[adult[guardians]]
    homes = len(state.house_key)
    raised = np.zeros(homes, np.bool_)
    raised[state.house[guardians]] = True
    leads &= ~raised[state.house]
    leads[guardians] = True
    led = np.zeros(homes, np.bool_)
    led[state.house[leads]] = True
    leads[_oldest(state, adult & ~led[state.house])] = True
    coupled = np.flatnonzero(leads & (partner >= 0))
    leads[partner[coupled]] = True
    return replace(state, partner=partner, leads=leads.astype(np.int8))


def _mutual(state: State, adult: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int32s:
    rows = np.arange(state.people)
    other = np.maximum(state.partner, 0)
    holds = (state.partner >= 0) & (state.partner[other] == rows) & (other != rows)
    holds &= (state.house[other] == state.house) & adult & adult[other]
    return np.where(holds, state.partner, NOBODY).astype(np.int32)


def _oldest(state: State, among: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int32s:
    """The oldest of each household among some people."""
    rows = np.flatnonzero(among)
    rows = rows[np.lexsort((state.key[rows], state.born[rows], state.house[rows]))]
    _, first = np.unique(state.house[rows], return_index=True)
    found: Int32s = rows[first].astype(np.int32)
    return found
