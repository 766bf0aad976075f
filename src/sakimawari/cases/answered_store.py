"""What is under way or was answered lately: nobody is asked to apply for it once more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from sakimawari.cases.models import CaseRecord


def in_hand(since: date) -> tuple[tuple[str, str, str], ...]:
    """Cases that are open, or were opened or decided on a day or after it, as applicant, subject and
    service. Read at once, for plans over a whole city.
    """
    lately = Q(is_open=True) | Q(decided_on__gte=since) | Q(opened_on__gte=since)
    rows = CaseRecord.objects.filter(lately)
    return tuple(rows.values_list("applicant", "subject", "service"))


def answered_for(subjects: Iterable[str]) -> tuple[tuple[str, str, date | None], ...]:
    """Cases about some people or households, as service, subject and the last day on which
    something was opened or decided; None for one that is open.
    """
    rows = CaseRecord.objects.filter(subject__in=list(subjects))
    named = rows.values_list("service", "subject", "is_open", "opened_on", "decided_on")
    return tuple(
        (service, subject, None if is_open else max(opened, decided or opened))
        for service, subject, is_open, opened, decided in named
    )
