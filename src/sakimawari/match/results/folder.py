"""The folder of one result.

    problem/          the input files as they were given, byte for byte
    settings.json     options and seed: with the problem they make the same bytes again
    result.csv …      the result; its further tables, pictures and lists beside it
    set-aside.csv     rows that could not be used, each with the reason and what to do
    certificate.json  what the examiner said
    manifest.json     kind, version of the engine, day, SHA-256 of every file; written last

In a city's home results lie in `<home>/match/KIND/NAME/`. The same problem, settings, seed, day and
version give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari import __version__
from sakimawari.match.results.certificate import Certificate, certificate_of
from sakimawari.problems import Place, Problem, fault
from sakimawari.publishing import (
    MANIFEST,
    finished_in,
    hashes_of,
    manifest_of,
    publishing_at,
    write_manifest,
)

PROBLEM, SETTINGS, CERTIFICATE = "problem", "settings.json", "certificate.json"
SET_ASIDE = "set-aside.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A finished result: its folder, kind, day, settings and certificate as they were written."""

    folder: Path
    kind: str
    on: date
    settings: Mapping[str, Any]
    certificate: Certificate

    @property
    def problem(self) -> Path:
        """The input files."""
        return self.folder / PROBLEM


def home_of(home: Path, kind: str, name: str) -> Path:
    """Where a city keeps a result."""
    return home / "match" / kind / name


def results_of(home: Path, kind: str) -> list[Path]:
    """A city's finished results of a kind, the newest first."""
    return finished_in(home / "match" / kind)


@contextmanager
def result_folder(
    final: Path, *, kind: str, problem: Path, settings: Mapping[str, Any], on: date
) -> Iterator[Path]:
    """A result's folder to fill, the problem and settings laid in; published when the block ends well.

    The block writes the result and, by `write_certificate`, what the examiner said.
    """
    with publishing_at(final) as making:
        _lay_in(problem, making / PROBLEM)
        _write(making / SETTINGS, settings)
        yield making
        about = {
            "kind": kind,
            "on": on.isoformat(),
            "version": __version__,
            "files": hashes_of(making),
        }
        write_manifest(making, about)


def _lay_in(problem: Path, place: Path) -> None:
    if problem.is_dir():
        shutil.copytree(problem, place, ignore=shutil.ignore_patterns(".*"))
        return
    place.mkdir()
    shutil.copy2(problem, place / problem.name)


def write_certificate(folder: Path, certificate: Certificate) -> None:
    """Keep what the examiner said."""
    _write(folder / CERTIFICATE, certificate.written())


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def open_result(folder: Path) -> Opened:
    """A finished result. MATCH001 for a folder that is none."""
    if not (folder / MANIFEST).is_file():
        raise fault(
            "MATCH001",
            "this folder holds no finished result of a match (it has no manifest.json)",
            "give the folder that `sakimawari match KIND … --out` made",
            where=Place(file=folder.name),
        )
    about = manifest_of(folder)
    written = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
    return Opened(
        folder=folder,
        kind=str(about["kind"]),
        on=date.fromisoformat(str(about["on"])),
        settings=json.loads((folder / SETTINGS).read_text(encoding="utf-8")),
        certificate=certificate_of(written),
    )


def altered_files(folder: Path) -> tuple[Problem, ...]:
    """Files that are no longer what the manifest says (MATCH002): changed, missing or added."""
    said = manifest_of(folder)["files"]
    assert isinstance(said, dict)
    now = hashes_of(folder)
    return tuple(
        Problem(
            id="MATCH002",
            what=f"the file {_how(said.get(name), now.get(name))} since the result was made",
            do="take the result from where it was made, or make it anew from its problem",
            where=Place(file=name),
        )
        for name in sorted(said.keys() | now.keys())
        if said.get(name) != now.get(name)
    )


def _how(before: str | None, after: str | None) -> str:
    if after is None:
        return "was removed"
    return "was added" if before is None else "was changed"
