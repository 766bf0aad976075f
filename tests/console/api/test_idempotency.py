"""A request sent twice counts once, and is answered as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sakimawari.console.api import store
from sakimawari.console.api.models import Answer, Rehearsal
from tests.console.api.conftest import Register

SENT = {"person": "test.child-allowance.1", "services": ["child-allowance"]}


def test_the_same_request_gets_the_same_answer_and_opens_one_case(caller: Register) -> None:
    made = caller()
    first = made.post("/cases", SENT, key="first-try-1")
    again = made.post("/cases", dict(reversed(SENT.items())), key="first-try-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Rehearsal.objects.count() == 1


def test_another_request_with_the_same_key_is_refused(caller: Register) -> None:
    made = caller()
    made.post("/cases", SENT, key="first-try-1")
    other = made.post("/cases", SENT | {"remark": "急ぎです"}, key="first-try-1")
    assert (other.status_code, other.json()["code"]) == (409, "API008")


def test_another_key_or_another_program_opens_another_case(caller: Register) -> None:
    made, other = caller(), caller()
    made.post("/cases", SENT, key="first-try-1")
    made.post("/cases", SENT, key="second-try")
    other.post("/cases", SENT, key="first-try-1")
    assert Rehearsal.objects.count() == 3


@pytest.mark.parametrize("key", [None, "short", "x" * 101, "with space in it"])
def test_a_change_without_a_sound_key_is_refused(caller: Register, key: str | None) -> None:
    refused = caller().post("/cases", SENT, key=key)
    assert (refused.status_code, refused.json()["code"]) == (400, "API010")
    assert Rehearsal.objects.count() == 0


def test_while_the_first_is_worked_on_the_second_is_told_to_wait(caller: Register) -> None:
    made = caller()
    made.post("/cases", SENT, key="first-try-1")
    Answer.objects.update(status=0, sealed=b"")
    waiting = made.post("/cases", SENT, key="first-try-1")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "API009")
    assert waiting["Retry-After"]


def test_a_request_whose_process_ended_may_be_tried_again_and_still_counts_once(
    caller: Register,
) -> None:
    made = caller()
    first = made.post("/cases", SENT, key="first-try-1")
    Answer.objects.update(status=0, sealed=b"", at=timezone.now() - timedelta(minutes=5))
    again = made.post("/cases", SENT, key="first-try-1")
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Rehearsal.objects.count() == 1


def test_a_refused_request_may_be_corrected_under_the_same_key(caller: Register) -> None:
    made = caller()
    wrong = made.post("/cases", SENT | {"services": ["nothing"]}, key="first-try-1")
    assert wrong.status_code == 404
    assert made.post("/cases", SENT, key="first-try-1").status_code == 201


def test_kept_answers_are_sealed(caller: Register) -> None:
    made = caller()
    receipt = made.post("/cases", SENT, key="first-try-1").json()["receipt"]
    assert receipt.encode() not in bytes(Answer.objects.get().sealed)
    kept = store.begin_answer(
        Answer.objects.get().program_id, "first-try-1", "x", at=timezone.now()
    )
    assert kept is not None
