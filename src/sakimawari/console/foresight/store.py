"""Reads and writes the answers of staff to alerts of series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sakimawari.console.foresight.models import AnswerRow
from sakimawari.console.foresight.values import Answer, Step


def answer(alert: str, step: Step, *, by: str, at: datetime) -> None:
    """Note that somebody saw an alert or took it up; the same answer twice is one."""
    last = _standing([alert]).get(alert)
    if last is None or last.step != step.value:
        AnswerRow.objects.create(alert=alert, step=step.value, by=by, at=at)


def undo(alert: str, *, by: str, at: datetime) -> bool:
    """Take the last answer back, whoever gave it; whether there was one."""
    last = _standing([alert]).get(alert)
    if last is None:
        return False
    found = AnswerRow.objects.filter(pk=last.pk, undone_at=None)
    return found.update(undone_by=by, undone_at=at) > 0


def answers(alerts: Iterable[str]) -> dict[str, Answer]:
    """The answer each alert stands at; none for those nobody answered."""
    return {
        alert: Answer(step=Step(row.step), by=row.by, at=row.at)
        for alert, row in _standing(alerts).items()
    }


def _standing(alerts: Iterable[str]) -> dict[str, AnswerRow]:
    rows = AnswerRow.objects.filter(alert__in=list(alerts), undone_at=None).order_by("id")
    return {row.alert: row for row in rows}
