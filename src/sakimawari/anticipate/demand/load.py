"""From rights to the load of offices: who applies when, and the hours, yen and places of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sakimawari.anticipate.demand.values import Counted, Floats, Grid
from sakimawari.packs.anticipating import LAG, Foresight
from sakimawari.packs.pack import Service

MEASURES = ("entitled", "started", "possible", "applications", "yen", "hours", "places")
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How rights of one service become work: all of it said, nothing left open.

    `take_up` is the share (0 to 1) of those entitled who use the right, and `take_up_from` tells
    whence: "register" (who receives on the day of the snapshot), "pack", or "assumed".
    """

    service: Service
    foresight: Foresight
    take_up: float
    take_up_from: str

    @property
    def lag(self) -> tuple[float, ...]:
        return self.foresight.lag or LAG

    def renewals(self, grid: Grid) -> list[int]:
        """How many yearly renewals end in each period."""
        days = [EPOCH + timedelta(days=day) for day in grid.days]
        return [
            sum(
                len(renewal.last_days(first + timedelta(days=1), last))
                for renewal in self.service.renewals
            )
            for first, last in itertools.pairwise(days)
        ]


def applied(started: Floats, months: Sequence[int], lag: Sequence[float]) -> Floats:
    """How many apply in each period; the last axis are periods, `months` the days of the grid.

    Rights that began before the first day are not known here: the first months of a long lag are
    filled with those of the first period, as if it had always been so.
    """
    lengths = np.diff(np.asarray(months))
    monthly = np.repeat(started / np.maximum(lengths, 1), lengths, axis=-1)
    before = np.repeat(monthly[..., :1], len(lag) - 1, axis=-1)
    whole = np.concatenate([before, monthly], axis=-1)
    spread = np.zeros_like(monthly)
    for late, share in enumerate(lag):
        first = len(lag) - 1 - late
        spread += share * whole[..., first : first + monthly.shape[-1]]
    edges = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    return np.asarray(np.add.reduceat(spread, edges, axis=-1))


def loads(counted: Counted, uses: Sequence[Use], grid: Grid) -> Mapping[str, Floats]:
    """All measures of one replicate: (services, places, periods) each."""
    lengths = np.diff(np.asarray(grid.months)).astype(np.float64)
    found = {name: np.zeros_like(counted.entitled[:, :, 1:]) for name in MEASURES}
    place = {use.service.slug: at for at, use in enumerate(uses)}
    for at, use in enumerate(uses):
        source = place.get(use.foresight.comes_with or "", at)
        entitled, started = counted.entitled[at, :, 1:], counted.started[source, :, 1:]
        found["entitled"][at], found["started"][at] = entitled, started
        found["possible"][at] = counted.possible[at, :, 1:]
        coming = applied(started * use.take_up, grid.months, use.lag)
        found["applications"][at] = coming
        monthly = counted.yen[at, :, 1:] * lengths
        found["yen"][at] = use.take_up * (monthly + counted.once[at, :, 1:])
        minutes = coming * (use.foresight.minutes or 0)
        if use.foresight.renewal_minutes:
            often = np.array(use.renewals(grid), np.float64)
            minutes = minutes + entitled * use.take_up * often * use.foresight.renewal_minutes
        found["hours"][at] = minutes / 60
        if use.foresight.place is not None:
            found["places"][at] = entitled * use.take_up
    return found
