"""Who is stopped on the day, and of what somebody is still told: by the registers of a small city."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from sakimawari.cases import decline_store
from sakimawari.cases.values import Doing
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.consents import store as consents
from sakimawari.guard.consents.values import ConsentSaid, ConsentTo, Given, How
from sakimawari.reach.sending import reading_store, store
from sakimawari.reach.sending.city_gates import CityGates
from sakimawari.reach.sending.gates import DEPARTED, MOVED, NOTHING_LEFT, OPTED_OUT, PROTECTED
from sakimawari.reach.sending.message import Message
from sakimawari.registry.publishing import point_to
from sakimawari.registry.store import SNAPSHOTS
from tests.reach.sending.room import MONDAY, NOON, outgoing
from tests.reach.town import Around, Home, Member, build_snapshot

pytestmark = pytest.mark.django_db
HOMES = [
    Home(
        key="home-a",
        ward="小倉北区",
        members=[
            Member(key="anna", born=date(1980, 1, 1)),
            Member(key="child", born=date(2020, 1, 1), guardian=0),
        ],
    ),
    Home(
        key="home-b",
        ward="小倉北区",
        members=[
            Member(key="ben", born=date(1980, 1, 1)),
            Member(key="hidden", born=date(1982, 1, 1)),
        ],
    ),
    Home(key="home-c", ward="小倉北区", members=[Member(key="chie", born=date(1980, 1, 1))]),
]


@pytest.fixture
def gates(tmp_path: Path) -> CityGates:
    """The gates of a town where somebody of home-b is protected and chie has died."""
    snapshots = tmp_path / "home" / SNAPSHOTS
    around = Around(protected={"hidden": None}, departed=("chie",))
    snapshot = build_snapshot(snapshots / "first", HOMES, around)
    manifest = {**snapshot.manifest, "date": MONDAY.isoformat()}
    (snapshot.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    point_to(snapshots, "first")
    return CityGates(home=tmp_path / "home")


def message(person: str, household: str, **more: object) -> Message:
    store.record([outgoing("step", person=person, household=household, **more)], at=NOON)  # type: ignore[arg-type]
    found = reading_store.history("step")
    assert found is not None
    return found.message


@pytest.mark.parametrize(
    ("person", "household", "stop"),
    [
        ("anna", "home-a", ""),
        ("ben", "home-b", PROTECTED),
        ("hidden", "home-b", PROTECTED),
        ("chie", "home-c", DEPARTED),
        ("anna", "home-x", MOVED),
        ("nobody", "home-a", MOVED),
    ],
)
def test_a_message_is_stopped_by_what_the_registers_say_today(
    gates: CityGates, person: str, household: str, stop: str
) -> None:
    told = message(person, household)
    assert gates.judge([told], at=NOON)["step"].stop == stop


def test_whoever_said_no_is_not_told_and_a_later_yes_counts(gates: CityGates) -> None:
    told = message("anna", "home-a")
    for hour, agrees, stop in ((0, False, OPTED_OUT), (1, True, "")):
        at = NOON + timedelta(hours=hour)
        given = Given(at=at, by_kind="resident", by="anna", how=How.ONLINE)
        consents.say_consent("anna", ConsentSaid(to=ConsentTo.NOTICES, agrees=agrees, given=given))
        assert gates.judge([told], at=at)["step"].stop == stop


def test_a_service_that_was_declined_falls_away_and_with_the_last_the_message(
    gates: CityGates,
) -> None:
    told = message("anna", "home-a", services=["child-allowance", "school-aid"])
    doing = Doing(actor=Actor(kind=ActorKind.RESIDENT, id="anna"), at=NOON)
    decline_store.keep("anna", "child-allowance", doing)
    verdict = gates.judge([told], at=NOON)["step"]
    assert verdict.tellings == (("school-aid", "anna"),)
    decline_store.keep("anna", "school-aid", doing)
    assert gates.judge([told], at=NOON)["step"].stop == NOTHING_LEFT


def test_what_is_told_of_somebody_protected_elsewhere_is_stopped(
    gates: CityGates,
) -> None:
    told = message("anna", "home-a", subjects=["hidden"])
    assert gates.judge([told], at=NOON)["step"].stop == PROTECTED
