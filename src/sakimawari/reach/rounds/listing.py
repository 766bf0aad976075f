"""A list of visits that staff bring themselves: a CSV becomes a list like those of a plan.

    宛名番号,制度,分,人数,必要,時間帯,急ぐ,連絡事項
    0000012345,care-insurance,30,2,手話,09:30-11:00,はい,玄関は裏側

Only 宛名番号 must be given. 必要 has skills and languages with 、 between; 時間帯 hours in which the
visit may begin, several with 、 between. The text said at the door is the neutral one.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sakimawari.guard.keys import Keys
from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.seam import Item
from sakimawari.reach.medium import Medium
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.staff import hours_of
from sakimawari.reach.rounds.values import Details

NUMBER = "宛名番号"
_YES = frozenset({"はい", "○", "1", "yes", "急ぐ"})
LANGUAGES = frozenset({"en", "zh", "vi", "ko", "ne", "tl", "pt", "id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file: whom, about what, and what is known of the visit."""

    person: str
    services: tuple[str, ...]
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What a list has to know of a person: household and ward by today's register."""

    household: str
    ward: str
    language: str = "ja"


def read_lines(path: Path, keys: Keys) -> tuple[Line, ...]:
    """The lines of a file. VISIT016 with every line that cannot be read, by its number alone."""
    wrong: list[Problem] = []
    found: list[Line] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if NUMBER not in (rows.fieldnames or ()):
            raise Problems([_wrong(path, 1, f"the column {NUMBER} is missing")])
        for number, row in enumerate(rows, 2):
            try:
                found.append(_line(row, keys))
            except ValueError as error:
                wrong.append(_wrong(path, number, str(error)))
            except Problems as problems:
                wrong.append(_wrong(path, number, problems.found[0].what))
    if wrong:
        raise Problems(wrong)
    return tuple(found)


def _line(row: Mapping[str, str | None], keys: Keys) -> Line:
    given = {name: (value or "").strip() for name, value in row.items() if name}
    if not given[NUMBER]:
        raise ValueError(f"{NUMBER} is empty")
    minutes, people = given.get("分") or "20", given.get("人数") or "1"
    if not minutes.isdecimal() or not 1 <= int(minutes) <= 480:
        raise ValueError("分 is no number from 1 to 480")
    if people not in {"1", "2"}:
        raise ValueError("人数 is not 1 or 2")
    return Line(
        person=keys.opaque("person", _number(given[NUMBER])),
        services=tuple(_parts(given.get("制度", ""))),
        details=Details(
            minutes=int(minutes),
            people=int(people),
            needs=tuple(_parts(given.get("必要", ""))),
            windows=tuple(hours_of(part) for part in _parts(given.get("時間帯", ""))),
            urgent=given.get("急ぐ", "") in _YES,
            note=given.get("連絡事項", "")[:500],
        ),
    )


def _number(text: str) -> str:
    """A number of the register as it is loaded: plain digits without leading zeros."""
    folded = unicodedata.normalize("NFKC", text).replace("-", "").replace(" ", "").upper()
    return str(int(folded)) if folded.isdecimal() else folded


def _parts(text: str) -> Iterator[str]:
    for part in text.replace(",", "、").replace(";", "、").split("、"):
        if part.strip():
            yield part.strip()


def keep_list(
    name: str,
    lines: Iterable[Line],
    places: Mapping[str, Whereabouts],
    keys: Keys,
    *,
    on: date,
    at: datetime,
    text: str = "",
) -> tuple[int, int]:
    """Keep the lines as a list of visits; how many it got, and how many people are not registered.

    The same name and person again is the same visit.
    """
    items, details, unknown = [], [], 0
    for line in lines:
        place = places.get(line.person)
        if place is None:
            unknown += 1
            continue
        id = hashlib.blake2b(f"{name} {line.person}".encode(), digest_size=13).hexdigest()
        details.append((id, line))
        items.append(
            Item(
                id=id,
                person=line.person,
                household=place.household,
                ward=place.ward,
                language=place.language,
                services=line.services,
                subjects=(line.person,),
                subject="",
                text=text,
            )
        )
    made = list_store.make(name, Medium.VISIT, items, keys, on=on, at=at)
    for id, line in details:
        store.say_details(id, line.person, line.details, keys, at=at)
    return made, unknown


def _wrong(path: Path, line: int, what: str) -> Problem:
    return Problem(
        id="VISIT016",
        what=what,
        do="correct the line; docs/how-to/plan-visits.md shows a list",
        where=Place(file=path.name, line=line),
    )
