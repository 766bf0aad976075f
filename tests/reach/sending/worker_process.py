"""Workers as processes of their own, over a store of their own; run as a program that is told, line
by line in JSON, what to do, and does each in a fresh fork of itself (a start takes long otherwise).

    {"wait": PID}                                answers with the code by which it ended
    {"do": "prepare"}                            make the tables
    {"do": "record", "steps": [[id, person, [media]]]}
    {"do": "work", "once": true, "kill": ["called", 3]}   end with SIGKILL at the third such step
    {"do": "receive"}                            fetch the stub's reports once
    {"do": "replied"/"opt_out", "person": …}
    {"do": "counts"}                             messages by state, and by state of the attempts

Common: at (the time it is), factor (how fast it goes on), port (of the stub), out (what it says).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sakimawari.console.project import server
from sakimawari.office import Office

_LONGEST_SECONDS = 120


def main(place: dict[str, Any]) -> None:
    """Answer line by line: with the process that was started, or the code by which one ended."""
    server.prepare(
        Office(
            home=Path(place["home"]),
            keys_folder=Path(place["keys"]),
            threads=1,
            city="北九州市",
            municipality="401005",
            phone="093-000-0000",
            master=None,
            database=place["database"] or None,
        )
    )
    from sakimawari.reach.sending import worker  # noqa: F401  all forks have it then

    for line in sys.stdin:
        told = json.loads(line)
        if "wait" in told:
            answer = os.waitstatus_to_exitcode(os.waitpid(told["wait"], 0)[1])
        else:
            answer = os.fork() or _alone({**place, **told})
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _alone(told: dict[str, Any]) -> int:
    """Do one thing in a fork, and end."""
    signal.alarm(_LONGEST_SECONDS)
    code = 1
    try:
        began, first = time.monotonic(), datetime.fromisoformat(told["at"])

        def clock() -> datetime:
            gone = (time.monotonic() - began) * told.get("factor", 1.0)
            return first + timedelta(seconds=gone)

        said = _DO[told["do"]](told, clock)
        Path(told["out"]).write_text(json.dumps(said), encoding="utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def _prepare(told: dict[str, Any], clock: Callable[[], datetime]) -> Any:
    server.update_store()


def _record(told: dict[str, Any], clock: Callable[[], datetime]) -> Any:
    from sakimawari.reach.medium import Medium
    from sakimawari.reach.sending import store
    from tests.reach.sending.room import outgoing

    steps = [
        outgoing(
            id, person=person, household=f"home of {person}"[:32], media=list(map(Medium, media))
        )
        for id, person, media in told["steps"]
    ]
    store.record(steps, at=clock())


def _work(told: dict[str, Any], clock: Callable[[], datetime]) -> Any:
    from sakimawari.reach.sending.health import Limits
    from sakimawari.reach.sending.post import Post
    from sakimawari.reach.sending.provider_store import Carrier
    from sakimawari.reach.sending.worker import keep_sending, send_all
    from tests.reach.sending.room import FREELY, OpenGates, PlainComposer
    from tests.reach.sending.stub_carrier import FolderWriter, StubCarrier

    place, number = told.get("kill") or ("", 0)
    seen: Counter[str] = Counter()
    lock = threading.Lock()

    def checkpoint(name: str) -> None:
        with lock:
            seen[name] += 1
            if name == place and seen[name] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    at_once = {"mail": 1, "line": 3, "sms": 4}
    names = told.get("carriers", list(at_once))
    post = Post(
        worker=f"{os.getpid()}-{time.time_ns()}",
        carriers=[
            Carrier(provider=StubCarrier(name, told["port"]), at_once=at_once[name])
            for name in names
        ],
        writers=[FolderWriter(Path(told["home"]) / "letters", checkpoint)],
        gates=OpenGates(),
        composer=PlainComposer(),
        terms=FREELY,
        clock=clock,
        limits=Limits(),
        most=told.get("most", 40),
        checkpoint=checkpoint,
        stopping=stopping,
    )
    if told.get("once", True):
        send_all(post)
    else:
        keep_sending(post, idle=0.05)
    return {"done": post.done, "seen": seen}


def _receive(told: dict[str, Any], clock: Callable[[], datetime]) -> Any:
    from sakimawari.reach.channels.seam import Report, Said
    from sakimawari.reach.sending import report_store
    from tests.reach.sending.stub_carrier import StubCarrier

    _, reports = StubCarrier("mail", told["port"]).ask("GET", "/reports")
    at = datetime.fromisoformat(told["at"])
    report_store.receive(
        [
            Report(provider=each["provider"], said=Said(each["said"]), at=at, id=each["id"])
            for each in reports
        ],
        at=at,
    )


def _counts(told: dict[str, Any], clock: Callable[[], datetime]) -> Any:
    from sakimawari.reach.sending.models import AttemptRow, MessageRow, ReportRow

    messages = Counter(MessageRow.objects.values_list("state", flat=True))
    attempts = Counter(AttemptRow.objects.values_list("state", flat=True))
    return {
        "messages": messages,
        "attempts": attempts,
        "reports": ReportRow.objects.count(),
        "unread": ReportRow.objects.filter(due_at__isnull=False).count(),
    }


_DO = {
    "prepare": _prepare,
    "record": _record,
    "work": _work,
    "receive": _receive,
    "counts": _counts,
}

if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
