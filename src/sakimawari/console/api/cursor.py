"""Pages of a long list: an opaque cursor names the last row seen, and the list it belongs to.

A row added or changed between two pages moves no other row: nothing is shown twice or left out
that stood there all the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing

from sakimawari.problems import fault

Row = TypeVar("Row")
MOST, USUAL = 200, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the rows after them; None where these were the last."""

    rows: tuple[Row, ...]
    next: str | None


def write_cursor(last: str, *, of: str) -> str:
    """A cursor after the row with this key, in the list named so (with its filters)."""
    return signing.dumps([of, last], salt="api.cursor", compress=True)


def read_cursor(cursor: str | None, *, of: str) -> str:
    """The key of the last row seen; empty at the beginning. API006 for another list's or a false one."""
    if not cursor:
        return ""
    try:
        named, last = signing.loads(cursor, salt="api.cursor")
    except (signing.BadSignature, ValueError, TypeError):
        named, last = None, ""
    if named != of or not isinstance(last, str):
        raise fault(
            "API006",
            "the cursor was not made for this list",
            "leave it out to begin anew, or send the `next` of the page before with the same filters",
        )
    return last


def page_of(
    rows: Sequence[Row], cursor: str | None, *, limit: int, of: str, key: Callable[[Row], str]
) -> Page[Row]:
    """A page of rows that are in the order of their keys."""
    last = read_cursor(cursor, of=of)
    after = [row for row in rows if key(row) > last] if last else list(rows)
    shown = tuple(after[:limit])
    more = len(after) > len(shown)
    return Page(rows=shown, next=write_cursor(key(shown[-1]), of=of) if more and shown else None)
