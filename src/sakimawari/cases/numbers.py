"""Numbers of submissions and cases: short enough to read over the telephone, checked against slips.

08-000123-7: fiscal year of 令和, running number, check digit; a case adds its place: 08-000123-7-1.
"""

from __future__ import annotations

import re
from datetime import date

# A table under which every single wrong digit and every exchange of two neighbours is noticed.
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_REIWA = 2018
_NUMBER = re.compile(r"(\d{2})-(\d{6,10})-(\d)(?:-(\d{1,3}))?")


def check_digit(digits: str) -> int:
    """The digit that, put behind some digits, makes slips among them noticed."""
    held = 0
    for digit in digits:
        held = _QUASIGROUP[held][int(digit)]
    return held


def receipt_number(running: int, on: date) -> str:
    """The receipt number of a submission taken in on a day."""
    year = on.year - _REIWA - (on.month < 4)
    counted = f"{year:02d}{running:06d}"
    return f"{counted[:2]}-{counted[2:]}-{check_digit(counted)}"


def is_sound(number: str) -> bool:
    """Whether a text is a number of a submission or case, its check digit included."""
    found = _NUMBER.fullmatch(number)
    return found is not None and check_digit(found[1] + found[2]) == int(found[3])


def digits_of(number: str) -> str:
    """The digits of a number, as a bank sends them back with a payment."""
    return re.sub(r"\D", "", number)
