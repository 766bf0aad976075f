"""The columns of every table, by official name, with the other names they go by.

Numbered columns (希望1 … 希望20, 3歳定員) are found by pattern; the layout of ChilmAI's own tables
(申請者番号, 点数1, 希望保育園ID_1, 3歳募集人数, きょうだいパターン) is among the other names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sakimawari.match.reading.sheets import PROTECTION, Column
from sakimawari.registry.headers import loose_name

CHILDREN = (
    "児童", "申込児童", "申込者", "申請者", "申込者データ", "申請者データ", "入所申込", "児童一覧", "children", "applicants",
    "申込", "応募", "応募者", "希望調査", "生徒",
)  # fmt: skip
NURSERIES = (
    "施設", "保育所", "保育園", "保育施設", "保育所データ", "施設一覧", "nurseries", "daycares", "facilities",
    "募集", "住戸", "講座", "枠", "places",
)  # fmt: skip
EXTRAS = ("施設別加点", "園別加点", "extra_points")
COMBINATIONS = ("きょうだい条件", "きょうだい希望", "組み合わせ", "combinations")
DECISIONS = ("決定済", "手動決定", "decisions")
SEATS = ("昨年の定員", "昨年定員", "last_year_seats")
CONFIRMED = ("施設回答", "施設確認", "confirmed_seats")
CONDITIONS = ("条件", "条件付き希望", "conditions")
RECOMPUTED = ("再計算", "再計算点数", "点数確認", "recomputed_points")
POINTS_BEFORE = ("昨年の点数", "前回の点数", "last_year_points")
WITHDRAWN = ("辞退", "withdrawals")

CHILD_COLUMNS = (
    Column("児童番号", (
        "児童ID", "児童コード", "申請者番号", "申請者ID", "申請ID", "申込者番号", "申込者ID", "申込番号", "申請書番号",
        "受付番号", "受付No", "管理番号", "整理番号", "利用者番号", "子ども番号", "宛名番号", "宛名コード", "応募番号", "生徒番号", "利用者番号", "child_id",
    ), required=True),
    Column("世帯番号", (
        "世帯ID", "世帯No", "世帯コード", "家族番号", "家族ID", "家族コード", "ファミリーコード", "保護者番号", "household_id",
    )),
    Column("生年月日", ("誕生日", "児童生年月日", "birth_date")),
    Column("クラス年齢", (
        "年齢", "年齢区分", "クラス", "入所時年齢", "入所希望年齢", "申請年齢", "保育年齢", "希望クラス", "age", "歳児",
    )),
    Column("現在の施設", (
        "在籍保育所ID", "在籍保育園ID", "在籍施設ID", "在籍園ID", "転園元保育所ID", "転園元施設ID", "転園元園ID", "転園元",
        "現保育所ID", "現在の保育所ID", "現在の施設ID", "現在の施設番号", "在園施設", "在籍施設", "enrolled_daycare_id",
    )),
    Column("きょうだい希望", (
        "きょうだいパターン", "兄弟姉妹パターン", "兄弟パターン", "きょうだい希望パターン", "兄弟入所区分", "同時申請区分",
        "きょうだい申請区分", "多子申請区分", "きょうだい意向", "同時希望の条件", "sibling_pattern",
    )),
    Column("配慮", ("医療的ケア", "障害児保育", "特別な配慮", "必要な配慮", "配慮事項", "tags")),
    PROTECTION,
    Column("優遇", ("優遇事由", "優遇区分", "優遇措置")),
    Column("落選回数", ("落選", "過去の落選回数")),
    Column("双子", ("多胎", "双子・多胎", "多胎番号", "twins")),
)  # fmt: skip
NURSERY_COLUMNS = (
    Column("施設番号", (
        "施設ID", "施設コード", "保育所ID", "保育園ID", "園ID", "保育所コード", "保育園コード", "園コード", "保育所番号", "園番号",
        "募集番号", "住戸番号", "講座番号", "枠番号", "NO", "daycare_id",
    ), required=True),
    Column("施設名", (
        "名称", "施設名称", "保育所名", "保育園名", "園名", "保育所名称", "保育園名称", "園名称", "団地名", "講座名", "daycare_name",
    )),
    Column("区", ("行政区", "区名", "地区", "ward")),
    Column("緯度", ("lat", "latitude")),
    Column("経度", ("lon", "lng", "longitude")),
    Column("受入月齢", ("受入開始月齢", "最低月齢", "受入年齢", "受入可能月齢")),
    Column("職員数", ("保育士数", "常勤換算保育士数", "staff")),
)  # fmt: skip
EXTRA_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("施設番号", NURSERY_COLUMNS[0].aliases, required=True),
    Column("加点", ("点数", "加算", "加算点", "points"), required=True),
    Column("理由", ("事由", "加点理由", "reason")),
)
DECISION_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("施設番号", NURSERY_COLUMNS[0].aliases),
    Column("区分", ("決定", "内容", "決定区分", "how")),
    Column("理由", ("事由", "reason"), required=True),
    Column("決定者", ("職員番号", "担当者", "担当", "by"), required=True),
)
COMBINATION_COLUMNS = (
    Column("世帯番号", CHILD_COLUMNS[1].aliases, required=True),
    Column(
        "順位", ("組み合わせ順位", "総当たり順位", "希望順位", "組合せ順位", "rank"), required=True
    ),
)
CONDITION_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("相手の児童番号", ("相手", "きょうだいの児童番号"), required=True),
    Column("施設番号", NURSERY_COLUMNS[0].aliases),
    Column("相手の施設番号", ("相手の施設",)),
)
SEAT_COLUMNS = (Column("施設番号", NURSERY_COLUMNS[0].aliases, required=True),)
POINT_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("点数", ("指数", "スコア", "合計指数", "points"), required=True),
)
WITHDRAWN_COLUMNS = (
    Column("児童番号", CHILD_COLUMNS[0].aliases, required=True),
    Column("理由", ("事由", "reason")),
)

_WISH = (
    r"(?:第)?(\d{1,2})(?:番目)?希望(?:保育[園所]|施設|園)?(?:id|番号|コード)?",
    r"(?:第)?希望(?:保育[園所]|施設|園)?(?:id|番号|コード)?(\d{1,2})",
    r"pref(\d{1,2})",
)
_POINT = (
    r"(?:点数|スコア|指数|選考指数|調整指数|基準指数|入所指数|優先点|ポイント|score)(\d{1,2})",
    r"(?:第)?(\d{1,2})希望(?:点数|スコア|指数)",
)
_SEATS = (
    r"(?:定員|募集人数|受入可能数|空き|capacityage)([0-9~〜ー]{1,5})歳?(?:児)?(?:枠)?",
    r"([0-9~〜ー]{1,5})歳(?:児)?(?:クラス)?(?:定員|募集人数|募集|受入可能数|空き)?",
)
_LAST = (
    r"(?:昨年|前年|前年度)(?:の)?(?:定員|募集人数)?([0-5])歳?(?:児)?",
    r"([0-5])歳(?:児)?(?:昨年|前年)(?:定員)?",
)
_SAID = (r"(?:回答|施設回答|確認)([0-5])歳?(?:児)?", r"([0-5])歳(?:児)?(?:回答|施設回答|確認)")
_RESERVED = (r"(?:優先枠|優先|専用枠)(.+?)([0-5](?:[~〜ー][0-5])?)歳?(?:児)?",)
_CHILD = (r"(?:宛名コード|児童番号|児童コード|申請者コード|子どもコード|児童)(\d{1,2})",)
_PLACE = (r"(?:希望施設|希望保育所|希望保育園|施設コード|施設番号|施設)(\d{1,2})",)
POINT_NAMES = (
    "指数", "点数", "スコア", "優先点", "選考指数", "入所指数", "希望指数", "ポイント", "合計指数", "合計点", "score",
)  # fmt: skip
SUMMED = ("基準指数", "調整指数", "基本指数", "基準点", "調整点")


def numbered(names: Iterable[str], patterns: tuple[str, ...]) -> dict[int, str]:
    """Number -> header, for headers of a numbered kind, by number."""
    found: dict[int, str] = {}
    for name in names:
        plain = loose_name(unicodedata.normalize("NFKC", name))
        for pattern in patterns:
            met = re.fullmatch(pattern, plain)
            if met:
                found.setdefault(int(met[1]), name)
                break
    return dict(sorted(found.items()))


def wishes_in(names: Iterable[str]) -> dict[int, str]:
    """希望1 … by rank."""
    return numbered(names, _WISH)


def points_in(names: Iterable[str]) -> dict[int, str]:
    """点数1 … by rank of the wish."""
    return numbered(names, _POINT)


def children_in(names: Iterable[str]) -> dict[int, str]:
    """児童1 … of a combination."""
    return numbered(names, _CHILD)


def places_in(names: Iterable[str]) -> dict[int, str]:
    """希望施設1 … of a combination."""
    return numbered(names, _PLACE)


def seats_in(names: Iterable[str]) -> dict[tuple[int, ...], str]:
    """Classes -> header of their seats: 3歳定員, 定員3歳; 3〜5歳定員 is a pool of three classes."""
    return _ages_of(names, _SEATS)


def last_year_in(names: Iterable[str]) -> dict[tuple[int, ...], str]:
    """Class -> header of last year's seats (昨年3歳)."""
    return _ages_of(names, _LAST)


def confirmed_in(names: Iterable[str]) -> dict[tuple[int, ...], str]:
    """Class -> header of the seats the facility itself confirmed (回答3歳)."""
    return _ages_of(names, _SAID)


def reserves_in(names: Iterable[str]) -> dict[tuple[str, tuple[int, ...]], str]:
    """(Tag, classes) -> header of seats kept for it (優先枠 医療的ケア 3歳)."""
    found = {}
    for name in names:
        met = re.fullmatch(_RESERVED[0], loose_name(unicodedata.normalize("NFKC", name)))
        ages = _ages(met[2]) if met else None
        if met and ages is not None:
            found[met[1].strip(), ages] = name
    return found


def _ages_of(names: Iterable[str], patterns: tuple[str, ...]) -> dict[tuple[int, ...], str]:
    found: dict[tuple[int, ...], str] = {}
    for name in names:
        plain = loose_name(unicodedata.normalize("NFKC", name))
        for pattern in patterns:
            met = re.fullmatch(pattern, plain)
            ages = _ages(met[1]) if met else None
            if ages is not None:
                found.setdefault(ages, name)
                break
    return dict(sorted(found.items()))


def _ages(text: str) -> tuple[int, ...] | None:
    ends = [part for part in re.split(r"[~〜ー]", text) if part]
    if not 1 <= len(ends) <= 2 or not all(end.isdigit() and int(end) <= 5 for end in ends):
        return None
    return tuple(range(int(ends[0]), int(ends[-1]) + 1)) or None
