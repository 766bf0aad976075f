"""Files handed in at the console: kept sealed until they are read, then only counts remain."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from django.db.models import F

from sakimawari.cases.values import Doing, Moment
from sakimawari.reach.returned import picture_store
from sakimawari.reach.returned.models import UploadRow
from sakimawari.reach.returned.picture_store import NOBODY
from sakimawari.reach.returned.run import Told
from sakimawari.reach.returned.values import PageState

LONGEST_NAME = 120


class Reading(Enum):
    """How far a file is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in, in counts."""

    id: str
    name: str
    state: Reading
    at: datetime
    by: str
    pages: int
    silent: int
    waiting: int
    aside: int
    twice: int


def upload_place(home: Path, id: str) -> Path:
    """Where the sealed file waits."""
    return home / picture_store.FOLDER / id[:2] / f"{id}.upload.sealed"


def keep(moment: Moment, name: str, content: bytes, doing: Doing) -> str:
    """Take a file in; its id."""
    id = secrets.token_hex(16)
    picture_store.keep(upload_place(moment.home, id), moment.keys, NOBODY, content)
    UploadRow.objects.create(
        id=id,
        owner=NOBODY,
        name=moment.keys.seal(NOBODY, name[:LONGEST_NAME].encode()),
        state=Reading.WAITING.value,
        at=doing.at,
        by=doing.actor.id,
    )
    return id


def content(moment: Moment, id: str) -> bytes:
    """The file, opened."""
    return picture_store.opened(upload_place(moment.home, id), moment.keys, NOBODY)


def begin(id: str) -> bool:
    """Take a file up for reading; False where it is done, or gone."""
    open_ = UploadRow.objects.filter(id=id).exclude(state=Reading.DONE.value)
    return bool(
        open_.update(state=Reading.READING.value, pages=0, silent=0, waiting=0, aside=0, twice=0)
    )


def tell(id: str, told: Told) -> None:
    """Count a page."""
    read = told.state is PageState.READ
    UploadRow.objects.filter(id=id).update(
        pages=F("pages") + 1,
        silent=F("silent") + int(read and not told.waiting),
        waiting=F("waiting") + int(read and told.waiting),
        aside=F("aside") + int(told.state is PageState.ASIDE),
        twice=F("twice") + int(told.state is PageState.TWICE),
    )


def finish(moment: Moment, id: str) -> None:
    """The file was read to its end; its bytes go, its pages are kept."""
    UploadRow.objects.filter(id=id).update(state=Reading.DONE.value)
    upload_place(moment.home, id).unlink(missing_ok=True)


def latest(moment: Moment, *, by: str, since: datetime, most: int = 20) -> Sequence[Upload]:
    """What an account handed in since a moment, the newest first."""
    rows = UploadRow.objects.filter(by=by, at__gte=since).order_by("-at")[:most]
    return [_upload(moment, row) for row in rows]


def author_of(id: str) -> str:
    """The account that handed a file in; "" where there is none."""
    return UploadRow.objects.filter(id=id).values_list("by", flat=True).first() or ""


def name_of(moment: Moment, id: str) -> str:
    """The name of a file."""
    row = UploadRow.objects.get(id=id)
    return moment.keys.open(NOBODY, bytes(row.name)).decode()


def _upload(moment: Moment, row: UploadRow) -> Upload:
    return Upload(
        id=row.id,
        name=moment.keys.open(NOBODY, bytes(row.name)).decode(),
        state=Reading(row.state),
        at=row.at,
        by=row.by,
        pages=row.pages,
        silent=row.silent,
        waiting=row.waiting,
        aside=row.aside,
        twice=row.twice,
    )
