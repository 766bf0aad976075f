"""Our own forecasts of a competition: members, past origins, weights, calibration."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from measure.competition import Contest
from sakimawari.anticipate.series.calibration.calibrate import calibrate, calibrated
from sakimawari.anticipate.series.combining.backtest import backtest, until
from sakimawari.anticipate.series.combining.combine import combine, combined, weigh
from sakimawari.anticipate.series.values import Floats, Member


def warmed(members: Sequence[Member], contest: Contest) -> None:
    """Compile before the clock runs."""
    few = until(contest.panel, contest.panel.values.shape[1], 1)
    for member in members:
        member.paths(_first(few), 2, paths=4, seed=0)


def _first(panel):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(panel, ids=panel.ids[:2], values=panel.values[:2])


def ours(
    contest: Contest, members: Sequence[Member], *, origins: Sequence[int], paths: int = 200
) -> tuple[dict[str, Floats], dict[str, float], dict[str, float]]:
    """Paths of every member, `combined` and `calibrated`; CPU milliseconds a series; weights.

    Everything is learned on origins inside the training parts.
    """
    panel, horizon = contest.panel, contest.came.shape[1]
    series = len(panel.ids)
    drawn: dict[str, Floats] = {}
    spent: dict[str, float] = {}
    pasts = {}
    for member in members:
        begun = time.process_time()
        drawn[member.name] = member.paths(panel, horizon, paths=paths, seed=1)
        spent[member.name] = (time.process_time() - begun) / series * 1e3
    begun = time.process_time()
    for member in members:
        pasts[member.name] = backtest(member, panel, horizon, origins=origins, paths=100, seed=2)
    spent["past origins"] = (time.process_time() - begun) / series * 1e3
    begun = time.process_time()
    weights = weigh(pasts)
    out = dict(drawn)
    out["combined"] = combine(drawn, weights)
    floor = 0.0 if np.nanmin(panel.values) >= 0 else None
    learned = calibrate(combined(pasts, weights), season=panel.season)
    out["calibrated"] = calibrated(out["combined"], learned, floor=floor)
    spent["weights and calibration"] = (time.process_time() - begun) / series * 1e3
    return out, spent, dict(zip(weights.names, weights.shares[0].round(3).tolist(), strict=True))
