"""What is asked of the directory of residents, and what it answers: keys, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

MOST = 50  # people in an answer; more are counted, not named


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Who is looked for; what is given must all agree.

    `name` is 氏名 or its reading, whole or its beginning, the family name first; from two
    characters on, or a family name of one. `number` is a 宛名番号, `household` a 世帯番号, `lot` 番地.
    """

    name: str = ""
    born: date | None = None
    number: str = ""
    household: str = ""
    phone: str = ""
    ward: str | None = None
    town: str | None = None
    lot: str = ""


class Likeness(IntEnum):
    """How well a name agrees, the best first."""

    AS_WRITTEN = 0  # the same characters
    WHOLE = 1  # the same name in other characters: 渡邉 and 渡辺, ゲンイチロー and ゲンイチロウ
    PART = 2  # the whole family name, or the whole given name
    BEGINNING = 3
    UNNAMED = 4  # found without a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A resident who agrees with a query."""

    person: str
    household: str
    ward: str | None
    town: str | None
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The residents who agree, the likeliest first, at most so many; `total` counts them all.

    `too_many`: the query names too little, and a birth date would help. `withheld` are people under
    支援措置 and those of their households who agree: left out and not counted, and never to be shown;
    they are for the alarm alone.
    """

    hits: tuple[Hit, ...]
    total: int
    too_many: bool
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who somebody says they are, as a digital identity tells it: 氏名, 住所, 生年月日."""

    name: str
    born: date
    kana: str = ""
    address: str = ""
