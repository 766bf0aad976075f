"""Workers end at every step, providers misbehave: each resident receives it once, and none is lost.

The assertions are on the ledger of the provider, a process of its own: what residents received.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest

from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.own_id import own_id
from tests.reach.sending.conftest import Sending
from tests.reach.sending.room import NOON

BOTH = pytest.mark.parametrize("sending", ["sqlite", "postgresql"], indirect=True)
# Every step of a worker, and at which of its repetitions it ends.
PLACES = (
    ("claimed", 1),
    ("prepared", 1),
    ("marked", 2),
    ("calling", 3),
    ("called", 2),
    ("kept", 1),
    ("taken over", 1),
    ("asked", 1),
    ("publishing", 1),
    ("published", 1),
    ("written", 1),
)
STEPS_EACH = 12
TEN_MINUTES, A_DAY = timedelta(minutes=10), timedelta(days=1)


def steps(prefix: str, count: int, *media: str) -> list[list[object]]:
    return [[f"{prefix}-{n}", f"{prefix}-person-{n}", list(media)] for n in range(count)]


def received(sending: Sending, medium: str, prefix: str, count: int) -> list[int]:
    """How often each resident received it by a medium of the stub."""
    kind = {"mail": Medium.EMAIL, "sms": Medium.SMS, "line": Medium.LINE}[medium]
    ledger = sending.ledger
    return [ledger.get(f"{medium} {own_id(f'{prefix}-{n}', kind)}", 0) for n in range(count)]


@BOTH
def test_a_worker_killed_at_every_step_sends_nothing_twice_and_loses_nothing(
    sending: Sending,
) -> None:
    now = NOON
    for round_number, kill in enumerate(PLACES):
        made = [
            *steps(f"{round_number}-line", STEPS_EACH, "line"),
            *steps(f"{round_number}-sms", STEPS_EACH, "sms"),
            *steps(f"{round_number}-mail", STEPS_EACH, "email", "letter"),
            *steps(f"{round_number}-letter", STEPS_EACH, "letter"),
        ]
        sending.run("record", steps=made, at=now)
        killed = sending.start("work", kill=kill, at=now)
        assert sending.end_of(killed, may_be_killed=True) is None, f"never came to {kill}"
        now += TEN_MINUTES if kill[0] not in {"publishing", "published", "written"} else A_DAY
    for _ in range(3):
        sending.run("work", at=now)
        now += timedelta(hours=1)
    for n in range(len(PLACES)):
        for medium in ("line", "sms"):
            assert received(sending, medium, f"{n}-{medium}", STEPS_EACH) == [1] * STEPS_EACH
        assert max(received(sending, "mail", f"{n}-mail", STEPS_EACH)) == 1
    now += timedelta(days=22)
    for _ in range(4):
        sending.run("work", at=now)
        now += A_DAY
    letters = Counter(sending.letters)
    assert max(letters.values()) == 1
    for n in range(len(PLACES)):
        mail = received(sending, "mail", f"{n}-mail", STEPS_EACH)
        for step, times in enumerate(mail):
            by_letter = letters[own_id(f"{n}-mail-{step}", Medium.LETTER)]
            assert times + by_letter >= 1, "neither by mail nor, after it, by letter"
            assert letters[own_id(f"{n}-letter-{step}", Medium.LETTER)] == 1
    counts = sending.run("counts", at=now)
    assert set(counts["messages"]) <= {"sent", "unsure"}
    assert not {"claimed", "calling", "again"} & set(counts["attempts"])


@BOTH
def test_workers_side_by_side_killed_at_random_send_each_message_once(sending: Sending) -> None:
    made = [
        *steps("line", 150, "line"),
        *steps("sms", 150, "sms"),
        *steps("mail", 100, "email"),
    ]
    sending.run("record", steps=made)
    sending.script("sms", *["ok", "hang", "ok", "503", "lose"] * 2)
    sending.script("line", *["ok", "hang", "503", "ok", "lose", "ok"] * 2)
    first = [
        sending.start("work", most=15, kill=(place, number))
        for place, number in (("called", 25), ("marked", 4), ("prepared", 3))
    ]
    for process in first:
        sending.end_of(process, may_be_killed=True)
    sending.run("receive")
    now = NOON + TEN_MINUTES
    for _ in range(40):  # providers that failed so often must prove themselves for minutes
        second = [sending.start("work", most=15, at=now) for _ in range(2)]
        for process in second:
            sending.end_of(process)
        now += timedelta(minutes=1)
        if len(sending.ledger) >= 397:
            break
    for _ in range(3):
        sending.run("receive", at=now)
        now += TEN_MINUTES
        sending.run("work", at=now)
    assert received(sending, "line", "line", 150) == [1] * 150
    assert received(sending, "sms", "sms", 150) == [1] * 150
    mail = received(sending, "mail", "mail", 100)
    assert max(mail) == 1
    counts = sending.run("counts", at=now)
    # Mail whose call was cut off is unsure, whether it arrived or not; a report makes it sure.
    assert mail.count(0) <= counts["messages"].get("unsure", 0) <= 3
    assert set(counts["messages"]) <= {"sent", "delivered", "unsure"}
    assert counts["unread"] == 0


@BOTH
def test_an_hour_of_errors_delays_and_neither_loses_nor_doubles(sending: Sending) -> None:
    sending.run("record", steps=steps("sms", 60, "sms"))
    sending.script("sms", then="503")
    worker = sending.start("work", once=False, factor=900)  # an hour in four seconds
    time.sleep(5)
    calls = sending.ask("GET", "/calls").get("sms", 0)
    assert 5 <= calls <= 60, "it is tried, and left alone between"
    sending.script("sms", then="ok")
    until = time.monotonic() + 60
    while sum(received(sending, "sms", "sms", 60)) < 60 and time.monotonic() < until:
        time.sleep(0.2)
    os.kill(worker[0], signal.SIGTERM)
    done = sending.end_of(worker)
    assert received(sending, "sms", "sms", 60) == [1] * 60
    assert done["done"]["accepted"] == 60


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_called(sending: Sending) -> None:
    sending.run("record", steps=steps("mail", 40, "email"))
    sending.script("mail", then="lose")  # each call takes half a second
    worker = sending.start("work", once=False, carriers=["mail"])
    until = time.monotonic() + 30
    while not sending.ask("GET", "/calls").get("mail") and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(worker[0], signal.SIGTERM)
    sending.end_of(worker)
    counts = sending.run("counts")
    assert counts["messages"]["waiting"] >= 35
    assert "claimed" not in counts["attempts"]
