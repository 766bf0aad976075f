"""Where towns are, without any outside service: `<home>/rounds/towns.csv` with 区, 町, 緯度, 経度.

An address leads to the middle of its town (町丁目, else the 大字), and whoever asks is told so. The
city's own table of houses, where it has one, may hold 番地 as well; then the door itself is known.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from sakimawari.problems import Place, Problems, fault
from sakimawari.reach.rounds.values import Point

FILE = "rounds/towns.csv"
COLUMNS = ("区", "町", "緯度", "経度")
_JAPAN = ((20.0, 46.0), (122.0, 154.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Towns:
    """The middle of every town, and where known of single houses (by ward, town, 番地)."""

    points: dict[tuple[str, str], Point] = field(repr=False)
    doors: dict[tuple[str, str, str], Point] = field(repr=False, default_factory=dict)
    is_invented: bool = False

    def door(self, ward: str, town: str, number: str = "") -> tuple[Point, bool] | None:
        """A door, and whether it is known by the middle of its town alone; None where unknown."""
        ward, town = plain(ward), plain(town)
        exact = self.doors.get((ward, town, plain(number))) if number else None
        if exact is not None:
            return exact, False
        if self.is_invented and town:
            return _invented(ward, town), True
        for name in (town, _without_block(town)):
            for key in ((ward, name), ("", name)):
                if key in self.points:
                    return self.points[key], True
        return None


def read_towns(home: Path, *, invented: bool) -> Towns:
    """The towns of a city. VISIT011 without the file; an invented city has invented places."""
    path = home / FILE
    if not path.is_file():
        if invented:
            return Towns(points={}, is_invented=True)
        raise _wrong("there is no table of towns: no way between doors can be reckoned", None)
    points: dict[tuple[str, str], Point] = {}
    doors: dict[tuple[str, str, str], Point] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise _wrong(f"a column is missing: {'、'.join(COLUMNS)}", 1)
        for line, row in enumerate(rows, 2):
            key, point = (plain(row["区"]), plain(row["町"])), _point(row, line)
            if number := plain(row.get("番地") or ""):
                doors[(*key, number)] = point
            else:
                points[key] = point
                points.setdefault(("", key[1]), point)
    return Towns(points=points, doors=doors)


def plain(text: str) -> str:
    """A name of a town as it is compared: NFKC, ヶ as ケ, the numeral of 丁目 in kanji or not."""
    folded = unicodedata.normalize("NFKC", text).replace("ヶ", "ケ").replace(" ", "")
    for digit, kanji in zip("123456789", "一二三四五六七八九", strict=True):
        folded = folded.replace(f"{digit}丁目", f"{kanji}丁目")
    return folded.removeprefix("大字")


def _without_block(town: str) -> str:
    if town.endswith("丁目"):
        return town[: -len("丁目")].rstrip("一二三四五六七八九十")
    return town


def _point(row: dict[str, str], line: int) -> Point:
    try:
        found = float(row["緯度"]), float(row["経度"])
    except (TypeError, ValueError):
        raise _wrong("緯度 or 経度 is no number", line) from None
    for value, (least, most) in zip(found, _JAPAN, strict=True):
        if not least <= value <= most:
            raise _wrong("緯度 or 経度 lies outside Japan (are the columns exchanged?)", line)
    return found


def _invented(ward: str, town: str) -> Point:
    """A place for a town of the demo's invented city: always the same, wards near each other."""
    centre, here = _drawn(ward), _drawn(f"{ward} {town}")
    return (
        33.88 + (centre[0] - 0.5) * 0.10 + (here[0] - 0.5) * 0.05,
        130.87 + (centre[1] - 0.5) * 0.14 + (here[1] - 0.5) * 0.06,
    )


def _drawn(text: str) -> tuple[float, float]:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "big") / 2**32, int.from_bytes(digest[4:], "big") / 2**32


def _wrong(what: str, line: int | None) -> Problems:
    return fault(
        "VISIT011",
        what,
        "give a CSV with 区,町,緯度,経度 (UTF-8), one line a town: the city's own, or an open table of towns",
        where=Place(file=FILE, line=line),
    )
