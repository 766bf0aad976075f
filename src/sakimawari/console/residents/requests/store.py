"""Requests in the operational store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from sakimawari.console.residents.requests.models import RequestRow
from sakimawari.console.residents.requests.values import Kind, Request, Waiting
from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import fault

LONGEST = 2_000
_JAPAN = ZoneInfo("Asia/Tokyo")


def ask(keys: Keys, person: str, kind: Kind, text: str, *, by: str, at: datetime) -> Request:
    """Keep a request. REQ001 for nothing, or more than is taken."""
    row = RequestRow.objects.create(
        person=person, kind=kind.value, content=_sealed(keys, person, text), at=at, by=by
    )
    return _request(keys, row)


def requests_of(keys: Keys, person: str, kind: Kind) -> tuple[Request, ...]:
    """What a person asked, the newest first."""
    rows = RequestRow.objects.filter(person=person, kind=kind.value).order_by("-at", "-id")
    return tuple(_request(keys, row) for row in rows)


def listed(*, waiting: bool, last: int = 200) -> tuple[Waiting, ...]:
    """Requests for the office: those without an answer, the oldest first; or the last answered."""
    rows = RequestRow.objects.filter(answered_at__isnull=waiting)
    order = ("at", "id") if waiting else (F("answered_at").desc(),)
    return tuple(
        Waiting(
            number=_number(row),
            person=row.person,
            kind=Kind(row.kind),
            at=row.at.astimezone(_JAPAN),
            answered_at=row.answered_at,
        )
        for row in rows.order_by(*order)[:last]
    )


def whose(number: str) -> str:
    """Whose request a number is, to be cleared before it is opened. REQ002 where there is none."""
    return _found(number).person


def request(keys: Keys, number: str) -> Request:
    """One request, opened."""
    return _request(keys, _found(number))


def answer(keys: Keys, number: str, text: str, *, by: str, at: datetime) -> Request:
    """Answer a request, once; the answer stands on the person's page. REQ001, REQ002, REQ003."""
    row = _found(number)
    sealed = _sealed(keys, row.person, text)
    done = RequestRow.objects.filter(pk=row.pk, answered_at=None).update(
        answer=sealed, answered_at=at, answered_by=by
    )
    if not done:
        raise fault("REQ003", "this request was answered before", "read the answer that was given")
    return _request(keys, _found(number))


def answered_before(place: Place, before: datetime) -> Found:
    """Requests answered before a moment: what the schedule of retention removes."""
    return found(RequestRow.objects.filter(answered_at__lt=before).values_list("pk", flat=True))


def remove(place: Place, ids: Sequence[str]) -> int:
    """Remove these requests."""
    rows = RequestRow.objects.filter(pk__in=[int(id) for id in ids]).exclude(answered_at=None)
    return rows.delete()[0]


def _found(number: str) -> RequestRow:
    digits = number.removeprefix("Q-")
    row = RequestRow.objects.filter(pk=int(digits)).first() if _is_number(digits) else None
    if row is None:
        raise fault("REQ002", "there is no such request", "look at the list again")
    return row


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 12


def _number(row: RequestRow) -> str:
    return f"Q-{row.pk:06d}"


def _sealed(keys: Keys, person: str, text: str) -> bytes:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise fault(
            "REQ001",
            f"a request or answer has 1 to {LONGEST} characters",
            "write something, or write it shorter",
        )
    return seal_json(keys, person, {"text": said})


def _request(keys: Keys, row: RequestRow) -> Request:
    told = open_json(keys, row.person, row.content)["text"]
    return Request(
        number=_number(row),
        person=row.person,
        kind=Kind(row.kind),
        text=told,
        at=row.at.astimezone(_JAPAN),
        by=row.by,
        answer="" if row.answer is None else open_json(keys, row.person, row.answer)["text"],
        answered_at=None if row.answered_at is None else row.answered_at.astimezone(_JAPAN),
        answered_by=row.answered_by,
    )
