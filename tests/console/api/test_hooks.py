"""Events are signed, sent until they are taken, and go only where the city wrote down."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sakimawari.console.api import hook_store
from sakimawari.console.api.hooks.addresses import check_address
from sakimawari.console.api.hooks.sending import send_due
from sakimawari.console.api.hooks.signature import holds, signed_headers
from sakimawari.console.api.hooks.tries import MOST_TRIES, next_try
from sakimawari.console.api.models import Delivery
from sakimawari.problems import Problems
from tests.console.api.conftest import Caller, Register
from tests.console.town import Hall

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
HOST = "hooks.example.jp"
URL = f"https://{HOST}/sakimawari"


def with_hook(caller: Register) -> tuple[Caller, str, bytes]:
    made = caller("hooks:write", "cases:write", "cases:read", hosts=[HOST])
    answer = made.post("/hooks", {"url": URL, "events": ["case.submitted", "case.decided"]})
    assert answer.status_code == 201, answer.content
    from base64 import b64decode

    secret = b64decode(answer.json()["secret"].removeprefix("whsec_"))
    return made, answer.json()["id"], secret


class Receiver:
    """What stands at the other end: answers as it is told, remembers what came."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.came: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200)

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.answer))


def later(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_a_rehearsed_case_is_told_signed_and_once(caller: Register, hall: Hall) -> None:
    made, _, secret = with_hook(caller)
    sent = {"person": "test.child-allowance.1", "services": ["child-allowance"]}
    for _ in range(2):  # the same request twice
        assert made.post("/cases", sent, key="key-0001").status_code == 201
    receiver = Receiver()
    send_due(hall.keys, at=later(0.1), client=receiver.client())
    send_due(hall.keys, at=later(5), client=receiver.client())
    [request] = receiver.came
    body = json.loads(request.content)
    assert (body["event"], body["data"]["state"]) == ("case.submitted", "submitted")
    at = int(request.headers["webhook-timestamp"])
    assert holds(secret, request.headers, request.content, now=at)
    assert not holds(secret, request.headers, request.content + b" ", now=at)
    assert not holds(secret, request.headers, request.content, now=at + 301)


def test_what_is_not_taken_is_tried_again_later_and_then_given_up(
    caller: Register, hall: Hall
) -> None:
    made, hook, _ = with_hook(caller)
    assert made.post(f"/hooks/{hook}/test", {}).status_code == 202
    receiver = Receiver(*[500] * MOST_TRIES)
    at = later(0.1)
    waits = []
    while (row := Delivery.objects.get()).state == "waiting":
        assert row.next_try is not None
        waits.append(row.next_try - at)
        at = max(at, row.next_try)
        assert send_due(hall.keys, at=at, client=receiver.client()) == 1
        assert send_due(hall.keys, at=at, client=receiver.client()) == 0
    assert (row.state, row.tries, len(receiver.came)) == ("given_up", MOST_TRIES, MOST_TRIES)
    assert waits[1:] == sorted(waits[1:])


def test_a_receiver_that_is_gone_ends_its_hook(caller: Register, hall: Hall) -> None:
    made, hook, _ = with_hook(caller)
    made.post(f"/hooks/{hook}/test", {})
    send_due(hall.keys, at=later(0.1), client=Receiver(410).client())
    assert made.get("/hooks").json()["hooks"] == []


def test_an_answer_that_leads_elsewhere_is_not_followed(caller: Register, hall: Hall) -> None:
    made, hook, _ = with_hook(caller)
    made.post(f"/hooks/{hook}/test", {})
    receiver = Receiver(302)
    send_due(hall.keys, at=later(0.1), client=receiver.client())
    assert len(receiver.came) == 1
    [row] = made.get(f"/hooks/{hook}/deliveries").json()["deliveries"]
    assert (row["state"], row["last_status"]) == ("waiting", 302)


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/",
        "https://elsewhere.example.jp/",
        f"https://user:word@{HOST}/",
        f"https://{HOST}.elsewhere.jp/",
        f"https://{HOST}/#part",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "https://[::1/",
        "",
    ],
)
def test_events_go_only_to_hosts_that_were_written_down(url: str) -> None:
    with pytest.raises(Problems):
        check_address(url, {HOST}, live=True)


def test_a_test_key_may_be_told_on_its_own_machine_where_the_city_wrote_that_down() -> None:
    assert check_address("http://127.0.0.1:9000/x", {"127.0.0.1"}, live=False)
    with pytest.raises(Problems):
        check_address("http://127.0.0.1:9000/x", {"127.0.0.1"}, live=True)


def test_a_delivery_is_claimed_by_one_process_alone(caller: Register, hall: Hall) -> None:
    made, hook, _ = with_hook(caller)
    made.post(f"/hooks/{hook}/test", {})
    at = later(0.1)
    assert len(hook_store.claim_due(at=at)) == 1
    assert hook_store.claim_due(at=at) == ()


def test_a_hook_of_another_program_is_not_found(caller: Register) -> None:
    _, hook, _ = with_hook(caller)
    other = caller("hooks:write", hosts=[HOST])
    assert other.delete(f"/hooks/{hook}").status_code == 404
    assert other.get(f"/hooks/{hook}/deliveries").status_code == 404
    assert other.post(f"/hooks/{hook}/test", {}).status_code == 404


def test_the_signature_depends_on_every_part() -> None:
    def signed(id: str, at: int, body: bytes) -> str:
        return signed_headers(b"k" * 32, id=id, at=at, body=body)["webhook-signature"]

    first = signed("a", 1, b"x")
    assert len({first, signed("b", 1, b"x"), signed("a", 2, b"x"), signed("a", 1, b"y")}) == 4


def test_the_waits_grow_and_end() -> None:
    waits = [next_try(n, at=NOW) for n in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None
    held = [wait for wait in waits if wait is not None]
    assert held == sorted(held)
