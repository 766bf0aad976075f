"""Submissions and drafts in the operational store: taken in once, whatever fails between."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)

from sakimawari.cases.keeping import opened, plain, seal
from sakimawari.cases.models import CaseRecord, PaperRow, SubmissionRow
from sakimawari.cases.numbers import receipt_number
from sakimawari.cases.standards import Standard
from sakimawari.cases.values import (
    Account,
    Answered,
    Answers,
    Channel,
    Doing,
    Filled,
    Moment,
    Origin,
    PaperNeeded,
    Proxy,
    State,
    Submitted,
    Wish,
)
from sakimawari.problems import fault

T = TypeVar("T")
OPEN_STATES = tuple(
    state.value for state in (State.SUBMITTED, State.EXAMINING, State.WAITING, State.PROPOSED)
)
_TRIES, _PAUSE_SECONDS = 4, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sealed of a submission; of a draft only the answers and the proxy."""

    filled: tuple[Filled, ...] = ()
    answered: tuple[Answered, ...] = ()
    papers: tuple[PaperNeeded, ...] = ()
    answers: Answers = field(default_factory=Answers)
    account: Account | None = None
    remark: str = ""
    proxy: Proxy | None = None
    digest: str = ""  # of wishes and answers: the same key must bring the same again


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a wish's case belongs: its subject's home, and who is in charge."""

    wish: Wish
    household: str
    ward: str
    department: str
    standard: Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """All that is taken in at once."""

    client_key: str
    applicant: str
    channel: Channel
    origin: Origin
    places: tuple[Place, ...]
    content: Content
    run: str
    packs: str


def lasting(work: Callable[[], T]) -> T:
    """Do some work again where the database went away meanwhile; the work must bear repeating."""
    for attempt in range(_TRIES):
        try:
            return work()
        except (OperationalError, InterfaceError):
            if attempt + 1 == _TRIES or connection.in_atomic_block:
                raise
            time.sleep(_PAUSE_SECONDS * 2**attempt)
            close_old_connections()
    raise AssertionError("the last try returns or raises")


def digest_of(wishes: Iterable[Wish], answers: Answers) -> str:
    """What a submission asks for, as one hash; kept sealed with it."""
    told = plain({"wishes": tuple(wishes), "answers": replace(answers, again=False)})
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def taken_before(moment: Moment, parcel: Parcel) -> Submitted | None:
    """The submission this client key brought before, if it did. APPL004 for another's, or another."""
    row = SubmissionRow.objects.filter(client_key=parcel.client_key).first()
    if row is None:
        return None
    if row.applicant != parcel.applicant:
        raise _other()
    if row.submitted_at is None:
        return None
    content = opened(moment.keys, row.applicant, row.content, Content)
    if content.digest != parcel.content.digest:
        raise _other()
    return _submitted(row, already=True)


def _other() -> Exception:
    return fault(
        "APPL004",
        "this form was sent before, with other content or by somebody else",
        "look at the case it opened, or open a new form",
    )


def _submitted(row: SubmissionRow, *, already: bool) -> Submitted:
    assert row.submitted_at is not None
    numbers = row.cases.order_by("pk").values_list("number", flat=True)
    return Submitted(
        receipt=row.receipt or "", cases=tuple(numbers), at=row.submitted_at, already=already
    )


def take_in(
    moment: Moment,
    parcel: Parcel,
    *,
    doing: Doing,
    again: bool,
    open_case: Callable[[SubmissionRow, Place, int], CaseRecord],
) -> Submitted:
    """Write a submission with its cases, all or nothing; found again by its client key.

    `open_case` writes the case at a place of the submission, with its first steps. APPL009 where a
    case about the same wish is open, unless the applicant wants it `again`.
    """

    def work() -> Submitted:
        try:
            with transaction.atomic():
                _one_at_a_time(parcel.applicant)
                before = taken_before(moment, parcel)
                if before is not None:
                    return before
                return _write(moment, parcel, doing=doing, again=again, open_case=open_case)
        except IntegrityError:
            before = taken_before(moment, parcel)  # the same form came twice at the same time
            if before is None:
                raise
            return before

    return lasting(work)


def _one_at_a_time(applicant: str) -> None:
    """Two forms of one applicant wait for each other; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        lock = int.from_bytes(hashlib.blake2b(applicant.encode(), digest_size=7).digest(), "big")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _write(
    moment: Moment,
    parcel: Parcel,
    *,
    doing: Doing,
    again: bool,
    open_case: Callable[[SubmissionRow, Place, int], CaseRecord],
) -> Submitted:
    wishes = [place.wish for place in parcel.places]
    if not again and (numbers := pending(wishes)):
        raise fault(
            "APPL009",
            f"the case {numbers[0]} about the same service is still open",
            "follow that case; or say that this is a further application",
        )
    row = SubmissionRow.objects.filter(client_key=parcel.client_key).first()
    row = row or _fresh(parcel, doing)
    _fill(row, moment, parcel, doing)
    row.submitted_at = doing.at
    row.save()
    row.receipt = receipt_number(row.pk, moment.today)
    row.save(update_fields=["receipt"])
    _attach(row, parcel.content.answers.papers)
    for at, place in enumerate(parcel.places, start=1):
        open_case(row, place, at)
    return _submitted(row, already=False)


def _fresh(parcel: Parcel, doing: Doing) -> SubmissionRow:
    return SubmissionRow(
        client_key=parcel.client_key, applicant=parcel.applicant, created_at=doing.at
    )


def _fill(row: SubmissionRow, moment: Moment, parcel: Parcel, doing: Doing) -> None:
    row.channel, row.origin = parcel.channel.value, parcel.origin.value
    row.by, row.by_kind = doing.actor.id, doing.actor.kind.value
    row.updated_at = doing.at
    row.run, row.packs = parcel.run, parcel.packs
    row.wishes = json.dumps([[place.wish.service, place.wish.subject] for place in parcel.places])
    row.content = seal(moment.keys, parcel.applicant, parcel.content)


def _attach(row: SubmissionRow, papers: Sequence[str]) -> None:
    kept = PaperRow.objects.filter(id__in=papers, person=row.applicant, submission=None)
    if kept.update(submission=row) != len(set(papers)):
        raise fault(
            "APPL014",
            "a paper that was handed in is not there",
            "hand it in again",
        )


def pending(wishes: Iterable[Wish]) -> tuple[str, ...]:
    """Numbers of open cases about some wishes."""
    wanted = {(wish.service, wish.subject) for wish in wishes}
    rows = CaseRecord.objects.filter(
        subject__in={subject for _, subject in wanted}, is_open=True
    ).order_by("-pk")
    return tuple(row.number for row in rows if (row.service, row.subject) in wanted)


def opened_since(service: str, day: date) -> frozenset[str]:
    """The subjects of a service's cases opened since a day, whatever became of them."""
    rows = CaseRecord.objects.filter(service=service, opened_on__gt=day)
    return frozenset(rows.values_list("subject", flat=True))


# ---------------------------------------------------------------- drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form kept unfinished."""

    client_key: str
    wishes: tuple[Wish, ...]
    answers: Answers
    proxy: Proxy | None
    updated_at: datetime


def keep_draft(moment: Moment, parcel: Parcel, *, doing: Doing) -> None:
    """Write a draft, or write it anew. APPL004 for another's key, or one sent already."""
    with transaction.atomic():
        row = SubmissionRow.objects.select_for_update().filter(client_key=parcel.client_key).first()
        if row is not None and (row.applicant != parcel.applicant or row.submitted_at is not None):
            raise _other()
        row = row or _fresh(parcel, doing)
        _fill(row, moment, parcel, doing)
        row.save()


def drafts_of(moment: Moment, applicant: str) -> tuple[Draft, ...]:
    """The drafts of an applicant, the latest first."""
    rows = SubmissionRow.objects.filter(applicant=applicant, submitted_at=None)
    return tuple(_draft(moment, row) for row in rows.order_by("-updated_at"))


def draft(moment: Moment, client_key: str, *, applicant: str) -> Draft | None:
    """A draft of this applicant, or None."""
    row = SubmissionRow.objects.filter(
        client_key=client_key, applicant=applicant, submitted_at=None
    ).first()
    return None if row is None else _draft(moment, row)


def drop_draft(client_key: str, *, applicant: str) -> None:
    """Throw a draft away; a submission stays."""
    SubmissionRow.objects.filter(
        client_key=client_key, applicant=applicant, submitted_at=None
    ).delete()


def _draft(moment: Moment, row: SubmissionRow) -> Draft:
    content = opened(moment.keys, row.applicant, row.content, Content)
    held: list[Any] = json.loads(row.wishes)
    return Draft(
        client_key=row.client_key,
        wishes=tuple(Wish(service=service, subject=subject) for service, subject in held),
        answers=content.answers,
        proxy=content.proxy,
        updated_at=row.updated_at,
    )
