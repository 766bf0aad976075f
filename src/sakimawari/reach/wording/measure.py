"""How long a message may be by its medium, and how long it is.

Text messages are counted as carriers do (3GPP TS 23.040 and 23.038): 160 characters of the GSM
alphabet or 70 of UCS-2 alone, 153 or 67 each where several are joined. LINE counts UTF-16 code
units. The others are limits of this project: what a telephone or the portal shows without cutting.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.values import Manners

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")  # an escape stands before each
_ALONE, _JOINED = {True: 160, False: 70}, {True: 153, False: 67}
LINE_TEXT, SHOWN = 5000, 400  # a LINE text; altText, and what a locked screen gets
_NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most of a subject (in em: a full-width character is one) and of a text (in `unit`)."""

    subject: float
    text: int
    unit: str = "characters"


_LIMITS: Mapping[Medium, Limit] = MappingProxyType(
    {
        Medium.EMAIL: Limit(subject=30, text=2000),
        Medium.LINE: Limit(subject=_NO_LIMIT, text=LINE_TEXT, unit="UTF-16 code units"),
        Medium.SMS: Limit(subject=_NO_LIMIT, text=2, unit="segments"),
        Medium.PORTAL: Limit(subject=40, text=1000),
        Medium.LETTER: Limit(subject=40, text=2000),
        Medium.CALL: Limit(subject=60, text=1200),
        Medium.VISIT: Limit(subject=60, text=1200),
    }
)


def limit_of(medium: Medium, manners: Manners) -> Limit:
    """The limits of a medium; of text messages as the city allows."""
    limit = _LIMITS[medium]
    if medium is not Medium.SMS:
        return limit
    return Limit(subject=limit.subject, text=manners.sms_segments, unit=limit.unit)


def segments_of(text: str) -> int:
    """How many parts a text message is charged as; at least one.

    What takes two places (an escaped sign, a character beyond the first plane) is never torn apart.
    """
    plain = all(each in _GSM or each in _GSM_TWICE for each in text)
    places = [_places(each, plain=plain) for each in text]
    if sum(places) <= _ALONE[plain]:
        return 1
    parts, filled = 1, 0
    for place in places:
        if filled + place > _JOINED[plain]:
            parts, filled = parts + 1, 0
        filled += place
    return parts


def _places(character: str, *, plain: bool) -> int:
    if plain:
        return 2 if character in _GSM_TWICE else 1
    return code_units(character)


def code_units(text: str) -> int:
    """Length in UTF-16 code units: characters beyond the first plane (𠮷, 😀) count twice."""
    return len(text.encode("utf-16-le")) // 2


def ems(text: str) -> float:
    """Length of one line in em: full-width characters are one, others a half."""
    wide = sum(unicodedata.east_asian_width(each) in "WFA" for each in text)
    return wide + (len(text) - wide) / 2


def length_of(text: str, medium: Medium) -> int:
    """Length of a text as its medium counts it."""
    match medium:
        case Medium.SMS:
            return segments_of(text)
        case Medium.LINE:
            return code_units(text)
        case _:
            return len(text)


def fits(subject: str, text: str, medium: Medium, manners: Manners) -> bool:
    """Whether a message keeps within its medium."""
    limit = limit_of(medium, manners)
    return ems(subject) <= limit.subject and length_of(text, medium) <= limit.text
