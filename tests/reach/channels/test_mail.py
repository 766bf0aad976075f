"""E-mail against a real server: what it says, and what becomes of it when the line breaks."""

from __future__ import annotations

import smtplib
import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.problems import Problems
from sakimawari.reach.channels.mail.address import mail_address
from sakimawari.reach.channels.mail.carrier import MailCarrier
from sakimawari.reach.channels.mail.line import _is_closed
from sakimawari.reach.channels.mail.message import built
from sakimawari.reach.channels.seam import Outcome, Parcel
from sakimawari.reach.channels.setup.values import Mail, Security
from tests.reach.channels.mail_server import Manner, authority, served

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
PARCEL = Parcel(
    id="6f9619ff8b86d011b42d00c04fc964ff",
    to="hanako@resident.example.jp",
    subject="児童手当のお知らせ",
    text="お子さんの児童手当を受け取れる見込みです。\n.\n\n詳しくは https://my.city.example.jp/ です。",
    unsubscribe="https://my.city.example.jp/stop/token/",
)
CITY = Mail(
    name="smtp",
    host="127.0.0.1",
    sender="oshirase@city.example.jp",
    sender_name="北九州市",
    bounces="bounce@city.example.jp",
    security=Security.NONE,
    timeout=5.0,
)


def sent(tmp_path: Path, manner: Manner, parcel: Parcel = PARCEL, **more: object) -> list[Outcome]:
    with served(manner) as port:
        carrier = MailCarrier(replace(CITY, port=port, **more), tmp_path)  # type: ignore[arg-type]
        outcome = carrier.send(parcel).outcome
        carrier.close()
    return [outcome]


def received(tmp_path: Path, parcel: Parcel = PARCEL) -> EmailMessage:
    manner = Manner()
    assert sent(tmp_path, manner, parcel) == [Outcome.ACCEPTED]
    return manner.taken[0]


def text_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body(preferencelist=(kind,))
    assert body is not None
    return str(body.get_content())


def test_the_message_bears_our_id_under_the_citys_domain(tmp_path: Path) -> None:
    mail = received(tmp_path)
    assert mail["Message-ID"] == f"<{PARCEL.id}@city.example.jp>"
    assert mail["From"].addresses[0].display_name == "北九州市"
    assert mail["Subject"] == PARCEL.subject


def test_no_absence_note_answers_and_one_click_ends_it(tmp_path: Path) -> None:
    mail = received(tmp_path)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{PARCEL.unsubscribe}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_address_to_end_it_no_header_says_there_is_one(tmp_path: Path) -> None:
    mail = received(tmp_path, replace(PARCEL, unsubscribe=""))
    assert mail["List-Unsubscribe"] is None


def test_text_and_html_say_the_same_and_html_fetches_nothing(tmp_path: Path) -> None:
    mail = received(tmp_path)
    plain = text_of(mail, "plain").replace("\r\n", "\n")
    html = text_of(mail, "html")
    assert "受け取れる見込みです。\n.\n" in plain  # a line of one dot is no end
    assert '<html lang="ja">' in html
    assert '<a href="https://my.city.example.jp/">' in html
    assert "<img" not in html and "src=" not in html


def test_what_looks_like_html_in_a_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    mail = received(tmp_path, replace(PARCEL, text="<script>alert(1)</script> & more"))
    assert "<script>" not in text_of(mail, "html")


def test_a_line_break_in_a_subject_adds_no_header(tmp_path: Path) -> None:
    mail = received(tmp_path, replace(PARCEL, subject="お知らせ\r\nBcc: other@resident.example.jp"))
    assert mail["Bcc"] is None


@given(subject=st.text(max_size=80), text=st.text(max_size=300))
def test_whatever_is_said_the_message_has_our_headers_alone_and_says_it(
    subject: str, text: str
) -> None:
    made = built(replace(PARCEL, subject=subject, text=text), CITY, at=AT)
    mail = message_from_bytes(made, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    assert len(mail.keys()) == len(set(mail.keys())) == 11
    assert mail["To"] == PARCEL.to
    assert "".join(text_of(mail, "plain").split()).startswith("".join(text.rstrip().split()))


def test_servers_write_back_to_an_address_that_holds_the_id(tmp_path: Path) -> None:
    manner = Manner()
    sent(tmp_path, manner)
    assert manner.envelopes == [(f"bounce+{PARCEL.id}@city.example.jp", PARCEL.to)]


def test_the_same_parcel_is_the_same_message() -> None:
    assert built(PARCEL, CITY, at=AT) == built(PARCEL, CITY, at=AT)
    assert all(len(line) <= 998 for line in built(PARCEL, CITY, at=AT).split(b"\r\n"))


def test_greylisting_is_waited_for_and_then_taken(tmp_path: Path) -> None:
    manner = Manner(greylists=1)
    with served(manner) as port:
        carrier = MailCarrier(replace(CITY, port=port), tmp_path)
        first, second = carrier.send(PARCEL), carrier.send(PARCEL)
        carrier.close()
    assert (first.outcome, first.wait_seconds) == (Outcome.BUSY, 300.0)
    assert second.outcome is Outcome.ACCEPTED
    assert len(manner.taken) == 1


def test_a_line_broken_before_the_final_dot_is_never_taken_for_sent(tmp_path: Path) -> None:
    manner = Manner(hangs_up="before")
    (told,) = sent(tmp_path, manner)
    # A hanging up that has not reached us when the dot leaves cannot be told from a later one.
    assert told in {Outcome.BUSY, Outcome.UNSURE}
    assert manner.taken == []


def test_a_line_seen_to_be_closed_gets_no_final_dot() -> None:
    ours, theirs = socket.socketpair()
    server = smtplib.SMTP()
    server.sock = ours
    with ours:
        assert not _is_closed(server)
        theirs.close()
        assert _is_closed(server)


def test_a_line_broken_after_the_final_dot_is_unsure(tmp_path: Path) -> None:
    manner = Manner(hangs_up="after")
    assert sent(tmp_path, manner) == [Outcome.UNSURE]
    assert len(manner.taken) == 1


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "553 5.1.3 bad", "552 5.2.2 full"])
def test_what_is_said_of_the_receiver_for_good_is_refused(tmp_path: Path, reply: str) -> None:
    assert sent(tmp_path, Manner(receiver=reply)) == [Outcome.REFUSED]


def test_a_message_refused_for_what_it_says_is_refused(tmp_path: Path) -> None:
    assert sent(tmp_path, Manner(message="554 5.7.1 not here")) == [Outcome.REFUSED]


@pytest.mark.parametrize(
    "manner", [Manner(sender="550 5.7.1 not you"), Manner(message="451 later")]
)
def test_what_concerns_the_city_or_the_moment_is_no_refusal(tmp_path: Path, manner: Manner) -> None:
    assert sent(tmp_path, manner) == [Outcome.BUSY]


def test_a_server_that_restarted_between_two_messages_gets_the_second(tmp_path: Path) -> None:
    manner = Manner()
    with served(manner) as port:
        carrier = MailCarrier(replace(CITY, port=port), tmp_path)
        carrier.send(PARCEL)
    again = Manner()
    with served(again) as other:
        moved = replace(CITY, port=other)
        carrier._mail = moved
        assert carrier.send(PARCEL).outcome is Outcome.ACCEPTED
        carrier.close()
    assert (len(manner.taken), len(again.taken)) == (1, 1)


# ---------------------------------------------------------------- closed to others


def closed_city(port: int, **more: object) -> Mail:
    return replace(
        CITY,
        port=port,
        host="localhost",
        security=Security.STARTTLS,
        user="sakimawari",
        **more,  # type: ignore[arg-type]
    )


def test_starttls_with_an_authority_of_the_citys_own_and_a_password(tmp_path: Path) -> None:
    _, tls = authority(tmp_path)
    manner = Manner()
    with served(manner, tls=tls) as port:
        carrier = MailCarrier(closed_city(port, ca="ca.pem"), tmp_path, password="right")
        assert carrier.check() == "ok"
        assert carrier.send(PARCEL).outcome is Outcome.ACCEPTED
        carrier.close()
    assert len(manner.taken) == 1


def test_a_certificate_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    _, tls = authority(tmp_path)
    manner = Manner()
    with served(manner, tls=tls) as port:
        carrier = MailCarrier(closed_city(port), tmp_path, password="right")
        answer = carrier.send(PARCEL)
        assert carrier.check() == "the server's certificate is not believed"
    assert (answer.outcome, answer.why) == (Outcome.BUSY, "tls")
    assert manner.taken == []


def test_a_server_without_starttls_gets_neither_password_nor_message(tmp_path: Path) -> None:
    manner = Manner()
    with served(manner) as port:
        carrier = MailCarrier(closed_city(port), tmp_path, password="right")
        assert carrier.send(PARCEL).outcome is Outcome.BUSY
    assert manner.taken == []


def test_a_wrong_password_is_the_citys_affair_and_refuses_nobody(tmp_path: Path) -> None:
    _, tls = authority(tmp_path)
    manner = Manner()
    with served(manner, tls=tls) as port:
        carrier = MailCarrier(closed_city(port, ca="ca.pem"), tmp_path, password="wrong")
        answer = carrier.send(PARCEL)
    assert answer.outcome is Outcome.BUSY
    assert answer.why == "login-535"


def test_certificates_that_do_not_read_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="ascii")
    with pytest.raises(Problems, match="REACH073"):
        MailCarrier(closed_city(25, ca="ca.pem"), tmp_path)


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("hanako@example.jp", "hanako@example.jp"),
        (" Hanako@EXAMPLE.JP ", "Hanako@example.jp"),
        ("ｈａｎａｋｏ＠example.jp", "hanako@example.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("hanako@日本語.jp", "hanako@xn--wgv71a119e.jp"),
    ],
)
def test_addresses_are_read_as_they_are_meant(written: str, read: str) -> None:
    assert mail_address(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hanako",
        "hanako@",
        "@example.jp",
        "hanako@localhost",
        "a b@example.jp",
        "a@example.jp, b@example.jp",
        "a@b@example.jp",
        "a\n@example.jp",
        "a@example..jp",
        "花子@example.jp",
        f"{'a' * 65}@example.jp",
    ],
)
def test_what_is_no_address_is_not_written_to(written: str) -> None:
    assert mail_address(written) is None


def test_an_address_with_dots_in_a_row_reaches_the_server(tmp_path: Path) -> None:
    manner = Manner()
    assert sent(tmp_path, manner, replace(PARCEL, to="a..b.@docomo.ne.jp")) == [Outcome.ACCEPTED]
    assert manner.envelopes[0][1] == "a..b.@docomo.ne.jp"
