"""A provider as a process of its own, with a ledger of what residents received; run as a program.

    POST /MEDIUM/send    {"id", "to", "text"}: what it does with it is said by the script
    GET  /MEDIUM/has/ID  whether it took a parcel with this id (line alone tells)
    POST /MEDIUM/script  {"does": [...], "then": "ok"}: for the next calls, and after them
    GET  /ledger         {"MEDIUM id": how often a resident received it}
    GET  /reports        reports on what it took, every one twice and in no order
    GET  /calls          how many calls came, by medium

ok · 503 · refuse · hang (takes it and never answers) · lose (does not take it, never answers).
Mail delivers as often as it is called; sms refuses a second parcel with the same id.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HANG_SECONDS = 3.0
_drawn = random.Random(7)
_lock = threading.Lock()
_ledger: Counter[str] = Counter()
_calls: Counter[str] = Counter()
_scripts: dict[str, tuple[list[str], str]] = {}
_reports: list[dict[str, str]] = []


def _does(medium: str) -> str:
    steps, then = _scripts.get(medium, ([], "ok"))
    return steps.pop(0) if steps else then


def _take(medium: str, id: str) -> None:
    key = f"{medium} {id}"
    if medium == "sms" and _ledger[key]:
        return
    _ledger[key] += 1
    for said in ("delivered", "read"):
        _reports.append({"provider": medium, "id": id, "said": said})


class Stub(BaseHTTPRequestHandler):
    """Answers by the script."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def _answer(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        told = json.loads(self.rfile.read(length))
        _, medium, what = self.path.split("/")
        if what == "script":
            with _lock:
                _scripts[medium] = (list(told.get("does", [])), told.get("then", "ok"))
            self._answer(200, {})
            return
        with _lock:
            _calls[medium] += 1
            does = _does(medium)
            if does in {"ok", "hang"}:
                _take(medium, told["id"])
        if does in {"hang", "lose"}:
            time.sleep(_HANG_SECONDS)
            self.close_connection = True
        elif does == "503":
            self._answer(503, {})
        elif does == "refuse":
            self._answer(400, {})
        else:
            self._answer(200, {"theirs": f"{medium}-{told['id']}"})

    def do_GET(self) -> None:
        parts = self.path.split("/")
        with _lock:
            if parts[1] == "ledger":
                value: Any = dict(_ledger)
            elif parts[1] == "calls":
                value = dict(_calls)
            elif parts[1] == "reports":
                value = _reports * 2
                _drawn.shuffle(value)
                _reports.clear()
            else:
                value = bool(_ledger[f"{parts[1]} {parts[3]}"])
        self._answer(200, value)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
