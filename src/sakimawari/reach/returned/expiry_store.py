"""What of returned paper is over: slips carried out, pages dealt with, files long read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sakimawari.guard.custody.values import Found, Place, found
from sakimawari.reach.returned import picture_store
from sakimawari.reach.returned.models import AnswerRow, PageRow, SlipRow, UploadRow
from sakimawari.reach.returned.upload_store import Reading, upload_place
from sakimawari.reach.returned.values import Done, PageState, State


def over(place: Place, before: datetime) -> Found:
    """Pages whose slip was carried out before, that say the same as another, or were dealt with.

    A slip somebody asked to be advised on stays until they were called.
    """
    uncalled = AnswerRow.objects.filter(done=Done.CONSULT.value, called_at=None).values("slip")
    done = SlipRow.objects.filter(state=State.DONE.value, done_at__lt=before).exclude(
        pk__in=uncalled
    )
    cleared = PageRow.objects.filter(state=PageState.CLEARED.value, cleared_at__lt=before)
    others = PageRow.objects.filter(
        state__in=(PageState.TWICE.value, PageState.READ.value), at__lt=before, slips=None
    )
    ids = {*done.values_list("page", flat=True)}
    for rows in (cleared, others):
        ids.update(rows.filter(slips=None).values_list("pk", flat=True))
    return found(sorted(ids))


def remove_over(place: Place, ids: Sequence[str]) -> int:
    """Remove these pages with their slips, answers and pictures."""
    with transaction.atomic():
        SlipRow.objects.filter(page__in=list(ids), state=State.DONE.value).delete()
        gone = PageRow.objects.filter(pk__in=list(ids), slips=None)
        removed = list(gone.values_list("pk", flat=True))
        gone.delete()
    for id in removed:
        picture_store.drop(place.home, id)
    return len(removed)


def uploads(place: Place, before: datetime) -> Found:
    """Files read before, of which only counts are left."""
    rows = UploadRow.objects.filter(state=Reading.DONE.value, at__lt=before)
    return found(rows.values_list("pk", flat=True))


def remove_uploads(place: Place, ids: Sequence[str]) -> int:
    """Remove these counts, and what of a file may still lie there."""
    UploadRow.objects.filter(pk__in=list(ids)).delete()
    for id in ids:
        upload_place(place.home, id).unlink(missing_ok=True)
    return len(ids)
