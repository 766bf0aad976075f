"""Letters of a batch counted and bundled by delivery area, in the order in which they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

LETTERS_A_BUNDLE = 100  # what a hand and a rubber band hold
SHEET_GRAMS, ENVELOPE_GRAMS, REPLY_GRAMS = (
    5.0,
    5.5,
    4.0,
)  # A4 at 80 g/m², 長形3号 with a window, reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One printed letter as it lies in the batch."""

    number: str
    postal_code: str  # seven digits, "" for none
    pages: int
    barcode: bool
    file: str

    @property
    def area(self) -> str:
        """The delivery area (郵便区番号): the first three digits, "" for none."""
        return self.postal_code[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Letters of one area and one weight, held together by a tag."""

    area: str
    place: int  # among the bundles of the area, from 1
    of: int
    letters: int
    pages: int  # of each letter
    first: str  # numbers
    last: str
    files: tuple[str, ...]


def lying(rows: Iterable[Mapping[str, Any]]) -> tuple[Lying, ...]:
    """Rows of the index, which stand in it as the letters lie in the files."""
    return tuple(
        Lying(
            number=row["number"],
            postal_code=row["postal_code"],
            pages=row["pages"],
            barcode=row["barcode"],
            file=row["file"],
        )
        for row in rows
    )


def bundles_of(letters: Sequence[Lying]) -> tuple[Bundle, ...]:
    """The bundles in the order of the letters; no bundle mixes areas or weights."""
    return tuple(
        bundle
        for (area, pages), several in groupby(letters, key=lambda each: (each.area, each.pages))
        for bundle in _bundled(area, pages, list(several))
    )


def _bundled(area: str, pages: int, letters: list[Lying]) -> Iterator[Bundle]:
    count = -(-len(letters) // LETTERS_A_BUNDLE)
    for place in range(count):
        part = letters[place * LETTERS_A_BUNDLE : (place + 1) * LETTERS_A_BUNDLE]
        yield Bundle(
            area=area,
            place=place + 1,
            of=count,
            letters=len(part),
            pages=pages,
            first=part[0].number,
            last=part[-1].number,
            files=tuple(dict.fromkeys(each.file for each in part)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Letters of one area or postal code."""

    code: str
    letters: int
    barcodes: int


def by_area(letters: Iterable[Lying]) -> tuple[Count, ...]:
    """Letters by the first three digits."""
    return _counted((each.area, each.barcode) for each in letters)


def by_code(letters: Iterable[Lying]) -> tuple[Count, ...]:
    """Letters by all seven digits."""
    return _counted((each.postal_code, each.barcode) for each in letters)


def _counted(codes: Iterable[tuple[str, bool]]) -> tuple[Count, ...]:
    both = Counter(codes)
    named = sorted({code for code, _ in both}, key=lambda code: (code == "", code))
    return tuple(
        Count(code=code, letters=both[code, True] + both[code, False], barcodes=both[code, True])
        for code in named
    )


def grams_of(pages: int) -> float:
    """What a letter of so many sheets weighs with its envelope and the one for the reply."""
    return pages * SHEET_GRAMS + ENVELOPE_GRAMS + REPLY_GRAMS
