"""How wide a text is on paper: the advances of the letters' font, without kerning.

Well enough to tell whether it fits a line; where a line breaks is only guessed.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from functools import cache

import pylopdf_fonts_jp

from sakimawari.reach.letters.glyphs import advances_of

MILLIMETRES_A_POINT = 25.4 / 72
WRAP_SLACK = 1.04  # lines break early, before what may not begin a line


@cache
def _advances() -> Mapping[int, float]:
    return advances_of(pylopdf_fonts_jp.sans_path())


@cache
def ems_of(character: str) -> float:
    """Width of a character in em; a full or half square where the font lacks it."""
    known = _advances().get(ord(character))
    if known is not None:
        return known
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.6


def width_of(text: str, points: float = 11.0) -> float:
    """Width of a text on one line, in millimetres."""
    return sum(map(ems_of, text)) * points * MILLIMETRES_A_POINT


def lines_of(text: str, width: float, points: float = 11.0) -> int:
    """How many lines a text takes in a column of this width (millimetres); at least one."""
    return max(1, math.ceil(width_of(text, points) * WRAP_SLACK / width))
