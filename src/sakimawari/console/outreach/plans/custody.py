"""What the desk of plans keeps under seal, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sakimawari.console.outreach.plans import store
from sakimawari.console.outreach.plans.store import SEALED_FOR
from sakimawari.guard.custody.values import Found, Kept, Place, SealedColumn, found

SEALED = (SealedColumn(model="plandesk.AttachedRow", column="reason", fixed=SEALED_FOR),)


def over(place: Place, before: datetime) -> Found:
    """Lists that were attached before a moment, whether a plan took them up or not."""
    return found(store.old(before))


def remove(place: Place, ids: Sequence[str]) -> int:
    """Remove lists: who was on them and why; the plan keeps who was told."""
    return store.forget(ids)


KEPT = (Kept(id="plan-lists", due=over, remove=remove),)
