"""Names in one form, so that they are found however they are written.

Width and spaces, old and new characters (髙 and 高, 邉 and 辺: `variants.txt`), ひらがな and カタカナ,
small and long kana (ショウジ, ショージ, シヨウジ), iteration marks and accents make no difference. A
character that could not be exported ([外字:U+20BB7]) is read; one that is lost (〓) is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

_LONGEST_NAME = 100
_OUTSIDE = re.compile(r"\[外字:U\+([0-9A-Fa-f]{4,6})\]")
_LOST = "〓"
_VOICED = str.maketrans(
    "カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボ"
)
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_ALIKE = str.maketrans({"ヴ": "ブ", "ヂ": "ジ", "ヅ": "ズ", "ヰ": "イ", "ヱ": "エ", "ヲ": "オ"})
_V = re.compile("ヴ([ァィェォ])")
_V_ROW = {"ァ": "バ", "ィ": "ビ", "ェ": "ベ", "ォ": "ボ"}
_ROWS = {
    "ア": "アカガサザタダナハバパマヤラワ",
    "イ": "イキギシジチニヒビピミリ",
    "ウ": "ウクグスズツヌフブプムユル",
    "エ": "エケゲセゼテデネヘベペメレ",
    "オ": "オコゴソゾトドノホボポモヨロ",
}
_VOWEL = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
# After a kana of this vowel these only lengthen it: トオル トウル トール are one.
_LENGTHENS = {"ア": "ア", "イ": "イ", "ウ": "ウ", "エ": "エイ", "オ": "オウ"}
_DASHES = "ー-‐‑–—−―ｰ"


@cache
def _variants() -> dict[int, str]:
    """Each written form with the one it is folded to."""
    text = files(__package__).joinpath("variants.txt").read_text(encoding="utf-8")
    table: dict[int, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            for other in line[1:]:
                table[ord(other)] = line[0]
    return table


def as_written(text: str) -> str:
    """A name with nothing changed but width, spaces and characters that stand for others."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a name in one width: family and given name."""
    plain = _OUTSIDE.sub(lambda found: _character(found[1]), text[:_LONGEST_NAME])
    plain = unicodedata.normalize("NFKC", plain).replace(_LOST, "")
    return plain.replace("・", " ").replace("=", " ").split()


def written_out(text: str) -> str:
    """A name as its bearer writes it: a mark for a character an export lacks is that character.

    [外字:U+20BB7]野 is 𠮷野. A mark that names no character stays as it is.
    """
    return _OUTSIDE.sub(lambda found: _character(found[1]) or found[0], text)


def _character(code: str) -> str:
    number = int(code, 16)
    return "" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A word (or several joined) in the form in which names are compared."""
    plain = unicodedata.normalize("NFKC", word).translate(_variants())
    plain = "".join(_repeated(_katakana(plain)))
    plain = _V.sub(lambda found: _V_ROW[found[1]], plain).translate(_SMALL).translate(_ALIKE)
    return "".join(_shortened(_bare(plain)))


def _katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" or c in "ゝゞ" else c for c in text)


def _repeated(text: str) -> Iterator[str]:
    """Iteration marks written out: 佐々木, ミスヾ."""
    before = ""
    for each in text:
        character = each
        if before and each in "々ヽ":
            character = before
        elif before and each == "ヾ":
            character = before.translate(_VOICED)
        yield character
        before = character


def _bare(text: str) -> Iterator[str]:
    """Letters without accents and case; no marks between words, no selectors of a variant."""
    for character in text:
        if character in _DASHES and character != "ー":
            continue
        kind = unicodedata.category(character)
        if kind[0] == "L":
            first = unicodedata.normalize("NFD", character)[0]
            yield first.casefold() if first.isascii() else character
        elif kind[0] == "N":
            yield character


def _shortened(characters: Iterator[str]) -> Iterator[str]:
    """Long vowels once, however they are written."""
    vowel = ""
    for character in characters:
        if character == "ー" or (vowel and character in _LENGTHENS[vowel]):
            continue
        yield character
        vowel = _VOWEL.get(character, "")


_CHOME = re.compile("([一二三四五六七八九十]{1,3})丁目")
_ONES = {one: at for at, one in enumerate("一二三四五六七八九", 1)}


def folded_place(text: str) -> str:
    """An address, or the name of a town, in the form in which they are compared."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_variants())
    plain = plain.translate(_SMALL).replace("大字", "")
    return _CHOME.sub(lambda found: f"{_number(found[1])}丁目", plain)


def _number(kanji: str) -> str:
    """One to ninety-nine."""
    tens, ten, ones = kanji.rpartition("十")
    return str((_ONES.get(tens, 1) * 10 if ten else 0) + _ONES.get(ones, 0))


def digits_of(text: str) -> str:
    """The digits of a telephone number; the country's own code is a leading zero."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(character for character in plain if character.isdecimal())
    return f"0{digits[2:]}" if plain.startswith("+81") else digits


def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers of 番地 in order: １２番１８号 and 12-18 are the same."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(str(int(found)) for found in re.findall(r"\d{1,6}", plain))
