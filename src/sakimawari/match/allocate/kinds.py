"""Nursery places as a kind of match: how its results are verified and explained, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.match.allocate.again import KEPT, Rerun, read_told, told_in
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import outcomes_of
from sakimawari.match.allocate.preparing import Shape, fixes_in, prepare
from sakimawari.match.allocate.reading.files import find_table
from sakimawari.match.allocate.telling.why import Reasons
from sakimawari.match.allocate.telling.words import told_of
from sakimawari.match.allocate.verifying import examine
from sakimawari.match.reading.sheets import Column, read_sheet
from sakimawari.match.results.certificate import Certificate, Claim
from sakimawari.match.results.folder import Opened
from sakimawari.match.results.kind import Explanation, Kind, unknown_id

NURSERY = Shape(kind="nursery", title="保育所等の利用調整", classes=True)
_RESULT = (Column("児童番号", required=True), Column("枠", required=True))
_BLOCKING = (Column("世帯番号", required=True),)


def kind_for(shape: Shape) -> Kind:
    """The kind of a shape of scarce places."""
    return Kind(
        name=shape.kind,
        title=shape.title,
        verify=lambda opened: verified(opened, shape),
        explain=lambda opened, who: explained(opened, who, shape),
    )


def verified(opened: Opened, shape: Shape) -> Certificate:
    """The examiner's word on a result, from the problem in its folder; the engine is not asked.

    What CP-SAT proved when the result was made is kept as it was said then: `--prove` makes it anew.
    """
    book = _book(opened, shape)
    rows = [
        (row.get("児童番号"), row.get("枠") or None)
        for row in read_sheet(opened.folder / "result.csv", _RESULT).rows
    ]
    found = examine(
        book.market, rows, told=_told(opened, book), named=_named(opened), kind=shape.kind
    )
    proved: dict[str, Claim] = {
        each.id: each
        for each in opened.certificate.claims
        if each.id in ("best_for_families", "fewest_blocking")
    }
    own = [proved.pop(each.id, each) for each in found.certificate.claims]
    return Certificate(
        kind=shape.kind,
        claims=(*own, *proved.values()),
        violations=found.certificate.violations,
    )


def explained(opened: Opened, who: str | None, shape: Shape) -> tuple[Explanation, ...]:
    """Why a child has its result, from the tables of the folder."""
    book = _book(opened, shape)
    placed = _placed(opened)
    if who is not None and who not in book.children:
        raise unknown_id(who, book.children)
    reasons = Reasons(book, placed, told=_told(opened, book), blocking=frozenset(_named(opened)))
    found = []
    for each in outcomes_of(book, placed):
        if who is not None and each.child != who:
            continue
        told = told_of(book, each, reasons.of(each.child))
        found.append(
            Explanation(
                who=each.child,
                outcome=each.result.value,
                lines=told.ja,
                easy=told.easy,
                english=told.en,
            )
        )
    return tuple(found)


def _book(opened: Opened, shape: Shape) -> Book:
    book, _ = prepare(opened.problem, opened.on, shape, fixes=fixes_in(opened.settings))
    return book


def _placed(opened: Opened) -> Mapping[str, str | None]:
    sheet = read_sheet(opened.folder / "result.csv", _RESULT)
    return {row.get("児童番号"): row.get("枠") or None for row in sheet.rows}


def _told(opened: Opened, book: Book) -> Mapping[str, str | None] | None:
    """What people were told before, where the run promised to keep it."""
    path = opened.folder / KEPT
    if opened.settings.get("rerun") != Rerun.GUARANTEED.value or not path.is_file():
        return None
    return told_in(book, read_told(path))


def _named(opened: Opened) -> tuple[str, ...]:
    """The families the result itself names as blocked."""
    path = find_table(opened.folder, ("blocking",))
    if path is None:
        return ()
    return tuple(dict.fromkeys(row.get("世帯番号") for row in read_sheet(path, _BLOCKING).rows))
