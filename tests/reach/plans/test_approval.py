"""Two people for a push: proposed by one, approved by another, applied once, whatever ends between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, transaction

from sakimawari.guard.custody.values import Place
from sakimawari.problems import Problems
from sakimawari.reach.plans import custody, store
from sakimawari.reach.plans.approval import Doing
from sakimawari.reach.plans.folder import open_plan
from sakimawari.reach.plans.models import PlanRow
from sakimawari.reach.plans.order import Ground, Order
from sakimawari.reach.plans.run import make_plan
from sakimawari.reach.plans.values import Plan, PlanState
from sakimawari.reach.sending import applying
from sakimawari.reach.sending.applying import apply_plan, outgoings_of
from sakimawari.reach.sending.models import MessageRow
from tests.reach.plans.city import City, family, owed
from tests.reach.town import ON

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tmp_path: Path) -> City:
    homes = [family("a", adults=2), family("b")]
    return City(folder=tmp_path, homes=homes, rows=[owed(homes, k) for k in ("a0", "a1", "b0")])


@pytest.fixture
def made(city: City) -> Iterator[tuple[Plan, Ground]]:
    sources = city.sources(ON)
    yield make_plan(city.home, Order(on=ON), sources).plan, sources.ground()


def refused(error: pytest.ExceptionInfo[Problems]) -> list[str]:
    return [each.id for each in error.value.found]


def test_nobody_approves_what_they_proposed(city: City, made: tuple[Plan, Ground]) -> None:
    plan, _ = made
    store.propose(plan, by="s1", at=NOW, note="10月分", keys=city.keys)
    with pytest.raises(Problems) as error:
        store.take(Doing.APPROVE, plan.name, by="s1", at=NOW, keys=city.keys)
    assert refused(error) == ["REACH032"]
    standing = store.take(Doing.APPROVE, plan.name, by="s2", at=NOW, keys=city.keys)
    assert (standing.state, standing.approved_by) == (PlanState.APPROVED, "s2")
    told = [(each.step, each.by, each.note) for each in store.history(plan.name, city.keys)]
    assert told == [("propose", "s1", "10月分"), ("approve", "s2", "")]


def test_the_store_itself_refuses_one_person_twice(city: City, made: tuple[Plan, Ground]) -> None:
    store.propose(made[0], by="s1", at=NOW, keys=city.keys)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanRow.objects.update(approved_by="s1")


@pytest.mark.parametrize(
    ("before", "doing"),
    [
        ((), Doing.APPLY),
        ((Doing.APPROVE,), Doing.REJECT),
        ((Doing.APPROVE,), Doing.APPROVE),
        ((Doing.REJECT,), Doing.APPROVE),
        ((Doing.CANCEL,), Doing.APPROVE),
        ((Doing.APPROVE, Doing.APPLY), Doing.CANCEL),
    ],
)
def test_a_plan_takes_no_step_out_of_its_turn(
    city: City, made: tuple[Plan, Ground], before: tuple[Doing, ...], doing: Doing
) -> None:
    plan, _ = made
    store.propose(plan, by="s1", at=NOW, keys=city.keys)
    for each in before:
        store.take(each, plan.name, by="s2", at=NOW, keys=city.keys)
    with pytest.raises(Problems) as error:
        store.take(doing, plan.name, by="s2", at=NOW, keys=city.keys)
    assert refused(error) == ["REACH031"]


def test_what_nobody_proposed_cannot_be_approved(city: City, made: tuple[Plan, Ground]) -> None:
    with pytest.raises(Problems) as error:
        store.take(Doing.APPROVE, made[0].name, by="s2", at=NOW, keys=city.keys)
    assert refused(error) == ["REACH020"]


def approved(city: City, plan: Plan) -> None:
    store.propose(plan, by="s1", at=NOW, keys=city.keys)
    store.take(Doing.APPROVE, plan.name, by="s2", at=NOW, keys=city.keys)


def test_applying_twice_takes_everything_over_once(city: City, made: tuple[Plan, Ground]) -> None:
    plan, ground = made
    approved(city, plan)
    first = apply_plan(plan, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    again = apply_plan(plan, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    assert (first.recorded.new, first.recorded.known) == (3, 0)
    assert (again.recorded.new, again.recorded.known) == (0, 3)
    assert MessageRow.objects.count() == 3


def test_a_killed_handover_goes_on_and_loses_nothing(
    city: City, made: tuple[Plan, Ground], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, ground = made
    approved(city, plan)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(applying, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            apply_plan(plan, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    assert store.applied_folders(city.home, ON) == (plan.folder,)
    later = replace(ground, snapshot="other")  # what has changed since does not hold it up
    assert apply_plan(plan, by="s1", on=ON, at=NOW, now=later, keys=city.keys).recorded.new == 3


@pytest.mark.parametrize("name", ["run", "snapshot", "packs", "terms", "applied"])
def test_what_rests_on_something_old_is_not_applied(
    city: City, made: tuple[Plan, Ground], name: str
) -> None:
    plan, ground = made
    approved(city, plan)
    with pytest.raises(Problems) as error:
        apply_plan(
            plan, by="s1", on=ON, at=NOW, now=replace(ground, **{name: "other"}), keys=city.keys
        )
    assert refused(error) == ["REACH030"]
    assert not MessageRow.objects.exists()


def altered(plan: Plan, *, manifest: bool) -> Plan:
    """The plan whose table somebody changed on the disk; `manifest`: and its hash beside it."""
    path = plan.folder / "steps.parquet"
    path.chmod(0o600)
    table = pq.read_table(path)
    pq.write_table(table.slice(0, table.num_rows - 1), path)
    if manifest:
        told = plan.manifest | {
            "files": plan.manifest["files"]
            | {"steps.parquet": hashlib.sha256(path.read_bytes()).hexdigest()}
        }
        (plan.folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return open_plan(plan.folder.parent.parent, plan.name)


@pytest.mark.parametrize("manifest", [False, True])
def test_a_plan_altered_after_its_approval_is_not_carried_out_nor_is_more_of_it(
    city: City, made: tuple[Plan, Ground], manifest: bool
) -> None:
    plan, ground = made
    approved(city, plan)
    other = altered(plan, manifest=manifest)
    with pytest.raises(Problems) as error:
        apply_plan(other, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    assert refused(error) == ["REACH029"]
    assert not MessageRow.objects.exists()
    PlanRow.objects.update(state=PlanState.APPLIED.value)
    with pytest.raises(Problems):
        apply_plan(other, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    assert not MessageRow.objects.exists()


def test_outgoings_are_the_steps_of_the_plan(made: tuple[Plan, Ground]) -> None:
    outgoings = list(outgoings_of(made[0], ON))
    assert {each.plan for each in outgoings} == {made[0].name}
    assert sorted(each.person for each in outgoings) == ["a0", "a1", "b0"]
    assert all(len(each.services) == len(each.subjects) for each in outgoings)


def test_plans_go_by_schedule_and_the_newest_stays(city: City, made: tuple[Plan, Ground]) -> None:
    old = made[0]
    store.propose(old, by="s1", at=NOW, keys=city.keys)
    new = city.plan(ON + timedelta(days=30)).plan
    place = Place(home=city.home, keys=city.keys, keys_folder=city.folder / "keys")
    found = custody.over(place, NOW + timedelta(days=800))
    assert found.ids == (old.name,)
    assert custody.remove(place, found.ids) == 1
    assert not old.folder.exists() and new.folder.exists()
    assert store.standing(old.name) is None


def test_a_missing_folder_of_an_applied_plan_stops_planning(
    city: City, made: tuple[Plan, Ground]
) -> None:
    plan, ground = made
    approved(city, plan)
    apply_plan(plan, by="s1", on=ON, at=NOW, now=ground, keys=city.keys)
    plan.folder.rename(plan.folder.with_name("gone"))
    with pytest.raises(Problems) as error:
        store.applied_folders(city.home, ON)
    assert refused(error) == ["REACH033"]
