"""A plan of a real night: what is read from its tables, and the way from the command line to sending."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.cli import reach as commands
from sakimawari.guard.accounts.store import keep_staff
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.audit.models import EntryRow
from sakimawari.night.run import current_run
from sakimawari.reach.addressing.rights import tellable
from sakimawari.reach.plans.folder import PLANS, open_plan, steps_table
from sakimawari.reach.plans.gathering import gather
from sakimawari.reach.plans.occasions.found import Ahead, occasions_of
from sakimawari.reach.plans.occasions.values import WHYS
from sakimawari.reach.plans.order import Order
from sakimawari.reach.plans.run import make_plan
from sakimawari.reach.plans.values import Why
from sakimawari.reach.terms.values import Terms
from tests.console.town import Hall


def test_everything_tellable_of_the_gap_is_an_occasion_once(hall: Hall) -> None:
    run, catalogue = current_run(hall.home), hall.office.catalogue()
    found = occasions_of(run, catalogue.services, catalogue.facts, on=run.on, weeks=4)
    gap = tellable(run.table("gap"), catalogue.services)
    of_gap = (found.why == WHYS.index(Why.COMING)) | (found.why == WHYS.index(Why.ENDING))
    renewed = run.ask(
        "SELECT count(*) AS n FROM deadlines WHERE kind = 'renewal' AND \"by\" <= ? "
        "AND subject_kind <> 'company'",
        [run.on + timedelta(days=28 + Ahead().renewal)],
    ).to_pylist()[0]["n"]
    assert int((~of_gap).sum()) - renewed == gap.num_rows > 0
    slugs = {found.topics[code] for code in set(found.rights.service.tolist())}
    assert set(gap["service"].to_pylist()) <= slugs


def test_what_comes_and_what_ends_lies_within_sight(hall: Hall) -> None:
    run, catalogue = current_run(hall.home), hall.office.catalogue()
    found = occasions_of(run, catalogue.services, catalogue.facts, on=run.on, weeks=4)
    today = (run.on - run.on.replace(year=1970, month=1, day=1)).days
    for why, days in ((Why.COMING, 28 + 30), (Why.ENDING, 28 + 60)):
        day = found.day[found.why == WHYS.index(why)]
        assert len(day)
        assert ((day >= today) & (day <= today + days)).all()
    ending = found.only(found.why == WHYS.index(Why.ENDING))
    receives = run.ask("SELECT DISTINCT service, row FROM receives").to_pylist()
    known = {(each["service"], each["row"]) for each in receives}
    told = zip(ending.rights.service.tolist(), ending.rights.row.tolist(), strict=True)
    assert all((ending.topics[code], row) in known for code, row in told if row >= 0)


def test_nobody_protected_stands_in_a_plan_of_the_city(hall: Hall) -> None:
    run = current_run(hall.home)
    sources = gather(
        hall.home, run=run, catalogue=hall.office.catalogue(), keys=hall.keys, terms=Terms(),
        on=run.on,
    )  # fmt: skip
    made = make_plan(hall.home, Order(on=run.on), sources)
    steps = steps_table(made.plan)
    shut = sources.current.protected_people((run.on - run.on.replace(1970, 1, 1)).days)
    homes = {
        row["household"] for row in sources.current.people().to_pylist() if row["person"] in shut
    }
    assert steps.num_rows and shut
    assert not homes & set(steps["household"].to_pylist())
    assert set(made.plan.manifest["summary"]["by"]["ward"]) <= {*steps["ward"].to_pylist()}
    shutil.rmtree(hall.home / PLANS)


# ---------------------------------------------------------------- from the command line


@pytest.fixture
def told(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Runs a command on the small city and gives what it says, with its exit code."""
    monkeypatch.setattr(commands, "office", lambda folder: hall.office)
    monkeypatch.setattr(commands, "opened", lambda place: None)
    both = frozenset({Role.POLICY, Role.SUPERVISOR})
    for id, roles in (("s1", both), ("s2", both), ("s3", frozenset({Role.CLERK}))):
        keep_staff(Profile(id=id, kind=ActorKind.STAFF, name="検査 花子", roles=roles), hall.keys)

    def run(*words: str) -> tuple[int, Any]:
        done = CliRunner().invoke(app, ["reach", *words, "--json"])
        return done.exit_code, json.loads(done.stdout)

    yield run
    shutil.rmtree(hall.home / PLANS, ignore_errors=True)


def test_a_push_goes_from_plan_to_sending_by_two_people(told: Any, tmp_path: Path) -> None:
    code, made = told("plan", "--by", "s1")
    assert (code, made.get("state"), made.get("already")) == (0, "proposed", False), made
    name = made["plan"]
    assert told("plan", "--by", "s1")[1]["already"]
    code, shown = told("show", name)
    assert code == 0 and shown["samples"], shown
    assert not {"person", "household", "town"} & set(shown["samples"][0])
    assert told("apply", name, "--by", "s2")[1]["problems"][0]["id"] == "REACH031"
    assert told("approve", name, "--by", "s1")[1]["problems"][0]["id"] == "REACH034"
    assert told("approve", name, "--by", "s3")[1]["problems"][0]["id"] == "REACH034"
    assert told("approve", name, "--by", "nobody")[1]["problems"][0]["id"] == "SIGN021"
    assert told("approve", name, "--by", "s2")[1]["state"] == "approved"
    code, applied = told("apply", name, "--by", "s1")
    sent = applied["sent"] + applied["held_out"]
    assert (code, applied["recorded"]) == (0, {"new": sent, "known": 0})
    assert told("apply", name, "--by", "s1")[1]["recorded"] == {"new": 0, "known": sent}
    assert [each["state"] for each in told("status")[1]["plans"]] == ["applied"]
    done = EntryRow.objects.filter(target=name).values_list("actor", "action", "allowed")
    assert ("s2", "approve_plan", True) in done and ("s1", "approve_plan", False) in done


def test_rows_of_a_list_that_are_set_aside_are_told(told: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "person,service,reason\nnobody,child-allowance,猛暑\n,child-allowance,x\n", encoding="utf-8"
    )
    code, made = told("plan", "--list", str(path))
    assert code == 1
    assert [each["id"] for each in made["set_aside"]] == ["REACH023"]


def test_a_plan_of_another_name_is_refused(told: Any, hall: Hall) -> None:
    code, refused = told("show", "../runs")
    assert code == 2 and refused["problems"][0]["id"] == "REACH020"
    with pytest.raises(Exception, match="REACH020"):
        open_plan(hall.home, "2026-10-01-none")
