"""Cases held before the column of open ones came are not thought open when they are over."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from sakimawari.cases.models import CaseRecord
from sakimawari.cases.queue_store import QueueFilter, queue
from sakimawari.cases.values import State
from tests.cases.office import CLERK, applicant, moment
from tests.console.town import Hall


def test_what_was_decided_before_is_no_longer_in_the_queue(hall: Hall) -> None:
    number = applicant("child-allowance").apply(moment()).cases[0]
    rows = CaseRecord.objects.filter(number=number)
    rows.update(state=State.REFUSED.value, is_open=True)  # as the new column found it
    close = import_module("sakimawari.cases.migrations.0003_close_what_is_over").close
    close(apps, None)
    assert number not in {row.number for row in queue(moment(), QueueFilter(), actor=CLERK).rows}
    rows.update(state=State.EXAMINING.value, is_open=True)
    close(apps, None)
    assert number in {row.number for row in queue(moment(), QueueFilter(), actor=CLERK).rows}
