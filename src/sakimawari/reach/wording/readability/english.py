"""How easily English is read: Flesch's reading ease, 0 (hard) to 100 and more (easy).

Japanese names in brackets, links, figures and dates in the text are no English words and not counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINK = re.compile(r"https?://\S+")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouy])(?<!l)e$|(?<=[aeiouylrnmkgpbfvcs])ed$(?<![td]ed)")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """Features of a text: its ease, words in its longest sentence, passives."""

    ease: float
    sentences: int
    longest: int
    passives: int

    @property
    def level(self) -> str:
        """Plain from 60 on, as Flesch had it; hard below 50."""
        if self.ease >= 60:
            return "plain"
        return "fairly hard" if self.ease >= 50 else "hard"


def measure_english(text: str) -> English:
    """A text measured; one without words scores as the easiest."""
    sentences = [part for part in _SENTENCE.split(_LINK.sub("", text)) if _WORD.search(part)]
    words = [_WORD.findall(sentence) for sentence in sentences]
    count = sum(map(len, words))
    syllables = sum(syllables_of(word) for sentence in words for word in sentence)
    ease = 120.0
    if count:
        ease = 206.835 - 1.015 * count / len(sentences) - 84.6 * syllables / count
    return English(
        ease=round(ease, 1),
        sentences=len(sentences),
        longest=max(map(len, words), default=0),
        passives=len(_PASSIVE.findall(text)),
    )


def syllables_of(word: str) -> int:
    """Syllables of an English word by its groups of vowels, a silent e not counted; at least one."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    return max(1, len(_VOWELS.findall(_SILENT.sub("", plain))))
