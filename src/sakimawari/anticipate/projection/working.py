"""Work as the city's own register of income shows it, kept up while its people grow older.

Published rates of starting and stopping work belong to the whole country. Run for years on a city
where fewer work, they would lift everybody to the country's share, and rights that hang on income
would fade without a reason. So both rates of an age are moved against each other until the share at
work at that age stays what the registers say today: those of 30 in ten years work as those of 30 now.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sakimawari.anticipate.projection.people import State
from sakimawari.anticipate.projection.values import AGES, Floats, Social

_HALF = 2  # years of age to each side that are looked at together
_FEW = 30  # people of an age and its neighbours that tell too little
_MOST = 20.0  # times a rate is raised or lowered at most


def at_work(state: State) -> Floats:
    """The share at work by sex and age (2, AGES), neighbouring ages together; NaN where few live."""
    age = np.minimum(state.age, AGES - 1)
    shape = (2, AGES)
    cell = state.sex.astype(np.int64) * AGES + age
    people = np.bincount(cell, minlength=2 * AGES).reshape(shape).astype(np.float64)
    workers = np.bincount(cell, weights=state.work, minlength=2 * AGES).reshape(shape)
    near = np.ones(2 * _HALF + 1)
    around = np.stack([np.convolve(row, near, mode="same") for row in people])
    working = np.stack([np.convolve(row, near, mode="same") for row in workers])
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = np.where(around >= _FEW, working / around, np.nan)
    return share


def with_work_kept(social: Social, state: State) -> Social:
    """The same social rates with work as this city has it at every age.

    With `e` at work at an age and `d` more a year older, starting S and stopping T become S·k and
    T/k such that (1 - e)·S·k - e·T/k = d: the turnover stays near the published one, the share is the
    city's. Ages with few people, or where all or nobody work, keep the published rates.
    """
    share = at_work(state)
    older = np.concatenate([share[:, 1:], share[:, -1:]], axis=1)
    gain = older - share
    inward, outward = (1 - share) * social.start_work, share * social.stop_work
    with np.errstate(invalid="ignore", divide="ignore"):
        times = (gain + np.sqrt(gain**2 + 4 * inward * outward)) / (2 * inward)
    told = np.isfinite(times) & (inward > 0) & (outward > 0)
    times = np.clip(np.where(told, times, 1.0), 1 / _MOST, _MOST)
    return replace(social, start_work=social.start_work * times, stop_work=social.stop_work / times)
