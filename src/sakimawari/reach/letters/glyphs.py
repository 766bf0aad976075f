"""Which characters the letters' font can show, read from the font itself.

Names hold characters no ordinary font has (外字). What cannot be shown is printed as 〓, the mark
Japanese printers use for a missing type, and the letter explains it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from sakimawari.problems import fault

STAND_IN = "〓"
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def characters_of(font: Path) -> frozenset[int]:
    """Code points that a TrueType or OpenType font maps to a glyph (its cmap, format 12)."""
    data = font.read_bytes()
    found: set[int] = set()
    for first, last, _ in _groups(data, font.name):
        found.update(range(first, last + 1))
    return frozenset(found)


def advances_of(font: Path) -> dict[int, float]:
    """How far each character moves the pen, in em (the font's hmtx)."""
    data = font.read_bytes()
    tables = _tables(data)
    if not {b"head", b"hhea", b"hmtx"} <= tables.keys():
        raise _unreadable(font.name)
    (square,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (told,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    pairs = struct.unpack_from(f">{2 * told}H", data, tables[b"hmtx"])
    return {
        code: pairs[2 * min(glyph + code - first, told - 1)] / square
        for first, last, glyph in _groups(data, font.name)
        for code in range(first, last + 1)
    }


def _tables(data: bytes) -> dict[bytes, int]:
    """Where each table of a font begins, by its tag."""
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, at) for at in range(12, 12 + 16 * count, 16))
    return {tag: offset for tag, _, offset, _ in entries}


def _groups(data: bytes, name: str) -> Iterator[tuple[int, int, int]]:
    """Runs of characters: the first, the last, and the glyph of the first."""
    cmap = _tables(data).get(b"cmap")
    if cmap is None:
        raise _unreadable(name)
    subtables = struct.unpack_from(">H", data, cmap + 2)[0]
    places = [
        cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * k)[2] for k in range(subtables)
    ]
    by_format = {struct.unpack_from(">H", data, place)[0]: place for place in places}
    if 12 not in by_format:
        raise _unreadable(name)
    place = by_format[12]
    for k in range(struct.unpack_from(">I", data, place + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, place + 16 + 12 * k)
        yield first, last, glyph


def _unreadable(name: str) -> Exception:
    return fault(
        "REACH005",
        f"the font {name} has no table of Unicode characters, so it cannot be checked for names",
        "give a font with a full Unicode table (cmap format 12), such as Noto Sans JP",
    )


def shown(text: str, characters: frozenset[int]) -> str:
    """A text as the font can show it: selectors of a variant dropped, the rest 〓 where missing."""
    if all(map(characters.__contains__, map(ord, text))):
        return text
    kept = (c for c in text if not any(ord(c) in selectors for selectors in _VARIATIONS))
    return "".join(c if ord(c) in characters or c.isspace() else STAND_IN for c in kept)
