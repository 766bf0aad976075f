"""match.yaml: which tables of a matching problem the city's registers can fill, and with what.

Nothing of it decides a result. For each kind of match (shelters, nursery …) it names the tables of its
problem; a table holds a row for everybody owed a service, or for every facility of some kinds, or for
every town; each column says where its cells come from. What no register holds is left `empty`, for
people to fill in. A city's pack goes before national ones, table by table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sakimawari.packs.document import Text
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.section import Section

EMPTY = "empty"
OF_PEOPLE = ("key", "household", "ward", "town", "latitude", "longitude", "age", "language",
             "protected", EMPTY)  # fmt: skip
OF_FACILITIES = ("id", "name", "kind", "ward", "address", "latitude", "longitude", "capacity",
                 "flood", "landslide", "storm_surge", "earthquake", "tsunami", "fire",
                 "inland_flood", "volcano", EMPTY)  # fmt: skip
OF_TOWNS = ("id", "ward", "town", "latitude", "longitude", "residents", EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a problem: its rows come of a service, of facilities, or of towns.

    `columns` say by column of the problem which of the register's words, or which fact, fills it.
    `ages`, both included, are those of the residents counted of a town; of a service, the ages on
    the next 1 April (classes of nurseries and schools) of those who get a row. None: all.
    """

    name: str
    columns: Mapping[str, str]
    service: str = ""
    facilities: tuple[str, ...] = ()
    towns: bool = False
    ages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posing:
    """What a pack says of problems: tables by kind of match, then by name."""

    kinds: Mapping[str, Mapping[str, Table]] = field(default_factory=dict)


def read_posing(
    file: Section | None,
    own: Collection[str],
    facts: Collection[str],
    findings: Findings,
    *,
    national: bool,
) -> Posing:
    """What a pack says; `own` are its services, `facts` its facts.

    PACK103 for a service a national pack does not hold, PACK104 for a table that says not whom it is
    of, PACK105 for a column filled with what is neither a word of the register nor a fact.
    """
    if file is None:
        return Posing()
    found: dict[str, Mapping[str, Table]] = {}
    for kind in file.places:
        section = file.section(kind, f"the problem {kind}")
        tables: dict[str, Table] = {}
        for name in {} if section is None else section.places:
            part = section.section(name, f"the table {name}") if section else None
            table = None if part is None else _table(name, part, facts, findings)
            if table is None or part is None:
                continue
            if national and table.service and table.service not in own:
                findings.problem(
                    "PACK103",
                    f"`{table.service}` is no service of this pack, so that nobody is owed it here",
                    "correct the slug, or say it in the pack that holds the service",
                    where=part.place,
                    near=nearest(table.service, own),
                )
            tables[name] = table
        if section is not None:
            section.close()
        found[kind] = tables
    file.close()
    return Posing(kinds=found)


def _table(name: str, section: Section, facts: Collection[str], findings: Findings) -> Table | None:
    service = section.words("service") or ""
    facilities = tuple(text.value.strip() for text in section.texts("facilities"))
    towns = section.yes("towns")
    ages = _ages(section)
    if (bool(service) + bool(facilities) + towns) != 1:
        findings.problem(
            "PACK104",
            f"the table {name} says not, or says twice, whom it is of",
            "give it one of `service:`, `facilities:` (kinds of facilities), `towns: yes`",
            where=section.place,
        )
    known = OF_PEOPLE if service else OF_FACILITIES if facilities else OF_TOWNS
    columns: dict[str, str] = {}
    part = section.section("columns", f"the columns of {name}", required=True)
    for column in {} if part is None else part.places:
        text = part.text(column) if part else None
        if text is None:
            continue
        columns[column] = text.value.strip()
        if columns[column] not in known and not (service and columns[column] in facts):
            _unknown(column, text, (*known, *(facts if service else ())), findings)
    if part is not None:
        part.close()
    section.close()
    return Table(name=name, columns=columns, service=service, facilities=facilities,
                 towns=towns, ages=ages)  # fmt: skip


def _unknown(column: str, text: Text, known: Collection[str], findings: Findings) -> None:
    findings.problem(
        "PACK105",
        f"the column {column} is filled with `{text.value.strip()}`, which no register of it holds",
        "write a word of pack-format.md (key, latitude, capacity …), `empty`, or a fact of this pack",
        where=text.place,
        near=nearest(text.value.strip(), list(known)),
    )


def _ages(section: Section) -> tuple[int, int] | None:
    text = section.text("ages")
    if text is None:
        return None
    low, dash, high = text.value.strip().partition("-")
    if not (low.isdigit() and dash and (high.isdigit() or not high)):
        section.unreadable("ages", text, "ages from-to, for example 0-5 or 65-")
        return None
    return int(low), int(high or 200)
