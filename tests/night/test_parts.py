"""A night made part by part says the same as the night made at once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakimawari.fit.closed import closed_keys
from sakimawari.fit.parts import shares_of
from sakimawari.fit.store import TABLES, Run
from sakimawari.fit.subset import select_units
from sakimawari.guard.protection import households_of
from sakimawari.night.engines.local import part_by_part
from sakimawari.night.run import NightReport, run_night
from sakimawari.problems import Problems
from sakimawari.registry import schema
from sakimawari.registry.part import Citywide, part_of, programmes_named
from sakimawari.registry.store import ROWS_A_GROUP, current_snapshot, open_snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.population import PlainColumn, Population, SpansColumn, YearlyColumn
from tests.night.town import ON, TASK, Town

NOBODY = Citywide(closed=frozenset(), programmes=frozenset())
PART = 170  # households: several parts a ward, and wards that are one


def sorted_rows(run: Run, name: str) -> pa.Table:
    """The rows of a table as plain words and numbers, in one order."""
    table = in_words(run.table(name))
    return table.sort_by([(column, "ascending") for column in table.column_names]).combine_chunks()


def in_words(table: pa.Table) -> pa.Table:
    """A table with words in place of their numbers."""
    plain = [
        (f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema
    ]
    return table.cast(pa.schema(plain)).combine_chunks()


def demand_equal(one: Run, other: Run) -> None:
    for name in TABLES:
        expected = sorted_rows(one, name)
        assert sorted_rows(other, name).equals(expected), name


def arrays_of(population: Population) -> dict[str, Any]:
    """Every array of a population by name."""
    found: dict[str, Any] = {
        name: getattr(population, name) for name in ("offsets", "guardian", "spouse", "is_subject")
    }
    for fact, column in population.columns.items():
        match column:
            case PlainColumn(values=values):
                found[fact] = values
            case YearlyColumn(first_year=first, values=values):
                found[fact], found[f"{fact} from"] = values, np.asarray(first)
            case SpansColumn():
                for name in ("starts", "since", "until", "values"):
                    found[f"{fact} {name}"] = getattr(column, name)
    return found


@pytest.fixture(scope="module")
def chopped(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town with its tables in row groups of a few hundred rows, as a large city has them."""
    home = tmp_path_factory.mktemp("chopped") / "home"
    shutil.copytree(town.home / "snapshots", home / "snapshots")
    (home / "cache").symlink_to((town.home / "cache").resolve())
    for path in (home / "snapshots").rglob("*.parquet"):
        with pq.ParquetFile(path) as file:
            table = file.read()
        pq.write_table(table, path, row_group_size=300)
    return replace(town, home=home)


def test_some_units_read_alone_are_the_same_units_taken_out_of_the_whole(chopped: Town) -> None:
    snapshot, facts = chopped.snapshot, chopped.catalogue.residents.facts_needed()
    whole = snapshot.population(facts)
    citywide = Citywide(closed=frozenset(), programmes=programmes_named(snapshot))

    @settings(max_examples=25)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        first = data.draw(st.integers(0, whole.units - 1))
        last = data.draw(st.integers(first + 1, min(whole.units, first + 400)))
        part = part_of(snapshot, first, last, citywide=citywide)
        read = arrays_of(part.population(facts))
        taken = arrays_of(select_units(whole, np.arange(first, last)).population)
        assert read.keys() == taken.keys()
        for name, array in taken.items():
            assert np.array_equal(read[name], array), name
            assert read[name].dtype == array.dtype, name

    check()


def test_a_part_reads_only_the_row_groups_it_lies_in(chopped: Town) -> None:
    """Rows outside the part may be damaged: nobody looks at them."""
    snapshot = chopped.snapshot
    path = snapshot.folder / "people.parquet"
    with pq.ParquetFile(path) as file:
        last = file.metadata.row_group(file.num_row_groups - 1).column(0)
    content = bytearray(path.read_bytes())
    at = last.dictionary_page_offset or last.data_page_offset
    content[at : at + last.total_compressed_size] = bytes(last.total_compressed_size)
    kept = path.read_bytes()
    path.write_bytes(content)
    try:
        units = int(snapshot.manifest["households"])
        assert part_of(snapshot, 0, 50, citywide=NOBODY).people().num_rows >= 50
        with pytest.raises(OSError):
            part_of(snapshot, units - 10, units, citywide=NOBODY).people()
    finally:
        path.write_bytes(kept)


def test_a_snapshot_is_written_in_row_groups_small_enough_for_parts(town: Town) -> None:
    with pq.ParquetFile(town.snapshot.folder / "people.parquet") as file:
        assert file.metadata.row_group(0).num_rows <= ROWS_A_GROUP


def test_wards_are_cut_into_even_parts_none_too_large_none_across_wards() -> None:
    wards = [
        {"ward": "東区", "first_unit": 0, "units": 101},
        {"ward": "西区", "first_unit": 101, "units": 40},
        {"ward": "島", "first_unit": 141, "units": 0},
        {"ward": "南区", "first_unit": 141, "units": 1},
    ]
    shares = shares_of({"wards": wards}, most_units=50)
    assert [(s.number, s.ward, s.first_unit, s.last_unit) for s in shares] == [
        (0, "東区", 0, 33),
        (1, "東区", 33, 67),
        (2, "東区", 67, 101),
        (3, "西区", 101, 141),
        (4, "南区", 141, 142),
    ]


def test_a_night_part_by_part_says_the_same_as_the_night_at_once(
    chopped: Town, night: NightReport
) -> None:
    report = run_night(
        chopped.home, chopped.catalogue, task=TASK, engine=part_by_part(most_units=PART)
    )
    demand_equal(night.run, report.run)
    one, other = (pq.read_table(each.run.folder / "units.parquet") for each in (night, report))
    assert one.equals(other)  # so that the next night can follow either
    for path in (night.run.folder / "calendar").glob("*/*.parquet"):
        same = report.run.folder / path.relative_to(night.run.folder)
        assert in_words(pq.read_table(same)).equals(in_words(pq.read_table(path)))  # in order
    assert not (report.run.folder / "parts").exists()


def test_who_is_closed_is_told_by_the_whole_city_and_not_by_a_part(
    chopped: Town, tmp_path: Path
) -> None:
    """A child visits one household and lives with a protected person in another, far away."""
    home = tmp_path / "home"
    shutil.copytree(chopped.home / "snapshots", home / "snapshots")
    (home / "cache").symlink_to((chopped.home / "cache").resolve())
    snapshot = open_snapshot(current_snapshot(home))
    people = snapshot.people().to_pylist()
    visits = {p["household"]: p["unit"] for p in people if not p["is_subject"] and p["household"]}
    protected = {p["household"]: p["person"] for p in people if p["is_subject"]}
    keys = [key for key in visits if key in protected]
    table = pa.table({"person": [protected[key] for key in keys]})
    for name, day in (("since", 0), ("until", 2**31 - 1)):
        table = table.append_column(name, pa.array([day] * len(keys), pa.int32()))
    pq.write_table(table.cast(schema.PROTECTION.arrow), snapshot.folder / "protection.parquet")
    whole = households_of(snapshot.people(), frozenset(table["person"].to_pylist()))
    assert closed_keys(snapshot, days(ON)) == whole
    of_unit = dict(enumerate(snapshot.households()["household"].to_pylist()))
    assert set(keys) <= whole
    today = replace(TASK, months=1)
    at_once = run_night(home, chopped.catalogue, task=today).run
    parts = run_night(home, chopped.catalogue, task=today, engine=part_by_part(most_units=90)).run
    demand_equal(at_once, parts)
    listed = set(parts.table("entitlements")["household"].to_pylist())
    hosting = {of_unit[p["unit"]] for p in people if p["household"] in keys}
    assert set(visits.values())
    assert not listed & whole
    assert not listed & hosting  # the visited household too, though nobody in its part is protected


def test_a_part_does_not_answer_who_is_protected(chopped: Town) -> None:
    part = part_of(chopped.snapshot, 0, 5, citywide=NOBODY)
    with pytest.raises(Problems, match="SNAP014"):
        part.protected_people(days(ON))


def test_receiving_and_ties_are_counted_from_the_first_of_the_part(chopped: Town) -> None:
    snapshot = chopped.snapshot
    whole, people = snapshot.receiving(), snapshot.people()
    part = part_of(snapshot, 300, 700, citywide=NOBODY)
    inside = whole.filter(
        pc.and_(
            pc.greater_equal(whole["row"], part.first_person),
            pc.less(whole["row"], part.last_person),
        )
    )
    assert inside.num_rows
    taken = part.receiving()
    assert taken["person"].to_pylist() == inside["person"].to_pylist()
    assert taken["person"].to_pylist() == part.people()["person"].take(taken["row"]).to_pylist()
    heads = part.people()["person"].take(part.households()["head"]).to_pylist()
    assert heads == people["person"].take(snapshot.households()["head"]).to_pylist()[300:700]
