"""What a run of alerts keeps for those who look at it: all that was observed, and pictures.

observed.parquet          what was, series by series
alert-N.svg, .csv         the strongest alerts, each with what was expected around it
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from sakimawari.anticipate.alerts.run import Report
from sakimawari.anticipate.alerts.values import Alert, Beside, Floats, Kind
from sakimawari.anticipate.pictures.picture import save
from sakimawari.anticipate.pictures.terms import change
from sakimawari.anticipate.pictures.timelines import Mark, Timeline, timeline_chart
from sakimawari.anticipate.series.showing import OBSERVED, read_observed, write_observed

_MOST, _BACK = 24, {"day": 180, "week": 104, "month": 60, "quarter": 24, "year": 20}
_USUAL = 1.96  # standard errors of what 95 % of quiet periods hold
Labels = Callable[[Sequence[date]], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run as its folder tells it: alerts, and (series, periods) of what was and was expected.

    `expected`, `low` and `high` are NaN before the days that were watched.
    """

    alerts: tuple[Alert, ...]
    frequency: str
    ids: tuple[str, ...]
    starts: tuple[date, ...]
    observed: Floats
    expected: Floats
    low: Floats
    high: Floats


def keep(folder: Path, report: Report) -> None:
    """Write what was observed, and a picture of each of the strongest alerts."""
    panel, watched = report.panel, report.watched
    write_observed(folder / OBSERVED, panel, None)
    periods = len(panel.starts)
    usual = usual_of(watched.expected, watched.variance + watched.doubt**2, is_count=panel.is_count)
    expected, low, high = (
        _padded(side, periods, len(panel.ids)) for side in (watched.expected, *usual)
    )
    starts = tuple(panel.starts.astype("M8[D]").astype(date).tolist())
    kept = Kept(alerts=report.alerts, frequency=panel.frequency.value, ids=panel.ids, starts=starts,
                observed=panel.values, expected=expected, low=low, high=high)  # fmt: skip
    for number, alert in enumerate(report.alerts[:_MOST], 1):
        timeline = timeline_of(kept, alert, _iso)
        picture = timeline_chart(alert.series, alert.words.get("ja", alert.series), timeline)
        save(folder, f"alert-{number}", picture)


def usual_of(expected: Floats, variance: Floats, *, is_count: bool) -> tuple[Floats, Floats]:
    """Between which 95 of 100 quiet periods lie."""
    half = _USUAL * np.sqrt(variance)
    low = expected - half
    return (np.maximum(low, 0.0) if is_count else low), expected + half


def open_kept(folder: Path) -> Kept:
    """Read a finished folder."""
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    ids, _, starts, observed = read_observed(folder / OBSERVED)
    names = ["expected", "usual_low", "usual_high"]
    told = pq.read_table(folder / "watched.parquet", columns=names)
    sides = [
        _padded(told[name].to_numpy().reshape(len(ids), -1), len(starts), len(ids))
        for name in names
    ]
    rows = json.loads((folder / "alerts.json").read_text(encoding="utf-8"))
    return Kept(
        alerts=tuple(_alert(row) for row in rows),
        frequency=str(about["frequency"]),
        ids=ids,
        starts=starts,
        observed=observed,
        expected=sides[0],
        low=sides[1],
        high=sides[2],
    )


def timeline_of(kept: Kept, alert: Alert, labels: Labels, ticks: Labels | None = None) -> Timeline:
    """The series of an alert around it, with the alert marked where it was strongest."""
    row = kept.ids.index(alert.series)
    first = max(0, len(kept.starts) - _BACK[kept.frequency])
    began = next((at for at, day in enumerate(kept.starts) if day >= alert.since), first)
    first = max(0, min(first, began - 8))
    days = kept.starts[first:]
    inside = [at for at, day in enumerate(days) if alert.since <= day <= alert.until]
    seen, middle, low, high = (
        _known(side[row, first:]) for side in (kept.observed, kept.expected, kept.low, kept.high)
    )
    kind: Mark = Mark(at=_peak(inside, seen, middle), kind="over", told=change(alert.excess))
    if alert.kind is not Kind.EXCESS:
        kind = Mark(at=inside[0] if inside else 0, kind="shift", told=change(alert.excess))
    return Timeline(labels=labels(days), ticks=ticks(days) if ticks else (), seen=seen, middle=middle,
                    low=low, high=high, marks=(kind,), unit="件")  # fmt: skip


def _peak(
    inside: Sequence[int], seen: Sequence[float | None], middle: Sequence[float | None]
) -> int:
    return max(inside, key=lambda at: (seen[at] or 0.0) - (middle[at] or 0.0), default=0)


def _known(values: Floats) -> tuple[float | None, ...]:
    return tuple(float(value) if np.isfinite(value) else None for value in values)


def _padded(watched: Floats, periods: int, series: int) -> Floats:
    """The watched periods at the end of all of them."""
    whole = np.full((series, periods), np.nan)
    if watched.size:
        whole[:, periods - watched.shape[1] :] = watched
    return whole


def _iso(days: Sequence[date]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)


def _alert(row: dict[str, object]) -> Alert:
    days = {name: date.fromisoformat(str(row[name])) for name in ("since", "noticed", "until")}
    beside = tuple(Beside(**each) for each in row["beside"])  # type: ignore[attr-defined]
    plain = {**row, **days, "kind": Kind(str(row["kind"])), "beside": beside}
    plain["within"] = tuple(row["within"])  # type: ignore[arg-type]
    return Alert(**plain)  # type: ignore[arg-type]
