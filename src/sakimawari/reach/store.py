"""Reads what letters need from a snapshot and a run, and keeps the index of what was written.

A folder of letters holds PDFs by ward, `letters.parquet` (who was written to about what; keys and
references, no names) and `summary.json` (counts).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.reach.drafting import Sealed
from sakimawari.reach.letter import PREFERRED, Language
from sakimawari.reach.selection import DECLINED, Bools, Residents
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.population import UNKNOWN_DATE, Int32s, PlainColumn, Population

BIRTH_DATE, SEX = "生年月日", "性別"
AGREED = 1  # consent_tax: 0 no, 1 yes, 2 not asked
INDEX = pa.schema(
    [
        ("number", pa.string()),
        ("reference", pa.string()),
        ("household", pa.string()),
        ("person", pa.string()),
        ("ward", pa.string()),
        ("language", pa.string()),
        ("services", pa.list_(pa.string())),
        ("further", pa.int32()),
        ("missing_glyph", pa.bool_()),
        ("file", pa.string()),
        ("page", pa.int32()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The people of a snapshot: what selection asks, where each of them lives, units by number."""

    residents: Residents
    wards: pa.Array
    towns: pa.Array
    households: pa.Array  # key, per unit
    unit_wards: pa.Array
    sexes: tuple[str, ...]  # labels
    sex: Int32s  # position of the label, negative where unknown


def read_town(snapshot: Snapshot, population: Population, *, on: date) -> Town:
    """Everyone of a snapshot, as letters written on a day must see them.

    `population` holds the birth dates. A protection that has yet to begin counts already: the
    letter arrives after today.
    """
    people, households = snapshot.people(), snapshot.households()
    protection, contacts = snapshot.protection(), snapshot.contacts()
    unended = protection.filter(pc.greater_equal(protection["until"], days(on)))
    declined = contacts.filter(pc.equal(contacts["consent_notice"], DECLINED))
    person = _joined(people["person"])
    residents = Residents(
        unit=np.asarray(_joined(people["unit"])),
        guardian=np.asarray(_joined(people["guardian"])),
        is_subject=np.asarray(_joined(people["is_subject"])),
        head=np.asarray(_joined(households["head"])),
        birth=_plain(population, BIRTH_DATE, missing=int(UNKNOWN_DATE)),
        consent=np.where(_among(person, declined["person"]), DECLINED, 1).astype(np.int8),
        protected=_among(person, unended["person"]),
        departed=_among(person, snapshot.departed()["person"]),
        person=person.to_numpy(zero_copy_only=False),
    )
    return Town(
        residents=residents,
        wards=_words(people["ward"]),
        towns=_words(people["town"]),
        households=_joined(households["household"]),
        unit_wards=_words(households["ward"]),
        sexes=tuple(snapshot.manifest["facts"].get(SEX, {}).get("labels", ())),
        sex=_plain(population, SEX, missing=-1),
    )


def _joined(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _words(column: pa.ChunkedArray) -> pa.Array:
    return pc.fill_null(_joined(column).cast(pa.string()), "")


def _among(persons: pa.Array, keys: pa.ChunkedArray) -> Bools:
    found = pc.is_in(persons, value_set=_joined(keys).cast(persons.type))
    return np.asarray(found)


def _plain(population: Population, fact: str, *, missing: int) -> Int32s:
    column = population.columns.get(fact)
    if not isinstance(column, PlainColumn):
        return np.full(population.people, missing, np.int32)
    return column.values.astype(np.int32)


def read_sealed(snapshot: Snapshot, town: Town, rows: Iterable[int]) -> dict[int, Sealed]:
    """The sealed identities and contacts of people, by their row in the snapshot.

    Someone who visits from another household is placed where they live.
    """
    wanted = sorted(set(rows))
    keys: list[str] = town.residents.person[wanted].tolist()
    homes = _home_rows(town, keys)
    identities = _by_person(snapshot.identities(keys))
    contacts = _by_person(snapshot.contacts(), keys)
    found = {}
    for row, key in zip(wanted, keys, strict=True):
        contact = contacts.get(key, {})
        home = homes.get(key, row)
        found[row] = Sealed(
            person=key,
            ward=town.wards[home].as_py(),
            town=town.towns[home].as_py(),
            identity=identities.get(key, {}).get("sealed"),
            contact=contact.get("sealed"),
            language=PREFERRED.get(contact.get("language") or "", Language.JAPANESE),
            birth=_birth(town, row),
            sex=_sex(town, row),
            consents_to_tax_use=contact.get("consent_tax") == AGREED,
        )
    return found


def _birth(town: Town, row: int) -> date | None:
    birth = int(town.residents.birth[row])
    return None if birth == UNKNOWN_DATE else day_of(birth)


def _sex(town: Town, row: int) -> str:
    position = int(town.sex[row])
    return town.sexes[position] if 0 <= position < len(town.sexes) else ""


def _home_rows(town: Town, keys: Sequence[str]) -> dict[str, int]:
    """Rows in which people are registered themselves, for those who are somewhere."""
    person = pa.array(town.residents.person, pa.string())
    rows = np.flatnonzero(_among(person, pa.chunked_array([pa.array(keys, pa.string())])))
    registered = rows[town.residents.is_subject[rows] == 1]
    return {town.residents.person[row]: row for row in registered.tolist()}


def _by_person(table: pa.Table, keys: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    if keys is not None:
        table = table.filter(pc.is_in(table["person"], value_set=pa.array(keys, pa.string())))
    return {row["person"]: row for row in table.to_pylist()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was written before: households with a letter from this run, last number on the day."""

    households: frozenset[str]
    last_number: int


def read_earlier(letters: Path, *, run: str, on: date) -> Earlier:
    """What the folders under `letters` say was written before."""
    households: set[str] = set()
    last = 0
    for path in sorted(letters.glob("[!.]*/summary.json")):
        summary = json.loads(path.read_text(encoding="utf-8"))
        if summary["on"] == on.isoformat():
            last = max(last, summary["last_number"])
        if summary["run"] == run:
            index = pq.read_table(path.parent / "letters.parquet", columns=["household", "page"])
            written = index.filter(pc.greater(index["page"], 0))
            households.update(written["household"].to_pylist())
    return Earlier(households=frozenset(households), last_number=last)


def read_summary(folder: Path) -> Mapping[str, Any] | None:
    """The summary of a finished folder of letters, or None if there is none."""
    path = folder / "summary.json"
    if not path.is_file():
        return None
    summary: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary


def write_index(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """`letters.parquet`: what each letter says and where it lies, readable by its owner only."""
    path = folder / "letters.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=INDEX), path, compression="zstd")
    path.chmod(0o600)


def write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    """`summary.json`: counts only; the last file to be written."""
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
