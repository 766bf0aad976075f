"""From alarms to alerts: runs become one, totals and parts become one, and what else moved is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sakimawari.anticipate.alerts.levels import Shift, shifts_of
from sakimawari.anticipate.alerts.values import Alert, Beside, Kind, Watch, Watched
from sakimawari.anticipate.series.values import Hierarchy, Panel

GAP = 2  # quiet periods between two alarms that still belong together
EXPLAINS = 0.7  # share of a total's excess from which a part is where it happened
BESIDE = 2.0  # standard errors from which another series has moved too
MOST_BESIDE = 5
NINETY = 1.6449


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Alarms of one series that belong together: indices of watched periods, inclusive."""

    row: int
    since: int
    noticed: int
    until: int
    kind: Kind
    strength: float
    within: tuple[int, ...] = ()

    def overlaps(self, other: Run) -> bool:
        """Whether two runs share a period, and go the same way."""
        down = Kind.LEVEL_DOWN
        same = (self.kind is down) == (other.kind is down)
        return same and self.since <= other.until and other.since <= self.until


def alerts_of(
    panel: Panel, hierarchy: Hierarchy | None, watched: Watched, watch: Watch
) -> tuple[Alert, ...]:
    """Every alert, those still going on first, then by strength."""
    runs = _excesses(watched)
    runs = _with_levels(runs, shifts_of(watched, watch, panel.frequency.value))
    related = _related(len(panel.ids), hierarchy)
    runs = _attributed(runs, watched, related)
    levels = _level_names(panel, hierarchy)
    found = [_alert(run, panel, watched, levels, related) for run in runs]
    return tuple(sorted(found, key=lambda one: (not one.ongoing, -one.strength, one.id)))


def _excesses(watched: Watched) -> list[Run]:
    runs: list[Run] = []
    alarms = watched.alarms
    for row in np.flatnonzero(alarms.any(axis=1)):
        last: Run | None = None
        for t in np.flatnonzero(alarms[row]):
            over = float(watched.score[row, t] - watched.threshold[row, t])
            if last is not None and t - last.until <= GAP + 1:
                last = replace(last, until=int(t), strength=max(last.strength, over))
                runs[-1] = last
                continue
            since = _begin(watched, int(row), int(t))
            last = Run(
                row=int(row),
                since=since,
                noticed=int(t),
                until=int(t),
                kind=Kind.EXCESS,
                strength=over,
            )
            runs.append(last)
    return runs


def _begin(watched: Watched, row: int, noticed: int) -> int:
    """The first period of the strongest window that itself lies above expectation."""
    first = max(noticed - int(watched.window[row, noticed]) + 1, 0)
    high = watched.observed[row, first : noticed + 1] > watched.expected[row, first : noticed + 1]
    return first + int(np.argmax(high))


def _with_levels(runs: list[Run], shifts: list[Shift]) -> list[Run]:
    """An excess that stays becomes a level; a shift that nothing has told yet is added."""
    out = list(runs)
    for shift in shifts:
        kind = Kind.LEVEL_UP if shift.up else Kind.LEVEL_DOWN
        whole = Run(
            row=shift.row,
            since=shift.since,
            noticed=shift.noticed,
            until=shift.until,
            kind=kind,
            strength=shift.strength,
        )
        same = [one for one in out if one.row == shift.row and one.overlaps(whole)]
        if same:
            whole = replace(
                whole,
                since=min(whole.since, *(one.since for one in same)),
                noticed=min(whole.noticed, *(one.noticed for one in same)),
                until=max(whole.until, *(one.until for one in same)),
                strength=max(whole.strength, *(one.strength for one in same)),
            )
            out = [one for one in out if one not in same]
        out.append(whole)
    return sorted(out, key=lambda one: (one.row, one.since))


def _related(series: int, hierarchy: Hierarchy | None) -> list[set[int]]:
    """For each node the nodes above and below it."""
    if hierarchy is None:
        return [set() for _ in range(series)]
    sums = hierarchy.sparse()
    shared = (sums @ sums.T).tocsr()
    size = np.asarray(sums.sum(axis=1)).ravel()
    out = []
    for row in range(series):
        others = shared.indices[shared.indptr[row] : shared.indptr[row + 1]]
        common = shared.data[shared.indptr[row] : shared.indptr[row + 1]]
        nested = common == np.minimum(size[others], size[row])
        out.append({int(k) for k in others[nested]} - {row})
    return out


def _excess(watched: Watched, row: int, since: int, until: int) -> float:
    part = slice(since, until + 1)
    return float(np.nansum(watched.observed[row, part] - watched.expected[row, part]))


def _attributed(runs: list[Run], watched: Watched, related: list[set[int]]) -> list[Run]:
    """One alert for what a total and its parts show together.

    A part that holds most of a total's departure is where it happened, and the total is told with
    it; otherwise the total is, and its parts are told with it. Rows run from the total down.
    """
    gone: set[int] = set()
    kept = list(runs)
    of_row: dict[int, list[int]] = {}
    for at, run in enumerate(kept):
        of_row.setdefault(run.row, []).append(at)
    for at in range(len(kept)):
        row = kept[at].row
        parts = sorted(other for other in related[row] if other > row and other in of_row)
        for below in (one for other in parts for one in of_row[other]):
            upper, lower = kept[at], kept[below]
            if at in gone or below in gone or not upper.overlaps(lower):
                continue
            since, until = max(upper.since, lower.since), min(upper.until, lower.until)
            all_of_it = _excess(watched, upper.row, since, until)
            share = _excess(watched, lower.row, since, until) / all_of_it if all_of_it else 0.0
            winner, loser = (below, at) if share >= EXPLAINS else (at, below)
            if kept[loser].kind is not Kind.EXCESS and kept[winner].kind is Kind.EXCESS:
                continue
            kept[winner] = replace(
                kept[winner],
                noticed=min(kept[winner].noticed, kept[loser].noticed),
                since=min(kept[winner].since, kept[loser].since),
                within=(*kept[winner].within, kept[loser].row, *kept[loser].within),
            )
            gone.add(loser)
    return [run for at, run in enumerate(kept) if at not in gone]


def _level_names(panel: Panel, hierarchy: Hierarchy | None) -> list[str]:
    names = ["series"] * len(panel.ids)
    for level, rows in (hierarchy.levels if hierarchy else {}).items():
        for row in rows:
            names[int(row)] = level
    return names


def _alert(
    run: Run, panel: Panel, watched: Watched, levels: list[str], related: list[set[int]]
) -> Alert:
    part = slice(run.since, run.until + 1)
    seen = np.isfinite(watched.observed[run.row, part] + watched.expected[run.row, part])
    observed = float(watched.observed[run.row, part][seen].sum())
    expected = float(watched.expected[run.row, part][seen].sum())
    doubt = float(watched.doubt[run.row, part][seen].sum())
    spread = float(np.sqrt(watched.variance[run.row, part][seen].sum() + doubt**2))
    excess = observed - expected
    return Alert(
        id=f"{_day(watched, run.since)}-{run.row:05d}",
        kind=run.kind,
        series=panel.ids[run.row],
        level=levels[run.row],
        since=_day(watched, run.since),
        noticed=_day(watched, run.noticed),
        until=_day(watched, run.until),
        periods=int(seen.sum()),
        delay=run.noticed - run.since,
        observed=observed,
        expected=expected,
        excess=excess,
        low=excess - NINETY * spread,
        high=excess + NINETY * spread,
        ratio=observed / expected if expected > 0 else float("inf"),
        strength=run.strength,
        ongoing=run.until >= watched.observed.shape[1] - 1 - GAP,
        beside=_beside(run, panel, watched, levels, related),
        within=tuple(dict.fromkeys(panel.ids[row] for row in run.within)),
    )


def _beside(
    run: Run, panel: Panel, watched: Watched, levels: list[str], related: list[set[int]]
) -> tuple[Beside, ...]:
    """Series outside its own line of totals that moved in the same periods, the strongest first."""
    part = slice(run.since, run.until + 1)
    departure = np.nansum((watched.observed - watched.expected)[:, part], axis=1)
    doubt = np.nansum(watched.doubt[:, part], axis=1)
    spread = np.sqrt(np.nansum(watched.variance[:, part], axis=1) + doubt**2)
    score = departure / np.maximum(spread, 1e-9)
    expected = np.nansum(watched.expected[:, part], axis=1)
    own = related[run.row] | {run.row} | set(run.within)
    order = [int(k) for k in np.argsort(-np.abs(score), kind="stable") if int(k) not in own]
    moved = [k for k in order[: 4 * MOST_BESIDE] if abs(score[k]) >= BESIDE and expected[k] > 0]
    return tuple(
        Beside(
            series=panel.ids[k],
            level=levels[k],
            ratio=float((expected[k] + departure[k]) / expected[k]),
            score=float(score[k]),
        )
        for k in moved[:MOST_BESIDE]
    )


def _day(watched: Watched, at: int) -> date:
    day: date = watched.starts[at].astype("datetime64[D]").astype(date)
    return day
