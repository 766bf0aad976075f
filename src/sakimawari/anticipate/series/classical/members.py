"""The classical members: each sees one series at a time and gives sample paths of its future."""

from __future__ import annotations

from sakimawari.anticipate.series.classical.driving import driven
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


def members() -> list[Member]:
    """The members that have earned their place, in order of what they add."""
    return [
        Classical("smoothing", "smoothing"),
        Classical("theta", "theta"),
        Classical("turning", "turning"),
        Classical("parting", "parting"),
        Classical("differencing", "differencing"),
    ]
