"""People at risk from a file of their own: for the past and as far ahead as a forecast reaches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from sakimawari.anticipate.reading.run import Asked, examine_series
from sakimawari.anticipate.reading.values import Examined, Floats
from sakimawari.anticipate.workdays.periods import following
from sakimawari.problems import Place, fault


def with_exposure(told: Examined, path: Path, horizon: int) -> Examined:
    """The series with the people at risk of each, matched by the series' names.

    A coarser file (months for weeks) says the same for every period until its next figure. A series
    the file does not name takes the figures of the total, where there is one.
    """
    panel = told.panel
    risk = examine_series(
        path, Asked(by=[name for name in told.key_names if name != "series"] or None)
    ).panel
    ahead = following(panel.starts, panel.frequency.value, horizon)
    wanted = np.concatenate([panel.starts.astype("M8[D]"), ahead.astype("M8[D]")])
    place = np.searchsorted(risk.starts.astype("M8[D]"), wanted, side="right") - 1
    rows = {name: row for row, name in enumerate(risk.ids)}
    unknown = [name for name in panel.ids if name not in rows]
    if unknown and "total" not in rows and len(rows) != 1:
        raise fault(
            "SERIES060",
            f"no people at risk are told for {len(unknown)} series, for example {unknown[0]}",
            "name the series as the file of figures does",
            where=Place(file=path.name),
        )
    whole = rows.get("total", 0)
    chosen = np.array([rows.get(name, whole) for name in panel.ids])
    figures = _carried(risk.values)[chosen][:, np.maximum(place, 0)]
    last = risk.starts[-1].astype("M8[D]")
    if len(ahead) and ahead[-1].astype("M8[D]") - last > np.timedelta64(400, "D"):
        raise fault(
            "SERIES060",
            f"the people at risk end on {last}, the horizon on {ahead[-1]}",
            "give their figures to the end of the horizon",
            where=Place(file=path.name),
        )
    return replace(told, panel=replace(panel, exposure=figures))


def _carried(values: Floats) -> Floats:
    """A figure not reported is the last one reported, or the first to come."""
    known = np.isfinite(values)
    place = np.where(known, np.arange(values.shape[1]), -1)
    last = np.maximum.accumulate(place, axis=1)
    first = np.where(known.any(axis=1), known.argmax(axis=1), 0)
    last = np.where(last < 0, first[:, None], last)
    carried: Floats = np.nan_to_num(np.take_along_axis(values, last, axis=1))
    return carried
