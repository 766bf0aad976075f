"""Which members forecast a panel: by what the figures are, how often they come, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.series.boosted.member import Boosted
from sakimawari.anticipate.series.classical.members import members as classical_members
from sakimawari.anticipate.series.counts.engine import Settings
from sakimawari.anticipate.series.counts.member import Counts
from sakimawari.anticipate.series.values import Frequency, Hierarchy, Member, Panel

_MANY = 3_000  # series beyond which only the count engine, compiled and a few milliseconds each, is asked
_SOME = 1_000
_CELLS_TO_LEARN_FROM = 20_000  # reported figures from which trees over all series learn something


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The members of a forecast, how many past origins they are tried on, and with how many paths."""

    members: tuple[Member, ...]
    origins: int
    backtest_paths: int


def cast_of(panel: Panel, hierarchy: Hierarchy | None = None) -> Cast:
    """The members for a panel.

    Counts by day, week or month: the count engine with its calendar, trees where there is enough to learn
    from, and the quick classical members, which know nothing of calendars. Everything else: all classical ones.
    """
    series = len(panel.ids)
    if not _with_a_calendar(panel):
        chosen: list[Member] = classical_members(panel.season, quick=series > _MANY)
    elif series > _MANY:
        chosen = [Counts(settings=_settings(hierarchy))]
    else:
        chosen = [Counts(settings=_settings(hierarchy))]
        if int(np.isfinite(panel.values).sum()) >= _CELLS_TO_LEARN_FROM:
            chosen.append(Boosted(settings=_settings(hierarchy)))
        chosen += classical_members(panel.season, quick=True)
    return Cast(
        members=tuple(chosen),
        origins=8 if series <= _SOME else 4 if series <= _MANY else 2,
        backtest_paths=100 if series <= _MANY else 40,
    )


def _with_a_calendar(panel: Panel) -> bool:
    return panel.is_count and panel.frequency in (Frequency.DAY, Frequency.WEEK, Frequency.MONTH)


def _settings(hierarchy: Hierarchy | None) -> Settings:
    """Effects of calendar and season are learned from the levels first: nodes of a level by their own,
    the bottom by the group it lies in.
    """
    if hierarchy is None:
        return Settings()
    sums = hierarchy.sparse().tocsc()
    above = hierarchy.nodes - hierarchy.bottom
    groups: list[tuple[int, ...]] = []
    for rows in list(hierarchy.levels.values())[:-1]:
        if not 1 < len(rows) <= 64:
            continue
        place = {int(row): number for number, row in enumerate(rows)}
        labels = [len(rows)] * above
        for row, number in place.items():
            labels[row] = number
        for column in range(hierarchy.bottom):
            own = sums.indices[sums.indptr[column] : sums.indptr[column + 1]]
            labels.append(next((place[int(row)] for row in own if int(row) in place), len(rows)))
        groups.append(tuple(labels))
    return Settings(groups=tuple(groups[:2]))
