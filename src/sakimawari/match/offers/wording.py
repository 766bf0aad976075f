"""Texts as terms: character bigrams, or Sudachi's normalized words; and how rare each term is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sakimawari.match.offers.protected import unbiased

Terms = Callable[[str], list[str]]
_RUNS = re.compile(r"[ぁ-ゖー]+|[ァ-ヺー]+|[a-z]+|\d+|[一-鿿々]+|[^\W\d_]+")
_HIRAGANA = re.compile(r"^[ぁ-ゖー]+$")
_PARTICLES = "をのがはにでともへやか"
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞")
_EMPTY = frozenset(
    [
        "する",
        "なる",
        "ある",
        "いる",
        "できる",
        "為る",
        "成る",
        "有る",
        "居る",
        "出来る",
        "事",
        "こと",
        "物",
        "もの",
        "方",
        "よう",
        "人",
        "いただく",
        "頂く",
        "くださる",
        "下さる",
        "欲しい",
        "ほしい",
        "たい",
        "困る",
        "探す",
        "希望",
        "為",
        "ため",
        "時",
        "とき",
    ]
)


def plain(text: str) -> str:
    """As texts are compared: one width, one case, without words of protected attributes."""
    return unbiased(unicodedata.normalize("NFKC", text).lower())


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring letters; runs of Latin letters and figures stay whole.

    Pairs of two hiragana are mostly grammar and count as the rest do; bm25 weighs them down.
    """
    found: list[str] = []
    for part in re.findall(r"[a-z]+|\d+|[^\W\d_a-z]+", plain(text)):
        if len(part) == 1 or part[0].isascii():
            found.append(part)
        else:
            found += [part[at : at + 2] for at in range(len(part) - 1)]
    return found


@lru_cache(maxsize=1)
def _sudachi() -> tuple[Any, Any]:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(), SplitMode.A


def sudachi(text: str) -> list[str]:
    """Content words in Sudachi's normalized form (kana and kanji variants are one word)."""
    tokenizer, mode = _sudachi()
    found = []
    for word in tokenizer.tokenize(plain(text), mode):
        kind = word.part_of_speech()
        normal = word.normalized_form()
        if kind[0] in _CONTENT and normal not in _EMPTY and kind[1] != "非自立可能":
            found.append(normal)
    return found


TERMS: dict[str, Terms] = {"bigrams": bigrams, "sudachi": sudachi}


def held_by_both(one: str, other: str) -> tuple[str, ...]:
    """Terms a reader sees as common: the longest runs of letters (not of hiragana) both texts hold."""
    first, second = plain(one), plain(other)
    found: set[str] = set()
    for run in _RUNS.findall(first):
        if _HIRAGANA.match(run) or run.isdigit():  # figures alone say nothing
            continue
        for size in range(len(run), 1, -1):
            pieces = [run[at : at + size] for at in range(len(run) - size + 1)]
            here = [piece for piece in pieces if piece in second]
            if here:
                found.update(_with_ending(piece, first, second) for piece in here)
                break
    return tuple(sorted(found, key=lambda term: (-len(term), first.index(term))))


def _with_ending(piece: str, first: str, second: str) -> str:
    """With the one hiragana that follows in both texts (草刈 + り)."""
    behind = first[first.index(piece) + len(piece) :][:1]
    longer = piece + behind
    ending = bool(behind) and bool(_HIRAGANA.match(behind)) and behind not in _PARTICLES
    return longer if ending and longer in second else piece


def known_to_several(texts: Sequence[str], *, least: int = 2) -> frozenset[str]:
    """Words that stand in at least so many texts: a name or a number of one person is none of them."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({run for run in _RUNS.findall(plain(text)) if not _HIRAGANA.match(run)})
    return frozenset(term for term, times in counts.items() if times >= least and len(term) > 1)
