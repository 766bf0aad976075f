"""Watch a file of series: read, set against what was to be expected, and tell what departs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sakimawari.anticipate.alerts.design import PER_YEAR
from sakimawari.anticipate.alerts.joining import alerts_of
from sakimawari.anticipate.alerts.measuring import watch_measures
from sakimawari.anticipate.alerts.telling import told
from sakimawari.anticipate.alerts.values import Alert, Watch, Watched
from sakimawari.anticipate.alerts.watching import watch_counts
from sakimawari.anticipate.series.values import Floats, Hierarchy, Panel
from sakimawari.problems import fault

LEAST_PAST = 16
LOST = 0.1  # share of a total that may be missing before it is no longer the same total
AN_AMOUNT = 1e9  # whole figures beyond are sums of money, no counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What watching found: alerts, each watched period, and which series could not be watched."""

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
    if hierarchy is not None:
        panel = replace(panel, values=_like_with_like(panel.values, hierarchy))
    largest = float(np.nanmax(panel.values, initial=0.0))
    is_count = panel.is_count and largest < AN_AMOUNT
    watched = (watch_counts if is_count else watch_measures)(panel, watch, since=at)
    alerts = alerts_of(panel, hierarchy, watched, watch)
    frequency = panel.frequency.value
    unread = np.flatnonzero(np.isnan(watched.expected + watched.observed).all(axis=1))
    return Report(
        panel=panel,
        watch=watch,
        since=at,
        watched=watched,
        alerts=tuple(told(one, frequency, is_count=panel.is_count) for one in alerts),
        unread=tuple(panel.ids[int(row)] for row in unread),
    )


def _like_with_like(values: Floats, hierarchy: Hierarchy) -> Floats:
    """Figures with a total unknown where parts of it had not begun, or had ended.

    A ward that reports from March on is no excess of the city in March. Parts that together make
    less than a tenth of a total are let pass.
    """
    bottom = values[-hierarchy.bottom :]
    known = np.isfinite(bottom)
    began = np.logical_or.accumulate(known, axis=1)
    ended = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    absent = ~(began & ended)
    if not absent.any():
        return values
    usual = (np.nan_to_num(bottom).sum(axis=1) / np.maximum(known.sum(axis=1), 1))[:, None]
    sums = hierarchy.sparse()
    lost = sums @ np.where(absent, usual, 0.0) > LOST * np.maximum(sums @ usual, 1e-9)
    return np.where(lost, np.nan, values)


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
    if since is not None and periods and at >= periods:
        raise fault(
            "ALERT002",
            f"nothing is reported from {since} on; the last period begins {panel.starts[-1].astype('M8[D]')}",
            "give an earlier day with --since",
        )
    if at < least:
        raise fault(
            "ALERT001",
            f"periods before the watched ones: {at} of {periods}; a baseline needs {least}",
            "give a longer past, or a later day with --since",
        )
    return at
