"""What the trees see of a series, an origin and a horizon: all relative to what the engine said.

Sums over the last windows are taken against what calendar and season made of the same periods, so
that a fortnight of holidays is no fall. Rows are (series, origins, horizons).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.series.counts.values import Fitted
from sakimawari.anticipate.series.values import Floats, Panel
from sakimawari.anticipate.workdays import CITY_HALL, Closing, calendar_of, following

Table = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

WINDOWS = {
    "day": (1, 3, 7, 14, 28, 91, 182, 364),
    "week": (1, 2, 4, 8, 13, 26, 52, 104),
    "month": (1, 2, 3, 6, 12, 24),
}
_AROUND = {"day": 3, "week": 2, "month": 0}
_CALENDAR = (
    "business", "holidays", "turn_of_year", "obon", "golden", "golden_length", "fiscal_close",
    "fiscal_open", "closed_before", "since_year_end", "weekday", "days",
)  # fmt: skip
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Sums one can look back over quickly: counts, what was due by the factor, whether reported."""

    counts: Floats
    due: Floats
    calendar: Floats
    labels: npt.NDArray[np.int64]
    season: int
    frequency: str


def seen_of(
    panel: Panel,
    fitted: Fitted,
    horizon: int,
    groups: tuple[tuple[int, ...], ...],
    closing: Closing = CITY_HALL,
) -> Seen:
    """Cumulative sums of a panel, its calendar with the horizon, and the labels of its series."""
    told = ~np.isnan(panel.values)
    zero = np.zeros((len(panel.ids), 1))
    due = np.where(told, fitted.factor[:, : panel.values.shape[1]], 0.0)
    counts = np.cumsum(np.concatenate([zero, np.nan_to_num(panel.values)], axis=1), axis=1)
    known = panel.starts.astype("datetime64[D]")
    grid = np.concatenate([known, following(known, panel.frequency, horizon)])
    figures = calendar_of(grid, panel.frequency, closing).figures()
    return Seen(
        counts=counts,
        due=np.cumsum(np.concatenate([zero, due], axis=1), axis=1),
        calendar=np.stack([figures[name] for name in _CALENDAR], axis=1),
        labels=np.array([*groups, range(len(panel.ids))], dtype=np.int64).T,
        season={"day": 364, "week": 52, "month": 12}[panel.frequency],
        frequency=panel.frequency,
    )


def table_of(seen: Seen, said: Floats, factor: Floats, origins: Places, ahead: Places) -> Table:
    """The columns (series, origins, horizons, columns) for what the engine `said` there."""
    target = origins[:, None] + ahead[None, :]
    whole = said.shape
    due_then = factor[:, target]
    level = said / np.maximum(due_then, 1e-9)

    def against(a: Places, b: Places, by: Floats) -> Floats:
        """How much came between two periods against what `by` times the factor makes of them."""
        last = seen.counts.shape[1] - 1
        low, high = np.clip(a, 0, last), np.clip(b, 0, last)
        came = seen.counts[:, high] - seen.counts[:, low]
        due = seen.due[:, high] - seen.due[:, low]
        return np.asarray(np.log((came + _HALF) / (due * by + _HALF)))

    now = (origins + 1)[:, None] + np.zeros_like(ahead)[None, :]
    columns = [against(now - w, now, level) for w in WINDOWS[seen.frequency]]
    one = np.ones_like(level)
    around = _AROUND[seen.frequency]
    for years in (1, 2):
        back = target - years * seen.season
        half = seen.season // 2
        then = np.exp(against(back - half, back + half + 1, one))
        columns.append(against(back - around, back + around + 1, then))
    columns += [np.log(said + 0.05), np.log(level + 1e-4)]
    columns += [np.broadcast_to(c[target], whole) for c in seen.calendar.T]
    columns.append(np.broadcast_to(seen.calendar[target - 1, 0], whole))
    columns.append(np.broadcast_to(ahead[None, None, :], whole))
    columns += [np.broadcast_to(c[:, None, None], whole) for c in seen.labels.T]
    return np.stack(columns, axis=-1).astype(np.float32)
