"""A small IMAP server on the loopback address, by TLS: it holds some mails, and fails as it is told."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mailroom:
    """The mails by number, with their flags. At the command named by `silent` nothing is said any
    more, at the one named by `hangs_up` the line ends; `refuses` is answered NO.
    """

    mails: dict[int, bytes]
    flags: dict[int, set[str]] = field(default_factory=dict)
    silent: str = ""
    hangs_up: str = ""
    refuses: str = ""
    fetched: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def unseen(self) -> list[int]:
        return [n for n in sorted(self.mails) if "\\Seen" not in self.flags.get(n, set())]

    def answers(self, command: str) -> list[bytes]:
        """What is said to a command before its end."""
        words = command.split()
        match [words[0].upper(), *(word.lower() for word in words[1:2])]:
            case ["CAPABILITY", *_]:
                return [b"* CAPABILITY IMAP4rev1"]
            case ["SELECT", *_]:
                return [b"* %d EXISTS" % len(self.mails)]
            case ["UID", "search"]:
                return [b"* SEARCH " + b" ".join(b"%d" % n for n in self.unseen())]
            case ["UID", "fetch"]:
                self.fetched.append(command)
                most = re.search(r"<0\.(\d+)>", command)
                content = self.mails[int(words[2])][: int(most.group(1)) if most else None]
                return [
                    b"* 1 FETCH (UID %s BODY[] {%d}" % (words[2].encode(), len(content)),
                    content + b")",
                ]
            case ["UID", "store"]:
                self.flags.setdefault(int(words[2]), set()).update(re.findall(r"\\\w+", command))
            case ["EXPUNGE"]:
                for number in [n for n, flags in self.flags.items() if "\\Deleted" in flags]:
                    self.mails.pop(number, None)
        return []


@contextmanager
def served(room: Mailroom, context: ssl.SSLContext) -> Iterator[int]:
    """The server at a free port; whatever hangs is let go at the end."""

    class Talk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                _talk(room, context.wrap_socket(self.request, server_side=True))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            room.released.set()
            server.shutdown()
            thread.join()


def _talk(room: Mailroom, line: ssl.SSLSocket) -> None:
    with line, line.makefile("rwb") as file:
        file.write(b"* OK ready\r\n")
        file.flush()
        while told := file.readline():
            tag, _, command = told.decode("ascii").strip().partition(" ")
            name = " ".join(
                command.split()[: 2 if command.upper().startswith("UID") else 1]
            ).lower()
            if name == room.silent:
                room.released.wait(60)
                return
            if name == room.hangs_up:
                return
            no = name == room.refuses
            for each in [] if no else room.answers(command):
                file.write(each + b"\r\n")
            file.write(f"{tag} {'NO' if no else 'OK'} done\r\n".encode())
            file.flush()
