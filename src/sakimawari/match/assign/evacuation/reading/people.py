"""The list of people who need help (避難行動要支援者名簿), or of facilities whose people flee together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sakimawari.match.assign.evacuation.reading.marks import (
    read_level,
    read_list,
    read_mark,
    read_people,
)
from sakimawari.match.assign.evacuation.values import Person, Supporter
from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    Row,
    SetAside,
    Sheet,
    read_sheet,
    set_aside,
)

LEVELS = (
    Column(
        "洪水", ("洪水浸水レベル（最大）", "洪水浸水レベル", "洪水浸水想定", "浸水深", "洪水浸水深")
    ),
    Column("土砂", ("土砂災害警戒区域", "土砂災害", "土砂災害区域")),
    Column("高潮", ("高潮浸水レベル", "高潮浸水想定")),
    Column("津波", ("津波浸水レベル", "津波浸水想定")),
    Column("内水", ("内水浸水レベル", "内水氾濫")),
    Column("火山", ("火山災害", "火山現象")),
)
NUMBER = Column(
    "番号", ("NO", "No", "整理番号", "要支援者番号", "受付番号", "施設番号", "ID", "通番")
)
PLACE = (
    Column("緯度", ("lat", "latitude", "北緯"), required=True),
    Column("経度", ("lng", "lon", "longitude", "東経"), required=True),
)
COLUMNS = (
    NUMBER,
    *PLACE,
    Column("世帯番号", ("世帯", "世帯コード")),
    Column("区", ("行政区", "区名", "ward", "地区")),
    Column("人数", ("収容定員", "定員", "利用者数")),
    Column("同伴者数", ("同居の避難者数", "付添人数")),
    Column("車いす", ("車椅子", "車イス", "車いす利用")),
    Column("電源", ("人工呼吸器等の電源", "医療機器の電源", "電源が必要", "要電源")),
    Column("福祉避難所", ("福祉避難所が必要", "要福祉避難所")),
    Column("階段不可", ("階段の昇降不可", "階段が使えない")),
    Column("必要な支援", ("支援内容", "必要な介助")),
    Column("言語", ("使用言語", "言葉")),
    PROTECTION,
    Column("同意", ("外部提供の同意", "情報提供の同意", "個別避難計画の同意", "名簿提供の同意")),
    Column("現在の避難所", ("現在の計画の避難所", "計画の避難所", "避難先")),
    *LEVELS,
)
SUPPORTERS = (
    NUMBER,
    *PLACE,
    Column("引受人数", ("引受可能人数", "担当可能人数", "上限人数")),
    Column("できること", ("支援できること", "技能", "対応できること")),
    Column("接触不可", ("支援措置との接触不可", "担当不可")),
    *LEVELS,
)
Found = tuple[list[Person], list[SetAside]]


def read_persons(path: Path, *, people: int) -> Found:
    """Everybody of a list. ASSIGN030 a number twice, ASSIGN031 a position, ASSIGN032 a figure."""
    sheet = read_sheet(path, COLUMNS)
    found: list[Person] = []
    aside: list[SetAside] = []
    seen: set[str] = set()
    for row in sheet.rows:
        placed = placed_row(sheet, row, seen)
        if isinstance(placed, SetAside):
            aside.append(placed)
            continue
        counts = _counts(sheet, row, people)
        if isinstance(counts, SetAside):
            aside.append(counts)
            continue
        found.append(_person(row, *placed, counts))
    return found, aside


def placed_row(sheet: Sheet, row: Row, seen: set[str]) -> tuple[str, Point] | SetAside:
    """A row's number and position, or why it is set aside; its number is then taken."""
    number = row.get("番号") or f"行{row.line}"
    point = read_point(row.get("緯度"), row.get("経度"))
    if isinstance(point, str):
        return set_aside(
            sheet, row, "ASSIGN031", point,
            "write degrees as decimals, latitude (20 to 46) and longitude (122 to 154) each in its column",
            column="緯度",
        )  # fmt: skip
    if number in seen:
        return set_aside(
            sheet, row, "ASSIGN030", "the number stands in the table a second time",
            "give everybody one row with a number of its own", column="番号",
        )  # fmt: skip
    seen.add(number)
    return number, point


def _counts(sheet: Sheet, row: Row, people: int) -> int | SetAside:
    """How many flee with this row: those it tells of, and who accompanies them."""
    total = 0
    for column, default in (("人数", people), ("同伴者数", 0)):
        text = row.get(column)
        count = read_people(text) if text else default
        if count is None or not 0 <= count <= 1000:
            return set_aside(
                sheet, row, "ASSIGN032", "the number of people is no whole number from 0 to 1000",
                "write the number alone", column=column,
            )  # fmt: skip
        total += count
    return max(1, min(1000, total))


def _person(row: Row, number: str, point: Point, people: int) -> Person:
    wheels = read_mark(row.get("車いす")) is True
    needs = {
        "福祉": read_mark(row.get("福祉避難所")) is True,
        "電源": read_mark(row.get("電源")) is True,
        "段差なし": wheels or read_mark(row.get("階段不可")) is True,
    }
    skills = set(read_list(row.get("必要な支援")))
    if wheels:
        skills.add("車いす介助")
    language = row.get("言語")
    if language and language not in ("日本語", "ja"):
        skills.add(language)
    return Person(
        id=number,
        household=row.get("世帯番号"),
        point=point,
        line=row.line,
        people=people,
        ward=row.get("区"),
        needs=frozenset(need for need, wanted in needs.items() if wanted),
        skills=frozenset(skills),
        language=language,
        protected=protects(row.get(PROTECTION.name)),
        consent=read_mark(row.get("同意")),
        present=row.get("現在の避難所"),
        levels=levels_of(row),
    )


def levels_of(row: Row) -> Mapping[str, int]:
    """How deep each hazard reaches, where the row tells it."""
    return dict(_levels(row))


def _levels(row: Row) -> Iterator[tuple[str, int]]:
    for column in LEVELS:
        level = read_level(row.get(column.name))
        if level is not None:
            yield column.name, level


def read_supporters(path: Path) -> tuple[list[Supporter], list[SetAside]]:
    """Supporters with what they can do. ASSIGN030, ASSIGN031, ASSIGN032 as for people."""
    sheet = read_sheet(path, SUPPORTERS)
    found: list[Supporter] = []
    aside: list[SetAside] = []
    seen: set[str] = set()
    for row in sheet.rows:
        placed = placed_row(sheet, row, seen)
        if isinstance(placed, SetAside):
            aside.append(placed)
            continue
        load = read_people(row.get("引受人数")) if row.get("引受人数") else 1
        if load is None or not 0 < load <= 1000:
            aside.append(_no_load(sheet, row))
            continue
        found.append(_supporter(row, *placed, load))
    return found, aside


def _no_load(sheet: Sheet, row: Row) -> SetAside:
    return set_aside(
        sheet, row, "ASSIGN032", "a supporter's load is no whole number from 1 to 1000",
        "write how many people they take on; leave out whoever takes on nobody", column="引受人数",
    )  # fmt: skip


def _supporter(row: Row, number: str, point: Point, load: int) -> Supporter:
    kept = row.get("接触不可")
    every = read_mark(kept) is True
    return Supporter(
        id=number,
        point=point,
        line=row.line,
        load=load,
        skills=read_list(row.get("できること")),
        levels=levels_of(row),
        kept_from=frozenset() if every or read_mark(kept) is False else read_list(kept),
        kept_from_protected=every,
    )
