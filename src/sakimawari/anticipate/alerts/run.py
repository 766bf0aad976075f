"""Watch a file of series: read, set against what was to be expected, and tell what departs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sakimawari.anticipate.alerts.design import PER_YEAR
from sakimawari.anticipate.alerts.joining import alerts_of
from sakimawari.anticipate.alerts.measuring import watch_measures
from sakimawari.anticipate.alerts.telling import told
from sakimawari.anticipate.alerts.values import Alert, Watch, Watched
from sakimawari.anticipate.alerts.watching import watch_counts
from sakimawari.anticipate.series.values import Hierarchy, Panel
from sakimawari.problems import fault

LEAST_PAST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What watching found: alerts, each watched period, and how many series had too short a past."""

    panel: Panel
    watch: Watch
    since: int
    watched: Watched
    alerts: tuple[Alert, ...]
    unread: tuple[str, ...]


def watch_panel(
    panel: Panel, hierarchy: Hierarchy | None, watch: Watch, *, since: date | None = None
) -> Report:
    """Watch a panel from a day on; without one, its last year, or its last third where that is less.

    ALERT001 where fewer than sixteen periods lie before the watched ones; ALERT002 where `since`
    lies after the last; ALERT003 for a rate that is none.
    """
    _check(watch)
    at = _begin(panel, watch, since)
    watched = (watch_counts if panel.is_count else watch_measures)(panel, watch, since=at)
    alerts = alerts_of(panel, hierarchy, watched, watch)
    frequency = panel.frequency.value
    unread = np.flatnonzero(np.isnan(watched.expected).all(axis=1))
    return Report(
        panel=panel,
        watch=watch,
        since=at,
        watched=watched,
        alerts=tuple(told(one, frequency, is_count=panel.is_count) for one in alerts),
        unread=tuple(panel.ids[int(row)] for row in unread),
    )


def _check(watch: Watch) -> None:
    for name, rate in (("rate", watch.rate), ("level rate", watch.level_rate)):
        if not 0.00005 <= rate <= 0.2:
            raise fault(
                "ALERT003",
                f"a {name} of {rate} is no share of quiet periods that may alarm",
                "give one between 0.00005 and 0.2, such as 0.005",
            )


def _begin(panel: Panel, watch: Watch, since: date | None) -> int:
    periods = len(panel.starts)
    least = LEAST_PAST + watch.apart
    if since is None:
        at = periods - min(round(PER_YEAR[panel.frequency.value]), periods // 3)
    else:
        at = int(np.searchsorted(panel.starts, np.datetime64(since)))
    if periods and at >= periods:
        raise fault(
            "ALERT002",
            f"nothing is reported from {since} on; the last period begins {panel.starts[-1]}",
            "give an earlier day with --since",
        )
    if at < least:
        raise fault(
            "ALERT001",
            f"{at} periods lie before the watched ones, and a baseline needs {least}",
            "give a longer past, or a later day with --since",
        )
    return at
