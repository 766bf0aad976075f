"""A sheet as the template draws it: every text as the font can show it, every part in its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import zxingcpp

from sakimawari.reach.letters.entries import Entry, Part
from sakimawari.reach.letters.geometry import MARK_MODULES, MARK_PATTERNS, Corner, Reads
from sakimawari.reach.letters.glyphs import shown
from sakimawari.reach.letters.measures import Measures
from sakimawari.reach.letters.sheet import Row, Sheet
from sakimawari.reach.letters.slip import Field, Slip

Modules = npt.NDArray[np.bool_]

CAP_HEIGHT = 0.733  # of Noto Sans JP, in em: what a line of type takes without its leading
A_POINT = 25.4 / 72


def drawn(sheet: Sheet, characters: frozenset[int]) -> dict[str, Any]:
    """The words and places of a sheet as plain values, without its code and barcode."""
    headline = sheet.headline
    words = {
        "lang": sheet.lang,
        "title": sheet.title,
        "number": sheet.number,
        "written_on": sheet.written_on,
        "sender": sheet.sender,
        "postal_code": sheet.postal_code,
        "address": sheet.address,
        "name": sheet.name,
        "headline": {
            "label": headline.label,
            "big": headline.big,
            "points": headline.points,
            "tail": headline.tail,
        },
        "lead": sheet.lead,
        "cards": [
            {
                "name": card.name,
                "amount": card.amount,
                "status": card.status,
                "rows": [_row(row) for row in card.rows],
            }
            for card in sheet.cards
        ],
        "dense": sheet.dense,
        "further": sheet.further,
        "how": sheet.how,
        "steps": sheet.steps,
        "note": sheet.note,
        "slip": _slip(sheet.slip),
        "sizes": _sizes(sheet.measures),
    }
    plain: dict[str, Any] = _shown(words, characters)
    return plain


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, "lines": row.lines}


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "cut": slip.cut,
        "title": slip.title,
        "note": slip.note,
        "number": slip.number,
        "reference": slip.reference,
        "qr_alt": slip.qr_alt,
        "choices": [
            {"name": choice.name, "amount": choice.amount, "yes": choice.yes, "no": choice.no}
            for choice in slip.choices
        ],
        "columns": [slip.columns.name_width, slip.columns.yes, slip.columns.no],
        "rows": [[_field(field) for field in row] for row in slip.rows],
        "more": slip.more,
    }


def _field(field: Field) -> dict[str, Any]:
    plain: dict[str, Any] = {"label": field.label, "value": field.value, "wide": field.wide}
    return plain if field.entry is None else plain | _entry(field.entry)


def _entry(entry: Entry) -> dict[str, Any]:
    combs = [part for part in entry.parts if part.cells]
    ticks = [part for part in entry.parts if part.reads is Reads.TICK]
    lines = [part for part in entry.parts if not part.cells and part.reads is not Reads.TICK]
    return {
        "height": entry.height,
        "middle": entry.middle,
        "combs": [[*_corner(p), p.area.width, p.area.height, p.cells] for p in combs],
        "ticks": [[*_corner(part), part.area.width] for part in ticks],
        "lines": [[part.area.x, part.area.y + part.area.height, part.area.width] for part in lines],
        "words": [[word.x, word.y, word.text] for word in entry.words],
    }


def _corner(part: Part) -> tuple[float, float]:
    return part.area.x, part.area.y


def _sizes(measures: Measures) -> dict[str, Any]:
    return {
        "apart": measures.apart,
        "scale": measures.scale,
        "label_points": measures.label_points,
        "tick": measures.tick,
        "choice_row": measures.choice_row,
        "cap": measures.points * CAP_HEIGHT * A_POINT,
        "code": measures.code,
        "quiet": measures.quiet,
    }


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


# ---------------------------------------------------------------- codes and marks


@cache
def marks_svg() -> Mapping[Corner, str]:
    """The four registration marks."""
    return {corner: _mark_svg(pattern) for corner, pattern in MARK_PATTERNS.items()}


def _mark_svg(pattern: int) -> str:
    side = MARK_MODULES + 2
    black = np.ones((side, side), np.bool_)
    for place in range(MARK_MODULES**2):
        white = pattern >> (MARK_MODULES**2 - 1 - place) & 1
        black[1 + place // MARK_MODULES, 1 + place % MARK_MODULES] = not white
    return modules_svg(black)


def qr_modules(text: str) -> Modules:
    """The dark modules of a QR code, without quiet zone: a quarter of it may be lost where that
    makes it no larger, and 15 % anyhow (levels Q and M).
    """
    medium, better = (_qr(text, level) for level in ("M", "Q"))
    return better if len(better) == len(medium) else medium


def _qr(text: str, level: str) -> Modules:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture = np.asarray(zxingcpp.write_barcode_to_image(code, add_quiet_zones=False))
    return np.asarray(picture == 0, np.bool_)


def modules_svg(black: Modules) -> str:
    """Modules as one path: a rectangle for each run in a row."""
    side = len(black)
    edges = np.diff(np.pad(black, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = zip(np.argwhere(edges == 1).tolist(), np.argwhere(edges == -1).tolist(), strict=True)
    path = "".join(f"M{x} {y}h{end - x}v1h{x - end}z" for (y, x), (_, end) in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'width="{side}" height="{side}"><path d="{path}"/></svg>'
    )
