"""The dated figures and decision tables of a service, by year, as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sakimawari.rules.amounts import figure
from sakimawari.rules.figures import (
    DatedParameter,
    DatedTable,
    Provenance,
    TableVersion,
    widest_range,
)
from sakimawari.rules.phrases import plain
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Kind, Type

IN_FORCE, PAST, AHEAD = "いま有効", "過去", "これから"
UNSURE, OVERDUE = "要確認", "確認期限切れ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One value of a figure, or one version of a table: what it is and how far it may be trusted.

    `state` tells whether it is in force on the day of the handbook; `doubt` is 要確認 (it decides
    nothing until somebody has read the source), 確認期限切れ, or none.
    """

    since: date
    value: str
    article: str
    source: str
    checked: date
    check_by: date
    state: str
    doubt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureShown:
    """A figure of the law with all its values, oldest first."""

    name: str
    values: tuple[Dated, ...]

    @property
    def doubt(self) -> str | None:
        """What is doubtful of the value in force."""
        return next((one.doubt for one in self.values if one.state == IN_FORCE), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShown:
    """A decision table: its columns, and the rows of each version."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    versions: tuple[tuple[Dated, tuple[tuple[str, ...], ...]], ...]


def figures_shown(parameters: Iterable[DatedParameter], on: date) -> tuple[FigureShown, ...]:
    """Figures with their values; the state of each is that of a day."""
    return tuple(_figure(dated, on) for dated in parameters)


def tables_shown(tables: Iterable[DatedTable], on: date) -> tuple[TableShown, ...]:
    """Decision tables with their rows in words."""
    return tuple(_table(dated, on) for dated in tables)


def _figure(dated: DatedParameter, on: date) -> FigureShown:
    current, type = dated.on(on), dated.parameter.type
    return FigureShown(
        name=plain(dated.parameter.name),
        values=tuple(
            _dated(
                value.since,
                "廃止" if value.value is None else figure(value.value, type),
                value.provenance,
                state=_state(value.since, current is value, on),
                on=on,
            )
            for value in dated.values
        ),
    )


def _state(since: date, is_current: bool, on: date) -> str:
    return IN_FORCE if is_current else AHEAD if since > on else PAST


def _dated(since: date, value: str, provenance: Provenance, *, state: str, on: date) -> Dated:
    late = state == IN_FORCE and provenance.check_by < on
    return Dated(
        since=since,
        value=value,
        article=provenance.article,
        source=provenance.source,
        checked=provenance.checked,
        check_by=provenance.check_by,
        state=state,
        doubt=UNSURE if not provenance.certain else OVERDUE if late else None,
    )


def _table(dated: DatedTable, on: date) -> TableShown:
    current = dated.on(on)
    return TableShown(
        name=plain(dated.table.name),
        inputs=tuple(column.name for column in dated.table.inputs),
        outputs=tuple(column.name for column in dated.table.outputs),
        versions=tuple(
            (
                _dated(
                    version.since,
                    f"{len(version.rows.cells)}行",
                    version.provenance,
                    state=_state(version.since, current is version, on),
                    on=on,
                ),
                _rows(dated, version),
            )
            for version in dated.versions
        ),
    )


def _rows(dated: DatedTable, version: TableVersion) -> tuple[tuple[str, ...], ...]:
    table = dated.table
    return tuple(
        (
            *(
                cell_in_words((int(low), int(high)), column.type)
                for (low, high), column in zip(cells, table.inputs, strict=True)
            ),
            *(
                figure(int(value), column.type)
                for value, column in zip(outputs, table.outputs, strict=True)
            ),
        )
        for cells, outputs in zip(version.rows.cells, version.rows.outputs, strict=True)
    )


def cell_in_words(range: Range, type: Type) -> str:
    """A cell as a reader expects it: 3歳以上18歳以下; すべて where it asks for nothing."""
    low, high = range
    if low == high:
        return figure(low, type)
    widest = widest_range(type)
    if type.kind is Kind.CATEGORY:
        inside = (figure(value, type) for value in _between(low, high))
        return "すべて" if low <= widest[0] and high >= widest[1] else "・".join(inside)
    above = "" if low <= widest[0] else f"{figure(low, type)}以上"
    below = "" if high >= widest[1] else f"{figure(high, type)}以下"
    return f"{above}{below}" or "すべて"


def _between(low: int, high: int) -> range:
    return range(low, high + 1)
