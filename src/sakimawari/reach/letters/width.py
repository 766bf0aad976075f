"""How wide a text is on paper, well enough to tell whether it fits a line."""

from __future__ import annotations

import math
import unicodedata
from functools import cache

MILLIMETRES_A_POINT = 25.4 / 72
WRAP_SLACK = 1.04  # lines break early, before what may not begin a line


@cache
def ems_of(character: str) -> float:
    """Width of a character in em, the means of Noto Sans JP's letters of each sort."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character.isspace():
        return 0.23
    if character.isdigit():
        return 0.56
    if character.isalpha():
        return 0.64 if character.isupper() else 0.52
    return 0.36


def width_of(text: str, points: float = 11.0) -> float:
    """Width of a text on one line, in millimetres."""
    return sum(map(ems_of, text)) * points * MILLIMETRES_A_POINT


def lines_of(text: str, width: float, points: float = 11.0) -> int:
    """How many lines a text takes in a column of this width (millimetres); at least one."""
    return max(1, math.ceil(width_of(text, points) * WRAP_SLACK / width))
