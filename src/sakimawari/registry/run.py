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
from sakimawari.problems import Problem, Problems
from sakimawari.registry import schema
from sakimawari.registry.intake import take_in
from sakimawari.registry.layouts import layouts
from sakimawari.registry.loading import Load, Opaque, Progress
from sakimawari.registry.publishing import pointed, publish, staging
from sakimawari.registry.quality import (
    file_problems,
    findings_table,
    quality,
    repairs_table,
    rows_by_register,
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
    problems: tuple[Problem, ...]

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
) -> LoadReport:
    """Reads the exports in a folder and publishes them as the current snapshot of `home`.

    `on` is the day for which is asked who lives here and who receives what. `opaque` and `seal`
    are the keys' (see `guard.keys`). Raises Problems, all of them together, if the exports cannot be
    a snapshot; then nothing is published and the previous snapshot stays current.
    """
    sources, zip_problems = find_sources(exports)
    intake = take_in(sources, zip_problems)
    if intake.fatal:
        raise Problems(intake.fatal)
    work = Load(intake=intake, on=on, opaque=opaque, progress=progress or _silent)
    name = f"{on.isoformat()}-{_content(work)}"
    with _many_rows(), staging(home / SNAPSHOTS, f"{name}-{os.getpid()}") as folder:
        told = {"people": 0, "households": 0, "departed": 0, "wards": [], "facts": {}}
        if intake.of_people:
            told |= write_people(work, folder, seal)
        else:
            _write_nobody(folder)
        told["companies"] = write_companies(work, folder)
        told["facilities"] = write_facilities(work, folder)
        before = _rows_before(home)
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


def _rows_before(home: Path) -> dict[str, int]:
    """Rows of each register in the snapshot that is current until now; none at the first load."""
    name = pointed(home / SNAPSHOTS)
    told = home / SNAPSHOTS / (name or "") / "quality.json"
    if name is None or not told.is_file():
        return {}
    return rows_by_register(json.loads(told.read_text(encoding="utf-8")))


def _write_nobody(folder: Path) -> None:
    people = (schema.PEOPLE, schema.HOUSEHOLDS, schema.LINKS, schema.RECEIVING, schema.IDENTITIES)
    for table in (*people, schema.CONTACTS, schema.PROTECTION, schema.DEPARTED):
        write_table(folder, table, table.arrow.empty_table())
    (folder / "facts").mkdir()


def _write_quality(
    work: Load, folder: Path, told: dict[str, Any], *, before: dict[str, int]
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
    problems = file_problems(work.intake, journal, before=before)
    totals = {key: value for key, value in told.items() if isinstance(value, int)}
    quality_told = quality(
        work.intake, journal, on=work.on.isoformat(), problems=problems, totals=totals
    )
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
        problems=tuple(problems),
    )
