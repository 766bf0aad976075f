"""Test keys meet worked examples, and no resident."""

from __future__ import annotations

from datetime import date

import pytest

from tests.console.api.conftest import Register
from tests.console.town import Hall


def a_resident(hall: Hall) -> str:
    row = hall_run(hall).ask(
        "SELECT subject FROM gap WHERE subject_kind = 'person' ORDER BY subject LIMIT 1"
    )
    return str(row["subject"][0].as_py())


def hall_run(hall: Hall):  # type: ignore[no-untyped-def]
    from sakimawari.night.run import current_run

    return current_run(hall.home)


def test_an_invented_resident_has_the_right_its_example_expects(caller: Register) -> None:
    made = caller("rights:read")
    told = made.get("/people/test.child-allowance.1/rights").json()
    assert [one["service"] for one in told["rights"]] == ["child-allowance"]


def test_the_calendar_of_an_invented_resident_agrees_with_each_day(caller: Register) -> None:
    made = caller("rights:read")
    calendar = made.get("/people/test.child-allowance.1/calendar").json()
    [service] = calendar["services"]
    for span in service["spans"]:
        on = made.get("/people/test.child-allowance.1/rights", on=span["since"]).json()
        assert on["rights"][0]["amount_low"] == span["amount_low"]
    assert date.fromisoformat(calendar["since"]) < date.fromisoformat(calendar["until"])


@pytest.mark.parametrize(
    "key", ["test.nothing.1", "test.child-allowance.0", "test.child-allowance.999"]
)
def test_an_example_that_is_none_is_not_found(caller: Register, key: str) -> None:
    assert caller("rights:read").get(f"/people/{key}/rights").status_code == 404


def test_a_live_key_does_not_meet_invented_residents(caller: Register) -> None:
    made = caller("rights:read", live=True)
    assert made.get("/people/test.child-allowance.1/rights").status_code == 404


def test_a_live_key_reads_a_resident_and_the_resident_sees_it(caller: Register, hall: Hall) -> None:
    from sakimawari.guard.audit.store import entries_about

    person = a_resident(hall)
    made = caller("rights:read", live=True)
    answer = made.get(f"/people/{person}/calendar")
    assert answer.status_code == 200, answer.content
    assert answer.json()["services"]
    seen = entries_about(person)
    assert {one.draft.actor for one in seen if one.draft.actor_kind == "program"} == {
        made.client_id
    }


def test_an_unknown_key_is_not_found_and_nothing_is_told(caller: Register) -> None:
    answer = caller("rights:read", live=True).get("/people/aaaaaaaaaaaaaaaa/rights")
    assert (answer.status_code, answer.json()["code"]) == (404, "API004")
