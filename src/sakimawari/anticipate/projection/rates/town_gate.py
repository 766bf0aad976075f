"""The part of the gate that compares rows with each other: what no moving of people explains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.projection.rates.town_values import SetAside, TownTable
from sakimawari.anticipate.projection.values import Floats

_ENOUGH = 20  # people a group of ages must have before its leap says anything
_LEAP = 0.25  # of a group within a month
_GROUPS = 8  # groups of ages with enough people in them
_NEARLY_ALL = 0.8  # of those groups
_STEP = 0.10  # of a whole town within a month: told, not set aside
_STEP_PEOPLE = 60


def leaps(table: TownTable) -> TownTable:
    """Set aside a row in which one sex leaps at nearly every age at once.

    A new block of flats or a dormitory fills a few groups of ages of both sexes; twice as many men
    at every age, from infants to the very old, is a fault of the table (men and women added up in
    the men's columns). Each row is compared with the last one that passed.
    """
    known = table.known.copy()
    aside = list(table.aside)
    last = np.full(len(table.towns), -1)
    for at, month in enumerate(table.months):
        last_of_all = last.copy()
        last = np.where(known[at], at, last)
        for town in _suspicious(table, last_of_all, at, known[at]):
            before = int(last_of_all[town])
            found = _compare(table, before, at, int(town))
            if found is not None:
                row = replace(found, month=month, town=table.towns[town])
                aside.append(row)
                if row.whole:
                    known[at, town] = False
                    last[town] = before
    return replace(table, known=known, aside=tuple(aside))


def _suspicious(
    table: TownTable, before: npt.NDArray[np.int_], at: int, known: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int_]:
    """Towns in which a sex changed by more than a leap in four fifths of its ages could hide."""
    sizes = table.counts.sum(axis=3, dtype=np.int64)
    old = sizes[np.maximum(before, 0), np.arange(len(before))].astype(np.float64)
    change = np.abs(sizes[at] - old) / np.maximum(old, 1.0)
    return np.flatnonzero(known & (before >= 0) & (change.max(axis=1) > _STEP / 2.0))


def _compare(table: TownTable, before: int, at: int, town: int) -> SetAside | None:
    old = table.counts[before, town].astype(np.float64)
    new = table.counts[at, town].astype(np.float64)
    allowed = _LEAP * np.sqrt(max(at - before, 1))
    for sex, name in ((0, "men"), (1, "women")):
        shares = _leaping(old[sex], new[sex], allowed)
        if shares is not None and shares >= _NEARLY_ALL:
            why = (
                f"the number of {name} leaps from {old[sex].sum():.0f} to {new[sex].sum():.0f} "
                f"at nearly every age within {at - before} month(s)"
            )
            return SetAside(month="", town="", line=None, problem="PROJ027", why=why)
    change = float(new.sum() - old.sum())
    if abs(change) > max(_STEP_PEOPLE, _STEP * float(old.sum())):
        why = f"residents step from {old.sum():.0f} to {new.sum():.0f}, at some ages only"
        return SetAside(month="", town="", line=None, problem="PROJ028", why=why, whole=False)
    return None


def _leaping(old: Floats, new: Floats, allowed: float) -> float | None:
    """The share of well-filled groups that leap in the same direction, or None if too few."""
    enough = np.maximum(old, new) >= _ENOUGH
    if enough.sum() < _GROUPS:
        return None
    ratio = (new[enough] - old[enough]) / np.maximum(old[enough], 1.0)
    up = ratio > allowed
    down = ratio < -allowed / (1.0 + allowed)
    return float(max(up.mean(), down.mean()))


def vanished(table: TownTable) -> TownTable:
    """Tell of towns that stand in some months only: a name changed, or a row was lost."""
    present = np.asarray(table.known.any(axis=1))
    told: list[SetAside] = []
    rows_said = {(row.month, row.town) for row in table.aside}
    for town, name in enumerate(table.towns):
        for at in np.flatnonzero(present & ~table.known[:, town]):
            month = table.months[at]
            if (month, name) not in rows_said:
                told.append(
                    SetAside(
                        month=month,
                        town=name,
                        line=None,
                        problem="PROJ029",
                        why="other towns have a row in this month, this one has none",
                    )
                )
    return replace(table, aside=(*table.aside, *told))
