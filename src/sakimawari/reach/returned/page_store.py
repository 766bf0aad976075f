"""Pages in the operational store: each taken in once, and those set aside for a person."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sakimawari.cases.values import Doing, Moment
from sakimawari.problems import fault
from sakimawari.reach.returned import picture_store
from sakimawari.reach.returned.models import PageRow
from sakimawari.reach.returned.picture_store import NOBODY
from sakimawari.reach.returned.values import Aside, PageState, PageTold

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that came in: its name (of the paper, sealed when kept) and the hash of its content."""

    name: str
    digest: str


def file_of(name: str, content: bytes) -> File:
    """A file by its name and content."""
    return File(name=name[:LONGEST_NAME], digest=hashlib.sha256(content).hexdigest())


def known(file: File) -> bool:
    """Whether a file of this content was read to its end before."""
    return PageRow.objects.filter(file=file.digest, number=0, state=PageState.READ.value).exists()


def finish(moment: Moment, file: File, doing: Doing) -> None:
    """Note that a file was read to its end: number 0 stands for the file itself."""
    page = PageTold(number=0)
    keep(moment, file, page, owner=NOBODY, state=PageState.READ, doing=doing)


def keep(
    moment: Moment, file: File, page: PageTold, *, owner: str, state: PageState, doing: Doing
) -> str | None:
    """Take a page in with its pictures; its id, or None where it was taken in before.

    The pictures are on disk before the row is: what a crash leaves is a picture nobody points to.
    """
    if PageRow.objects.filter(file=file.digest, number=page.number).exists():
        return None
    id = secrets.token_hex(16)
    if page.page:
        picture_store.keep(picture_store.page_place(moment.home, id), moment.keys, owner, page.page)
    if page.slip:
        picture_store.keep(picture_store.slip_place(moment.home, id), moment.keys, owner, page.slip)
    try:
        with transaction.atomic():
            PageRow.objects.create(
                id=id,
                file=file.digest,
                number=page.number,
                owner=owner,
                name=moment.keys.seal(owner, file.name.encode()),
                reference=page.reference,
                state=state.value,
                problem=page.problem,
                at=doing.at,
                by=doing.actor.id,
            )
    except IntegrityError:  # the same file came twice at the same time
        picture_store.drop(moment.home, id)
        return None
    return id


def set_state(id: str, state: PageState, problem: str = "") -> None:
    """Change what became of a page."""
    PageRow.objects.filter(id=id).update(state=state.value, problem=problem)


def asides(moment: Moment, *, most: int) -> Sequence[Aside]:
    """Pages set aside that nobody has dealt with, the oldest first."""
    rows = PageRow.objects.filter(state=PageState.ASIDE.value).order_by("at", "file", "number")
    return [_aside(moment, row) for row in rows[:most]]


def aside(moment: Moment, id: str) -> Aside:
    """One page that was set aside. SCAN023 where there is none."""
    return _aside(moment, _row(id))


def clear_aside(id: str, doing: Doing) -> None:
    """Somebody has dealt with the paper itself."""
    row = _row(id)
    row.state, row.cleared_at, row.cleared_by = PageState.CLEARED.value, doing.at, doing.actor.id
    row.save(update_fields=["state", "cleared_at", "cleared_by"])


def picture(moment: Moment, id: str, *, of_slip: bool) -> bytes:
    """The picture of a page, or of the slip on it laid upright."""
    row = _row(id)
    place = picture_store.slip_place if of_slip else picture_store.page_place
    return picture_store.opened(place(moment.home, id), moment.keys, row.owner)


def has_picture(moment: Moment, id: str) -> bool:
    """Whether a page's picture was kept: of a file that could not be opened there is none."""
    return picture_store.page_place(moment.home, id).is_file()


def owner_of(id: str) -> str:
    """Whom a page is sealed for: a person's key, or NOBODY. SCAN023."""
    return _row(id).owner


def _row(id: str) -> PageRow:
    row = PageRow.objects.filter(id=id).first()
    if row is None:
        raise fault(
            "SCAN023",
            "there is no such page or slip",
            "go back to the list: somebody may have dealt with it meanwhile",
        )
    return row


def _aside(moment: Moment, row: PageRow) -> Aside:
    # The name of a file may say something of a person: it is told where it is nobody's yet.
    name = ""
    if row.owner == NOBODY:
        name = moment.keys.open(NOBODY, bytes(row.name)).decode()
    return Aside(
        id=row.id,
        problem=row.problem,
        reference=row.reference,
        person="" if row.owner == NOBODY else row.owner,
        file=name,
        number=row.number,
        at=row.at,
    )


def counted_since(since: datetime) -> dict[str, int]:
    """Pages since a moment by what became of them; set aside ones by their problem."""
    counted: dict[str, int] = {}
    rows = PageRow.objects.filter(at__gte=since).exclude(number=0)
    for state, problem in rows.values_list("state", "problem"):
        key = problem if state == PageState.ASIDE.value else state
        counted[key] = counted.get(key, 0) + 1
    return counted
