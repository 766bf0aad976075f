"""Lists of shelters: 自治体標準オープンデータセット, GSI GeoJSON, and lists as cities write them.

Several lists may lie side by side: a later row of the same name or address, near an earlier one,
adds what the earlier leaves unsaid (the 指定避難所 without hazards, the 指定緊急避難場所 without places).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from sakimawari.match.assign.evacuation.reading.marks import (
    plain,
    read_area,
    read_mark,
    read_people,
)
from sakimawari.match.assign.evacuation.reading.people import NUMBER, PLACE, placed_row
from sakimawari.match.assign.evacuation.values import Settings, Shelter
from sakimawari.match.positions.points import metres
from sakimawari.match.reading.sheets import Column, Row, SetAside, Sheet, read_sheet, set_aside
from sakimawari.problems import Place, fault
from sakimawari.registry.headers import loose_name

NEAR = 300.0  # metres within which a like name or address is the same place
_WIND = "開設される災害の種類（風水害）"
_SHAKE = "開設される災害の種類（地震・津波）"
_TAKES: Mapping[str, tuple[Column, ...]] = {
    "洪水": (Column("洪水", ("災害種別_洪水", "対応_洪水")), Column("風水害", (_WIND,))),
    "土砂": (
        Column("土砂", ("災害種別_崖崩れ、土石流及び地滑り", "崖崩れ、土石流及び地滑り", "土砂災害",
                        "開設される災害の種類（土砂災害）", "がけ崩れ、土石流及び地滑り")),
    ),
    "高潮": (Column("高潮", ("災害種別_高潮",)), Column("風水害", (_WIND,))),
    "地震": (Column("地震", ("災害種別_地震",)), Column("地震津波", (_SHAKE,))),
    "津波": (Column("津波", ("災害種別_津波",)), Column("地震津波", (_SHAKE,))),
    "大規模火災": (Column("大規模火災", ("災害種別_大規模な火事", "大規模な火事")),),
    "内水": (Column("内水", ("災害種別_内水氾濫", "内水氾濫")), Column("風水害", (_WIND,))),
    "火山": (Column("火山", ("災害種別_火山現象", "火山現象")),),
}  # fmt: skip
_OFFERS = {"福祉": "福祉避難所", "電源": "電源", "段差なし": "段差なし"}
COLUMNS = (
    replace(NUMBER, aliases=("共通ID", *NUMBER.aliases)),
    Column("名称", ("施設・場所名", "施設名", "避難所名", "名前")),
    *PLACE,
    Column("住所", ("所在地", "所在地_連結表記")),
    Column("収容人数", ("想定収容人数", "収容可能人数", "定員", "収容定員")),
    Column("面積", ("避難所面積平方メートル", "面積㎡", "面積（㎡）", "居住可能面積", "有効面積")),
    Column("福祉避難所", ("福祉避難所の指定",)),
    Column("電源", ("非常用電源", "自家発電", "非常用発電機")),
    Column("段差なし", ("バリアフリー", "車いす使用者対応", "スロープ")),
    *{column.name: column for columns in _TAKES.values() for column in columns}.values(),
)


def read_shelters(
    paths: Iterable[Path], settings: Settings
) -> tuple[list[Shelter], list[SetAside]]:
    """The shelters of all lists. ASSIGN030, ASSIGN031; ASSIGN033 places; ASSIGN034 no GeoJSON."""
    found: list[Shelter] = []
    aside: list[SetAside] = []
    for path in paths:
        sheet = _geojson(path) if path.suffix.lower() == ".geojson" else read_sheet(path, COLUMNS)
        seen: set[str] = set()
        earlier = len(found)
        for row in sheet.rows:
            placed = placed_row(sheet, row, seen)
            if isinstance(placed, SetAside):
                aside.append(placed)
                continue
            number, point = placed
            capacity = _capacity(sheet, row, settings)
            if isinstance(capacity, SetAside):
                aside.append(capacity)
                continue
            shelter = Shelter(
                id=number,
                name=" ".join(row.get("名称").split()) or number,
                point=point,
                line=row.line,
                capacity=capacity,
                takes=_takes(sheet, row),
                offers=_offers(sheet, row),
                only_welfare=plain(row.get("福祉避難所")) == "専用",
                address=plain(row.get("住所")),
            )
            _add(found, earlier, shelter)
    return found, aside


def _capacity(sheet: Sheet, row: Row, settings: Settings) -> int | SetAside | None:
    text = row.get("収容人数")
    if text:
        count = read_people(text)
        if count is None or count <= 0:
            return set_aside(
                sheet, row, "ASSIGN033", "the places of the shelter are no number above 0",
                "write how many people fit, or leave it blank and give the area in ㎡", column="収容人数",
            )  # fmt: skip
        return count
    area = read_area(row.get("面積"))
    if row.get("面積") and not area:
        return set_aside(
            sheet, row, "ASSIGN033", "the area of the shelter is no number above 0",
            "write square metres", column="面積",
        )  # fmt: skip
    return settings.unknown_places if area is None else int(area / settings.area)


def _takes(sheet: Sheet, row: Row) -> dict[str, bool]:
    """Hazards by their columns; blank in a list that has the column is no, as the standard has it."""
    takes = {}
    for hazard, columns in _TAKES.items():
        told = [column.name for column in columns if column.name in sheet.known]
        if told:
            takes[hazard] = any(read_mark(row.get(name)) is True for name in told)
    return takes


def _offers(sheet: Sheet, row: Row) -> dict[str, bool]:
    return {
        need: read_mark(row.get(column)) is True
        for need, column in _OFFERS.items()
        if column in sheet.known
    }


def _add(found: list[Shelter], earlier: int, new: Shelter) -> None:
    """Take a shelter in, or add what it tells to the same place of an earlier list."""
    for at, old in enumerate(found[:earlier]):
        alike = plain(old.name) == plain(new.name) or (new.address and old.address == new.address)
        if alike and metres([old.point], [new.point])[0, 0] <= NEAR:
            found[at] = replace(
                old,
                capacity=new.capacity if old.capacity is None else old.capacity,
                takes={**new.takes, **old.takes},
                offers={**new.offers, **old.offers},
                only_welfare=old.only_welfare or new.only_welfare,
            )
            return
    taken = {shelter.id for shelter in found}
    found.append(new if new.id not in taken else replace(new, id=f"{new.id}-{len(found) + 1}"))


def _geojson(path: Path) -> Sheet:
    """A collection of points as a sheet; the line of a row is the number of its feature."""
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        rows = [_feature(number, each) for number, each in enumerate(features, start=1)]
    except (ValueError, KeyError, TypeError, IndexError, UnicodeDecodeError):
        raise fault(
            "ASSIGN034",
            "the file is no GeoJSON collection of the shapes that are meant",
            "give a FeatureCollection: points for shelters, polygons for zones",
            where=Place(file=path.name),
        ) from None
    header = tuple(dict.fromkeys(name for row in rows for name in row[1]))
    known = {
        name: column.name
        for column in COLUMNS
        for name in header
        if loose_name(name) in map(loose_name, (column.name, *column.aliases))
    }
    return Sheet(
        label=path.name,
        header=header,
        known=frozenset(known.values()),
        rows=tuple(_row(number, cells, known) for number, cells in rows),
    )


def _row(number: int, cells: Mapping[str, str], known: Mapping[str, str]) -> Row:
    told = {known[name]: text for name, text in cells.items() if name in known}
    if "共通ID" in cells:
        told["番号"] = cells["共通ID"]
    return Row(line=number, cells=told, written=tuple(cells.values()))


def _feature(number: int, feature: Mapping[str, object]) -> tuple[int, dict[str, str]]:
    shape, properties = feature["geometry"], feature["properties"]
    assert isinstance(shape, dict) and isinstance(properties, dict)
    east, north = shape["coordinates"][:2]
    cells = {str(name): "" if value is None else str(value) for name, value in properties.items()}
    return number, {**cells, "緯度": str(float(north)), "経度": str(float(east))}
