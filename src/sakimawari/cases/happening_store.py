"""What happened to cases, in the order it was written, and all cases in the order they came.

For programs that follow along: they see the cases of everybody but of people under 支援措置.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimawari.cases import store
from sakimawari.cases.models import CaseRecord, EventRow
from sakimawari.cases.values import CaseRow, Moment, State
from sakimawari.guard.actor import EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One step of a case: `place` grows with every step of any case."""

    place: int
    case: str
    seq: int
    at: datetime
    before: State | None
    after: State
    service: str
    ward: str


def happened_after(moment: Moment, place: int, *, most: int) -> tuple[Happening, ...]:
    """The steps written after a place, oldest first.

    Two processes may write at once, and the later place be seen first: whoever must miss nothing
    reads again from a little before where they were.
    """
    rows = EventRow.objects.select_related("case").filter(pk__gt=place)
    rows = rows.exclude(case__household__in=moment.desk.protected_households(moment.today))
    return tuple(
        Happening(
            place=row.pk,
            case=row.case.number,
            seq=row.seq,
            at=row.at,
            before=State(row.before) if row.before else None,
            after=State(row.after),
            service=row.case.service,
            ward=row.case.ward,
        )
        for row in rows.order_by("pk")[:most]
    )


def cases_after(
    moment: Moment,
    number: str,
    *,
    state: State | None,
    services: frozenset[str],
    wards: frozenset[str],
    most: int,
) -> tuple[CaseRow, ...]:
    """The cases of some services and wards (EVERYWHERE: all) after a number, in their order."""
    rows = CaseRecord.objects.filter(number__gt=number)
    rows = rows.exclude(household__in=moment.desk.protected_households(moment.today))
    if state is not None:
        rows = rows.filter(state=state.value)
    for name, bound in (("service", services), ("ward", wards)):
        if EVERYWHERE not in bound:
            rows = rows.filter(**{f"{name}__in": sorted(bound)})
    return tuple(store.shown(row, moment) for row in rows.order_by("number")[:most])
