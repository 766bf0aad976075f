"""Names as banks write them: JIS X 0201, half-width kana and capitals, one byte a character.

Voiced marks stand as characters of their own (ガ is ｶﾞ), small kana are written large (ッ is ﾂ) and
the prolonged sound is a hyphen, as the banks' own forms prescribe for the names of holders.
"""

from __future__ import annotations

import unicodedata

_FULL = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_SMALL = {"ァ": "ア", "ィ": "イ", "ゥ": "ウ", "ェ": "エ", "ォ": "オ", "ッ": "ツ", "ャ": "ヤ",
          "ュ": "ユ", "ョ": "ヨ", "ヮ": "ワ", "ヵ": "カ", "ヶ": "ケ"}  # fmt: skip
_OLD = {"ヰ": "イ", "ヱ": "エ"}
_VOICED, _HALF_VOICED = "\u3099", "\u309a"
_DASHES = "ー－‐‑–—―−ｰ"  # however a prolonged sound or hyphen was typed
_SIGNS = "()-./ "  # of the signs, those every bank takes
_BETWEEN = "・･·"  # between the names of a foreigner: banks write a full stop
_HIRAGANA = range(ord("ぁ"), ord("ゖ") + 1)
_TO_KATAKANA = ord("ァ") - ord("ぁ")

ALLOWED = frozenset(
    [*_HALF, "ﾞ", "ﾟ", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *"0123456789", *_SIGNS, *"\\,｢｣"]
)


def half_width(text: str) -> str | None:
    """A name as a bank writes it; None where it holds what banks do not take (kanji, ！ …)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = "".join(_half(sign) for sign in unicodedata.normalize("NFD", _spaced(plain)))
    return found if all(sign in ALLOWED for sign in found) else None


def _spaced(text: str) -> str:
    """One blank between words, hyphens of one kind, a full stop for a middle dot."""
    signs = ("-" if sign in _DASHES else "." if sign in _BETWEEN else sign for sign in text)
    return " ".join("".join(signs).split())


def _half(sign: str) -> str:
    if ord(sign) in _HIRAGANA:
        sign = chr(ord(sign) + _TO_KATAKANA)
    sign = _SMALL.get(sign, _OLD.get(sign, sign))
    if sign == _VOICED:
        return "ﾞ"
    if sign == _HALF_VOICED:
        return "ﾟ"
    at = _FULL.find(sign)
    return _HALF[at] if at >= 0 else sign.upper()


def encoded(text: str) -> bytes:
    """Half-width text as the bytes of JIS X 0201: one for each character."""
    return text.encode("shift_jis")


def fit(text: str, width: int) -> str:
    """Half-width text cut to a width, as banks cut it, or filled up with blanks."""
    return text[:width].ljust(width)
