"""What a city sets in `channels.yaml`, as values. A channel that is not named there does not exist.

Nothing here is secret: passwords, tokens and keys of signatures lie in the folder of keys, as
`channel-NAME.secret` and `channel-NAME-hook.secret`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import Enum

from sakimawari.reach.medium import Medium

FILE = "channels.yaml"


class Security(Enum):
    """How the line to a mail server is closed to others; NONE on the loopback address alone."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail server that takes what the city sends. `ca` is a file of certificates in the home.

    `rate`: messages a second at most, by each worker; 0 where the server sets no bound. `timeout`
    in seconds.
    `bounces`: to whom servers write back, with a +ID put before the @; "" for `sender` itself.
    """

    name: str
    host: str
    sender: str
    port: int = 587
    security: Security = Security.STARTTLS
    sender_name: str = ""
    reply_to: str = ""
    bounces: str = ""
    user: str = ""
    ca: str = ""
    rate: float = 0.0
    timeout: float = 30.0

    @property
    def domain(self) -> str:
        """The domain of the city, under which messages have their ids."""
        return self.sender.rpartition("@")[2]


class Style(Enum):
    """How a LINE message looks: plain text, or a card with a heading and a button."""

    TEXT = "text"
    FLEX = "flex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An official account of LINE. `account` is its id with @, by which residents add it."""

    name: str
    account: str
    endpoint: str = "https://api.line.me"
    style: Style = Style.TEXT
    rate: float = 0.0
    timeout: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A provider of text messages that speaks the interface of `sms.carrier`.

    `sender` is the number or name a telephone shows; `segments`: the most one message may take.
    """

    name: str
    endpoint: str
    sender: str
    segments: int = 10
    rate: float = 0.0
    timeout: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The city's own way to マイナポータル, which takes a file. `organisation`: 団体コード."""

    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """When staff telephone: the window of a day, times of Japan."""

    since: time = time(9, 0)
    until: time = time(17, 0)


class BoxKind(Enum):
    """Where mail that comes back lies."""

    MAILDIR = "maildir"
    MBOX = "mbox"
    IMAP = "imap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A mailbox for what comes back. `path` is a folder or file of the home, `host` a server by TLS."""

    kind: BoxKind
    path: str = ""
    host: str = ""
    port: int = 993
    user: str = ""
    folder: str = "INBOX"
    ca: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failover:
    """When the next provider of a medium takes over, and when the first is tried again.

    After `failures` in a row a provider rests for `rest_seconds`; it is back in its place after
    `successes` in a row, so that one lucky call does not bring a broken one back.
    """

    failures: int = 5
    rest_seconds: float = 300.0
    successes: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All channels of a city. Several providers of a medium stand in the order they are tried.

    `address`: where browsers find the residents' pages, for links that end a message's channel.
    `rehearsal`: e-mail, LINE and text messages go all the way but for the last step: whatever
    providers are named, none is called.
    """

    address: str = ""
    rehearsal: bool = False
    mail: tuple[Mail, ...] = ()
    line: tuple[Line, ...] = ()
    sms: tuple[Sms, ...] = ()
    portal: Portal | None = None
    letters: bool = False
    calls: Calls | None = None
    visits: bool = False
    box: Box | None = None
    failover: Failover = field(default_factory=Failover)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all providers, each of which names its secrets."""
        mail = (one.name for one in self.mail)
        return (*mail, *(one.name for one in self.line), *(one.name for one in self.sms))

    @property
    def media(self) -> frozenset[Medium]:
        """The media the city has set up."""
        there = {
            Medium.EMAIL: bool(self.mail) or self.rehearsal,
            Medium.LINE: bool(self.line) or self.rehearsal,
            Medium.SMS: bool(self.sms) or self.rehearsal,
            Medium.PORTAL: self.portal is not None,
            Medium.LETTER: self.letters,
            Medium.CALL: self.calls is not None,
            Medium.VISIT: self.visits,
        }
        return frozenset(medium for medium, is_there in there.items() if is_there)
