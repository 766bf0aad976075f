"""Programs hand in for residents and follow; they decide nothing, withdraw nothing and see no name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sakimawari.cases import run as cases
from sakimawari.console.api.hooks.outbox import sweep
from sakimawari.console.moment import moment_of
from sakimawari.night.run import current_run
from tests.console.api.conftest import Caller, Register
from tests.console.town import Hall

SERVICE = "child-allowance"


@pytest.fixture
def parent(hall: Hall) -> str:
    """Somebody who could have 児童手当 and does not."""
    rows = current_run(hall.home).ask(
        "SELECT subject FROM gap WHERE service = ? AND kind = 'unclaimed' ORDER BY subject",
        [SERVICE],
    )
    protected = {"": ""}
    return next(str(row.as_py()) for row in rows["subject"] if row.as_py() not in protected)


def live(caller: Register, **bounds: object) -> Caller:
    return caller("cases:read", "cases:write", "hooks:write", live=True, **bounds)


def handed_in(made: Caller, parent: str, key: str = "request-0001") -> str:
    answer = made.post("/cases", {"person": parent, "services": [SERVICE]}, key=key)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["cases"][0])


def test_an_application_is_taken_in_once_however_often_it_is_sent(
    caller: Register, parent: str
) -> None:
    made = live(caller)
    numbers = {handed_in(made, parent) for _ in range(3)}
    assert len(numbers) == 1
    told = made.get(f"/cases/{numbers.pop()}").json()
    assert (told["state"], told["service"], told["person"]) == ("submitted", SERVICE, parent)
    assert told["due_on"] is not None


def test_the_form_says_what_is_needed_and_not_what_the_city_holds(
    caller: Register, parent: str, hall: Hall
) -> None:
    form = live(caller).post("/cases/form", {"person": parent, "services": [SERVICE]})
    assert form.status_code == 200, form.content
    fields = form.json()["fields"]
    assert fields
    assert all(
        set(field) == {"key", "label", "input", "filled_by_the_city", "choices", "services"}
        for field in fields
    )


def test_a_list_shows_each_case_once_over_its_pages(caller: Register, parent: str) -> None:
    made = live(caller)
    number = handed_in(made, parent)
    page = made.get("/cases", limit="1").json()
    assert [case["case"] for case in page["cases"]] == [number]
    assert page["next"] is None


def test_a_key_for_other_services_or_wards_sees_nothing_of_it(
    caller: Register, parent: str
) -> None:
    number = handed_in(live(caller), parent)
    for bounds in ({"services": ["nursery-fee"]}, {"wards": ["別の区"]}):
        other = live(caller, **bounds)
        assert other.get("/cases").json()["cases"] == []
        assert other.get(f"/cases/{number}").status_code in {403, 404}


def test_a_test_key_does_not_reach_real_cases_nor_the_other_way_round(
    caller: Register, parent: str
) -> None:
    made, rehearsing = live(caller), caller("cases:read", "cases:write")
    number = handed_in(made, parent)
    assert rehearsing.get(f"/cases/{number}").status_code == 404
    assert (
        rehearsing.post(
            "/cases", {"person": parent, "services": [SERVICE]}, key="k-00000001"
        ).status_code
        == 404
    )
    test = rehearsing.post(
        "/cases", {"person": f"test.{SERVICE}.1", "services": [SERVICE]}, key="k-00000002"
    )
    assert test.status_code == 201
    assert made.get(f"/cases/{test.json()['cases'][0]}").status_code == 404
    refused = made.post(f"/cases/{number}/rehearse/approved", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "API003")


def test_a_program_withdraws_nothing_for_a_resident(caller: Register, parent: str) -> None:
    made = live(caller)
    number = handed_in(made, parent)
    assert made.post(f"/cases/{number}/withdraw", {}, key="withdraw-1").status_code == 404
    assert made.get(f"/cases/{number}").json()["state"] == "submitted"


def test_a_message_reaches_the_case(caller: Register, parent: str) -> None:
    made = live(caller)
    number = handed_in(made, parent)
    answer = made.post(f"/cases/{number}/messages", {"text": "書類は郵送しました"}, key="message-1")
    assert answer.status_code == 201, answer.content
    assert cases.case_row(moment_of(), number).needs


def test_hooks_hear_of_a_case_once_though_the_history_is_read_again(
    caller: Register, parent: str, hall: Hall
) -> None:
    made = live(caller, hosts=["hooks.example.jp"])
    hook = {"url": "https://hooks.example.jp/in", "events": ["case.submitted", "case.ended"]}
    assert made.post("/hooks", hook).status_code == 201
    number = handed_in(made, parent)
    came: list[dict[str, object]] = []

    def receive(request: httpx.Request) -> httpx.Response:
        came.append(json.loads(request.content))
        return httpx.Response(204)

    from sakimawari.console.api.hooks import sending

    at = datetime.now(UTC)
    for minute in range(3):
        moment = moment_of()
        with pytest.MonkeyPatch.context() as patched:
            client = httpx.Client(transport=httpx.MockTransport(receive))
            patched.setattr(sending.httpx, "Client", lambda client=client, **_: client)
            sweep(moment, at=at + timedelta(minutes=minute))
    assert [(one["event"], one["data"]) for one in came] == [
        ("case.submitted", {"case": number, "service": SERVICE, "state": "submitted"})
    ]
