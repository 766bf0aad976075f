"""How long a text message is, as networks count and charge it (3GPP TS 23.038, TS 23.040).

A message within the GSM alphabet has 160 characters, in parts 153; one with anything else, so every
Japanese one, 70 UTF-16 units, in parts 67, since each part says to which whole it belongs. Networks
in Japan carry ten parts (670); many gateways stop at 660.
"""

from __future__ import annotations

ALONE, IN_PARTS = 70, 67
GSM_ALONE, GSM_IN_PARTS = 160, 153
LONGEST = 660  # UTF-16 units that gateways in Japan take in one message
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€\f")  # each takes two places


def units_of(text: str) -> int:
    """Places a text takes in its alphabet: UTF-16 units where any character lies beyond GSM's."""
    if _is_gsm(text):
        return sum(2 if letter in _GSM_TWO else 1 for letter in text)
    return len(text.encode("utf-16-le")) // 2


def segments_of(text: str) -> int:
    """Of how many parts a message is made, each charged; 1 for an empty one."""
    is_gsm = _is_gsm(text)
    whole, part = (GSM_ALONE, GSM_IN_PARTS) if is_gsm else (ALONE, IN_PARTS)
    if units_of(text) <= whole:
        return 1
    parts, filled = 1, 0
    for letter in text:
        takes = units_of(letter) if is_gsm else len(letter.encode("utf-16-le")) // 2
        if filled + takes > part:  # a pair of units, or an escape, is never torn apart
            parts, filled = parts + 1, 0
        filled += takes
    return parts


def _is_gsm(text: str) -> bool:
    return all(letter in _GSM or letter in _GSM_TWO for letter in text)
