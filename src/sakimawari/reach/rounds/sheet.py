"""The sheet a worker takes along: a map, then each visit with room for what came of it (A4, PDF).

Large type, calm lines; it bears names and addresses, so each page says that it is brought back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import typst

from sakimawari.problems import fault
from sakimawari.reach.letters.glyphs import shown
from sakimawari.reach.letters.typeset import printable, printed_on

TEMPLATE = Path(__file__).parent / "templates" / "round.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetStop:
    """One visit on the sheet. Personal data, for whoever walks this round alone."""

    number: int
    begin: str
    minutes: int
    name: str = field(repr=False)
    kana: str = field(repr=False, default="")
    address: str = field(repr=False, default="")
    is_middle: bool = False
    beside: str = ""  # the name of the colleague who comes along
    needs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    say: str = field(repr=False, default="")
    note: str = field(repr=False, default="")
    pause_before: str = ""  # "11:40–12:40" where the break lies before this visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A round on paper."""

    day: str
    worker: str
    city: str
    phone: str
    leave: str
    back: str
    travel_minutes: int
    pause_after: str  # where the break lies after the last visit
    map: str = field(repr=False)
    stops: tuple[SheetStop, ...] = field(repr=False)


def sheets_pdf(sheets: Sequence[Sheet], *, on: date) -> bytes:
    """Sheets of a day in one PDF, each beginning on a page of its own. VISIT017 if it fails."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_jp.sans_path().parent)],
    )
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)
    inputs = {
        "title": f"訪問票 {on.isoformat()}",
        "sheets": json.dumps([_shown(asdict(sheet)) for sheet in sheets], ensure_ascii=False),
    }
    try:
        made = compiler.compile(
            sys_inputs=inputs, timestamp=printed_on(on), format="pdf", pdf_standards="ua-1"
        )
    except typst.TypstError:
        raise fault(
            "VISIT017",
            "the template of the visiting sheet does not compile",
            "restore templates/round.typ; if it is unchanged, compare the version of typst",
        ) from None
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave not one document")
    return made


def _shown(value: Any) -> Any:
    match value:
        case str() if not value.startswith("<svg"):
            return shown(value, printable())
        case dict():
            return {key: _shown(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_shown(inner) for inner in value]
        case _:
            return value
