"""A field of a slip from its boxes: what was written, whether that can be, and how sure it is.

A value is built from its parts and held against its kind's own rule (a day of the calendar, the
numbering plan of telephones). The reading is never bent until it fits: what breaks a rule goes to a
person as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from sakimawari.reach.letters.geometry import Answer, Area, Box, Kind, Reads

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LAST_YEARS = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31}
_PHONE = re.compile(r"0(?:[5-9]0\d{8}|[1-9]\d{8}|120\d{6,7}|800\d{7})")
OF_NO_CONSEQUENCE = frozenset({"記入日"})  # the day of arrival counts
SMALL_AS_LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")


class Found(Enum):
    """What became of a field."""

    PRINTED = "printed"  # filled in by print, and nobody wrote on it
    BLANK = "blank"  # left to the resident, and left open
    READ = "read"  # read, and sure enough by the rule in force
    DOUBTFUL = "doubtful"  # for a person to say
    LEFT = "left"  # read unsurely, but nothing follows from it: nobody is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a field as read. `sure` from 0 to 1; `box` is where it stands."""

    part: str
    option: str
    text: str
    sure: float
    area: Area
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRead:
    """A field as read: `value` in the form a clerk types it; "" where nothing is written."""

    kind: Kind
    answer: Answer
    service: str
    offer: int
    name: str
    label: str
    found: Found
    value: str
    sure: float
    area: Area
    why: str = ""
    parts: tuple[Part, ...] = ()
    options: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)  # parts of an account by name

    def part_words(self) -> str:
        """Its kind and parts in short, without any value: for a report."""
        return "/".join(dict.fromkeys(part.part for part in self.parts)) or self.kind.value

    @property
    def key(self) -> str:
        """What names this field on its slip."""
        return f"{self.kind.value}:{self.offer}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The boxes of one field, in the order of the slip."""

    kind: Kind
    answer: Answer
    service: str
    offer: int
    name: str
    label: str
    boxes: tuple[Box, ...]

    @property
    def printed(self) -> bool:
        return all(box.printed for box in self.boxes)

    @property
    def options(self) -> tuple[str, ...]:
        """What can be ticked, where a tick is all there is to it."""
        ticks = [box.option for box in self.boxes if box.reads is Reads.TICK]
        return tuple(ticks) if len(ticks) == len(self.boxes) else ()


def groups_of(boxes: Iterable[Box]) -> tuple[Group, ...]:
    """Boxes by field; the order is the slip's."""
    gathered: dict[tuple[Kind, int, str], list[Box]] = {}
    for box in boxes:
        gathered.setdefault((box.kind, box.offer, box.field), []).append(box)
    return tuple(
        Group(
            kind=kind,
            answer=held[0].answer,
            service=held[0].service,
            offer=offer,
            name=name,
            label=held[0].label,
            boxes=tuple(held),
        )
        for (kind, offer, name), held in gathered.items()
    )


def value_of(answer: Answer, parts: Sequence[Part]) -> tuple[str, str]:
    """The value of parts as a clerk would type it, and why it cannot be ("" where it can)."""
    texts = {part.part: part.text for part in parts if part.text}
    match answer:
        case Answer.DATE:
            return _day(parts)
        case Answer.PHONE:
            digits = "".join(part.text for part in parts)
            sound = not digits or _PHONE.fullmatch(digits) is not None
            return digits, "" if sound else "phone"
        case Answer.CODE:
            return "".join(part.text for part in parts), ""
        case Answer.NUMBER:
            digits = "".join(part.text for part in parts)
            return digits.lstrip("0") or digits[-1:], ""
        case Answer.ACCOUNT:
            number = texts.get("number", "")
            shown = " ".join(
                texts[name]
                for name in ("bank", "branch", "type", "number", "holder")
                if name in texts
            )
            return shown, "" if not texts or 1 <= len(number) <= 7 else "account"
        case Answer.KANA | Answer.TEXT:
            return " ".join(part.text for part in parts if part.text).strip(), ""
        case _:
            return next((part.text for part in parts if part.text), ""), ""


def _day(parts: Sequence[Part]) -> tuple[str, str]:
    """A date as 2026-04-01; as far as it was read, where it is no day."""
    written = {part.part: part.text for part in parts if part.part != "era" and part.text}
    era = next((part.text for part in parts if part.part == "era" and part.text), "")
    printed = next((part.option for part in parts if part.part == "year" and part.option), "")
    if not written and not era:
        return "", ""
    counted = era or printed
    year = written.get("year", "")
    shown = f"{counted}{year}年{written.get('month', '')}月{written.get('day', '')}日"
    try:
        number = int(year)
        if counted and counted not in ERAS:
            return shown, "date"
        if (not counted and len(year) != 4) or not 1 <= number <= _LAST_YEARS.get(counted, 9999):
            return shown, "date"
        day = date(number + ERAS.get(counted, 0), int(written["month"]), int(written["day"]))
    except (KeyError, ValueError):
        return shown, "date"
    if not date(1868, 1, 25) <= day <= date(2100, 12, 31):
        return shown, "date"
    return day.isoformat(), ""
