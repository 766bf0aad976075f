"""The tables of needs, offers and earlier introductions, read row by row; bad rows set aside.

Columns: docs/reference/match-offers.md. A column `条件:X` is a demand on the column X of the other
table. Ids only: columns of names, addresses and telephone numbers are not read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from sakimawari.match.offers import cells
from sakimawari.match.offers.protected import refuse_protected
from sakimawari.match.offers.values import Entry, Past, Question, Side, Term, Times
from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    Row,
    SetAside,
    Sheet,
    find_file,
    read_sheet,
    set_aside,
)
from sakimawari.problems import Place, fault

NEEDS, OFFERS, PAST = ("needs", "ニーズ"), ("offers", "オファー"), ("history", "経緯")
TERM = "条件"
ASKED_BY_NAME = {
    "対象年齢": "年齢",
    "対象業種": "業種",
    "対象地域": "区",
    "従業員数条件": "従業員数",
}
COLUMNS = (
    Column("番号", ("受付番号", "登録番号", "ID", "ニーズ番号", "オファー番号"), required=True),
    Column("本文", ("内容", "希望内容", "説明"), required=True),
    Column("種別", ("区分", "分類", "主体")),
    Column("公開文", ("公開用の説明", "概要")),
    Column("区", ("行政区", "区名", "地区")),
    Column("緯度", ("lat", "latitude")),
    Column("経度", ("lon", "lng", "longitude")),
    Column("曜日", ("希望曜日", "対応曜日")),
    Column("開始時刻", ("開始時間",)),
    Column("終了時刻", ("終了時間",)),
    Column("期間開始", ("開始日", "期間（開始）")),
    Column("期間終了", ("終了日", "期間（終了）", "締切")),
    Column("件数", ("相手の数", "受入件数")),
    Column("人数", ("希望人数",)),
    Column("容量", ("受入人数", "定員")),
    Column("最大距離", ("最大距離(km)", "範囲")),
    Column("資格", ("保有資格", "免許")),
    Column("必要資格", ("必要な資格",)),
    Column("言語", ("対応言語", "話せる言語")),
    Column("必要言語", ("希望言語",)),
    Column("除外", ("除外する相手",)),
    Column("希望", ("希望する相手", "希望順位")),
    PROTECTION,
    *(Column(name) for name in ASKED_BY_NAME),
    Column("年齢"),
    Column("業種", ("産業分類",)),
    Column("従業員数", ("従業員",)),
)
PAST_COLUMNS = (
    Column("ニーズ", ("ニーズ番号",), required=True),
    Column("オファー", ("オファー番号",), required=True),
    Column("結果", (), required=True),
    Column("側", ("辞退した側",)),
    Column("理由", ("理由コード",)),
)
GOOD, BAD = frozenset({"成立", "完了", "継続"}), frozenset({"辞退", "不成立", "撤回", "中止"})
SIDES = {"ニーズ": Side.NEED, "need": Side.NEED, "オファー": Side.OFFER, "offer": Side.OFFER}
_T = TypeVar("_T")
FACTS = ("年齢", "業種", "従業員数", "区", "種別")


@dataclass(slots=True)
class Reading:
    """What was read, and the rows that could not be used."""

    question: Question
    aside: list[SetAside] = field(default_factory=list)


def read_question(folder: Path, on: date) -> Reading:
    """All of a folder. OFFER010 for a missing table, OFFER007 for a column of a protected attribute."""
    aside: list[SetAside] = []
    needs = _entries(_found(folder, NEEDS), Side.NEED, aside)
    offers = _entries(_found(folder, OFFERS), Side.OFFER, aside)
    asked = {
        Side.OFFER: {fact for entry, _ in needs for term in entry.terms for fact in term.facts},
        Side.NEED: {fact for entry, _ in offers for term in entry.terms for fact in term.facts},
    }
    numeric = {
        fact for entry, _ in (*needs, *offers) for term in entry.terms for fact in term.figures
    }
    kept_needs = _with_facts(needs, asked[Side.NEED], numeric, aside)
    kept_offers = _with_facts(offers, asked[Side.OFFER], numeric, aside)
    _check_wishes(needs, set(kept_offers), aside)
    _check_wishes(offers, set(kept_needs), aside)
    bad = {(each.file, each.line) for each in aside}
    question = Question(
        needs=_left(kept_needs, needs, bad),
        offers=_left(kept_offers, offers, bad),
        past=(),
        on=on,
    )
    past = _past(folder, question, aside)
    return Reading(question=replace(question, past=past), aside=aside)


@dataclass(frozen=True, slots=True)
class _Origin:
    sheet: Sheet
    row: Row


def _found(folder: Path, stems: tuple[str, ...]) -> Path:
    for stem in stems:
        path = find_file(folder, stem)
        if path is not None:
            return path
    raise fault(
        "OFFER010",
        f"the folder holds no table {stems[0]} ({stems[1]})",
        f"put {stems[0]}.csv or {stems[1]}.csv into it; `--example DIR` writes a folder to begin from",
        where=Place(file=stems[0]),
    )


def _entries(path: Path, side: Side, aside: list[SetAside]) -> list[tuple[Entry, _Origin]]:
    sheet = read_sheet(path, COLUMNS)
    refuse_protected(sheet)
    seen: dict[str, int] = {}
    found = []
    for row in sheet.rows:
        entry = _entry(sheet, row, side, aside)
        if entry is None:
            continue
        if entry.number in seen:
            what = f"the number stands in line {seen[entry.number]} too"
            aside.append(set_aside(sheet, row, "OFFER001", what, "give it once", column="番号"))
            continue
        seen[entry.number] = row.line
        found.append((entry, _Origin(sheet, row)))
    return found


def _entry(sheet: Sheet, row: Row, side: Side, aside: list[SetAside]) -> Entry | None:
    number, text = row.get("番号"), row.get("本文")
    if not number:
        do = "give every row a number of its own"
        aside.append(set_aside(sheet, row, "OFFER001", "no number", do, column="番号"))
        return None
    if not text:
        do = "say in a sentence what is needed or offered"
        aside.append(set_aside(sheet, row, "OFFER002", "no text", do, column="本文"))
        return None
    try:
        return _filled(row, side, number, text)
    except _Wrong as wrong:
        aside.append(set_aside(sheet, row, wrong.id, wrong.what, wrong.do, column=wrong.column))
        return None


class _Wrong(Exception):
    def __init__(self, id: str, what: str, do: str, column: str) -> None:
        super().__init__(id)
        self.id, self.what, self.do, self.column = id, what, do, column


def _cell(row: Row, column: str, read: Callable[[str], _T | None], id: str) -> _T | None:
    try:
        return read(row.get(column))
    except cells.Unreadable as no:
        raise _Wrong(id, "the cell cannot be read", str(no), column) from None


def _filled(row: Row, side: Side, number: str, text: str) -> Entry:
    partners = _cell(row, "件数", cells.count, "OFFER005")
    return Entry(
        number=number,
        side=side,
        kind=row.get("種別"),
        text=text,
        public=row.get("公開文"),
        ward=row.get("区"),
        point=_point(row),
        times=_times(row),
        partners=partners or 1,
        size=_cell(row, "人数", cells.count, "OFFER005") if side is Side.NEED else None,
        room=_cell(row, "容量", cells.count, "OFFER005") if side is Side.OFFER else None,
        reach=_cell(row, "最大距離", cells.kilometres, "OFFER005"),
        licences=cells.named(row.get("資格")),
        languages=cells.named(row.get("言語")),
        asks_licences=cells.named(row.get("必要資格")) or frozenset(),
        asks_languages=cells.named(row.get("必要言語")) or frozenset(),
        terms=_terms(row),
        shuns=frozenset(cells.listed(row.get("除外"))),
        wishes=_wishes(row),
        facts={name: text for name, text in _facts(row) if text},
        protected=protects(row.get(PROTECTION.name)),
    )


def _facts(row: Row) -> Iterable[tuple[str, str]]:
    yield from ((name, row.get(name)) for name in FACTS)
    yield from ((name, text) for name, text in row.others.items() if _demand(name) is None)


def _point(row: Row) -> Point | None:
    latitude, longitude = row.get("緯度"), row.get("経度")
    if not latitude and not longitude:
        return None
    point = read_point(latitude, longitude)
    if isinstance(point, str):
        do = "write 緯度 (35.…) and 経度 (139.…) in degrees, or leave both empty"
        raise _Wrong("OFFER003", point, do, "緯度")
    return point


def _times(row: Row) -> Times:
    begin = _cell(row, "開始時刻", cells.clock, "OFFER004")
    end = _cell(row, "終了時刻", cells.clock, "OFFER004")
    if begin is not None and end is not None and end <= begin:
        raise _Wrong("OFFER004", "the window closes before it opens", "swap the times", "終了時刻")
    first = _cell(row, "期間開始", cells.day, "OFFER004")
    last = _cell(row, "期間終了", cells.day, "OFFER004")
    if first is not None and last is not None and last < first:
        raise _Wrong("OFFER004", "the period ends before it begins", "swap the days", "期間終了")
    days = _cell(row, "曜日", cells.weekdays, "OFFER004")
    return Times(weekdays=days, begin=begin, end=end, first=first, last=last)


def _wishes(row: Row) -> tuple[str, ...]:
    wishes = cells.listed(row.get("希望"))
    if len(set(wishes)) < len(wishes):
        raise _Wrong("OFFER008", "a partner is wished twice", "name each one once", "希望")
    return wishes


def _demand(column: str) -> str | None:
    """The fact of the other table a column demands something of: `条件:従業員数`."""
    name, mark, fact = column.replace("：", ":").partition(":")
    return fact.strip() if mark and name.strip() == TERM else None


def _terms(row: Row) -> tuple[Term, ...]:
    asked = [(name, fact, row.get(name)) for name, fact in ASKED_BY_NAME.items()]
    for column, text in row.others.items():
        fact = _demand(column)
        if fact:
            asked.append((column, fact, text))
    found = []
    for column, fact, text in asked:
        try:
            term = cells.term(fact, text)
        except cells.Unreadable as no:
            raise _Wrong("OFFER006", "the condition cannot be read", str(no), column) from None
        if term is not None:
            found.append(term)
    return tuple(found)


def _with_facts(
    entries: list[tuple[Entry, _Origin]], asked: set[str], numeric: set[str], aside: list[SetAside]
) -> dict[str, Entry]:
    """Only facts somebody asks for are kept; a figure that is none cannot be compared."""
    kept: dict[str, Entry] = {}
    for entry, origin in entries:
        facts = {}
        for name in sorted(asked & entry.facts.keys() | ({"業種"} & entry.facts.keys())):
            text = cells.fact(entry.facts[name])
            if name in numeric:
                try:
                    text = repr(cells.amount(entry.facts[name]))
                except cells.Unreadable as no:
                    what = f"{name} is asked for as a figure, and is none"
                    at = origin.row
                    aside.append(
                        set_aside(origin.sheet, at, "OFFER005", what, str(no), column=name)
                    )
                    continue
            facts[name] = text
        kept[entry.number] = replace(entry, facts=facts)
    return kept


def _check_wishes(
    entries: list[tuple[Entry, _Origin]], others: set[str], aside: list[SetAside]
) -> None:
    for entry, origin in entries:
        if not set(entry.wishes) <= others:
            what = "a wished partner is not in the other table"
            do = "write its number as in that table, or take it out"
            aside.append(set_aside(origin.sheet, origin.row, "OFFER008", what, do, column="希望"))


def _left(
    kept: dict[str, Entry], entries: list[tuple[Entry, _Origin]], bad: set[tuple[str, int]]
) -> tuple[Entry, ...]:
    return tuple(
        kept[entry.number]
        for entry, origin in entries
        if (origin.sheet.label, origin.row.line) not in bad
    )


def _past(folder: Path, question: Question, aside: list[SetAside]) -> tuple[Past, ...]:
    path = next((there for stem in PAST if (there := find_file(folder, stem))), None)
    if path is None:
        return ()
    sheet = read_sheet(path, PAST_COLUMNS)
    found: list[Past] = []
    needs = {each.number for each in question.needs}
    offers = {each.number for each in question.offers}
    for row in sheet.rows:
        result, told = row.get("結果"), row.get("側")
        if result not in GOOD | BAD or (told and told not in SIDES):
            do = "write 成立, 完了 or 辞退, 不成立 as 結果, and ニーズ or オファー as 側"
            what = "what became of the introduction cannot be read"
            aside.append(set_aside(sheet, row, "OFFER009", what, do, column="結果"))
        elif row.get("ニーズ") in needs and row.get("オファー") in offers:
            found.append(
                Past(
                    need=row.get("ニーズ"),
                    offer=row.get("オファー"),
                    side=SIDES.get(told),
                    reason=row.get("理由"),
                    good=result in GOOD,
                )
            )
    return tuple(found)
