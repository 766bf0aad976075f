"""The table of facilities: seats by class or by several classes together, kept seats, where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sakimawari.match.allocate.reading import columns
from sakimawari.match.allocate.reading.files import number, usable, whole
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Nursery, Seats
from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.sheets import Row, Sheet, read_sheet
from sakimawari.problems import Place, fault

ONE_CLASS = ("定員", "募集人数", "募集", "枠", "戸数", "募集戸数", "受入可能数", "capacity")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    seats: Mapping[tuple[int, ...], str]
    reserves: Mapping[tuple[str, tuple[int, ...]], str]
    last_year: Mapping[tuple[int, ...], str]
    confirmed: Mapping[tuple[int, ...], str]


def read_nurseries(path: Path, found: Found, *, classes: bool = True) -> tuple[Nursery, ...]:
    """The facilities of a table. Without `classes` one column 定員 holds all seats."""
    sheet = read_sheet(path, columns.NURSERY_COLUMNS)
    places = _places(sheet, classes=classes)
    seen: dict[str, int] = {}
    kept = []
    for row in sheet.rows:
        id = row.get("施設番号")
        if not usable(id) or id in seen:
            found.row(
                sheet, row, "ALLOC060",
                f"the same facility stands in line {seen[id]} already" if id in seen
                else "the row has no number of a facility, or one spreadsheets calculate with",
                "leave one row for each facility, with its number", column="施設番号",
            )  # fmt: skip
            continue
        seen[id] = row.line
        if found.beyond(sheet, row):
            continue
        kept.append(_nursery(sheet, row, places, found))
    return tuple(kept)


def _places(sheet: Sheet, *, classes: bool) -> _Places:
    names = [name for name in sheet.header if name]
    reserves = columns.reserves_in(names)
    rest = [name for name in names if name not in reserves.values()]
    last_year, confirmed = columns.last_year_in(rest), columns.confirmed_in(rest)
    rest = [name for name in rest if name not in {*last_year.values(), *confirmed.values()}]
    seats = columns.seats_in(rest) if classes else {}
    if not classes:
        one = next((name for name in rest if name in ONE_CLASS), None)
        seats = {(0,): one} if one else {}
    if not seats:
        raise fault(
            "MATCH005",
            "the table has no columns of seats",
            "name them 定員0歳 … 定員5歳 (定員3〜5歳 for classes that share seats)"
            if classes
            else "name it 定員",
            where=Place(file=sheet.label),
        )
    return _Places(seats=seats, reserves=reserves, last_year=last_year, confirmed=confirmed)


def _nursery(sheet: Sheet, row: Row, places: _Places, found: Found) -> Nursery:
    seats = [*_seats(sheet, row, places, found)]
    if sum(each.count for each in seats) == 0:
        found.row(
            sheet, row, "ALLOC048", "the facility has no seat in any class",
            "write the seats, or take the facility out; with --go-on it has none",
        )  # fmt: skip
    return Nursery(
        id=row.get("施設番号"),
        name=row.get("施設名") or row.get("施設番号"),
        line=row.line,
        ward=row.get("区"),
        place=_point(sheet, row, found),
        seats=tuple(seats),
        least_age=row.get("受入月齢"),
        staff=number(row.get("職員数")) if row.get("職員数") else None,
        last_year=counted(row, places.last_year),
        confirmed=counted(row, places.confirmed),
        cells={**row.others, **row.cells},
    )


def _seats(sheet: Sheet, row: Row, places: _Places, found: Found) -> list[Seats]:
    seats = []
    for ages, header in places.seats.items():
        text = row.others.get(header, "")
        count = whole(text)
        if text in ("-", "－", "×", "―", "/"):  # a class the facility does not have
            continue
        if count is None or count < 0:
            found.row(
                sheet, row, "ALLOC048",
                "the seats are missing or no whole number" if count is None else "the seats are fewer than none",
                "write the seats offered (0 for none, - for a class the facility does not have)",
                column=header,
            )  # fmt: skip
            count = 0
        seats.append(Seats(ages=ages, count=count))
    for (tag, ages), header in places.reserves.items():
        count = whole(row.others.get(header, "") or "0")
        if count is None or count < 0:
            found.row(sheet, row, "ALLOC048", "the seats kept are no whole number", "write how many, 0 for none", column=header)  # fmt: skip
        elif count:
            seats.append(Seats(ages=ages, count=count, tag=tag))
    return seats


def counted(row: Row, headers: Mapping[tuple[int, ...], str]) -> dict[int, int]:
    """Class -> seats of another list (last year's, the facility's own), where a whole number stands."""
    said = {ages[0]: whole(row.others.get(header, "")) for ages, header in headers.items()}
    return {age: count for age, count in said.items() if count is not None}


def _point(sheet: Sheet, row: Row, found: Found) -> Point | None:
    if not row.get("緯度") and not row.get("経度"):
        return None
    point = read_point(row.get("緯度"), row.get("経度"))
    if isinstance(point, Point):
        return point
    found.row(
        sheet, row, "ALLOC050", f"{point}",
        "correct latitude and longitude; with --go-on the facility has no place on the map", column="緯度、経度",
    )  # fmt: skip
    return None


def read_counts(path: Path, found: Found) -> dict[str, dict[int, int]]:
    """Seats by facility and class of a further table: last year's, or what facilities confirmed."""
    sheet = read_sheet(path, columns.SEAT_COLUMNS)
    headers = columns.seats_in([name for name in sheet.header if name])
    one = next((name for name in sheet.header if name in ONE_CLASS), None)
    if not headers and one:
        headers = {(0,): one}
    return {row.get("施設番号"): counted(row, headers) for row in sheet.rows if row.get("施設番号")}
