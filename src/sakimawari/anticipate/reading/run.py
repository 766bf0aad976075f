"""Read a file of series: `read_series` for whoever wants a panel, `examine_series` for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from sakimawari.anticipate.reading import gate, shifts
from sakimawari.anticipate.reading.cells import read_figure
from sakimawari.anticipate.reading.gridding import Grid, frequency_of, lay, within_mixed
from sakimawari.anticipate.reading.roles import Roles, find_roles
from sakimawari.anticipate.reading.rows import Readings, grain_name, name_of, readings_of
from sakimawari.anticipate.reading.tables import Table, no_series, read_table
from sakimawari.anticipate.reading.totals import (
    check_totals,
    columns_that_add_up,
    date_at,
    hierarchy_of,
    hierarchy_of_columns,
    split_totals,
)
from sakimawari.anticipate.reading.values import (
    SEASON,
    Defect,
    Examined,
    Floats,
    Frequency,
    Hierarchy,
    Panel,
    SetAside,
)
from sakimawari.anticipate.reading.wording import problems_of, write_set_aside
from sakimawari.problems import Problem

_MARKS = (-1.0, -9.0, -99.0, -999.0, -9999.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the reader was told about a file; None leaves it to be found."""

    by: Sequence[str] | None = None
    value: str | None = None
    when: str | None = None
    exposure: str | None = None
    frequency: Frequency | None = None
    on: date | None = None
    same: Mapping[str, str] | None = None


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
    asked = Asked(by=by, value=value, when=when, exposure=exposure, frequency=frequency, on=on)
    examined = examine_series(path, asked)
    if set_aside is not None and examined.set_aside:
        write_set_aside(set_aside, examined.header, examined.set_aside)
    problems = problems_of(path.name, examined.defects, examined.set_aside)
    return examined.panel, examined.hierarchy, problems


def examine_series(path: Path, asked: Asked | None = None) -> Examined:
    """As `read_series`, with every defect and every row set aside as data."""
    asked = asked or Asked()
    table = read_table(path)
    roles = find_roles(
        table, by=asked.by, value=asked.value, when=asked.when, exposure=asked.exposure
    )
    readings, aside, defects = readings_of(table, roles, on=asked.on)
    aside = [*table.ragged, *aside]
    if asked.same:
        readings = _joined(readings, asked.same)
    readings = _without_negatives(readings, table, aside)
    frequency, readings, mixed = _one_frequency(readings, table, asked.frequency, aside)
    defects += mixed
    if not len(readings.rows):
        raise no_series(table.label, _none_usable(aside))
    grid = lay(readings, frequency, add=bool(roles.summed) or bool(asked.same))
    defects += _off_grid(grid, readings, table, aside)
    adding, odd = _columns(table, roles)
    defects += odd
    return _examined(table, roles, readings, grid, adding, defects, aside)


def _examined(
    table: Table,
    roles: Roles,
    readings: Readings,
    grid: Grid,
    adding: dict[str, tuple[str, ...]],
    defects: list[Defect],
    aside: list[SetAside],
) -> Examined:
    key_names = [table.columns[at].name for at in roles.keys] + (["series"] if roles.wide else [])
    if not key_names:
        readings = replace(readings, keys=((table.columns[roles.values[0]].name,),))
        key_names = ["series"]
    names = [name_of(key) for key in readings.keys]
    parts, totals = split_totals(readings.keys)
    used = [at for at in parts if grid.present[at].any()]
    defects += check_totals(grid.values, grid.starts, totals, names)
    values, keys = grid.values[used], [readings.keys[at] for at in used]
    names = [names[at] for at in used]
    defects += gate.strange_letters(names)
    season = SEASON[grid.frequency.value]
    values, found = through_gate(values, grid.present[used], grid.starts, grid.frequency, names)
    defects += found
    defects += shifts.renamed(values, grid.starts, keys, names)
    adding = {
        total: parts for total, parts in adding.items() if {total, *parts} <= set(names)
    }  # a total of columns that are no series is none of these series
    if roles.wide and not roles.keys and adding:
        hierarchy, order = hierarchy_of_columns(adding, names)
        node_keys: list[tuple[str, ...]] = [(name,) for name in order]
        values = values[[names.index(name) for name in order]]
        values = values[len(order) - hierarchy.bottom :] if hierarchy else values
    else:
        apart = len(roles.keys) if roles.wide else None
        hierarchy, node_keys = hierarchy_of(keys, key_names, apart=apart)
    exposure = None if grid.exposure is None else grid.exposure[used]
    ids = tuple(names)
    if hierarchy is not None:
        ids = tuple(name_of(key) for key in node_keys)
        values = added_up(hierarchy, values)
        exposure = None if exposure is None else added_up(hierarchy, exposure)
    panel = Panel(
        ids=ids,
        frequency=grid.frequency,
        starts=grid.starts,
        values=values,
        is_count=are_counts(values),
        season=season,
        exposure=exposure,
    )
    return Examined(
        panel=panel,
        hierarchy=hierarchy,
        defects=tuple(defects),
        set_aside=tuple(sorted(aside, key=lambda row: row.line)),
        key_names=tuple(key_names),
        keys=tuple(node_keys),
        header=table.header,
        rows=len(table.lines) + len(table.ragged),
        options={"value": ", ".join(table.columns[at].name for at in roles.values[:5])},
    )


def through_gate(
    values: Floats,
    present: gate.Mask,
    starts: np.typing.NDArray[np.datetime64],
    frequency: Frequency,
    names: Sequence[str],
) -> tuple[Floats, list[Defect]]:
    """The figures with closed days as zero, and what the gate finds in them."""
    season = SEASON[frequency.value]
    closed = gate.closed_weekdays(values, starts, frequency)
    defects = gate.closed_defects(closed, starts, names)
    if closed.any():
        weekday = (starts.astype(np.int64) + 3) % 7
        shut = closed[:, weekday] & gate.between(present)
        present = present | shut
        values = np.where(shut & np.isnan(values), 0.0, values)
    defects += gate.gaps(values, present, starts, names)
    defects += gate.marks(values, present, starts, names)
    defects += gate.constant_stretches(values, starts, names)
    if frequency in (Frequency.DAY, Frequency.WEEK):
        defects += gate.doubled(values, starts, names, season)
    defects += gate.plain_series(values, starts, names, season)
    defects += shifts.breaks(values, starts, names, season)
    return values, defects


def are_counts(values: Floats) -> bool:
    """Whether every figure is a whole number from zero up."""
    known = values[np.isfinite(values)]
    return bool(len(known)) and bool((known >= 0).all() and (known == np.round(known)).all())


def added_up(hierarchy: Hierarchy, bottom: Floats) -> Floats:
    """All nodes' figures: a total is known where most of it is, what is missing put in.

    A part not reported is taken at its own median of the year around; where less than half of a
    total's usual size was reported, the total is not reported either.
    """
    known = np.isfinite(bottom)
    if known.all():
        return np.asarray(hierarchy.sums @ bottom)
    began = np.logical_or.accumulate(known, axis=1)
    ended = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    usual = np.nan_to_num(_medians(bottom))[:, None]
    filled = np.where(known, bottom, np.where(began & ended, usual, 0.0))
    size = hierarchy.sums @ np.where(began & ended, np.maximum(usual, 1e-9), 0.0)
    reported = hierarchy.sums @ np.where(known, np.maximum(usual, 1e-9), 0.0)
    sums = np.asarray(hierarchy.sums @ filled)
    sums[(reported < 0.5 * size) | (size == 0)] = np.nan
    sums[-len(bottom) :] = bottom
    return np.round(sums) if are_counts(bottom) else sums


def _medians(values: Floats) -> Floats:
    ordered = np.sort(values, axis=1)  # NaN last
    known = np.isfinite(values).sum(axis=1)
    middle = np.maximum(known - 1, 0) // 2
    return np.where(known > 0, np.take_along_axis(ordered, middle[:, None], axis=1)[:, 0], np.nan)


def _joined(readings: Readings, same: Mapping[str, str]) -> Readings:
    """Two names of one series made one: the older takes the newer's."""
    keys = [tuple(same.get(part, part) for part in key) for key in readings.keys]
    place: dict[tuple[str, ...], int] = {}
    of = np.array([place.setdefault(key, len(place)) for key in keys], np.int64)
    return replace(readings, keys=tuple(place), series=of[readings.series])


def _without_negatives(readings: Readings, table: Table, aside: list[SetAside]) -> Readings:
    """A negative figure of a count is no figure; always the same -1 (-9, -99 …) is a mark."""
    known = readings.values[np.isfinite(readings.values)]
    negative = np.nan_to_num(readings.values) < 0
    if not negative.any():
        return readings
    if not (known == np.round(known)).all() or (
        negative.sum() > 0.5 * len(known) and not np.isin(readings.values[negative], _MARKS).all()
    ):
        return readings
    worth = np.unique(readings.values[negative])
    values = np.where(negative, np.nan, readings.values)
    if len(worth) == 1 and worth[0] in _MARKS:
        return replace(readings, values=values)
    for at in np.flatnonzero(negative).tolist():
        row, name = int(readings.rows[at]), name_of(readings.keys[readings.series[at]])
        reason = f"{name} {_day(readings, at)}: {readings.values[at]:,.10g} is below zero"
        aside.append(
            SetAside(
                line=int(table.lines[row]), cells=table.row(row), id="SERIES010", reason=reason
            )
        )
    return replace(readings, values=values)


def _none_usable(aside: Sequence[SetAside]) -> str:
    """Why no row is left: the first that was set aside says it for all."""
    why = "no row has both a date and a figure"
    if not aside:
        return why
    return f"{why}; {len(aside):,} set aside, the first in line {aside[0].line}: {aside[0].reason}"


def _day(readings: Readings, at: int) -> date:
    day: date = readings.days[at].astype("M8[D]").item()
    return day


def _one_frequency(
    readings: Readings, table: Table, told: Frequency | None, aside: list[SetAside]
) -> tuple[Frequency, Readings, list[Defect]]:
    """The frequency, and the readings of it; those of another are set aside by series."""
    grains = np.bincount(readings.grains, minlength=5)
    other = readings.grains != int(np.argmax(grains))
    if other.any() and told is None:
        usual = grain_name(int(np.argmax(grains)))
        for at in np.flatnonzero(other).tolist():
            name = name_of(readings.keys[readings.series[at]])
            grain = grain_name(int(readings.grains[at]))
            reason = f"{name} {_day(readings, at)}: a {grain} among dates of a {usual}"
            _set_aside(readings, table, at, "SERIES008", reason, aside)
        readings = readings.only(~other)
    frequency, strange = frequency_of(readings)
    if told is not None:
        frequency = told
        if told in (Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR):
            strange = {one: kind for one, kind in strange.items() if kind not in ("day", told)}
    defects = []
    for series, kind in strange.items():
        what = f"one figure a {kind}, while most series have one a {frequency.value}"
        defects.append(_mixed(name_of(readings.keys[series]), None, what))
    gone = np.isin(readings.series, list(strange))
    since = within_mixed(readings, frequency) if told is None else {}
    for series, day in since.items():
        if series not in strange:
            when: date = np.int64(day).astype("M8[D]").item()
            what = "from here on figures at another step than before"
            defects.append(_mixed(name_of(readings.keys[series]), when, what))
            gone |= (readings.series == series) & (readings.days >= day)
    for at in np.flatnonzero(gone).tolist():
        name = name_of(readings.keys[readings.series[at]])
        _set_aside(
            readings,
            table,
            at,
            "SERIES008",
            f"{name} {_day(readings, at)}: another frequency than {frequency}",
            aside,
        )
    return frequency, readings.only(~gone), defects


def _mixed(series: str, period: date | None, what: str) -> Defect:
    return Defect(
        id="SERIES008", series=series, period=period, what=what, done="these rows were set aside"
    )


def _set_aside(
    readings: Readings, table: Table, at: int, id: str, reason: str, aside: list[SetAside]
) -> None:
    row = int(readings.rows[at])
    aside.append(SetAside(line=int(table.lines[row]), cells=table.row(row), id=id, reason=reason))


def _off_grid(grid: Grid, readings: Readings, table: Table, aside: list[SetAside]) -> list[Defect]:
    """Rows the grid refused, set aside; the same row written twice, reported."""
    reasons = {
        "SERIES006": "a second row with another figure for the same series and period",
        "SERIES009": f"not a day on which a {grid.frequency} of this file begins",
    }
    for id, places in grid.refused.items():
        for at in places.tolist():
            name = name_of(readings.keys[readings.series[at]])
            _set_aside(
                readings, table, at, id, f"{name} {_day(readings, at)}: {reasons[id]}", aside
            )
    return [
        Defect(
            id="SERIES006",
            series=name_of(readings.keys[series]),
            period=date_at(grid.starts, period),
            what="the same row twice",
            done="taken once",
        )
        for series, period in grid.repeated
    ]


def _columns(table: Table, roles: Roles) -> tuple[dict[str, tuple[str, ...]], list[Defect]]:
    """Columns that are sums of others, by name, and the rows in which they are not."""
    skip = {*roles.dates, *roles.keys, *roles.summed}
    columns = {}
    for at, column in enumerate(table.columns):
        read = [read_figure(text) for text in column.texts]
        if at in skip or sum(figure is None for figure in read) > 0.2 * len(read):
            continue
        figures = np.array([np.nan if figure is None else figure for figure in read], np.float64)
        columns[at] = figures[column.codes]
    defects = []
    adding = columns_that_add_up(table, columns)
    named = {
        table.columns[total].name: tuple(table.columns[part].name for part in parts)
        for total, parts in adding.items()
    }
    for total, parts in adding.items():
        sums = np.sum([columns[part] for part in parts], axis=0)
        for row in np.flatnonzero(np.abs(columns[total] - sums) > 0.5).tolist():
            keys = [table.columns[at].texts[table.columns[at].codes[row]] for at in roles.keys]
            dates = [table.columns[at].texts[table.columns[at].codes[row]] for at in roles.dates]
            what = (
                f"{'-'.join(dates)} {table.columns[total].name} says {columns[total][row]:,.10g}, "
                f"its {len(parts)} columns add up to {sums[row]:,.10g}"
            )
            defects.append(
                Defect(
                    id="SERIES012",
                    series=name_of(keys),
                    period=None,
                    what=what,
                    done="kept as reported",
                    amount=float(columns[total][row] - sums[row]),
                    line=int(table.lines[row]),
                )
            )
    return named, defects
