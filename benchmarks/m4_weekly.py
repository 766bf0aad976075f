"""M4 weekly, 359 series, 13 weeks ahead: accuracy and honest widths with a season of 52 weeks.

    python benchmarks/m4_weekly.py --data DIR [--peers] [--json]

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from measure.competition import contest, rival, scores, told
from measure.forecast_road import ours, warmed
from sakimawari.anticipate.series.classical.members import members
from sakimawari.anticipate.series.combining.backtest import past_origins
from sakimawari.anticipate.series.values import Frequency

GOAL, PUBLISHED = 2.40, 2.480


def main() -> None:
    """Forecast once from the competition's origin; print a table; the last line is JSON."""
    asked = _asked()
    weekly = contest(Path(asked.data) / "m4_weekly.parquet", Frequency.WEEK, 52, 1)
    cast = members(52)
    warmed(cast, weekly)
    drawn, spent, weights = ours(
        weekly, cast, origins=past_origins(weekly.panel, 13, count=asked.origins, step=13)
    )
    print("weights", weights, "ms", {name: round(ms, 1) for name, ms in spent.items()})
    table = {name: _line(name, scores(weekly, *told(paths))) for name, paths in drawn.items()}
    for name, season in (("Naive", 1), ("DOT", 52), ("MSTL", 52)) if asked.peers else ():
        kept = Path(asked.kept) / "m4w" if asked.kept else None
        middle, quantiles, _ = rival(weekly, name, season, kept)
        table[f"peer {name}"] = _line(f"peer {name}", scores(weekly, middle, quantiles))
    mase = table["calibrated"]["mase"]
    peer = table["peer DOT"]["mase"] if asked.peers else PUBLISHED
    ratios = {
        f"ratio_mase_to_DOT{'' if asked.peers else '_published'}": round(mase / peer, 4),
        "ratio_mase_to_goal": round(mase / GOAL, 4),
    }
    print(f"load {os.getloadavg()[0]:.1f}; " + "; ".join(f"{k} {v}" for k, v in ratios.items()))
    if asked.json:
        print(json.dumps({"series": len(weekly.unit), "models": table, "ms": spent, **ratios}))


def _line(name, found):  # type: ignore[no-untyped-def]
    means = {what: round(float(values.mean()), 4) for what, values in found.items()}
    print(
        f"{name:<16} MASE {means['mase']:.4f}  pinball {means['pinball']:.4f}"
        f"  cover {means['cover80']:.3f} {means['cover95']:.3f}"
    )
    return means


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", required=True, help="the folder with the competition's file")
    parser.add_argument("--peers", action="store_true", help="statsforecast in the same run")
    parser.add_argument("--kept", help="a folder with peers' forecasts of an earlier run")
    parser.add_argument("--origins", type=int, default=4, help="past origins to learn from")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
