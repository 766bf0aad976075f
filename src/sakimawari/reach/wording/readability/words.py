"""A Japanese text in sentences and words, each word with what a measure needs of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from sudachipy import Dictionary, SplitMode, Tokenizer

_SENTENCE_END = re.compile(r"(?<=[。！？!?])(?!）)|\n+")
_LINK = re.compile(r"https?://\S+")
KANJI = r"\u4e00-\u9fff々"
HAS_KANJI = re.compile(f"[{KANJI}]")
_ALL_KANJI = re.compile(f"[{KANJI}]+")
_KATAKANA = re.compile(r"[ァ-ヴー・]+")
_BLANK, _SIGN = "空白", "補助記号"
_AFFIXES = {"接尾辞", "接頭辞"}


class Origin(Enum):
    """Where a word comes from, judged by how it is written: a dictionary of origins is not to be had.

    漢語 is a word of two or more kanji, or an affix of one; 外来語 one in katakana; what holds
    hiragana, and a single kanji that stands alone, is 和語; figures and Latin letters are OTHER.
    """

    CHINESE = "漢語"
    NATIVE = "和語"
    FOREIGN = "外来語"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word: as written, its dictionary form, its part of speech (of UniDic, two levels)."""

    surface: str
    lemma: str
    kind: str
    sort: str
    origin: Origin

    @property
    def is_verb(self) -> bool:
        """Whether it is a full verb, none that only helps another (〜て いる, 〜て ください)."""
        return self.kind == "動詞" and self.sort == "一般"

    @property
    def is_sign(self) -> bool:
        """Whether it is punctuation."""
        return self.kind == _SIGN

    @property
    def is_particle(self) -> bool:
        return self.kind == "助詞"


_ONE_AT_A_TIME = threading.Lock()  # a tokenizer is not made for several threads


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary(dict="small").tokenizer()


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, lines of a list being sentences too; links are left out."""
    parts = (part.strip() for part in _SENTENCE_END.split(_LINK.sub("", text)))
    return tuple(part for part in parts if part)


def words_of(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence in short units; a sign of punctuation counts as one, as in UniDic."""
    with _ONE_AT_A_TIME:
        return tuple(_words(sentence))


def _words(sentence: str) -> Iterator[Word]:
    for found in _tokenizer().tokenize(sentence, SplitMode.A):
        kind, sort, *_ = found.part_of_speech()
        if kind == _BLANK:
            continue
        surface = found.surface()
        yield Word(
            surface=surface,
            lemma=found.dictionary_form(),
            kind=kind,
            sort=sort,
            origin=_origin(surface, kind),
        )


def _origin(surface: str, kind: str) -> Origin:
    if _ALL_KANJI.fullmatch(surface):
        return Origin.CHINESE if len(surface) > 1 or kind in _AFFIXES else Origin.NATIVE
    if _KATAKANA.fullmatch(surface):
        return Origin.FOREIGN
    if re.search(r"[ぁ-ん]", surface):
        return Origin.NATIVE
    return Origin.OTHER
