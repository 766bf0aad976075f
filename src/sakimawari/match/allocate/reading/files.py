"""Which file of a folder is which table, and numbers and days as clerks write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from sakimawari.drawing.sheets import harmless
from sakimawari.match.allocate.reading.rows import Number
from sakimawari.match.reading.sheets import ENDINGS, find_file
from sakimawari.problems import Place, fault

_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_ERA = re.compile(r"^(令和|平成|r|h)\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_EXCEL = re.compile(r"^\d{5}$")
YES = frozenset({"1", "有", "あり", "はい", "yes", "true", "○", "〇", "該当", "対象"})


def find_table(folder: Path, names: Sequence[str]) -> Path | None:
    """The file of one of a table's names, else the one whose name begins with one (申込者データ_デモ.csv)."""
    for name in names:
        path = find_file(folder, name)
        if path is not None:
            return path
    begins = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in ENDINGS
        and any(unicodedata.normalize("NFKC", path.stem).startswith(f"{name}_") for name in names)
    ]
    if len(begins) > 1:
        raise fault(
            "MATCH006",
            f"several files may be the table {names[0]}: {'、'.join(path.name for path in begins)}",
            f"name the one that holds {names[0]}.csv",
            where=Place(file=names[0]),
        )
    return begins[0] if begins else None


def needed(folder: Path, names: Sequence[str]) -> Path:
    """The same; ALLOC041 where there is none."""
    path = find_table(folder, names)
    if path is None:
        raise fault(
            "ALLOC041",
            f"the folder holds no table {names[0]}",
            f"give it as {names[0]}.csv or {names[0]}.xlsx (other names: {'、'.join(names[1:])})",
            where=Place(file=folder.name),
        )
    return path


@lru_cache(maxsize=65536)
def number(text: str) -> Number | None:
    """A number as written (full width, thousands, 点); None where it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("点", "").strip()
    if not re.fullmatch(r"[-+]?\d+(?:\.\d+)?", plain):
        return None
    value = float(plain)
    return int(value) if value.is_integer() else value


def usable(id: str) -> bool:
    """Whether an id can be written into a table and read again as it was."""
    return bool(id) and harmless(id) == id


def whole(text: str) -> int | None:
    """A whole number; None where it is none."""
    value = number(text)
    return value if isinstance(value, int) else None


@lru_cache(maxsize=65536)
def day(text: str) -> date | None:
    """A day as written: 2024-04-02, 2024/4/2, 20240402, 令和6年4月2日, R6.4.2, or Excel's number."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = _DAY.match(plain) or _COMPACT.match(plain)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    era = _ERA.match(plain)
    if era:
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        return _date(year, int(era[3]), int(era[4]))
    if _EXCEL.match(plain):
        return date(1899, 12, 30) + timedelta(days=int(plain))
    return None


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def yes(text: str) -> bool:
    """Whether a cell says yes; anything but a plain no counts as yes where it protects somebody."""
    return unicodedata.normalize("NFKC", text).strip().lower() in YES


def several(text: str) -> frozenset[str]:
    """The parts of a cell that names several things (医療的ケア、車いす)."""
    plain = unicodedata.normalize("NFKC", text)
    return frozenset(part.strip() for part in re.split(r"[、,;/・\s]+", plain) if part.strip())
