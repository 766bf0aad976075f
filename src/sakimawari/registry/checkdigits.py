"""Check digits of the numbers a city meets.

法人番号      令和7年 (and earlier) ordinance on the corporate number, art. 2: check digit first
団体コード    全国地方公共団体コード: the sixth digit checks the first five
マイナンバー  総務省令平成26年第85号 art. 5: last digit; used here only to detect and refuse
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_CORPORATE_DIGITS = 13
_PERSONAL_DIGITS = 12
_LOCAL_DIGITS = 6

# At least twelve digits with at most three other characters, but no letter, between any two.
_CHAIN = re.compile(r"[0-9](?:[\W_]{0,3}[0-9]){11,}")
_GROUP = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,3}\.[0-9]+")  # as latitude and longitude are written
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))
_FIRST_YEAR, _LAST_YEAR = 1868, 2199

# Twelve digits of any kind: finds at least the same, and fast, in text as it is (Rust syntax).
PERSONAL_NUMBER_SHAPE = r"(?:\pN[^\pN]*){12}"


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


def _plain(text: str) -> str:
    """Full-width narrowed, dashes made one, characters that cannot be seen taken away."""
    narrow = unicodedata.normalize("NFKC", text)
    if not narrow.isascii():
        narrow = "".join(one for one in narrow if unicodedata.category(one) != "Cf")
    return narrow.translate(_DASHES)


def _is_telephone(groups: list[str], before: str) -> bool:
    """093-582-2121 (12) and +81-90-1234-5678: twelve digits that ring somewhere."""
    if before.endswith("+") and groups[0].startswith("81") and len(groups) > 1:
        return True
    rung = len(groups) == 4 and groups[0].startswith("0") and len(groups[0]) > 1
    return rung and len(groups[3]) == 2


def _is_date(groups: list[str]) -> bool:
    """2026-04-01 12:30 and 2026/4/1-2027/3/31: a year, a month, a day, and more behind them."""
    if len(groups) < 5 or len(groups[0]) != 4 or max(len(groups[1]), len(groups[2])) > 2:
        return False
    year, month, day = (int(group) for group in groups[:3])
    return _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31


def _spans(plain: str) -> list[tuple[int, int]]:
    """Where マイナンバー stand in a narrowed text.

    Twelve digits count however they are grouped. Within a longer chain of digits they count where
    whole groups, parted all in the same way, have twelve.
    """
    if _DECIMAL.fullmatch(plain.strip()):
        return []
    found = []
    for chain in _CHAIN.finditer(plain):
        groups = list(_GROUP.finditer(plain, chain.start(), chain.end()))
        for first in range(len(groups)):
            last = _twelve_from(groups, first)
            if last is None:
                continue
            within = groups[first : last + 1]
            whole = len(within) == len(groups)
            if (whole or _evenly_parted(within, plain)) and _holds(within, groups, plain):
                found.append((within[0].start(), within[-1].end()))
    return found


def _twelve_from(groups: list[re.Match[str]], first: int) -> int | None:
    """The group with which twelve digits are full, if they end with a group."""
    digits = 0
    for place in range(first, len(groups)):
        digits += len(groups[place].group())
        if digits >= _PERSONAL_DIGITS:
            return place if digits == _PERSONAL_DIGITS else None
    return None


def _evenly_parted(groups: list[re.Match[str]], plain: str) -> bool:
    pairs = pairwise(groups)
    return len({plain[one.end() : other.start()].strip() for one, other in pairs}) < 2


def _holds(within: list[re.Match[str]], chain: list[re.Match[str]], plain: str) -> bool:
    texts = [group.group() for group in within]
    if not is_personal_number("".join(texts)) or _is_date(texts):
        return False
    if _is_telephone(texts, plain[: within[0].start()]):
        return False
    whole = "".join(group.group() for group in chain)
    return not (len(texts) > 1 and corporate_number_holds(whole))


def holds_personal_number(text: str) -> bool:
    """Whether a マイナンバー stands anywhere in the text, in any width, however grouped."""
    return len(text) >= _PERSONAL_DIGITS and bool(_spans(_plain(text)))


def masked(text: str) -> str:
    """The text with every マイナンバー in it replaced by ＊."""
    if not holds_personal_number(text):
        return text
    plain = list(_plain(text))
    for first, end in _spans("".join(plain)):
        plain[first:end] = "＊" * (end - first)
    return "".join(plain)
