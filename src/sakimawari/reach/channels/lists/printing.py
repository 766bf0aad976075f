"""A call list on paper: a card a person, with what to say and boxes for what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import pylopdf_fonts_jp
import typst

from sakimawari.problems import fault
from sakimawari.reach.letters.glyphs import shown
from sakimawari.reach.letters.typeset import printable, printed_on

TEMPLATE = Path(__file__).parent / "templates" / "calls.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person on the sheet. Personal data: printed for whoever may ring, and for nobody else."""

    name: str = field(repr=False)
    kana: str = field(repr=False)
    phone: str = field(repr=False)
    language: str
    services: tuple[str, ...]
    text: str = field(repr=False)
    until: str = ""  # a day; after it a call is of no use
    again: str = ""  # the moment somebody asked to be rung at
    tries: int = 0


def printed(lines: Sequence[Line], *, number: str, on: date, window: str) -> bytes:
    """The sheet as an accessible PDF (PDF/UA-1). REACH077 where its template does not compile."""
    characters = printable()
    told = [
        {
            name: [shown(each, characters) for each in value]
            if isinstance(value, tuple)
            else shown(value, characters)
            if isinstance(value, str)
            else value
            for name, value in asdict(line).items()
        }
        for line in lines
    ]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_jp.sans_path().parent)],
    )
    inputs = {
        "lines": json.dumps(told, ensure_ascii=False),
        "number": number,
        "on": on.isoformat(),
        "window": window,
    }
    try:
        made = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True).compile(
            sys_inputs=inputs, timestamp=printed_on(on), format="pdf", pdf_standards="ua-1"
        )
    except typst.TypstError:
        raise fault(
            "REACH077",
            "the template of the call list does not compile",
            "restore templates/calls.typ; if it is unchanged, compare the version of typst with "
            "the locked one",
        ) from None
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave not one document")
    return made
