"""Figures in the words of a page: counts, shares, yen; and what a hidden or an empty one is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sakimawari.console.services.figures import MEASURES, Meaning, ServiceFigures, Shown
from sakimawari.console.words import say
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.fit.compare.words import yen as yen_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure as it stands in a table; `long` says what a screen reader should hear instead."""

    text: str
    long: str
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table of figures, with the address its name leads to."""

    name: str
    cells: tuple[Cell, ...]
    href: str = ""
    here: bool = False


def cell(measure: str, shown: Shown | None, meaning: Meaning, language: str) -> Cell:
    """A figure in words: hidden, without meaning (―), or its value."""
    if shown is None or not meaning.has(measure):
        said = say("services.figures.nothing", language)
        return Cell(text="―", long=said, quiet=True)
    value = shown.of(measure)
    if value is None and measure == "take_up" and shown.entitled == 0:
        return Cell(text="―", long=say("services.figures.nobody", language), quiet=True)
    if value is None:
        said = say("services.figures.hidden", language, fewest=FEWEST)
        return Cell(text=said, long=said, quiet=True)
    told = written(measure, value)
    return Cell(text=told, long=told)


def written(measure: str, value: float | int) -> str:
    """A value with what belongs to it."""
    if measure == "take_up":
        return f"{value:.1%}"
    return yen_in_words(int(value), signed=False) if measure == "yen" else f"{value:,}"


def cells_of(shown: Shown | None, meaning: Meaning, language: str) -> tuple[Cell, ...]:
    """All figures of one place in the order of MEASURES."""
    return tuple(cell(measure, shown, meaning, language) for measure in MEASURES)


def headings(language: str) -> tuple[str, ...]:
    """The names of MEASURES, in their order."""
    return tuple(say(f"services.measure.{measure}", language) for measure in MEASURES)


def meaningful(figures: ServiceFigures) -> Sequence[str]:
    """The measures a map of the service can show."""
    return [measure for measure in MEASURES if figures.meaning.has(measure)]
