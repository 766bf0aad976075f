"""Carries e-mail to a server of the city by SMTP, and says what became of it in the seam's words."""

from __future__ import annotations

import re
import smtplib
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sakimawari.reach.channels.mail.address import mail_address
from sakimawari.reach.channels.mail.line import (
    Refused,
    Unsure,
    context_of,
    handed_over,
    opened,
)
from sakimawari.reach.channels.mail.message import built, return_path
from sakimawari.reach.channels.pace import Pace
from sakimawari.reach.channels.seam import Answer, Outcome, Parcel
from sakimawari.reach.channels.setup.values import Mail, Security
from sakimawari.reach.medium import Medium

_MESSAGES_A_LINE = 100  # then a new line: servers close old ones at moments of their own
_CLOSING = 421  # the server ends the line
_GREYLISTED = {450, 451}
_GREY_SECONDS = 300.0
_BUSY_SECONDS = 60.0
_QUEUED = re.compile(r"(?i)queued as\W+([A-Za-z0-9.-]{4,64})")


class MailCarrier:
    """A provider of e-mail. One line to the server for each thread, kept open between messages."""

    medium = Medium.EMAIL
    repeats_for = timedelta(0)  # a second call is a second message

    def __init__(
        self,
        mail: Mail,
        home: Path,
        *,
        password: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._mail, self._password, self._now = mail, password, now
        closed = mail.security is not Security.NONE
        self._context: ssl.SSLContext | None = context_of(mail, home) if closed else None
        self._pace = Pace(mail.rate)
        self._held = threading.local()

    @property
    def name(self) -> str:
        """The name in the settings."""
        return self._mail.name

    def has(self, id: str) -> bool | None:
        """A mail server cannot be asked."""
        return None

    def send(self, parcel: Parcel) -> Answer:
        """Hand a message over.

        4xx and whatever concerns the city itself (sign-in, sender) is BUSY: the message is not to
        blame. 5xx on the receiver or the message is REFUSED. A line that breaks is UNSURE after the
        final dot, and BUSY before.
        """
        if mail_address(parcel.to) != parcel.to:
            return Answer(outcome=Outcome.REFUSED, why="address")
        self._pace.wait()
        message = built(parcel, self._mail, at=self._now())
        try:
            said = self._handed_over(parcel, message)
        except Unsure:
            self._drop()
            return Answer(outcome=Outcome.UNSURE, why="line-broken")
        except Refused as no:
            return self._told(no)
        except ssl.SSLError:
            self._drop()
            return Answer(outcome=Outcome.BUSY, why="tls", wait_seconds=_BUSY_SECONDS)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Answer(outcome=Outcome.BUSY, why="no-line", wait_seconds=_BUSY_SECONDS)
        found = _QUEUED.search(said)
        return Answer(outcome=Outcome.ACCEPTED, theirs=found.group(1) if found else "")

    def _handed_over(self, parcel: Parcel, message: bytes) -> str:
        envelope = {
            "sender": return_path(parcel.id, self._mail),
            "to": parcel.to,
            "envelope_id": parcel.id,
            "message": message,
        }
        server, kept = self._line()
        try:
            return handed_over(server, **envelope)  # type: ignore[arg-type]
        except (OSError, smtplib.SMTPServerDisconnected):
            # A line kept from the last message may have been closed since, and nothing left by it.
            self._drop()
            if not kept:
                raise
        except Refused as no:
            self.close()
            if not (kept and no.code == _CLOSING):
                raise
        server, _ = self._line()
        return handed_over(server, **envelope)  # type: ignore[arg-type]

    def _line(self) -> tuple[smtplib.SMTP, bool]:
        """The line of this thread, and whether it was kept from an earlier message."""
        server: smtplib.SMTP | None = getattr(self._held, "server", None)
        if server is not None and self._held.used < _MESSAGES_A_LINE:
            self._held.used += 1
            return server, True
        self.close()
        server = opened(self._mail, self._context, self._password)
        self._held.server, self._held.used = server, 1
        return server, False

    def close(self) -> None:
        """End the line of this thread as the protocol asks."""
        server: smtplib.SMTP | None = getattr(self._held, "server", None)
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()
        self._held.server = None

    def _drop(self) -> None:
        server: smtplib.SMTP | None = getattr(self._held, "server", None)
        if server is not None:
            server.close()
        self._held.server = None

    def check(self) -> str:
        """Open a line and sign in, without sending anything; a word on how it went."""
        try:
            server = opened(self._mail, self._context, self._password)
        except Refused as no:
            return f"refused: {no.stage} {no.code}"
        except ssl.SSLError:
            return "the server's certificate is not believed"
        except (OSError, smtplib.SMTPException):
            return "no line to the server"
        try:
            server.noop()
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()
        return "ok"

    def _told(self, no: Refused) -> Answer:
        concerns_receiver = no.stage in ("receiver", "message") and 500 <= no.code < 600
        why = f"{no.stage}-{no.status or no.code}"
        if concerns_receiver:
            return Answer(outcome=Outcome.REFUSED, why=why)
        wait = _GREY_SECONDS if no.code in _GREYLISTED else _BUSY_SECONDS
        return Answer(outcome=Outcome.BUSY, why=why, wait_seconds=wait)
