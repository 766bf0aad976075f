"""Who stands on no page, in no file and in no sentence of a result: people under 支援措置.

They are marked in the problem's own tables, or protected in the registers today. Where a table leaves
it open which of its columns names a person, more is hidden rather than less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.console.matching import reading
from sakimawari.console.matching.values import Shown
from sakimawari.match.allocate.reading.columns import CHILD_COLUMNS
from sakimawari.match.reading.sheets import ENDINGS, Column, Row, Sheet, read_sheet
from sakimawari.match.results.folder import PROBLEM
from sakimawari.posing.drawing_up import ABOUT
from sakimawari.problems import Problems
from sakimawari.publishing import MANIFEST
from sakimawari.registry.headers import loose_name

_NOT = ("", "0", "無", "なし", "いいえ", "false", "no", "×", "-")
_CHILD, _HOUSEHOLD = CHILD_COLUMNS[:2]
# What the kinds call the mark, whom a row is about, and the household that is hidden with its member.
_MARKS = ("支援措置", "支援措置対象", "支援措置有無", "支援措置区分", "DV等支援措置", "protected")
_PERSONS = ("番号", "NO", "ID", "通番", "登録番号", "予約番号", "要支援者番号", "ニーズ番号", "オファー番号",
            "訪問番号", "依頼番号", _CHILD.name, *_CHILD.aliases)  # fmt: skip
# A household's number shorter than this is no name: the same digits stand everywhere as an amount.
_TELLING = 4
_HOUSEHOLDS = ("世帯", _HOUSEHOLD.name, *_HOUSEHOLD.aliases)


def hidden_in(there: City, shown: Shown) -> frozenset[str]:
    """Ids under 支援措置, and those of their households."""
    made = (shown.folder / MANIFEST).stat().st_mtime_ns
    marked = marked_in(str(shown.folder / PROBLEM), made)
    if not is_drawn(shown):
        return marked
    stands = bearings(there)
    result = reading.grid(shown, reading.RESULT) if has_result(shown) else None
    keys = {row[0] for row in result.rows} if result else set()
    closed = {key for key in keys if (found := stands.of(key)) is None or found.protected}
    return marked | closed


def names_any(text: str, hidden: frozenset[str]) -> bool:
    """Whether a text names somebody of these: an id stands in it whole, not within another."""
    return any(
        re.search(rf"(?<![0-9A-Za-z]){re.escape(id)}(?![0-9A-Za-z])", text)
        for id in hidden
        if id in text
    )


def is_drawn(shown: Shown) -> bool:
    """Whether the problem was drawn from the registers, so that its ids are keys of people."""
    return (shown.folder / PROBLEM / ABOUT).is_file()


def has_result(shown: Shown) -> bool:
    """Whether the folder has a table of results by id."""
    return reading.RESULT in reading.tables_in(shown)


@lru_cache(maxsize=16)
def marked_in(folder: str, made: int) -> frozenset[str]:
    """Ids of rows with a mark in the column 支援措置, from every table; their households with them."""
    sheets = [sheet for path in sorted(Path(folder).iterdir()) if (sheet := _read(path))]
    found = {
        id
        for sheet in sheets
        if (marks := _named(sheet, _MARKS))
        for row in sheet.rows
        if any(_cell(row, at).lower() not in _NOT for at in marks)
        for id in (*_persons(sheet, row), *_cells(row, _named(sheet, _HOUSEHOLDS)))
    }
    together = {
        id
        for sheet in sheets
        if (homes := _named(sheet, _HOUSEHOLDS))
        for row in sheet.rows
        if found.intersection(_cells(row, homes))
        for id in _persons(sheet, row)
    }
    households = {id for sheet in sheets for row in sheet.rows
             for id in _cells(row, _named(sheet, _HOUSEHOLDS))}  # fmt: skip
    short = {id for id in households if id.isdecimal() and len(id) < _TELLING}
    persons = {id for sheet in sheets for row in sheet.rows for id in _persons(sheet, row)}
    return frozenset((found | together) - (short - persons))


def _read(path: Path) -> Sheet | None:
    if path.suffix.lower() not in ENDINGS:
        return None
    try:
        return read_sheet(path, (Column(_MARKS[0]),), careful=False)
    except Problems:
        return None


def _persons(sheet: Sheet, row: Row) -> Iterator[str]:
    """Whom a row is about: every column that may name a person, or the first that is no mark where none does."""
    marks = _named(sheet, _MARKS)
    first = next((at for at in range(len(sheet.header)) if at not in marks), 0)
    return _cells(row, _named(sheet, _PERSONS) or (first,))


def _named(sheet: Sheet, names: tuple[str, ...]) -> tuple[int, ...]:
    wanted = {loose_name(name) for name in names}
    return tuple(at for at, name in enumerate(sheet.header) if loose_name(name) in wanted)


def _cells(row: Row, places: tuple[int, ...]) -> Iterator[str]:
    return (cell for at in places if (cell := _cell(row, at)))


def _cell(row: Row, at: int) -> str:
    return row.written[at].strip() if at < len(row.written) else ""
