"""What a call came to, told to whoever sent the message: delivered, lost, answered, or never again."""

from __future__ import annotations

from django.db import transaction

from sakimawari.guard.keys import Keys
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.values import MOST_TRIES, Contact, Entry, Outcome
from sakimawari.reach.channels.seam import Report, Said
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store, report_store
from sakimawari.reach.sending import store as sending

_NAMES = {Medium.CALL: "calls", Medium.VISIT: "visits"}  # of their writers
_SAID = {
    Outcome.REACHED: Said.DELIVERED,
    Outcome.APPLIED: Said.DELIVERED,
    Outcome.WRONG: Said.BOUNCED,
    Outcome.REFUSES: Said.STOPPED,
    Outcome.SKIPPED: Said.FAILED,
}


def record(told: Contact, entry: Entry, keys: Keys) -> bool:
    """Keep what came of a call or visit, and let it have its effect; False where it was told before.

    REACH076 for an entry that is closed by another word already.
    """
    with transaction.atomic():
        if not list_store.record(told, keys):
            return False
        said = _SAID.get(told.outcome)
        if told.outcome is Outcome.NO_ANSWER and entry.tries + 1 >= MOST_TRIES:
            said = Said.FAILED
        if said is not None:
            report = Report(provider=_NAMES[entry.medium], said=said, at=told.at, id=entry.id)
            report_store.receive([report], at=told.at)
        if told.outcome is Outcome.REFUSES:
            optout_store.opt_out(
                entry.person, entry.medium, at=told.at, source=optout_store.BY_STAFF
            )
        if told.outcome is Outcome.APPLIED:
            for service in entry.services:
                sending.replied(entry.person, service, told.at)
    return True
