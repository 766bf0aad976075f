"""Reads and writes verifications of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sakimawari.console.staff.checks.models import AuditCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A verification. `findings` are flaw, first and last place in the chain."""

    id: int
    asked_by: str
    asked: datetime
    total: int
    done: int
    finished: datetime | None
    failed: bool
    whole: bool | None
    checkpoints: int
    findings: tuple[tuple[str, int, int], ...]

    @property
    def running(self) -> bool:
        return self.finished is None


def begin(asked_by: str, total: int, *, at: datetime) -> Check:
    """A verification that was asked for."""
    return _check(AuditCheck.objects.create(asked_by=asked_by, total=total, asked=at))


def advance(id: int, done: int) -> None:
    """How many entries were walked."""
    AuditCheck.objects.filter(pk=id).update(done=done)


def finish(
    id: int,
    *,
    entries: int,
    checkpoints: int,
    findings: Sequence[tuple[str, int, int]],
    at: datetime,
) -> None:
    """What was found."""
    AuditCheck.objects.filter(pk=id).update(
        done=entries,
        total=entries,
        checkpoints=checkpoints,
        findings=[list(each) for each in findings],
        whole=not findings,
        finished=at,
    )


def give_up(id: int, *, at: datetime) -> None:
    """It could not be finished: not a word about the chain."""
    AuditCheck.objects.filter(pk=id, finished=None).update(failed=True, finished=at)


def last(count: int = 5) -> tuple[Check, ...]:
    """The verifications asked for last."""
    return tuple(_check(row) for row in AuditCheck.objects.order_by("-asked", "-id")[:count])


def running() -> Check | None:
    """One that is under way."""
    row = AuditCheck.objects.filter(finished=None).order_by("-asked").first()
    return None if row is None else _check(row)


def _check(row: AuditCheck) -> Check:
    return Check(
        id=row.pk,
        asked_by=row.asked_by,
        asked=row.asked,
        total=row.total,
        done=row.done,
        finished=row.finished,
        failed=row.failed,
        whole=row.whole,
        checkpoints=row.checkpoints,
        findings=tuple((str(flaw), int(first), int(last)) for flaw, first, last in row.findings),
    )
