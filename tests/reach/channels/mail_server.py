"""A real SMTP server on the loopback address that behaves as it is told: takes, refuses, hangs up."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(slots=True)
class Manner:
    """How the server behaves. Replies are sent at the stage of their name; "" for the usual one."""

    sender: str = ""
    receiver: str = ""
    message: str = ""
    hangs_up: str = ""  # before: when the body is to come; after: once it has taken the message
    greylists: int = 0  # so many times it asks to come again
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)


class _Behaving:
    """aiosmtpd's hooks, by a manner."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.manner.sender:
            return self.manner.sender
        envelope.mail_from = address
        self.manner.options.append(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.manner.greylists:
            self.manner.greylists -= 1
            return "451 4.7.1 come again"
        if self.manner.receiver:
            return self.manner.receiver
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.manner.message:
            return self.manner.message
        parsed = message_from_bytes(envelope.content, policy=SMTP_POLICY)
        self.manner.taken.append(cast(EmailMessage, parsed))
        self.manner.envelopes.append((envelope.mail_from, envelope.rcpt_tos[0]))
        if self.manner.hangs_up == "after":
            assert server.transport is not None
            server.transport.abort()
        return "250 2.0.0 Ok: queued as 4F2A9"


class _Hasty(SMTP):
    """Hangs up when the body is to come, if its manner says so."""

    async def smtp_DATA(self, arg: str) -> None:
        handler = cast(_Behaving, self.event_handler)
        if handler.manner.hangs_up == "before":
            await self.push("354 go ahead")
            assert self.transport is not None
            self.transport.close()
            return
        await super().smtp_DATA(arg)


def _signed_in(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
    right = isinstance(told, LoginPassword) and told.password == b"right"
    return AuthResult(success=right, handled=right)


class _Served(Controller):
    def factory(self) -> SMTP:
        return _Hasty(self.handler, **self.SMTP_kwargs)


@contextmanager
def served(manner: Manner, *, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The server at a free port of 127.0.0.1; with TLS it asks for STARTTLS and a password."""
    more: dict[str, Any] = {}
    if tls is not None:
        more = {
            "tls_context": tls,
            "require_starttls": True,
            "authenticator": _signed_in,
            "auth_required": True,
        }
    controller = _Served(_Behaving(manner), hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens at, just now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def authority(folder: Path, *, name: str = "localhost") -> tuple[Path, ssl.SSLContext]:
    """The certificate of an authority of our own, and what a server named by it shows."""
    now = datetime.now(UTC)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority of the city")])
    root = (
        x509.CertificateBuilder()
        .subject_name(issuer)
        .issuer_name(issuer)
        .public_key(root_key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    alternatives = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(2)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        leaf.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return folder / "ca.pem", context
