"""Papers as they are kept: sealed files under papers/, what they are in the operational store."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.db.models import Q

from sakimawari.cases.keeping import opened, seal
from sakimawari.cases.models import CaseRecord, PaperRow
from sakimawari.cases.papers import Sheet
from sakimawari.cases.values import Doing, Moment, Paper
from sakimawari.guard import clearance
from sakimawari.problems import Problems, fault

FOLDER = "papers"
LONGEST_LABEL = 100


def keep(moment: Moment, person: str, sheet: Sheet, *, label: str, doing: Doing) -> Paper:
    """Seal a paper for a person and keep it; the row is written after the file is safe on disk."""
    id = secrets.token_hex(16)
    path = place_of(moment.home, id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path, moment.keys.seal(person, sheet.content))
    row = PaperRow.objects.create(
        id=id,
        person=person,
        label=seal(moment.keys, person, label[:LONGEST_LABEL]),
        media=sheet.media,
        size=len(sheet.content),
        sha256=hashlib.sha256(sheet.content).hexdigest(),
        at=doing.at,
        by=doing.actor.id,
    )
    return _paper(moment, row)


def content(moment: Moment, id: str) -> tuple[Paper, bytes]:
    """A paper opened. APPL014 where there is none, or it is not as it was kept."""
    row = PaperRow.objects.filter(id=id).first()
    if row is None:
        raise _no_paper()
    cases = row.submission.cases.all() if row.submission is not None else ()
    clearance.require_any([row.person, *(case.subject for case in cases)])
    path = place_of(moment.home, id)
    try:
        plain = moment.keys.open(row.person, path.read_bytes())
    except FileNotFoundError:
        raise _no_paper() from None
    if hashlib.sha256(plain).hexdigest() != row.sha256:
        raise _no_paper()
    return _paper(moment, row), plain


def of_case(moment: Moment, row: CaseRecord) -> tuple[Paper, ...]:
    """The papers handed in with a case's submission, and later in reply."""
    rows = PaperRow.objects.filter(submission=row.submission).order_by("at", "id")
    return tuple(_paper(moment, each) for each in rows)


def waiting(moment: Moment, person: str, ids: Sequence[str]) -> tuple[Paper, ...]:
    """Papers of a person that belong to no submission yet, of those named."""
    rows = PaperRow.objects.filter(person=person, submission=None, id__in=list(ids))
    return tuple(_paper(moment, each) for each in rows.order_by("at", "id"))


def add_to_case(row: CaseRecord, ids: Iterable[str]) -> None:
    """Papers handed in later. APPL014 where one is not there, or another's."""
    wanted = set(ids)
    mine = Q(person=row.applicant) | Q(person=row.subject)
    rows = PaperRow.objects.filter(mine, id__in=wanted, submission=None)
    if rows.update(submission=row.submission) != len(wanted):
        raise _no_paper()


def person_of(id: str) -> tuple[str, tuple[str, ...]]:
    """Whose a paper is, and the numbers of the cases it belongs to: what a Target is made from."""
    row = PaperRow.objects.filter(id=id).first()
    if row is None:
        raise _no_paper()
    numbers: tuple[str, ...] = ()
    if row.submission is not None:
        numbers = tuple(row.submission.cases.values_list("number", flat=True))
    return row.person, numbers


def drop_unused(home: Path, before: datetime) -> int:
    """Remove papers that were uploaded and never sent; how many."""
    rows = list(PaperRow.objects.filter(submission=None, at__lt=before))
    for row in rows:
        row.delete()
        place_of(home, row.id).unlink(missing_ok=True)
    return len(rows)


def _paper(moment: Moment, row: PaperRow) -> Paper:
    return Paper(
        id=row.id,
        label=opened(moment.keys, row.person, row.label, str),
        media=row.media,
        size=row.size,
        sha256=row.sha256,
        at=row.at,
        by=row.by,
    )


def _no_paper() -> Problems:
    return fault(
        "APPL014",
        "this paper is not there, or not as it was kept",
        "ask for it to be handed in again",
    )


def place_of(home: Path, id: str) -> Path:
    """The file of a paper, sealed for the person whose it is."""
    return home / FOLDER / id[:2] / f"{id}.sealed"


def _write(path: Path, sealed: bytes) -> None:
    beside = path.with_suffix(".part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
