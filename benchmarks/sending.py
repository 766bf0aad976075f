"""How many messages a second go out exactly once, against a bare loop that only calls the provider.

Messages of a plan are recorded, claimed within caps, judged, written, marked, called over HTTP with
our own id, kept with their words under seal, and reported as delivered, by worker processes beside each other; the provider is a
stub in a process of its own that keeps a ledger, and every message must stand in it once. The bare
loop makes the same calls to the same stub with the same number of processes and keeps nothing.
Words and gates are simple here: what writing costs is measured in `letters.py`.

python benchmarks/sending.py --messages 20000
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sakimawari.console.project import server
from sakimawari.guard.keys import open_keys
from sakimawari.office import Office
from sakimawari.reach.channels.seam import Answer, Outcome, Parcel, Report, Said
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.values import Terms

AT = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
ON = date(2026, 6, 1)
TEXT = "【北九州市】児童手当を受け取れる見込みです。受け取るには申請が必要です。電話 000-000-0000"
TARGET = 360.0  # messages a second
AT_ONCE = 8
MOST_REPORTS, MOST_BARE = 50_000, 100_000
_SPAWN = multiprocessing.get_context("spawn")


def main() -> None:
    """Measure, print a few lines, and with --json one object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = measured(Path(folder), asked.messages, asked.workers, asked.database)
    for name, value in told.items():
        print(f"{name:32} {value:,.4g}" if isinstance(value, float) else f"{name:32} {value}")
    if asked.json:
        print(json.dumps(told))


def measured(home: Path, messages: int, workers: int, database: str) -> dict[str, Any]:
    """Everything once: recording, sending, reports, and the bare loop."""
    port, stub = _stub()
    load = os.getloadavg()[0]
    place = (str(home), database)
    recorded = _timed(_record, [(place, messages)])
    bare_calls = min(messages, MOST_BARE)
    bare = _timed(_bare, [(port, bare_calls // workers)] * workers)
    seconds = _timed(_work, [(place, port, number) for number in range(workers)])
    ledger = _ledger(port)
    sent = Counter(ledger.values())
    if sent != {1: messages}:
        raise SystemExit(f"not every message went out once: {dict(sent)}")
    told = list(ledger)[:MOST_REPORTS]
    reported = _timed(_report, [(place, told)])
    stub.kill()
    rate, bare_rate = messages / seconds, bare_calls / bare
    return {
        "messages": messages,
        "workers": workers,
        "load_before": load,
        "recorded_a_second": messages / recorded,
        "sent_a_second": rate,
        "bare_calls_a_second": bare_rate,
        "reports_a_second": len(told) / reported,
        "seconds_of_sending": seconds,
        "ratio_to_360_a_second": rate / TARGET,
        "ratio_to_bare_loop": rate / bare_rate,
    }


def _timed(task: Any, arguments: Sequence[tuple[Any, ...]]) -> float:
    """Seconds of some processes beside each other, from when all of them are ready."""
    pipes, processes = [], []
    for each in arguments:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=task, args=(theirs, *each))
        process.start()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    began = time.perf_counter()
    for pipe in pipes:
        pipe.send("go")
    for process in processes:
        process.join()
        if process.exitcode:
            raise SystemExit("a process of the benchmark failed")
    return time.perf_counter() - began


def _ready(pipe: Connection) -> None:
    pipe.send("ready")
    pipe.recv()


def _prepare(place: tuple[str, str]) -> None:
    home, database = place
    server.prepare(
        Office(
            home=Path(home),
            keys_folder=Path(home) / "keys",
            threads=1,
            city="北九州市",
            municipality="401005",
            phone="",
            master=None,
            database=database or None,
        )
    )


def _record(pipe: Connection, place: tuple[str, str], messages: int) -> None:
    _prepare(place)
    server.update_store()
    from sakimawari.reach.sending import store
    from sakimawari.reach.sending.values import Outgoing

    def steps() -> Iterator[Outgoing]:
        for number in range(messages):
            person = f"person-{number:025}"
            yield Outgoing(
                id=f"step-{number:021}",
                plan="2026-06-01",
                person=person,
                household=f"home-{number // 2:027}",
                ward="小倉北区",
                language="ja",
                services=("child-allowance", "school-aid"),
                subjects=(person, person),
                media=(Medium.SMS, Medium.LETTER),
                send_on=ON,
                useful_until=date(2026, 9, 30),
            )

    _ready(pipe)
    store.record(steps(), at=AT - timedelta(days=1))


def _work(pipe: Connection, place: tuple[str, str], port: int, number: int) -> None:
    _prepare(place)
    from sakimawari.reach.sending.composing import Composed, Wanted
    from sakimawari.reach.sending.gates import Verdict
    from sakimawari.reach.sending.message import Message
    from sakimawari.reach.sending.post import Post
    from sakimawari.reach.sending.preparing import seal_words
    from sakimawari.reach.sending.provider_store import Carrier
    from sakimawari.reach.sending.worker import send_all

    class Open:
        def judge(self, messages: Sequence[Message], *, at: datetime) -> Mapping[str, Verdict]:
            return {each.id: Verdict(tellings=each.tellings) for each in messages}

    class Plain:
        def compose(self, wanted: Sequence[Wanted], *, at: datetime) -> Mapping[str, Composed]:
            return {each.id: Composed(to=each.message.person, text=TEXT) for each in wanted}

    began = time.monotonic()
    post = Post(
        worker=f"worker {number}",
        carriers=[Carrier(provider=HttpStub(port), at_once=AT_ONCE)],
        writers=[],
        gates=Open(),
        composer=Plain(),
        terms=Terms(per_household_a_week=2),
        clock=lambda: AT + timedelta(seconds=time.monotonic() - began),
        most=1000,
        seal=partial(seal_words, open_keys(Path(place[0]) / "keys")),
    )
    _ready(pipe)
    send_all(post)


def _report(pipe: Connection, place: tuple[str, str], ids: Sequence[str]) -> None:
    _prepare(place)
    from sakimawari.reach.sending import report_store

    _ready(pipe)
    later = AT + timedelta(hours=1)
    for first in range(0, len(ids), 1000):
        some = ids[first : first + 1000]
        report_store.receive(
            [Report(provider="stub", said=Said.DELIVERED, at=later, id=id) for id in some], at=later
        )
    while report_store.read_reports(later, most=2000, reply_within=timedelta(days=21)):
        pass


def _bare(pipe: Connection, port: int, calls: int) -> None:
    """The same calls with as many threads, and nothing else."""
    from concurrent.futures import ThreadPoolExecutor

    stub = HttpStub(port, path="/bare")
    ids = [f"{os.getpid():08x}{number:024x}" for number in range(calls)]
    parcels = [Parcel(id=id, to=id, subject="", text="お知らせ") for id in ids]
    _ready(pipe)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in threads.map(stub.send, parcels):
            pass


class HttpStub:
    """Calls the stub over connections that stay open."""

    name = "stub"
    medium = Medium.SMS
    repeats_for = timedelta(days=7)

    def __init__(self, port: int, path: str = "/send") -> None:
        self._port, self._path = port, path
        self._own = threading.local()

    def send(self, parcel: Parcel) -> Answer:
        """One call."""
        line: http.client.HTTPConnection | None = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        line.request("POST", f"{self._path}/{parcel.id}", parcel.text.encode())
        with line.getresponse() as answer:
            answer.read()
            accepted = answer.status == 200
        return Answer(outcome=Outcome.ACCEPTED if accepted else Outcome.BUSY, theirs=parcel.id[:8])

    def has(self, id: str) -> bool | None:
        """It cannot be asked."""
        return None


def _stub() -> tuple[int, Any]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    return ours.recv(), process


def _serve(pipe: Connection) -> None:
    """HTTP as far as the calls above need it, written for little processor time of its own."""
    ledger: Counter[str] = Counter()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                return
            path = head.split(b" ", 2)[1].decode()
            length = next(
                (
                    int(line[15:])
                    for line in head.split(b"\r\n")
                    if line[:15].lower() == b"content-length:"
                ),
                0,
            )
            if length:
                await reader.readexactly(length)
            _, what, id = path.split("/")
            body = b"{}"
            if what == "send":
                ledger[id] += 1
            elif what == "ledger":
                body = json.dumps(ledger).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def listen() -> None:
        listening = await asyncio.start_server(talk, "127.0.0.1", 0)
        pipe.send(listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    asyncio.run(listen())


def _ledger(port: int) -> dict[str, int]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/ledger/all")
    with line.getresponse() as answer:
        held: dict[str, int] = json.loads(answer.read())
    line.close()
    return held


if __name__ == "__main__":
    main()
