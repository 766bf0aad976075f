"""Reads `channels.yaml`, and tells every fault of it at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import time
from difflib import get_close_matches
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import yaml

from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.channels.mail.address import mail_address
from sakimawari.reach.channels.setup.values import (
    FILE,
    Box,
    BoxKind,
    Calls,
    Failover,
    Line,
    Mail,
    Portal,
    Security,
    Setup,
    Sms,
    Style,
)

# The words of the file where they differ from the names of the fields.
_WRITTEN = {"sender": "from", "sender_name": "from_name", "since": "from", "mail": "email"}
_ROOMS = {"address", "email", "line", "sms", "portal", "letters", "calls", "visits"}
_ROOMS |= {"mailbox", "failover", "rehearsal"}
_CHOICES: Mapping[str, type[Enum]] = {"Security": Security, "BoxKind": BoxKind, "Style": Style}
_NAME = "abcdefghijklmnopqrstuvwxyz0123456789-"
Made = TypeVar("Made")


@dataclass(slots=True)
class _Reading:
    """Collects the faults of one file."""

    found: list[Problem] = field(default_factory=list)

    def fault(self, at: str, what: str, do: str, *, near: str | None = None) -> None:
        place = Place(file=FILE, column=at or None)
        self.found.append(Problem(id="REACH070", what=what, do=do, where=place, near=near))

    def unsafe(self, at: str) -> None:
        self.found.append(
            Problem(
                id="REACH072",
                what="messages of residents would cross a network that others can read",
                do="use https, or `security: starttls` or `tls`; none is for this machine alone",
                where=Place(file=FILE, column=at),
            )
        )

    def unknown(self, at: str, given: Iterable[object], known: Iterable[str]) -> None:
        known = list(known)
        for name in given:
            if name not in known:
                near = get_close_matches(str(name), known, n=1)
                here = f"{at}.{name}" if at else str(name)
                do = "correct or remove it"
                self.fault(here, f"`{name}` means nothing here", do, near=near[0] if near else None)


def read_setup(home: Path) -> Setup:
    """The channels of a city; none at all where it has no such file.

    REACH070 with every fault of the file, REACH072 for a line that others could read.
    """
    path = home / FILE
    if not path.is_file():
        return Setup()
    reading = _Reading()
    try:
        root = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        reading.fault("", "the file is no YAML", "correct its indentation and quotation marks")
        raise Problems(reading.found) from None
    if not isinstance(root, dict):
        reading.fault("", "the file is no list of names", "begin with `email:` or another channel")
        raise Problems(reading.found)
    setup = _setup(reading, root)
    if reading.found:
        raise Problems(reading.found)
    return setup


def _setup(reading: _Reading, root: Mapping[str, Any]) -> Setup:
    reading.unknown("", root, _ROOMS)
    mail = _several(reading, "email", root, Mail)
    line = _several(reading, "line", root, Line)
    sms = _several(reading, "sms", root, Sms)
    setup = Setup(
        address=_address(reading, root.get("address", "")),
        rehearsal=_told(reading, "rehearsal", root),
        mail=mail,
        line=line,
        sms=sms,
        portal=_one(reading, "portal", root, Portal),
        letters=_told(reading, "letters", root),
        calls=_one(reading, "calls", root, Calls),
        visits=_told(reading, "visits", root),
        box=_one(reading, "mailbox", root, Box),
        failover=_one(reading, "failover", root, Failover) or Failover(),
    )
    _check(reading, setup)
    return setup


def _several(
    reading: _Reading, room: str, root: Mapping[str, Any], kind: type[Made]
) -> tuple[Made, ...]:
    given = root.get(room, [])
    listed = given if isinstance(given, list) else [given]
    made = (_made(reading, f"{room}[{at}]", one, kind) for at, one in enumerate(listed, 1))
    return tuple(one for one in made if one is not None)


def _one(reading: _Reading, room: str, root: Mapping[str, Any], kind: type[Made]) -> Made | None:
    if room not in root:
        return None
    return _made(reading, room, root[room] or {}, kind)


def _told(reading: _Reading, room: str, root: Mapping[str, Any]) -> bool:
    given = root.get(room, False)
    if not isinstance(given, bool):
        reading.fault(room, "yes or no is needed here", "write `true` or `false`")
        return False
    return given


def _made(reading: _Reading, at: str, given: object, kind: type[Made]) -> Made | None:
    """One value of a class, each of its fields read as its default or annotation says."""
    if not isinstance(given, dict):
        reading.fault(at, "nothing is said of this channel", "name what it needs, line by line")
        return None
    known = {_WRITTEN.get(each.name, each.name): each for each in fields(kind)}  # type: ignore[arg-type]
    reading.unknown(at, given, known)
    values: dict[str, Any] = {}
    faults = len(reading.found)
    for word, each in known.items():
        if word in given:
            values[each.name] = _read(reading, f"{at}.{word}", given[word], str(each.type))
        elif each.default is MISSING and each.default_factory is MISSING:
            reading.fault(f"{at}.{word}", f"`{word}` is missing", "add it")
    return kind(**values) if len(reading.found) == faults else None


def _read(reading: _Reading, at: str, given: object, kind: str) -> Any:
    readers: dict[str, Callable[[object], Any]] = {
        "str": _text,
        "int": _whole,
        "float": _amount,
        "time": _time,
    }
    with contextlib.suppress(ValueError):
        return _CHOICES[kind](given) if kind in _CHOICES else readers[kind](given)
    wanted = (
        f"one of {', '.join(str(each.value) for each in _CHOICES[kind])}"
        if kind in _CHOICES
        else {"str": "a text", "int": "a whole number", "float": "a number", "time": "a time"}[kind]
    )
    reading.fault(at, f"{wanted} is needed here", f"write {wanted}; a time in quotation marks")
    return None


def _text(given: object) -> str:
    if not isinstance(given, str) or any(ord(letter) < 32 for letter in given):
        raise ValueError
    return given


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ValueError
    return given


def _amount(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 0:
        raise ValueError
    return float(given)


def _time(given: object) -> time:
    if not isinstance(given, str):
        raise ValueError
    return time.fromisoformat(given)


def _address(reading: _Reading, given: object) -> str:
    if given == "":
        return ""
    if not isinstance(given, str) or not _is_closed(given):
        reading.unsafe("address")
        return ""
    return given.rstrip("/")


# ---------------------------------------------------------------- what holds across fields


def _check(reading: _Reading, setup: Setup) -> None:
    names: set[str] = set()
    for name in setup.names:
        if not name or set(name) - set(_NAME) or name.endswith("-hook"):
            do = "write small letters, digits and hyphens: it names a file of the folder of keys"
            reading.fault(name or "name", "this is no name of a provider", do)
        if name in names:
            reading.fault(name, "two providers have this name", "give each its own")
        names.add(name)
    for mail in setup.mail:
        _check_mail(reading, mail)
    called = [*((one.name, one.endpoint) for one in setup.line)]
    called += [(one.name, one.endpoint) for one in setup.sms]
    for name, endpoint in called:
        if not _is_closed(endpoint):
            reading.unsafe(f"{name}.endpoint")
    if setup.mail and not setup.address:
        do = "write the https address of the residents' pages: each message links to its end there"
        reading.fault("address", "`address` is missing, and e-mail needs it (RFC 8058)", do)
    if setup.box is not None:
        _check_box(reading, setup.box)


def _check_mail(reading: _Reading, mail: Mail) -> None:
    if mail.security is Security.NONE and not _is_here(mail.host):
        reading.unsafe(f"{mail.name}.security")
    for word, text in (
        ("from", mail.sender),
        ("reply_to", mail.reply_to),
        ("bounces", mail.bounces),
    ):
        if text and mail_address(text) != text:
            reading.fault(f"{mail.name}.{word}", "this is no e-mail address", "correct it")


def _check_box(reading: _Reading, box: Box) -> None:
    needed = "host" if box.kind is BoxKind.IMAP else "path"
    if not getattr(box, needed):
        reading.fault(f"mailbox.{needed}", f"`{needed}` is missing", "add it")


def _is_closed(address: str) -> bool:
    parts = urlsplit(address)
    if not parts.hostname or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return False
