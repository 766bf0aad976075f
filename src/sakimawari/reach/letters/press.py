"""Letters printed to a file: tried with less where a page is too full, and told where each stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from sakimawari.reach.letters.barcode import barcode_of
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.letters.glyphs import STAND_IN, shown
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.room import Attempt, closer, fitting
from sakimawari.reach.letters.spots import Spot, geometry_of
from sakimawari.reach.letters.typeset import (
    Overflow,
    Page,
    Typesetter,
    page_count,
    printable,
    printed_on,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Letters that go into one file. `answer_at` is put before each reference in its QR code."""

    path: Path
    letters: tuple[Letter, ...]
    answer_at: str
    printed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What became of one letter: its page in the file (from 1; 0 if it fits no page at all), the
    services that stand on it with the keys of those whose right each is, how many were left for the next one, whether 〓 stands for a
    character of the name or address, whether it bears a barcode, and where its slip can be read.
    """

    reference: str
    page: int
    pages: int
    services: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    further: int
    missing_glyph: bool
    barcode: bool
    slip: SlipGeometry | None


def lacks_glyph(letter: Letter) -> bool:
    """Whether a name or address holds a character that cannot be printed, or came as 〓 already."""
    addressee = letter.addressee
    subjects = (name for offer in letter.offers for name in offer.subjects)
    texts = (addressee.name, *addressee.address, *subjects)
    return any(STAND_IN in shown(text, printable()) for text in texts)


def print_batch(batch: Batch) -> tuple[Printed, ...]:
    """Print a batch into its file (readable by its owner only) and say what became of each letter.

    A letter that turns out too full is tried with less; one that fits no page at all is left out.
    """
    typesetter = _typesetter(batch.printed_on)
    marks = [lacks_glyph(letter) for letter in batch.letters]
    plans = [
        fitting(letter, missing_glyph=mark)
        for letter, mark in zip(batch.letters, marks, strict=True)
    ]
    attempts: list[Attempt | None] = [next(plan) for plan in plans]
    spots: tuple[Mapping[str, Spot], ...] = ()
    while any(attempts):
        at = [number for number, attempt in enumerate(attempts) if attempt is not None]
        pages = [_page(attempt, batch.answer_at) for attempt in attempts if attempt is not None]
        try:
            setting = typesetter.set(pages)
        except Overflow as overflow:
            for index, beyond in overflow.by.items():
                full = at[index]
                attempts[full] = closer(attempts[full], beyond) or next(plans[full], None)
        else:
            _write(batch.path, setting.pdf)
            spots = setting.spots
            break
    return tuple(_told(batch.letters, attempts, marks, spots))


def _page(attempt: Attempt, answer_at: str) -> Page:
    addressee = attempt.letter.addressee
    return Page(
        sheet=attempt.sheet,
        code=answer_at + attempt.letter.reference,
        breath=attempt.breath,
        barcode=barcode_of(addressee.postal_code, addressee.after_town),
    )


def _told(
    letters: tuple[Letter, ...],
    attempts: list[Attempt | None],
    marks: list[bool],
    spots: tuple[Mapping[str, Spot], ...],
) -> Iterator[Printed]:
    page, found = 1, iter(spots)
    for letter, attempt, mark in zip(letters, attempts, marks, strict=True):
        if attempt is None:
            yield _left_out(letter, mark)
            continue
        final, pages = attempt.letter, page_count(attempt.sheet)
        slip = geometry_of(
            attempt.sheet, next(found), reference=letter.reference, language=letter.language.value
        )
        yield Printed(
            reference=letter.reference,
            page=page,
            pages=pages,
            services=tuple(offer.service for offer in final.offers),
            keys=tuple(offer.keys for offer in final.offers),
            further=final.further,
            missing_glyph=mark,
            barcode=has_barcode(letter),
            slip=replace(slip, page=page - 1 + slip.page),
        )
        page += pages


def _left_out(letter: Letter, mark: bool) -> Printed:
    return Printed(
        reference=letter.reference,
        page=0,
        pages=0,
        services=tuple(offer.service for offer in letter.offers),
        keys=tuple(offer.keys for offer in letter.offers),
        further=letter.further,
        missing_glyph=mark,
        barcode=False,
        slip=None,
    )


def has_barcode(letter: Letter) -> bool:
    """Whether the address makes a barcode for the post office."""
    return barcode_of(letter.addressee.postal_code, letter.addressee.after_town) is not None


def _write(path: Path, pdf: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pdf)


@cache
def _typesetter(day: date) -> Typesetter:
    """One compiler a process and date: fonts and template are read once."""
    return Typesetter(printed_on=printed_on(day))
