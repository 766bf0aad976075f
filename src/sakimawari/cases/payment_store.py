"""Batches and their lines in the operational store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from sakimawari.cases import store
from sakimawari.cases.models import BatchRow, CaseRecord, DecisionRow, LineRow
from sakimawari.cases.values import Account, Doing, Finding, Moment, State
from sakimawari.problems import Problems, fault

_PAYABLE = (State.APPROVED.value, State.PAID.value)
_LOCK = 0x50415953  # of PostgreSQL: batches are made one after another
SEALED_FOR = "payments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Which payments belong together: of a department (in one ward, or "" in all), by a day."""

    department: str
    ward: str
    pay_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A decided grant that no line pays yet. `decision` is its place among those of the case."""

    number: str
    subject: str
    applicant: str
    decision: int
    yen: int
    protected: bool
    account: Account | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A payment to be made: the case, its decision, and yen."""

    number: str
    decision: int
    yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeld:
    """A payment in a batch. `still_due`: its case stands as it stood when the batch was made."""

    seq: int
    number: str
    service: str
    applicant: str
    decision: int
    yen: int
    still_due: bool
    returned_on: date | None
    reason: str


def payable(moment: Moment, whose: Whose) -> Iterator[Payable]:
    """A department's decided grants that may be paid by a day, in the order of their cases."""
    hidden = moment.desk.protected_households(moment.today)
    paid = LineRow.objects.filter(live=True).values("decision_id")
    rows = (
        DecisionRow.objects.filter(
            live=True,
            finding=Finding.GRANT.value,
            decided_at__isnull=False,
            amount_yen__gt=0,
            pay_from__lte=whose.pay_on,
            case__state__in=_PAYABLE,
            case__department=whose.department,
            **({"case__ward": whose.ward} if whose.ward else {}),
        )
        .exclude(pk__in=paid)
        .select_related("case")
        .order_by("case_id")
    )
    for row in rows.iterator(chunk_size=500):
        yield Payable(
            number=row.case.number,
            subject=row.case.subject,
            applicant=row.case.applicant,
            decision=row.seq,
            yen=row.amount_yen or 0,
            protected=row.case.household in hidden,
            account=store.account_of(moment.keys, row.case),
        )


def departments_due() -> tuple[tuple[str, str, int], ...]:
    """Department, ward and count of the decided grants that no line pays yet."""
    paid = LineRow.objects.filter(live=True).values("decision_id")
    rows = (
        DecisionRow.objects.filter(
            live=True,
            finding=Finding.GRANT.value,
            decided_at__isnull=False,
            amount_yen__gt=0,
            case__state__in=_PAYABLE,
        )
        .exclude(pk__in=paid)
        .values_list("case__department", "case__ward")
        .annotate(n=Count("pk"))
    )
    return tuple(sorted(rows))


def departed(moment: Moment) -> frozenset[str]:
    """Who died or moved away: they are paid only after somebody looked."""
    table = moment.desk.snapshot.departed()
    return frozenset(table["person"].to_pylist())


@contextmanager
def making() -> Iterator[None]:
    """One batch is made at a time; SQLite has one writer anyway."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def write_batch(
    moment: Moment,
    whose: Whose,
    lines: Sequence[Line],
    content: bytes,
    *,
    doing: Doing,
) -> str:
    """A batch with its lines and its sealed file; its number."""
    running = BatchRow.objects.count() + 1
    row = BatchRow.objects.create(
        number=f"P{whose.pay_on:%y%m%d}-{running:04d}",
        department=whose.department,
        ward=whose.ward,
        pay_on=whose.pay_on,
        made_by=doing.actor.id,
        made_at=doing.at,
        count=len(lines),
        total_yen=sum(line.yen for line in lines),
        sha256=hashlib.sha256(content).hexdigest(),
        content=moment.keys.seal(SEALED_FOR, content),
    )
    cases = {
        case.number: case
        for case in CaseRecord.objects.filter(number__in=[line.number for line in lines])
    }
    decisions = {
        (held.case_id, held.seq): held
        for held in DecisionRow.objects.filter(case__in=cases.values(), live=True)
    }
    LineRow.objects.bulk_create(
        LineRow(
            batch=row,
            seq=seq,
            case=cases[line.number],
            decision=decisions[cases[line.number].pk, line.decision],
            yen=line.yen,
        )
        for seq, line in enumerate(lines, start=1)
    )
    return row.number


@contextmanager
def releasing(number: str, doing: Doing) -> Iterator[tuple[LineHeld, ...]]:
    """A batch taken to be released, with its lines; all or nothing."""
    with transaction.atomic():
        row = _taken(number)
        if row.made_by == doing.actor.id:
            raise fault(
                "APPL007",
                "whoever made a batch of payments cannot release it",
                "have another member of staff release it",
            )
        yield lines_of(number)
        row.released_by, row.released_at = doing.actor.id, doing.at
        row.save(update_fields=["released_by", "released_at"])


def drop(number: str, doing: Doing) -> None:
    """A batch that is not released is dropped, and its lines with it."""
    with transaction.atomic():
        row = _taken(number)
        row.dropped_at = doing.at
        row.save(update_fields=["dropped_at"])
        row.lines.update(live=False)


def _taken(number: str) -> BatchRow:
    row = BatchRow.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise _no_batch()
    if row.released_at is not None or row.dropped_at is not None:
        raise fault(
            "APPL023",
            "the batch was released or dropped before",
            "look at the list of batches; a released one can be downloaded again",
        )
    return row


def content_of(moment: Moment, number: str) -> bytes:
    """The file of a released batch, as it was made."""
    row = BatchRow.objects.filter(number=number).first()
    if row is None:
        raise _no_batch()
    if row.released_at is None:
        raise fault(
            "APPL023",
            "the batch is not released, so there is no file to send",
            "have a second person release it",
        )
    content = moment.keys.open(SEALED_FOR, bytes(row.content))
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise _no_batch()
    return content


def mark_returned(row: CaseRecord, reason: str, on: date, doing: Doing) -> None:
    """The last payment of a case came back."""
    line = (
        row.lines.filter(live=True, batch__released_at__isnull=False).order_by("-batch_id").first()
    )
    if line is None:
        raise fault(
            "APPL026",
            "nothing of this case was paid that could have come back",
            "check the number on the bank's list",
        )
    line.live, line.returned_on, line.reason = False, on, reason
    line.returned_by = doing.actor.id
    line.save()


def lines_of(number: str) -> tuple[LineHeld, ...]:
    """The payments of a batch, in the order of its file."""
    rows = LineRow.objects.filter(batch__number=number).select_related("case", "decision")
    return tuple(
        LineHeld(
            seq=row.seq,
            number=row.case.number,
            service=row.case.service,
            applicant=row.case.applicant,
            decision=row.decision.seq,
            yen=row.yen,
            still_due=row.live
            and row.decision.live
            and row.decision.amount_yen == row.yen
            and row.case.state in _PAYABLE,
            returned_on=row.returned_on,
            reason=row.reason,
        )
        for row in rows.order_by("seq")
    )


def batches() -> Iterator[dict[str, Any]]:
    """All batches in figures, the latest first."""
    return map(_figures, _counted().order_by("-pk"))


def one(number: str) -> dict[str, Any]:
    """One batch in figures."""
    row = _counted().filter(number=number).first()
    if row is None:
        raise _no_batch()
    return _figures(row)


def _counted() -> Any:
    return BatchRow.objects.annotate(
        returned=Count("lines", filter=Q(lines__returned_on__isnull=False))
    ).defer("content")


def _figures(row: Any) -> dict[str, Any]:
    state = "made"
    if row.released_at is not None:
        state = "released"
    elif row.dropped_at is not None:
        state = "dropped"
    names = (
        "number",
        "department",
        "ward",
        "pay_on",
        "made_by",
        "made_at",
        "released_by",
        "released_at",
        "count",
    )
    return {
        **{name: getattr(row, name) for name in (*names, "total_yen", "returned", "sha256")},
        "state": state,
    }


def _no_batch() -> Problems:
    return fault("APPL025", "there is no such batch, or its file was altered", "check the number")
