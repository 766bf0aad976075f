"""One row of a list of facilities read: open data of any of the known sets, or the city's own list.

Open data break their standard in the ways told in `faults` (ROW05x). A defect never drops a
facility that has a name: what cannot be trusted becomes unknown, and the row is noted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sakimawari.registry.checkdigits import (
    local_government_code_holds,
    repaired_local_government_code,
)
from sakimawari.registry.layouts import Layout, Role, read_layouts
from sakimawari.registry.schema import HAZARDS

_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)  # Japan with its islands
_LASTING_ID = re.compile(r"[0-9A-Za-z]{8,}")
_WARD = re.compile(r"^(?:.{2,3}?[都道府県])?(?:[^市]{1,6}市)([^市町村0-9\s]{1,4}区)")
_USABLE = frozenset({"1", "1.0", "○", "〇", "◯", "◎", "有", "可"})
_UNUSABLE = frozenset({"0", "0.0", "×", "✕", "x", "-", "ー", "−", "無", "不可"})
_BARE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?(?:人|名|床|席)?")
_ABOUT = re.compile(r"(?:定員|約|計|合計)?[:]?\s*(\d{1,3}(?:,\d{3})+|\d+)\s*(?:人|名)(?:程度)?")
_LARGEST_CAPACITY = 1_000_000
_NO_CAPACITY = frozenset({"-", "ー", "―", "なし", "無", "不明", "未定", "*", "…"})

NO, YES, NOT_SAID = 0, 1, 2


@cache
def open_data_layouts() -> Mapping[str, Layout]:
    """The layouts of open data, keyed by the name of the set."""
    return read_layouts([Path(__file__).with_name("opendata.yaml")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """One facility as told by one row; None: unknown. `position` as in the schema.

    `city` is the municipality's name as the row tells it, for comparison with the address.
    """

    file: int
    row: int
    dataset: str
    facility: str
    name: str
    kind: str
    municipality: str | None
    city: str | None
    ward: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    position: str
    capacity: int | None
    capacity_text: str | None
    ages: str | None
    phone: str | None
    hazards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect (id ROW0xx) or a repair (any other id) of one row."""

    id: str
    file: int
    row: int
    column: str = ""


@dataclass(slots=True, kw_only=True)
class FacilityRow:
    """The cells of a row by the name of the layout's column, and what is found about them."""

    file: int
    row: int
    layout: Layout
    stem: str
    cells: dict[str, str]
    findings: list[Finding] = field(default_factory=list)

    def cell(self, role: Role, part: str | None = None) -> str:
        """The text of the column with this role, "" where there is none."""
        column = self.layout.column(role, part)
        return "" if column is None else self.cells.get(column.name, "").strip()

    def has(self, role: Role, part: str | None = None) -> bool:
        """Whether the file has a column with this role."""
        column = self.layout.column(role, part)
        return column is not None and column.name in self.cells

    def note(self, id: str, role: Role, part: str | None = None) -> None:
        """Notes a finding about the column with this role."""
        column = self.layout.column(role, part)
        name = "" if column is None else column.name
        self.findings.append(Finding(id, self.file, self.row, name))


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read_facility(row: FacilityRow) -> Facility | None:
    """A row as a facility; None for a row without a name. Findings are left in the row."""
    name = " ".join(row.cell(Role.NAME).split())
    if not name:
        row.note("ROW059", Role.NAME)
        return None
    latitude, longitude, position = _position(row)
    capacity, capacity_text = _capacity(row)
    address = " ".join(row.cell(Role.PLACE, "address").split()) or None
    return Facility(
        file=row.file,
        row=row.row,
        dataset=row.layout.register,
        facility=_key(row),
        name=name,
        kind=row.cell(Role.KIND) or row.stem,
        municipality=_municipality(row),
        city=_narrow(row.cell(Role.DETAIL, "city")) or None,
        ward=_narrow(row.cell(Role.PLACE, "ward")) or ward_in(address),
        address=address,
        latitude=latitude,
        longitude=longitude,
        position=position,
        capacity=capacity,
        capacity_text=capacity_text,
        ages=row.cell(Role.DETAIL, "ages") or None,
        phone=row.cell(Role.DETAIL, "phone") or None,
        hazards=tuple(_usable(row.cell(Role.DETAIL, hazard)) for hazard in HAZARDS),
    )


def _key(row: FacilityRow) -> str:
    """The public id if it looks lasting (8 characters or more), else file and id, or file and row."""
    text = _narrow(row.cell(Role.FACILITY))
    if not text:
        if row.has(Role.FACILITY):
            row.note("ROW060", Role.FACILITY)
        return f"{row.stem}:{row.row}"
    return text if _LASTING_ID.fullmatch(text) else f"{row.stem}:{text}"


def _degrees(text: str) -> float | None:
    try:
        return float(_narrow(text))
    except ValueError:
        return None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _position(row: FacilityRow) -> tuple[float | None, float | None, str]:
    latitude, longitude = _degrees(row.cell(Role.LATITUDE)), _degrees(row.cell(Role.LONGITUDE))
    if latitude is not None and longitude is not None:
        if _within(latitude, _LATITUDES) and _within(longitude, _LONGITUDES):
            return latitude, longitude, "given"
        if _within(longitude, _LATITUDES) and _within(latitude, _LONGITUDES):
            row.note("ROW051", Role.LATITUDE)
            row.note("swapped", Role.LATITUDE)
            return longitude, latitude, "swapped"
    row.note("ROW050", Role.LATITUDE)
    return None, None, "missing"


def _capacity(row: FacilityRow) -> tuple[int | None, str | None]:
    """The capacity in people; prose is read only where it holds one number of people."""
    if not row.has(Role.CAPACITY):
        return None, None
    text = row.cell(Role.CAPACITY)
    narrow = _narrow(text)
    if not narrow or narrow in _NO_CAPACITY:
        row.note("ROW056", Role.CAPACITY)
        return None, text or None
    if (bare := _BARE.fullmatch(narrow)) and int(bare[1].replace(",", "")) < _LARGEST_CAPACITY:
        return int(bare[1].replace(",", "")), None if narrow == bare[1] else text
    row.note("ROW055", Role.CAPACITY)
    if about := _ABOUT.fullmatch(narrow):
        row.note("capacity_from_prose", Role.CAPACITY)
        return int(about[1].replace(",", "")), text
    return None, text


def _municipality(row: FacilityRow) -> str | None:
    text = _narrow(row.cell(Role.DETAIL, "municipality"))
    if not text:
        return None
    if local_government_code_holds(text):
        return text
    repaired = repaired_local_government_code(text)
    row.note("ROW057" if repaired is None else "code_completed", Role.DETAIL, "municipality")
    return repaired


def ward_in(address: str | None) -> str | None:
    """The ward of a designated city in an address, or None."""
    found = _WARD.match(_narrow(address)) if address else None
    return found[1] if found else None


def _usable(text: str) -> int:
    narrow = _narrow(text).lower()
    if narrow in _USABLE:
        return YES
    return NO if narrow in _UNUSABLE else NOT_SAID
