"""What sending keeps, and for how long: pseudonyms, states, moments, codes; under seal what it said."""

from __future__ import annotations

from sakimawari.guard.custody.values import Kept, SealedColumn
from sakimawari.reach.sending import expiry_store

SEALED = (SealedColumn(model="sending.SaidRow", column="content", person="person"),)
KEPT = (
    Kept(id="messages", due=expiry_store.messages, remove=expiry_store.remove_messages),
    Kept(id="message-reports", due=expiry_store.reports, remove=expiry_store.remove_reports),
    Kept(id="opt-outs", due=expiry_store.opt_outs, remove=expiry_store.remove_opt_outs),
)
