"""What of the cases is over: drafts nobody sent, cases long closed, and batches of payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from sakimawari.cases.models import (
    BatchRow,
    CaseRecord,
    DecisionRow,
    EventRow,
    LineRow,
    MessageRow,
    PaperRow,
    PauseRow,
    SubmissionRow,
)
from sakimawari.cases.paper_store import place_of
from sakimawari.cases.values import State
from sakimawari.guard.custody.values import Found, Place, found

_OVER = [
    state.value
    for state in (
        State.APPROVED,
        State.REFUSED,
        State.PAID,
        State.WITHDRAWN,
        State.OBJECTED,
    )
]
_AT_A_TIME = 200


def drafts(place: Place, before: datetime) -> Found:
    """Drafts nobody touched since, and papers uploaded and never sent."""
    unsent = SubmissionRow.objects.filter(submitted_at=None, updated_at__lt=before)
    papers = PaperRow.objects.filter(submission=None, at__lt=before)
    return found(
        [
            *(f"draft {id}" for id in unsent.values_list("pk", flat=True)),
            *(f"paper {id}" for id in papers.values_list("pk", flat=True)),
        ]
    )


def remove_drafts(place: Place, ids: Sequence[str]) -> int:
    """Remove these drafts and papers, unless one was sent meanwhile."""
    gone = 0
    for some in _parts(ids):
        named = [id.split(" ", 1) for id in some]
        with transaction.atomic():
            unsent = SubmissionRow.objects.filter(
                submitted_at=None, pk__in=[id for kind, id in named if kind == "draft"]
            )
            loose = Q(pk__in=[id for kind, id in named if kind == "paper"], submission=None)
            papers = list(PaperRow.objects.filter(loose | Q(submission__in=unsent)))
            alone = sum(paper.submission_id is None for paper in papers)
            gone += unsent.count() + alone
            PaperRow.objects.filter(pk__in=[paper.pk for paper in papers]).delete()
            for submission in unsent:
                _remove_cases(CaseRecord.objects.filter(submission=submission))
            unsent.delete()
        _remove_files(place, [paper.pk for paper in papers])
    return gone


def closed(place: Place, before: datetime) -> Found:
    """Cases whose last step lies before; an 審査請求 or a reopening counts as a step."""
    over = CaseRecord.objects.filter(state__in=_OVER).annotate(last=Max("events__at"))
    unpaid = LineRow.objects.filter(batch__pay_on__gte=before.date()).values("case")
    return found(over.filter(last__lt=before).exclude(pk__in=unpaid).values_list("pk", flat=True))


def remove_closed(place: Place, ids: Sequence[str]) -> int:
    """Remove these cases with all that belongs to them; a submission goes with its last case."""
    gone = 0
    for some in _parts(ids):
        with transaction.atomic():
            cases = CaseRecord.objects.filter(pk__in=some, state__in=_OVER)
            submissions = list(cases.values_list("submission", flat=True).distinct())
            gone += _remove_cases(cases)
            empty = SubmissionRow.objects.filter(pk__in=submissions, cases=None)
            papers = PaperRow.objects.filter(submission__in=empty)
            files = list(papers.values_list("pk", flat=True))
            papers.delete()
            empty.delete()
        _remove_files(place, files)
    return gone


def batches(place: Place, before: datetime) -> Found:
    """Payments made or dropped before; the cases they paid may be gone by then."""
    return found(BatchRow.objects.filter(pay_on__lt=before.date()).values_list("pk", flat=True))


def remove_batches(place: Place, ids: Sequence[str]) -> int:
    """Remove these batches with their lines."""
    with transaction.atomic():
        gone = 0
        for some in _parts(ids):
            LineRow.objects.filter(batch_id__in=[int(id) for id in some]).delete()
            gone += BatchRow.objects.filter(pk__in=some).delete()[0]
        return gone


def _remove_cases(cases: QuerySet[CaseRecord]) -> int:
    ids = list(cases.values_list("pk", flat=True))
    for kind in (LineRow, DecisionRow, EventRow, MessageRow, PauseRow):
        kind.objects.filter(case__in=ids).delete()
    return CaseRecord.objects.filter(pk__in=ids).delete()[0]


def _remove_files(place: Place, papers: Sequence[str]) -> None:
    """After the rows are gone for good: a file without a row is found by nobody."""
    for paper in papers:
        place_of(place.home, paper).unlink(missing_ok=True)


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[at : at + _AT_A_TIME] for at in range(0, len(ids), _AT_A_TIME)]
