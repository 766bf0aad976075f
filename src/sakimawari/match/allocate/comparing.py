"""A result beside another one: last year's by hand, or an earlier run; child by child, with the reason.

A shadow run before the first real one stands or falls with this list: every difference is either the
city's own rule read differently, or a slip in one of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sakimawari.drawing.sheets import Table
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import Outcome
from sakimawari.match.allocate.reading.columns import CHILD_COLUMNS, NURSERY_COLUMNS
from sakimawari.match.allocate.telling.words import Told
from sakimawari.match.reading.sheets import PROTECTION, Column, read_sheet
from sakimawari.problems import Place, fault
from sakimawari.registry.headers import loose_name

_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("施設番号", (*NURSERY_COLUMNS[0].aliases, "入所選考結果保育所ID", "内定施設", "内定園", "結果施設")),
    Column("施設名", (*NURSERY_COLUMNS[1].aliases, "入所選考結果保育所名")),
    PROTECTION,
)  # fmt: skip
SAME, OTHER, ONLY_THEN, ONLY_NOW = "同じ", "別の施設", "前回だけ入所", "今回だけ入所"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Both outcomes of a child, as facilities; None for no place."""

    child: str
    then: str | None
    now: str | None

    @property
    def way(self) -> str:
        """How the two differ."""
        if self.then == self.now:
            return SAME
        if self.then is None:
            return ONLY_NOW
        return ONLY_THEN if self.now is None else OTHER


def read_outcome(path: Path, book: Book) -> dict[str, str | None]:
    """Facility by child of another result's table. ALLOC058: it shares no child with this round."""
    sheet = read_sheet(path, _COLUMNS)
    names = {loose_name(each.name): each.id for each in book.given.nurseries}
    found: dict[str, str | None] = {}
    for row in sheet.rows:
        place = row.get("施設番号") or row.get("施設名")
        if place and place not in book.nurseries:
            place = names.get(loose_name(place), place)
        found[row.get("児童番号")] = place or None
    if not found.keys() & book.children.keys():
        raise fault(
            "ALLOC058",
            "the table to compare with holds no child of this round",
            "give the outcome of the same round: 児童番号 and 施設番号",
            where=Place(file=path.name),
        )
    return found


def beside(
    book: Book, outcomes: tuple[Outcome, ...], then: Mapping[str, str | None]
) -> tuple[Beside, ...]:
    """Every child that both results hold."""
    return tuple(
        Beside(child=each.child, then=then[each.child], now=each.facility)
        for each in outcomes
        if each.child in then
    )


def compared_table(book: Book, rows: tuple[Beside, ...], told: Mapping[str, Told]) -> Table:
    """The differences alone, each with this run's reason."""
    return Table(
        columns=("児童番号", "違い", "前回", "今回", "今回の理由"),
        rows=tuple(
            (
                row.child,
                row.way,
                _named(book, row.then),
                _named(book, row.now),
                " ".join(told[row.child].ja),
            )
            for row in rows
            if row.way != SAME
        ),
    )


def _named(book: Book, facility: str | None) -> str:
    if facility is None:
        return "なし"
    return f"{facility} {book.nurseries[facility].name}" if facility in book.nurseries else facility


def agreement(rows: tuple[Beside, ...]) -> dict[str, int | float]:
    """How many agree, and in which ways the others differ."""
    ways = Counter(row.way for row in rows)
    share = round(100 * ways[SAME] / len(rows), 2) if rows else 0.0
    return {
        "compared": len(rows),
        "same_percent": share,
        **{name: ways[name] for name in (SAME, OTHER, ONLY_THEN, ONLY_NOW)},
    }
