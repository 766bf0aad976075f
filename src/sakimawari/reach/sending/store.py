"""Messages in the operational store: taken over once, and replied to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction

from sakimawari.reach.sending.models import MessageRow
from sakimawari.reach.sending.values import Outgoing, Recorded, State

JAPAN = ZoneInfo("Asia/Tokyo")
_AT_A_TIME = 500


def record(outgoings: Iterable[Outgoing], *, at: datetime) -> Recorded:
    """Take over the steps of an approved plan, each once, whatever ended in between.

    A step that was taken over before stays as it is: the id alone says that it is the same.
    """
    new = known = 0
    pending = iter(outgoings)
    while some := list(islice(pending, _AT_A_TIME)):
        with transaction.atomic():
            wanted = {each.id: each for each in some}
            held = set(MessageRow.objects.filter(pk__in=wanted).values_list("pk", flat=True))
            rows = [_row(each, at) for id, each in wanted.items() if id not in held]
            # Another process may take over the same plan at this moment: who comes second adds none.
            MessageRow.objects.bulk_create(rows, ignore_conflicts=True)
        new += len(rows)
        known += len(some) - len(rows)
    return Recorded(new=new, known=known)


def morning_of(day: date) -> datetime:
    """The moment a day begins in Japan."""
    return datetime.combine(day, time(0), JAPAN)


def _row(each: Outgoing, at: datetime) -> MessageRow:
    return MessageRow(
        id=each.id,
        plan=each.plan,
        person=each.person,
        household=each.household,
        ward=each.ward,
        language=each.language,
        services=json.dumps(list(_pairs(each)), separators=(",", ":")),
        media=" ".join(medium.value for medium in each.media),
        medium=each.media[0].value if each.media else "",
        state=State.HELD_OUT.value if each.held_out else State.WAITING.value,
        send_on=each.send_on,
        useful_until=each.useful_until,
        variant=each.variant,
        due_at=None if each.held_out else morning_of(each.send_on),
        recorded_at=at,
        changed_at=at,
    )


def _pairs(each: Outgoing) -> Iterator[tuple[str, str]]:
    """Each service with whose right it is; the addressee's where the plan does not say."""
    for place, service in enumerate(each.services):
        yield service, each.subjects[place] if place < len(each.subjects) else each.person
