"""One resident is answered at once, and exactly as the run answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sakimawari.fit.run import Task
from sakimawari.fit.served.run import Served, open_served, timetable_at
from sakimawari.fit.store import Run
from sakimawari.fit.timetable import Timetable, timetable, timetable_of
from sakimawari.night.run import NightReport, run_night
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.problems import Problems
from tests.edition import EDITION
from tests.night import enterprises
from tests.night.test_next_night import FIRST, changed_town
from tests.night.town import Town, found_town


@pytest.fixture(scope="module")
def served(night: NightReport, tmp_path_factory: pytest.TempPathFactory) -> Served:
    return open_served(night.run, cache=tmp_path_factory.mktemp("cache"))


def everybody(run: Run) -> list[str]:
    """All people and households of a run."""
    keys = run.ask("SELECT DISTINCT person FROM people")["person"].to_pylist()
    return [*keys, *run.ask("SELECT DISTINCT household FROM people")["household"].to_pylist()]


def told_by_lists(run: Run, catalogue: Catalogue, keys: Iterable[str]) -> dict[str, Timetable]:
    """What `timetable` tells of each key, with the lists of the run read once for all."""
    rows = run.ask("SELECT * FROM calendar ORDER BY service, since").to_pylist()
    received = run.ask("SELECT service::VARCHAR AS s, subject FROM receives").to_pylist()
    receiving = {(row["s"], row["subject"]) for row in received}
    homes = run.ask("SELECT person, household FROM people").to_pylist()
    home = {row["person"]: row["household"] for row in homes}
    of: dict[str, list[dict[str, Any]]] = {}
    for at, row in enumerate(rows):
        of.setdefault(row["subject"], []).append({**row, "at": at})
    told = {}
    for key in keys:
        own = [*of.get(key, []), *(of.get(home[key], []) if key in home else [])]
        told[key] = timetable_of(
            key,
            sorted(own, key=lambda row: row["at"]),
            catalogue,
            days=(run.on, run.final),
            receives={
                row["service"] for row in own if (row["service"], row["subject"]) in receiving
            },
        )
    return told


def test_everybody_of_a_town_is_told_what_the_run_tells(
    town: Town, night: NightReport, served: Served
) -> None:
    keys = everybody(night.run)
    told = told_by_lists(night.run, town.catalogue, keys)
    assert len(keys) > 4_000
    assert sum(len(each.services) for each in told.values()) > 3_000
    assert any(times.receives for each in told.values() for times in each.services)
    for key in keys:
        assert timetable_at(served, town.catalogue, key) == told[key]
    for key in keys[::1_500]:
        assert timetable(night.run, town.catalogue, key) == told[key]


def test_a_key_nobody_bears_is_refused_as_the_run_refuses_it(
    town: Town, night: NightReport, served: Served
) -> None:
    for key in ("nobody", "", "a" * 17, "宛名番号", everybody(night.run)[0][:-1]):
        with pytest.raises(Problems, match="FIT001"):
            timetable_at(served, town.catalogue, key)


def test_members_and_receipts_are_those_of_the_snapshot(
    night: NightReport, town: Town, served: Served
) -> None:
    people = town.snapshot.people().to_pylist()
    receiving = town.snapshot.receiving().to_pylist()
    for row in [row for row in people if row["is_subject"]][::97]:
        found = served.membership(row["person"])
        assert found is not None
        assert (found.household, found.ward, found.town) == (
            row["household"],
            row["ward"],
            row["town"],
        )
        unit = [each for each in people if each["unit"] == row["unit"]]
        assert [(m.person, m.relation) for m in found.members] == [
            (each["person"], each["relation"]) for each in unit
        ]
        guardian = next(m.guardian for m in found.members if m.person == row["person"])
        assert guardian == (people[row["guardian"]]["person"] if row["guardian"] >= 0 else None)
        entries = [each for each in receiving if each["person"] == row["person"]]
        assert sorted(each.programme for each in served.receipts(row["person"])) == sorted(
            each["programme"] for each in entries
        )
    assert served.membership("nobody") is None
    assert served.receipts("nobody") == ()


@pytest.fixture(scope="module")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("layers"), residents=1_000, seed=6)


def test_nights_that_follow_are_answered_from_what_the_first_laid_out(
    small_town: Town, tmp_path: Path
) -> None:
    home, load_again = changed_town(small_town, tmp_path, 1)
    cache = tmp_path / "cache"
    first = run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=2)).run
    volume = open_served(first, cache=cache).residents.volume.item
    for later in (date(2026, 11, 21), date(2026, 11, 24), date(2026, 12, 1)):
        load_again(later)
        run = run_night(home.home, home.catalogue, task=Task(on=later, months=24, threads=2)).run
        assert run.manifest["layer"] > 0
        served = open_served(run, cache=cache)
        assert served.residents.supplement is not None
        keys = everybody(run)
        told = told_by_lists(run, home.catalogue, keys)
        for key in keys:
            assert timetable_at(served, home.catalogue, key) == told[key]
        assert served.residents.volume.item.words == volume.words
    kept = {path.name.partition("-")[0] for path in (cache / "served").glob("*-*")}
    assert kept == {"people", "rights", "run"}
    assert len(list((cache / "served").glob("run-*"))) == 2


def test_a_rule_that_changed_is_answered_by_its_new_reading(
    small_town: Town, tmp_path: Path
) -> None:
    home, load_again = changed_town(small_town, tmp_path, 2)
    run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1))
    load_again(date(2026, 11, 21))
    second = Task(on=date(2026, 11, 21), months=24, threads=1)
    run_night(home.home, home.catalogue, task=second)
    pack = tmp_path / "dearer"
    shipped = {pack.id: pack.folder for pack in home.catalogue.packs}["children"]
    shutil.copytree(shipped, pack)
    figures = pack / "parameters" / "child-allowance.yaml"
    figures.write_text(figures.read_text("utf-8").replace("value: 10000", "value: 11000"), "utf-8")
    catalogue = load_packs([*(each for each in EDITION if each.name != shipped.name), pack])
    third = Task(on=date(2026, 11, 22), months=24, threads=1)
    run = run_night(home.home, catalogue, task=third).run
    served = open_served(run, cache=tmp_path / "cache")
    assert len(set(served.residents.layers.tolist())) > 1
    told = told_by_lists(run, catalogue, everybody(run))
    for key, expected in told.items():
        assert timetable_at(served, catalogue, key) == expected


def test_an_earlier_run_is_answered_although_a_later_one_was_laid_out(
    small_town: Town, tmp_path: Path
) -> None:
    home, load_again = changed_town(small_town, tmp_path, 3)
    first = run_night(home.home, home.catalogue, task=Task(on=FIRST, months=24, threads=1)).run
    load_again(date(2026, 11, 21))
    second = Task(on=date(2026, 11, 21), months=24, threads=1)
    open_served(run_night(home.home, home.catalogue, task=second).run, cache=tmp_path / "cache")
    served = open_served(first, cache=tmp_path / "cache")
    for key, expected in told_by_lists(first, home.catalogue, everybody(first)).items():
        assert timetable_at(served, home.catalogue, key) == expected


def test_companies_are_answered_by_their_number(tmp_path: Path) -> None:
    home, catalogue = enterprises.load_town(tmp_path), enterprises.trial_pack(tmp_path)
    task = Task(on=enterprises.ON, months=12, threads=1)
    run = run_night(home, catalogue, task=task).run
    served = open_served(run)
    numbers = [enterprises.SMALL, enterprises.HELPED, enterprises.NEW, enterprises.UNTOLD]
    for number in numbers:
        assert timetable_at(served, catalogue, number) == timetable(run, catalogue, number)
    helped = timetable_at(served, catalogue, enterprises.HELPED).services
    assert [each.receives for each in helped if each.service == "small-grant"] == [True]
    assert [each.programme for each in served.receipts(enterprises.HELPED)] == ["小規模助成"]
    assert served.membership(enterprises.SMALL) is None


def test_what_was_deleted_or_damaged_is_made_again(
    town: Town, night: NightReport, tmp_path: Path
) -> None:
    keys = everybody(night.run)[::300]
    folder = tmp_path / "cache" / "served"
    open_served(night.run, cache=tmp_path / "cache")
    told = told_by_lists(night.run, town.catalogue, keys)
    for number, damage in enumerate((shutil.rmtree, _cut_short)):
        for place in folder.glob("*-*" if number else "people-*"):
            damage(place)
        copy = Run(folder=night.run.folder, manifest={**night.run.manifest, "read": number})
        served = open_served(copy, cache=tmp_path / "cache")
        for key in keys:
            assert timetable_at(served, town.catalogue, key) == told[key]


def _cut_short(place: Path) -> None:
    for path in place.glob("*/*.npy"):
        path.write_bytes(path.read_bytes()[:-1])
