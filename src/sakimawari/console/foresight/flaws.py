"""Defects the gate found, in the reader's words: the kind by its id, what goes with it as data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sakimawari.anticipate.pictures.terms import amount
from sakimawari.anticipate.reading.values import EVERY
from sakimawari.console.foresight.entering import terms_in
from sakimawari.console.foresight.periods import period_in
from sakimawari.console.foresight.values import Flaw, SeriesBook
from sakimawari.console.words import say

_PERIODS = ("SERIES007", "SERIES011", "SERIES014")
_DATA = {"SERIES012": "difference", "SERIES016": "ratio"}  # of others the amount is a figure read


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A defect as a page shows it; `detail` is the gate's own sentence, for readers of English."""

    id: str
    when: str
    kind: str
    data: str
    done: str
    detail: str


def counted(book: SeriesBook, language: str) -> list[tuple[str, str, int]]:
    """Each kind of defect of the file, with its id and how often it was found, rows set aside too."""
    found = Counter([*(flaw.id for flaw in book.flaws), *book.aside])
    return [(id, _say("kind", id, language), count) for id, count in sorted(found.items())]


def flaws_of(book: SeriesBook, at: int, language: str) -> list[Told]:
    """What was found in one series, and in all of them at once."""
    mine = [flaw for flaw in book.flaws if flaw.series in (book.ids[at], EVERY)]
    return [
        Told(
            id=flaw.id,
            when=period_in(language, book.frequency, flaw.period) if flaw.period else "―",
            kind=_say("kind", flaw.id, language),
            data=_data(flaw, language),
            done=_say("done", flaw.id, language),
            detail=flaw.what if language == "en" else "",
        )
        for flaw in mine
    ]


def _say(part: str, id: str, language: str) -> str:
    return say(f"foresight.flaw.{part}.{id.lower()}", language)


def _data(flaw: Flaw, language: str) -> str:
    told = []
    if flaw.id in _PERIODS:
        told.append(say("foresight.flaw.data.periods", language, count=f"{flaw.count:,}"))
    if flaw.amount is not None:
        is_ratio = flaw.id == "SERIES016"
        count = f"{flaw.amount:.2f}" if is_ratio else amount(flaw.amount, terms_in(language))
        told.append(
            say(f"foresight.flaw.data.{_DATA.get(flaw.id, 'figure')}", language, count=count)
        )
    return "、".join(told) if language == "ja" else ", ".join(told)
