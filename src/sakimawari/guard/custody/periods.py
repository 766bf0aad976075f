"""How long each kind of data is kept: the shipped table, and what a city set instead.

Law: a city keeps documents as its own 文書管理規則 says, counted from the 1 April after the fiscal year
in which they were closed; personal data no longer than its purpose needs (個人情報の保護に関する法律
art. 61); and money claims for or against it lapse after five years (地方自治法 art. 236).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from sakimawari.problems import Place, Problem, Problems

TABLE = Path(__file__).with_name("periods.yaml")
FILE = "retention.yaml"  # of a city, in its folder


class Unit(Enum):
    """DAYS after something was over, or whole fiscal YEARS after the one in which it was over."""

    DAYS = "days"
    YEARS = "years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long one kind of data is kept after it was over; `least` is what law demands at least."""

    id: str
    name: str
    unit: Unit
    length: int
    least: int
    basis: str

    def over_before(self, on: date) -> date:
        """What was over before this day goes on the day `on`; what was over on it stays."""
        if self.unit is Unit.DAYS:
            return on - timedelta(days=self.length)
        fiscal_year = on.year if on.month >= 4 else on.year - 1
        return date(fiscal_year - self.length, 4, 1)


def periods(home: Path | None = None) -> Mapping[str, Period]:
    """Every period by kind, with what the city in this folder set instead.

    CUST001 with every fault of the city's file: an unknown kind, another unit, less than the law's
    least, or no number.
    """
    table = {id: _period(id, told) for id, told in _read(TABLE).items()}
    path = home / FILE if home is not None else None
    if path is None or not path.is_file():
        return table
    found: list[Problem] = []
    try:
        own = _read(path)
    except (yaml.YAMLError, ValueError):
        raise Problems([_fault("", "the file is no YAML with one entry a kind of data")]) from None
    for id, told in own.items():
        if id in table:
            table[id] = _set(table[id], told, found)
        else:
            near = get_close_matches(id, table, n=1)
            found.append(_fault(id, f"there is no kind of data `{id}`", near[0] if near else None))
    if found:
        raise Problems(found)
    return table


def _read(path: Path) -> Mapping[str, Any]:
    told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(told, dict):
        raise ValueError("not a mapping")
    return {str(id): value for id, value in told.items()}


def _period(id: str, told: Mapping[str, Any]) -> Period:
    unit = Unit.DAYS if "days" in told else Unit.YEARS
    return Period(
        id=id,
        name=told["name"],
        unit=unit,
        length=told[unit.value],
        least=told["least"],
        basis=told["basis"],
    )


def _set(period: Period, told: object, found: list[Problem]) -> Period:
    unit = period.unit.value
    if not isinstance(told, dict) or unit not in told or set(told) - {unit, "basis"}:
        found.append(_fault(period.id, f"`{unit}` is needed, and `basis` if it differs"))
        return period
    length, basis = told[unit], told.get("basis", period.basis)
    if not isinstance(length, int) or isinstance(length, bool) or not isinstance(basis, str):
        found.append(_fault(period.id, f"`{unit}` is a whole number, and `basis` a text"))
        return period
    if length < period.least:
        found.append(
            _fault(period.id, f"{length} {unit} are less than the least of {period.least}")
        )
        return period
    return replace(period, length=length, basis=basis)


def _fault(at: str, what: str, near: str | None = None) -> Problem:
    return Problem(
        id="CUST001",
        what=what,
        do="correct it; docs/how-to/keep-and-erase.md lists the kinds with their least periods",
        where=Place(file=FILE, column=at) if at else Place(file=FILE),
        near=near,
    )
