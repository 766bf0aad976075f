"""`load`: a city's exports become the current snapshot."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sakimawari
from sakimawari.problems import Problem, Problems, fault
from sakimawari.registry import schema
from sakimawari.registry.dates import day_of
from sakimawari.registry.intake import take_in
from sakimawari.registry.layouts import layouts
from sakimawari.registry.loading import Load, Opaque, Progress
from sakimawari.registry.predecessor import (
    Predecessor,
    fingerprint,
    lost_registers,
    missing_protection,
    require_protected,
    require_same_keys,
)
from sakimawari.registry.publishing import publish, staging
from sakimawari.registry.quality import (
    file_problems,
    findings_table,
    quality,
    repairs_table,
    write_set_aside,
)
from sakimawari.registry.report import report_page
from sakimawari.registry.sources import find_sources
from sakimawari.registry.store import SNAPSHOTS, write_table
from sakimawari.registry.writing import write_companies, write_facilities, write_people

Seal = Callable[[Sequence[tuple[str, bytes]]], list[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did. `problems` are about whole files and did not stop it.

    missing_registers: registers of people without a file; their facts are unknown.
    without_protection: the caller allowed to load without 支援措置, and it was missing or empty.
    rows_read = rows_kept + set_aside + rows_passed_over (blank and total lines, people who left).
    """

    snapshot: Path
    people: int
    households: int
    companies: int
    facilities: int
    rows_read: int
    rows_kept: int
    rows_passed_over: int
    set_aside: int
    repaired: int
    noticed: int
    missing_registers: tuple[str, ...]
    without_protection: bool
    problems: tuple[Problem, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left for anybody to look at before the snapshot is used."""
        doubts = (self.set_aside, self.problems, self.missing_registers, self.without_protection)
        return not any(doubts)

    def as_json(self) -> dict[str, Any]:
        """The report for a program."""
        told = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("snapshot", "problems")
        }
        problems = [asdict(problem) for problem in self.problems]
        return {"snapshot": self.snapshot.name, **told, "problems": problems}


def _silent(stage: str, done: int, total: int) -> None:
    return None


def load(
    exports: Path,
    home: Path,
    *,
    on: date,
    opaque: Opaque,
    seal: Seal,
    progress: Progress | None = None,
    without_protection: bool = False,
) -> LoadReport:
    """Reads the exports in a folder and publishes them as the current snapshot of `home`.

    `on` is the day for which is asked who lives here and who receives what. `opaque` and `seal`
    are the keys' (see `guard.keys`). `without_protection` allows the register of 支援措置 to be missing,
    or empty where it was not before. Raises Problems, all of them together, if the exports cannot be
    a snapshot; then nothing is published and the previous snapshot stays current.
    """
    before = Predecessor.of(home / SNAPSHOTS, day=day_of(on))
    require_same_keys(before, opaque)
    sources, zip_problems = find_sources(exports)
    intake = take_in(sources, zip_problems)
    unprotected = missing_protection(intake)
    refused = [unprotected] if unprotected is not None and not without_protection else []
    if intake.fatal or refused:
        raise Problems(intake.fatal + refused)
    work = Load(intake=intake, on=on, opaque=opaque, progress=progress or _silent)
    name = f"{on.isoformat()}-{_content(work)}"
    with _many_rows(), staging(home / SNAPSHOTS, f"{name}-{os.getpid()}") as folder:
        told: dict[str, Any] = {
            "people": 0,
            "households": 0,
            "departed": 0,
            "wards": [],
            "facts": {},
        }
        if intake.of_people:
            told |= write_people(work, folder, seal)
            _refuse_nobody(told)
            if not without_protection:
                require_protected(intake, before, told["protected"])
        else:
            _write_nobody(folder)
        told["companies"] = write_companies(work, folder)
        told["facilities"] = write_facilities(work, folder)
        told["without_protection"] = without_protection and not told.get("protected", 0)
        quality_told, problems = _write_quality(work, folder, told, before=before)
        _write_manifest(work, folder, told, quality_told)
        return _report(publish(folder, name), told, quality_told, problems)


@contextmanager
def _many_rows() -> Iterator[None]:
    """Rows are lists of texts by the million and never form cycles: searching them for cycles, as
    the collector would, costs a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _content(work: Load) -> str:
    """Eight characters that differ whenever the exports, keys, layouts or tables differ."""
    digest = hashlib.sha256(f"{schema.VERSION}:{sakimawari.__version__}".encode())
    digest.update(repr(sorted(layouts().items())).encode())
    digest.update(work.opaque("probe", "0").encode())
    for file in work.intake.files:
        digest.update(f"{file.source.label}:{file.decoding.sha256}".encode())
    digest.update(" ".join(work.intake.boundary_files).encode())
    return digest.hexdigest()[:8]


def _refuse_nobody(told: dict[str, Any]) -> None:
    """A resident register without a resident is a broken export, not an empty city."""
    if not told["people"] and not told["departed"]:
        raise fault(
            "LOAD023",
            "the resident records hold no resident that can be taken in",
            "export them again: the file has only a header, or every row of it is faulty",
        )


def _write_nobody(folder: Path) -> None:
    people = (schema.PEOPLE, schema.HOUSEHOLDS, schema.LINKS, schema.RECEIVING, schema.IDENTITIES)
    for table in (*people, schema.CONTACTS, schema.PROTECTION, schema.DEPARTED):
        write_table(folder, table, table.arrow.empty_table())
    (folder / "facts").mkdir()


def _write_quality(
    work: Load, folder: Path, told: dict[str, Any], *, before: Predecessor
) -> tuple[dict[str, Any], list[Problem]]:
    journal, labels = work.journal, work.labels
    write_table(folder, schema.SET_ASIDE, findings_table(journal.set_aside, labels))
    write_table(folder, schema.NOTICES, findings_table(journal.notices, labels))
    write_table(folder, schema.REPAIRS, repairs_table(journal.repairs, labels))
    aside = folder / "set_aside"
    aside.mkdir(mode=0o700)
    for number, file in enumerate(work.intake.files):
        usual = file.number in work.twelve_digit_files
        write_set_aside(aside, file, journal, twelve_digit_keys=usual)
        work.progress("writing the quality report", number + 1, len(labels))
    problems = file_problems(work.intake, journal, before=before.rows)
    problems += lost_registers(work.intake, before)
    totals = {key: value for key, value in told.items() if type(value) is int}
    quality_told = quality(
        work.intake, journal, on=work.on.isoformat(), problems=problems, totals=totals
    )
    quality_told["without_protection"] = told["without_protection"]
    text = json.dumps(quality_told, ensure_ascii=False, indent=1)
    (folder / "quality.json").write_text(text, encoding="utf-8")
    (folder / "quality.html").write_text(report_page(quality_told), encoding="utf-8")
    return quality_told, problems


def _write_manifest(
    work: Load, folder: Path, told: dict[str, Any], quality_told: dict[str, Any]
) -> None:
    manifest = {
        "schema": schema.VERSION,
        "software": sakimawari.__version__,
        "date": work.on.isoformat(),
        "keys": fingerprint(work.opaque),
        "inputs": {file.source.label: file.decoding.sha256 for file in work.intake.files},
        "rows": quality_told["rows"],
        **told,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _report(
    snapshot: Path, told: dict[str, Any], quality_told: dict[str, Any], problems: Sequence[Problem]
) -> LoadReport:
    rows = quality_told["rows"]
    return LoadReport(
        snapshot=snapshot,
        people=told["people"],
        households=told["households"],
        companies=told["companies"],
        facilities=told["facilities"],
        rows_read=rows["read"],
        rows_kept=rows["kept"],
        rows_passed_over=rows["blank"] + rows["total"] + rows["departed"],
        set_aside=rows["set_aside"],
        repaired=quality_told["repaired"],
        noticed=sum(found["rows"] for file in quality_told["files"] for found in file["notices"]),
        missing_registers=tuple(one["register"] for one in quality_told["missing_registers"]),
        without_protection=told["without_protection"],
        problems=tuple(problems),
    )
