"""What an invented city's registers lack of a problem, invented, so that a demo can be solved.

Wishes go to near facilities, points are those of working parents, seats follow the capacity. It is
said of every column. A real city's columns stay empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sakimawari.match.positions.points import Point, metres
from sakimawari.posing.values import Drawn, Rows

_POINTS = ("30", "34", "36", "38", "40", "40", "40", "40")
_EXTRA = ("0", "0", "0", "1", "2", "3", "5")
_SHARES = (0.10, 0.16, 0.18, 0.18, 0.19, 0.19)  # of a facility's capacity, by class
_FREE = (1.0, 0.55, 0.30, 0.30, 0.12, 0.10)  # of a class's places, what is free in April
_WISHES = 5


def fill_in(kind: str, tables: Sequence[Drawn]) -> list[Drawn]:
    """The tables with what a kind cannot do without."""
    made = _KINDS.get(kind)
    return list(tables) if made is None else made(tables)


def invented_texts(kind: str, on: date) -> Mapping[str, str]:
    """Files that are the city's to write (its order of priority), invented for the demo."""
    if kind != "nursery":
        return {}
    return {"rules.yaml": _RULES.format(year=on.year + (on.month >= _APRIL))}


_APRIL = 4
_RULES = """\
名称: 一次選考（架空の市）
入所日: {year}-04-01
点数: [基準指数, 調整指数]
同点の順:
  - {{抽選: "{year}年4月 一次選考"}}
きょうだい:
  初期値: 別園でも一人でも
区分: [区, 言語]
"""


def _nursery(tables: Sequence[Drawn]) -> list[Drawn]:
    by_name = {each.name: each for each in tables}
    children, places = by_name.get("児童"), by_name.get("施設")
    if children is None or places is None or not places.rows:
        return list(tables)
    for row in places.rows:
        capacity = int(row.get("定員") or 60)
        for age, share in enumerate(_SHARES):
            row[f"{age}歳定員"] = str(max(1, round(capacity * share * _FREE[age] * 0.5)))
    for row in children.rows:
        row["基準指数"] = _POINTS[_drawn(row["児童番号"], "points", len(_POINTS))]
        row["調整指数"] = _EXTRA[_drawn(row["児童番号"], "extra", len(_EXTRA))]
        for rank, place in enumerate(_near(row, places.rows), 1):
            row[f"希望{rank}"] = place
    wishes = tuple(f"希望{rank}" for rank in range(1, _WISHES + 1))
    seats = tuple(f"{age}歳定員" for age in range(len(_SHARES)))
    made = {"児童": (*wishes, "基準指数", "調整指数"), "施設": seats}
    return [_said(each, made.get(each.name, ())) for each in tables]


def _shelters(tables: Sequence[Drawn]) -> list[Drawn]:
    """For which hazards shelters open, and supporters near those who need them."""
    by_name = {each.name: each for each in tables}
    people, shelters = by_name.get("要支援者"), by_name.get("避難所")
    if people is None or shelters is None:
        return list(tables)
    for row in shelters.rows:
        for hazard, most in _OPEN.items():
            row[hazard] = "○" if _drawn(row["番号"], hazard, 100) < most else "×"
    helped = [row for row in people.rows if _drawn(row["番号"], "helped", 100) < _HELPED]
    rows = [_supporter(at, row) for at, row in enumerate(helped, 1)]
    columns = ("番号", "緯度", "経度", "引受人数")
    supporters = Drawn(name="支援者", columns=columns, rows=rows, invented=columns)
    return [*(_said(each, tuple(_OPEN) if each is shelters else ()) for each in tables), supporters]


_OPEN = {
    "洪水": 70,
    "土砂": 80,
    "高潮": 75,
    "地震": 100,
    "津波": 60,
    "大規模火災": 85,
}  # in a hundred
_HELPED = 20  # in a hundred: who has somebody living near


def _supporter(number: int, near: Mapping[str, str]) -> dict[str, str]:
    """Somebody living some 200 m from a person who needs help, and able to see to two."""
    north, east = (_drawn(near["番号"], way, 401) - 200 for way in ("north", "east"))
    return {
        "番号": f"V{number:05}",
        "緯度": f"{float(near['緯度']) + north * 1e-5:.6f}",
        "経度": f"{float(near['経度']) + east * 1e-5:.6f}",
        "引受人数": "2",
    }


def _said(table: Drawn, invented: Sequence[str]) -> Drawn:
    empty = tuple(name for name in table.empty if name not in invented)
    return replace(table, empty=empty, invented=tuple(invented))


def _near(child: Mapping[str, str], places: Rows) -> list[str]:
    """Facilities of the child's ward first, near each other, in an order of its own."""
    points = [Point(float(each["緯度"]), float(each["経度"])) for each in places]
    own = next((at for at, each in enumerate(places) if each.get("区") == child.get("区")), 0)
    ways = metres([points[own]], points)[0]

    def order(at: int) -> tuple[bool, float]:
        place = places[at]
        whim = _drawn(child["児童番号"] + place["施設番号"], "whim", 3_000)
        return (place.get("区") != child.get("区"), float(ways[at]) + whim)

    return [places[at]["施設番号"] for at in sorted(range(len(places)), key=order)[:_WISHES]]


def _drawn(of: str, what: str, most: int) -> int:
    """A number below `most`, the same for the same child."""
    digest = hashlib.blake2b(f"{what} {of}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % most


_KINDS: Mapping[str, Callable[[Sequence[Drawn]], list[Drawn]]] = {
    "nursery": _nursery,
    "shelters": _shelters,
}
