"""What of sending is over: messages nothing more is done about, reports that were read, ended opt-outs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.sending.models import (
    AttemptRow,
    BatchRow,
    MessageRow,
    OptOutRow,
    ReportRow,
    SaidRow,
)

_AT_A_TIME = 500


def messages(place: Place, before: datetime) -> Found:
    """Messages that ended before, and batches that left before of which no message is left."""
    over = MessageRow.objects.filter(due_at=None, changed_at__lt=before)
    return found(over.values_list("pk", flat=True))


def remove_messages(place: Place, ids: Sequence[str]) -> int:
    """Remove these messages with their attempts and words; a batch goes with its last one."""
    gone = 0
    with transaction.atomic():
        for first in range(0, len(ids), _AT_A_TIME):
            some = list(ids[first : first + _AT_A_TIME])
            attempts = AttemptRow.objects.filter(message__in=some, message__due_at=None)
            batches = set(attempts.exclude(batch="").values_list("batch", flat=True))
            attempts.delete()
            SaidRow.objects.filter(message__in=some, message__due_at=None).delete()
            gone += MessageRow.objects.filter(pk__in=some, due_at=None).delete()[0]
            left = AttemptRow.objects.filter(batch__in=batches).values_list("batch", flat=True)
            BatchRow.objects.filter(pk__in=batches - set(left)).delete()
    return gone


def reports(place: Place, before: datetime) -> Found:
    """Reports that came before and were read."""
    read = ReportRow.objects.filter(due_at=None, received_at__lt=before)
    return found(read.values_list("pk", flat=True))


def remove_reports(place: Place, ids: Sequence[str]) -> int:
    """Remove these reports."""
    gone = 0
    with transaction.atomic():
        for first in range(0, len(ids), _AT_A_TIME):
            some = [int(id) for id in ids[first : first + _AT_A_TIME]]
            gone += ReportRow.objects.filter(pk__in=some, due_at=None).delete()[0]
    return gone


def opt_outs(place: Place, before: datetime) -> Found:
    """Opt-outs that were taken back before; one that holds stays for ever."""
    return found(OptOutRow.objects.filter(ended_at__lt=before).values_list("pk", flat=True))


def remove_opt_outs(place: Place, ids: Sequence[str]) -> int:
    """Remove these opt-outs."""
    rows = OptOutRow.objects.filter(pk__in=[int(id) for id in ids], ended_at__isnull=False)
    return rows.delete()[0]
