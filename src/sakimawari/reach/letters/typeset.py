"""Sheets set in type: words in, an accessible PDF (PDF/UA-1) out, one page a letter.

Only the fonts of the package `pylopdf_fonts_jp` are used, so that a letter looks the same on every
machine. One compiler serves a whole process: it keeps fonts and template warm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import segno
import typst

from sakimawari.problems import fault
from sakimawari.reach.letters.glyphs import characters_of, shown
from sakimawari.reach.letters.sheet import Sheet

TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
COMPILATIONS_REMEMBERED = 10
FEW_PAGES = 5  # so few are forgotten in time by themselves
QUIET_ZONE = 4  # modules, as the standard of QR codes asks for
_OVERFLOW = re.compile(r"overflow:(\d+)")


class Overflow(Exception):
    """A sheet says more than its page holds; `index` is its place among the sheets given."""

    def __init__(self, index: int) -> None:
        super().__init__(f"sheet {index} does not fit its page")
        self.index = index


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet with what its QR code carries: the bare reference, or the address to answer at.

    `breath` is room between the parts of the message, beyond the least, in millimetres.
    """

    sheet: Sheet
    code: str
    breath: float = 0.0


@cache
def printable() -> frozenset[int]:
    """Code points the letters' font can show."""
    return characters_of(pylopdf_fonts_jp.sans_path())


def qr_svg(text: str) -> str:
    """A QR code as SVG: medium error correction (15 %), a print-proof quiet zone."""
    drawn = BytesIO()
    segno.make_qr(text, error="m").save(
        drawn, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=True, nl=False
    )
    return drawn.getvalue().decode("utf-8")


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

    def pdf(self, pages: Sequence[Page]) -> bytes:
        """One PDF of these pages, in their order. Raises `Overflow` for a sheet too full."""
        made = self._made(pages, format="pdf", pdf_standards="ua-1")
        if len(pages) > FEW_PAGES:
            self._forget()
        return made

    def picture(self, page: Page, *, dots_per_inch: int = 144) -> bytes:
        """One page as PNG, to be looked at on a screen."""
        return self._made([page], format="png", ppi=dots_per_inch)

    def _made(self, pages: Sequence[Page], **output: Any) -> bytes:
        inputs = {
            "title": pages[0].sheet.title,
            "sheets": json.dumps([_plain(page) for page in pages], ensure_ascii=False),
        }
        try:
            made = self._compiler.compile(sys_inputs=inputs, timestamp=self._printed_on, **output)
        except typst.TypstError as error:
            raise _told(error) from None
        if not isinstance(made, bytes):
            raise TypeError("the typesetter gave not one document")
        return made

    def _forget(self) -> None:
        """Typst remembers what it laid out for some compilations more; letters never recur, so
        empty ones are let pass until they are forgotten, and memory stays flat.
        """
        for _ in range(COMPILATIONS_REMEMBERED):
            self._empty.compile(b" ", format="pdf")


def _told(error: typst.TypstError) -> Exception:
    """What went wrong, without the text of a letter: Typst's diagnostics would quote it."""
    found = _OVERFLOW.search(error.message)
    if found is not None:
        return Overflow(int(found.group(1)))
    return fault(
        "REACH006",
        "the template of the letters does not compile",
        "restore templates/letter.typ; if it is unchanged, compare the version of typst with the "
        "locked one",
    )


def printed_on(letters_date: date) -> datetime:
    """The moment a file bears: midnight of the letters' date, so that a second run is the same."""
    return datetime.combine(letters_date, time(), UTC)


def _plain(page: Page) -> dict[str, Any]:
    """A page as the template reads it, every text as the font can show it."""
    words: dict[str, Any] = asdict(page.sheet)
    words = _shown(words, printable())
    words["slip"]["qr"] = qr_svg(page.code)
    words["breath"] = page.breath
    return words


def _shown(value: Any, characters: frozenset[int]) -> Any:
    match value:
        case str():
            return shown(value, characters)
        case dict():
            return {key: _shown(inner, characters) for key, inner in value.items()}
        case list() | tuple():
            return [_shown(inner, characters) for inner in value]
        case _:
            return value
