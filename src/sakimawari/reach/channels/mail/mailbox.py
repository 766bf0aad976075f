"""The mailbox for what comes back: each mail is read once, reports are taken out, letters are left.

What a person wrote to the address stays for people to read; it is only marked as seen.
"""

from __future__ import annotations

import contextlib
import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sakimawari.problems import Place, fault
from sakimawari.reach.channels.mail.bounces import MOST_BYTES
from sakimawari.reach.channels.setup.values import Box, BoxKind

_SILENT_SECONDS = 30.0  # a server that says nothing for so long is not there
# Takes a mail; True where it was a report, which then leaves the box.
Take = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What one look into the box brought: reports taken out, letters left for people."""

    reports: int
    letters: int


def empty(box: Box, home: Path, take: Take, *, password: str | None = None) -> Emptied:
    """Give every new mail to `take`. A mail leaves the box only after `take` returned: whatever ends
    the process in between is read again, and a report that comes twice does no harm.

    REACH073 where the box cannot be opened.
    """
    if box.kind is BoxKind.IMAP:
        return _imap(box, home, take, password or "")
    if box.kind is BoxKind.MAILDIR:
        return _maildir(box, home, take)
    return _mbox(box, home, take)


def _maildir(box: Box, home: Path, take: Take) -> Emptied:
    folder = home / box.path
    if not (folder / "new").is_dir():
        raise _closed(box.path)
    held = mailbox.Maildir(folder, factory=None, create=False)
    reports = letters = 0
    for key in list(held.keys()):
        mail = held.get_message(key)
        if "S" in mail.get_flags():
            continue
        if take(held.get_bytes(key)):
            held.remove(key)
            reports += 1
        else:
            mail.add_flag("S")
            mail.set_subdir("cur")
            held[key] = mail
            letters += 1
    held.close()
    return Emptied(reports=reports, letters=letters)


def _mbox(box: Box, home: Path, take: Take) -> Emptied:
    path = home / box.path
    if not path.is_file():
        raise _closed(box.path)
    held = mailbox.mbox(path, factory=None, create=False)
    reports = letters = 0
    held.lock()
    try:
        for key in list(held.keys()):
            mail = held.get_message(key)
            if "R" in mail.get_flags():
                continue
            if take(held.get_bytes(key)):
                held.remove(key)
                reports += 1
            else:
                mail.add_flag("RO")
                held[key] = mail
                letters += 1
        held.flush()
    finally:
        held.unlock()
        held.close()
    return Emptied(reports=reports, letters=letters)


@contextmanager
def _signed_in(box: Box, home: Path, password: str) -> Iterator[imaplib.IMAP4_SSL]:
    """The folder, opened; REACH073 where it cannot be, or the line breaks on the way."""
    try:
        context = ssl.create_default_context(cafile=str(home / box.ca) if box.ca else None)
        server = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=_SILENT_SECONDS)
    except (OSError, imaplib.IMAP4.error):
        raise _closed(box.host) from None
    try:
        server.login(box.user, password)
        told, _ = server.select(box.folder)
        if told != "OK":
            raise _closed(box.host)
        yield server
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        raise _closed(box.host) from None
    finally:
        with contextlib.suppress(OSError):  # not by a word of farewell: the line may be broken
            server.shutdown()


def _imap(box: Box, home: Path, take: Take, password: str) -> Emptied:
    reports = letters = 0
    with _signed_in(box, home, password) as server:
        _, found = server.uid("search", "UNSEEN")
        for number in (found[0] or b"").split():
            name = number.decode("ascii")
            # Of a mail that is too long to be a report no more is fetched than shows that.
            _, told = server.uid("fetch", name, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
            content = next((part[1] for part in told if isinstance(part, tuple)), b"")
            is_report = take(content)
            server.uid("store", name, "+FLAGS", r"(\Seen \Deleted)" if is_report else r"(\Seen)")
            reports, letters = reports + is_report, letters + (not is_report)
        server.expunge()
    return Emptied(reports=reports, letters=letters)


def _closed(name: str) -> Exception:
    return fault(
        "REACH073",
        "the mailbox for what comes back cannot be opened",
        "compare `mailbox:` in channels.yaml with the mail server",
        where=Place(file=name),
    )
