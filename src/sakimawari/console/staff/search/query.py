"""What was typed into the search, as what it means: a number, a birth date, a name, an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.registry.dates import LAST_DAY_EVER, date_of, read_date
from sakimawari.registry.directory.values import Query

LONGEST = 100
OLDEST_YEAR = 1890  # nobody born before is registered: such digits are a number
_PHONE = re.compile(r"0[1-9]\d{0,3}-?\d{1,4}-?\d{3,4}")
_NUMBER = re.compile(r"\d{4,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the search form as they were typed; `q` is the one box of the page's head."""

    q: str = ""
    name: str = ""
    born: str = ""
    number: str = ""
    phone: str = ""
    ward: str = ""
    town: str = ""
    lot: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything was typed."""
        return any(
            (self.q, self.name, self.born, self.number, self.phone, self.ward, self.town, self.lot)
        )


FIELDS = ("q", "name", "born", "number", "phone", "ward", "town", "lot")


def typed_in(form: Mapping[str, str]) -> Typed:
    """The fields of a posted form, trimmed and in one width."""
    return Typed(**{name: _clean(str(form.get(name, ""))) for name in FIELDS})


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()[:LONGEST]


class Unreadable(ValueError):
    """A field that means nothing; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def query_of(typed: Typed) -> Query:
    """What the directory is asked. `Unreadable` for a birth date that is none."""
    parts = _parts_of(typed.q)
    born = typed.born or parts.get("born", "")
    return Query(
        name=typed.name or parts.get("name", ""),
        born=_day(born) if born else None,
        number=typed.number or parts.get("number", ""),
        phone=typed.phone or parts.get("phone", ""),
        ward=typed.ward or None,
        town=typed.town or None,
        lot=typed.lot,
    )


def _parts_of(text: str) -> dict[str, str]:
    """The words of the one box: what reads as a date, a telephone or an official number is that;
    the rest together is a name.
    """
    found: dict[str, str] = {}
    rest = []
    for word in text.split():
        bare = word.replace("-", "")
        if "born" not in found and looks_like_day(word):
            found["born"] = word
        elif "phone" not in found and _PHONE.fullmatch(word) and len(bare) in (10, 11):
            found["phone"] = bare
        elif "number" not in found and _NUMBER.fullmatch(word):
            found["number"] = word
        else:
            rest.append(word)
    if rest:
        found["name"] = " ".join(rest)
    return found


def looks_like_day(word: str) -> bool:
    """Whether a word is a calendar day as people write one: 1985-04-02, 昭和60年4月2日, S60.4.2.

    Bare digits are a day only as eight of them: shorter ones are numbers of the city.
    """
    if word.isdigit() and len(word) != 8:
        return False
    try:
        return _day(word).year >= OLDEST_YEAR
    except Unreadable:
        return False


def _day(text: str) -> date:
    """A day as registers and people write it."""
    found = read_date(text)
    if found is None or found.day is None or found.day == LAST_DAY_EVER:
        raise Unreadable("born")
    return date_of(found.day)
