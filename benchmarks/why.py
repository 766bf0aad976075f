"""`why` for one resident of a whole city: how long a clerk waits, from an open desk.

    python benchmarks/why.py --residents 1000000 --json
    python benchmarks/why.py --dir var --cases 2000          a city that is loaded already

See benchmarks/README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from measure.clock import memory_now
from measure.town import ON, town
from sakimawari.fit.desk import Desk, all_keys, open_desk
from sakimawari.fit.explain import explain_at, record_of
from sakimawari.fit.words import lines_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_city
from sakimawari.registry.store import Snapshot, current_snapshot, open_snapshot
from sakimawari.rules.tree import Holder
from sakimawari.settings import Settings

LIMIT_MS = 20.0
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A loaded city, the rules, the day they are read on, and where columns are kept."""

    snapshot: Snapshot
    catalogue: Catalogue
    on: date
    cache: Path | None


def main() -> None:
    """Measure, print a table, and with --json one object as the last line."""
    asked = _asked()
    city = _city(asked)
    found = _opening(city)
    desk = open_desk(city.snapshot, cache=city.cache)
    found |= _cases(city, desk, asked.cases)
    found |= _population(city, desk, asked.repeat)
    _tell(found)
    if asked.json:
        print(json.dumps(found))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--dir", help="a city's folder (var); default: a city made for benchmarks")
    parser.add_argument("--cache", help="where columns are kept, if not in the city's folder")
    parser.add_argument("--cases", type=int, default=200, help="residents for each service")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _city(asked: argparse.Namespace) -> City:
    cache = None if asked.cache is None else Path(asked.cache)
    if asked.dir is None:
        made = town(Path("var/bench"), asked.residents)
        return City(snapshot=made.snapshot, catalogue=made.shipped, on=ON, cache=cache)
    home = Path(asked.dir)
    snapshot = open_snapshot(current_snapshot(home))
    on = date.fromisoformat(snapshot.manifest["date"])
    return City(
        snapshot=snapshot,
        catalogue=load_city(home, Settings.read().municipality).residents,
        on=on,
        cache=cache,
    )


def _opening(city: City) -> dict[str, Any]:
    """The first answer after a load (columns are made) or after a start (they are mapped)."""
    started = time.perf_counter()
    desk = open_desk(city.snapshot, cache=city.cache)
    for slug, service in city.catalogue.services.items():
        key = all_keys(desk, service.holder)[0]
        explain_at(desk, city.catalogue, subject=key, service=slug, on=city.on)
    return {"first_of_every_service_seconds": round(time.perf_counter() - started, 3)}


def _cases(city: City, desk: Desk, cases: int) -> dict[str, Any]:
    """Random residents × services: the whole explanation and its lines; proof alone; its JSON."""
    keys = {holder: all_keys(desk, holder) for holder in Holder}
    drawn = np.random.default_rng(SEED)
    asked = [
        (slug, keys[service.holder][at])
        for slug, service in city.catalogue.services.items()
        for at in drawn.integers(0, len(keys[service.holder]), cases)
    ]
    drawn.shuffle(asked)
    for slug in city.catalogue.services:
        explain_at(desk, city.catalogue, subject=_first(asked, slug), service=slug, on=city.on)
    gc.collect()
    gc.freeze()  # what stays for good is not walked again: as a server that answers all day does
    whole: dict[str, list[float]] = {}
    cpu: list[float] = []
    proof: list[float] = []
    record: list[float] = []
    cut = 0
    for slug, key in asked:
        started, worked = time.perf_counter(), time.process_time()
        found = explain_at(desk, city.catalogue, subject=key, service=slug, on=city.on)
        for _ in lines_of(found):
            pass
        whole.setdefault(slug, []).append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
        cut += not (found.changes.complete and found.ahead.complete)
        started = time.perf_counter()
        explain_at(desk, city.catalogue, subject=key, service=slug, on=city.on, with_changes=False)
        proof.append(time.perf_counter() - started)
        if len(record) < len(proof) // 10:
            started = time.perf_counter()
            json.dumps(record_of(found), ensure_ascii=False)
            record.append(time.perf_counter() - started)
    everything = [seconds for held in whole.values() for seconds in held]
    return {
        "residents": int((desk.mapped.people.arrays["is_subject"] == 1).sum()),
        "cases": len(asked),
        "why_ms": _quantiles(everything),
        "why_cpu_ms": _quantiles(cpu),
        "proof_alone_ms": _quantiles(proof),
        "json_ms": _quantiles(record),
        "services": {slug: _quantiles(held) for slug, held in whole.items()},
        "ratio_to_limit_p99": round(_quantiles(everything)["p99"] / LIMIT_MS, 3),
        "ratio_to_limit_p99_cpu": round(_quantiles(cpu)["p99"] / LIMIT_MS, 3),
        "searches_cut_short": round(cut / len(asked), 4),
        "memory_mib": round(memory_now(), 1),
    }


def _first(asked: list[tuple[str, str]], slug: str) -> str:
    return next(key for service, key in asked if service == slug)


def _quantiles(seconds: list[float]) -> dict[str, float]:
    held = np.asarray(seconds or [0.0]) * 1000
    levels = {"p50": 50, "p95": 95, "p99": 99, "max": 100}
    return {name: round(float(np.percentile(held, level)), 3) for name, level in levels.items()}


def _population(city: City, desk: Desk, repeat: int) -> dict[str, Any]:
    """All facts of everybody: assembled from Parquet, and mapped (opened anew, every page read)."""
    facts = city.catalogue.facts_needed()
    assembled, mapped = [], []
    for _ in range(repeat):
        started = time.perf_counter()
        city.snapshot.population(facts)
        assembled.append(time.perf_counter() - started)
        started = time.perf_counter()
        again = open_desk(city.snapshot, cache=city.cache).mapped.population(facts)
        for column in again.columns.values():
            column.values.max(initial=0)
        mapped.append(time.perf_counter() - started)
    return {
        "facts": len(facts),
        "population_from_parquet_seconds": round(min(assembled), 3),
        "population_mapped_seconds": round(min(mapped), 3),
        "ratio_of_parquet_to_mapped": round(min(assembled) / min(mapped), 1),
    }


def _tell(found: dict[str, Any]) -> None:
    """The figures for reading."""
    print(f"{found['residents']:,} residents, {found['cases']:,} cases, limit {LIMIT_MS:.0f} ms")
    for name in ("why_ms", "why_cpu_ms", "proof_alone_ms", "json_ms"):
        print(f"  {name:<34}" + "".join(f"  {at} {ms:8.2f}" for at, ms in found[name].items()))
    for slug, held in found["services"].items():
        print(f"    {slug:<32}" + "".join(f"  {at} {ms:8.2f}" for at, ms in held.items()))
    for name, value in found.items():
        if not isinstance(value, dict) and name not in {"residents", "cases"}:
            print(f"  {name} {value}")


if __name__ == "__main__":
    sys.exit(main())
