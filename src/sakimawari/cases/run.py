"""Cases as the outside works with them; each function loads, decides and saves.

Whoever calls has asked the policies (`console.access.may`) and passes the actor on in `Doing`; the
table of steps (`states`) still refuses what no policy could allow. None of them may be called
inside another transaction.

    applying   prefill, submit, drafts         replying   reply, papers, withdraw, object, decline
    automatic  grants without application
    working    take … propose, approve, undo   reading    rows, files, proofs
    paying     batches of payments             queue      what is to be done, counts, backlog
"""

from sakimawari.cases.applying import prefill, save_draft, submit
from sakimawari.cases.automatic import is_automatic, next_ones, open_automatic
from sakimawari.cases.automatic import waiting as automatic_waiting
from sakimawari.cases.bank import hidden, read_account
from sakimawari.cases.decline_store import of_service as who_declined
from sakimawari.cases.happening_store import Happening, cases_after, happened_after
from sakimawari.cases.paper_store import content as paper_content
from sakimawari.cases.paper_store import person_of as paper_target
from sakimawari.cases.paper_store import waiting as papers_waiting
from sakimawari.cases.paying import (
    RETURNED,
    Batch,
    Due,
    LeftOut,
    batch,
    batch_file,
    batches,
    drop_batch,
    due_payments,
    lines_of,
    make_batch,
    record_return,
    release_batch,
)
from sakimawari.cases.payment_store import Whose, departments_due
from sakimawari.cases.proving import BLANK, grantable_yen, open_reasons_of, reasons_of
from sakimawari.cases.queue_store import (
    NOBODY_YET,
    Backlog,
    Queue,
    QueueFilter,
    backlog,
    counts,
    offered,
    queue,
    tally,
)
from sakimawari.cases.queue_store import Due as DueSoon
from sakimawari.cases.reading import case_file, case_row, cases_of, proof, seen
from sakimawari.cases.replying import (
    decline,
    declined_by,
    keep_paper,
    object_to,
    reply,
    undecline,
    withdraw,
)
from sakimawari.cases.standards import Standard, standard_of
from sakimawari.cases.standards import gives_money as pays
from sakimawari.cases.submission_store import Draft, draft, drafts_of, drop_draft
from sakimawari.cases.working import (
    approve,
    ask,
    assign,
    message,
    note_appeal,
    note_notice,
    propose,
    record_account,
    reopen,
    resume,
    retract,
    send_back,
    take,
    undo,
    withdraw_for,
)

__all__ = [
    "BLANK",
    "NOBODY_YET",
    "RETURNED",
    "Backlog",
    "Batch",
    "Draft",
    "Due",
    "DueSoon",
    "Happening",
    "LeftOut",
    "Queue",
    "QueueFilter",
    "Standard",
    "Whose",
    "approve",
    "ask",
    "assign",
    "automatic_waiting",
    "backlog",
    "batch",
    "batch_file",
    "batches",
    "case_file",
    "case_row",
    "cases_after",
    "cases_of",
    "counts",
    "decline",
    "declined_by",
    "departments_due",
    "draft",
    "drafts_of",
    "drop_batch",
    "drop_draft",
    "due_payments",
    "grantable_yen",
    "happened_after",
    "hidden",
    "is_automatic",
    "keep_paper",
    "lines_of",
    "make_batch",
    "message",
    "next_ones",
    "note_appeal",
    "note_notice",
    "object_to",
    "offered",
    "open_automatic",
    "open_reasons_of",
    "paper_content",
    "paper_target",
    "papers_waiting",
    "pays",
    "prefill",
    "proof",
    "propose",
    "queue",
    "read_account",
    "reasons_of",
    "record_account",
    "record_return",
    "release_batch",
    "reopen",
    "reply",
    "resume",
    "retract",
    "save_draft",
    "seen",
    "send_back",
    "standard_of",
    "submit",
    "take",
    "tally",
    "undecline",
    "undo",
    "who_declined",
    "withdraw",
    "withdraw_for",
]
