"""The push of the demo: planned, approved by two, applied; sent but for the last step (rehearsal)."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sakimawari.cli import reach as reach_command
from sakimawari.cli import reach_sending
from sakimawari.cli.terminal import Report, out
from sakimawari.office import Office
from sakimawari.reach.channels.setup.values import FILE
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.values import Floor, Terms, WeekBudget
from sakimawari.reach.terms.writing import write_terms

_JAPAN = ZoneInfo("Asia/Tokyo")
_MORNING = time(10, 0)  # outside quiet hours, whenever the demo is tried
CHANNELS = """\
# The channels of an invented city. Nothing leaves this machine: e-mail, LINE and text messages are
# rehearsed, all the way but for the last step.
rehearsal: true
address: http://127.0.0.1:8000
letters: true
calls: {}
visits: true
portal: {organisation: 合成データの市}
"""
# Small means on purpose: the plan has to choose, and says who waits and why.
TERMS = Terms(
    budget=WeekBudget(postage_yen=33_000, visit_minutes=1_800, call_minutes=2_400, counter=400),
    floors=(Floor(by="ward", share=0.05), Floor(by="language", share=0.05)),
    media=frozenset(Medium),
)


def push(place: Office, on: date, progress: Report) -> None:
    """Plan for everybody, have it approved, and send what its first day asks for."""
    from sakimawari.console.city import city
    from sakimawari.console.outreach.plans.ground import ground_of, sources_of
    from sakimawari.console.signin.personas import become, personas
    from sakimawari.reach.plans import store
    from sakimawari.reach.plans.approval import Doing
    from sakimawari.reach.plans.order import Order
    from sakimawari.reach.plans.run import make_plan
    from sakimawari.reach.sending.applying import apply_plan

    set_up(place.home)
    there = city()
    staff = {one.id: become(one) for one in personas(there) if one.id in {"policy", "approver"}}
    made = make_plan(place.home, Order(on=on), sources_of(there, on), progress=progress)
    keys, now = place.keys(), datetime.now(UTC)
    standing = store.propose(made.plan, by=staff["policy"], at=now, keys=keys)
    reach_command.tell(made.plan, standing)
    store.take(Doing.APPROVE, made.plan.name, by=staff["approver"], at=now, keys=keys)
    begun = datetime.combine(on, time(), _JAPAN)  # whatever is answered that day comes after it
    ground = ground_of(there, on)
    apply_plan(made.plan, by=staff["approver"], on=on, at=begun, now=ground, keys=keys)
    out.print("approved by a second person; its first day is sent, e-mail, LINE and text rehearsed")
    out.print(_send(place, datetime.combine(on, _MORNING, _JAPAN)) or "nothing was due")


def set_up(home: Path) -> None:
    """The terms and channels of the invented city."""
    write_terms(home, TERMS)
    (home / FILE).write_text(CHANNELS, encoding="utf-8")


def _send(place: Office, at: datetime) -> str:
    from sakimawari.reach.sending.worker import send_all

    done: Counter[str] = Counter()
    with closing(reach_sending.post_of(place, lambda: at, threading.Event(), done)) as post:
        send_all(post)
    return reach_sending.line_of(done)
