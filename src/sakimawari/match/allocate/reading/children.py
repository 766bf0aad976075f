"""The table of children: each row an applicant, or set aside with what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.match.allocate.reading import columns
from sakimawari.match.allocate.reading.classes import OLDEST, age_of, class_age
from sakimawari.match.allocate.reading.files import day, number, several, usable
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant, Number
from sakimawari.match.allocate.reading.rules import Rules
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import PROTECTION, Row, Sheet, read_sheet
from sakimawari.problems import Place, fault
from sakimawari.registry.headers import loose_name

_NO = frozenset({"", "0", "無", "なし", "いいえ", "no", "false", "×", "-", "ー", "非該当"})
_PRESENCE = frozenset({"1", "有", "あり", "はい", "yes", "true", "○", "〇", "該当", "要"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Which header holds what: wishes and points by rank, columns added up, one column of points.

    `none`: places given without points (by lots, by the chain alone).
    """

    wishes: Mapping[int, str]
    by_rank: Mapping[int, str]
    sums: Sequence[str]
    one: str | None
    total: str | None
    none: bool = False


def read_children(
    path: Path, rules: Rules, found: Found, *, classes: bool = True
) -> tuple[Applicant, ...]:
    """The applicants of a table. Without `classes` (other kinds of places) everybody is of class 0."""
    sheet = read_sheet(path, columns.CHILD_COLUMNS)
    places = _places(sheet, rules, classes=classes)
    seen: dict[str, int] = {}
    kept = []
    for row in sheet.rows:
        child = _child(sheet, row, places, rules, found, classes=classes)
        if child is None:
            found.households.add(row.get("世帯番号"))
            continue
        if child.id in seen:
            found.row(
                sheet, row, "ALLOC042",
                f"the same child stands in line {seen[child.id]} already",
                "leave the row that holds, take the other out; twins have numbers of their own",
                column="児童番号",
            )  # fmt: skip
            continue
        seen[child.id] = row.line
        kept.append(child)
    return tuple(kept)


def _places(sheet: Sheet, rules: Rules, *, classes: bool) -> _Places:
    names = [name for name in sheet.header if name]
    wishes = columns.wishes_in(names)
    if not wishes:
        raise fault(
            "MATCH005",
            "the table has no columns of wishes",
            "name them 希望1, 希望2, … in the order wished",
            where=Place(file=sheet.label),
        )
    by_name = {loose_name(name): name for name in names}
    one = next(
        (by_name[key] for key in map(loose_name, columns.POINT_NAMES) if key in by_name), None
    )
    sums = [by_name[key] for key in map(loose_name, rules.sums) if key in by_name]
    missing = [name for name in rules.sums if loose_name(name) not in by_name]
    missing += [
        link.key for link in rules.chain if not link.seed and loose_name(link.key) not in by_name
    ]
    if missing:
        raise fault(
            "ALLOC063",
            f"the rules name columns that the table lacks: {'、'.join(missing)}",
            f"correct the rules or the table; its header reads: {'、'.join(names)}",
            where=Place(file=sheet.label),
        )
    by_rank = {} if sums else columns.points_in(names)
    if not sums and not by_rank and one is None:
        sums = [by_name[key] for key in map(loose_name, columns.SUMMED) if key in by_name]
    total = by_name.get(loose_name(rules.total)) if rules.total else (one if sums else None)
    none = not classes and not sums and not by_rank and one is None
    return _Places(wishes=wishes, by_rank=by_rank, sums=sums, one=one, total=total, none=none)


def _child(
    sheet: Sheet, row: Row, places: _Places, rules: Rules, found: Found, *, classes: bool
) -> Applicant | None:
    id = row.get("児童番号")
    if not usable(id):
        found.row(
            sheet, row, "ALLOC042",
            "the number begins with a sign spreadsheets calculate with" if id else "the row has no number of a child",
            "give every child its own number of letters and digits", column="児童番号",
        )  # fmt: skip
        return None
    if found.beyond(sheet, row):
        return None
    points = _points(sheet, row, places, found)
    if points is None:
        return None
    born, age = _class(sheet, row, rules, found) if classes else (day(row.get("生年月日")), 0)
    if age is None:
        return None
    return Applicant(
        id=id,
        household=row.get("世帯番号"),
        line=row.line,
        born=born,
        age=age,
        points=points,
        wishes=_wishes(sheet, row, places, found),
        current=row.get("現在の施設") or None,
        together=row.get("きょうだい希望"),
        needs=_needs(row.get("配慮"), sheet),
        protected=protects(row.get(PROTECTION.name)),
        twin=row.get("双子") if _plain(row.get("双子")) not in _NO else "",
        cells={**row.others, **row.cells},
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _needs(text: str, sheet: Sheet) -> frozenset[str]:
    """Tags of the child; a plain yes stands for the column's own name (医療的ケア: 有)."""
    if _plain(text) in _NO:
        return frozenset()
    if _plain(text) in _PRESENCE:
        names = {loose_name(name) for name in columns.CHILD_COLUMNS[6].aliases}
        return frozenset(name for name in sheet.header if loose_name(name) in names) or frozenset(
            {"配慮"}
        )
    return several(text)


def _points(
    sheet: Sheet, row: Row, places: _Places, found: Found
) -> tuple[Number | None, ...] | None:
    if places.none:
        return (0,)
    if places.by_rank:
        return _by_rank(sheet, row, places, found)
    names = places.sums or ([places.one] if places.one else [])
    values = [number(row.others.get(name, "")) for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if value is None]
    if missing or not values:
        found.row(
            sheet, row, "ALLOC046", "the points are missing or no number",
            "write the points; a child who has none of a kind has 0", column="、".join(missing) or "指数",
        )  # fmt: skip
        return None
    points: Number = round(sum(value for value in values if value is not None), 6)
    said = number(row.others.get(places.total, "")) if places.total else None
    if said is not None and said != points:
        found.row(
            sheet, row, "ALLOC056",
            f"the written total is {said:g}, its columns add up to {points:g}",
            "find which of them is wrong; with --go-on the columns' sum counts", column=places.total or "",
        )  # fmt: skip
    return (int(points) if float(points).is_integer() else points,)


def _by_rank(
    sheet: Sheet, row: Row, places: _Places, found: Found
) -> tuple[Number | None, ...] | None:
    values: list[Number | None] = []
    for rank, wish in places.wishes.items():
        header = places.by_rank.get(rank) or (
            next(iter(places.by_rank.values())) if len(places.by_rank) == 1 else ""
        )
        value = number(row.others.get(header, ""))
        if value is None and row.others.get(wish, ""):
            found.row(
                sheet, row, "ALLOC046", "a wish has no points, or they are no number",
                "write the points for every wish", column=header or f"点数{rank}",
            )  # fmt: skip
            return None
        values.append(value)
    return tuple(values)


def _class(sheet: Sheet, row: Row, rules: Rules, found: Found) -> tuple[date | None, int | None]:
    written, told = row.get("生年月日"), row.get("クラス年齢")
    born = day(written) if written else None
    if written and born is None:
        found.row(sheet, row, "ALLOC051", "the birth date cannot be read", "write it as 2024-04-02", column="生年月日")  # fmt: skip
        return None, None
    said = age_of(told) if told else None
    if told and said is None and born is None:
        found.row(sheet, row, "ALLOC051", "the class cannot be read", "write 0 to 5, or give the birth date", column="クラス年齢")  # fmt: skip
        return None, None
    age = class_age(born, rules.class_day) if born else said
    if age is None or (age < 0 and (born is None or born > rules.admission)) or age > OLDEST:
        found.row(
            sheet, row, "ALLOC051",
            "neither a birth date nor a class is written" if age is None
            else f"the birth date or class lies outside the classes 0 to 5 on {rules.class_day}",
            "correct it, or take the child out of this round", column="生年月日" if written else "クラス年齢",
        )  # fmt: skip
        return None, None
    if said is not None and born is not None and said != max(age, 0):
        found.row(
            sheet, row, "ALLOC051",
            f"the written class is {said}, by the birth date it is {max(age, 0)} (age on the day before {rules.class_day})",
            "find which is wrong; with --go-on the birth date counts", column="クラス年齢",
        )  # fmt: skip
    return born, max(age, 0)


def _wishes(sheet: Sheet, row: Row, places: _Places, found: Found) -> tuple[str, ...]:
    """By rank, empty where a wish was set aside, so that no later wish changes its number."""
    wishes: list[str] = []
    for rank, header in places.wishes.items():
        wish = row.others.get(header, "")
        if wish and wish in wishes:
            found.row(
                sheet, row, "ALLOC044", f"wish {rank} is the same facility as an earlier one",
                "take the later one out; the others keep their numbers", column=header,
            )  # fmt: skip
            wish = ""
        wishes.append(wish)
    while wishes and not wishes[-1]:
        wishes.pop()
    return tuple(wishes)
