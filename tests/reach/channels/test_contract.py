"""Every carrier keeps the same promises, whatever it speaks: the same tests for each of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sakimawari.reach.channels.line.carrier import LineCarrier
from sakimawari.reach.channels.mail.carrier import MailCarrier
from sakimawari.reach.channels.seam import Answer, Outcome, Parcel, Provider
from sakimawari.reach.channels.setup.values import Line, Mail, Security, Sms
from sakimawari.reach.channels.sms.carrier import SmsCarrier
from tests.reach.channels import http_server, mail_server

ID = "6f9619ff8b86d011b42d00c04fc964ff"
TEXT = "山田花子様へのお知らせです"
TO = {
    "smtp": "hanako@resident.example.jp",
    "line": "U" + "4af4980629f1c3d2e5b7a8c9d0e1f2a3",
    "sms": "+819012345678",
}


class Side:
    """The other side of a carrier, as the tests steer it."""

    def __init__(self, name: str, carrier: Provider, manner: Any) -> None:
        self.name, self.carrier, self.manner = name, carrier, manner

    def parcel(self, id: str = ID) -> Parcel:
        return Parcel(id=id, to=TO[self.name], subject="児童手当のお知らせ", text=TEXT)

    def send(self, id: str = ID) -> Answer:
        return self.carrier.send(self.parcel(id))

    def refuses_receiver(self) -> None:
        if self.name == "smtp":
            self.manner.receiver = f"550 5.1.1 <{TO['smtp']}>: no such user"
        else:
            self.manner.status, self.manner.body = 400, {"message": f"bad: {TO[self.name]}"}

    def is_busy(self) -> None:
        if self.name == "smtp":
            self.manner.receiver = "452 4.3.1 no room now"
        else:
            self.manner.status = 503

    @property
    def arrived(self) -> int:
        return len(self.manner.taken)


@contextmanager
def side_of(name: str, home: Path, *, timeout: float = 5.0) -> Iterator[Side]:
    with ExitStack() as stack:
        if name == "smtp":
            manner: Any = mail_server.Manner()
            mail = Mail(
                name="smtp",
                host="127.0.0.1",
                port=stack.enter_context(mail_server.served(manner)),
                security=Security.NONE,
                sender="oshirase@city.example.jp",
                timeout=timeout,
            )
            carrier: Any = MailCarrier(mail, home)
        elif name == "line":
            manner = http_server.Manner()
            address = stack.enter_context(http_server.served(http_server.Line, manner))
            line = Line(name="line", account="@city", endpoint=address, timeout=timeout)
            carrier = LineCarrier(line, "token")
        else:
            manner = http_server.Manner()
            address = stack.enter_context(http_server.served(http_server.Sms, manner))
            sms = Sms(name="sms", endpoint=address, sender="CITY", timeout=timeout)
            carrier = SmsCarrier(sms, "token")
        yield Side(name, carrier, manner)
        carrier.close()


@pytest.fixture(params=["smtp", "line", "sms"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    with side_of(request.param, tmp_path) as made:
        yield made


def test_a_message_is_taken(side: Side) -> None:
    answer = side.send()
    assert answer.outcome is Outcome.ACCEPTED
    assert answer.theirs
    assert side.arrived == 1


def test_many_messages_go_one_after_another(side: Side) -> None:
    answers = [side.send(f"{number:032x}") for number in range(5)]
    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert side.arrived == 5


def test_the_same_id_again_arrives_once_where_the_carrier_says_so(side: Side) -> None:
    assert [side.send().outcome, side.send().outcome] == [Outcome.ACCEPTED] * 2
    assert side.arrived == (1 if side.carrier.repeats_for else 2)


def test_a_receiver_who_does_not_exist_is_refused(side: Side) -> None:
    side.refuses_receiver()
    assert side.send().outcome is Outcome.REFUSED
    assert side.arrived == 0


def test_after_a_refusal_the_next_message_goes(side: Side) -> None:
    manner = replace(side.manner)
    side.refuses_receiver()
    side.send()
    for name in ("receiver", "status"):
        if hasattr(manner, name):
            setattr(side.manner, name, getattr(manner, name))
    assert side.send("0" * 32).outcome is Outcome.ACCEPTED


def test_a_provider_that_cannot_now_is_busy_and_says_how_long(side: Side) -> None:
    side.is_busy()
    answer = side.send()
    assert answer.outcome is Outcome.BUSY
    assert answer.wait_seconds > 0


def test_a_line_that_breaks_after_the_message_was_taken_is_unsure(side: Side) -> None:
    side.manner.hangs_up = "after"
    assert side.send().outcome is Outcome.UNSURE
    assert side.arrived == 1


def test_an_unsure_message_called_again_arrives_once_where_the_carrier_says_so(side: Side) -> None:
    side.manner.hangs_up = "after"
    side.send()
    side.manner.hangs_up = ""
    if side.carrier.repeats_for:
        assert side.send().outcome is Outcome.ACCEPTED
    assert side.arrived == 1


def test_nobody_listening_is_busy(side: Side, tmp_path: Path) -> None:
    port = mail_server.free_port()
    nowhere = f"http://127.0.0.1:{port}"
    carriers: dict[str, Callable[[], Provider]] = {
        "smtp": lambda: MailCarrier(
            Mail(
                name="smtp",
                host="127.0.0.1",
                port=port,
                security=Security.NONE,
                sender="a@city.example.jp",
            ),
            tmp_path,
        ),
        "line": lambda: LineCarrier(Line(name="l", account="@c", endpoint=nowhere), "token"),
        "sms": lambda: SmsCarrier(Sms(name="s", endpoint=nowhere, sender="C"), "token"),
    }
    answer = carriers[side.name]().send(side.parcel())
    assert answer.outcome is Outcome.BUSY


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nBcc: c@d.example", "090-1234-5678", "U123"])
def test_what_is_no_address_is_refused_and_never_called(side: Side, to: str) -> None:
    answer = side.carrier.send(replace(side.parcel(), to=to))
    assert answer.outcome is Outcome.REFUSED
    assert side.arrived == 0


def test_asking_says_yes_no_or_that_it_cannot_be_asked(side: Side) -> None:
    before = side.carrier.has(ID)
    side.send()
    after = side.carrier.has(ID)
    assert (before, after) == ((False, True) if side.name == "sms" else (None, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    name: str
    set_up: Callable[[Side], None]


TROUBLES = [
    Trouble(name="taken", set_up=lambda side: None),
    Trouble(name="refused", set_up=Side.refuses_receiver),
    Trouble(name="busy", set_up=Side.is_busy),
    Trouble(name="unsure", set_up=lambda side: setattr(side.manner, "hangs_up", "after")),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_no_log_and_no_answer_holds_an_address_or_a_text(
    side: Side, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    trouble.set_up(side)
    with caplog.at_level(logging.INFO):
        answer = side.send()
    ours = [each.getMessage() for each in caplog.records if each.name != "mail.log"]  # its server's
    told = "\n".join(ours) + repr(answer) + repr(side.parcel())
    for secret in (TO[side.name], TO[side.name].lstrip("+"), TEXT, "hanako"):
        assert secret not in told
