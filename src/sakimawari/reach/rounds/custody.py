"""What rounds keep under seal, and for how long they keep it."""

from __future__ import annotations

from sakimawari.guard.custody.values import Kept, SealedColumn
from sakimawari.reach.rounds import expiry_store

SEALED = (
    SealedColumn(model="rounds.VisitRow", column="content", person="person"),
    SealedColumn(model="rounds.DetailRow", column="content", person="person"),
    SealedColumn(model="rounds.OutcomeRow", column="note", person="person"),
)
KEPT = (
    Kept(id="rounds", due=expiry_store.old_days, remove=expiry_store.remove_days),
    Kept(id="visits-told", due=expiry_store.old_outcomes, remove=expiry_store.remove_outcomes),
)
