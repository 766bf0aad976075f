"""Slips in the operational store: arrived once, settled field by field, carried out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from sakimawari.cases.keeping import opened, seal
from sakimawari.cases.values import Doing, Moment
from sakimawari.guard import clearance
from sakimawari.problems import fault
from sakimawari.reach.returned.letter_of import LetterOf
from sakimawari.reach.returned.models import AnswerRow, SlipRow
from sakimawari.reach.returned.values import (
    Bound,
    Consult,
    Content,
    Done,
    Entry,
    Sheet,
    State,
    open_in,
)


def arrive(moment: Moment, letter: LetterOf, content: Content, *, page: str, doing: Doing) -> bool:
    """Keep a slip that was read; False where a slip of this reference came before."""
    try:
        with transaction.atomic():
            SlipRow.objects.create(
                reference=letter.reference,
                page_id=page,
                person=letter.person,
                household=letter.household,
                ward=letter.ward,
                services=" ".join(letter.services),
                open=" ".join(open_in(content)),
                state=State.WAITING.value,
                content=seal(moment.keys, letter.person, content),
                arrived_at=doing.at,
            )
    except IntegrityError:
        return False
    return True


def sheet(moment: Moment, reference: str) -> Sheet:
    """A slip with its content. SCAN023 where there is none; only for whom its person was cleared."""
    row = _found(reference)
    clearance.require(row.person)
    return _sheet(row, opened(moment.keys, row.person, row.content, Content))


def whose(reference: str) -> str:
    """The opaque key of the person a slip is from. SCAN023."""
    return _found(reference).person


def services_of(reference: str) -> tuple[str, ...]:
    """The services a slip tells of. SCAN023."""
    return tuple(_found(reference).services.split())


def of_paper(paper: str) -> Sheet | None:
    """The slip that became a paper of a case, without its content."""
    row = SlipRow.objects.filter(paper=paper).first()
    return None if row is None else _sheet(row, None)


def waiting(bound: Bound) -> Sequence[Sheet]:
    """Slips a clerk must look at and may, the oldest first, without their content."""
    rows = SlipRow.objects.filter(state=State.WAITING.value).order_by("arrived_at", "reference")
    return [sheet for row in rows if bound.has_work(sheet := _sheet(row, None))]


@contextmanager
def changing(moment: Moment, reference: str, version: int | None) -> Iterator[Change]:
    """A slip taken for a change. SCAN024 where somebody changed it since, or it is done."""
    with transaction.atomic():
        row = SlipRow.objects.select_for_update().filter(reference=reference).first()
        if row is None:
            raise _missing()
        stale = version is not None and row.version != version
        if stale or row.state != State.WAITING.value:
            raise fault(
                "SCAN024",
                "the slip was changed or carried out since it was opened",
                "read the page again, and do it again if it is still right",
            )
        change = Change(moment, row)
        yield change
        row.content = seal(moment.keys, row.person, change.content)
        row.open = " ".join(open_in(change.content))
        row.version += 1
        row.save()


class Change:
    """A slip while it is changed; `content` is put back sealed at the end."""

    def __init__(self, moment: Moment, row: SlipRow) -> None:
        self.content = opened(moment.keys, row.person, row.content, Content)
        self._row = row

    def finish(self, doing: Doing, *, silent: bool) -> None:
        """Everything on it was carried out."""
        self._row.state, self._row.done_at = State.DONE.value, doing.at
        self._row.by, self._row.silent = doing.actor.id, silent

    def settle(self, key: str, work: Callable[[Entry], Entry]) -> None:
        """Put one entry in another's place."""
        entries = tuple(work(one) if one.key == key else one for one in self.content.entries)
        self.content = replace(self.content, entries=entries)


def answered(reference: str) -> Mapping[int, tuple[Done, str]]:
    """What has followed from a slip so far: by the place of the offer, what and which case."""
    rows = AnswerRow.objects.filter(slip__reference=reference)
    return {row.offer: (Done(row.done), row.case) for row in rows}


def note_answer(
    reference: str, *, offer: int, service: str, answer: str, done: Done, case: str, at: datetime
) -> None:
    """Write down what followed from one service; once is enough."""
    AnswerRow.objects.get_or_create(
        slip=_found(reference),
        offer=offer,
        service=service,
        defaults={"answer": answer, "done": done.value, "case": case, "at": at},
    )


def note_paper(reference: str, paper: str) -> None:
    """Which paper of a case the slip's picture is."""
    SlipRow.objects.filter(reference=reference, paper="").update(paper=paper)


def paper_of(reference: str) -> str:
    """The paper the slip's picture became; "" while it is none."""
    return _found(reference).paper


# ---------------------------------------------------------------- consults


def consults(bound: Bound) -> Sequence[Consult]:
    """Who asked on a slip to be advised and was not called yet, the oldest first."""
    rows = AnswerRow.objects.filter(done=Done.CONSULT.value, called_at=None)
    return [
        Consult(
            id=row.pk,
            person=row.slip.person,
            ward=row.slip.ward,
            service=row.service,
            on=row.at.date(),
        )
        for row in rows.select_related("slip").order_by("at", "pk")
        if bound.covers_service(row.slip.ward, row.service)
    ]


def consult_person(id: int) -> str:
    """Who asked. SCAN023."""
    row = AnswerRow.objects.select_related("slip").filter(pk=id, done=Done.CONSULT.value).first()
    if row is None:
        raise _missing()
    return row.slip.person


def note_called(id: int, doing: Doing) -> None:
    """Somebody has called them; once is enough."""
    AnswerRow.objects.filter(pk=id, called_at=None).update(
        called_at=doing.at, called_by=doing.actor.id
    )


def counted_since(since: datetime) -> dict[str, int]:
    """Slips and answers since a moment: arrived, silent, done, waiting, and each kind of Done."""
    slips = SlipRow.objects.filter(arrived_at__gte=since)
    counted = {
        "arrived": slips.count(),
        "silent": slips.filter(silent=True).count(),
        "done": SlipRow.objects.filter(done_at__gte=since).count(),
    }
    for done in AnswerRow.objects.filter(at__gte=since).values_list("done", flat=True):
        counted[done] = counted.get(done, 0) + 1
    return counted


def _found(reference: str) -> SlipRow:
    row = SlipRow.objects.filter(reference=reference).first()
    if row is None:
        raise _missing()
    return row


def _missing() -> Exception:
    return fault(
        "SCAN023",
        "there is no such page or slip",
        "go back to the list: somebody may have dealt with it meanwhile",
    )


def _sheet(row: SlipRow, content: Content | None) -> Sheet:
    return Sheet(
        reference=row.reference,
        person=row.person,
        household=row.household,
        ward=row.ward,
        services=tuple(row.services.split()),
        open=tuple(row.open.split()),
        state=State(row.state),
        arrived_at=row.arrived_at,
        done_at=row.done_at,
        by=row.by,
        silent=row.silent,
        version=row.version,
        page=row.page_id,
        content=content,
    )
