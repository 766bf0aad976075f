"""Cells of elders and volunteers: tasks in their usual names, wishes, distances, consent."""

from __future__ import annotations

import re

from sakimawari.match.assign.helping.values import MAN, SAME, WOMAN
from sakimawari.match.reading.cells import CellFault, listed, plain, yes

_TASKS = {
    "ごみ出し": "ゴミ出し", "ゴミだし": "ゴミ出し", "ごみだし": "ゴミ出し", "買物": "買い物", "買い物代行": "買い物",
    "見守り": "見守り訪問", "安否確認": "見守り訪問", "訪問": "見守り訪問", "傾聴": "話し相手", "お話し相手": "話し相手",
    "話相手": "話し相手", "通院付き添い": "通院の付き添い", "通院付添": "通院の付き添い", "草取り": "草むしり",
}  # fmt: skip
_WISHES = {
    "同性": SAME, "同性希望": SAME, "同性のみ希望": SAME, "女性": WOMAN, "女性希望": WOMAN, "男性": MAN, "男性希望": MAN,
}  # fmt: skip
_NONE = frozenset({"なし", "特になし", "-", "無", "指定なし"})
_EASY = {"見守り訪問": "見守り", "通院の付き添い": "病院へ 一緒に 行くこと"}
_ENGLISH = {
    "見守り訪問": "a visit to see that all is well", "ゴミ出し": "taking out the rubbish", "買い物": "shopping",
    "話し相手": "company and talk", "通院の付き添い": "going along to the doctor", "草むしり": "weeding",
    "電球の交換": "changing light bulbs", "書類の読み上げ": "reading letters aloud",
}  # fmt: skip


def read_skills(text: str) -> frozenset[str]:
    """Tasks by their usual names."""
    return frozenset(_TASKS.get(each, each) for each in listed(text)) - _NONE


def read_wishes(text: str) -> frozenset[str]:
    """Conditions for who comes: 同性のみ, 女性のみ, 男性のみ, or what a volunteer's できること must name."""
    return frozenset(_WISHES.get(each, each) for each in listed(text)) - _NONE


def read_gender(text: str) -> str:
    """女 or 男; empty where it is not told or is neither. CellFault where it cannot be read."""
    told = plain(text).lower()
    if told in ("", "その他", "回答しない", "不明", "無回答"):
        return ""
    for name, ways in (("女", ("女", "女性", "f", "female")), ("男", ("男", "男性", "m", "male"))):
        if told in ways:
            return name
    raise CellFault("the cell cannot be read", "write 女 or 男, or leave it blank")


def read_consent(text: str) -> bool | None:
    """Yes, no, or not asked yet (blank)."""
    told = plain(text)
    if not told or told in ("未確認", "未", "確認中"):
        return None
    if told in ("同意", "同意する", "同意あり", "済"):
        return True
    return False if told in ("不同意", "同意しない", "同意なし", "拒否") else yes(told)


def read_reach(text: str) -> int | None:
    """Metres: 800, 800m, 1.5km; None where it is not told."""
    told = plain(text).lower().replace(",", "")
    if not told:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(m|メートル|km|キロ|キロメートル)?(?:以内|まで)?", told)
    if found is None:
        raise CellFault("the distance cannot be read", "write metres as 800, or 1.5km")
    return round(float(found[1]) * (1000 if found[2] and found[2][0] in "kキ" else 1))


def tasks_in_easy(tasks: frozenset[str]) -> str:
    """Tasks in やさしい日本語."""
    return "、".join(_EASY.get(each, each) for each in sorted(tasks))


def tasks_in_english(tasks: frozenset[str]) -> str:
    """Tasks in English; those of a city's own as it writes them."""
    return ", ".join(_ENGLISH.get(each, each) for each in sorted(tasks))
