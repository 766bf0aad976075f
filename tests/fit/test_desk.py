"""A desk answers for any resident as the whole snapshot would, and nothing kept beside it is trusted blindly."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.fit.desk import Desk, all_keys, desk_of, open_desk
from sakimawari.fit.explain import explain, record_of, replay
from sakimawari.fit.language import Language
from sakimawari.fit.lookup import situation_of
from sakimawari.fit.words import lines_of
from sakimawari.guard.protection import households_of
from sakimawari.problems import Problems
from sakimawari.registry.mapped import COLUMNS
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder, Kind
from tests.night.town import ON, Town, found_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("desk") / "town", residents=1_500)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "columns"


def same(one: Population, other: Population) -> None:
    for part in ("offsets", "guardian", "spouse", "is_subject"):
        assert np.array_equal(getattr(one, part), getattr(other, part))
        assert getattr(one, part).dtype == getattr(other, part).dtype
    assert one.columns.keys() == other.columns.keys()
    for name, column in one.columns.items():
        mapped = other.columns[name]
        assert type(mapped) is type(column)
        for part in fields(column):
            ours, theirs = getattr(column, part.name), getattr(mapped, part.name)
            assert np.array_equal(ours, theirs), (name, part.name)
            assert np.asarray(ours).dtype == np.asarray(theirs).dtype


def test_the_population_read_through_it_is_the_very_same(town: Town, cache: Path) -> None:
    facts, snapshot = town.catalogue.facts_needed(), town.snapshot
    wanted = snapshot.population(facts)
    same(wanted, open_desk(snapshot, cache=cache).mapped.population(facts))
    same(wanted, open_desk(snapshot, cache=cache).mapped.population(facts))  # now from disk


def test_a_fact_declared_with_other_bounds_or_absence_has_a_column_of_its_own(
    town: Town, cache: Path
) -> None:
    snapshot = town.snapshot
    fact = next(
        fact
        for fact in town.catalogue.facts_needed()
        if fact.type.kind is Kind.NUMBER and fact.name in snapshot.manifest["facts"]
    )
    tighter = replace(fact, high=fact.low + 1, absent=None if fact.absent is not None else fact.low)
    for declared in (fact, tighter, fact):
        mapped = open_desk(snapshot, cache=cache).mapped
        same(snapshot.population([declared]), mapped.population([declared]))


def without_sources(situation: Situation) -> Situation:
    def bare(held: object) -> dict[str, object]:
        assert isinstance(held, dict)
        return {
            name: replace(one, source=None, loaded=None, sources={}) for name, one in held.items()
        }

    people = tuple(replace(person, facts=bare(person.facts)) for person in situation.people)
    return Situation(people=people, household=bare(situation.household))  # type: ignore[arg-type]


def test_every_household_is_the_one_the_population_holds(town: Town, cache: Path) -> None:
    facts, snapshot = town.catalogue.facts_needed(), town.snapshot
    desk, population = open_desk(snapshot, cache=cache), snapshot.population(facts)
    for unit in np.random.default_rng(1).choice(population.units, 60, replace=False).tolist():
        expected = situation_of(snapshot, unit, facts, population=population, with_sources=False)
        assert without_sources(desk.situation(unit, facts)) == expected


def test_each_value_is_told_with_the_file_and_row_of_its_own_year(town: Town, cache: Path) -> None:
    snapshot, facts = town.snapshot, town.catalogue.facts_needed()
    desk = open_desk(snapshot, cache=cache)
    compared = 0
    for unit in range(0, desk.units, 40):
        situation = desk.situation(unit, facts)
        row = desk.rows(unit).start
        listed = snapshot.situation_sources(
            row, [fact for fact in facts if fact.holder is Holder.PERSON]
        )
        for name, entries in listed.items():
            sourced = situation.people[0].facts.get(name)
            for entry in entries if sourced is not None else ():
                within = entry.since if entry.year is None else entry.year
                assert sourced is not None
                assert sourced.source_of(within) == f"{entry.source} {entry.source_row}行"
                compared += 1
    assert compared > 100


def test_residents_households_and_children_living_apart_are_found_where_they_live(
    town: Town, cache: Path
) -> None:
    desk, people = open_desk(town.snapshot, cache=cache), town.snapshot.people().to_pylist()
    first = desk.mapped.people.arrays["offsets"]
    for row, person in enumerate(people):
        if person["is_subject"]:
            found = desk.find(person["person"])
            assert (found.unit, int(first[found.unit]) + found.position) == (person["unit"], row)
    assert any(not person["is_subject"] for person in people)
    for household in town.snapshot.households().to_pylist():
        found = desk.find(household["household"], Holder.HOUSEHOLD)
        assert found.unit == household["unit"]
        assert desk.relations(found.unit)[0] == people[household["first_person"]]["relation"]
    for wrong in ("", "nobody", "あ", "z" * 80):
        with pytest.raises(Problems, match="CLI010"):
            desk.find(wrong)


@pytest.mark.parametrize("on", [ON, date(2030, 1, 1)])
def test_protection_is_what_guard_says_of_the_whole_city(town: Town, cache: Path, on: date) -> None:
    snapshot = town.snapshot
    desk, people = open_desk(snapshot, cache=cache), snapshot.people()
    households = households_of(people, snapshot.protected_people(days(on)))
    assert {key for key in all_keys(desk, Holder.HOUSEHOLD) if desk.is_protected(key, on)} == {
        *households
    }
    within = people.filter(
        pc.is_in(people["household"], value_set=pa.array(sorted(households), pa.string()))
    )
    shown = {key for key in all_keys(desk, Holder.PERSON) if desk.is_protected(key, on)}
    assert set(within["person"].to_pylist()) - shown == set()


# ---------------------------------------------------------------- what is kept on disk


def kept(snapshot: Snapshot, cache: Path) -> list[Path]:
    return sorted((cache / snapshot.folder.name).rglob("*.npy"))


@pytest.mark.parametrize("damage", ["cut", "overwritten", "gone", "no json", "all gone"])
def test_what_is_damaged_is_made_again(town: Town, cache: Path, damage: str) -> None:
    snapshot, facts = town.snapshot, town.catalogue.facts_needed()[:4]
    open_desk(snapshot, cache=cache).mapped.prepare_all(facts)
    for file in kept(snapshot, cache):
        match damage:
            case "cut":
                file.write_bytes(file.read_bytes()[:-1])
            case "overwritten":
                file.write_bytes(bytes(file.stat().st_size))
            case "gone":
                file.unlink()
            case "no json":
                (file.parent / "about.json").write_text("{", encoding="utf-8")
            case _:
                shutil.rmtree(cache, ignore_errors=True)
    again = open_desk(snapshot, cache=cache)
    same(snapshot.population(facts), again.mapped.population(facts))
    assert again.situation(1, facts).people
    assert kept(snapshot, cache)
    assert not list(cache.rglob(".new-*"))


def test_where_nothing_may_be_written_it_reads_all_the_same(town: Town, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    desk = open_desk(town.snapshot, cache=blocked)
    facts = town.catalogue.facts_needed()[:3]
    same(town.snapshot.population(facts), desk.mapped.population(facts))


MANY = """
import sys
from pathlib import Path
from sakimawari.fit.desk import open_desk
from tests.edition import thirteen_services
from sakimawari.registry.store import open_snapshot
snapshot = open_snapshot(Path(sys.argv[1]))
desk = open_desk(snapshot, cache=Path(sys.argv[2]))
facts = thirteen_services().facts_needed()
print(sum(len(desk.situation(unit, facts).people) for unit in range(50)))
"""


def test_processes_that_make_the_same_columns_at_once_all_succeed(town: Town, cache: Path) -> None:
    command = [sys.executable, "-c", MANY, str(town.snapshot.folder), str(cache)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(set(told)) == 1
    assert not list(cache.rglob(".new-*"))


def test_columns_lie_in_the_cache_of_the_home_and_older_ones_go(town: Town) -> None:
    columns = town.home / COLUMNS
    shutil.rmtree(columns, ignore_errors=True)
    for name in ("older", "old"):
        (columns / name).mkdir(parents=True)
    desk = open_desk(town.snapshot)
    assert desk.units
    assert len(list(columns.iterdir())) == 2  # this one, and one other for comparisons


# ---------------------------------------------------------------- explanations


def some_keys(desk: Desk, holder: Holder, count: int) -> list[str]:
    keys = all_keys(desk, holder)
    chosen = np.random.default_rng(3).choice(len(keys), count, replace=False)
    return [keys[at] for at in chosen]


def test_every_service_explains_and_replays_for_residents_of_the_town(town: Town) -> None:
    snapshot = town.snapshot
    desk = desk_of(snapshot)
    for slug, service in town.catalogue.services.items():
        for key in some_keys(desk, service.holder, 6):
            found = explain(snapshot, town.catalogue, subject=key, service=slug, on=ON)
            assert record_of(replay(record_of(found))) == record_of(found)
            for language in Language:
                lines = list(lines_of(found, language=language))
                assert 3 < len(lines) < 120  # a large family may need 70
                assert not any("None" in line or "{" in line for line in lines)


def test_the_command_replays_its_own_json_without_the_city(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMAWARI_KEYS", str(tmp_path / "keys"))
    key = some_keys(desk_of(town.snapshot), Holder.PERSON, 1)[0]
    asked = ["why", key, "child-allowance", "--on", ON.isoformat(), "--protected"]
    shown = CliRunner().invoke(app, [*asked, "--dir", str(town.home), "--json"])
    assert shown.exit_code == 0
    kept_apart = tmp_path / "why.json"
    kept_apart.write_text(shown.stdout, encoding="utf-8")
    lines = CliRunner().invoke(app, [*asked, "--dir", str(town.home)])
    again = CliRunner().invoke(app, ["why", "--replay", str(kept_apart)])
    assert (again.exit_code, again.stdout) == (0, lines.stdout)
