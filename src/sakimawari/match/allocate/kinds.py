"""Scarce places as kinds of match: nursery places, places without classes, public draws.

Each is verified and explained from its folder by the same examiner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sakimawari.match.allocate.again import KEPT, Rerun, market_after, read_told, told_in
from sakimawari.match.allocate.because.why import Reasons
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.drawn import with_lots
from sakimawari.match.allocate.examining.verifying import examine
from sakimawari.match.allocate.outcomes import outcomes_of
from sakimawari.match.allocate.preparing import Shape, fixes_in, prepare
from sakimawari.match.allocate.reading.files import find_table
from sakimawari.match.allocate.telling.kinds import LOTTERY_WORDS, PLACES_WORDS
from sakimawari.match.allocate.telling.words import told_of
from sakimawari.match.reading.sheets import Column, read_sheet
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import Opened
from sakimawari.match.results.kind import Explanation, Kind, unknown_id

NURSERY = Shape(kind="nursery", title="保育所等の利用調整", classes=True)
PLACES = Shape(
    kind="places",
    title="放課後児童クラブ・施設の枠・選択講座",
    classes=False,
    who="受付番号",
    words=PLACES_WORDS,
)
LOTTERY = Shape(
    kind="lottery",
    title="公営住宅などの公開抽選",
    classes=False,
    who="受付番号",
    words=LOTTERY_WORDS,
    adapt=with_lots,
)
_RESULT = (Column("児童番号", ("受付番号",), required=True), Column("枠", required=True))
_LOTS = (
    Column("受付番号", required=True),
    Column("抽選の順番", required=True),
    Column("番号（SHA-256）", required=True),
)
_BLOCKING = (Column("世帯番号", required=True),)


def kind_for(shape: Shape) -> Kind:
    """The kind of a shape of scarce places."""
    return Kind(
        name=shape.kind,
        title=shape.title,
        verify=lambda opened: verified(opened, shape),
        explain=lambda opened, who: explained(opened, who, shape),
        prove=lambda opened, seconds: proved_anew(opened, shape, seconds),
    )


def verified(opened: Opened, shape: Shape) -> Certificate:
    """The examiner's word on a result, from the problem in its folder; the engine is not asked.

    What CP-SAT proved when the result was made is kept as it was said then: `proved_anew` asks again.
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
    draw = _draw(opened, book) if book.given.lots else None
    return Certificate(
        kind=shape.kind,
        claims=(*own, *proved.values(), *([draw[0]] if draw else ())),
        violations=(*found.certificate.violations, *(draw[1] if draw else ())),
    )


def proved_anew(opened: Opened, shape: Shape, seconds: float) -> Certificate:
    """As `verified`, with what CP-SAT proves of the result today in so many deterministic seconds.

    A plan that breaks a rule is not proved anything of: its certificate comes back as it is.
    """
    from sakimawari.match.allocate.proofs.clauses import (
        Effort,  # the solver, only where it is asked for
    )
    from sakimawari.match.allocate.proofs.proving import prove, reproof

    certificate = verified(opened, shape)
    if not certificate.sound:
        return certificate
    book = _book(opened, shape)
    effort = Effort(seconds=seconds, seed=int(opened.settings.get("seed", 0)))
    proof = prove(book.market, _placed(opened), told=_told(opened, book), effort=effort)
    return reproof(certificate, proof)


def _draw(opened: Opened, book: Book) -> tuple[Claim, tuple[Violation, ...]]:
    """Whether the lots written down are those the opened seed gives."""
    sheet = read_sheet(opened.folder / "lots.csv", _LOTS)
    said = {
        row.get("受付番号"): (row.get("抽選の順番"), row.get("番号（SHA-256）"))
        for row in sheet.rows
    }
    right = {lot.application: (str(lot.place), lot.number) for lot in book.given.lots}
    wrong = tuple(
        sorted(who for who in said.keys() | right.keys() if said.get(who) != right.get(who))
    )
    text = "抽選の順番は、公開した種から計算したとおり"
    claim = Claim(id="lots", text=text, holds=not wrong, figures={"lots": len(right)})
    return claim, tuple(
        Violation(claim="lots", who=(who,), text="種から計算した順番と異なる") for who in wrong
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
                outcome=shape.said(each.result.value),
                lines=tuple(shape.said(line) for line in told.ja),
                easy=tuple(shape.said(line) for line in told.easy),
                english=tuple(shape.said(line) for line in told.en),
            )
        )
    return tuple(found)


def _book(opened: Opened, shape: Shape) -> Book:
    """The book of a result, its market as the run left it: with what was promised before."""
    book, _ = prepare(opened.problem, opened.on, shape, fixes=fixes_in(opened.settings))
    mode, path = opened.settings.get("rerun"), opened.folder / KEPT
    if mode is None or not path.is_file():
        return book
    told = told_in(book, read_told(path))
    over = {str(pool): int(more) for pool, more in opened.settings.get("over", {}).items()}
    return replace(book, market=market_after(book.market, Rerun(mode), told, over))


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
