"""Real weekly counts of Japan, 449 series that add up: how well, level by level, 13 weeks ahead.

Four origins 13 weeks apart in each of two years. Members are those `sakimawari forecast` would cast for
the panel, and from their paths on it is the pipeline's own code (`series/joining.py`): weights by
level, widths, adding up, all learned at each origin from the origins before it alone. Two things differ from
the command: origins to learn from lie 13 weeks apart and are four (so that each member's forecast is
made once), the command's lie six weeks apart and are eight; and groups of series to learn
effects from are the diseases and all, the command takes them from the levels.
Settings were chosen on forecasts of 2014, 2015 and 2018; 2016 and 2019 are the test.

python benchmarks/japanese_weeks.py --data ../shared/data --years 2016,2019
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sakimawari.anticipate.series.boosted.member import Boosted
from sakimawari.anticipate.series.classical.members import members as classical_members
from sakimawari.anticipate.series.combining.backtest import (
    LEVELS,
    Backtest,
    seasonal_step,
    until,
)
from sakimawari.anticipate.series.counts.engine import Settings
from sakimawari.anticipate.series.counts.member import Counts
from sakimawari.anticipate.series.joining import adding_up, joined, lowest_of, weights_of
from sakimawari.anticipate.series.values import Floats, Member
from weeks.notified import FILE, Weekly, weekly
from weeks.peers import mstl
from weeks.scores import AT, scored, seasonal_naive

AHEAD = 13
ENDS = {2014: "2014-12-28", 2015: "2015-12-27", 2016: "2016-12-25", 2017: "2017-12-31",
        2018: "2018-12-30", 2019: "2019-12-29"}  # fmt: skip
TARGETS = {
    2019: {"total": 0.0430, "disease": 0.100, "region": 0.170, "bottom": 0.308},
    2016: {"total": 0.0385, "disease": 0.0855, "region": 0.160, "bottom": 0.296},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is to do."""

    members: tuple[Member, ...]
    back: int
    paths: int
    peers: bool


def main() -> None:
    """Forecast, add up, score and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--years", default="2016,2019")
    parser.add_argument("--members", default="counts,boosted,parting,theta")
    parser.add_argument("--back", type=int, default=4, help="origins before, to learn from")
    parser.add_argument("--paths", type=int, default=300)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help="statsforecast's MSTL too (minutes)")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    data = weekly(given.data / FILE)
    settings = Settings(groups=((0,) * len(data.panel.ids), data.disease))
    every: dict[str, Member] = {
        "counts": Counts(settings=settings),
        "boosted": Boosted(settings=settings, num_threads=given.threads),
    } | {one.name: one for one in classical_members(data.panel.season, quick=True)}
    asked = Asked(
        members=tuple(every[name] for name in given.members.split(",")),
        back=given.back, paths=given.paths, peers=given.peers,
    )  # fmt: skip
    found: dict[str, float] = {}
    for year in (int(one) for one in given.years.split(",")):
        found |= _year(data, year, asked)
    found["load"] = round(os.getloadavg()[0], 2)
    if given.json:
        print(json.dumps(found))


def _year(data: Weekly, year: int, asked: Asked) -> dict[str, float]:
    began = time.process_time()
    sundays = data.panel.starts + np.timedelta64(6, "D")
    end = int(np.searchsorted(sundays, np.datetime64(ENDS[year]))) + 1
    origins = [end - AHEAD * (back + 1) for back in range(4)][::-1]
    drawn = _drawn(data, origins, asked)
    ways: dict[str, list[Floats]] = {"snaive": [], "ours": []}
    ways |= {member.name: [] for member in asked.members}
    gap = 0.0
    for origin in origins:
        ours = _forecast(data, origin, drawn, asked)
        sums, bottom = data.hierarchy.sums, ours[-data.hierarchy.sums.shape[1] :]
        gap = max(gap, float(np.abs(np.tensordot(sums, bottom, axes=1) - ours).max()), -ours.min())
        ways["ours"].append(_quantiles(ours))
        ways["snaive"].append(seasonal_naive(data.panel.values[:, :origin], AHEAD))
        for member in asked.members:
            ways[member.name].append(_quantiles(drawn[member.name, origin]))
        if asked.peers:
            ways.setdefault("mstl", []).append(mstl(data.panel.values[:, :origin], AHEAD))
    spent = time.process_time() - began
    return _told(data, year, origins, ways, gap) | {f"{year} cpu seconds": round(spent, 1)}


def _told(
    data: Weekly, year: int, origins: list[int], ways: dict[str, list[Floats]], gap: float
) -> dict[str, float]:
    actual = [data.panel.values[:, o : o + AHEAD] for o in origins]
    scores = {name: scored(said, actual, data.hierarchy.levels) for name, said in ways.items()}
    found: dict[str, float] = {f"{year} worst sum or negative": gap}
    for name, levels in scores.items():
        told = "  ".join(f"{k} {v['scrps']:.4f} ({v['cov80']:.2f})" for k, v in levels.items())
        print(f"{year} {name:8} sCRPS (cov80): {told}", flush=True)
        for level, score in levels.items():
            found[f"{year} {name} {level} scrps"] = round(score["scrps"], 5)
            found[f"{year} {name} {level} cov80"] = round(score["cov80"], 3)
    for level, target in TARGETS.get(year, {}).items():
        ours = scores["ours"][level]["scrps"]
        found[f"{year} {level} / target"] = round(ours / target, 3)
        for peer in ("snaive", "mstl"):
            if peer in scores:
                found[f"{year} {level} / {peer}"] = round(ours / scores[peer][level]["scrps"], 3)
    return found


def _drawn(data: Weekly, origins: list[int], asked: Asked) -> dict[tuple[str, int], Floats]:
    """Every member's paths from every origin needed, each once."""
    first = origins[0] - AHEAD * asked.back
    found = {}
    for origin in range(first, origins[-1] + 1, AHEAD):
        known = until(data.panel, origin, AHEAD)
        for member in asked.members:
            paths = member.paths(known, AHEAD, paths=asked.paths, seed=origin)
            found[member.name, origin] = paths
    return found


def _forecast(
    data: Weekly, origin: int, drawn: dict[tuple[str, int], Floats], asked: Asked
) -> Floats:
    """The paths that add up, from one origin; nothing after it is looked at."""
    known = until(data.panel, origin, AHEAD)
    before = [origin - AHEAD * (back + 1) for back in range(asked.back)]
    actual = np.stack([data.panel.values[:, o : o + AHEAD] for o in before], axis=1)
    scale = seasonal_step(known)
    pasts = {
        member.name: Backtest(
            origins=np.array(before),
            quantiles=np.stack([_at_levels(drawn[member.name, o]) for o in before], axis=1),
            actual=actual,
            scale=scale,
        )
        for member in asked.members
    }
    weights = weights_of(pasts, data.hierarchy)
    now = {member.name: drawn[member.name, origin] for member in asked.members}
    made = joined(known, pasts, now, weights)
    paths, learnt = adding_up(
        data.hierarchy, made.paths, made.past, seed=origin, lowest=lowest_of(known),
        progress=lambda stage, done, total: None,
    )  # fmt: skip
    bottom = weights.shares[-1].round(2).tolist()
    print(f"{origin}: weights of the bottom {dict(zip(weights.names, bottom, strict=True))}")
    if learnt is not None and learnt.kept:
        print(f"{origin}: paths of {learnt.kept} kept")
    return paths


def _at_levels(paths: Floats) -> Floats:
    return np.moveaxis(np.quantile(paths, LEVELS, axis=1), 0, -1)


def _quantiles(paths: Floats) -> Floats:
    return np.moveaxis(np.quantile(paths, AT, axis=1), 0, -1)


if __name__ == "__main__":
    main()
