"""The smaller tables beside children and facilities: extra points, combinations, conditions, decisions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from sakimawari.match.allocate.reading import columns
from sakimawari.match.allocate.reading.files import number, several, whole
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import (
    Combination,
    Decision,
    Extra,
    Number,
    Tied,
)
from sakimawari.match.reading.sheets import Row, Sheet, read_sheet
from sakimawari.problems import Place, fault

GIVEN, NEVER, NONE = "内定", "不可", "保留"
_HOW = {
    "": GIVEN, "内定": GIVEN, "固定": GIVEN, "決定": GIVEN, "入所": GIVEN,
    "不可": NEVER, "禁止": NEVER, "除外": NEVER,
    "保留": NONE, "不承諾": NONE, "入所なし": NONE,
}  # fmt: skip


def read_extras(path: Path, found: Found) -> tuple[Extra, ...]:
    """Points of one child at one facility."""
    sheet = read_sheet(path, columns.EXTRA_COLUMNS)
    kept = []
    for row in sheet.rows:
        points = number(row.get("加点"))
        if points is None:
            found.row(sheet, row, "ALLOC046", "the extra points are missing or no number", "write them", column="加点")  # fmt: skip
            continue
        kept.append(
            Extra(
                child=row.get("児童番号"),
                nursery=row.get("施設番号"),
                points=points,
                line=row.line,
                reason=row.get("理由"),
            )
        )
    return tuple(kept)


def read_combinations(path: Path, found: Found) -> tuple[Combination, ...]:
    """What families ask for as a whole, rank by rank; an empty facility means no place for that child."""
    sheet = read_sheet(path, columns.COMBINATION_COLUMNS)
    names = [name for name in sheet.header if name]
    children, places = columns.children_in(names), columns.places_in(names)
    if not children or not places:
        raise fault(
            "MATCH005",
            "the table has no columns of children and facilities",
            "name them 児童1, 希望施設1, 児童2, 希望施設2, …",
            where=Place(file=sheet.label),
        )
    kept = []
    for row in sheet.rows:
        rank = whole(row.get("順位"))
        if rank is None or rank < 1 or not row.get("世帯番号"):
            found.row(sheet, row, "ALLOC057", "the combination has no household or no rank from 1", "write both", column="順位")  # fmt: skip
            continue
        wanted = {
            row.others.get(header, ""): row.others.get(places.get(at, ""), "") or None
            for at, header in children.items()
            if row.others.get(header, "")
        }
        kept.append(
            Combination(household=row.get("世帯番号"), rank=rank, places=wanted, line=row.line)
        )
    return tuple(sorted(kept, key=lambda each: (each.household, each.rank)))


def read_conditions(path: Path) -> tuple[Tied, ...]:
    """Conditional wishes: this child there only if its sibling is there (or anywhere)."""
    sheet = read_sheet(path, columns.CONDITION_COLUMNS)
    return tuple(
        Tied(
            child=row.get("児童番号"),
            other=row.get("相手の児童番号"),
            at=several(row.get("施設番号")),
            where=several(row.get("相手の施設番号")),
            line=row.line,
        )
        for row in sheet.rows
    )


def read_decisions(path: Path, found: Found) -> tuple[Decision, ...]:
    """What people decided by hand; each needs its reason and the id of who decided."""
    sheet = read_sheet(path, columns.DECISION_COLUMNS)
    return tuple(each for row in sheet.rows if (each := _decision(sheet, row, found)))


def _decision(sheet: Sheet, row: Row, found: Found) -> Decision | None:
    how = _HOW.get(unicodedata.normalize("NFKC", row.get("区分")).strip())
    place = row.get("施設番号") or None
    for wrong, what, do, column in (
        (how is None, "the decision is none of 内定, 不可, 保留", "write one of them", "区分"),
        (how in (GIVEN, NEVER) and place is None, "the decision names no facility", "write it, or 保留 for no place", "施設番号"),
        (not row.get("理由"), "the decision has no reason", "write why it was decided", "理由"),
        (not row.get("決定者"), "the decision says by nobody", "write the id of who decided", "決定者"),
    ):  # fmt: skip
        if wrong:
            found.row(sheet, row, "ALLOC054", what, do, column=column)
            return None
    assert how is not None
    return Decision(
        child=row.get("児童番号"),
        nursery=None if how == NONE else place,
        how=how,
        reason=row.get("理由"),
        by=row.get("決定者"),
        line=row.line,
    )


def read_points(path: Path) -> dict[str, Number]:
    """Points by child of a further table: computed anew by somebody else, or last year's."""
    sheet = read_sheet(path, columns.POINT_COLUMNS)
    said = {row.get("児童番号"): number(row.get("点数")) for row in sheet.rows}
    return {child: points for child, points in said.items() if points is not None}


def read_withdrawn(path: Path, known: frozenset[str], found: Found) -> frozenset[str]:
    """Who withdrew; ALLOC061 for a number nobody has."""
    sheet = read_sheet(path, columns.WITHDRAWN_COLUMNS)
    return frozenset(_known(sheet, known, found))


def _known(sheet: Sheet, known: frozenset[str], found: Found) -> Iterator[str]:
    for row in sheet.rows:
        if row.get("児童番号") in known:
            yield row.get("児童番号")
        else:
            found.row(sheet, row, "ALLOC061", "nobody of the round has this number", "write the number as in the table of children", column="児童番号")  # fmt: skip
