"""A night on a small city: what the run says, and what it never says."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from sakimawari.cli.why import refuse_protected
from sakimawari.fit.closed import closed_households
from sakimawari.fit.desk import desk_of
from sakimawari.fit.explain import explain
from sakimawari.fit.lookup import situation_of
from sakimawari.fit.store import ListQuery
from sakimawari.fit.unread import registers_wanting
from sakimawari.guard.protection import households_of, protected_on
from sakimawari.night.run import NightReport, current_run, run_night
from sakimawari.problems import Problems
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.tree import Holder
from tests.night.town import ON, TASK, Town

LISTS = ("entitlements", "gap", "coming", "deadlines")


def test_the_run_says_for_every_household_what_the_plain_reading_says(
    town: Town, night: NightReport
) -> None:
    snapshot, figures = town.snapshot, town.catalogue.figures(ON)
    facts = town.catalogue.residents.facts_needed()
    population = snapshot.population(facts)
    kept = {
        (row["service"], row["row"]): row for row in night.run.table("entitlements").to_pylist()
    }
    protected = protected_households(town)
    households = snapshot.people()["household"].to_pylist()
    compared = 0
    for unit in np.random.default_rng(1).choice(population.units, 40, replace=False):
        first = int(population.offsets[unit])
        if households[first] in protected:
            continue
        situation = situation_of(
            snapshot, int(unit), facts, population=population, with_sources=False
        )
        for slug, service in town.catalogue.residents.services.items():
            subjects = range(len(situation.people)) if service.holder is Holder.PERSON else [0]
            for position in subjects:
                if service.holder is Holder.PERSON and not situation.people[position].is_subject:
                    continue
                reading = read_service(service.rule, situation, figures, subject=position)
                row = first + position if service.holder is Holder.PERSON else int(unit)
                found = kept.get((slug, row))
                compared += 1
                if reading.status is Status.NO:
                    assert found is None
                else:
                    assert found is not None
                    assert (found["amount_low"], found["amount_high"]) == reading.amount
                    assert (found["tier_low"], found["tier_high"]) == reading.tier
                    assert found["undecided"] == reading.undecided
    assert compared > 500


def protected_households(town: Town) -> frozenset[str]:
    protected = protected_on(town.snapshot.protection(), ON)
    return households_of(town.snapshot.people(), protected)


def test_no_list_names_anybody_of_a_protected_household(town: Town, night: NightReport) -> None:
    protected = protected_households(town)
    assert protected
    for name in LISTS:
        table = night.run.table(name)
        assert not protected & set(table["household"].to_pylist())


def test_no_count_gives_a_protected_household_away_by_its_difference_from_the_list(
    night: NightReport,
) -> None:
    listed = Counter(
        row["service"]
        for row in night.run.table("entitlements").to_pylist()
        if row["status"] == "yes"
    )
    assert {row["service"]: row["entitled"] for row in night.summary()} == {
        row["service"]: listed[row["service"]] for row in night.summary()
    }


def test_a_household_protected_since_the_night_leaves_the_lists_at_once(
    town: Town, night: NightReport
) -> None:
    before = night.run.list(ListQuery(service="child-allowance"))
    household = before["household"][0].as_py()
    people = town.snapshot.people()
    person = people.filter(pc.equal(people["household"], household))["person"][0].as_py()
    today = days(ON)
    desk_of(town.snapshot)  # the desk all tests share is the one of the snapshot as it is

    class SinceThen(Snapshot):
        def protected_people(self, on: int, *, including_future: bool = True) -> frozenset[str]:
            return frozenset([person])

    since_then = SinceThen(folder=town.snapshot.folder, manifest=town.snapshot.manifest)
    closed = closed_households(town.snapshot, since_then, today)
    assert household in closed
    after = night.run.list(ListQuery(service="child-allowance", closed=closed))
    assert household not in after["household"].to_pylist()
    assert 0 < after.num_rows < before.num_rows


def test_the_proof_of_a_protected_household_is_shown_on_request_only(
    town: Town, night: NightReport
) -> None:
    people = town.snapshot.people()
    household = sorted(protected_households(town))[0]
    person = people.filter(pc.equal(people["household"], household))["person"][0].as_py()
    with pytest.raises(Problems, match="CLI012"):
        refuse_protected(town.snapshot, person)


def test_a_list_is_cut_by_service_ward_and_age(night: NightReport) -> None:
    ward = night.run.table("gap")["ward"][0].as_py()
    query = ListQuery(service="child-medical", ward=ward, youngest=0, oldest=6)
    rows = night.run.list(query).to_pylist()
    assert all(row["ward"] == ward and 0 <= row["age"] <= 6 for row in rows)
    whole = night.run.list(ListQuery(service="child-medical")).num_rows
    assert len(rows) < whole


def test_the_reason_can_be_told_for_every_row_of_the_gap_of_a_service(
    town: Town, night: NightReport
) -> None:
    rows = night.run.list(ListQuery(service="child-allowance")).to_pylist()
    assert rows
    for row in rows[:5]:
        told = explain(
            town.snapshot, town.catalogue, subject=row["subject"], service=row["service"], on=ON
        )
        if row["kind"] != "to_review":
            assert told.status == row["status"]
        assert [clause.id for clause in told.clauses] == [
            clause.id for clause in town.catalogue.services[row["service"]].rule.clauses
        ]
        declared = [fact for c in told.clauses for fact in c.facts if fact.name == "生年月日"]
        assert declared
        assert all(fact.source for fact in declared)


def test_the_same_night_twice_gives_the_same_run(town: Town, night: NightReport) -> None:
    again = run_night(town.home, town.catalogue, task=TASK)
    assert again.run.folder == night.run.folder


def test_an_unknown_key_and_an_unknown_service_are_told_apart(
    town: Town, night: NightReport
) -> None:
    with pytest.raises(Problems, match="CLI010"):
        explain(town.snapshot, town.catalogue, subject="nobody", service="child-allowance", on=ON)
    with pytest.raises(Problems, match="CLI011") as raised:
        explain(town.snapshot, town.catalogue, subject="nobody", service="child-alowance", on=ON)
    assert raised.value.found[0].near == "child-allowance"


NIGHT_IN_A_PROCESS = """
import sys
from dataclasses import replace
from pathlib import Path
from datetime import date
from sakimawari.fit.run import Task
from sakimawari.night.run import run_night
from tests.edition import thirteen_services
home = Path(sys.argv[1])
print("started", flush=True)
run_night(home, thirteen_services(), task=Task(on=date(2026, 11, 1), months=2, threads=1),
          progress=lambda stage, done, total: print(stage, flush=True))
"""


@pytest.mark.parametrize("stage", ["compile", "calendar"])
def test_a_night_killed_at_any_stage_leaves_the_last_run_current(
    town: Town, night: NightReport, stage: str
) -> None:
    before = current_run(town.home).folder
    with subprocess.Popen(
        [sys.executable, "-c", NIGHT_IN_A_PROCESS, str(town.home)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == stage:
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
    assert process.returncode == -signal.SIGKILL
    assert current_run(town.home).folder == before
    leftovers = remains(town.home / "runs")
    again = run_night(town.home, town.catalogue, task=TASK)
    assert again.run.folder == before
    assert leftovers == [] or remains(town.home / "runs") == []


def remains(runs: Path) -> list[str]:
    """Hidden folders of nights that did not end."""
    time.sleep(0.05)
    return [path.name for path in runs.glob(".new-*")]


def test_without_a_night_the_run_is_asked_for_in_words(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="SNAP011") as raised:
        current_run(tmp_path)
    assert "sakimawari night" in raised.value.found[0].do


def test_a_register_that_was_not_loaded_is_named_with_the_services_that_want_it(
    town: Town,
) -> None:
    assert registers_wanting(town.snapshot, town.catalogue) == {}
    facts = {
        name: told for name, told in town.snapshot.manifest["facts"].items() if "国保" not in name
    }
    without = replace(town.snapshot, manifest={**town.snapshot.manifest, "facts": facts})
    wanting = registers_wanting(without, town.catalogue)
    assert list(wanting) == ["国民健康保険"]
    assert "high-cost-medical-limit" in wanting["国民健康保険"]
    assert "child-allowance" not in wanting["国民健康保険"]
