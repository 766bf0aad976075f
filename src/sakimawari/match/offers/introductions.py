"""The book of introductions: a folder of plain files, to which events are only added.

    introductions.csv   紹介番号,ニーズ,オファー: what was proposed
    events.csv          each event with the hash of the one before: a row changed or taken out shows
    profiles.csv        what each side is told of the other, without a name

Pairs of protected people are never in it: the named officer holds those by hand.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sakimawari.match.offers.consent import (
    CLOSED,
    Event,
    Happened,
    Introduction,
    Profile,
    State,
    after,
    profile,
    states,
)
from sakimawari.match.offers.reading import read_question
from sakimawari.match.offers.tables import RESULT, read_table
from sakimawari.match.offers.values import Entry, Side
from sakimawari.match.results.folder import Opened
from sakimawari.problems import Place, fault
from sakimawari.publishing import publishing_at

BOOK, EVENTS, PROFILES = "introductions.csv", "events.csv", "profiles.csv"
HEADER = ("紹介番号", "ニーズ", "オファー")
EVENT_HEADER = ("日付", "紹介番号", "側", "出来事", "理由", "前の行", "この行")
_FIRST = "0" * 64
_OUTCOMES = {State.DECLINED: "辞退", State.FAILED: "不成立", State.SUCCEEDED: "成立"}
_SIDES = {Side.NEED: "ニーズ", Side.OFFER: "オファー"}


def open_book(opened: Opened, book: Path, on: date) -> int:
    """Begin a book from a result's pairs; how many were proposed.

    OFFER015: the result is not of this kind or not certified, or the book exists.
    """
    if opened.kind != "offers" or not opened.certificate.sound:
        raise _no_book("introductions begin from a certified result of needs and offers")
    if book.exists():
        raise _no_book("a book of introductions is there already")
    question = read_question(opened.problem, opened.on).question
    entries = {entry.number: entry for entry in (*question.needs, *question.offers)}
    pairs = [
        (row["ニーズ"], row["オファー"])
        for row in read_table(opened.folder / RESULT)
        if not (entries[row["ニーズ"]].protected or entries[row["オファー"]].protected)
    ]
    proposed = [
        (f"I{on:%Y%m%d}-{at:04d}", need, offer) for at, (need, offer) in enumerate(pairs, start=1)
    ]
    with publishing_at(book) as making:
        _write(making / BOOK, HEADER, proposed)
        _write(making / PROFILES, _PROFILE_HEADER, _profiles(proposed, entries))
        _write(making / EVENTS, EVENT_HEADER, [])
        for id, _, _ in proposed:
            _append(making, Happened(introduction=id, event=Event.PROPOSED, on=on))
    return len(proposed)


_PROFILE_HEADER = ("紹介番号", "伝える側", "相手の種別", "相手の区", "曜日", "公開文", "言葉")


def _profiles(
    proposed: Sequence[tuple[str, str, str]], entries: Mapping[str, Entry]
) -> list[tuple[str, ...]]:
    texts = [entry.text for entry in entries.values()]
    known: dict[str, Profile] = {}
    rows: list[tuple[str, ...]] = []
    for id, need, offer in proposed:
        for side, other in (("ニーズ", offer), ("オファー", need)):
            told = known.setdefault(other, profile(entries[other], texts))
            rows.append(
                (id, side, told.kind, told.ward, told.days, told.text, "・".join(told.words))
            )
    return rows


def _no_book(what: str) -> Exception:
    return fault(
        "OFFER015",
        what,
        "verify the result first, and name a folder that does not exist yet",
        where=Place(file=BOOK),
    )


def read_book(book: Path) -> dict[str, Introduction]:
    """Every introduction as it stands. OFFER014 where events were changed or taken out."""
    return states(_proposed(book), _events(book))


def record(book: Path, happened: Happened) -> Introduction:
    """Add an event, if it can follow; the introduction as it then stands. OFFER013, OFFER014."""
    found = read_book(book)
    if happened.introduction not in found:
        states((), [happened])
    now = after(found[happened.introduction], happened)
    _append(book, happened)
    return now


def history_of(book: Path) -> list[tuple[str, str, str, str, str]]:
    """What became of closed introductions, as rows of the table 経緯 of the next match."""
    return [
        (
            each.need,
            each.offer,
            _OUTCOMES[each.state],
            _SIDES[each.ended_by] if each.ended_by else "",
            each.reason,
        )
        for each in read_book(book).values()
        if each.state in CLOSED
    ]


def write_history(book: Path, path: Path) -> int:
    """Write the table 経緯 for the next match; how many introductions it tells of."""
    rows = history_of(book)
    _write(path, ("ニーズ", "オファー", "結果", "側", "理由"), rows)
    return len(rows)


def _proposed(book: Path) -> list[Introduction]:
    if not (book / BOOK).is_file():
        raise fault(
            "OFFER015",
            "this folder holds no book of introductions",
            "begin one with `sakimawari match introductions begin RESULT BOOK`",
            where=Place(file=BOOK),
        )
    return [
        Introduction(id=row["紹介番号"], need=row["ニーズ"], offer=row["オファー"])
        for row in read_table(book / BOOK)
    ]


def _events(book: Path) -> list[Happened]:
    found, before = [], _FIRST
    for line, row in enumerate(read_table(book / EVENTS), start=2):
        said = tuple(row[name] for name in EVENT_HEADER[:5])
        if row["前の行"] != before or row["この行"] != _hash(before, said):
            raise fault(
                "OFFER014",
                "the events are no longer what was recorded: a row was changed, added or taken out",
                "restore events.csv from the last backup, and record what came after it",
                where=Place(file=EVENTS, line=line),
            )
        before = row["この行"]
        side = Side(row["側"]) if row["側"] else None
        found.append(
            Happened(
                introduction=row["紹介番号"],
                event=Event(row["出来事"]),
                side=side,
                on=date.fromisoformat(row["日付"]),
                reason=row["理由"],
            )
        )
    return found


def _append(book: Path, happened: Happened) -> None:
    rows = read_table(book / EVENTS)
    before = rows[-1]["この行"] if rows else _FIRST
    side = happened.side or ""
    said = (happened.on.isoformat(), happened.introduction, side, happened.event, happened.reason)
    with (book / EVENTS).open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow((*said, before, _hash(before, said)))


def _hash(before: str, said: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join((before, *said)).encode()).hexdigest()


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
