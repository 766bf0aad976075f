"""Sheets set in type: words in, an accessible PDF (PDF/UA-1) out, and where everything stands in it.

Only the fonts of the package `pylopdf_fonts_jp` are used, so that a letter looks the same on every
machine. One compiler serves a whole process: it keeps fonts and template warm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import typst

from sakimawari.problems import fault
from sakimawari.reach.letters.barcode import Barcode
from sakimawari.reach.letters.drawing import drawn, marks_svg, modules_svg, qr_modules
from sakimawari.reach.letters.geometry import Corner
from sakimawari.reach.letters.glyphs import characters_of
from sakimawari.reach.letters.sheet import Sheet
from sakimawari.reach.letters.spots import Spot, overflow_of
from sakimawari.reach.letters.window import address_points

TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
COMPILATIONS_REMEMBERED = 10
FEW_PAGES = 5  # so few are forgotten in time by themselves
# Asked of the document just compiled: its layout is remembered, so the answer costs next to nothing.
SPOTS = """query(<spot>).map(it => {
  let at = it.location().position()
  (it.value, at.page, at.x.mm(), at.y.mm())
})"""


class Overflow(Exception):
    """Sheets say more than their pages hold: by how many millimetres, by their place among those
    given.
    """

    def __init__(self, by: Mapping[int, float]) -> None:
        super().__init__(f"{len(by)} sheets do not fit their pages")
        self.by = dict(by)

    @property
    def index(self) -> int:
        """The first that does not fit."""
        return min(self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet with what its QR code carries: the bare reference, or the address to answer at.

    `breath` is room between the parts of the message, beyond the least, in millimetres. `barcode`
    is None where the address makes none.
    """

    sheet: Sheet
    code: str
    breath: float = 0.0
    barcode: Barcode | None = None


def page_count(sheet: Sheet) -> int:
    """How many pages a letter takes: one, or the message and the slip apart."""
    return 2 if sheet.measures.apart else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Sheets set in type: the file, and the spots of each sheet."""

    pdf: bytes
    spots: tuple[Mapping[str, Spot], ...]


@cache
def printable() -> frozenset[int]:
    """Code points the letters' font can show."""
    return characters_of(pylopdf_fonts_jp.sans_path())


class Typesetter:
    """A warm compiler of letters. `printed_on` stands in the file as its date."""

    def __init__(self, *, printed_on: datetime) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(pylopdf_fonts_jp.sans_path().parent)],
        )
        self._compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)
        self._empty = typst.Compiler(ignore_system_fonts=True)
        self._printed_on = printed_on
        self._marks = json.dumps([marks_svg()[corner] for corner in Corner])

    def set(self, pages: Sequence[Page]) -> Setting:
        """Pages in one PDF, in their order. Raises `Overflow` where sheets are too full."""
        pdf = self._made(pages, format="pdf", pdf_standards="ua-1")
        spots = self._spots(pages)
        if len(pages) > FEW_PAGES:
            self._forget()
        by = {n: overflow_of(found) for n, found in enumerate(spots)}
        full = {n: beyond for n, beyond in by.items() if beyond > 0}
        if full:
            raise Overflow(full)
        return Setting(pdf=pdf, spots=spots)

    def pdf(self, pages: Sequence[Page]) -> bytes:
        """One PDF of these pages, in their order. Raises `Overflow` for a sheet too full."""
        return self.set(pages).pdf

    def picture(self, page: Page, *, dots_per_inch: int = 144) -> bytes:
        """A letter's first page as PNG, to be looked at on a screen."""
        return self._made([page], format="png", ppi=dots_per_inch)

    def _made(self, pages: Sequence[Page], **output: Any) -> bytes:
        inputs = {
            "title": pages[0].sheet.title,
            "sheets": json.dumps([_plain(page) for page in pages], ensure_ascii=False),
            "marks": self._marks,
        }
        try:
            made = self._compiler.compile(sys_inputs=inputs, timestamp=self._printed_on, **output)
        except typst.TypstError:
            raise fault(  # without Typst's own words: they would quote a letter
                "REACH006",
                "the template of the letters does not compile",
                "restore templates/letter.typ; if it is unchanged, compare the version of typst "
                "with the locked one",
            ) from None
        if isinstance(made, list):
            return made[0]
        if not isinstance(made, bytes):
            raise TypeError("the typesetter gave not one document")
        return made

    def _spots(self, pages: Sequence[Page]) -> tuple[Mapping[str, Spot], ...]:
        """Where each sheet's spots came to stand in the document compiled last."""
        sheet_of: list[int] = []
        first: list[int] = []
        for number, page in enumerate(pages):
            first.append(len(sheet_of))
            sheet_of += [number] * page_count(page.sheet)
        found: list[dict[str, Spot]] = [{} for _ in pages]
        for name, page_number, x, y in json.loads(self._compiler.eval(SPOTS)):
            number = sheet_of[page_number - 1]
            found[number][name] = Spot(page=page_number - 1 - first[number], x=x, y=y)
        return tuple(found)

    def _forget(self) -> None:
        """Typst remembers what it laid out for some compilations more; letters never recur, so
        empty ones are let pass until they are forgotten, and memory stays flat.
        """
        for _ in range(COMPILATIONS_REMEMBERED):
            self._empty.compile(b" ", format="pdf")


def printed_on(letters_date: date) -> datetime:
    """The moment a file bears: midnight of the letters' date, so that a second run is the same."""
    return datetime.combine(letters_date, time(), UTC)


def _plain(page: Page) -> dict[str, Any]:
    """A page as the template reads it, every text as the font can show it."""
    words = drawn(page.sheet, printable())
    words["slip"]["qr"] = modules_svg(qr_modules(page.code))
    words["breath"] = page.breath
    barcode = page.barcode
    words["address_points"] = address_points(
        page.sheet.address,
        page.sheet.name,
        barcode_height=0.0 if barcode is None else barcode.height,
        large=page.sheet.measures.apart,
    )
    words["barcode"] = None
    if barcode is not None:
        words["barcode"] = {"svg": barcode.svg, "width": barcode.width, "height": barcode.height}
    return words
