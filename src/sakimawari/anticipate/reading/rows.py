"""The rows of a table as arrays: which series, which day, which figure; what cannot be read apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.reading.cells import Grain, narrow, read_figure, read_period
from sakimawari.anticipate.reading.roles import Roles
from sakimawari.anticipate.reading.tables import Column, Table
from sakimawari.anticipate.reading.values import EVERY, WHOLE, Defect, Floats, SetAside

Ints = npt.NDArray[np.int64]
_UNKNOWN = np.iinfo(np.int64).min
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Figures in a row each: `series` points into `keys`, `days` counts from 1970-01-01, `rows`
    into the table. `values` is NaN where a mark says "not reported".
    """

    keys: tuple[tuple[str, ...], ...]
    series: Ints
    days: Ints
    grains: Ints
    values: Floats
    rows: Ints
    exposure: Floats | None = None

    def only(self, kept: npt.NDArray[np.bool_]) -> Readings:
        """The readings that are kept."""
        return Readings(
            keys=self.keys,
            series=self.series[kept],
            days=self.days[kept],
            grains=self.grains[kept],
            values=self.values[kept],
            rows=self.rows[kept],
            exposure=None if self.exposure is None else self.exposure[kept],
        )


def readings_of(
    table: Table, roles: Roles, *, on: date | None
) -> tuple[Readings, list[SetAside], list[Defect]]:
    """All figures of a table; rows without a readable date or figure are set aside."""
    days, grains, american = _days(table, roles)
    keys, of_row = _keys(table, roles)
    aside: list[SetAside] = []
    defects: list[Defect] = []
    bad = days == _UNKNOWN
    aside += [
        _aside(
            table,
            row,
            "SERIES004",
            f"{_named(keys, of_row, row)}: {_dates(table, roles, row)} is no date",
        )
        for row in np.flatnonzero(bad).tolist()
    ]
    if on is not None:
        late = ~bad & (days > on.toordinal() - _EPOCH)
        aside += [
            _aside(
                table,
                row,
                "SERIES005",
                f"{_named(keys, of_row, row)}: {_date(days[row])} lies after {on}",
            )
            for row in np.flatnonzero(late).tolist()
        ]
        bad |= late
    if american:
        what = "dates are written month first (10/1/2017)"
        defects.append(
            Defect(
                id="SERIES004",
                series=EVERY,
                period=None,
                what=what,
                done="read as month/day/year",
            )
        )
    parts, all_keys = [], list[tuple[str, ...]]()
    for at in roles.values:
        values, text = _figures(table, at)
        unread = ~bad & text
        named = [(*key, table.columns[at].name) if roles.wide else key for key in keys]
        aside += [
            _not_a_figure(table, row, at, f"{_named(named, of_row, row)} {_date(days[row])}")
            for row in np.flatnonzero(unread).tolist()
        ]
        parts.append(_part(of_row + len(all_keys), days, grains, values, ~bad & ~unread))
        all_keys += named
    exposure = None if roles.exposure is None else _figures(table, roles.exposure)[0]
    columns = [np.concatenate([part[place] for part in parts]) for place in range(5)]
    return (
        Readings(
            keys=tuple(all_keys),
            series=columns[0],
            days=columns[1],
            grains=columns[2],
            values=columns[3],
            rows=columns[4],
            exposure=None if exposure is None else exposure[columns[4]],
        ),
        aside,
        defects,
    )


def _part(
    series: Ints, days: Ints, grains: Ints, values: Floats, kept: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints, Floats, Ints]:
    rows = np.flatnonzero(kept)
    return series[rows], days[rows], grains[rows], values[rows], rows


def _aside(table: Table, row: int, id: str, reason: str) -> SetAside:
    return SetAside(line=int(table.lines[row]), cells=table.row(row), id=id, reason=reason)


def _named(keys: Sequence[tuple[str, ...]], of_row: Ints, row: int) -> str:
    return name_of(keys[int(of_row[row])])


def _dates(table: Table, roles: Roles, row: int) -> str:
    cells = [table.columns[at].texts[table.columns[at].codes[row]] for at in roles.dates]
    return f"`{' '.join(cells)[:24]}`"


def _date(day: np.int64) -> date:
    read: date = np.int64(day).astype("M8[D]").item()
    return read


def _not_a_figure(table: Table, row: int, at: int, of: str) -> SetAside:
    text = table.columns[at].texts[table.columns[at].codes[row]]
    reason = f"{of}: `{text[:24]}` in {table.columns[at].name} is not a figure"
    return _aside(table, row, "SERIES003", reason)


def _figures(table: Table, at: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The figures of a column by row, and whether a row's text is none."""
    column = table.columns[at]
    read = [read_figure(text) for text in column.texts]
    values = np.array([np.nan if figure is None else figure for figure in read], np.float64)
    text = np.array([figure is None for figure in read], bool)
    return values[column.codes], text[column.codes]


def _days(table: Table, roles: Roles) -> tuple[Ints, Ints, bool]:
    """First day and grain of each row; whether dates were written month first."""
    columns = [table.columns[at] for at in roles.dates]
    if len(columns) == 1:
        texts, codes = list(columns[0].texts), columns[0].codes.astype(np.int64)
    else:
        width = [len(column.texts) for column in columns]
        mixed = np.zeros(len(table.lines), np.int64)
        for column, size in zip(columns, width, strict=True):
            mixed = mixed * size + column.codes
        different, places = np.unique(mixed, return_inverse=True)
        codes = places.astype(np.int64)
        texts = [_joined(int(code), columns, width) for code in different]
    periods = [read_period(text) for text in texts]
    days = [_UNKNOWN if period is None else period.first.toordinal() - _EPOCH for period in periods]
    grains = [0 if period is None else int(period.grain) for period in periods]
    american = any(period is not None and period.american for period in periods)
    return np.array(days, np.int64)[codes], np.array(grains, np.int64)[codes], american


def _joined(code: int, columns: list[Column], width: list[int]) -> str:
    cells: list[str] = []
    for column, size in zip(reversed(columns), reversed(width), strict=True):
        cells.append(narrow(column.texts[code % size]))
        code //= size
    return "-".join(cell.rstrip("年月日") for cell in reversed(cells))


def _keys(table: Table, roles: Roles) -> tuple[list[tuple[str, ...]], Ints]:
    """The different keys of rows, and each row's place among them."""
    if not roles.keys:
        return [()], np.zeros(len(table.lines), np.int64)
    mixed = np.zeros(len(table.lines), np.int64)
    folded: list[list[str]] = []
    for at in roles.keys:
        column = table.columns[at]
        plain = [narrow(text) for text in column.texts]
        names = list(dict.fromkeys(plain))  # in the order of the file
        place = {name: number for number, name in enumerate(names)}
        codes = np.array([place[text] for text in plain], np.int64)[column.codes]
        mixed = mixed * len(names) + codes
        folded.append(names)
    different, of_row = np.unique(mixed, return_inverse=True)
    keys = []
    for code in different.tolist():
        cells, left = list[str](), code
        for names in reversed(folded):
            left, place_in = divmod(left, len(names))
            cells.append(names[place_in])
        keys.append(tuple(reversed(cells)))
    return keys, of_row.astype(np.int64)


def name_of(key: Sequence[str]) -> str:
    """A series' name from its keys; the total of all is `total`."""
    return "/".join(part for part in key if part) or WHOLE


def grain_name(grain: int) -> str:
    """A grain's word."""
    return Grain(grain).name.lower()
