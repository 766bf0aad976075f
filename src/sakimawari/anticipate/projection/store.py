"""A projection on disk: `<home>/anticipate/people/NAME/`, or a folder of one's own.

people.parquet     replicate, date, area, sex, age, years (1, or 5 in a big city of many towns), people
months.parquet     replicate, month, area, people at its beginning, events in it
ages.parquet       date, area, sex, age, mean and 10, 50, 90 % of the replicates, expected
measures.parquet   measure, spans, period, area, mean, 2.5 … 97.5 % of the replicates; .csv too
replicates.parquet every measure of every replicate, for plans that are held against all of them
sentences.txt      the same in words
*.svg              people, areas, ages, flows as pictures, each with its table
manifest.json      of what, with what; how each replicate stood against its expectation
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from sakimawari.anticipate.projection.people import FLOWS, Plan, Replicate, day_of, month_of
from sakimawari.anticipate.projection.sentences import CITY, sentences
from sakimawari.anticipate.projection.showing import keep
from sakimawari.anticipate.projection.summing import (
    SHARES,
    Measure,
    Sample,
    by_age,
    by_month,
    samples,
    with_city,
)
from sakimawari.anticipate.projection.values import AGES, Floats
from sakimawari.anticipate.runs.folder import manifest_of, publishing, write_manifest
from sakimawari.anticipate.runs.replicates import Sampled, write_replicates
from sakimawari.registry.outlines import Outlines, read_outlines

KIND = "people"
SEXES = ("男", "女")
_MANY = 20_000_000  # rows of people.parquet from which on ages are put together by five
_FEW_AREAS = 50  # up to which events of every replicate are kept by month, else by twelve
_LENGTHS = {"day": 0, "month": 1, "year": 12, "twelve months": 12}
_SHARES = tuple(f"q{round(1000 * share):03d}" for share in SHARES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """All replicates of a plan, what they say together, and the people expected by its rates."""

    plan: Plan
    replicates: tuple[Replicate, ...]
    measures: tuple[Measure, ...]
    expected: Floats  # (areas, 2, AGES) at the end, by the rates as given


def publish(home: Path, name: str, made: Made, about: dict[str, object]) -> Path:
    """Publish a projection in a city's home."""
    with publishing(home, KIND, name) as folder:
        fill(folder, made, about, read_outlines(home))
    return home / "anticipate" / KIND / name


def write_out(out: Path, made: Made, about: dict[str, object]) -> Path:
    """Write a projection to a folder of one's own, whole or not at all; an older one is replaced."""
    making = out.with_name(f".{out.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        fill(making, made, about)
        if out.exists():
            old = out.with_name(f".{out.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            out.rename(old)
            making.rename(out)
            shutil.rmtree(old)
        else:
            making.rename(out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return out


def fill(
    folder: Path, made: Made, about: dict[str, object], outlines: Outlines | None = None
) -> None:
    """Write every table, the manifest last."""
    _write_people(folder / "people.parquet", made)
    _write_months(folder / "months.parquet", made)
    pq.write_table(_ages(made), folder / "ages.parquet", compression="zstd")
    table = measures_table(made)
    pq.write_table(table, folder / "measures.parquet", compression="zstd")
    with (folder / "measures.csv").open("wb") as opened:
        opened.write(b"\xef\xbb\xbf")  # so that Excel reads Japanese names
        pyarrow.csv.write_csv(table, opened)
    write_replicates(folder, _sampled(made))
    lines = sentences(made.measures, made.plan.state.areas)
    keep(folder, made.plan.state.areas, made.replicates, made.measures, outlines)
    (folder / "sentences.txt").write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")
    write_manifest(folder, about)


def _dates(made: Made) -> list[str]:
    plan = made.plan
    points = (min(12 * at, plan.months) for at in range(len(made.replicates[0].population)))
    return [str(day_of(plan.state.month + months)) for months in points]


def _cells(areas: Sequence[str], ages: int, width: int) -> dict[str, pa.Array]:
    each = 2 * ages
    return {
        "area": _words(areas, np.repeat(np.arange(len(areas)), each)),
        "sex": _words(SEXES, np.tile(np.repeat((0, 1), ages), len(areas))),
        "age": pa.array(np.tile(np.arange(ages) * width, 2 * len(areas)).astype(np.int16)),
    }


def _words(names: Sequence[str], places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(places.astype(np.int32), list(names))


def _write_people(path: Path, made: Made) -> None:
    areas, dates = made.plan.state.areas, _dates(made)
    rows = len(made.replicates) * len(dates) * len(areas) * 2 * AGES
    width = 5 if rows > _MANY else 1
    starts = np.arange(0, AGES, width)
    cells = _cells(areas, len(starts), width)
    some = len(cells["age"])
    schema = None
    writer = None
    for each in made.replicates:
        for at, day in enumerate(dates):
            people = np.add.reduceat(each.population[at], starts, axis=2).ravel()
            table = pa.table(
                {
                    "replicate": pa.array(np.full(some, each.number, np.int32)),
                    "date": _words([day], np.zeros(some, np.int64)),
                    **cells,
                    "years": pa.array(np.full(some, width, np.int8)),
                    "people": pa.array(people.astype(np.int32)),
                }
            )
            if writer is None:
                schema = table.schema
                writer = pq.ParquetWriter(path, schema, compression="zstd")
            writer.write_table(table)
    if writer is not None:
        writer.close()


def _write_months(path: Path, made: Made) -> None:
    areas, months = made.plan.state.areas, made.plan.months
    first = made.plan.state.month
    days = [str(day_of(first + at)) for at in range(months)]
    tables = []
    for each in made.replicates:
        columns = {
            "replicate": pa.array(np.full(months * len(areas), each.number, np.int32)),
            "month": _words(days, np.repeat(np.arange(months), len(areas))),
            "area": _words(areas, np.tile(np.arange(len(areas)), months)),
            "people": pa.array(each.totals[:-1].ravel().astype(np.int32)),
        }
        for at, name in enumerate(FLOWS):
            columns[name] = pa.array(each.flows[:, at].ravel().astype(np.int32))
        tables.append(pa.table(columns))
    pq.write_table(pa.concat_tables(tables), path, compression="zstd")


def _sampled(made: Made) -> Iterator[Sampled]:
    monthly = len(made.plan.state.areas) <= _FEW_AREAS
    for each in samples(made.plan, made.replicates):
        if not monthly or each.name not in FLOWS:
            yield _one(made, each)
    if monthly:
        for each in by_month(made.plan, made.replicates):
            yield _one(made, each)


def _one(made: Made, each: Sample) -> Sampled:
    first = [date.fromisoformat(period) for period in each.periods]
    length = _LENGTHS[each.spans]
    end = made.plan.state.month + made.plan.months  # the last twelve months may be fewer
    last = [day_of(min(month_of(day) + length, end)) - timedelta(days=1) for day in first]
    return Sampled(
        service=None,
        measure=each.name,
        standing=length == 0,
        areas=(*made.plan.state.areas, None),
        spans=list(zip(first, last if length else first, strict=True)),
        values=with_city(each.values).astype(np.float64),
    )


def _ages(made: Made) -> pa.Table:
    areas, dates = made.plan.state.areas, _dates(made)
    cells, parts = _cells(areas, AGES, 1), []
    for at, day in enumerate(dates):
        mean, shares = by_age(made.replicates, at)
        last = at == len(dates) - 1
        parts.append(
            pa.table(
                {
                    "date": _words([day], np.zeros(mean.size, np.int64)),
                    **cells,
                    "mean": mean.ravel().astype(np.float32),
                    **{f"q{100 * q}": shares[p].ravel() for p, q in enumerate((1, 5, 9))},
                    "expected": pa.array(
                        made.expected.ravel() if last else [None] * mean.size, pa.float64()
                    ),
                }
            )
        )
    return pa.concat_tables(parts).unify_dictionaries()


def measures_table(made: Made) -> pa.Table:
    """Every measure by period and area, the city last."""
    areas, parts = (*made.plan.state.areas, CITY), []
    for each in made.measures:
        periods, width = len(each.periods), len(areas)
        columns = {
            "measure": pa.array([each.name] * (periods * width)),
            "spans": pa.array([each.spans] * (periods * width)),
            "period": pa.array(np.repeat(np.array(each.periods, object), width)),
            "area": pa.array(np.tile(np.array(areas, object), periods)),
            "mean": pa.array(np.round(each.mean.ravel(), 2)),
        }
        for place, name in enumerate(_SHARES):
            columns[name] = pa.array(np.round(each.shares[place].ravel(), 2))
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPeople:
    """A finished projection, read back.

    `dates` are its yearly points. `low`, `middle` and `high` (10, 50 and 90 %) are (dates, areas, 2,
    AGES); `expected` (areas, 2, AGES) belongs to the last of them. `measures` are by name.
    """

    about: dict[str, object]
    areas: tuple[str, ...]
    dates: tuple[str, ...]
    low: Floats
    middle: Floats
    high: Floats
    expected: Floats
    measures: dict[str, Measure]


def open_people(folder: Path) -> KeptPeople:
    """Read a finished projection."""
    table = pq.read_table(folder / "ages.parquet")
    dates = tuple(dict.fromkeys(table["date"].to_pylist()))
    areas = tuple(dict.fromkeys(table["area"].to_pylist()))
    shape = (len(dates), len(areas), 2, AGES)
    low, middle, high = (table[name].to_numpy().reshape(shape) for name in ("q100", "q500", "q900"))
    expected = table["expected"].to_numpy().reshape(shape)[-1]
    return KeptPeople(
        about=manifest_of(folder),
        areas=areas,
        dates=dates,
        low=low,
        middle=middle,
        high=high,
        expected=expected,
        measures=_measures(pq.read_table(folder / "measures.parquet"), len(areas) + 1),
    )


def _measures(table: pa.Table, width: int) -> dict[str, Measure]:
    names = np.array(table["measure"].to_pylist(), object)
    found = {}
    for name in dict.fromkeys(names.tolist()):
        part = table.filter(pa.array(names == name))
        periods = tuple(dict.fromkeys(part["period"].to_pylist()))
        shape = (len(periods), width)
        found[name] = Measure(
            name=name,
            spans=part["spans"][0].as_py(),
            periods=periods,
            mean=part["mean"].to_numpy().reshape(shape),
            shares=np.stack([part[each].to_numpy().reshape(shape) for each in _SHARES]),
        )
    return found
