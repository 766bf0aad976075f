"""Why a visit finds no place, as a sentence; what would help, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sakimawari.console.rounds.door import clock
from sakimawari.console.words import say
from sakimawari.match.visits.values import Because


def reason_in(language: str, because: str, told: Mapping[str, Any]) -> str:
    """The reason in words: "no one with 手話 is free before 11:00"."""
    until = told.get("until")
    lacking = tuple(told.get("lacking") or ())
    shape = "needs" if lacking else "plain"
    if because in {Because.INSTEAD.value, Because.WORTH.value}:
        return say(f"rounds.because.{because}", language)
    return say(
        f"rounds.because.{because}-{shape}",
        language,
        lacking="・".join(needs_in(language, lacking)),
        until=clock(until),
        free=clock(told.get("free_from")) or "―",
    )


def needs_in(language: str, needs: tuple[str, ...]) -> Iterator[str]:
    """Skills as they are written; languages by their names."""
    for need in needs:
        yield say(f"rounds.language.{need}", language) if need in LANGUAGES else need


LANGUAGES = frozenset({"en", "zh", "vi", "ko", "ne", "tl", "pt", "id"})


def reliefs_in(language: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    """What was tried and found to make room."""
    return tuple(say(f"rounds.relief.{each}", language) for each in told.get("relief") or ())
