"""Lists of staff and alerts: who should hear of what, from a file; bad rows set aside with reasons.

A list is a CSV file (UTF-8, or as Excel writes it in Japan) with a heading: `person` (opaque key) or
`宛名番号`, `service` (slug or official name) or `topic` (a word of the city's own), `reason`, and
where wanted `deadline` and `medium`. The reason stays in the file; a plan keeps how often each was
given, and names none that stands for few.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from sakimawari.packs.pack import Service
from sakimawari.problems import Place, Problem, fault
from sakimawari.reach.addressing.selection import NO_DEADLINE, Rights
from sakimawari.reach.addressing.whereabouts import Registrations
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.values import mask_of
from sakimawari.reach.plans.occasions.values import WHYS, Occasions
from sakimawari.reach.plans.values import Why
from sakimawari.reach.telling.staff_topic import TOPIC, StaffTopic
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int32s

MOST_ROWS = 500_000
FEW = 10  # a reason that stands for fewer rows is counted, never named
_TOPIC = re.compile(r"[a-z][a-z0-9-]{1,39}")
_HEADINGS = {"宛名番号": "number", "制度": "service", "用件": "topic", "理由": "reason"}
_HEADINGS |= {"期限": "deadline", "方法": "medium"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a list that can be used: the person's key, a slug or topic, and by when."""

    person: str
    topic: str
    deadline: date | None
    medium: Medium | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as read: what can be used, what was set aside, and the reasons that stand for many.

    `sha256` is that of the file, by which the plan and the list are found together later. `topics`
    are the words of what it names that is no service, by slug.
    """

    name: str
    why: Why
    sha256: str
    entries: tuple[Entry, ...]
    set_aside: tuple[Problem, ...]
    reasons: Mapping[str, int]
    topics: Mapping[str, StaffTopic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads lists of a city: its services, how a 宛名番号 becomes an opaque key, and the topics that
    staff gave words for.
    """

    services: Mapping[str, Service]
    opaque: Callable[[str, str], str]
    topics: Mapping[str, StaffTopic] = field(default_factory=dict)

    def read(self, path: Path, why: Why = Why.LIST) -> Listed:
        """A list from a file. REACH022 where the file as a whole is no such list."""
        content = path.read_bytes()
        entries: dict[tuple[str, str], Entry] = {}
        aside: list[Problem] = []
        reasons: Counter[str] = Counter()
        for line, row in _rows(content, path.name):
            found = self._entry(row, Place(file=path.name, line=line))
            if isinstance(found, Problem):
                aside.append(found)
            elif (found.person, found.topic) in entries:
                aside.append(_twice(Place(file=path.name, line=line)))
            else:
                entries[found.person, found.topic] = found
                reasons[row["reason"]] += 1
        return Listed(
            name=path.name,
            why=why,
            sha256=hashlib.sha256(content).hexdigest(),
            entries=tuple(entries.values()),
            set_aside=tuple(aside),
            reasons=_of_many(reasons),
            topics={
                slug: self.topics[slug]
                for slug in sorted({entry.topic for entry in entries.values()})
                if slug in self.topics
            },
        )

    def _entry(self, row: Mapping[str, str], where: Place) -> Entry | Problem:
        person = row.get("person", "")
        if not person and row.get("number"):
            person = self.opaque("person", row["number"])
        topic = self._topic(row)
        if not person:
            return _bad("REACH023", "the row names nobody", "fill in person or 宛名番号", where)
        if not topic:
            do = "name a slug or official name of a service, or a topic as small ASCII letters"
            return _bad("REACH024", "the row names no known service and no topic", do, where)
        if topic.startswith(TOPIC) and topic not in self.topics:
            do = "write them into a file of topics in three languages, and name it with --topics"
            return _bad("REACH035", "nobody gave words for the topic of the row", do, where)
        if not row.get("reason"):
            do = "write in a few words why this person is on the list"
            return _bad("REACH025", "the row gives no reason", do, where)
        try:
            deadline = date.fromisoformat(row["deadline"]) if row.get("deadline") else None
            medium = Medium(row["medium"]) if row.get("medium") else None
        except ValueError:
            do = "write the day as 2026-10-31, and the medium as letter, call, visit …"
            return _bad("REACH026", "the deadline or the medium cannot be read", do, where)
        return Entry(person=person, topic=topic, deadline=deadline, medium=medium)

    def _topic(self, row: Mapping[str, str]) -> str:
        named = row.get("service", "")
        if named in self.services:
            return named
        by_name = [slug for slug, service in self.services.items() if service.name == named]
        if named:
            return by_name[0] if by_name else ""
        topic = row.get("topic", "")
        return TOPIC + topic if _TOPIC.fullmatch(topic) else ""


def occasions_listed(
    listed: Listed, services: Mapping[str, Service], *, then: Registrations, unit: Int32s
) -> tuple[Occasions, int]:
    """The entries of a list as occasions, and how many name somebody the run did not see."""
    rows = then.rows_of(pa.array([entry.person for entry in listed.entries], pa.string()))
    found = [entry for entry, row in zip(listed.entries, rows, strict=True) if row >= 0]
    kept = rows[rows >= 0]
    topics = tuple(sorted({entry.topic for entry in found}))
    order = {topic: number for number, topic in enumerate(topics)}
    count = len(found)
    deadlines = [NO_DEADLINE if e.deadline is None else days(e.deadline) for e in found]
    rights = Rights(
        service=np.array([order[entry.topic] for entry in found], np.int16),
        unit=unit[kept].astype(np.int32),
        row=kept.astype(np.int64),
        certain=np.ones(count, np.bool_),
        to_act=np.ones(count, np.bool_),
        # What staff have to say to somebody concerns nobody else of the household.
        private=np.ones(count, np.bool_),
        yen=np.zeros(count, np.int64),
        deadline=np.array(deadlines, np.int64),
    )
    found_occasions = Occasions(
        topics=topics,
        rights=rights,
        why=np.full(count, WHYS.index(listed.why), np.int8),
        day=np.full(count, -1, np.int32),
        alone=np.ones(count, np.bool_),
        by=np.array([mask_of([e.medium] if e.medium else []) for e in found], np.uint8),
    )
    return found_occasions, len(listed.entries) - count


def _rows(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by line, under the headings of `Entry`."""
    reader = csv.reader(io.StringIO(_text(content, name), newline=""))
    heading = [_HEADINGS.get(cell.strip(), cell.strip()) for cell in next(reader, [])]
    who, what = {"person", "number"} & set(heading), {"service", "topic"} & set(heading)
    if not who or not what or "reason" not in heading or len(set(heading)) != len(heading):
        raise _no_list(name, "its heading lacks who, what or why")
    for place, cells in enumerate(reader):
        if place >= MOST_ROWS:
            raise _no_list(name, f"it has more than {MOST_ROWS:,} rows")
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * len(heading)]
            yield reader.line_num, dict(zip(heading, map(str.strip, padded), strict=False))


def _text(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_list(name, "its characters are neither UTF-8 nor Shift_JIS")


def _no_list(name: str, what: str) -> Exception:
    return fault(
        "REACH022",
        f"the file is no list of people: {what}",
        "write a CSV file with the headings person or 宛名番号, service or topic, and reason",
        where=Place(file=name),
    )


def _bad(id: str, what: str, do: str, where: Place) -> Problem:
    return Problem(id=id, what=what, do=do, where=where)


def _twice(where: Place) -> Problem:
    what, do = "the same person is listed for the same thing again", "nothing: the first row counts"
    return _bad("REACH027", what, do, where)


def _of_many(reasons: Counter[str]) -> dict[str, int]:
    """Reasons with their numbers; a text that stands for few might tell of somebody."""
    named = {text: count for text, count in reasons.most_common() if count >= FEW}
    rest = reasons.total() - sum(named.values())
    return {**named, **({"": rest} if rest else {})}
