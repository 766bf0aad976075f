"""What comes back by mail: what it says of a message of ours, and nothing of its text or address."""

from __future__ import annotations

import mailbox
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.reach.channels.mail import mailbox as mailbox_reading
from sakimawari.reach.channels.mail.bounces import MOST_BYTES, reports_in
from sakimawari.reach.channels.mail.mailbox import Emptied, empty
from sakimawari.reach.channels.seam import Report, Said
from sakimawari.reach.channels.setup.values import Box, BoxKind
from tests.reach.channels import imap_server
from tests.reach.channels.imap_server import Mailroom
from tests.reach.channels.mail_server import authority

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
ID = "6f9619ff8b86d011b42d00c04fc964ff"


def returned(
    status: str = "5.1.1",
    *,
    action: str = "failed",
    envelope: str = ID,
    to: str = "bounce@city.example.jp",
    original: str = f"Message-ID: <{ID}@city.example.jp>",
) -> bytes:
    """A report of delivery as mail servers write it (RFC 3464)."""
    envelope_line = f"Original-Envelope-Id: {envelope}\n" if envelope else ""
    return f"""From: MAILER-DAEMON@mx.example.jp
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

Your message to <hanako@resident.example.jp> was not delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
{envelope_line}Arrival-Date: Thu, 26 Nov 2026 10:00:00 +0900

Final-Recipient: rfc822; hanako@resident.example.jp
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <hanako@resident.example.jp>: no such user

--B
Content-Type: text/rfc822-headers

{original}
To: hanako@resident.example.jp

--B--
""".replace("\n", "\r\n").encode()


def complaint(kind: str = "abuse") -> bytes:
    """A complaint as mailbox providers pass it on (RFC 5965)."""
    return f"""From: feedback@mx.example.jp
To: bounce@city.example.jp
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Mailbox/1.0
Version: 1

--B
Content-Type: message/rfc822

From: oshirase@city.example.jp
To: hanako@resident.example.jp
Message-ID: <{ID}@city.example.jp>
Subject: hello

text

--B--
""".replace("\n", "\r\n").encode()


def read(mail: bytes) -> tuple[Report, ...]:
    return reports_in(
        mail, provider="smtp", domain="city.example.jp", box="bounce@city.example.jp", at=AT
    )


def said(mail: bytes) -> list[Said]:
    found = read(mail)
    assert {each.id for each in found} <= {ID}
    return [each.said for each in found]


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"])
def test_an_address_that_does_not_exist_bounced_for_ever(status: str) -> None:
    assert said(returned(status)) == [Said.BOUNCED]


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.1.12", "4.4.7", "nonsense"])
def test_a_full_or_closed_mailbox_failed_this_time(status: str) -> None:
    assert said(returned(status)) == [Said.FAILED]


def test_what_arrived_is_delivered_and_what_is_late_is_nothing_yet() -> None:
    assert said(returned("2.0.0", action="delivered")) == [Said.DELIVERED]
    assert said(returned("4.4.1", action="delayed")) == []


@pytest.mark.parametrize(
    "mail",
    [
        returned(envelope=""),
        returned(envelope="", original="X: y", to=f"bounce+{ID}@city.example.jp"),
        returned(original="X: y"),
    ],
    ids=["message id", "address it came back to", "envelope"],
)
def test_our_id_is_found_wherever_a_server_leaves_it(mail: bytes) -> None:
    assert said(mail) == [Said.BOUNCED]


def test_a_complaint_counts_as_one_and_an_end_asked_for_as_that() -> None:
    assert said(complaint()) == [Said.COMPLAINED]
    assert said(complaint("opt-out")) == [Said.STOPPED]
    assert said(complaint("not-spam")) == []


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"From: a@b\r\n\r\nhello",
        returned(envelope="", original="Message-ID: <x@elsewhere.example>"),
        returned(envelope="", original=f"Message-ID: <{ID}@elsewhere.example>"),
        returned().replace(b"multipart/report", b"multipart/mixed"),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B--",
        returned() + b"x" * 2_100_000,
        bytes(range(256)) * 20,
    ],
)
def test_a_letter_of_a_person_or_a_report_on_others_says_nothing(mail: bytes) -> None:
    assert read(mail) == ()


def test_nothing_of_a_report_names_the_receiver() -> None:
    assert "hanako" not in repr(read(returned()))


# ---------------------------------------------------------------- mailboxes


def taken(mails: list[bytes]) -> Emptied | object:
    def take(mail: bytes) -> bool:
        mails.append(mail)
        return bool(read(mail))

    return take


@pytest.mark.parametrize("kind", [BoxKind.MAILDIR, BoxKind.MBOX])
def test_reports_leave_the_box_and_letters_stay_for_people(tmp_path: Path, kind: BoxKind) -> None:
    path = tmp_path / "box"
    held: mailbox.Mailbox[mailbox.mboxMessage] | mailbox.Mailbox[mailbox.MaildirMessage]
    held = mailbox.Maildir(path) if kind is BoxKind.MAILDIR else mailbox.mbox(path)
    for mail in (returned(), b"From: a@b\n\nWhat is this?\n", complaint()):
        held.add(mail)
    held.close()
    box, mails = Box(kind=kind, path="box"), []
    first = empty(box, tmp_path, taken(mails))  # type: ignore[arg-type]
    second = empty(box, tmp_path, taken(mails))  # type: ignore[arg-type]
    assert (first.reports, first.letters) == (2, 1)
    assert (second.reports, second.letters) == (0, 0)
    left = mailbox.Maildir(path) if kind is BoxKind.MAILDIR else mailbox.mbox(path)
    assert len(left) == 1
    left.close()


def test_a_process_that_ends_while_reading_reads_again(tmp_path: Path) -> None:
    held = mailbox.Maildir(tmp_path / "box")
    held.add(returned())
    held.close()
    box = Box(kind=BoxKind.MAILDIR, path="box")

    def fails(mail: bytes) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty(box, tmp_path, fails)
    assert empty(box, tmp_path, lambda mail: bool(read(mail))).reports == 1


@pytest.mark.parametrize("kind", [BoxKind.MAILDIR, BoxKind.MBOX])
def test_a_box_that_is_not_there_is_told(tmp_path: Path, kind: BoxKind) -> None:
    with pytest.raises(Problems, match="REACH073"):
        empty(Box(kind=kind, path="nowhere"), tmp_path, lambda mail: False)


# ---------------------------------------------------------------- a box on a server


@pytest.fixture
def room() -> Mailroom:
    mails = (returned(), b"From: a@b\r\n\r\nWhat is this?\r\n", complaint())
    return Mailroom(mails=dict(enumerate(mails, 1)))


def emptied(room: Mailroom, folder: Path, take: Callable[[bytes], bool] | None = None) -> Emptied:
    ca, context = authority(folder)
    with imap_server.served(room, context) as port:
        box = Box(kind=BoxKind.IMAP, host="localhost", port=port, user="box", ca=ca.name)
        return empty(box, folder, take or (lambda mail: bool(read(mail))), password="right")


def test_a_box_on_a_server_is_emptied_of_reports_and_letters_stay(
    room: Mailroom, tmp_path: Path
) -> None:
    assert emptied(room, tmp_path) == Emptied(reports=2, letters=1)
    assert list(room.mails) == [2]
    assert emptied(room, tmp_path) == Emptied(reports=0, letters=0)


def test_of_a_mail_too_long_to_be_a_report_only_its_beginning_is_fetched(
    room: Mailroom, tmp_path: Path
) -> None:
    room.mails[1] += b"x" * 9_000_000
    lengths: list[int] = []
    emptied(room, tmp_path, lambda mail: bool(lengths.append(len(mail))))
    assert max(lengths) == MOST_BYTES + 1


@pytest.mark.parametrize("at", ["login", "select", "uid search", "uid fetch", "logout"])
def test_a_server_that_falls_silent_holds_nobody(
    room: Mailroom, tmp_path: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_reading, "_SILENT_SECONDS", 0.4)
    room.silent = at
    began = time.monotonic()
    with pytest.raises(Problems, match="REACH073") as told:
        emptied(room, tmp_path)
    assert time.monotonic() - began < 10
    assert "hanako" not in str(told.value)


@pytest.mark.parametrize("at", ["login", "select", "uid fetch", "uid store"])
def test_a_line_that_breaks_is_told_and_what_was_not_read_is_read_again(
    room: Mailroom, tmp_path: Path, at: str
) -> None:
    room.hangs_up = at
    with pytest.raises(Problems, match="REACH073"):
        emptied(room, tmp_path)
    room.hangs_up = ""
    assert emptied(room, tmp_path) == Emptied(reports=2, letters=1)


@pytest.mark.parametrize("refuses", ["login", "select"])
def test_a_server_that_lets_nobody_in_is_told(room: Mailroom, tmp_path: Path, refuses: str) -> None:
    room.refuses = refuses
    with pytest.raises(Problems, match="REACH073"):
        emptied(room, tmp_path)
    assert not room.fetched
