"""Which column is the date, which tell series apart, which hold figures: found, or as told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sakimawari.anticipate.reading.cells import Period, narrow, read_figure, read_period
from sakimawari.anticipate.reading.tables import Column, Table, no_series
from sakimawari.problems import Place, Problems, fault

_DATES = (
    "date",
    "day",
    "ds",
    "日付",
    "年月日",
    "年月",
    "月日",
    "開始日",
    "対象日",
    "集計日",
    "基準日",
    "実施日",
)
_DATES += (
    "aggregate from",
    "from",
    "start",
    "month",
    "week",
    "週",
    "年度",
    "year",
    "年",
    "月",
    "時点",
)
_VALUES = (
    "value",
    "y",
    "count",
    "total count",
    "件数",
    "人数",
    "数",
    "値",
    "合計",
    "受付件数",
    "来庁者数",
)
_VALUES += ("利用者数", "申請件数", "相談件数", "cases", "calls", "visits", "数値", "n")
_EXPOSURES = ("exposure", "population", "people at risk", "対象者数", "人口", "母数", "対象人口")
_NUMBERS = (
    "no",
    "no.",
    "#property",
    "番号",
    "id",
    "連番",
    "通し番号",
    "#",
    "全国地方公共団体コード",
)
_PARTS = {"year": ("year", "年", "西暦"), "month": ("month", "月"), "day": ("day", "日")}
_ENOUGH = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Places of columns. More than one `values`: the table is wide, a series a column.

    `dates` is one column, or year and month (and day) in columns of their own. `summed` are keys
    the reader did not ask for: figures are added up over them.
    """

    dates: tuple[int, ...]
    keys: tuple[int, ...]
    values: tuple[int, ...]
    exposure: int | None = None
    summed: tuple[int, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether each column of figures is a series of its own."""
        return len(self.values) > 1


def find_roles(
    table: Table,
    *,
    by: Sequence[str] | None,
    value: str | None,
    when: str | None,
    exposure: str | None,
) -> Roles:
    """The roles of a table's columns; raises SERIES001 or SERIES002 where they cannot be told."""
    if len(table.lines) == 0:
        raise no_series(table.label, "no row stands under the header")
    dates = (_named(table, when),) if when else _date_columns(table)
    told = _named(table, exposure) if exposure else None
    taken = {*dates, *([told] if told is not None else [])}
    names = [loose(column.name) for column in table.columns]
    if told is None:
        told = next(
            (at for at, name in enumerate(names) if name in _EXPOSURES and at not in taken), None
        )
        if (
            told is not None
            and not (value and loose(value) == names[told])
            and _several(table, taken)
        ):
            taken.add(told)
        else:
            told = None
    keys = None if by is None else tuple(_named(table, name) for name in by)
    figures = _figures(table, taken | set(keys or ()), value)
    free = [at for at in _text_columns(table) if at not in taken | set(figures)]
    if keys is None:
        keys = tuple(free)
    summed = tuple(at for at in free if at not in keys)
    return Roles(dates=dates, keys=keys, values=figures, exposure=told, summed=summed)


def loose(name: str) -> str:
    """A name without width, case and blanks at the ends."""
    return narrow(name).lower()


def periods_of(column: Column) -> list[Period | None]:
    """Each different text of a column as a period."""
    return [read_period(text) for text in column.texts]


def _named(table: Table, name: str) -> int:
    names = [loose(column.name) for column in table.columns]
    if loose(name) in names:
        return names.index(loose(name))
    raise _unclear(table, f"there is no column `{name}`")


def _unclear(table: Table, what: str) -> Problems:
    return fault(
        "SERIES002",
        what,
        f"name columns as the file does: {', '.join(table.header[:30])}",
        where=Place(file=table.label),
    )


def _share(column: Column, readable: Sequence[bool]) -> float:
    """The share of a column's filled cells that can be read."""
    counts = np.bincount(column.codes, minlength=len(column.texts))
    filled = np.array([bool(text.strip()) for text in column.texts])
    total = counts[filled].sum()
    return float(counts[np.array(readable, bool) & filled].sum() / total) if total else 0.0


def _date_columns(table: Table) -> tuple[int, ...]:
    names = [loose(column.name) for column in table.columns]
    parts = tuple(
        next((at for at, name in enumerate(names) if name in _PARTS[part]), -1)
        for part in ("year", "month", "day")
    )
    best, score = -1, 0.0
    for at, column in enumerate(table.columns):
        share = _share(column, [found is not None for found in periods_of(column)])
        numeric = all(read_figure(text) is not None for text in column.texts[:50])
        hint = names[at] in _DATES or any(names[at].endswith(end) for end in ("日", "年月", "date"))
        if share < (0.5 if hint else _ENOUGH) or (numeric and not hint):
            continue
        judged = share + (0.5 if hint else 0.0) - (0.4 if names[at] in _PARTS["year"] else 0.0)
        if judged > score + 1e-9:
            best, score = at, judged
    if parts[0] >= 0 and parts[1] >= 0 and best in (-1, *parts):
        return tuple(at for at in parts if at >= 0)
    if best < 0:
        raise no_series(table.label, "no column holds dates")
    return (best,)


def _several(table: Table, taken: set[int]) -> bool:
    return sum(at not in taken for at in _numeric(table)) > 1


def _numeric(table: Table) -> list[int]:
    return [
        at
        for at, column in enumerate(table.columns)
        if _share(column, [read_figure(text) is not None for text in column.texts]) >= _ENOUGH / 2
        and any(not np.isnan(read_figure(text) or 0.0) for text in column.texts if text.strip())
    ]


def _figures(table: Table, taken: set[int], value: str | None) -> tuple[int, ...]:
    if value is not None:
        return tuple(_named(table, name.strip()) for name in value.split(","))
    numeric = [at for at in _numeric(table) if at not in taken]
    numeric = [at for at in numeric if not _is_other_date(table, at)]
    hinted = [at for at in numeric if loose(table.columns[at].name) in _VALUES]
    if hinted:
        return (hinted[0],)
    numbers = [at for at in numeric if loose(table.columns[at].name) not in _NUMBERS]
    if not numbers:
        raise no_series(table.label, "no column holds figures")
    return tuple(numbers)


def _is_other_date(table: Table, at: int) -> bool:
    name = loose(table.columns[at].name)
    return (
        name in _DATES
        and name not in _VALUES
        and _share(
            table.columns[at], [found is not None for found in periods_of(table.columns[at])]
        )
        >= _ENOUGH
    ) or name in (*_PARTS["year"], "week", "週", "曜日")


def _text_columns(table: Table) -> list[int]:
    """Columns that can tell series apart: words, or codes; never other dates or empty columns."""
    numeric = set(_numeric(table))
    chosen = []
    for at, column in enumerate(table.columns):
        filled = [text for text in column.texts if text.strip()]
        if at in numeric or not filled or loose(column.name) in (*_NUMBERS, "曜日"):
            continue
        if _share(column, [found is not None for found in periods_of(column)]) >= _ENOUGH:
            continue
        if loose(column.name) in ("備考", "note", "remarks", "注"):
            continue
        chosen.append(at)
    return chosen
