"""The classical members: each sees one series at a time and gives sample paths of its future."""

from __future__ import annotations

from sakimawari.anticipate.series.classical.averaging import LONGEST_SEASON
from sakimawari.anticipate.series.classical.driving import driven
from sakimawari.anticipate.series.classical.repeating import Repeating
from sakimawari.anticipate.series.values import Floats, Member, Panel


class Classical:
    """One kind of model, chosen and fitted for each series alone."""

    def __init__(self, name: str, kind: str, *, log: bool = False) -> None:
        self.name = name
        self._kind = kind
        self._log = log

    def paths(self, panel: Panel, horizon: int, *, paths: int, seed: int) -> Floats:
        """Sample paths (series, paths, horizon)."""
        return driven(self._kind, panel, horizon, paths=paths, seed=seed, log=self._log)


def members(season: int = 12, *, quick: bool = False, again: bool = True) -> list[Member]:
    """The members that have earned their place, for series that repeat after `season` periods.

    `quick` leaves out those of more than a few milliseconds a series, for tens of thousands of
    series; `again` False the season before once more. Which won against which is told in `docs/explanation/classical-series.md`.
    """
    if season > LONGEST_SEASON:
        chosen = [Classical("parting", "parting"), Classical("theta", "theta")]
        slow: list[Member] = [
            Classical("damped", "damped"),
            Classical("differencing", "differencing"),
            Classical("parted shocks", "parted shocks"),
        ]
    else:
        chosen = [
            Classical("damped", "damped"),
            Classical("theta", "theta", log=True),
            Classical("parting", "parting", log=True),
        ]
        slow = [Classical("turning", "turning"), Classical("differencing", "differencing")]
        if season > 1 and again:
            slow.append(Repeating())
    return [*chosen, *([] if quick else slow)]
