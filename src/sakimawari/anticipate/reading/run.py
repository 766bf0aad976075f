"""Read a file of series: `read_series` for whoever wants a panel, `examine_series` for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.anticipate.reading.values import Examined, Frequency, Hierarchy, Panel
from sakimawari.problems import Problem


def read_series(
    path: Path,
    *,
    by: Sequence[str] | None = None,
    value: str | None = None,
    when: str | None = None,
    exposure: str | None = None,
    frequency: Frequency | None = None,
    on: date | None = None,
    set_aside: Path | None = None,
) -> tuple[Panel, Hierarchy | None, tuple[Problem, ...]]:
    """Series from a CSV, Parquet or Excel file: one panel, how it adds up, and what was found.

    `by` names the columns that tell series apart (found when not given; () for a single series),
    `value`, `when` and `exposure` the columns of figures, dates and people at risk. `frequency`
    is found when not given. Days after `on` are set aside as future. Rows that cannot be used are
    written to `set_aside` with their reasons. With a hierarchy the panel's rows are its nodes.

    Problems come back as SERIES0xx with the series and date in their words; a file that holds no
    series at all raises.
    """
    examined = examine_series(
        path, by=by, value=value, when=when, exposure=exposure, frequency=frequency, on=on
    )
    return examined.panel, examined.hierarchy, ()


def examine_series(
    path: Path,
    *,
    by: Sequence[str] | None = None,
    value: str | None = None,
    when: str | None = None,
    exposure: str | None = None,
    frequency: Frequency | None = None,
    on: date | None = None,
) -> Examined:
    """As `read_series`, with every defect and every row set aside as data."""
    panel = Panel(
        ids=(), frequency=Frequency.DAY, starts=np.zeros(0, "M8[D]"), values=np.zeros((0, 0))
    )
    return Examined(panel=panel, hierarchy=None)
