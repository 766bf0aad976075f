"""`sakimawari project`: from the registers or a table to folders of figures, by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from sakimawari.anticipate.projection.registered import counts_of, registered
from sakimawari.anticipate.projection.run import project
from sakimawari.anticipate.projection.store import open_people, publish
from sakimawari.anticipate.projection.values import AGES
from sakimawari.anticipate.runs.folder import finished
from sakimawari.anticipate.runs.replicates import open_replicates
from sakimawari.cli import app
from sakimawari.registry.mapped import map_snapshot
from tests.night.town import ON, Town, found_town

from .hamlet import AREAS, plan


def called(*asked: str) -> Result:
    return CliRunner().invoke(app, ["project", *asked])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("projected") / "town", residents=1_000)


def test_every_resident_of_the_registers_is_there_once(town: Town) -> None:
    snapshot = town.snapshot
    state = registered(map_snapshot(snapshot), on=ON)
    people = snapshot.people()
    subjects = np.asarray(people["is_subject"]) == 1
    assert state.people == int(subjects.sum())
    assert len(np.unique(state.key)) == state.people
    assert counts_of(state, AGES).sum() == state.people
    assert np.array_equal(np.sort(state.origin), np.flatnonzero(subjects))
    assert state.areas == tuple(sorted(set(people["ward"].to_pylist()) - {None}))
    assert (state.care > 0).any() and (state.work == 1).any() and (state.partner >= 0).any()
    towns = registered(map_snapshot(snapshot), on=ON, by_town=True)
    assert all(area.split(" ")[0] in state.areas and " " in area for area in towns.areas)
    assert np.array_equal(towns.key, state.key)


def test_a_command_writes_a_finished_run_into_the_home(town: Town) -> None:
    asked = ("--dir", str(town.home), "--years", "2", "--replicates", "2", "--json")
    answer = called(*asked)
    assert answer.exit_code in (0, 1), answer.output
    told = json.loads(answer.stdout)
    assert told["start"] == "2026-10-01" and told["households"] < told["residents"]
    assert told["flows_explain_stocks"] is True
    (folder,) = finished(town.home, "people")
    assert folder.name == "2026-10" and str(folder) == told["folder"]
    kept = open_people(folder)
    assert kept.dates == ("2026-10-01", "2027-10-01", "2028-10-01")
    each = open_replicates(folder)
    assert each is not None and each.areas() == kept.areas
    standing, spans = each.measure(None, "nursery_wished")
    told_mean = kept.measures["nursery_wished"].mean
    found = [one.values for one in spans[""] if one.values is not None]
    assert standing and len(found[0]) == 2
    assert [float(one.mean()) for one in found] == pytest.approx(told_mean[:, -1], abs=0.01)
    standing, months = each.measure(None, "births")
    assert not standing and len(months[""]) == 24
    twelve = [one.values for one in months[""][:12] if one.values is not None]
    births = float(np.sum(twelve, axis=0).mean())
    assert births == pytest.approx(kept.measures["births"].mean[0, -1], abs=0.01)
    assert kept.measures["people"].mean[0, -1] == told["residents"]
    gains = (folder / "map.csv").read_text(encoding="utf-8-sig")
    assert all(area in gains for area in kept.areas)
    assert "<svg" in (folder / "map.svg").read_text(encoding="utf-8")


def test_what_is_kept_is_what_was_found(tmp_path: Path) -> None:
    found = project(plan(18))
    folder = publish(tmp_path, "a", found.made, {"kind": "people"})
    kept = open_people(folder)
    replicates = found.made.replicates
    assert kept.areas == AREAS
    middle = np.quantile([each.population[-1] for each in replicates], 0.5, axis=0)
    assert np.array_equal(kept.middle[-1], middle)
    assert np.allclose(kept.expected, found.made.expected)
    table = pq.read_table(folder / "people.parquet").to_pydict()
    last = [
        people
        for people, day, number in zip(
            table["people"], table["date"], table["replicate"], strict=True
        )
        if day == "2028-04-01" and number == 1
    ]
    assert sum(last) == replicates[1].population[-1].sum()
    months = pq.read_table(folder / "months.parquet").to_pydict()
    assert sum(months["births"]) == sum(int(each.flows[:, 0].sum()) for each in replicates)
    newborns = kept.measures["newborns"]
    assert newborns.periods == ("2027-01-01",)  # the one whole calendar year
    whole = np.mean([each.flows[3:15, 0].sum() for each in replicates])
    assert newborns.mean[0, -1] == pytest.approx(whole, abs=0.01)
    lines = (folder / "sentences.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("2027: ") and "new 75-year-olds in 東" in line for line in lines)


def test_a_table_goes_to_a_folder_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "residents.csv"
    rows = [f"北区,{sex},{age},12" for sex in ("男", "女") for age in range(95)]
    table.write_text("area,sex,age,people\n" + "\n".join(rows) + "\n", encoding="utf-8")
    asked = ("--population", str(table), "--from", "2025-04-01", "--years", "1")
    answer = called(*asked, "--replicates", "2", "--certain", "--out", str(tmp_path / "out"))
    assert answer.exit_code == 0, answer.output
    assert "expected" in answer.output and "北区" in answer.output
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["doubt"] is False


def test_a_month_before_the_snapshot_and_a_bad_name_are_refused(town: Town) -> None:
    base = ("--dir", str(town.home), "--years", "1", "--replicates", "1", "--json")
    for more, problem in ((("--from", "2020-01-01"), "PROJ009"), (("--name", "../x"), "PROJ008")):
        answer = called(*base, *more)
        assert answer.exit_code == 2
        assert json.loads(answer.stdout)["problems"][0]["id"] == problem
