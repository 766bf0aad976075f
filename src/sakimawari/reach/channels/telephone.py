"""Telephone numbers as people and registers write them, and as providers want them.

Full-width and kanji digits, brackets, blanks and every kind of dash are read; +81 stands for the
leading 0. A text message reaches mobile numbers alone (電気通信番号計画: 070, 080, 090).
"""

from __future__ import annotations

import re
import unicodedata

MOBILE = ("070", "080", "090")
_COUNTRY = "+81"
_KANJI = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BETWEEN = re.compile(r"[\s()\[\].・‐‑‒–—―−ー_-]+")
_NATIONAL = re.compile(r"0[1-9]\d{8,9}")
_MOBILE_DIGITS = 11


def national(text: str) -> str | None:
    """The number as digits from the leading 0; None where it can be no number within Japan."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).translate(_KANJI))
    if plain.startswith(_COUNTRY):
        plain = "0" + plain.removeprefix(_COUNTRY).removeprefix("0")
    if not plain.isascii() or _NATIONAL.fullmatch(plain) is None:
        return None
    has_eleven = plain[:3] in (*MOBILE, "050", "020")
    return plain if (len(plain) == _MOBILE_DIGITS) is has_eleven else None


def mobile_e164(text: str) -> str | None:
    """A mobile number as E.164 (+8190…), to which a text message can go; None for any other."""
    digits = national(text)
    if digits is None or digits[:3] not in MOBILE:
        return None
    return _COUNTRY + digits[1:]


def dialled(text: str) -> str | None:
    """A number as staff dial it: a mobile one in its groups, a landline as the register groups it."""
    digits = national(text)
    if digits is None:
        return None
    if len(digits) == _MOBILE_DIGITS:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    written = _BETWEEN.sub("-", unicodedata.normalize("NFKC", text).translate(_KANJI)).strip("-")
    return written if written.replace("-", "") == digits else digits
