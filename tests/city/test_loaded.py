"""The registry reads the synthetic city, and finds in a dirty one what the answer key names."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from sakimawari.city.run import build
from sakimawari.registry.run import LoadReport, load

from .conftest import ON


def opaque(kind: str, number: str) -> str:
    """A stand-in for the keyed hash of guard."""
    return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()[:20]


def unsealed(pairs: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """A stand-in for the seal of guard."""
    return [value for _, value in pairs]


def loaded(exports: Path, home: Path) -> LoadReport:
    return load(exports, home, on=ON, opaque=opaque, seal=unsealed)


def test_a_clean_city_loads_to_the_last_row(tmp_path: Path) -> None:
    made = build(tmp_path / "exports", residents=5_000, seed=11, on=ON)
    report = loaded(tmp_path / "exports", tmp_path / "home")
    assert (report.people, report.households) == (made.residents, made.households)
    assert report.set_aside == 0
    assert report.rows_kept == report.rows_read == sum(made.rows.values())
    assert report.problems == ()


def test_the_loader_sets_aside_the_rows_the_answer_key_says_it_must(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    build(tmp_path / "exports", residents=5_000, seed=11, on=ON, dirt=0.03, faults_to=key)
    report = loaded(tmp_path / "exports", tmp_path / "home")
    aside = pq.read_table(report.snapshot / "set_aside.parquet").to_pylist()
    found = {(row["file"], row["row"]) for row in aside}
    surely = {"empty_key", "loose_comma", "unknown_person", "cut_off"}
    with key.open(encoding="utf-8") as opened:
        wanted = {
            (row["file"], int(row["row"]))
            for row in csv.DictReader(opened)
            if row["fault"] in surely
            and not (row["fault"] == "unknown_person" and row["file"].startswith("15"))
        }
    assert len(wanted) > 100
    assert wanted <= found
