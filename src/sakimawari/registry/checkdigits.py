"""Check digits of the numbers a city meets.

法人番号      令和7年 (and earlier) ordinance on the corporate number, art. 2: check digit first
団体コード    全国地方公共団体コード: the sixth digit checks the first five
マイナンバー  総務省令平成26年第85号 art. 5: last digit; used here only to detect and refuse
"""

from __future__ import annotations

import re
import unicodedata

_CORPORATE_DIGITS = 13
_PERSONAL_DIGITS = 12
_LOCAL_DIGITS = 6

# Three groups of four, together or parted by one space or dash; not a part of a longer number.
_PERSONAL = re.compile(r"(?<![0-9.])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))

# The same shape for a fast search in unnormalised text (RE2 syntax).
PERSONAL_NUMBER_SHAPE = (
    "[0-9０-９]{4}[-‐‑‒–—―−ー－ 　]?[0-9０-９]{4}[-‐‑‒–—―−ー－ 　]?[0-9０-９]{4}"
)


def corporate_number_holds(number: str) -> bool:
    """Whether 13 digits are a 法人番号: first digit = 9 − (Σ Pn·Qn mod 9), Qn 1 and 2 in turn."""
    if len(number) != _CORPORATE_DIGITS or not (number.isascii() and number.isdigit()):
        return False
    weighted = sum(
        int(digit) * (1 if place % 2 == 0 else 2)
        for place, digit in enumerate(reversed(number[1:]))
    )
    return int(number[0]) == 9 - weighted % 9


def local_government_code_holds(code: str) -> bool:
    """Whether 6 digits are a 全国地方公共団体コード."""
    if len(code) != _LOCAL_DIGITS or not (code.isascii() and code.isdigit()):
        return False
    return code[5] == local_government_check_digit(code[:5])


def local_government_check_digit(code: str) -> str:
    """The sixth digit for the first five: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    weighted = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - weighted % 11) % 10)


def repaired_local_government_code(text: str) -> str | None:
    """The six digits meant by a code that lost its leading zero or its check digit, or None.

    Where both readings are codes a municipality may have, none is chosen.
    """
    digits = unicodedata.normalize("NFKC", text).strip()
    if not (digits.isascii() and digits.isdigit()) or not 4 <= len(digits) <= _LOCAL_DIGITS:
        return None
    meant = set()
    restored = digits.zfill(_LOCAL_DIGITS)
    if local_government_code_holds(restored):
        meant.add(restored)
    if len(digits) < _LOCAL_DIGITS:
        five = digits.zfill(_LOCAL_DIGITS - 1)
        meant.add(five + local_government_check_digit(five))
    plausible = [code for code in meant if _is_plausible(code)]
    return plausible[0] if len(plausible) == 1 else None


def _is_plausible(code: str) -> bool:
    """Whether a prefecture (01 to 47) and a municipality (000, or 100 and above) have such numbers."""
    return 1 <= int(code[:2]) <= 47 and (code[2:5] == "000" or int(code[2:5]) >= 100)


def is_personal_number(digits: str) -> bool:
    """Whether exactly 12 digits pass the check of a マイナンバー."""
    if len(digits) != _PERSONAL_DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5)
        for n, digit in enumerate(reversed(digits[:11]), start=1)
    )
    remainder = weighted % 11
    return int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)


def holds_personal_number(text: str) -> bool:
    """Whether a マイナンバー stands anywhere in the text, in any width, grouped or not."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return any(
        is_personal_number(re.sub(r"\D", "", found.group())) for found in _PERSONAL.finditer(plain)
    )


def masked(text: str) -> str:
    """The text with every マイナンバー in it replaced by ＊."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if not holds_personal_number(text):
        return text
    return _PERSONAL.sub(
        lambda found: (
            "＊" * len(found.group())
            if is_personal_number(re.sub(r"\D", "", found.group()))
            else found.group()
        ),
        plain,
    )
