"""What a removal by schedule leaves behind: one line in the audit for each kind, with how much went."""

from __future__ import annotations

from datetime import datetime

from sakimawari.guard.audit.entries import Draft
from sakimawari.guard.custody.schedule import Removed

ACTION = "erase_by_schedule"


def removal_of(removed: Removed, *, at: datetime) -> Draft:
    """The line; it names no person, for nothing of them is left."""
    due = removed.due
    return Draft(
        at=at,
        actor_kind="program",
        actor="retention",
        roles=(),
        departments=(),
        action=ACTION,
        purpose="",
        basis=due.period.basis[:200],
        kind="House",
        target=f"{due.period.id} {due.before.isoformat()} {removed.count}",
        person="",
        persons=(),
        service="",
        fields=(),
        allowed=True,
        policies=(),
        reason="",
    )
