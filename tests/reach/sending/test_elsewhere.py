"""Letters no plan asked for count within the caps, before and after messages of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sakimawari.reach.letters.store import INDEX, write_index, write_summary
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.occasions.told import read_before
from sakimawari.reach.sending import store
from sakimawari.reach.sending.claim_store import contacts_lately
from sakimawari.reach.sending.elsewhere import Elsewhere, joined, told_enough
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.worker import send_all
from tests.reach.plans.city import family
from tests.reach.sending.room import FREELY, MONDAY, NOON, Clock, Ledgered, outgoing, post
from tests.reach.town import build_snapshot

ONCE = replace(FREELY, per_person_a_week=1, per_household_a_week=1)


def letter(person: str, household: str, *, step: str = "", page: int = 1) -> Mapping[str, object]:
    empty = dict.fromkeys(INDEX.names)
    services = {"services": ["child-allowance"], "subjects": [[person]]}
    told = {"person": person, "household": household, "step": step, "page": page}
    return {**empty, **services, **told}


def written(home: Path, on: date, *letters: Mapping[str, object], name: str = "b") -> None:
    folder = home / "letters" / name
    folder.mkdir(parents=True)
    write_index(folder, letters)
    counts = dict.fromkeys(("letters", "files", "households", "offers"), len(letters))
    told = {"on": on.isoformat(), "run": "r", "left_out": {}, "languages": {}, "last_number": 1}
    write_summary(folder, {**counts, **told})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("letters", "hears_now"),
    [
        ([letter("resident", "home")], False),
        ([letter("spouse", "home")], False),  # of the same home
        ([letter("stranger", "elsewhere")], True),
        ([letter("resident", "home", step="x" * 32)], True),  # a plan's own, which the store counts
        ([letter("resident", "home", page=0)], True),  # it did not fit, and was not printed
    ],
)
def test_a_letter_no_plan_asked_for_puts_a_message_off_for_a_week(
    tmp_path: Path, letters: list[Mapping[str, object]], hears_now: bool
) -> None:
    written(tmp_path, MONDAY, *letters)
    store.record([outgoing(media=(Medium.EMAIL,))], at=NOON)
    clock, mail = Clock(), Ledgered()
    own = replace(post(clock, mail, terms=ONCE), beyond=Elsewhere(home=tmp_path).lately)
    send_all(own)
    assert bool(mail.received) == hears_now
    clock.pass_by(days=7)
    send_all(own)
    assert sum(mail.received.values()) == 1


@pytest.mark.django_db
def test_who_heard_from_a_plan_or_by_letter_gets_no_further_letter_this_week(
    tmp_path: Path,
) -> None:
    store.record([outgoing(person="a0", household="home-a", media=(Medium.EMAIL,))], at=NOON)
    send_all(post(Clock(), Ledgered()))
    written(tmp_path, MONDAY, letter("b0", "home-b"))
    homes = [family("a", adults=2), family("b"), family("c")]
    current = build_snapshot(tmp_path / "snapshot", homes)

    def enough(at: datetime) -> frozenset[str]:
        told = joined([contacts_lately(at), *Elsewhere(home=tmp_path).lately(at)])
        return told_enough(told, current, ONCE, at=at)

    assert enough(NOON + timedelta(days=1)) == {"a0", "a1", "b0"}
    assert enough(NOON + timedelta(days=8)) == frozenset()


def test_a_letter_of_a_plan_is_one_contact_for_the_next_plan_and_not_two(tmp_path: Path) -> None:
    written(tmp_path, MONDAY, letter("a0", "a"), letter("b0", "b", step="x" * 32))
    before = read_before(applied=(), letters=tmp_path / "letters", on=MONDAY)
    assert before.contacts["person"].to_pylist() == ["a0"]


def test_the_month_is_rolling_and_its_edge_is_the_middle_of_the_day(tmp_path: Path) -> None:
    written(tmp_path, MONDAY, letter("a0", "a"))
    (found,) = Elsewhere(home=tmp_path).lately(NOON + timedelta(days=30))
    assert found.of_person == {"a0": [datetime(2026, 6, 1, 12, tzinfo=JAPAN)]}
    assert Elsewhere(home=tmp_path).lately(NOON + timedelta(days=31)) == ()
