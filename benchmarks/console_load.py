"""The console under load: 200 people at once, on SQLite and PostgreSQL, while things break.

python benchmarks/console_load.py --home HOME --keys KEYS --users 200 --seconds 60 --json

HOME is a city with a run; it is read, and its cache is used; cases, accounts and audit are kept
apart. Residents open my page, look at their rights and send applications; clerks open today, search,
open a resident and lists. Everybody waits between two pages (`--think` seconds on average). After a
third of the time a process of the server is killed; after two thirds the database is restarted (with
SQLite, which has no process, another process of the server is killed).

Every application is sent until an answer came, always with the same key. In the end the store is
asked: one that was answered and is not there was lost, one that is there twice was doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from measure.browser import Answer, Browser, fields_of
from measure.postgres import Postgres, programs, running
from measure.program import program

DEMO_MARK = "DEMO"  # served on this machine alone, without a proxy
TARGET_MS = {"read": 150.0, "write": 300.0}
MADE = Path(__file__).parent / "measure" / "visitors.py"
CLERKS_OF_ALL = 0.2
RIGHTS_OF_EACH = 3  # residents that take turns behind one user: each applies once
TRIES = 8
WARM_UP_SECONDS = 5
FAMILY_NAMES = (
    "佐藤",
    "田中",
    "ワタナベ",
    "やまもと",
    "松本",
    "コバヤシ",
    "NGUYEN",
    "森",
    "ヨシダ",
)
GIVEN_NAMES = ("花子", "ケンイチ", "ミナト", "さくら", "誠", "ユミコ")


@dataclass(slots=True, kw_only=True)
class Heard:
    """What was answered: seconds by path, and what went wrong, in each stretch of the time."""

    kinds: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    sent: dict[str, bool] = field(default_factory=dict)  # key of an application: whether taken in
    troubled: bool = False  # while something was broken on purpose
    cpu: float | None = None  # seconds of the server's processes; None where one was killed

    def note(self, path: str, kind: str, answer: Answer) -> None:
        """Note one answer; what fails while something is broken is counted apart."""
        self.kinds[path] = kind
        if 200 <= answer.status < 400:
            if not self.troubled:
                self.seconds.setdefault(path, []).append(answer.seconds)
        elif answer.status == 0 or answer.status >= 500:
            where = f"{path}, {'while broken' if self.troubled else 'in peace'}"
            self.failed[where] = self.failed.get(where, 0) + 1
        else:
            what = f"{path}: {answer.status}"
            self.refused[what] = self.refused.get(what, 0) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for."""

    home: Path
    keys: Path
    users: int
    seconds: float
    think: float
    processes: int
    threads: int
    port: int
    broken: bool


def main() -> None:
    """Run with each store and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=8, help="seconds between two pages")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--port", type=int, default=8103)
    parser.add_argument("--in-peace", action="store_true", help="break nothing")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asked = Asked(
        home=given.home.resolve(),
        keys=given.keys.resolve(),
        users=given.users,
        seconds=given.seconds,
        think=given.think,
        processes=given.processes,
        threads=given.threads,
        port=given.port,
        broken=not given.in_peace,
    )
    stores = ("sqlite", "postgresql") if given.store == "both" else (given.store,)
    told = {store: _with_store(store, asked) for store in stores}
    for store, found in told.items():
        _print(store, found)
    if given.json:
        about = {name: getattr(asked, name) for name in ("users", "seconds", "think")}
        about |= {"processes": asked.processes, "threads": asked.threads}
        print(json.dumps({**about, "stores": told}, ensure_ascii=False))
    if any(found.get("lost") or found.get("doubled") for found in told.values()):
        sys.exit(1)


def _with_store(store: str, asked: Asked) -> dict[str, Any]:
    """One load test; with a reason where it cannot be run here."""
    where = programs()
    if store == "postgresql" and where is None:
        return {"skipped": "PostgreSQL is not installed"}
    place = Path(tempfile.mkdtemp(prefix="load-"))
    place.chmod(0o755)
    try:
        home = place / "home"
        home.mkdir()
        for name in ("snapshots", "runs", "cache"):
            (home / name).symlink_to(asked.home / name)
        (home / DEMO_MARK).write_text("an invented city\n", encoding="utf-8")
        of_database = (
            running(where, place / "postgres")
            if store == "postgresql" and where is not None
            else nullcontext(None)
        )
        with of_database as database:
            return _loaded(home, database, asked)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _loaded(home: Path, database: Postgres | None, asked: Asked) -> dict[str, Any]:
    environment = {
        **os.environ,
        "SAKIMAWARI_DIR": str(home),
        "SAKIMAWARI_KEYS": str(asked.keys),
        **({"SAKIMAWARI_DATABASE": database.address} if database is not None else {}),
    }
    clerks = max(1, round(asked.users * CLERKS_OF_ALL))
    people = json.loads(
        _run(
            [str(MADE), "make", str((asked.users - clerks) * RIGHTS_OF_EACH), str(clerks)],
            environment,
        )
    )
    with _served(environment, asked) as server:
        heard, took = asyncio.run(_visited(people, server, database, asked))
    kept = json.loads(_run([str(MADE), "count"], environment))
    return _report(heard, kept, took)


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def _served(environment: dict[str, str], asked: Asked) -> Iterator[subprocess.Popen[bytes]]:
    """The real server, ready."""
    command = [
        *program(), "serve", "--port", str(asked.port),
        "--processes", str(asked.processes), "--threads", str(asked.threads),
    ]  # fmt: skip
    log = Path(environment["SAKIMAWARI_DIR"]).parent / "serve.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        deadline = time.monotonic() + 180
        browser = Browser(port=asked.port)
        while asyncio.run(browser.get("/")).status != 200:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the server did not start\n{log.read_text('utf-8', 'replace')[-2000:]}")
            time.sleep(0.5)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


# ---------------------------------------------------------------- people


async def _visited(
    people: dict[str, Any], server: subprocess.Popen[bytes], database: Postgres | None, asked: Asked
) -> tuple[Heard, float]:
    """Everybody at once, for so many seconds."""
    clerks, residents = people["clerks"], people["residents"]
    users = len(residents) // RIGHTS_OF_EACH
    persons = [each["person"] for each in residents]
    warm = Crowd(heard=Heard(), asked=asked, until=time.monotonic() + WARM_UP_SECONDS)
    await asyncio.gather(
        *(warm.clerk(each, persons, number) for number, each in enumerate(clerks[:4])),
        *(warm.resident(residents[at::users][:1], at, send=False) for at in range(8)),
    )
    before = _cpu_of(server.pid)
    started = time.monotonic()
    crowd = Crowd(heard=Heard(), asked=asked, until=started + asked.seconds)
    work = [
        *(crowd.clerk(each, persons, number) for number, each in enumerate(clerks)),
        *(crowd.resident(residents[at::users], at) for at in range(users)),
    ]
    if asked.broken:
        work.append(_break_things(crowd.heard, server, database, started, asked))
    await asyncio.gather(*work)
    crowd.heard.cpu = None if asked.broken else _cpu_of(server.pid) - before
    return crowd.heard, time.monotonic() - started


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """People at the console until a moment, and what they hear."""

    heard: Heard
    asked: Asked
    until: float

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    def browser(self, session: str) -> Browser:
        return Browser(port=self.asked.port, cookies={"session": session})

    async def resident(
        self, people: list[dict[str, Any]], number: int, *, send: bool = True
    ) -> None:
        """Home, everything, an application; then the next resident of this turn."""
        drawn = random.Random(f"resident {number}")
        turn = 0
        await self._think(drawn, first=True)
        while self.goes_on:
            one = people[turn % len(people)]
            browser = self.browser(one["session"])
            for path, page in (("resident home", "/my/"), ("resident rights", "/my/everything/")):
                if self.goes_on:
                    self.heard.note(path, "read", await browser.get(page))
                    await self._think(drawn)
            if send and turn < len(people) and self.goes_on:
                await self._apply(browser, one["service"], drawn)
            turn += 1

    async def _apply(self, browser: Browser, service: str, drawn: random.Random) -> None:
        """Open the form as it is filled in, and send it until an answer came: always with one key."""
        path = f"/my/apply/?service={service}"
        form = await browser.get(path)
        self.heard.note("application form", "read", form)
        if form.status != 200:
            return
        await self._think(drawn)
        if not self.goes_on:  # else all who were waiting would send in the same moment
            return
        fields = {**fields_of(form.text), "declared": "yes", "step": "send"}
        sent = self.heard.sent
        sent[fields["key"]] = False
        for attempt in range(TRIES):
            answer = await browser.post(path, fields)
            self.heard.note("submit", "write", answer)
            if answer.status == 302 and "/receipts/" in answer.location:
                sent[fields["key"]] = True
                self.heard.note("receipt", "read", await browser.get(answer.location))
                return
            if 400 <= answer.status < 500:
                del sent[fields["key"]]
                return
            await asyncio.sleep(0.5 * (attempt + 1))

    async def clerk(self, one: dict[str, Any], persons: list[str], number: int) -> None:
        """Today, searches, residents, lists, as they come."""
        drawn = random.Random(f"clerk {number}")
        browser = self.browser(one["session"])
        await self._think(drawn, first=True)
        while self.goes_on:
            at = drawn.random()
            if at < 0.1:
                self.heard.note("today", "read", await browser.get("/staff/"))
            elif at < 0.4:
                await self._search(browser, drawn)
            elif at < 0.8:
                page = f"/staff/people/{drawn.choice(persons)}/"
                self.heard.note("clerk's person page", "read", await browser.get(page))
            else:
                service = drawn.choice(one["services"])
                page = f"/staff/lists/gap/?service={service}&youngest=20&oldest=64"
                self.heard.note("list", "read", await browser.get(page))
            await self._think(drawn)

    async def _search(self, browser: Browser, drawn: random.Random) -> None:
        if not browser.token:
            page = await browser.get("/staff/search/")
            self.heard.note("search form", "read", page)
            if page.status != 200:
                return
            browser.token = fields_of(page.text).get("csrfmiddlewaretoken", "")
        name = f"{drawn.choice(FAMILY_NAMES)} {drawn.choice(GIVEN_NAMES)}"
        form = {"csrfmiddlewaretoken": browser.token, "q": name}
        self.heard.note("search", "read", await browser.post("/staff/search/", form))

    async def _think(self, drawn: random.Random, *, first: bool = False) -> None:
        """A while between two pages: half to one and a half times the average."""
        seconds = self.asked.think * (drawn.random() if first else 0.5 + drawn.random())
        await asyncio.sleep(max(0.0, min(seconds, self.until - time.monotonic())))


# ---------------------------------------------------------------- what breaks


async def _break_things(
    heard: Heard,
    server: subprocess.Popen[bytes],
    database: Postgres | None,
    started: float,
    asked: Asked,
) -> None:
    """Kill a process that answers; later restart the database, or kill another."""
    for share, restart in ((1 / 3, False), (2 / 3, database is not None)):
        await asyncio.sleep(max(0.0, started + share * asked.seconds - time.monotonic()))
        heard.troubled = True
        if restart and database is not None:
            await asyncio.to_thread(database.restart)
        else:
            os.kill(_workers_of(server.pid)[0], signal.SIGKILL)
        await asyncio.sleep(min(10.0, asked.seconds / 10))
        heard.troubled = False


def _cpu_of(server: int) -> float:
    """Seconds of processor time the processes that answer have taken so far."""
    ticks = 0
    for process in _workers_of(server):
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        ticks += sum(map(int, told.rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _workers_of(server: int) -> list[int]:
    """The processes that answer: children of the server that listen where it listens."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status = place.joinpath("stat").read_text(encoding="ascii", errors="replace")
            command = place.joinpath("cmdline").read_bytes()
        except OSError:
            continue
        parent = int(status.rpartition(")")[2].split()[1])
        if parent == server and b"work" not in command.split(b"\0"):
            found.append(int(place.name))
    return sorted(found)


# ---------------------------------------------------------------- what is told


def _report(heard: Heard, kept: dict[str, Any], took: float) -> dict[str, Any]:
    paths = {}
    for path, seconds in sorted(heard.seconds.items()):
        cuts = quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        kind = heard.kinds[path]
        paths[path] = {
            "n": len(seconds),
            "p50_ms": round(cuts[49] * 1000, 1),
            "p95_ms": round(cuts[94] * 1000, 1),
            "p99_ms": round(cuts[98] * 1000, 1),
            "ratio_p95_to_target": round(cuts[94] * 1000 / TARGET_MS[kind], 3),
        }
    answered = {key for key, taken in heard.sent.items() if taken}
    there = kept["submissions"]
    requests = sum(map(len, heard.seconds.values()))
    return {
        "paths": paths,
        "requests_a_second": round(requests / took, 1),
        "cpu_ms_a_request": None if heard.cpu is None else round(heard.cpu * 1000 / requests, 1),
        "worst_ratio_p95_to_target": max(
            (each["ratio_p95_to_target"] for each in paths.values()), default=None
        ),
        "failed": heard.failed,
        "refused": heard.refused,
        "submitted": len(answered),
        "lost": sum(there.get(key, 0) == 0 for key in answered),
        "doubled": sum(number > 1 for number in there.values()) + kept["same_right_twice"],
        "unanswered": len(heard.sent) - len(answered),
    }


def _print(store: str, found: dict[str, Any]) -> None:
    print(store)
    if "skipped" in found:
        print(f"  skipped: {found['skipped']}")
        return
    for path, told in found["paths"].items():
        print(
            f"  {path:<22} {told['n']:>6} {told['p50_ms']:>8.1f} {told['p95_ms']:>8.1f} "
            f"{told['p99_ms']:>8.1f} ms   p95/target {told['ratio_p95_to_target']:.2f}"
        )
    print(
        f"  {found['requests_a_second']} requests/s, {found['cpu_ms_a_request'] or '–'} ms of "
        f"processor time each; {found['submitted']} applications, "
        f"{found['lost']} lost, {found['doubled']} doubled; failed {found['failed'] or 'none'}; "
        f"refused {found['refused'] or 'none'}"
    )


if __name__ == "__main__":
    main()
