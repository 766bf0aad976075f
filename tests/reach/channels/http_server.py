"""Local stubs of HTTP interfaces: LINE's Messaging API as its documentation says, and our text messages.

They know ids as the real ones do, so that what is called twice arrives once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(slots=True)
class Manner:
    """How a stub behaves: the status it answers with (0: takes), or when it hangs up."""

    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: str = ""  # before or after it has taken the message
    sleeps: float = 0.0  # after it has taken it, before it answers
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id, once each
    calls: int = 0


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: the second waits for nobody
    manner: Manner

    def log_message(self, format: str, *args: object) -> None:
        return

    def answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def sent(self) -> dict[str, Any]:
        length = int(self.headers.get("content-length", 0))
        read: dict[str, Any] = json.loads(self.rfile.read(length))
        return read

    def take(self, id: str) -> bool:
        """Take a message unless told otherwise; whether anything is left to be said."""
        body, manner = self.sent(), self.manner
        manner.calls += 1
        if manner.hangs_up == "before":
            self.close_connection = True
            return False
        if manner.status:
            headers = {name.replace("-", "_"): value for name, value in manner.headers.items()}
            self.answer(manner.status, manner.body, **headers)
            return False
        if id in manner.taken:
            self.answer_before(id)
            return False
        manner.taken[id] = body
        time.sleep(manner.sleeps)
        if manner.hangs_up == "after":
            self.close_connection = True
            return False
        return True

    def answer_before(self, id: str) -> None:
        raise AssertionError


class Line(_Quiet):
    """POST /v2/bot/message/push, GET quota and consumption."""

    def do_POST(self) -> None:
        assert self.path == "/v2/bot/message/push"
        if self.headers.get("authorization") != "Bearer token":
            self.sent()
            self.answer(401, {"message": "Authentication failed"})
            return
        if self.take(self.headers["x-line-retry-key"]):
            self.answer(
                200, {"sentMessages": [{"id": "461230966842064897"}]}, x_line_request_id="r1"
            )

    def answer_before(self, id: str) -> None:
        self.answer(
            409,
            {"message": "The retry key is already accepted"},
            x_line_request_id="r2",
            x_line_accepted_request_id="r1",
        )

    def do_GET(self) -> None:
        if self.headers.get("authorization") != "Bearer token":
            self.answer(401, {"message": "Authentication failed"})
        elif self.path == "/v2/bot/message/quota":
            self.answer(200, {"type": "limited", "value": 30000})
        else:
            assert self.path == "/v2/bot/message/quota/consumption"
            self.answer(200, {"totalUsage": 1200})


class Sms(_Quiet):
    """Our own interface of text messages."""

    def do_POST(self) -> None:
        if self.headers.get("authorization") != "Bearer token":
            self.sent()
            self.answer(401, {})
        elif self.take(self.headers["idempotency-key"]):
            self.answer(202, {"id": "sms-1"})

    def answer_before(self, id: str) -> None:
        self.answer(409, {"id": "sms-1"})

    def do_GET(self) -> None:
        if self.path == "/account":
            right = self.headers.get("authorization") == "Bearer token"
            self.answer(200 if right else 401, {})
            return
        id = self.path.removeprefix("/messages/")
        self.answer(200 if id in self.manner.taken else 404, {})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hung up while the stub still wrote does so on purpose."""


@contextmanager
def served(kind: type[_Quiet], manner: Manner) -> Iterator[str]:
    """The stub at a free port; its address."""
    bound = type("Bound", (kind,), {"manner": manner})
    server = _Server(("127.0.0.1", 0), bound)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
