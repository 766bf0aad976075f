"""What plans keep under seal, and for how long they are kept.

A plan that was applied is needed for a year: it says who was told of what, and who was held out.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sakimawari.guard.custody.values import Found, Kept, Place, SealedColumn, found
from sakimawari.reach.plans import store
from sakimawari.reach.plans.folder import PLANS, open_plan, plan_names
from sakimawari.reach.plans.store import SEALED_FOR

SEALED = (SealedColumn(model="plans.PlanEventRow", column="note", fixed=SEALED_FOR),)


def over(place: Place, before: datetime) -> Found:
    """Plans whose last week was over before a moment; the newest stays, others are compared with it."""
    names = plan_names(place.home)[1:]
    return found(name for name in names if open_plan(place.home, name).on < before.date())


def remove(place: Place, ids: Sequence[str]) -> int:
    """Remove plans: out of sight first, so that a reader finds all of one or nothing."""
    gone = 0
    for name in ids:
        path = place.home / PLANS / name
        if Path(name).name == name and path.is_dir():
            hidden = path.with_name(f".gone-{name}")
            path.rename(hidden)
            shutil.rmtree(hidden)
            gone += 1
    store.forget(ids)
    return gone


KEPT = (Kept(id="plans", due=over, remove=remove),)
