"""Messages in the operational store: taken over once, and replied to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q

from sakimawari.reach.sending.hours import morning_of
from sakimawari.reach.sending.message_store import message_of, save, written
from sakimawari.reach.sending.models import AttemptRow, MessageRow, TurnRow
from sakimawari.reach.sending.values import Outgoing, Recorded, State, Step
from sakimawari.reach.sending.writing import add

_AT_A_TIME = 500
_OVER = (State.REPLIED.value, State.FAILED.value, State.STOPPED.value, State.EXPIRED.value)


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
            add(rows, unless_there=True)
        new += len(rows)
        known += len(some) - len(rows)
    return Recorded(new=new, known=known)


def _row(each: Outgoing, at: datetime) -> MessageRow:
    return MessageRow(
        id=each.id,
        plan=each.plan,
        person=each.person,
        household=each.household,
        ward=each.ward,
        language=each.language,
        services=written(_told(each)),
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


def _told(each: Outgoing) -> Iterator[tuple[str, str, str]]:
    """Each service with whose right it is (the addressee's where the plan does not say), and why."""
    for place, service in enumerate(each.services):
        subject = each.subjects[place] if place < len(each.subjects) else each.person
        yield service, subject, each.why[place] if place < len(each.why) else ""


def replied(
    person: str, service: str, at: datetime, *, subject: str = "", household: str = ""
) -> int:
    """A person acted on a service (applied, or answered): how many messages that answers.

    A message that went out, or may have, is answered: nothing more is sent for it, and a worker
    that holds its next step and has not called lets go. One that never went out is left to the day:
    what is done is not told any more, the rest is. Held out, the moment alone is kept.
    `subject`: whose right it is, where another applies for them; `household` finds whom the message
    went to, where that is somebody else of the same home.
    """
    whose = Q(person=person) | Q(household=household) if household else Q(person=person)
    with transaction.atomic():
        found = MessageRow.objects.filter(whose, replied_at=None, recorded_at__lte=at)
        rows = [
            row
            for row in found.exclude(state__in=_OVER).select_for_update().order_by("pk")
            if _speaks_of(row, person, service, subject)
        ]
        answered = [row for row in rows if row.state != State.HELD_OUT.value and row.sent_at]
        for row in rows:
            if row in answered or row.state == State.HELD_OUT.value:
                row.replied_at = at
        for row in answered:
            row.state, row.why, row.claim, row.due_at = State.REPLIED.value, "", "", None
        _let_go(answered)
        save(rows, at)
    return len(answered)


def _speaks_of(row: MessageRow, person: str, service: str, subject: str) -> bool:
    for slug, whose in message_of(row).tellings:
        if slug == service and (row.person == person or whose in {person, subject}):
            return True
    return False


def _let_go(rows: list[MessageRow]) -> None:
    held = AttemptRow.objects.filter(message__in=[row.pk for row in rows], state=Step.CLAIMED.value)
    for row in held:
        row.state = (Step.UNSURE if row.maybe else Step.STOPPED).value
        row.why, row.claimed_until = "replied", None
        row.save(update_fields=["state", "why", "claimed_until"])


def place_of(name: str, *, otherwise: Callable[[], int]) -> int:
    """How far something was read; kept as `otherwise` says when it is asked for the first time."""
    row = TurnRow.objects.filter(pk=name).first()
    if row is None:
        TurnRow.objects.bulk_create([TurnRow(name=name, place=otherwise())], ignore_conflicts=True)
        row = TurnRow.objects.get(pk=name)
    return row.place


def reach_place(name: str, place: int) -> None:
    """Something was read up to a place; never back."""
    TurnRow.objects.filter(pk=name, place__lt=place).update(place=place)
