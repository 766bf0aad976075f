"""How hard official Japanese is to read: jReadability's formula, and what weighs on a reader.

The formula is that of Lee and Hasebe (Readability measurement of Japanese texts based on levelled
corpora): a linear model of five features, from about 0.5 (hard) to 6.5 (easy). They count origins
with UniDic; here a word's writing tells its origin, so a score is comparable within this project
and not with scores of their site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sakimawari.reach.wording.readability.words import (
    KANJI,
    Origin,
    Word,
    sentences_of,
    words_of,
)

_LEVELS = (
    (5.5, "lower elementary"),
    (4.5, "upper elementary"),
    (3.5, "lower intermediate"),
    (2.5, "upper intermediate"),
    (1.5, "lower advanced"),
    (0.5, "upper advanced"),
)
HARDEST = "beyond advanced"
_COMPOUND = re.compile(f"[{KANJI}]{{5,}}")
_HUMBLE = frozenset(
    {"いたす", "致す", "いただく", "頂く", "ござる", "伺う", "参る", "賜る", "存ずる"}
)
_PASSIVE = frozenset({"れる", "られる"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Japanese:
    """Features of a text. Shares from 0 to 1; lengths in characters, means over sentences."""

    score: float
    sentences: int
    longest: int
    words_a_sentence: float
    kanji: float
    chinese: float
    passives: int
    humble: int
    compounds: tuple[str, ...]

    @property
    def level(self) -> str:
        """The level of learners who read it, in the formula's own words."""
        return next((name for least, name in _LEVELS if self.score >= least), HARDEST)


def measure_japanese(text: str) -> Japanese:
    """A text measured; one without words scores as the easiest."""
    sentences = sentences_of(text)
    by_sentence = [words_of(sentence) for sentence in sentences]
    words = [word for each in by_sentence for word in each]
    counted = [len(each) for each in by_sentence if each]
    mean = sum(counted) / len(counted) if counted else 0.0
    letters = [each for each in "".join(sentences) if not each.isspace()]
    return Japanese(
        score=round(_score(words, mean), 2),
        sentences=len(counted),
        longest=max((len(sentence) for sentence in sentences), default=0),
        words_a_sentence=round(mean, 1),
        kanji=round(_share([bool(re.match(f"[{KANJI}]", each)) for each in letters]), 3),
        chinese=round(_share([word.origin is Origin.CHINESE for word in words]), 3),
        passives=sum(word.kind == "助動詞" and word.lemma in _PASSIVE for word in words),
        humble=sum(word.lemma in _HUMBLE for word in words),
        compounds=tuple(dict.fromkeys(_COMPOUND.findall("".join(sentences)))),
    )


def _score(words: list[Word], mean: float) -> float:
    def percent(flags: list[bool]) -> float:
        return 100 * _share(flags)

    return (
        11.724
        - 0.056 * mean
        - 0.126 * percent([word.origin is Origin.CHINESE for word in words])
        - 0.042 * percent([word.origin is Origin.NATIVE for word in words])
        - 0.145 * percent([word.is_verb for word in words])
        - 0.044 * percent([word.is_particle for word in words])
    )


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
