"""Keeps the index of the letters that were written, and reads it.

A folder of letters holds PDFs by ward, `letters.parquet` (who was written to about what; keys and
references, no names) and `summary.json` (counts).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

INDEX = pa.schema(
    [
        ("number", pa.string()),
        ("reference", pa.string()),
        ("step", pa.string()),  # of the plan it carries out; "" for none
        ("household", pa.string()),
        ("person", pa.string()),
        ("ward", pa.string()),
        ("postal_code", pa.string()),  # seven digits; "" for none
        ("language", pa.string()),
        ("services", pa.list_(pa.string())),
        ("subjects", pa.list_(pa.list_(pa.string()))),  # whose right each service is
        ("further", pa.int32()),
        ("missing_glyph", pa.bool_()),
        ("file", pa.string()),
        ("page", pa.int32()),
        ("pages", pa.int32()),
        ("barcode", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was written before: people with a letter from this run, last number on the day."""

    people: frozenset[str]
    last_number: int


def read_earlier(letters: Path, *, run: str, on: date) -> Earlier:
    """What the folders under `letters` say was written before."""
    people: set[str] = set()
    last = 0
    for path in sorted(letters.glob("[!.]*/summary.json")):
        summary = json.loads(path.read_text(encoding="utf-8"))
        if summary["on"] == on.isoformat():
            last = max(last, summary["last_number"])
        if summary["run"] == run:
            index = pq.read_table(path.parent / "letters.parquet", columns=["person", "page"])
            written = index.filter(pc.greater(index["page"], 0))
            people.update(written["person"].to_pylist())
    return Earlier(people=frozenset(people), last_number=last)


def read_summary(folder: Path) -> Mapping[str, Any] | None:
    """The summary of a finished folder of letters, or None if there is none."""
    path = folder / "summary.json"
    if not path.is_file():
        return None
    summary: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary


def read_batch(folder: Path) -> tuple[Mapping[str, Any], dict[str, str]] | None:
    """The summary of a finished batch of a plan, and the references of its steps; None where there
    is none.
    """
    summary = read_summary(folder)
    if summary is None or "batch" not in summary:
        return None
    columns = ["step", "reference", "page"]
    index = pq.read_table(folder / "letters.parquet", columns=columns)
    rows = index.filter(pc.greater(index["page"], 0)).to_pylist()
    return summary, {row["step"]: row["reference"] for row in rows}


def steps_written(letters: Path, steps: Collection[str]) -> dict[str, str]:
    """Those of some steps for which a letter lies in any finished folder, with its reference."""
    wanted = pa.array(sorted(steps), pa.string())
    found: dict[str, str] = {}
    for path in letters.glob("[!.]*/summary.json"):
        file = path.parent / "letters.parquet"
        if "step" not in pq.read_schema(file).names:  # written before letters bore their step
            continue
        index = pq.read_table(file, columns=["step", "reference", "page"])
        ours = index.filter(
            pc.and_(pc.is_in(index["step"], value_set=wanted), pc.greater(index["page"], 0))
        )
        found |= {row["step"]: row["reference"] for row in ours.to_pylist()}
    return found


def write_index(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """`letters.parquet`: what each letter says and where it lies, readable by its owner only."""
    path = folder / "letters.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=INDEX), path, compression="zstd")
    path.chmod(0o600)


def write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    """`summary.json`: counts only; the last file to be written."""
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


# ---------------------------------------------------------------- what was written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBatch:
    """A finished folder of letters in counts: nothing in it names anybody."""

    name: str
    on: date
    run: str
    letters: int
    files: int
    households: int
    offers: int
    left_out: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetter:
    """A letter to somebody: its number and day, the services it tells of, where it lies.

    `subjects` are the keys of those whose right each service is, `step` that of the plan it carries
    out; both are empty for letters written before they were kept.
    """

    number: str
    reference: str
    step: str
    on: date
    person: str
    household: str
    ward: str
    language: str
    services: tuple[str, ...]
    subjects: tuple[tuple[str, ...], ...]
    further: int
    batch: str
    file: str
    page: int


def written_batches(letters: Path) -> tuple[WrittenBatch, ...]:
    """The finished folders of letters, the newest first."""
    found = []
    for path in letters.glob("[!.]*/summary.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        counts = {name: told[name] for name in ("letters", "files", "households", "offers")}
        found.append(
            WrittenBatch(
                name=path.parent.name,
                on=date.fromisoformat(told["on"]),
                run=told["run"],
                left_out=told["left_out"],
                languages=told["languages"],
                **counts,
            )
        )
    return tuple(sorted(found, key=lambda batch: (batch.on, batch.name), reverse=True))


def letters_of_no_plan(folder: Path) -> pa.Table:
    """The letters of one batch that no plan asked for; those of a plan are known by its steps."""
    index = pq.read_table(folder / "letters.parquet", schema=INDEX)
    step = pc.fill_null(index["step"], "")
    return index.filter(pc.and_(pc.greater(index["page"], 0), pc.equal(step, "")))


def written_to(letters: Path, persons: Collection[str]) -> tuple[WrittenLetter, ...]:
    """The letters to these people, the newest first."""
    wanted = pa.array(sorted(persons), pa.string())
    found = []
    for batch in written_batches(letters):
        index = pq.read_table(letters / batch.name / "letters.parquet", schema=INDEX)
        ours = index.filter(pc.is_in(index["person"], value_set=wanted))
        found += [
            _letter(row, batch) for row in ours.to_pylist() if row["page"] and row["page"] > 0
        ]
    return tuple(found)


def letter_of(letters: Path, reference: str) -> WrittenLetter | None:
    """The letter that bears a reference: to whom, about what, for which step; None for none."""
    for batch in written_batches(letters):
        index = pq.read_table(letters / batch.name / "letters.parquet", schema=INDEX)
        for row in index.filter(pc.equal(index["reference"], reference)).to_pylist():
            return _letter(row, batch) if row["page"] and row["page"] > 0 else None
    return None


def told_in(letters: Path, batch: str) -> Mapping[tuple[str, str], int]:
    """How many letters of a folder tell of each service in each ward."""
    index = pq.read_table(letters / batch / "letters.parquet", columns=["ward", "services", "page"])
    counted: dict[tuple[str, str], int] = {}
    for row in index.filter(pc.greater(index["page"], 0)).to_pylist():
        for service in row["services"]:
            key = (service, row["ward"])
            counted[key] = counted.get(key, 0) + 1
    return counted


def _letter(row: Mapping[str, Any], batch: WrittenBatch) -> WrittenLetter:
    return WrittenLetter(
        number=row["number"],
        reference=row["reference"],
        step=row["step"] or "",
        on=batch.on,
        person=row["person"],
        household=row["household"],
        ward=row["ward"],
        language=row["language"],
        services=tuple(row["services"]),
        subjects=tuple(tuple(keys) for keys in row["subjects"] or ()),
        further=row["further"],
        batch=batch.name,
        file=row["file"],
        page=row["page"],
    )
