"""カスタマバーコード: the barcode by which the post office sorts a letter down to the door.

67 bars of four shapes: start, 7 digits of the postal code, 13 characters of the address, a check
character, stop; three bars a character. Source: 日本郵便「郵便番号・バーコードマニュアル」バーコード,
チェックデジットの計算方法, 寸法.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakimawari.reach.letters.house_number import house_number

ADDRESS_LENGTH = 13
FILL = "CC4"
DIVISOR = 19
# Long, ascending, descending and timing bars, in the order of the characters' values.
BARS = {
    **dict(
        zip(
            "0123456789",
            ["FTT", "FFT", "FDA", "DFA", "FAD", "FTF", "DAF", "AFD", "ADF", "TFF"],
            strict=True,
        )
    ),
    "-": "TFT",
    **{
        f"CC{number}": bars
        for number, bars in enumerate(
            ["DAT", "DTA", "ADT", "TDA", "ATD", "TAD", "TTF", "FFF"], start=1
        )
    },
}
VALUES = {character: value for value, character in enumerate(BARS)}
START, STOP = "FD", "DF"
BAR_COUNT = 67

POINTS = (
    8.4  # between 8 and 11.5: small, to stay within the window, with room for a printer's error
)
_UNIT = 0.6 * POINTS / 10  # millimetres: width of a bar, and of the space after it
_SPAN = {"F": (0, 6), "A": (0, 4), "D": (2, 6), "T": (2, 4)}  # units from the top
CLEAR = 2.0  # millimetres of white around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A barcode ready to print: its characters, its bars, its picture in millimetres."""

    characters: tuple[str, ...]  # postal code, address, check
    bars: str
    svg: str
    width: float
    height: float


def barcode_of(postal_code: str, after_town: str) -> Barcode | None:
    """The barcode of an address; None where it can have none.

    A postal code that is missing, or one that stands for a whole city (ending in 00), makes none:
    a wrong barcode leads a letter astray, a missing one only costs the discount.
    """
    digits = seven_digits(postal_code)
    if digits is None or digits.endswith("00"):
        return None
    characters = [*digits, *_address(house_number(after_town))]
    characters.append(check_character(characters))
    bars = START + "".join(BARS[character] for character in characters) + STOP
    pitch = 2 * _UNIT
    return Barcode(
        characters=tuple(characters),
        bars=bars,
        svg=_drawn(bars),
        width=(len(bars) - 1) * pitch + _UNIT,
        height=6 * _UNIT,
    )


def seven_digits(postal_code: str) -> str | None:
    """A postal code without its hyphen, None where it is not one."""
    digits = re.sub(r"[-‐－ー〒 ]", "", postal_code)
    return digits if re.fullmatch(r"[0-9]{7}", digits) else None


def check_character(characters: Sequence[str]) -> str:
    """The character that makes the sum of all values a multiple of 19."""
    total = sum(VALUES[character] for character in characters)
    return list(VALUES)[-total % DIVISOR]


def _address(number: str) -> list[str]:
    """13 characters: a letter takes two, what is longer is cut, what is shorter filled."""
    codes = [code for character in number for code in _codes(character)]
    return [*codes, *[FILL] * ADDRESS_LENGTH][:ADDRESS_LENGTH]


def _codes(character: str) -> Iterator[str]:
    if "A" <= character <= "Z":
        tens, ones = divmod(ord(character) - ord("A"), 10)
        yield f"CC{tens + 1}"
        yield str(ones)
    else:
        yield character


def _drawn(bars: str) -> str:
    path = ""
    for place, bar in enumerate(bars):
        top, bottom = _SPAN[bar]
        path += f"M{2 * place} {top}h1v{bottom - top}h-1z"
    width = 2 * len(bars) - 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 6" '
        f'width="{width}" height="6"><path d="{path}"/></svg>'
    )
