"""Reads and writes proposals to name staff for protected people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimawari.console.staff.naming.models import NamingProposal

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal. `account` is who would be named; `approved` is None while it is open."""

    id: int
    account: str
    reason: str
    proposed_by: str
    proposed: datetime
    decided_by: str
    decided: datetime | None
    approved: bool | None


def propose(account: str, *, by: str, reason: str, at: datetime) -> Proposal:
    """Propose to name somebody; an open proposal for them stays as it is."""
    row, _ = NamingProposal.objects.get_or_create(
        account=account,
        approved=None,
        defaults={"reason": reason[:LONGEST_REASON], "proposed_by": by, "proposed": at},
    )
    return _proposal(row)


def open_proposals() -> tuple[Proposal, ...]:
    """What waits for a second person, oldest first."""
    rows = NamingProposal.objects.filter(approved=None).order_by("proposed", "id")
    return tuple(_proposal(row) for row in rows)


def proposal(id: int) -> Proposal | None:
    """An open proposal."""
    row = NamingProposal.objects.filter(pk=id, approved=None).first()
    return None if row is None else _proposal(row)


def decide(id: int, *, by: str, approved: bool, at: datetime) -> bool:
    """Close an open proposal; False if somebody was quicker, or `by` proposed it and approves."""
    rows = NamingProposal.objects.filter(pk=id, approved=None)
    if approved:
        rows = rows.exclude(proposed_by=by)
    return rows.update(approved=approved, decided_by=by, decided=at) == 1


def _proposal(row: NamingProposal) -> Proposal:
    return Proposal(
        id=row.pk,
        account=row.account,
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed=row.proposed,
        decided_by=row.decided_by,
        decided=row.decided,
        approved=row.approved,
    )
