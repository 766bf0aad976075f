"""The characters of an address that its barcode holds (住所表示番号), by the post office's rules.

Source: 日本郵便「郵便番号・バーコードマニュアル」バーコードに必要な文字情報の抜き出し法. From what follows
the town (町域), the digits, hyphens and single letters are taken; whatever stands before one of them
becomes a hyphen. Kanji numerals count only before a word that makes them a number; an F after a
digit is a storey and no letter.
"""

from __future__ import annotations

import re
import unicodedata

DROPPED = "&/・.･"
MAKES_A_NUMBER = ("丁目", "丁", "番地", "番", "号", "地割", "線", "の", "ノ")
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "壱": 1, "弐": 2, "参": 3}
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_NUMERALS = "".join((*_DIGITS, *_TENS))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ｰ﹣", "-"))
_LONG_VOWEL_AS_DASH = re.compile(r"(?<=[0-9])ー(?=[0-9])")
_NUMBER = re.compile(f"([{_NUMERALS}]+)(?={'|'.join(MAKES_A_NUMBER)})")
_TOKEN = re.compile(r"[0-9]+|[A-Z]+|-|[^0-9A-Z-]+")
_AROUND_LETTERS = re.compile(r"-*([A-Z])-*")
# The last part of a town's name that the code holds, since the town ends before it.
_WITHIN_TOWN = re.compile(f"第?[{_NUMERALS}0-9０-９]+(?:丁目|丁|地割|線)[東西南北]?$")


def house_number(after_town: str) -> str:
    """The characters to be encoded: 3丁目30-8 郵便ビル403号 → 3-30-8-403. May be empty."""
    text = unicodedata.normalize("NFKC", after_town).translate(_DASHES).upper()
    text = _LONG_VOWEL_AS_DASH.sub("-", text)
    text = "".join(character for character in text if character not in DROPPED)
    text = _NUMBER.sub(lambda found: str(number_of(found.group(1))), text)
    taken = ""
    for token in _TOKEN.findall(text):
        taken += token if _is_taken(token, taken) else "-"
    joined = re.sub("-+", "-", taken).strip("-")
    return _AROUND_LETTERS.sub(r"\1", joined)


def _is_taken(token: str, before: str) -> bool:
    if token.isdigit() or token == "-":
        return True
    storey = token == "F" and before[-1:].isdigit()
    return len(token) == 1 and "A" <= token <= "Z" and not storey


def number_of(numerals: str) -> int:
    """A number written in kanji, by value (二百三) or digit by digit (二〇三)."""
    if not any(character in _TENS for character in numerals):
        return int("".join(str(_DIGITS[character]) for character in numerals))
    total, digits = 0, ""
    for character in numerals:
        if character in _TENS:
            total += int(digits or "1") * _TENS[character]
            digits = ""
        else:
            digits += str(_DIGITS[character])
    return total + int(digits or "0")


def within_town(town: str) -> str:
    """What of a town's name belongs to the number: 浅野一丁目 → 一丁目; "" where nothing does."""
    found = _WITHIN_TOWN.search(town)
    return found.group() if found is not None else ""
