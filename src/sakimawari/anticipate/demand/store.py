"""A demand on disk: `<home>/anticipate/demand/NAME/`, tables as Parquet and CSV, sentences, manifest."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from sakimawari.anticipate.demand.run import Foreseen
from sakimawari.anticipate.demand.sentences import sentences
from sakimawari.anticipate.demand.showing import keep
from sakimawari.anticipate.demand.tables import (
    Summed,
    by_year,
    levels,
    sampled,
    summed,
    table_of,
    turned_table,
)
from sakimawari.anticipate.runs.folder import publishing, write_manifest
from sakimawari.anticipate.runs.replicates import write_replicates

KIND = "demand"
DEMAND, YEARS, TURNED, WORK, USES = "demand", "years", "turned", "work", "services"
SENTENCES = "sentences.txt"
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the folder, its sentences, and the table by year."""

    folder: Path
    sentences: tuple[str, ...]
    years: pa.Table


def write(
    home: Path, name: str, found: Foreseen, about: Mapping[str, object], *, exact: bool
) -> Written:
    """Publish a demand under a name; one of the same name is replaced whole."""
    sums = summed(found)
    days = [EPOCH + timedelta(days=day) for day in found.grid.days]
    periods = [(first, last - timedelta(days=1)) for first, last in itertools.pairwise(days)]
    yearly, years = by_year(found, sums)
    of_years = levels(found, yearly)
    year_days = [(date(year, 1, 1), date(year, 12, 31)) for year in years]
    by_years = table_of(found, of_years, year_days, exact=exact)
    told = tuple(sentences(found, yearly, of_years, years, exact=exact))
    with publishing(home, KIND, name) as folder:
        _both(folder, DEMAND, table_of(found, levels(found, sums), periods, exact=exact))
        _both(folder, YEARS, by_years)
        _both(folder, TURNED, turned_table(found, yearly, years, exact=exact))
        _both(folder, WORK, _work(found, sums, periods))
        _both(folder, USES, _services(found))
        write_replicates(folder, sampled(found, sums, periods, exact=exact))
        keep(folder, by_years)
        (folder / SENTENCES).write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
        write_manifest(folder, about)
    return Written(folder=home / "anticipate" / KIND / name, sentences=told, years=by_years)


def _both(folder: Path, name: str, table: pa.Table) -> None:
    pq.write_table(table, folder / f"{name}.parquet")
    with (folder / f"{name}.csv").open("wb") as file:
        file.write("\ufeff".encode())
        pv.write_csv(table, file)


def _work(found: Foreseen, sums: Summed, periods: Sequence[tuple[date, date]]) -> pa.Table:
    """Applications and hours of all services of a department, by ward, period and replicate.

    For what is made ready: sums over services, so that no small count of a right stands in it.
    """
    departments = sorted({use.service.department for use in found.uses})
    of = np.array([departments.index(use.service.department) for use in found.uses])
    wards = found.places.wards
    rows = []
    tables = {
        name: found.places.of_wards(sums.measures[name], 2) for name in ("applications", "hours")
    }
    for number, department in enumerate(departments):
        mine = {name: each[:, of == number].sum(axis=1) for name, each in tables.items()}
        for ward, place in enumerate(wards):
            for period, (since, until) in enumerate(periods):
                for replicate in range(len(found.replicates)):
                    where = (replicate, ward, period)
                    rows.append(
                        {
                            "department": department,
                            "ward": place,
                            "since": since,
                            "until": until,
                            "replicate": replicate,
                            "applications": round(float(mine["applications"][where]), 3),
                            "hours": round(float(mine["hours"][where]), 3),
                        }
                    )
    fields = [("department", pa.string()), ("ward", pa.string()), ("since", pa.date32())]
    fields += [("until", pa.date32()), ("replicate", pa.int64())]
    fields += [("applications", pa.float64()), ("hours", pa.float64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _services(found: Foreseen) -> pa.Table:
    """What was assumed of each service."""
    rows = [
        {
            "service": use.service.slug,
            "name": use.service.name,
            "department": use.service.department,
            "take_up": round(use.take_up, 4),
            "take_up_from": use.take_up_from,
            "minutes": use.foresight.minutes,
            "renewal_minutes": use.foresight.renewal_minutes,
            "papers": use.foresight.papers,
            "lag": " ".join(f"{share:.0%}" for share in use.lag),
            "place": use.foresight.place,
            "basis": use.foresight.basis,
        }
        for use in found.uses
    ]
    texts = ("service", "name", "department", "take_up_from", "lag", "place", "basis")
    kinds = {
        name: pa.string() if name in texts else pa.float64() if name == "take_up" else pa.int64()
        for name in rows[0]
    }
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))
