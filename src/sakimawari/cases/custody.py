"""What cases keep under seal, and for how long they are kept."""

from __future__ import annotations

from sakimawari.cases import expiry_store
from sakimawari.cases.paper_store import place_of
from sakimawari.cases.payment_store import SEALED_FOR
from sakimawari.guard.custody.values import Kept, SealedColumn, SealedFiles

SEALED = (
    SealedColumn(model="cases.SubmissionRow", column="content", person="applicant"),
    SealedColumn(model="cases.CaseRecord", column="account", person="applicant"),
    SealedColumn(model="cases.EventRow", column="note", person="case__applicant"),
    SealedColumn(model="cases.MessageRow", column="content", person="case__applicant"),
    SealedColumn(model="cases.DecisionRow", column="content", person="case__applicant"),
    SealedColumn(model="cases.PaperRow", column="label", person="person"),
    SealedColumn(model="cases.BatchRow", column="content", fixed=SEALED_FOR),
    SealedFiles(model="cases.PaperRow", person="person", place=place_of),
)
KEPT = (
    Kept(id="drafts", due=expiry_store.drafts, remove=expiry_store.remove_drafts),
    Kept(id="cases", due=expiry_store.closed, remove=expiry_store.remove_closed),
    Kept(id="payments", due=expiry_store.batches, remove=expiry_store.remove_batches),
)
