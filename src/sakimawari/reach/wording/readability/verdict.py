"""One verdict for a text of any language: its score, whether it is plain enough, what to mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sakimawari.reach.wording.readability.easy import Lint, lint_easy
from sakimawari.reach.wording.readability.english import measure_english
from sakimawari.reach.wording.readability.japanese import measure_japanese

# The least a shipped text may score. Japanese and easy Japanese by jReadability's formula (2.5:
# readers of the intermediate level), English by Flesch (50: readers of a newspaper).
LEAST_JAPANESE, LEAST_EASY, LEAST_ENGLISH = 2.5, 3.5, 50.0
LONGEST_JAPANESE = 80  # characters of a sentence
LONGEST_COMPOUND = 10  # characters of kanji in a row
_NAME = "A"
LONGEST_ENGLISH = 30  # words of a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reader has before them. `score` is None for a language without a measure here.

    `least` is what such a text should reach; `lints` are breaches of the rules of its language.
    """

    score: float | None
    least: float | None
    level: str
    lints: tuple[Lint, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether nothing is to be mended; a language without a measure counts as plain."""
        scored = self.score is None or self.least is None or self.score >= self.least
        return scored and not self.lints


def verdict_of(text: str, language: str, *, proper: Iterable[str] = ()) -> Verdict:
    """The verdict on a text by the tag of its language.

    `proper` are names in it that nobody can put otherwise (the city's, an office's, a person's):
    they are not judged.
    """
    for name in sorted(proper, key=len, reverse=True):
        text = text.replace(name, _NAME) if name else text
    match language:
        case "ja":
            return _japanese(text)
        case "easy":
            measured = measure_japanese(text)
            return Verdict(
                score=measured.score,
                least=LEAST_EASY,
                level=measured.level,
                lints=lint_easy(text),
            )
        case "en":
            return _english(text)
        case _:
            return Verdict(score=None, least=None, level="")


def _japanese(text: str) -> Verdict:
    measured = measure_japanese(text)
    lints = []
    if measured.longest > LONGEST_JAPANESE:
        lints.append(
            Lint(rule="long", found=f"{measured.longest} characters", do="make two sentences of it")
        )
    for compound in measured.compounds:
        if len(compound) >= LONGEST_COMPOUND:
            do = "take it apart with の or a verb"
            lints.append(Lint(rule="compound", found=compound, do=do))
    if measured.humble > 1:
        lints.append(
            Lint(rule="honorific", found=str(measured.humble), do="say it with です and ます")
        )
    if measured.passives > 2:
        lints.append(Lint(rule="passive", found=str(measured.passives), do="say who does it"))
    return Verdict(
        score=measured.score, least=LEAST_JAPANESE, level=measured.level, lints=tuple(lints)
    )


def _english(text: str) -> Verdict:
    measured = measure_english(text)
    lints = []
    if measured.longest > LONGEST_ENGLISH:
        lints.append(
            Lint(rule="long", found=f"{measured.longest} words", do="make two sentences of it")
        )
    if measured.passives > 2:
        lints.append(Lint(rule="passive", found=str(measured.passives), do="say who does it"))
    return Verdict(
        score=measured.ease, least=LEAST_ENGLISH, level=measured.level, lints=tuple(lints)
    )
