"""The tables of elders and volunteers, as a city keeps them; what cannot be used is set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sakimawari.match.assign.helping.hours import read_windows
from sakimawari.match.assign.helping.values import JAPANESE, Elder, Helping, Settings, Volunteer
from sakimawari.match.assign.helping.words import (
    read_consent,
    read_gender,
    read_reach,
    read_skills,
    read_wishes,
)
from sakimawari.match.positions.points import Point, read_point
from sakimawari.match.reading.cells import CellFault, listed, whole
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import (
    PROTECTION,
    Column,
    Row,
    SetAside,
    Sheet,
    find_file,
    read_sheet,
    set_aside,
)
from sakimawari.problems import Place, fault

T = TypeVar("T")
ELDERS, VOLUNTEERS = ("高齢者", "elders"), ("ボランティア", "支援者", "volunteers")
_NUMBER = Column("番号", ("No", "NO", "整理番号", "受付番号", "登録番号", "ID"), required=True)
_PLACE = (
    Column("緯度", ("lat", "latitude", "北緯"), required=True),
    Column("経度", ("lng", "lon", "longitude", "東経"), required=True),
)
_HOURS = Column("曜日・時間帯", ("曜日時間帯", "希望日時", "曜日", "活動できる日時", "時間帯"))
_LANGUAGES = Column("言語", ("使用言語", "話せる言語", "言葉"))
_GENDER = Column("性別", ("gender",))
_KEPT = Column("接触不可", ("担当不可",))
ELDER_COLUMNS = (
    _NUMBER, *_PLACE, _HOURS, _LANGUAGES, _GENDER, _KEPT,
    Column("世帯番号", ("世帯", "世帯コード")),
    Column("区", ("行政区", "区名", "ward", "地区")),
    Column("頼みたいこと", ("依頼内容", "希望する支援", "必要な支援")),
    Column("希望", ("訪問者の希望", "条件")),
    Column("今の担当", ("現在の担当", "担当者番号")),
    PROTECTION,
    Column("同意", ("情報提供の同意", "外部提供の同意")),
)  # fmt: skip
VOLUNTEER_COLUMNS = (
    _NUMBER, *_PLACE, _HOURS, _LANGUAGES, _GENDER, _KEPT,
    Column("引受人数", ("引受可能人数", "担当可能人数", "上限人数")),
    Column("できること", ("活動内容", "支援できること", "技能")),
    Column("移動手段", ("交通手段",)),
    Column("最大距離", ("移動できる距離", "活動範囲")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A problem, rows set aside, and remarks on what is used though something is amiss."""

    problem: Helping
    aside: tuple[SetAside, ...]
    remarks: tuple[str, ...] = ()


class _Fault(Exception):
    def __init__(self, id: str, what: str, do: str, column: str) -> None:
        super().__init__(what)
        self.id, self.what, self.do, self.column = id, what, do, column


def read_folder(folder: Path, settings: Settings) -> Read:
    """The whole problem. ASSIGN040: a table is missing or empty; ASSIGN041 to 047: a row."""
    elders, aside = _read(folder, ELDERS, ELDER_COLUMNS, _elder)
    volunteers, more = _read(
        folder, VOLUNTEERS, VOLUNTEER_COLUMNS, lambda row, point: _volunteer(row, point, settings)
    )
    problem = Helping(elders=tuple(elders), volunteers=tuple(volunteers), settings=settings)
    return Read(problem=problem, aside=(*aside, *more), remarks=_remarks(problem))


def _read(
    folder: Path,
    names: Sequence[str],
    columns: Sequence[Column],
    value: Callable[[Row, Point], T],
) -> tuple[list[T], list[SetAside]]:
    path = next((path for name in names if (path := find_file(folder, name))), None)
    found: list[T] = []
    aside: list[SetAside] = []
    if path is not None:
        sheet = read_sheet(path, columns)
        seen: set[str] = set()
        for row in sheet.rows:
            try:
                found.append(_one(row, seen, value))
            except _Fault as wrong:
                aside.append(_aside(sheet, row, wrong))
    if path is None or not (found or aside):
        raise fault(
            "ASSIGN040",
            f"the folder has no table {names[0]}, or nothing stands in it",
            f"put {names[0]}.csv (or .xlsx) there; --example DIR writes a whole example",
            where=Place(file=folder.name),
        )
    return found, aside


def _aside(sheet: Sheet, row: Row, wrong: _Fault) -> SetAside:
    return set_aside(sheet, row, wrong.id, wrong.what, wrong.do, column=wrong.column)


def _one(row: Row, seen: set[str], value: Callable[[Row, Point], T]) -> T:
    number = row.get("番号")
    if not number or number in seen:
        what = "the number stands in the table a second time" if number else "the row has no number"
        raise _Fault("ASSIGN041", what, "give everybody one row with a number of its own", "番号")
    point = read_point(row.get("緯度"), row.get("経度"))
    if isinstance(point, str):
        do = "write degrees as decimals, latitude (20 to 46) and longitude (122 to 154) each in its column"
        raise _Fault("ASSIGN042", point, do, "緯度")
    made = value(row, point)
    seen.add(number)
    return made


def _cell(id: str, column: str, row: Row, read: Callable[[str], T]) -> T:
    try:
        return read(row.get(column))
    except CellFault as wrong:
        raise _Fault(id, wrong.what, wrong.do, column) from None


def _elder(row: Row, point: Point) -> Elder:
    kept = row.get("接触不可")
    if kept in ("○", "〇", "◯"):
        raise _Fault(
            "ASSIGN047", "the mark does not say with whom there must be no contact",
            "write the volunteers' numbers, or 不同意 under 同意 where nobody may come", "接触不可",
        )  # fmt: skip
    return Elder(
        id=row.get("番号"),
        household=row.get("世帯番号"),
        point=point,
        line=row.line,
        ward=row.get("区"),
        asks=read_skills(row.get("頼みたいこと")),
        windows=_cell("ASSIGN044", "曜日・時間帯", row, read_windows),
        languages=frozenset(listed(row.get("言語"))) - {"ja"},
        wishes=read_wishes(row.get("希望")),
        gender=_cell("ASSIGN046", "性別", row, read_gender),
        present=row.get("今の担当"),
        kept_from=frozenset(listed(kept)),
        protected=protects(row.get(PROTECTION.name)),
        consent=_cell("ASSIGN046", "同意", row, read_consent),
    )


def _volunteer(row: Row, point: Point, settings: Settings) -> Volunteer:
    kept = row.get("接触不可")
    every = kept in ("○", "〇", "◯", "支援措置")
    load = _cell("ASSIGN043", "引受人数", row, lambda text: whole(text or "1", least=1, most=1000))
    reach = {"徒歩": settings.walking, "自転車": settings.cycling, "車": settings.driving}
    told = _cell("ASSIGN045", "最大距離", row, read_reach)
    by = _cell("ASSIGN045", "移動手段", row, lambda text: _by(text, reach))
    return Volunteer(
        id=row.get("番号"),
        point=point,
        line=row.line,
        load=load,
        reach=told if told is not None else by,
        skills=read_skills(row.get("できること")),
        windows=_cell("ASSIGN044", "曜日・時間帯", row, read_windows),
        languages=frozenset(listed(row.get("言語"))) - {"ja", JAPANESE},
        gender=_cell("ASSIGN046", "性別", row, read_gender),
        kept_from=frozenset() if every else frozenset(listed(kept)),
        kept_from_protected=every,
    )


def _by(text: str, reach: dict[str, int]) -> int:
    """How far the farthest of the means told goes; on foot where nothing is told."""
    means = {"バイク": "車", "自動車": "車", "バス": "自転車", "電車": "自転車"}
    known = [reach.get(means.get(each, each)) for each in listed(text)]
    if any(each is None for each in known):
        raise CellFault(
            "the means of travel is not known", "write 徒歩, 自転車 or 車, or give 最大距離"
        )
    return max((each for each in known if each is not None), default=reach["徒歩"])


def _remarks(problem: Helping) -> tuple[str, ...]:
    """What a reader of the result must know of the input."""
    volunteers = {each.id for each in problem.volunteers}
    counts = (
        (
            sum(bool(e.present) and e.present not in volunteers for e in problem.elders),
            "今の担当がボランティアの表にない人: {}人（今の担当はないものとした）",
        ),
        (
            sum(not e.windows for e in problem.elders),
            "曜日・時間帯が書かれていない人: {}人（いつでもよいものとした）",
        ),
        (
            sum(not v.windows for v in problem.volunteers),
            "曜日・時間帯が書かれていないボランティア: {}人（いつでもよいものとした）",
        ),
        (
            sum(not v.skills for v in problem.volunteers),
            "できることが書かれていないボランティア: {}人（頼みごとのある人には選ばない）",
        ),
        (
            sum("同性のみ" in e.wishes and not e.gender for e in problem.elders),
            "同性を望むが性別が書かれていない人: {}人（希望を確かめられないため選ばない）",
        ),
    )
    return tuple(words.format(count) for count, words in counts if count)
