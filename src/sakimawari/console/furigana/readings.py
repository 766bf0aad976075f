"""A text in pieces, each with its reading or none: terms, counted things, then the dictionary."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

TERMS = Path(__file__).parent / "terms.csv"
KANJI = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶヵ"
HAS_KANJI = re.compile(f"[{KANJI}]")
_RUN = re.compile(f"[{KANJI}]+|[^{KANJI}]+")
# 手続（てつづ）き: whoever wrote the text gave the reading.
_GIVEN = rf"(?P<base>[{KANJI}]+)（(?P<given>[ぁ-ゖー]+)）"
_COUNTED = (
    r"(?P<number>[0-9０-９][0-9０-９,，.．]*)"
    r"(?P<unit>か月|ヶ月|カ月|年度|年間|年生|日間|週間|時間|人目|億円|万円|千円|年|月|日|歳|人|円"
    r"|回|件|分|時|億|万|千|級|割|条|項|号|期|種|名|番|枚|点|通|週|世帯|階)"
    r"(?!（[ぁ-ゖー]+）)"  # 5分（ふん）: given
)
_UNITS = {
    "か月": "かげつ",
    "ヶ月": "かげつ",
    "カ月": "かげつ",
    "年度": "ねんど",
    "年間": "ねんかん",
    "年生": "ねんせい",
    "日間": "にちかん",
    "週間": "しゅうかん",
    "時間": "じかん",
    "人目": "にんめ",
    "億円": "おくえん",
    "万円": "まんえん",
    "千円": "せんえん",
    "年": "ねん",
    "月": "がつ",
    "日": "にち",
    "歳": "さい",
    "人": "にん",
    "円": "えん",
    "回": "かい",
    "件": "けん",
    "時": "じ",
    "億": "おく",
    "万": "まん",
    "千": "せん",
    "級": "きゅう",
    "割": "わり",
    "条": "じょう",
    "項": "こう",
    "号": "ごう",
    "期": "き",
    "種": "しゅ",
    "名": "めい",
    "番": "ばん",
    "枚": "まい",
    "点": "てん",
    "通": "つう",
    "週": "しゅう",
    "世帯": "せたい",
    "階": "かい",
}
_DAYS = {
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}
_PEOPLE = {1: "ひとり", 2: "ふたり"}
_HARD_MINUTES = {0, 1, 3, 4, 6, 8}  # last digit: 1分 is いっぷん, 5分 ごふん


class Piece(NamedTuple):
    """A stretch of text; `reading` in hiragana, None where it needs none."""

    text: str
    reading: str | None = None


def pieces_of(text: str) -> Iterator[Piece]:
    """The text in pieces; their texts joined are the text, but for readings it gave in brackets."""
    at = 0
    for found in _pattern().finditer(text):
        yield from _by_dictionary(text[at : found.start()])
        yield from _known(text, found)
        at = found.end()
    yield from _by_dictionary(text[at:])


@cache
def _terms() -> dict[str, str]:
    with TERMS.open(encoding="utf-8", newline="") as file:
        return {row["term"]: row["reading"] for row in csv.DictReader(file)}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_terms(), key=len, reverse=True)
    return re.compile(f"{_GIVEN}|(?P<term>{'|'.join(map(re.escape, longest_first))})|{_COUNTED}")


def _known(text: str, found: re.Match[str]) -> Iterator[Piece]:
    if found["base"]:
        yield Piece(found["base"], found["given"])
    elif found["term"]:
        yield Piece(found["term"], _terms()[found["term"]])
    else:
        yield from _counted(found["number"], found["unit"], after_month=_ends_in_month(text, found))


def _ends_in_month(text: str, found: re.Match[str]) -> bool:
    return text[: found.start()].endswith("月")


def _counted(number: str, unit: str, *, after_month: bool) -> Iterator[Piece]:
    """Some numbers are read together with what they count: 2日 is ふつか, 1人 is ひとり."""
    count = int(number) if number.isdigit() else None
    together = None
    if unit == "日" and count == 1 and after_month:
        together = "ついたち"
    elif unit == "日":
        together = _DAYS.get(count or 0)
    elif unit in {"人", "人目"} and count in _PEOPLE:
        together = _PEOPLE[count] + ("め" if unit == "人目" else "")
    if together is not None:
        yield Piece(number + unit, together)
        return
    yield Piece(number)
    if unit == "分":
        last = number[-1]
        yield Piece(unit, "ぷん" if last.isdigit() and int(last) in _HARD_MINUTES else "ふん")
    elif unit[0] in "かカ":
        yield Piece(unit[0])
        yield Piece(unit[1:], "げつ")
    else:
        yield Piece(unit, _UNITS[unit])


# ---------------------------------------------------------------- the dictionary


class _Reader:
    """SudachiPy reads with one voice: its tokenizer is not to be used by two threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokenizer: Tokenizer | None = None

    def read(self, text: str) -> list[Morpheme]:
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = Dictionary(dict="small").tokenizer()
            return list(self._tokenizer.tokenize(text, SplitMode.C))


_reader = _Reader()


def _by_dictionary(text: str) -> Iterator[Piece]:
    if not HAS_KANJI.search(text):
        if text:
            yield Piece(text)
        return
    before: Morpheme | None = None
    words = _reader.read(text)
    for word, after in zip(words, [*words[1:], None], strict=True):
        surface = word.surface()
        if HAS_KANJI.search(surface):
            yield from _aligned(surface, _reading(word, before, after))
        else:
            yield Piece(surface)
        before = word


def _reading(word: Morpheme, before: Morpheme | None, after: Morpheme | None) -> str:
    """The dictionary's reading, save where official Japanese reads a single character its own way."""
    surface = word.surface()
    compound = before is not None and len(before.surface()) > 1 and _is_kanji(before.surface())
    follows = "" if after is None else after.surface()[0]
    if surface == "日" and compound:
        return "び"  # 申請日, 支払予定日
    if surface == "月" and compound:
        return "づき"  # 支給月
    if surface == "方" and not compound:
        return "かた"  # 65歳以上の方: people, in every text of a city
    if surface == "何" and follows and follows in "をがにかも":
        return "なに"
    if surface == "他" and follows == "の":
        return "ほか"
    return _hiragana(word.reading_form())


def _is_kanji(text: str) -> bool:
    return all(HAS_KANJI.match(character) for character in text)


def _hiragana(text: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in text)


def _aligned(surface: str, reading: str) -> Iterator[Piece]:
    """The reading over the characters it belongs to: 受（う）け取（と）れる, not over the kana."""
    runs = _RUN.findall(surface)
    form = "".join(
        "(.+?)" if HAS_KANJI.match(run) else f"({re.escape(_hiragana(run))})" for run in runs
    )
    matched = re.fullmatch(form, reading)
    if matched is None:
        yield Piece(surface, reading)
        return
    for run, read in zip(runs, matched.groups(), strict=True):
        yield Piece(run, read if HAS_KANJI.match(run) else None)
