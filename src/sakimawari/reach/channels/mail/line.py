"""The line to a mail server: opened closed to others, kept open for the next message.

Written out here where smtplib hides what matters: whether the final dot of a message left.
"""

from __future__ import annotations

import re
import selectors
import smtplib
import socket
import ssl
from pathlib import Path

from sakimawari.problems import Place, fault
from sakimawari.reach.channels.setup.values import Mail, Security

_LEADING_DOT = re.compile(rb"(?m)^\.")
_END = b".\r\n"


class Unsure(Exception):
    """The line broke when the message may have been taken: nobody knows."""


class Refused(Exception):
    """The server said no. `stage`: connect, login, sender, receiver or message."""

    def __init__(self, stage: str, code: int, text: bytes) -> None:
        super().__init__(f"{stage} {code}")
        self.stage, self.code = stage, code
        found = re.match(rb"\s*(\d\.\d{1,3}\.\d{1,3})\b", text)
        self.status = found.group(1).decode("ascii") if found else ""  # RFC 3463


def context_of(mail: Mail, home: Path) -> ssl.SSLContext:
    """Whom the city believes to be its mail server. REACH073 where its certificates do not read."""
    if not mail.ca:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=str(home / mail.ca))
    except (OSError, ssl.SSLError):
        raise fault(
            "REACH073",
            f"the file of certificates for `{mail.name}` cannot be read",
            "put the certificate of the server's authority there, in PEM",
            where=Place(file=mail.ca),
        ) from None


def opened(mail: Mail, context: ssl.SSLContext | None, password: str | None) -> smtplib.SMTP:
    """A line to the server, closed to others and signed in; Refused or OSError where it is not."""
    try:
        server = _connected(mail, context)
    except smtplib.SMTPConnectError as error:
        raise Refused("connect", error.smtp_code, _bytes(error.smtp_error)) from None
    try:
        server.ehlo_or_helo_if_needed()
        if mail.security is Security.STARTTLS:
            if not server.has_extn("starttls"):
                raise Refused("connect", 0, b"")
            server.starttls(context=context)
            server.ehlo()
        if mail.user and password is not None:
            server.login(mail.user, password)
    except smtplib.SMTPAuthenticationError as error:
        server.close()
        raise Refused("login", error.smtp_code, b"") from None
    except smtplib.SMTPResponseException as error:
        server.close()
        raise Refused("connect", error.smtp_code, _bytes(error.smtp_error)) from None
    except BaseException:
        server.close()
        raise
    if server.sock is not None:
        # The dot goes out by itself, after the body: it must not wait for the body's receipt.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server


def _connected(mail: Mail, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if mail.security is Security.TLS:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=mail.timeout, context=context)
    return smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)


def handed_over(
    server: smtplib.SMTP, *, sender: str, to: str, envelope_id: str, message: bytes
) -> str:
    """Give one message to the server; what it said, in which its own id often stands.

    Raises Refused for a no, Unsure where the line broke after the final dot, and OSError or
    SMTPServerDisconnected where it broke before, when the server cannot have the message.
    """
    with_reports = server.has_extn("dsn")
    _said(
        "sender",
        server.mail(sender, [f"ENVID={envelope_id}", "RET=HDRS"] if with_reports else []),
    )
    _said("receiver", server.rcpt(to, ["NOTIFY=FAILURE"] if with_reports else []))
    code, text = server.docmd("DATA")
    if code != 354:
        raise Refused("message", code, text)
    body = _LEADING_DOT.sub(b"..", message)
    server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    if _is_closed(server):
        raise smtplib.SMTPServerDisconnected
    server.send(_END)  # where this fails, no whole end of the message left
    try:
        code, text = server.getreply()
    except (OSError, smtplib.SMTPException):
        raise Unsure from None
    if code != 250:
        raise Refused("message", code, text)
    return text.decode("ascii", "replace")


def _is_closed(server: smtplib.SMTP) -> bool:
    """Whether the server hung up before the end was sent; of a line under TLS it cannot be seen."""
    sock = server.sock
    if sock is None:
        return True
    if isinstance(sock, ssl.SSLSocket):
        return False
    # Not select(): it refuses the file numbers above 1023 that a process with a mapped city has.
    with selectors.DefaultSelector() as waiting:
        waiting.register(sock, selectors.EVENT_READ)
        readable = waiting.select(0)
    return bool(readable) and sock.recv(1, socket.MSG_PEEK) == b""


def _said(stage: str, reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code not in (250, 251):
        raise Refused(stage, code, text)


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("ascii", "replace")
