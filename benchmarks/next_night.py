"""The next night after a share of households changed, against a night over everybody.

    python benchmarks/next_night.py --residents 1000000 --changed 0.01 --json

A city is written and loaded twice; in between the incomes of a share of its households change. Then,
in one process with the rules compiled: a whole night on the first day; on the second the night that
reads again what changed, in turns with a whole night on that day. Both must give the same calendar.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import pyarrow as pa

from measure.clock import memory_peak
from sakimawari.city.run import build
from sakimawari.fit.reading import calendars_of
from sakimawari.fit.run import Task
from sakimawari.fit.store import Run
from sakimawari.guard.keys import open_keys
from sakimawari.night.run import run_night
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_city
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.run import load
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.settings import Settings

FIRST, SECOND = date(2026, 11, 25), date(2026, 11, 26)
INCOMES = ("総所得金額等", "合計所得金額")


def main() -> None:
    """Make the city, run the nights, compare, report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--changed", type=float, default=0.01, help="share of households")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", default="var/bench", help="where the city is made, and removed")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    Path(asked.dir).mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="next-night-", dir=asked.dir)).resolve()
    try:
        found = _measure(place, asked)
    finally:
        shutil.rmtree(place)
    for name, value in found.items():
        print(f"  {name:<32} {value}")
    if asked.json:
        print(json.dumps(found))


def _measure(place: Path, asked: argparse.Namespace) -> dict[str, float]:
    exports, home = place / "exports", place / "home"
    build(exports, residents=asked.residents, seed=1, on=FIRST)
    catalogue = load_city(home, Settings.read().municipality)
    _load(exports, home, place / "keys", FIRST, catalogue)
    calendars_of(catalogue, home / "cache", workers=asked.threads)
    loading = _timed(lambda: calendars_of(catalogue, home / "cache"))
    first, _ = _night(home, catalogue, asked, FIRST, whole=True)
    _change(exports, asked.changed)
    _load(exports, home, place / "keys", SECOND, catalogue)
    next_nights, whole_nights = [], []
    for number in range(asked.rounds):
        _point_to(home, first)
        following, seconds = _night(home, catalogue, asked, SECOND, whole=False)
        next_nights.append(seconds)
        whole, seconds = _night(home, catalogue, asked, SECOND, whole=True)
        whole_nights.append(seconds)
        if number == 0:
            _demand_same(following, whole)
        again = int(following.manifest["read_again"])
        shutil.rmtree(following.folder)
    nights = statistics.median(next_nights), statistics.median(whole_nights)
    households = open_snapshot(current_snapshot(home)).manifest["households"]
    return {
        "residents": asked.residents,
        "households": households,
        "read_again": again,
        "share_read_again": round(again / households, 4),
        "seconds_next_night": round(nights[0], 3),
        "seconds_whole_night": round(nights[1], 3),
        "seconds_loading_rules": round(loading, 3),
        "ratio_next_to_whole": round(nights[0] / nights[1], 4),
        "ratio_without_loading_rules": round(
            max(nights[0] - loading, 0) / max(nights[1] - loading, 1e-9), 4
        ),
        "peak_mib": round(memory_peak(), 1),
    }


def _load(exports: Path, home: Path, keys: Path, on: date, catalogue: Catalogue) -> None:
    """Load, and lay the columns out, as the command does."""
    opened = open_keys(keys, data_folder=home)
    load(exports, home, on=on, opaque=opened.opaque, seal=opened.seal_many)
    mapped = map_snapshot(open_snapshot(current_snapshot(home)))
    mapped.prepare(catalogue.residents.facts_needed())


def _night(
    home: Path, catalogue: Catalogue, asked: argparse.Namespace, on: date, *, whole: bool
) -> tuple[Run, float]:
    task = Task(on=on, months=asked.months, threads=asked.threads, whole=whole)
    started = time.perf_counter()
    run = run_night(home, catalogue, task=task).run
    return run, time.perf_counter() - started


def _timed(work: object) -> float:
    started = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - started


def _point_to(home: Path, run: Run) -> None:
    (home / "runs" / "CURRENT").write_text(f"{run.folder.name}\n", encoding="utf-8")


def _change(exports: Path, share: float) -> None:
    """Another income for one person in each of a share of the households that have a tax record."""
    drawn = random.Random(2)
    (residents,) = exports.glob("01_*.csv")
    (taxes,) = exports.glob("02_*.csv")
    head, *rows = residents.read_bytes().decode("cp932").splitlines()
    at = {name: place for place, name in enumerate(head.split(","))}
    heads = [
        row.split(",")[at["宛名番号"]] for row in rows if row.split(",")[at["続柄"]] == "世帯主"
    ]
    chosen = set(drawn.sample(heads, round(share * len(heads))))
    head, *rows = taxes.read_bytes().decode("cp932").splitlines()
    at = {name: place for place, name in enumerate(head.split(","))}
    kept = [head]
    for row in rows:
        cells = row.split(",")
        if cells[at["宛名番号"]] in chosen:
            for name in INCOMES:
                cells[at[name]] = str(int(cells[at[name]] or 0) + 123_000)
        kept.append(",".join(cells))
    taxes.write_bytes("".join(f"{row}\r\n" for row in kept).encode("cp932"))


def _demand_same(one: Run, other: Run) -> None:
    """Both nights must have found the same calendar."""
    sql = (
        "SELECT * REPLACE (service::VARCHAR AS service, ward::VARCHAR AS ward) FROM calendar "
        "ORDER BY service, subject, since"
    )
    tables = [run.ask(sql) for run in (one, other)]
    plain = [
        pa.table([_text(column) for column in table.columns], names=table.column_names)
        for table in tables
    ]
    if not plain[0].equals(plain[1]):
        raise SystemExit("the next night and the whole night differ")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


if __name__ == "__main__":
    main()
