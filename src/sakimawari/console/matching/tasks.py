"""Making a result beside the pages: the worker of the server runs the command of the kind.

A process of its own: a match may take memory for minutes, and its end gives all of it back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from django_tasks import task

from sakimawari.console.city import city
from sakimawari.console.matching import orders
from sakimawari.console.matching.changing import RERUNS
from sakimawari.console.matching.orders import Standing, State
from sakimawari.match.results.folder import home_of
from sakimawari.posing.drawing_up import draw, grounds_of, write
from sakimawari.problems import Problem, Problems

SECONDS = 1_800
_MOST_TOLD = 200
_RUN = "from sakimawari.cli import app; app()"


@task()
def make(token: str, go_on: bool) -> None:
    """Make an order's result; what was wrong is kept with the order, for the page that waits."""
    there = city()
    found = orders.order(there.office.home, token)
    if found is None:  # given up meanwhile
        return
    orders.tell(found.folder, State.RUNNING)
    try:
        done = subprocess.run(
            command_of(found, go_on=go_on),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        orders.tell(found.folder, State.FAILED, [_told("MATCH010")])
        return
    if done.returncode in (0, 1) and found.result.is_dir():
        orders.tell(found.folder, State.READY)
        return
    wrong = problems_in(done.stdout)
    state = State.REFUSED if wrong else State.FAILED
    orders.tell(found.folder, state, (wrong or [_told("MATCH011")])[:_MOST_TOLD],
                more=max(0, len(wrong) - _MOST_TOLD))  # fmt: skip


@task()
def draw_up(token: str) -> None:
    """Draw an order's problem from the registers; nothing is computed before somebody has seen it."""
    there = city()
    found = orders.order(there.office.home, token)
    if found is None:
        return
    place, order = there.office, found.order
    try:
        grounds = grounds_of(
            place.home, there.catalogue, there.keys, on=order.on, invented=place.is_demo
        )
        write(draw(grounds, order.kind, order.on), found.problem)
    except Problems as problems:
        orders.tell(found.folder, State.FAILED, [_as_told(each) for each in problems.found])
        return
    orders.tell(found.folder, State.DRAWN)


def _as_told(problem: Problem) -> Mapping[str, str]:
    return {"id": problem.id, "where": str(problem.where or ""), "what": problem.what,
            "do": problem.do}  # fmt: skip


def command_of(found: Standing, *, go_on: bool) -> list[str]:
    """The command of the kind, as anybody would type it."""
    order = found.order
    words = [sys.executable, "-c", _RUN, "match", order.kind, str(found.problem)]
    words += ["--out", str(found.result), "--on", order.on.isoformat(), "--json"]
    words += ["--seed", str(order.seed)]
    if order.based_on:
        home = found.folder.parents[2]
        before = home_of(home, order.kind, order.based_on)
        words += ["--previous", str(before), "--rerun", order.change.get("rerun", RERUNS[0])]
    return [*words, "--go-on"] if go_on else words


def problems_in(said: str) -> list[Mapping[str, str]]:
    """The problems a command told with `--json`; none where it told something else."""
    for line in reversed(said.strip().splitlines() or [""]):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        found = told.get("problems") if isinstance(told, dict) else None
        if isinstance(found, Sequence):
            return [{key: str(value or "") for key, value in each.items()} for each in found]
    return []


def _told(id: str) -> Mapping[str, str]:
    return {"id": id, "where": "", "what": "", "do": ""}
