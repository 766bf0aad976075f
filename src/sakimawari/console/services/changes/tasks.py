"""Long work beside the pages: what a draft comes to, putting it into effect, taking it back."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django_tasks import task

from sakimawari.console.city import City, city, forget
from sakimawari.console.services.changes import drafts, flow, store
from sakimawari.console.services.changes.effects import shown_of
from sakimawari.console.services.changes.values import SAMPLE, Change, Kind, Person, State
from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.run import compare
from sakimawari.fit.compare.sides import Sides
from sakimawari.handbook.examples import results_shown
from sakimawari.packs.cases import CaseReport, run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.revision import Adoption, adopt, take_back, with_draft
from sakimawari.problems import Problems

NIGHT = Person(id="night", name="夜の処理")
MOST_MONTHS, FEWEST_MONTHS = 60, 12
_EVERY_SECONDS = 0.5


class Stale(Exception):
    """The draft was changed meanwhile: nobody waits for the answer."""


@task()
def examine(id: str, hash: str) -> None:
    """Reckon a draft: on a sample, its examples, on everybody; in this order."""
    change = store.one(id)
    if change is None or change.hash != hash or not hash:
        return
    there = city()
    try:
        after = with_draft(there.catalogue, drafts.folder_of(there.office.home, change))
        for kind in flow.kinds_of(there):
            _reckon(change, kind, there, _work(kind, there, after, change))
    except Stale:
        return


Told = Callable[[str, int, int], None]


def _reckon(
    change: Change, kind: Kind, there: City, work: Callable[[Told], dict[str, Any]]
) -> None:
    last = [0.0]

    def told(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - last[0] < _EVERY_SECONDS:
            return
        last[0] = now
        if not store.progress(
            change.id, kind, change.hash, stage=stage, share=done / max(total, 1)
        ):
            raise Stale

    told("begin", 0, 1)
    result: dict[str, Any] | None = None
    found: list[dict[str, Any]] = []
    try:
        result = work(told)
    except Problems as problems:
        found = [drafts.as_fault(problem) for problem in problems.found]
    store.finish(
        change.id,
        kind,
        change.hash,
        packs=there.catalogue.hash,
        result=result,
        faults=found,
        at=timezone.now(),
    )


def question_of(there: City, change: Change, households: int | None) -> Question:
    """What is asked of the comparison: as `sakimawari compare` with the same months would."""
    return Question(
        on=there.today,
        months=months_of(there.today, change),
        threads=there.office.threads,
        households=households,
        examples=households is None,
    )


def months_of(today: date, change: Change) -> int:
    """A year, or as far as it takes to see the last dated edit for some months."""
    days = [e.grounds.since for e in change.edits if hasattr(e, "grounds")]
    ahead = max(((d.year - today.year) * 12 + d.month - today.month for d in days), default=0)
    return min(max(FEWEST_MONTHS, ahead + 4), MOST_MONTHS)


def _work(
    kind: Kind, there: City, after: Catalogue, change: Change
) -> Callable[[Told], dict[str, Any]]:
    match kind:
        case Kind.EXAMPLES:
            return lambda told: _examples(after, told)
        case Kind.SAMPLE:
            return lambda told: _effects(there, after, change, told, SAMPLE)
        case Kind.EXACT:
            return lambda told: _effects(there, after, change, told, None)


def _effects(
    there: City, after: Catalogue, change: Change, told: Told, households: int | None
) -> dict[str, Any]:
    sides = Sides(before=there.catalogue, after=after, names=("current", change.title))
    question = question_of(there, change, households)
    found = compare(
        there.snapshot, sides, question, cache=there.office.home / "cache", progress=told
    )
    return {"comparison": found.as_json(), "shown": shown_of(found)}


def _examples(after: Catalogue, told: Told) -> dict[str, Any]:
    told("examples", 0, 1)
    return report_of(run_cases(after), after)


def report_of(report: CaseReport, catalogue: Catalogue) -> dict[str, Any]:
    """Examples as they are kept: counts, and each that fails in words."""
    shown = results_shown(report.failures, catalogue)
    return {
        "total": report.total,
        "passed": report.passed,
        "failures": [
            {
                "example": each.example.name,
                "on": each.example.on.isoformat(),
                "subject": each.example.subject,
                "service": result.expected.service,
                "service_name": catalogue.services[result.expected.service].name,
                "file": each.place.file,
                "expected": each.example.outcome,
                "came": each.came,
                "decided": each.decided,
            }
            for each, result in zip(shown, report.failures, strict=True)
        ],
    }


# ---------------------------------------------------------------- into effect, and back


@task()
def put_into_effect(id: str) -> None:
    """Adopt an approved change whose day has come."""
    change = store.one(id)
    if change is not None:
        activate(change, by=change.approver or NIGHT)


def activate(change: Change, *, by: Person) -> bool:
    """Adopt a change into the city's packs; False with the reason kept where it cannot be."""
    if change.state is not State.APPROVED:
        return False

    def work(there: City) -> Adoption:
        held = drafts.pack_in_effect(there.catalogue, change.pack)
        if held.hash != change.base:
            raise drafts.moved_on(change)
        return adopt(
            there.catalogue, drafts.folder_of(there.office.home, change), there.office.home
        )

    done = _adopted(change, work)
    if done is None:
        return False
    earlier = "" if done.replaced is None else done.replaced.name
    return store.step(change, "activate", by, "", timezone.now(), earlier=earlier, failure=None)


@task()
def put_back(id: str, person: str, name: str, note: str) -> None:
    """Take a change back that was asked back and confirmed by a second person."""
    change = store.one(id)
    if change is not None:
        go_back(change, by=Person(id=person, name=name), note=note)


def go_back(change: Change, *, by: Person, note: str) -> bool:
    """What the change replaced is in effect again; False with the reason kept where it cannot be."""
    if change.state is not State.ASKED_BACK or (change.asker and change.asker.id == by.id):
        return False

    def work(there: City) -> Adoption:
        held = drafts.pack_in_effect(there.catalogue, change.pack)
        if held.hash != change.hash:
            raise drafts.moved_on(change)
        earlier = there.office.home / "packs" / change.earlier
        return take_back(there.catalogue, change.pack, earlier, there.office.home)

    done = _adopted(change, work)
    return done is not None and store.step(
        change, "take_back", by, note, timezone.now(), failure=None
    )


def _adopted(change: Change, work: Callable[[City], Adoption]) -> Adoption | None:
    """One adoption at a time over all processes; the reason kept where there was none."""
    there = city()
    with _alone(there.office.home / "packs.lock"):
        forget()
        there = city()
        try:
            done = work(there)
        except Problems as problems:
            store.failed(change.id, {"faults": [drafts.as_fault(p) for p in problems.found]})
            return None
        if done.folder is None:
            catalogue = with_draft(there.catalogue, done.pack.folder)
            store.failed(change.id, {"examples": report_of(done.report, catalogue)})
            return None
        forget()
        return done


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def activate_due(today: date) -> tuple[Change, ...]:
    """Put every approved change into effect whose day has come; those that were."""
    return tuple(change for change in store.due(today) if activate(change, by=NIGHT))
